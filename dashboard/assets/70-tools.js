/* Tools in the header: language, theme, and the exercise role in which this browser decides. */
"use strict";

(function (mezha) {
  const NAMES = { ru: "РУ", be: "БЕ", en: "EN" };
  const HOLD_MS = 4 * 60_000; /* a role falls back to the exercise's own actors after ten minutes */
  const html = (type, props) => ({ type, namespace: "dash_html_components", props });
  let role = null;
  let urgent = 0;

  function languages() {
    return mezha.LANGUAGES.map((language) =>
      html("Button", {
        key: language,
        type: "button",
        lang: language,
        "data-language": language,
        "aria-pressed": String(language === mezha.viewer.language),
        children: NAMES[language],
      }),
    );
  }

  function roles() {
    const { text, shell } = mezha.words;
    const options = [{ id: "", name: text("shell_role_none") }, ...shell().roles];
    return options.map(({ id, name }) => html("Option", { key: `role-${id}`, value: id, children: name }));
  }

  function draw() {
    const tools = document.getElementById("tools");
    if (!tools) return;
    const { text } = mezha.words;
    const theme = text(mezha.viewer.theme === "dark" ? "shell_theme_to_light" : "shell_theme_to_dark");
    mezha.morph(tools, [
      html("Div", { key: "languages", className: "segmented", role: "group", "aria-label": text("shell_language"), children: languages() }),
      html("Button", { key: "theme", type: "button", id: "theme-switch", title: theme, "aria-label": theme, children: "◐" }),
      html("Select", { key: "role", id: "role-select", title: text("shell_role"), "aria-label": text("shell_role"), children: roles() }),
      html("Button", { key: "keys", type: "button", id: "keys-button", title: text("shell_keys_title"), "aria-label": text("shell_keys_title"), children: "?" }),
    ]);
    const select = document.getElementById("role-select");
    select.value = role || "";
    document.documentElement.dataset.role = role || "";
    select.disabled = document.documentElement.dataset.contact === "lost";
    label();
  }

  function label() {
    const skip = document.getElementById("skip");
    if (skip) skip.textContent = mezha.words.text(skip.dataset.text);
    const title = mezha.words.text("title");
    const heading = document.getElementById("page-title");
    if (heading) heading.textContent = title;
    const named = urgent ? `(${urgent}) ${title}` : title;
    if (document.title !== named) document.title = named;
  }

  /* Dash writes its own title when a page is laid out. */
  function keepTitle() {
    new MutationObserver(label).observe(document.querySelector("title"), { childList: true });
  }

  async function ask(options) {
    try {
      const answer = await fetch("/api/actor", options);
      if (answer.ok) role = (await answer.json()).role;
    } catch {
      /* the role stays as it was; the cover tells of lost contact */
    }
    draw();
    mezha.emit("role", role);
  }

  function choose(id) {
    const body = JSON.stringify({ role: id || null });
    return ask({ method: "POST", headers: { "content-type": "application/json" }, body });
  }

  function start() {
    keepTitle();
    if (!document.getElementById("tools")) return label();
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.language) mezha.setLanguage(button.dataset.language);
      else if (button?.id === "theme-switch") mezha.setTheme(mezha.viewer.theme === "dark" ? "light" : "dark");
      else if (button?.id === "keys-button") mezha.keys.toggle();
    });
    document.addEventListener("change", (event) => event.target.id === "role-select" && choose(event.target.value));
    setInterval(() => role && ask(), HOLD_MS);
    return ask();
  }

  mezha.on("viewer", (name) => (name === "language" ? mezha.words.load().catch(() => {}) : draw()));
  mezha.on("urgent", (count) => {
    urgent = count;
    label();
  });
  mezha.on("words", draw);
  mezha.on("contact-state", draw);
  mezha.tools = { start, label };
})(window.mezha);
