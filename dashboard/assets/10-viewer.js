/* The viewer: language, theme, audience and other choices of this browser, and the small bus the scripts talk over. */
"use strict";

window.mezha = window.mezha || {};

(function (mezha) {
  const LANGUAGES = ["ru", "be", "en"];
  const THEMES = ["dark", "light"];
  const query = new URLSearchParams(window.location.search);
  const listeners = new Map();

  /* A browser may forbid storage: then choices last as long as the page. */
  const memory = new Map();

  function recall(name) {
    try {
      return window.localStorage.getItem(`mezha.${name}`);
    } catch {
      return memory.get(name) ?? null;
    }
  }

  function remember(name, value) {
    memory.set(name, value);
    try {
      window.localStorage.setItem(`mezha.${name}`, value);
    } catch {
      /* kept in memory */
    }
  }

  function firstOf(allowed, candidates) {
    return candidates.find((candidate) => allowed.includes(candidate));
  }

  function ownLanguages() {
    return (navigator.languages || []).map((tag) => tag.slice(0, 2).toLowerCase());
  }

  const viewer = {
    language: firstOf(LANGUAGES, [query.get("lang"), recall("language"), ...ownLanguages(), "ru"]),
    theme: firstOf(THEMES, [query.get("theme"), recall("theme"), "dark"]),
    audience: query.get("audience") || "staff",
    query,
  };

  /* A choice made on the page outlives the address it was opened with. */
  function choose(name, parameter, value) {
    if (viewer[name] === value) return;
    viewer[name] = value;
    if (name !== "audience") remember(name, value);
    if (query.has(parameter)) {
      query.set(parameter, value);
      window.history.replaceState(null, "", `${window.location.pathname}?${query}${window.location.hash}`);
    }
    dressRoot();
    emit("viewer", name);
  }

  function dressRoot() {
    document.documentElement.lang = viewer.language;
    document.documentElement.dataset.theme = viewer.theme;
  }

  /* Only the wall has a form for visitors: a page that was asked for them shows nothing else. */
  if (viewer.audience === "visitors" && window.location.pathname !== "/wall") {
    window.location.replace(`/wall${window.location.search}`);
  }

  function on(event, listener) {
    listeners.set(event, [...(listeners.get(event) || []), listener]);
  }

  /* One listener that fails must not silence the others. */
  function emit(event, value) {
    for (const listener of listeners.get(event) || []) {
      try {
        listener(value);
      } catch (error) {
        console.error(`mezha: ${event}`, error);
      }
    }
  }

  function isLaidOut() {
    return document.getElementById("page") && window.dash_clientside && window.dash_clientside.set_props;
  }

  /* Resolves when Dash has laid out the page's containers, before it loads what draws the graphs. */
  const ready = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!isLaidOut()) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(document.documentElement, { childList: true, subtree: true });
  });

  dressRoot();
  Object.assign(mezha, {
    ready,
    viewer,
    LANGUAGES,
    recall,
    remember,
    on,
    emit,
    setLanguage: (value) => choose("language", "lang", firstOf(LANGUAGES, [value, "ru"])),
    setTheme: (value) => choose("theme", "theme", firstOf(THEMES, [value, "dark"])),
    setAudience: (value) => choose("audience", "audience", value),
  });
})(window.mezha);
