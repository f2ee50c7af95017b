/* Labels of the map: placed by the board for a panel of usual size. In a smaller panel, or in a view that was moved, a
   label that would be cut, or would lie under the tools or on a more important one, is not shown. */
"use strict";

(function (mezha) {
  const OVER = "#map-tools, #map-panel .map-legend, #map-panel .map-attribution";
  const SLACK = 1; /* px: boxes of lines hold some empty height */

  const isIn = (box, outer) =>
    box.left >= outer.left - SLACK &&
    box.right <= outer.right + SLACK &&
    box.top >= outer.top - SLACK &&
    box.bottom <= outer.bottom + SLACK;

  const meets = (a, b) =>
    a.left < b.right - SLACK && b.left < a.right - SLACK && a.top < b.bottom - SLACK && b.top < a.bottom - SLACK;

  /* Labels in the order of the board, which is that of their importance. */
  function labels() {
    const found = [...document.querySelectorAll("#map .infolayer > .annotation")];
    return found.sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index));
  }

  /* All is measured first and written afterwards: the page is laid out once. */
  function thin() {
    const plot = document.querySelector("#map .js-plotly-plot .main-svg");
    const all = labels();
    if (!plot || !all.length) return;
    const area = plot.getBoundingClientRect();
    const taken = [...document.querySelectorAll(OVER)].map((element) => element.getBoundingClientRect());
    const boxes = all.map((label) => (label.querySelector(".annotation-text") || label).getBoundingClientRect());
    const shown = boxes.map((box) => {
      const hasRoom = isIn(box, area) && !taken.some((other) => meets(box, other));
      if (hasRoom) taken.push(box);
      return hasRoom;
    });
    all.forEach((label, i) => (label.style.visibility = shown[i] ? "" : "hidden"));
  }

  /* Plotly draws a label anew whenever anything moves it; what it drew is looked at before it is painted. */
  function watch() {
    const panel = document.getElementById("map-panel"); /* Dash puts the graph in anew when plotly has come */
    if (!panel) return;
    const isLabels = ({ target }) => target.classList?.contains("infolayer");
    new MutationObserver((changes) => changes.some(isLabels) && thin()).observe(panel, { childList: true, subtree: true });
    mezha.on("words", thin);
  }

  mezha.ready.then(watch);
  mezha.labels = { thin };
})(window.mezha);
