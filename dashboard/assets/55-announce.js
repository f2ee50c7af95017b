/* Announcements for people who listen to the page: a polite line for contact and data, an assertive one for a level that
   rose and for a new alert of first priority. At most one in five seconds; more of them are summed. */
"use strict";

(function (mezha) {
  const PAUSE_MS = 5000;
  const waiting = { status: [], alarm: [] };
  const levels = new Map();
  let urgent = null; /* ids of the alerts of first priority; null before the first board */
  let busy = false;

  function tell(region, text) {
    waiting[region].push(text);
    if (!busy) speak();
  }

  function speak() {
    const region = waiting.alarm.length ? "alarm" : "status";
    const texts = waiting[region].splice(0);
    if (!texts.length) return;
    busy = true;
    const element = document.getElementById(region);
    const summed = texts.length > 1 && region === "alarm";
    if (element) element.textContent = summed ? mezha.words.text("shell_changes", { n: texts.length }) : texts.at(-1);
    setTimeout(() => {
      busy = false;
      speak();
    }, PAUSE_MS);
  }

  function levelOf(row) {
    const found = /level-(\d)/.exec(row.className);
    return found ? Number(found[1]) : null;
  }

  /* The section list is the text of the map: a row that rose is told in its own words. */
  function watchLevels(view) {
    if (view !== "duty") return;
    for (const row of document.querySelectorAll("#sections tr[data-select]")) {
      const id = row.dataset.select;
      const level = levelOf(row);
      const before = levels.get(id);
      levels.set(id, { level, word: (row.querySelector(".c-level") || row).textContent });
      if (!before || level === null || (before.level ?? -1) >= level) continue;
      const section = (row.querySelector(".c-section b") || row).textContent;
      const values = { section, level: levels.get(id).word, old: before.word };
      tell("alarm", mezha.words.text("shell_level_rise", values));
      mezha.emit("level-rise", id);
    }
  }

  function watchAlerts(view) {
    if (view !== "duty") return;
    const before = urgent;
    urgent = new Set();
    for (const box of document.querySelectorAll("#alerts li .priority.p1")) {
      const row = box.closest("li");
      urgent.add(row.mezhaKey);
      if (before && !before.has(row.mezhaKey)) tell("alarm", `${box.textContent}: ${said(row)}`);
    }
    mezha.emit("urgent", urgent.size);
  }

  function said(row) {
    return [...row.querySelectorAll(".what > *")].map((part) => part.textContent).join(", ");
  }

  mezha.on("viewer", () => levels.clear());
  mezha.on("applied", watchLevels);
  mezha.on("applied", watchAlerts);
  mezha.announce = { status: (text) => tell("status", text), alarm: (text) => tell("alarm", text) };
})(window.mezha);
