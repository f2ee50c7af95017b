/* Waiting: before the first picture exists the page says so in words, and shows the first board by itself when it comes. */
"use strict";

(function (mezha) {
  let told = false;

  function isWaiting() {
    const { everAt, version } = mezha.delivery.contact;
    return everAt !== null && version === null && !mezha.boards.isShown();
  }

  /* Nothing is taken away before there is a board in its place. */
  function show() {
    const plate = document.getElementById("waiting");
    if (!plate) return;
    if (mezha.boards.isShown()) plate.hidden = true;
    if (!isWaiting() || !mezha.words.isLoaded()) return;
    plate.textContent = mezha.words.text("shell_waiting");
    plate.hidden = false;
    document.documentElement.dataset.board = "waiting";
    if (!told) mezha.announce.status(plate.textContent);
    told = true;
  }

  for (const event of ["contact", "words", "applied"]) mezha.on(event, show);
  mezha.waiting = { show };
})(window.mezha);
