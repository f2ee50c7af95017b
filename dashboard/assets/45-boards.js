/* Boards: fetches the boards of the page for a version and applies only what changed. One update runs at a time; an
   older version never follows a newer one; a hidden tab keeps what it has until it is shown again. */
"use strict";

(function (mezha) {
  const ORDERED = new Set(["sections", "alerts"]);
  const ANSWER_MS = 20_000;
  const held = new Map(); /* view -> {version, parts: Map("id.property" -> JSON)} */
  let wanted = 0;
  let running = false;
  let again = false;
  let epoch = 0;
  let opened = false; /* boards wait for the words of the shell */
  let shown = false; /* a board was applied, of whatever version */
  let behindAt = null; /* since when a newer version is known than is shown */

  /* The board of a page has its name; beside the desk's stands that of the selected section. */
  function views() {
    const name = window.location.pathname.slice(1) || "duty";
    const section = mezha.selection.section();
    return name === "duty" && section ? [name, `section:${section}`] : [name];
  }

  function address(view, version, since) {
    const { language, theme, audience } = mezha.viewer;
    const query = new URLSearchParams({ lang: language, theme, audience });
    if (since) query.set("since", since);
    return `/board/${view}/${version}?${query}`;
  }

  async function fetchBoard(view, version) {
    const known = held.get(view);
    /* A drawing that hangs must not keep the page from asking for what comes after it. */
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(address(view, version, known && known.version), { signal });
    if (!answer.ok) throw Object.assign(new Error(`${view}: ${answer.status}`), { status: answer.status });
    return answer.json();
  }

  async function refresh(view, version) {
    const begun = epoch;
    const known = held.get(view);
    if (known && known.version >= version) return;
    const board = await fetchBoard(view, version);
    await mezha.ready;
    const now = held.get(view);
    if (begun !== epoch || (now && now.version >= version)) return;
    held.set(view, { version, parts: now ? now.parts : new Map() });
    apply(view, board);
  }

  function apply(view, board) {
    const { parts } = held.get(view);
    for (const [id, properties] of Object.entries(board)) {
      for (const [property, value] of Object.entries(properties)) {
        const text = JSON.stringify(value);
        if (parts.get(`${id}.${property}`) === text) continue;
        parts.set(`${id}.${property}`, text);
        put(id, property, value);
      }
    }
    shown = true;
    mezha.emit("applied", view);
  }

  /* Lists keep their order while somebody points into them or works in them with the keyboard. */
  function isBusy(container) {
    return ORDERED.has(container.id) && (container.matches(":hover") || container.contains(document.activeElement));
  }

  function put(id, property, value) {
    if (property === "children") {
      const container = document.getElementById(id);
      if (container) mezha.morph(container, value, isBusy(container));
    } else if (property === "figure") {
      mezha.figures.show(id, value);
    } else {
      if (id === "words") mezha.words.useBoard(value);
      window.dash_clientside.set_props(id, { [property]: value });
    }
  }

  /* What was held back while a list was busy is put in order when nobody is in it any more. */
  function settle(container) {
    for (const { parts } of held.values()) {
      const text = parts.get(`${container.id}.children`);
      if (text !== undefined && !isBusy(container)) {
        mezha.morph(container, JSON.parse(text));
        mezha.emit("applied", null);
      }
    }
  }

  function watchLists() {
    for (const id of ORDERED) {
      const container = document.getElementById(id);
      if (!container) continue;
      container.addEventListener("pointerleave", () => settle(container));
      container.addEventListener("focusout", () => setTimeout(() => settle(container)));
    }
  }

  async function run() {
    if (!opened || document.hidden || !wanted) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    behindAt = behindAt ?? performance.now();
    try {
      do {
        again = false;
        for (const view of views()) await refresh(view, wanted);
      } while (again);
      behindAt = null;
      document.documentElement.dataset.board = "shown";
    } catch (error) {
      console.warn("mezha: board", error);
    } finally {
      running = false;
    }
  }

  /* What news say is the newest; where a board failed, the next news try again. */
  function update(version) {
    if (version > wanted) wanted = version;
    return run();
  }

  function open() {
    opened = true;
    return run();
  }

  function behind() {
    return behindAt === null || document.hidden ? 0 : (performance.now() - behindAt) / 1000;
  }

  /* Another language, theme or audience: nothing that is held is of use, but the page stays until the new board comes. */
  function restart() {
    epoch += 1;
    held.clear();
    return run();
  }

  document.addEventListener("visibilitychange", () => {
    if (behindAt !== null) behindAt = performance.now();
    run();
  });
  mezha.on("selection", run);
  mezha.on("viewer", restart);
  mezha.boards = { open, update, run, behind, isShown: () => shown, watchLists };
})(window.mezha);
