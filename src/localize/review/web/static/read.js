// Reading: the rendered edition beside its source; a click on a paragraph opens its editor there.

import { get, post } from "./api.js";
import { Editor, editorKeys } from "./editor.js";
import { listenTo } from "./keys.js";
import { offerOf } from "./propagate.js";
import { took } from "./saves.js";
import { saidOf, say } from "./say.js";
import { text, units } from "./words.js";

const edition = document.getElementById("edition");
const source = document.getElementById("source");
const panel = document.getElementById("in-place");
const sheets = document.querySelector(".sheets");
const head = document.getElementById("head");
const place = document.querySelector("main").dataset.place;
let editor = null;
let opened = null;
let unitBy = {};
let current = null;
let opening = null; // the unit whose editor is under way
let renewing = 0;

export const query = () => `?doc=${place}`;
const paragraphs = (frame) => [...frame.contentDocument.querySelectorAll("[data-unit]")];

function prepare() {
  const inside = edition.contentDocument;
  unitBy = JSON.parse(inside.body.dataset.units || "{}");
  for (const element of paragraphs(edition)) {
    if (!unitBy[element.dataset.unit]) continue;
    element.tabIndex = 0;
    element.setAttribute(
      "role",
      element.matches("p, li, h1, h2, h3, h4, h5, h6, td, th")
        ? (element.getAttribute("role") ?? "")
        : "",
    );
    if (!element.getAttribute("role")) element.removeAttribute("role");
    element.title = text("Edit");
  }
  inside.addEventListener("click", (event) => {
    const element = event.target.closest("[data-unit]");
    event.preventDefault();
    if (element) open(element);
  });
  inside.addEventListener("focusin", (event) => {
    light(event.target.closest("[data-unit]"));
  });
  inside.addEventListener("pointerover", (event) => light(event.target.closest("[data-unit]")));
  listenTo(inside, keys);
  source.contentDocument?.addEventListener("click", (event) => {
    const element = event.target.closest("[data-unit]");
    event.preventDefault();
    const twin =
      element && paragraphs(edition).find((one) => one.dataset.unit === element.dataset.unit);
    if (twin) open(twin);
  });
  align();
}

function light(element) {
  if (!element) return;
  current = element;
  for (const one of source.contentDocument?.querySelectorAll(".lit") ?? [])
    one.classList.remove("lit");
  source.contentDocument
    ?.querySelector(`[data-unit="${element.dataset.unit}"]`)
    ?.classList.add("lit");
}

// Both sheets are as high as their content and scroll as one; paragraphs begin at the same height.
export function align() {
  const beside = source.contentDocument && getComputedStyle(source).display !== "none";
  for (const frame of [source, edition]) {
    for (const element of frame.contentDocument?.querySelectorAll("[data-unit]") ?? [])
      element.style.marginBlockStart = "";
  }
  if (beside) {
    const twins = new Map(paragraphs(source).map((one) => [one.dataset.unit, one]));
    for (const right of paragraphs(edition)) {
      const left = twins.get(right.dataset.unit);
      if (!left || right.matches("td, th")) continue;
      const apart = left.getBoundingClientRect().top - right.getBoundingClientRect().top;
      const low = apart > 0 ? right : left;
      if (Math.abs(apart) > 1) {
        const view = low.ownerDocument.defaultView;
        const margin = parseFloat(view.getComputedStyle(low).marginTop) || 0;
        low.style.marginBlockStart = `${margin + Math.abs(apart)}px`;
        const left2 = left.getBoundingClientRect().top - right.getBoundingClientRect().top;
        // Margins collapse: what was missing after the first step is added in a second one.
        if (Math.abs(left2) > 1 && Math.sign(left2) === Math.sign(apart))
          low.style.marginBlockStart = `${margin + Math.abs(apart) + Math.abs(left2)}px`;
      }
    }
  }
  const height = Math.max(
    ...[source, edition].map(
      (frame) => frame.contentDocument?.querySelector("main")?.getBoundingClientRect().height ?? 0,
    ),
  );
  for (const frame of [source, edition]) frame.style.blockSize = `${Math.ceil(height) + 16}px`;
  if (editor) put();
}

function put() {
  const box = opened.getBoundingClientRect();
  const frame = edition.getBoundingClientRect();
  const around = sheets.getBoundingClientRect();
  const width = Math.min(Math.max(box.width + 32, 320), frame.width);
  const left = Math.max(
    0,
    Math.min(frame.left - around.left + box.left - 16, around.width - width),
  );
  panel.style.insetBlockStart = `${frame.top - around.top + box.top - 16}px`;
  panel.style.left = `${left}px`;
  panel.style.inlineSize = `${width}px`;
}

