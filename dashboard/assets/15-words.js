/* Words: those of the shell, which come before any board, and those that a board brings. The script only fills {places}. */
"use strict";

(function (mezha) {
  let shell = { words: {}, roles: [], sections: [], section_of: {}, build: "" };
  let board = {};

  async function load() {
    const answer = await fetch(`/shell/${mezha.viewer.language}`);
    if (!answer.ok) throw new Error(`shell words: ${answer.status}`);
    shell = await answer.json();
    mezha.emit("words");
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  }

  /* A missing word shows its key: loud, but never a broken page. */
  function text(key, values = {}) {
    const template = shell.words[key] ?? board[key] ?? key;
    return typeof template === "string" ? fill(template, values) : key;
  }

  function useBoard(data) {
    board = data || {};
    mezha.emit("words");
  }

  /* 12 min · 1 h 02 min · 2 d 20 h, as the server writes them. */
  function age(seconds) {
    const nb = "\u00a0";
    const whole = Math.max(0, Math.floor(seconds));
    const unit = (key) => text(key);
    if (whole < 60) return `${whole}${nb}${unit("s")}`;
    if (whole < 3600) return `${Math.floor(whole / 60)}${nb}${unit("min")}`;
    if (whole < 86400) {
      const minutes = String(Math.floor((whole % 3600) / 60)).padStart(2, "0");
      return `${Math.floor(whole / 3600)}${nb}${unit("h")} ${minutes}${nb}${unit("min")}`;
    }
    return `${Math.floor(whole / 86400)}${nb}${unit("d")} ${Math.floor((whole % 86400) / 3600)}${nb}${unit("h")}`;
  }

  const isLoaded = () => "title" in shell.words;

  mezha.words = { load, text, age, useBoard, isLoaded, shell: () => shell, board: () => board };
})(window.mezha);
