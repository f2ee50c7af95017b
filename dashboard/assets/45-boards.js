/* Boards: fetches the boards of the page for a version and applies only what changed. One update runs at a time; an
   older version never follows a newer one; a hidden tab keeps what it has until it is shown again. */
"use strict";

(function (mezha) {
  const ORDERED = new Set(["sections", "alerts", "data-board"]);
  const ANSWER_MS = 20_000;
  const HOLD_MS = 10_000; /* a list keeps its order so long after the last input in it */
  const held = new Map(); /* view -> the version that the page holds of it */
  const applied = new Map(); /* "id.property" -> JSON: what a container shows, whichever board it came from */
  const usedAt = new Map(); /* id of a list -> when somebody last worked in it */
  const late = new Set(); /* ids of lists whose new order is held back */
  let wanted = 0;
  let running = false;
  let again = false;
  let epoch = 0;
  let opened = false; /* boards wait for the words of the shell */
  let shown = false; /* a board was applied, of whatever version */
  let behindAt = null; /* since when a newer version is known than is shown */

  /* The board of a page has its name; beside the desk's stands that of the selected section, beside that of the data
     page the one of the selected feed. */
  function views() {
    const name = window.location.pathname.slice(1) || "duty";
    const section = mezha.selection.section();
    const feed = mezha.data.feed();
    if (feed) return [name, `feed:${feed}`];
    return name === "duty" && section ? [name, `section:${section}`] : [name];
  }

  function address(view, version, since) {
    const { language, theme, audience } = mezha.viewer;
    const query = new URLSearchParams({ lang: language, theme, audience });
    if (since) query.set("since", since);
    return `/board/${view}/${version}?${query}`;
  }

  async function fetchBoard(view, version) {
    /* A drawing that hangs must not keep the page from asking for what comes after it. */
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(address(view, version, held.get(view)), { signal });
    if (!answer.ok) throw Object.assign(new Error(`${view}: ${answer.status}`), { status: answer.status });
    return answer.json();
  }

  async function refresh(view, version) {
    const begun = epoch;
    forgetOthers();
    if (held.get(view) >= version) return;
    const board = await fetchBoard(view, version);
    await mezha.ready;
    /* Who chose another section meanwhile must not be shown this one. */
    if (begun !== epoch || held.get(view) >= version || !views().includes(view)) return;
    held.set(view, version);
    apply(view, board);
  }

  /* All sections fill the same containers: only of the one that stands there can a difference be asked. */
  function forgetOthers() {
    const wantedViews = views();
    for (const view of [...held.keys()]) if (!wantedViews.includes(view)) held.delete(view);
  }

  function apply(view, board) {
    for (const [id, properties] of Object.entries(board)) {
      for (const [property, value] of Object.entries(properties)) {
        const text = JSON.stringify(value);
        if (applied.get(`${id}.${property}`) === text) continue;
        applied.set(`${id}.${property}`, text);
        put(id, property, value);
      }
    }
    shown = true;
    mezha.emit("applied", view);
  }

  /* Lists keep their order while somebody points into them or works in them with the keyboard, and a while after. A
     pointer or a focus that only rests there does not keep the most urgent from coming first. */
  function isBusy(container) {
    if (!ORDERED.has(container.id)) return false;
    const isRecent = performance.now() - (usedAt.get(container.id) ?? -Infinity) < HOLD_MS;
    return isRecent && (container.matches(":hover") || container.contains(document.activeElement));
  }

  function put(id, property, value) {
    if (property === "children") {
      const container = document.getElementById(id);
      if (container) putChildren(container, value);
    } else if (property === "figure") {
      mezha.figures.show(id, value);
    } else {
      if (id === "words") mezha.words.useBoard(value);
      window.dash_clientside.set_props(id, { [property]: value });
    }
  }

  function putChildren(container, value) {
    const busy = isBusy(container);
    if (busy) late.add(container.id);
    else late.delete(container.id);
    mezha.morph(container, value, busy);
  }

  /* What was held back while a list was busy is put in order when nobody works in it any more. */
  function settle(container) {
    const text = applied.get(`${container.id}.children`);
    if (!late.has(container.id) || text === undefined || isBusy(container)) return;
    putChildren(container, JSON.parse(text));
    mezha.emit("applied", null);
  }

  /* Browsers also report a pointer that rests while the list moves under it: that is no input. */
  function isInput(event) {
    return event.type !== "pointermove" || event.movementX !== 0 || event.movementY !== 0;
  }

  function watchList(container) {
    let timer = null;
    const use = (event) => {
      if (!isInput(event)) return;
      usedAt.set(container.id, performance.now());
      clearTimeout(timer);
      timer = setTimeout(() => settle(container), HOLD_MS + 50);
    };
    for (const event of ["pointermove", "pointerdown", "wheel", "keydown", "focusin"]) {
      container.addEventListener(event, use, { passive: true });
    }
    container.addEventListener("pointerleave", () => settle(container));
    container.addEventListener("focusout", () => setTimeout(() => settle(container)));
  }

  function watchLists() {
    for (const id of ORDERED) {
      const container = document.getElementById(id);
      if (container) watchList(container);
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
        /* The first board names the section that is shown while nobody has chosen one. */
        for (let i = 0; i < views().length; i += 1) await refresh(views()[i], wanted);
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
    applied.clear();
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
