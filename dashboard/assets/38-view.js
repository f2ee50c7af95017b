/* The view of the map: wheel and drag by plotly; here the same by buttons and keys, and the memory of it, so that a new
   board never moves the view. */
"use strict";

(function (mezha) {
  const ZOOM = 1.4;
  const STEP = 0.15; /* of the view's width or height */
  const STEPS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };
  const html = (type, props) => ({ type, namespace: "dash_html_components", props });
  let view = null; /* null: as the board has it */

  const plot = () => document.querySelector("#map .js-plotly-plot");

  /* Axes of a figure as the viewer has moved them. */
  function axes(id, layout) {
    if (id !== "map" || !view) return {};
    return { xaxis: { ...layout.xaxis, range: view.x }, yaxis: { ...layout.yaxis, range: view.y } };
  }

  /* Dash calls this with every change of the view, by whatever it was made: see callbacks/graphs.py. */
  function keep(change) {
    if (!change || change["xaxis.range[0]"] === undefined) return;
    const pair = (axis) => [change[`${axis}.range[0]`], change[`${axis}.range[1]`]];
    view = change["yaxis.range[0]"] === undefined ? null : { x: pair("xaxis"), y: pair("yaxis") };
  }

  function set(x, y) {
    const change = { "xaxis.range[0]": x[0], "xaxis.range[1]": x[1], "yaxis.range[0]": y[0], "yaxis.range[1]": y[1] };
    return window.Plotly.relayout(plot(), change);
  }

  function around([low, high], factor, shift = 0) {
    const half = ((high - low) / 2) * factor;
    const middle = (low + high) / 2 + (high - low) * shift;
    return [middle - half, middle + half];
  }

  function move(factor, [dx, dy] = [0, 0]) {
    if (!plot()?.layout || !window.Plotly) return;
    const { xaxis, yaxis } = plot().layout;
    if (!xaxis?.range || !yaxis?.range) return;
    set(around(xaxis.range, factor, dx), around(yaxis.range, factor, dy));
  }

  function reset() {
    const first = mezha.figures.layout("map");
    if (!first || !plot()) return;
    Promise.resolve(set(first.xaxis.range, first.yaxis.range)).then(() => (view = null));
  }

  function act(name) {
    if (name === "+" || name === "=") move(1 / ZOOM);
    else if (name === "-" || name === "−") move(ZOOM);
    else if (name === "0") reset();
    else if (STEPS[name]) move(1, STEPS[name]);
    else return false;
    return true;
  }

  function button(name, key) {
    const text = mezha.words.text(key);
    return html("Button", { key, type: "button", "data-view": name, title: text, "aria-label": text, children: name });
  }

  /* In words: "0" on a map of levels is a level. */
  function home() {
    const text = mezha.words.text("shell_zoom_reset");
    return html("Button", { key: "home", type: "button", "data-view": "0", children: text });
  }

  function draw() {
    const tools = document.getElementById("map-tools");
    if (!tools) return;
    const buttons = [button("+", "shell_zoom_in"), button("−", "shell_zoom_out"), home()];
    mezha.morph(tools, [html("Div", { className: "segmented", role: "group", "aria-label": mezha.words.text("map_title"), children: buttons })]);
  }

  function onKey(event) {
    const inMap = event.target.closest("#map-panel") && !event.target.closest("[data-group]");
    if (inMap && !event.ctrlKey && !event.metaKey && !event.altKey && act(event.key)) event.preventDefault();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-view]");
    if (pressed) act(pressed.dataset.view);
  });
  document.addEventListener("dblclick", (event) => event.target.closest("#map") && reset());
  mezha.on("words", draw);
  mezha.view = { axes, keep, draw, focus: () => document.querySelector("#map-tools button")?.focus() };
})(window.mezha);
