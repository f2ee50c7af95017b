/* Entry by hand: a dialog of one feed, opened from the data page and from the feed strip of the desk. What is typed is
   never touched by a new version; what came of it is said in the dialog. */
"use strict";

(function (mezha) {
  const MINSK = "+03:00";
  const html = (type, props) => ({ type, namespace: "dash_html_components", props });
  let dialog = null;
  let opener = null;

  function made() {
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "entry";
    dialog.setAttribute("aria-labelledby", "entry-title");
    dialog.addEventListener("close", closed);
    dialog.addEventListener("submit", onSubmit);
    dialog.addEventListener("change", (event) => event.target.name === "feed" && open(event.target.value, opener));
    document.body.append(dialog);
    return dialog;
  }

  function frame(name, fields) {
    const { text } = mezha.words;
    const send = html("Button", { type: "submit", className: "primary", children: text("data_entry_send") });
    const cancel = html("Button", { type: "button", "data-entry-close": "1", children: text("data_entry_cancel") });
    return [
      html("Form", {
        key: `entry-${name}`,
        method: "dialog",
        noValidate: true,
        "data-entry": name,
        children: [
          html("Div", { className: "entry-fields", children: fields }),
          html("P", { id: "entry-told", role: "status", className: "told" }),
          html("Div", { className: "buttons", children: [send, cancel] }),
        ],
      }),
    ];
  }

  async function open(name, from) {
    const { language, theme } = mezha.viewer;
    const { version } = mezha.delivery.contact;
    opener = from;
    try {
      const answer = await fetch(`/board/entry:${name}/${version}?${new URLSearchParams({ lang: language, theme })}`);
      if (!answer.ok) throw new Error(`entry: ${answer.status}`);
      const board = await answer.json();
      const box = made();
      box.replaceChildren();
      mezha.morph(box, frame(name, board["entry-fields"].children));
      fillPeriod(box);
      if (!box.open) box.showModal();
    } catch (error) {
      console.warn("mezha: entry", error);
      mezha.data.tell(mezha.words.text("data_told_no_contact"), true);
    }
  }

  function closed() {
    if (opener?.isConnected) opener.focus();
    opener = null;
  }

  /* 2026-11-18T02:00 in Minsk, as the field writes it. */
  function field(moment) {
    return mezha.time.local(moment).toISOString().slice(0, 16);
  }

  /* The last whole cycle, which is what a duty officer most often has to enter. */
  function fillPeriod(box) {
    const period = box.querySelector(".period");
    if (!period) return;
    const length = Number(period.dataset.length);
    const shift = 3 * 3600;
    const end = Math.floor((mezha.time.now() + shift) / length) * length - shift;
    const [from, to] = period.querySelectorAll("input");
    from.value = field(end - length);
    to.value = field(end);
    to.max = field(mezha.time.now());
  }

  function inputs(form) {
    return [...form.querySelectorAll(".values input")];
  }

  /* What is wrong is said before anything is sent, and the field takes the focus. */
  function fault(form) {
    for (const input of form.querySelectorAll("input")) {
      const bad = !input.validity.valid;
      if (bad) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const first = form.querySelector("[aria-invalid]");
    if (!first) return inputs(form).some((input) => input.value !== "") ? "" : "nothing_entered";
    first.focus();
    if (first.type !== "number") return first.validity.rangeOverflow ? "ahead_of_now" : "period_needed";
    return first.validity.stepMismatch ? "not_whole" : "out_of_bounds";
  }

  function entry(form) {
    const filled = inputs(form).filter((input) => input.value !== "");
    const body = { place: form.elements.place.value, values: {} };
    for (const input of filled) body.values[input.name] = Number(input.value);
    if (filled.some((input) => input.dataset.kind === "flow")) {
      body.valid_from = `${form.elements.valid_from.value}:00${MINSK}`;
      body.valid_to = `${form.elements.valid_to.value}:00${MINSK}`;
    }
    return body;
  }

  function tell(text, isTrouble) {
    const line = document.getElementById("entry-told");
    line.textContent = text;
    line.classList.toggle("act", isTrouble);
  }

  async function onSubmit(event) {
    event.preventDefault();
    const form = event.target;
    const wrong = fault(form);
    if (wrong) return tell(mezha.data.refusal(wrong), true);
    try {
      const answer = await fetch(`/api/manual/${form.dataset.entry}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(entry(form)),
      });
      const said = await answer.json();
      return answer.ok ? done(form, said) : tell(mezha.data.refusal(said.error), true);
    } catch {
      return tell(mezha.words.text("data_told_no_contact"), true);
    }
  }

  function done(form, said) {
    const { text } = mezha.words;
    if (said.waiting) tell(text("data_told_waiting"), false);
    else if (said.accepted) tell(text("data_told_entered", { n: said.accepted }), false);
    else tell(text("data_told_same"), false);
    if (said.accepted) for (const input of inputs(form)) input.value = "";
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-enter]");
    if (button) open(button.dataset.enter, button);
    else if (event.target.closest("[data-entry-close]")) dialog.close();
  });
})(window.mezha);
