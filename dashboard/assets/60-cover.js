/* The cover: after 30 seconds without contact, or without a sign of life from the data clock, the page says that what it
   shows is old, and since when. It lifts by itself. `?watch_s=` (12 to 30) makes that time shorter, to try it out. */
"use strict";

(function (mezha) {
  const LIMIT_S = Math.min(30, Math.max(12, Number(mezha.viewer.query.get("watch_s")) || 30));
  const TEXTS = { contact: "no_contact_since", clock: "data_clock_silent_since", picture: "shell_picture_stuck_since" };
  const STATES = { contact: "lost", clock: "silent", picture: "silent" };
  let trouble = null;

  /* Seconds since an answer came, and since the clock's last beat by the server's own time. */
  function silence() {
    const { at, beat, everAt } = mezha.delivery.contact;
    const contact = (performance.now() - at) / 1000;
    const clock = everAt === null ? 0 : mezha.time.wall() - (beat ?? -Infinity);
    return { contact, clock, picture: mezha.boards.behind() };
  }

  function judged({ contact, clock, picture }) {
    if (contact > LIMIT_S) return "contact";
    /* Without contact nothing is known of the clock: its silence counts from the last answer. */
    if (clock - contact > LIMIT_S) return "clock";
    return picture > LIMIT_S ? "picture" : null;
  }

  function since(seconds) {
    return Number.isFinite(seconds) ? mezha.time.clock(mezha.time.pictureOf(mezha.time.wall() - seconds)) : "–";
  }

  function show(times) {
    const cover = document.getElementById("cover");
    if (!cover) return;
    cover.hidden = trouble === null;
    if (trouble === null) return;
    const { text, age } = mezha.words;
    const asOf = mezha.words.board().as_of;
    const picture = asOf && text("picture_of", { time: mezha.time.clock(asOf), age: age(mezha.time.now() - asOf) });
    const title = text(TEXTS[trouble], { time: since(times[trouble]) });
    mezha.morph(cover, [
      { type: "H2", namespace: "dash_html_components", props: { id: "cover-title", children: title } },
      { type: "P", namespace: "dash_html_components", props: { id: "cover-text", children: picture || "" } },
    ]);
  }

  function change(next, times) {
    trouble = next;
    document.documentElement.dataset.contact = STATES[next] || "live";
    show(times);
    const restored = mezha.words.text("contact_restored", { time: mezha.time.clock(mezha.time.now()) });
    mezha.announce.status(next === null ? restored : document.querySelector("#cover h2").textContent);
    mezha.emit("contact-state", document.documentElement.dataset.contact);
  }

  function tick() {
    const times = silence();
    const next = judged(times);
    if (next !== trouble) change(next, times);
    else if (next !== null) show(times);
    const beat = document.getElementById("beat-text");
    if (beat) beat.textContent = mezha.words.text("beat_live", { age: mezha.words.age(times.contact) });
  }

  function start() {
    setInterval(tick, 1000);
    mezha.on("contact", tick);
    document.addEventListener("visibilitychange", tick);
  }

  mezha.cover = { start, limitS: LIMIT_S };
})(window.mezha);
