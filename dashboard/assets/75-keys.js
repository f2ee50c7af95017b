/* Keys: j k and 1 to 9 choose a section, g d, g w and g f open pages, l changes the language, ? shows this list, Esc closes
   it. Single letters can be switched off, and never act while a field has the focus. */
"use strict";

(function (mezha) {
  const PAGES = { d: "/", w: "/wall", f: "/data" };
  const SECOND_MS = 1500;
  const html = (type, props) => ({ type, namespace: "dash_html_components", props });
  let goAt = -Infinity;
  let opener = null;

  const isOn = () => mezha.recall("letters") !== "off";

  function isTyping(target) {
    return Boolean(target.closest("input, select, textarea, [contenteditable]"));
  }

  function nextLanguage() {
    const all = mezha.LANGUAGES;
    mezha.setLanguage(all[(all.indexOf(mezha.viewer.language) + 1) % all.length]);
  }

  function go(key) {
    goAt = -Infinity;
    if (PAGES[key]) window.location.assign(PAGES[key] + window.location.search);
  }

  function press(key) {
    if (performance.now() - goAt < SECOND_MS) return go(key);
    if (key === "g") goAt = performance.now();
    else if (key === "j") mezha.selection.step(1);
    else if (key === "k") mezha.selection.step(-1);
    else if (key === "l") nextLanguage();
    else if (key === "m") mezha.view.focus();
    else if (key === "v") mezha.wall.togglePrivacy();
    else if (key === "?") toggle();
    else if (/^[1-9]$/.test(key)) mezha.selection.choose(Number(key));
    return undefined;
  }

  function onKey(event) {
    if (event.key === "Escape") close();
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !isOn()) return;
    press(event.key);
  }

  function line(keys, key) {
    const shown = keys.flatMap((name) => [html("Kbd", { children: name }), " "]);
    return html("Li", { children: [...shown, html("Span", { children: mezha.words.text(key) })] });
  }

  function list() {
    const { text } = mezha.words;
    return [
      html("H2", { id: "card-title", children: text("shell_keys_title") }),
      html("Ul", {
        className: "keys",
        children: [
          line(["j", "k"], "shell_key_move"),
          line(["1", "…", "9"], "shell_key_number"),
          line(["Enter"], "shell_key_enter"),
          line(["g d", "g w", "g f"], "shell_key_pages"),
          line(["↑", "↓", "j", "k"], "shell_key_feed"),
          line(["m", "+", "−", "0"], "shell_key_map"),
          line(["l"], "shell_key_language"),
          line(["?"], "shell_key_help"),
          line(["Esc"], "shell_key_escape"),
        ],
      }),
      html("Label", {
        children: [html("Input", { id: "letters", type: "checkbox" }), ` ${text("shell_keys_single")}`],
      }),
      html("P", { children: html("Button", { id: "card-close", type: "button", children: text("shell_close") }) }),
    ];
  }

  function toggle() {
    const card = document.getElementById("card");
    if (!card) return undefined;
    if (!card.hidden) return close();
    opener = document.activeElement;
    mezha.morph(card, list());
    for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"], ["aria-labelledby", "card-title"]]) {
      card.setAttribute(name, value);
    }
    card.hidden = false;
    document.getElementById("letters").checked = isOn();
    document.getElementById("card-close").focus();
    return undefined;
  }

  function close() {
    const card = document.getElementById("card");
    if (!card || card.hidden) return;
    card.hidden = true;
    if (opener) opener.focus();
    opener = null;
  }

  /* While the list is open the focus stays in it. */
  function keepFocus(event) {
    const card = document.getElementById("card");
    if (event.key !== "Tab" || !card || card.hidden) return;
    const stops = [...card.querySelectorAll("input, button")];
    const next = (stops.indexOf(document.activeElement) + (event.shiftKey ? -1 : 1) + stops.length) % stops.length;
    event.preventDefault();
    stops[next].focus();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", keepFocus);
  document.addEventListener("click", (event) => event.target.id === "card-close" && close());
  document.addEventListener("change", (event) => {
    if (event.target.id === "letters") mezha.remember("letters", event.target.checked ? "on" : "off");
  });
  mezha.keys = { toggle, close, isOn };
})(window.mezha);
