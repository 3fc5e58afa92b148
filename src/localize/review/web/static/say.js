// What the tool says: one line at the bottom, read aloud politely, gone after a while.

import { text } from "./words.js";

const toast = document.getElementById("toast");
const words = document.getElementById("toast-text");
const undo = document.getElementById("toast-undo");
const offered = document.getElementById("toast-offer");
const live = document.getElementById("live");
let timer;

// `offer`: {words, act} of one more button.
export function say(sentence, { canUndo = false, offer = null } = {}) {
  words.textContent = sentence;
  undo.hidden = !canUndo;
  offered.hidden = !offer;
  offered.textContent = offer?.words ?? "";
  offered.onclick = offer?.act ?? null;
  toast.hidden = false;
  live.textContent = sentence;
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      toast.hidden = true;
    },
    (canUndo ? 10000 : 5000) + (offer ? 10000 : 0),
  );
}

const DONE = {
  save: "Saved",
  approve: "Approved",
  "needs-work": "Marked as needing work",
  comment: "Comment added",
  suggest: "Suggested",
  draft: "Back to draft",
};

// What an act on one unit says when it is done: the server's own words, where it did less.
export const saidOf = (act, result) => result.said ?? text(DONE[act]);

export const whisper = (sentence) => {
  live.textContent = sentence;
};

const dialog = document.getElementById("ask");

export function ask(title, explanation, yes) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("#ask-text").textContent = explanation;
  dialog.querySelector("#ask-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

dialog.querySelector("#ask-yes").addEventListener("click", () => dialog.close("yes"));
dialog.querySelector("#ask-no").addEventListener("click", () => dialog.close(""));