async function open(element) {
  const unit = unitBy[element.dataset.unit];
  if (!unit || editor?.unit === unit || opening === unit) return;
  close();
  const coming = new Editor(unit, {
    search: query,
    closed: () => {
      const was = opened;
      close();
      was?.focus();
    },
    saved,
  });
  opening = unit;
  try {
    await coming.load();
  } catch (error) {
    opening = null;
    say(error.message);
    return;
  }
  if (opening !== unit) return; // another paragraph was chosen meanwhile
  editor = coming;
  opened = paragraphs(edition).find((one) => unitBy[one.dataset.unit] === unit) ?? element;
  light(opened);
  panel.replaceChildren(editor.element);
  panel.hidden = false;
  put();
  panel.scrollIntoView({ block: "nearest" });
  editor.fields[0].focus({ preventScroll: true });
}

function close() {
  editor = null;
  opening = null;
  opened = null;
  panel.hidden = true;
  panel.replaceChildren();
}

async function saved(one, act, next, result) {
  const was = opened;
  if (!result.kept) say(saidOf(act, result), { canUndo: true, offer: offerOf(one.unit, result) });
  close();
  if (!result.kept) await renew();
  const now = paragraphs(edition);
  const at = now.findIndex((element) => unitBy[element.dataset.unit] === one.unit);
  const goal = next ? now.slice(at + 1).find((element) => unitBy[element.dataset.unit]) : now[at];
  if (next && goal) await open(goal);
  else (goal ?? was)?.focus();
}

// The frame's content changes in place: no flash, and the page stays where it is.
export async function renew() {
  const mine = ++renewing;
  const response = await fetch(edition.src, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (mine !== renewing) return; // a later answer knows more
  const inside = edition.contentDocument;
  inside.querySelector("main").replaceWith(inside.adoptNode(fresh.querySelector("main")));
  inside.body.dataset.units = fresh.body.dataset.units;
  unitBy = JSON.parse(fresh.body.dataset.units || "{}");
  for (const element of paragraphs(edition)) {
    if (unitBy[element.dataset.unit]) {
      element.tabIndex = 0;
      element.title = text("Edit");
    }
  }
  if (editor) {
    const twin = paragraphs(edition).find(
      (element) => unitBy[element.dataset.unit] === editor.unit,
    );
    if (twin) opened = twin;
  }
  align();
}

async function move(step) {
  const all = paragraphs(edition).filter((element) => unitBy[element.dataset.unit]);
  const at = current
    ? all.findIndex((element) => element.dataset.unit === current.dataset.unit)
    : -1;
  const goal = all[at + step] ?? (at < 0 ? all[0] : null);
  goal?.focus();
  goal?.scrollIntoView({ block: "nearest" });
}

export async function changed(idents) {
  const here = new Set(Object.values(unitBy));
  if (editor && idents.includes(editor.unit)) await editor.outside();
  if (idents.some((unit) => here.has(unit))) await renew();
  head.innerHTML = (await get(`rows?doc=${place}&from=9999999`)).head;
}

export const grown = () => changed([]);

export const everything = async () => {
  if (editor?.touched) await editor.outside();
  else await renew();
};

export function answered(answer) {
  if (answer.head) head.innerHTML = answer.head;
}

export async function undo() {
  try {
    const answer = await post(`undo${query()}`, {});
    took(answer);
    say(text("Undone: {units}", { units: units(answer.count) }));
    await renew();
  } catch (error) {
    say(error.message);
  }
}

export const keys = {
  ...editorKeys(() => editor),
  next: () => move(1),
  previous: () => move(-1),
  open: () => (current && !editor ? open(current) : false),
  undo,
};

export const lateConflict = () =>
  say(text("A text kept here meets a newer one; open it to see both."));

const ready = (frame) =>
  frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank";

export function start() {
  let waiting = 2;
  for (const frame of [source, edition]) {
    const done = () => {
      waiting -= 1;
      if (!waiting) prepare();
    };
    if (ready(frame)) done();
    else frame.addEventListener("load", done, { once: true });
  }
  const toggle = document.getElementById("show-source");
  toggle.addEventListener("change", () => {
    sheets.classList.toggle("single", !toggle.checked);
    align();
  });
  document.getElementById("read-doc").addEventListener("change", (event) => {
    location.href = event.target.value;
  });
  new ResizeObserver(() => align()).observe(sheets.parentElement);
  document.fonts?.ready.then(() => align());
}
