/* The wall: how large text must be to be read from where the room sits, the turning of the lesser rows, privacy while
   guests are in the room, and the setup card. Address: /wall?distance=5&height_mm=685 (metres, millimetres). */
"use strict";

(function (mezha) {
  const ARCMIN = 16; /* floor of legibility */
  const CAP_SHARE = 0.7; /* height of a capital over the size of its type */
  const PAGE_MS = 15_000;
  const RISE_HOLD_S = 600;
  const html = (type, props) => ({ type, namespace: "dash_html_components", props });
  const { query } = mezha.viewer;
  const given = (name, usual) => (Number(query.get(name)) > 0 ? Number(query.get(name)) : usual);
  const distanceM = given("distance", 5);
  const heightMm = given("height_mm", 685);
  let showing = 1;

  const page = () => document.querySelector(".page-wall");

  /* Smallest text in CSS px: innerHeight makes it right at any scale factor of the screen. */
  function floorPx() {
    const capMm = 2 * distanceM * 1000 * Math.tan(((ARCMIN / 60 / 2) * Math.PI) / 180);
    return Math.ceil(capMm / (heightMm / window.innerHeight) / CAP_SHARE);
  }

  /* The unit that the page really uses, which may be larger than the floor. */
  function px() {
    return page() ? parseFloat(getComputedStyle(page()).fontSize) : floorPx();
  }

  function measure() {
    if (!page()) return;
    const floor = floorPx();
    const root = document.documentElement;
    root.style.setProperty("--wall-px", `${floor}px`);
    root.dataset.wallRows = String(Math.floor(window.innerHeight / (1.3 * floor)));
    mezha.emit("resized");
    if (query.has("setup")) drawCard(floor);
  }

  function rows() {
    return [...document.querySelectorAll("#wall-rows .wall-row")];
  }

  function pages() {
    return Number(document.querySelector("#wall-rows .wall-list")?.dataset.pages || 1);
  }

  function show(number) {
    showing = Math.min(Math.max(1, number), pages());
    const list = document.getElementById("wall-rows");
    if (list) list.dataset.showing = String(showing);
  }

  /* A row that rose within ten minutes stays in sight: its page holds still. */
  function risen() {
    const moment = mezha.time.now();
    const fresh = rows().filter((row) => row.dataset.risen && moment - Number(row.dataset.risen) < RISE_HOLD_S);
    return fresh.sort((a, b) => Number(b.dataset.risen) - Number(a.dataset.risen))[0];
  }

  function hold() {
    const row = risen();
    if (!row) return false;
    if (row.dataset.page) show(Number(row.dataset.page));
    return true;
  }

  function turn() {
    if (document.documentElement.dataset.contact !== "live" || hold()) return;
    show(showing >= pages() ? 1 : showing + 1);
  }

  function onApplied(view) {
    if (view !== "wall") return;
    show(showing);
    hold();
    writeTimes();
  }

  /* How long each row stands at its level, in the largest unit alone. */
  function writeTimes() {
    const moment = mezha.time.now();
    for (const row of rows()) {
      const place = row.querySelector(".wall-since");
      if (place && row.dataset.since) place.textContent = coarse(moment - Number(row.dataset.since));
    }
  }

  function coarse(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const { text } = mezha.words;
    if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0${text("min")}`;
    if (whole < 2 * 86400) return `${Math.floor(whole / 3600)}\u00a0${text("h")}`;
    return `${Math.floor(whole / 86400)}\u00a0${text("d")}`;
  }

  function drawCard(floor) {
    const card = document.getElementById("card");
    if (!card) return;
    const { text } = mezha.words;
    const bar = { width: `${100 / (heightMm / window.innerHeight)}px`, height: "0.5em", background: "currentColor" };
    const assumed = query.has("distance") && query.has("height_mm") ? [] : [html("P", { children: text("shell_setup_assumed") })];
    mezha.morph(card, [
      html("H2", { children: text("shell_setup_title") }),
      html("P", { children: text("shell_setup_distance", { n: distanceM }) }),
      html("P", { children: text("shell_setup_height", { n: heightMm }) }),
      html("P", { children: text("shell_setup_floor", { n: floor }) }),
      html("P", { children: text("shell_setup_rows", { n: document.documentElement.dataset.wallRows }) }),
      ...assumed,
      html("P", { children: text("shell_setup_ruler") }),
      html("Div", { className: "ruler", style: bar }),
    ]);
    card.hidden = false;
  }

  function togglePrivacy() {
    if (page()) mezha.setAudience(mezha.viewer.audience === "visitors" ? "staff" : "visitors");
  }

  function start() {
    if (!page()) return;
    measure();
    window.addEventListener("resize", measure);
    setInterval(turn, PAGE_MS);
    setInterval(() => mezha.time.isSynced() && writeTimes(), 10_000);
    mezha.on("applied", onApplied);
    mezha.on("words", () => query.has("setup") && drawCard(floorPx()));
  }

  mezha.wall = { start, px, floorPx, togglePrivacy };
})(window.mezha);
