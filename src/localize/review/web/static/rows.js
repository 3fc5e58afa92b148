// The rows of the list: what is shown, which row is current, more of them, and what is kept of each.

import { get, settled } from "./api.js";
import { query } from "./listing.js";
import { typed, waits } from "./store.js";
import { text, units } from "./words.js";

export const list = document.getElementById("list");
const head = document.getElementById("head");
const count = document.getElementById("count");
const none = document.getElementById("none");
const problem = document.getElementById("problem");

// `asked` counts the questions for a whole list: an answer to an older one is not shown.
export const shown = {
  current: null,
  total: Number(count.dataset.total),
  rows: list.children.length + Number(list.start) - 1,
  asked: 0,
};

export const row = (unit) => document.getElementById(`u-${unit}`);

export function elements(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return [...holder.content.children];
}

export function setTotal(now) {
  shown.total = now;
  count.textContent = units(now);
  for (const button of document.querySelectorAll("[data-bulk]")) button.disabled = !now;
  none.hidden = now > 0 || !problem.hidden;
}

export function setHead(answer) {
  if (answer.head) head.innerHTML = answer.head;
}

// A whole list takes the place of the one before.
export function replaceList(answer) {
  list.innerHTML = answer.html;
  list.start = 1;
  shown.rows = list.children.length;
  shown.current = null;
  for (const element of list.children) mark(element.dataset.unit);
  setHead(answer);
  problem.textContent = answer.problem ?? "";
  problem.hidden = !answer.problem;
  setTotal(answer.total);
  look();
}

export async function more() {
  if (shown.rows >= shown.total) return false;
  const { rows: from, asked } = shown;
  const found = await get(`rows${query() ? `${query()}&` : "?"}from=${from}`);
  if (from !== shown.rows || asked !== shown.asked) return true;
  const coming = elements(found.html);
  // A unit that left the filter has moved the others up: none is shown twice.
  const fresh = coming.filter((element) => !document.getElementById(element.id));
  shown.rows = from + coming.length;
  list.append(...fresh);
  for (const element of fresh) mark(element.dataset.unit);
  setTotal(found.total);
  look();
  return true;
}

export const rowsOf = (idents) =>
  settled(() => get(`rows?ids=${idents.join(",")}${query().replace("?", "&")}`));

// Rows come before the checks have looked at them; what they found is asked for afterwards.
export async function look() {
  const unseen = [...list.querySelectorAll(".unit[data-unseen]")].slice(0, 60);
  if (!unseen.length) return;
  for (const element of unseen) element.removeAttribute("data-unseen");
  try {
    const found = await rowsOf(unseen.map((element) => element.dataset.unit));
    replaceRows(found.rows);
  } catch {
    /* the next filter asks again */
  }
  await look();
}

export function replaceRows(rows) {
  for (const [unit, html] of Object.entries(rows)) {
    const old = row(unit);
    if (old) replaceRow(old, elements(html)[0]);
  }
}

function replaceRow(old, fresh) {
  if (old.classList.contains("open")) {
    // The editor stays; what is around it is new.
    old.dataset.hash = fresh.dataset.hash;
    old.querySelector(":scope > .rail").replaceWith(fresh.querySelector(".rail"));
    old.querySelector(":scope > .target").replaceWith(fresh.querySelector(".target"));
    return;
  }
  const title = old.querySelector(":scope > .doc");
  if (title) fresh.prepend(title);
  if (old.classList.contains("current")) fresh.classList.add("current");
  if (old.dataset.hash !== fresh.dataset.hash) fresh.classList.add("saved");
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  mark(fresh.dataset.unit);
  if (shown.current === old) shown.current = fresh;
  if (focused) focus(fresh);
}

export const focus = (element) => element.querySelector(".number").focus({ preventScroll: true });

export function select(element, { scroll = true } = {}) {
  shown.current?.classList.remove("current");
  shown.current = element;
  element.classList.add("current");
  if (scroll) element.scrollIntoView({ block: "nearest" });
}

// What is typed or waits in this browser is told at its row.
export function mark(unit) {
  const rail = row(unit)?.querySelector(":scope > .rail");
  if (!rail) return;
  rail.querySelector(".unsent")?.remove();
  const waiting = waits(unit);
  if (!waiting && !typed(unit)) return;
  const line = document.createElement("p");
  line.className = "unsent";
  line.textContent = text(waiting ? "Kept here, not sent yet" : "Unsaved text here");
  rail.append(line);
}
