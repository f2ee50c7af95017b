/* Selection: one place is chosen everywhere. A click or Enter on anything that carries `data-select`, a click on the map,
   or a key chooses it; the section it belongs to decides which board is shown beside it. */
"use strict";

(function (mezha) {
  let chosen = null;

  function sectionOf(id) {
    const { sections, section_of: owners } = mezha.words.shell();
    if (!id) return null;
    return sections.includes(id) ? id : owners[id] || null;
  }

  /* Before anybody chooses, the most urgent section. Nothing is selected on a wall: nobody touches it. */
  function section() {
    if (window.location.pathname === "/wall") return null;
    return sectionOf(chosen) || sectionOf(mezha.words.board().first) || mezha.words.shell().sections[0] || null;
  }

  function select(id) {
    if (!sectionOf(id) || id === chosen) return;
    chosen = id;
    mark();
    mezha.emit("selection", id);
  }

  function set(element, name, value) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  /* Boards come without a selection: it is marked anew after each. */
  function mark() {
    const own = section();
    for (const element of document.querySelectorAll("[data-select]")) {
      const id = element.dataset.select;
      const isChosen = own !== null && (id === chosen || id === own);
      if (element.hasAttribute("aria-selected")) set(element, "aria-selected", String(isChosen));
      set(element, "data-selected", isChosen ? "true" : null);
    }
  }

  function rows() {
    return [...document.querySelectorAll("#sections tr[data-select]")];
  }

  /* The next or previous section in the order of the list, with the focus. */
  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.dataset.select === section());
    choose(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  function choose(row) {
    if (!row) return;
    row.focus({ preventScroll: false });
    select(row.dataset.select);
  }

  function onClick(event) {
    const element = event.target.closest("[data-select]");
    if (element && !event.target.closest("a, button, select, input")) select(element.dataset.select);
  }

  function onEnter(event) {
    const element = event.target.closest("[data-select]");
    if (event.key === "Enter" && element === event.target) select(element.dataset.select);
  }

  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onEnter);
  mezha.on("applied", mark);
  mezha.selection = { select, section, step, choose: (number) => choose(rows()[number - 1]) };

  /* Dash calls these with what was clicked in a graph, and how its view changed: see callbacks/graphs.py. */
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    mezha: {
      viewed(change) {
        mezha.view.keep(change);
        return window.dash_clientside.no_update;
      },
      picked() {
        const [{ value } = {}] = window.dash_clientside.callback_context.triggered;
        const point = value && value.points.find((found) => found.customdata !== undefined);
        if (point) select([].concat(point.customdata)[0]);
        return window.dash_clientside.no_update;
      },
    },
  });
})(window.mezha);
