// The start: one view, the keyboard, the watcher, and what is still to be sent.

import { Offline, page } from "./api.js";
import { listenTo, showHelp } from "./keys.js";
import { events, sendPending, watch } from "./saves.js";
import { say } from "./say.js";
import { pending } from "./store.js";
import { number, text } from "./words.js";
import "./menu.js";

const views = { list: "./list.js", pairs: "./compare.js" };
const found = Object.keys(views).find((id) => document.getElementById(id));
const view = await import(views[found] ?? "./read.js");
const banner = document.getElementById("offline");
const count = document.getElementById("pending");
const undo = document.getElementById("undo");
let away = false;

function showPending() {
  const waiting = pending().length;
  count.textContent = waiting ? text("{n} waiting.", { n: number(waiting) }) : "";
}

function showUndo() {
  undo.hidden = page.undo < 1;
}

events.addEventListener("offline", () => {
  away = true;
  banner.hidden = false;
  showPending();
});
events.addEventListener("online", () => {
  if (away) {
    away = false;
    banner.hidden = true;
    say(text("The server is back."));
  }
  if (pending().length) sendPending(view.query());
});
events.addEventListener("rows", (event) => {
  view.answered(event.detail);
  showUndo();
});
// What could not be asked for now is asked for when the server is back.
const missed = (error) => {
  if (error instanceof Offline) page.epoch = "";
};
events.addEventListener("changed", (event) => view.changed(event.detail).catch(missed));
events.addEventListener("looked", ({ detail }) => {
  const said = detail < 100 ? ` · ${text("{share} % checked", { share: detail })}` : "";
  for (const place of document.querySelectorAll(".looked")) {
    if (place.textContent === said) continue;
    place.textContent = said;
    if (location.search.includes("finding=")) view.grown().catch(() => {});
  }
});
events.addEventListener("grown", () => view.grown().catch(missed));
events.addEventListener("everything", () => view.everything().catch(missed));
events.addEventListener("late-conflict", (event) => view.lateConflict(event.detail));
events.addEventListener("refused", (event) => say(event.detail.text));
events.addEventListener("kept", (event) => view.mark?.(event.detail)); // what is kept of a unit is another now

listenTo(document, { ...view.keys, help: showHelp });
undo.addEventListener("click", () => view.undo());
document.getElementById("toast-undo").addEventListener("click", () => view.undo());
document.getElementById("help-open").hidden = false;
showUndo();
view.start();

async function tick() {
  await watch();
  setTimeout(tick, away ? 2000 : 1000);
}
document.documentElement.dataset.ready = "true";
tick();
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) watch();
});
