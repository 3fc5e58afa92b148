// The keyboard. Single letters act only outside of text fields, and can be switched off.

import { setSingleKeys, singleKeys } from "./store.js";

const inText = (element) => element.closest("textarea, input, select, [contenteditable]");

export function listenTo(target, does) {
  target.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return; // an input method is at work
    if (target.querySelector?.("dialog[open]")) return;
    const name = named(event);
    const act = name && does[name];
    if (!act || act() === false) return;
    event.preventDefault();
  });
}

function named(event) {
  const { key, code } = event;
  const control = event.ctrlKey || event.metaKey;
  if (control && key === "Enter") return event.shiftKey ? "approve-next" : "save-next";
  if (control && key.toLowerCase() === "s") return "save";
  if (event.altKey && !control) {
    const digit = /^Digit([1-9])$/.exec(code);
    if (digit) return `insert-${digit[1]}`;
    return { KeyA: "approve", KeyW: "needs-work", KeyC: "copy", KeyD: "draft", KeyM: "memory" }[
      code
    ];
  }
  if (key === "Escape") return "close";
  if (control || inText(event.target)) return null;
  if (key === "Enter" && !event.target.closest("a, button, summary")) return "open";
  if (!singleKeys()) return null;
  return {
    j: "next",
    k: "previous",
    a: "approve",
    w: "needs-work",
    u: "undo",
    r: "replace",
    "/": "search",
    "?": "help",
    1: "left",
    2: "right",
  }[key.toLowerCase()];
}

const help = document.getElementById("help");
const single = document.getElementById("single-keys");

export function showHelp() {
  single.checked = singleKeys();
  help.showModal();
}

document.getElementById("help-open").addEventListener("click", showHelp);
document.getElementById("help-close").addEventListener("click", () => help.close());
single.addEventListener("change", () => setSingleKeys(single.checked));
