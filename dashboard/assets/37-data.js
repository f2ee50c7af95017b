/* The data page: which feed is chosen, by click, arrows, j k, Enter, or the address (?feed=…); its account, asked of the
   store when somebody looks; and "run now". The board of the chosen feed stands beside the table. */
"use strict";

(function (mezha) {
  const { query } = mezha.viewer;
  const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, Home: -Infinity, End: Infinity };
  const NARROW = "(max-width: 1799px)";
  let chosen = query.get("feed");
  let accountOf = null; /* which account stands there, of which feed, language and run */

  const isHere = () => window.location.pathname === "/data";
  const byId = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll("#data-board [data-feed]")];
  const nameOf = (row) => row.dataset.feed;

  /* The chosen feed; before anybody chooses, the first of the board, which is the worst. */
  function feed() {
    if (!isHere()) return null;
    const names = rows().map(nameOf);
    return names.includes(chosen) ? chosen : names[0] || null;
  }

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  /* One row can be reached by Tab, the others by arrows from it. */
  function mark() {
    const own = feed();
    for (const row of rows()) {
      const isChosen = nameOf(row) === own;
      set(row, row.localName === "button" ? "aria-pressed" : "aria-selected", String(isChosen));
      set(row, "tabindex", isChosen ? "0" : "-1");
      if (isChosen) set(row, "data-selected", "true");
      else row.removeAttribute("data-selected");
    }
    markButtons();
  }

  const isCutOff = () => document.documentElement.dataset.contact === "lost";

  /* A button for one role stays in sight for the others, and says so; without contact nothing can be written. */
  function markButtons() {
    for (const button of document.querySelectorAll("[data-for-role]")) {
      const isOther = button.dataset.forRole !== document.documentElement.dataset.role;
      set(button, "aria-disabled", String(isOther || isCutOff()));
    }
    for (const button of document.querySelectorAll("[data-enter]")) set(button, "aria-disabled", String(isCutOff()));
  }

  function select(name) {
    if (name === chosen) return;
    chosen = name;
    query.set("feed", name);
    window.history.replaceState(null, "", `${window.location.pathname}?${query}${window.location.hash}`);
    tell("");
    mark();
    mezha.emit("selection", name);
  }

  /* Where the details stand below the table, who chose wants to see them. */
  function show() {
    if (window.matchMedia(NARROW).matches) byId("data-detail").scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => nameOf(row) === feed());
    const row = all[Math.min(all.length - 1, Math.max(0, at + by))];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    select(nameOf(row));
  }

  function isTyping(target) {
    return Boolean(target.closest("input, select, textarea, dialog, [contenteditable]"));
  }

  function onKey(event) {
    if (!isHere() || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const inBoard = Boolean(event.target.closest("#data-board"));
    const by = STEPS[event.key];
    if (by !== undefined && (event.key.length === 1 ? mezha.keys.isOn() : inBoard)) {
      event.preventDefault();
      step(by);
    } else if (event.key === "Enter" && event.target.matches("#data-board tr[data-feed]")) enter(nameOf(event.target));
    else if (event.key === "Escape" && event.target.closest("#data-detail")) back();
  }

  /* Enter leads into the details, Escape back to the row. */
  function enter(name) {
    select(name);
    show();
    byId("data-detail").querySelector(".scroll").focus();
  }

  function back() {
    rows().find((row) => nameOf(row) === feed())?.focus();
  }

  function onClick(event) {
    const run = event.target.closest("[data-run]");
    if (run) return void runNow(run.dataset.run);
    const row = event.target.closest("#data-board [data-feed]");
    if (!row) return;
    select(nameOf(row));
    show();
  }

  function tell(text, isTrouble = false) {
    const line = byId("data-told");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("act", isTrouble);
  }

  /* Why something was refused, in words; a reason without words is named as it came. */
  function refusal(error) {
    const { text } = mezha.words;
    const key = `data_told_${error}`;
    return text(key) === key ? text("data_told_refused", { why: error }) : text(key);
  }

  async function runNow(name) {
    const { text } = mezha.words;
    if (document.documentElement.dataset.role !== "admin") return tell(text("data_told_needs_admin"), true);
    try {
      const answer = await fetch(`/api/feeds/${name}/run`, { method: "POST" });
      if (answer.ok) return tell(text("data_told_run", { time: mezha.time.clock(mezha.time.now()) }));
      const { error } = await answer.json();
      return tell(error === "not_an_administrator" ? text("data_told_needs_admin") : refusal(error), true);
    } catch {
      return tell(text("data_told_no_contact"), true);
    }
  }

  /* The account is asked anew when the feed's last run or its rejects are other ones, in the words of the page. */
  async function account() {
    const name = feed();
    const place = byId("data-account");
    if (!name || !place) return;
    const { language, theme } = mezha.viewer;
    const stamp = byId("data-about").querySelector("[data-stamp]")?.dataset.stamp;
    const wanted = `${name} ${language} ${stamp}`;
    if (wanted === accountOf) return;
    if (accountOf && !accountOf.startsWith(`${name} `)) mezha.morph(place, []);
    accountOf = wanted;
    try {
      const answer = await fetch(`/account/${name}?${new URLSearchParams({ lang: language, theme })}`);
      if (!answer.ok) throw new Error(`account: ${answer.status}`);
      const board = await answer.json();
      if (accountOf !== wanted) return;
      mezha.morph(place, board["data-account"].children);
      mezha.time.rewriteAges(place);
    } catch (error) {
      if (accountOf === wanted) accountOf = null;
      console.warn("mezha: account", error);
    }
  }

  function onApplied(view) {
    if (!isHere()) return;
    if (view?.startsWith("feed:")) account();
    mark();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  mezha.on("applied", onApplied);
  mezha.on("role", markButtons);
  mezha.on("contact-state", markButtons);
  mezha.data = { feed, tell, refusal };
})(window.mezha);
