// Two engines side by side: 1 takes the left text, 2 the right one.

import { get, post, Refused, settled } from "./api.js";
import { leftAlone, query, whenNear } from "./listing.js";
import { took } from "./saves.js";
import { ask, say, whisper } from "./say.js";
import { text, units } from "./words.js";

export { query };

const list = document.getElementById("pairs");
const head = document.getElementById("head");
const count = document.getElementById("count");
const form = document.querySelector(".filters");
let current = null;
let total = Number(count.dataset.total);
let shown = list.children.length + Number(list.start) - 1;
let busy = false;

const row = (unit) => document.getElementById(`u-${unit}`);

function setTotal(now) {
  total = now;
  count.textContent = units(total);
  document.getElementById("none").hidden = total > 0;
  for (const button of document.querySelectorAll("[data-all]")) button.disabled = !total;
}

function armed(element) {
  for (const button of element.querySelectorAll("[data-take]")) button.hidden = false;
}

async function more() {
  if (shown >= total) return false;
  const from = shown;
  const found = await get(`compare/rows${query() ? `${query()}&` : "?"}from=${from}`);
  if (from !== shown) return true;
  const holder = document.createElement("template");
  holder.innerHTML = found.html;
  const fresh = [...holder.content.children].filter((one) => !row(one.dataset.unit));
  shown = from + holder.content.children.length;
  for (const one of fresh) armed(one);
  list.append(...fresh);
  setTotal(found.total);
  return true;
}

function select(element) {
  current?.classList.remove("current");
  current = element;
  element.classList.add("current");
  element.scrollIntoView({ block: "nearest" });
}

async function move(step) {
  let next = list.children[0];
  if (current?.isConnected)
    next = step > 0 ? current.nextElementSibling : current.previousElementSibling;
  if (!next && step > 0 && (await more()))
    next = current ? current.nextElementSibling : list.children[0];
  if (!next) return whisper(text(step > 0 ? "The last unit" : "The first unit"));
  select(next);
  next.querySelector(".number").focus({ preventScroll: true });
  return undefined;
}

// A row stays where it is after a choice; it says now which text stands.
async function renew(idents) {
  const here = idents.filter(row);
  if (!here.length) return;
  const found = await settled(() =>
    get(`compare/rows${query() ? `${query()}&` : "?"}ids=${here.join(",")}&same=1`),
  );
  for (const [unit, html] of Object.entries(found.rows)) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const old = row(unit);
    const fresh = holder.content.querySelector(".unit");
    const focused = old.contains(document.activeElement);
    armed(fresh);
    if (old.dataset.hash !== fresh.dataset.hash) fresh.classList.add("saved");
    if (old === current) {
      current = fresh;
      fresh.classList.add("current");
    }
    old.replaceWith(fresh);
    if (focused) fresh.querySelector(".number").focus({ preventScroll: true });
  }
  for (const unit of found.gone) row(unit)?.remove();
}

async function take(element, engine) {
  if (busy || !element) return;
  busy = true;
  const { unit, hash } = element.dataset;
  try {
    took(await post(`take${query()}`, { unit, expected: hash, engine }));
    await renew([unit]);
    say(text("Taken"), { canUndo: true });
    if (current === row(unit)) await move(1);
  } catch (error) {
    if (error instanceof Refused && error.answer.conflict) {
      await renew([unit]);
      say(text("Somebody else changed this meanwhile; look again."));
    } else say(error.message);
  } finally {
    busy = false;
  }
}

async function takeAll({ all, name }) {
  const yes = await ask(
    text("Take {engine} for {units}?", { engine: name, units: units(total) }),
    text("Its texts become the drafts. What a person wrote stays as it is, and you can undo it."),
    text("Take all"),
  );
  if (!yes) return;
  try {
    const answer = await post(`take-all${query()}`, {
      query: Object.fromEntries(new URLSearchParams(query())),
      engine: all,
      count: total,
    });
    took(answer);
    const left = leftAlone(answer);
    await renew([...list.children].map((one) => one.dataset.unit));
    say(text("Taken: {units}", { units: units(answer.count) }) + left, {
      canUndo: answer.count > 0,
    });
  } catch (error) {
    say(error.message);
  }
}

export async function undo() {
  try {
    const answer = await post(`undo${query()}`, {});
    took(answer);
    await renew([...list.children].map((one) => one.dataset.unit));
    say(text("Undone: {units}", { units: units(answer.count) }));
  } catch (error) {
    say(error.message);
  }
}

const side = (number) => () =>
  current ? take(current, current.querySelectorAll("[data-take]")[number].dataset.take) : false;

export const keys = {
  next: () => move(1),
  previous: () => move(-1),
  left: side(0),
  right: side(1),
  undo,
};

export function answered(answer) {
  if (answer.head) head.innerHTML = answer.head;
}

export const changed = (idents) => renew(idents);
export const grown = async () => {
  setTotal((await get(`compare/rows${query() ? `${query()}&` : "?"}from=9999999`)).total);
};
export const everything = async () => {
  await renew([...list.children].map((one) => one.dataset.unit));
  await grown();
};
export const lateConflict = () =>
  say(text("A text kept here meets a newer one; open it to see both."));

export function start() {
  document.getElementById("bulk").hidden = false;
  setTotal(total);
  for (const one of list.children) armed(one);
  list.addEventListener("click", (event) => {
    const element = event.target.closest(".unit");
    const button = event.target.closest("[data-take]");
    if (element) select(element);
    if (button) take(element, button.dataset.take);
  });
  list.addEventListener("focusin", (event) => {
    const element = event.target.closest(".unit");
    if (element && element !== current) select(element);
  });
  form.addEventListener("change", () => form.submit());
  for (const button of document.querySelectorAll("[data-all]"))
    button.addEventListener("click", () => takeAll(button.dataset));
  whenNear(more);
}
