/* Time: the server's clock and the picture's clock, kept going between two pieces of news by the browser's steady clock. */
"use strict";

(function (mezha) {
  const MINSK_S = 3 * 3600; /* UTC+3 all the year since 2011 */
  const AGES_MS = 10_000;
  let base = { t0: 0, wall0: 0, speed: 1, until: null };
  let wallAt = Date.now() / 1000;
  let steadyAt = performance.now();
  let synced = false;

  function sync(news) {
    wallAt = news.wall;
    steadyAt = performance.now();
    /* Before the clock's first sign of life nobody knows which time the picture will show. */
    if (!news.timebase) return;
    base = news.timebase;
    synced = true;
  }

  /* Server time in seconds, whatever the clock of this computer says. */
  function wall() {
    return wallAt + (performance.now() - steadyAt) / 1000;
  }

  /* The same rule as the server's: fast until `until`, then second by second. */
  function pictureOf(wallTime) {
    const fast = base.t0 + (wallTime - base.wall0) * base.speed;
    if (base.until === null || fast <= base.until) return fast;
    return base.until + (wallTime - base.wall0 - (base.until - base.t0) / base.speed);
  }

  /* The server's time at which a moment of the picture is, was or will be shown. */
  function wallOf(moment) {
    const ahead = moment - base.t0;
    if (base.until === null || moment <= base.until) return base.wall0 + ahead / base.speed;
    const fast = base.until - base.t0;
    return base.wall0 + fast / base.speed + (ahead - fast);
  }

  const now = () => pictureOf(wall());

  function isFast() {
    return base.speed > 1 && (base.until === null || now() < base.until);
  }

  const two = (number) => String(number).padStart(2, "0");

  function local(moment) {
    return new Date((moment + MINSK_S) * 1000);
  }

  /* 21:40 in Minsk. */
  function clock(moment) {
    const at = local(moment);
    return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  }

  function write(id, text) {
    const element = document.getElementById(id);
    if (element && element.textContent !== text) element.textContent = text;
  }

  /* The clock goes on without contact; the style sheet marks it as a guess then. */
  function tick() {
    if (!synced) return;
    const moment = now();
    write("clock-time", clock(moment));
    write("wall-clock", clock(moment));
    write("clock-seconds", isFast() ? "" : `:${two(local(moment).getUTCSeconds())}`);
  }

  function rewriteAges(root = document) {
    if (!synced) return;
    const moment = now();
    for (const element of root.querySelectorAll("[data-age], [data-until]")) {
      const { age, until } = element.dataset;
      const text = mezha.words.age(age === undefined ? Number(until) - moment : moment - Number(age));
      if (element.textContent !== text) element.textContent = text;
    }
  }

  function start() {
    setInterval(tick, 1000);
    let passed = 0;
    setInterval(() => {
      passed += 1000;
      if (passed < (isFast() ? 2000 : AGES_MS)) return;
      passed = 0;
      rewriteAges();
    }, 1000);
  }

  mezha.time = { sync, isSynced: () => synced, wall, now, pictureOf, wallOf, clock, local, tick, rewriteAges, isFast, start };
})(window.mezha);
