// What the tool says: one line at the bottom, read aloud politely, gone after a while.

const toast = document.getElementById("toast");
const words = document.getElementById("toast-text");
const undo = document.getElementById("toast-undo");
const live = document.getElementById("live");
let timer;

export function say(text, { canUndo = false } = {}) {
  words.textContent = text;
  undo.hidden = !canUndo;
  toast.hidden = false;
  live.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => { toast.hidden = true; }, canUndo ? 10000 : 5000);
}

export const whisper = (text) => { live.textContent = text; };

const dialog = document.getElementById("ask");

export function ask(title, text, yes) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("#ask-text").textContent = text;
  dialog.querySelector("#ask-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

dialog.querySelector("#ask-yes").addEventListener("click", () => dialog.close("yes"));
dialog.querySelector("#ask-no").addEventListener("click", () => dialog.close(""));
