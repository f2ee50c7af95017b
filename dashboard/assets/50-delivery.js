/* Delivery: hears of new versions by Server-Sent Events, and asks by itself when no event comes. A stream that has
   fallen silent is made anew; every answer from the server counts as contact. */
"use strict";

(function (mezha) {
  const SILENT_MS = 25_000; /* two and a half heartbeats: the stream is made anew */
  const RENEW_MS = 5_000;
  const POLL_MS = 15_000;
  const POLL_LOST_MS = 3_000;
  const ANSWER_MS = 5_000;
  let stream = null;
  let streamAt = -Infinity;
  let eventAt = performance.now();
  let pollAt = performance.now();
  let polling = false;
  let build = null;

  const contact = { at: performance.now(), everAt: null, beat: null, version: null };

  function heard(news) {
    contact.at = contact.everAt = performance.now();
    contact.beat = news.clock_beat;
    contact.version = news.version;
    mezha.time.sync(news);
    document.documentElement.dataset.mode = news.mode;
    if (build === null) build = news.build;
    else if (build !== news.build) mezha.emit("new-build");
    mezha.emit("contact");
    mezha.boards.update(news.version);
  }

  function connect() {
    if (stream) stream.close();
    streamAt = performance.now();
    stream = new EventSource("/events");
    for (const name of ["version", "heartbeat"]) {
      stream.addEventListener(name, (event) => {
        eventAt = performance.now();
        heard(JSON.parse(event.data));
      });
    }
  }

  async function poll() {
    if (polling) return;
    polling = true;
    pollAt = performance.now();
    try {
      const answer = await fetch("/version", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.ok) heard(await answer.json());
    } catch {
      /* no contact: the cover says so in time */
    } finally {
      polling = false;
    }
  }

  /* Each second: is the stream alive, and is it time to ask? The jitter keeps viewers from asking all at once. */
  function watch() {
    const now = performance.now();
    const silent = now - eventAt;
    const stale = silent > SILENT_MS || stream.readyState === EventSource.CLOSED;
    if (stale && now - streamAt > RENEW_MS) connect();
    const lost = document.documentElement.dataset.contact === "lost";
    const pause = (lost ? POLL_LOST_MS : POLL_MS) * (0.9 + 0.2 * Math.random());
    if (silent > pause && now - pollAt > pause) poll();
  }

  function start() {
    connect();
    poll();
    setInterval(watch, 1000);
    window.addEventListener("pageshow", (event) => event.persisted && connect());
    document.addEventListener("visibilitychange", () => document.hidden || poll());
  }

  mezha.delivery = { start, contact };
})(window.mezha);
