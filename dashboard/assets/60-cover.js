/* The cover: after 30 seconds without contact, or without a sign of life from the data clock, the page says that what it
   shows is old, and since when. It lifts by itself. `?watch_s=` (12 to 30) makes that time shorter, to try it out. */
"use strict";

(function (mezha) {
  const LIMIT_S = Math.min(30, Math.max(12, Number(mezha.viewer.query.get("watch_s")) || 30));
  const TEXTS = { contact: "no_contact_since", clock: "data_clock_silent_since", picture: "shell_picture_stuck_since" };
  const STATES = { contact: "lost", clock: "silent", picture: "silent" };
  let trouble = null;

  /* Seconds since an answer came, and since the clock's last beat by the server's own time. A clock that never beat
     is not silent while there is no picture either: the product is still starting, see 62-waiting. */
  function silence() {
    const { at, beat } = mezha.delivery.contact;
    const contact = (performance.now() - at) / 1000;
    return { contact, clock: clockSilence(beat), picture: mezha.boards.behind() };
  }

  function clockSilence(beat) {
    if (beat !== null) return mezha.time.wall() - beat;
    return mezha.boards.isShown() ? Infinity : 0;
  }

  function judged({ contact, clock, picture }) {
    if (contact > LIMIT_S) return "contact";
    /* Without contact nothing is known of the clock: its silence counts from the last answer. */
    if (clock - contact > LIMIT_S) return "clock";
    return picture > LIMIT_S ? "picture" : null;
  }

  /* Since when, as the picture's clock showed it then: the clock on the page stands beside it. */
  function since(seconds) {
    return Number.isFinite(seconds) ? mezha.time.clock(mezha.time.pictureOf(mezha.time.wall() - seconds)) : "–";
  }

  function title(times) {
    return mezha.words.text(TEXTS[trouble], { time: since(times[trouble]) });
  }

  /* How long people have looked at this picture: in the time of the room, also while an exercise runs faster. */
  function picture() {
    const asOf = mezha.words.board().as_of;
    if (!asOf) return "";
    const age = mezha.words.age(mezha.time.wall() - mezha.time.wallOf(asOf));
    return mezha.words.text("picture_of", { time: mezha.time.clock(asOf), age });
  }

  function show(times) {
    const cover = document.getElementById("cover");
    if (!cover) return;
    cover.hidden = trouble === null;
    if (trouble === null) return;
    mezha.morph(cover, [
      { type: "H2", namespace: "dash_html_components", props: { id: "cover-title", children: title(times) } },
      { type: "P", namespace: "dash_html_components", props: { id: "cover-text", children: picture() } },
    ]);
  }

  function change(next, times) {
    trouble = next;
    document.documentElement.dataset.contact = STATES[next] || "live";
    show(times);
    const restored = () => mezha.words.text("contact_restored", { time: mezha.time.clock(mezha.time.now()) });
    mezha.announce.status(next === null ? restored() : title(times));
    mezha.emit("contact-state", document.documentElement.dataset.contact);
  }

  function tick() {
    const times = silence();
    const next = judged(times);
    if (next !== trouble) change(next, times);
    else if (next !== null) show(times);
    writeBeat(times);
  }

  /* The header says what the cover says: a server that answers is not called lost. */
  function writeBeat(times) {
    const state = document.querySelector("#beat .two-lines > .when-lost");
    const beat = document.getElementById("beat-text");
    const isClock = trouble === "clock" && Number.isFinite(times.clock);
    const age = mezha.words.age(isClock ? times.clock : times.contact);
    if (state) write(state, mezha.words.text(STATES[trouble] === "silent" ? "wall_silent" : "screen_lost"));
    if (beat) write(beat, mezha.words.text("beat_live", { age }));
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /* What the cover is written in must be here before contact is lost: the sign of a guessed time among it. */
  function loadFonts() {
    for (const face of document.fonts) face.load().catch(() => {});
  }

  function start() {
    setInterval(tick, 1000);
    mezha.on("contact", tick);
    mezha.ready.then(loadFonts);
    document.addEventListener("visibilitychange", tick);
  }

  mezha.cover = { start, limitS: LIMIT_S };
})(window.mezha);
