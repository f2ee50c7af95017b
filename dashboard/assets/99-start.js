/* Start: everything that needs no element begins at once, so that the first board is there when Dash has laid out the
   page; the rest follows then. A page reloads only when the server announces a new build and nobody is using it. */
"use strict";

(function (mezha) {
  const IDLE_MS = { wall: 10_000, desk: 300_000 };
  let usedAt = performance.now();

  async function words() {
    for (;;) {
      try {
        return await mezha.words.load();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 3000));
      }
    }
  }

  function reloadWhenIdle() {
    const wall = Boolean(document.querySelector(".page-wall"));
    const pause = wall ? IDLE_MS.wall : IDLE_MS.desk;
    const timer = setInterval(() => {
      const idle = performance.now() - usedAt > pause;
      if (!idle || document.documentElement.dataset.contact !== "live") return;
      clearInterval(timer);
      window.location.reload();
    }, 1000);
  }

  async function start() {
    mezha.time.start();
    mezha.delivery.start();
    mezha.cover.start();
    mezha.ready.then(mezha.waiting.show);
    mezha.ready.then(mezha.wall.start);
    mezha.ready.then(mezha.boards.watchLists);
    await words();
    mezha.ready.then(mezha.tools.start);
    mezha.ready.then(mezha.view.draw);
    mezha.boards.open();
  }

  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => (usedAt = performance.now()));
  mezha.on("applied", () => {
    mezha.time.tick();
    mezha.time.rewriteAges();
    mezha.tools.label();
  });
  mezha.on("new-build", reloadWhenIdle);
  start();
})(window.mezha);
