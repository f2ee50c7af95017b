/* Composer: joins a board's figure with what does not come with it: the static base map, the viewer's selection, layer
   groups and lane window, and, on a wall, the size of text. The board's own figure is kept, so that each of these can
   change without asking the server. */
"use strict";

(function (mezha) {
  const WITH_BASE = new Set(["map", "wall-map"]);
  const SCALED = new Set(["size", "width", "xshift", "yshift", "borderpad", "standoff", "wider"]);
  const figures = new Map();
  const bases = new Map();
  const choice = { window: mezha.recall("window") || "7d", groups: {} };
  let composed = 0;

  async function base(theme) {
    if (!bases.has(theme)) {
      const build = mezha.words.shell().build;
      const asked = fetch(`/assets/map/base-${theme}.json?m=${build}`).then((answer) => {
        if (!answer.ok) throw new Error(`base map: ${answer.status}`);
        return answer.json();
      });
      asked.catch(() => bases.delete(theme));
      bases.set(theme, asked);
    }
    return bases.get(theme);
  }

  /* Sizes of a wall's figure are multiples of its smallest text. */
  function scaled(value, px) {
    if (Array.isArray(value)) return value.map((item) => scaled(item, px));
    if (value === null || typeof value !== "object") return value;
    const found = {};
    for (const [name, item] of Object.entries(value)) found[name] = SCALED.has(name) ? sizes(item, px) : scaled(item, px);
    return found;
  }

  function sizes(value, px) {
    if (Array.isArray(value)) return value.map((item) => sizes(item, px));
    return typeof value === "number" ? value * px : value;
  }

  function isShown(group) {
    return group === null || group === undefined || choice.groups[group] !== false;
  }

  function overlay(trace, lines) {
    const { line, group } = trace.meta || {};
    const found = { ...trace };
    if (line !== undefined && lines[line]) {
      const { x, y } = lines[line];
      Object.assign(found, { x, y, customdata: new Array(x.length).fill(line) });
    }
    if (group) found.visible = isShown(group);
    return found;
  }

  function withGroups(items, groups) {
    if (!items || !groups) return items;
    return items.map((item, i) => (groups[i] ? { ...item, visible: isShown(groups[i]) } : item));
  }

  /* The casing of the selected section is in the colour of text, and wider than the section's line. */
  function withSelected(data, look, section) {
    const isOwn = (trace) => trace.meta && trace.meta.line === section;
    const line = data.find((trace) => isOwn(trace) && !trace.meta.casing && !trace.meta.core);
    if (!look || !line) return data;
    const selected = { color: look.color, width: line.line.width + look.wider };
    return data.map((trace) => (isOwn(trace) && trace.meta.casing ? { ...trace, line: { ...trace.line, ...selected } } : trace));
  }

  function onMap(figure, parts) {
    const meta = figure.layout.meta || {};
    const overlays = figure.data.map((trace) => overlay(trace, parts.lines));
    const data = withSelected(overlays, meta.selected, mezha.selection.section());
    const layout = {
      ...figure.layout,
      images: withGroups(figure.layout.images, meta.images),
      annotations: withGroups(figure.layout.annotations, meta.annotations),
    };
    return { data: [...parts.traces, ...data], layout };
  }

  function inWindow(figure) {
    const { windows } = figure.layout.meta || {};
    const window = windows && (windows[choice.window] || windows["7d"]);
    if (!window) return figure;
    return { ...figure, layout: { ...figure.layout, xaxis: { ...figure.layout.xaxis, ...window } } };
  }

  async function compose(id) {
    let figure = figures.get(id);
    const theme = mezha.viewer.theme;
    const parts = WITH_BASE.has(id) ? await base(theme) : null;
    if (figures.get(id) !== figure || mezha.viewer.theme !== theme) return;
    if ((figure.layout.meta || {}).unit === "wall_px") figure = scaled(figure, mezha.wall.px());
    figure = parts ? onMap(figure, parts) : inWindow(figure);
    /* What the viewer did to the view is put in here, so plotly's own memory of it is let go. */
    composed += 1;
    figure.layout = { ...figure.layout, ...mezha.view.axes(id, figure.layout), datarevision: composed, uirevision: composed };
    window.dash_clientside.set_props(id, { figure });
  }

  function show(id, figure) {
    figures.set(id, figure);
    learnGroups(figure);
    compose(id).catch((error) => console.error(`mezha: ${id}`, error));
  }

  /* The board says which groups are off at first; the viewer's own choice wins. */
  function learnGroups(figure) {
    for (const trace of figure.data) {
      const group = (trace.meta || {}).group;
      if (group && !(group in choice.groups)) {
        const own = mezha.recall(`group.${group}`);
        choice.groups[group] = own === null ? trace.visible !== false : own === "on";
      }
    }
  }

  function again(...ids) {
    for (const id of ids) if (figures.has(id)) show(id, figures.get(id));
  }

  function press(button) {
    const { group, window } = button.dataset;
    if (group) {
      choice.groups[group] = button.getAttribute("aria-pressed") !== "true";
      mezha.remember(`group.${group}`, choice.groups[group] ? "on" : "off");
      again("map");
    } else {
      choice.window = window;
      mezha.remember("window", window);
      again("lanes");
    }
    markButtons();
  }

  /* After each board: its buttons come as at first. */
  function markButtons() {
    for (const button of document.querySelectorAll("[data-group]")) {
      const { group } = button.dataset;
      if (group in choice.groups) button.setAttribute("aria-pressed", String(choice.groups[group]));
    }
    for (const button of document.querySelectorAll("[data-window]")) {
      button.setAttribute("aria-pressed", String(button.dataset.window === choice.window));
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-group], [data-window]");
    if (button) press(button);
  });
  mezha.on("applied", markButtons);
  mezha.on("selection", () => again("map"));
  mezha.on("resized", () => again("wall-map"));
  mezha.figures = { show, layout: (id) => figures.get(id)?.layout };
})(window.mezha);
