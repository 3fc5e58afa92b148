// The list: filtering without a reload, moving, editing in place, bulk acts.

import { get, post, page, Refused, settled } from "./api.js";
import { Editor } from "./editor.js";
import { query, units } from "./listing.js";
import { save, took } from "./saves.js";
import { ask, say, whisper } from "./say.js";
import { typed, waits } from "./store.js";

export { query };

const list = document.getElementById("list");
const head = document.getElementById("head");
const count = document.getElementById("count");
const none = document.getElementById("none");
const search = document.getElementById("search");
const form = search.form;
let current = null;
let editor = null;
let opening = null; // the unit whose editor is under way
let total = Number(count.dataset.total);
let shown = list.children.length + Number(list.start) - 1;
let asked = 0;

function setTotal(now) {
  total = now;
  count.textContent = units(total);
  for (const button of document.querySelectorAll("[data-bulk]")) button.disabled = !total;
  none.hidden = total > 0;
  document.getElementById("more")?.toggleAttribute("hidden", shown >= total);
}

// `idle`: nobody asked for it, so an editor that opens meanwhile stays.
export async function filter(text, { push = true, idle = false } = {}) {
  if (push) history.pushState(null, "", text || location.pathname);
  const mine = ++asked;
  const found = await get(`rows${query()}`);
  if (mine !== asked) return; // a later question is under way
  if (idle && (editor || opening)) {
    head.innerHTML = found.head;
    setTotal(found.total);
    return;
  }
  await leave();
  list.innerHTML = found.html;
  list.start = 1;
  head.innerHTML = found.head;
  page.version = found.version;
  shown = list.children.length;
  for (const one of list.children) mark(one.dataset.unit);
  current = null;
  setTotal(found.total);
  whisper(units(total));
  look();
}

const rowsOf = (idents) => settled(() => get(`rows?ids=${idents.join(",")}${query().replace("?", "&")}`));

// Rows come before the checks have looked at them; what they found is asked for afterwards.
async function look() {
  const unseen = [...list.querySelectorAll(".unit[data-unseen]")].slice(0, 60);
  if (!unseen.length) return;
  for (const one of unseen) one.removeAttribute("data-unseen");
  try {
    const found = await rowsOf(unseen.map((one) => one.dataset.unit));
    replaceRows(found.rows);
  } catch { /* the next filter asks again */ }
  await look();
}

async function more() {
  if (shown >= total) return false;
  const [from, mine] = [shown, asked];
  const found = await get(`rows${query() ? `${query()}&` : "?"}from=${from}`);
  if (from !== shown || mine !== asked) return true;
  const holder = document.createElement("template");
  holder.innerHTML = found.html;
  // A unit that left the filter has moved the others up: none is shown twice.
  const fresh = [...holder.content.children].filter((row) => !document.getElementById(row.id));
  shown = from + holder.content.children.length;
  list.append(...fresh);
  for (const one of fresh) mark(one.dataset.unit);
  setTotal(found.total);
  look();
  return true;
}

const row = (unit) => document.getElementById(`u-${unit}`);

export function replaceRows(rows) {
  for (const [unit, html] of Object.entries(rows)) {
    const old = row(unit);
    if (!old) continue;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.querySelector(".unit");
    const title = old.querySelector(":scope > .doc");
    if (title && !old.classList.contains("open")) fresh.prepend(title);
    if (old.classList.contains("current")) fresh.classList.add("current");
    if (old.classList.contains("open")) {
      // The editor stays; what stands around it is new.
      old.dataset.hash = fresh.dataset.hash;
      old.querySelector(":scope > .rail").replaceWith(fresh.querySelector(".rail"));
      old.querySelector(":scope > .target").replaceWith(fresh.querySelector(".target"));
      continue;
    }
    const focused = old.contains(document.activeElement);
    if (old.dataset.hash !== fresh.dataset.hash) fresh.classList.add("saved");
    old.replaceWith(fresh);
    mark(unit);
    if (current === old) current = fresh;
    if (focused) focus(fresh);
  }
}

export function answered(answer) {
  if (answer.rows) replaceRows(answer.rows);
  if (answer.head) head.innerHTML = answer.head;
}

export async function changed(idents) {
  const here = idents.filter((unit) => row(unit) && row(unit).dataset.hash !== undefined);
  if (here.length) {
    const found = await rowsOf(here);
    answered(found);
    for (const unit of found.gone) {
      if (editor?.unit !== unit) row(unit)?.remove();
      else if (editor.touched) editor.conflict({ gone: true });
      else {
        await leave(); // eslint-disable-line no-await-in-loop -- there is one editor
        row(unit)?.remove();
      }
    }
    if (editor && idents.includes(editor.unit) && !found.gone.includes(editor.unit)) await editor.outside();
    return;
  }
  const mine = asked;
  const found = await get(`rows${query() ? `${query()}&` : "?"}from=9999999`);
  if (mine !== asked) return;
  head.innerHTML = found.head;
  setTotal(found.total);
}

function focus(element) {
  const link = element.querySelector(".number");
  link.focus({ preventScroll: true });
}

function select(element, { scroll = true } = {}) {
  current?.classList.remove("current");
  current = element;
  element.classList.add("current");
  if (scroll) element.scrollIntoView({ block: "nearest" });
}

export async function move(step) {
  let next;
  if (!current?.isConnected) next = list.children[step > 0 ? 0 : list.children.length - 1];
  else next = step > 0 ? current.nextElementSibling : current.previousElementSibling;
  if (!next && step > 0 && await more()) next = current ? current.nextElementSibling : list.children[0];
  if (!next) return whisper(step > 0 ? "The last unit" : "The first unit");
  await leave();
  select(next);
  focus(next);
  return undefined;
}

async function leave() {
  if (!editor) return;
  const element = editor.element.closest(".unit");
  const { unit } = editor;
  editor = null;
  if (!element) return;
  element.classList.remove("open");
  element.querySelector(".editor")?.remove();
  mark(unit);
}

export function mark(unit) {
  const rail = row(unit)?.querySelector(":scope > .rail");
  if (!rail) return;
  rail.querySelector(".unsent")?.remove();
  const waiting = waits(unit);
  if (!waiting && !typed(unit)) return;
  const line = document.createElement("p");
  line.className = "unsent";
  line.textContent = waiting ? "Kept here, not sent yet" : "Unsaved text here";
  rail.append(line);
}

export async function open(element) {
  if (editor?.element.closest(".unit") === element) return;
  await leave();
  select(element, { scroll: false });
  const { unit } = element.dataset;
  const coming = new Editor(unit, { search: query, closed, saved });
  opening = unit;
  try {
    await coming.load();
  } catch (error) {
    say(error.message || "The server does not answer; this unit cannot be opened now.");
    return;
  } finally {
    if (opening === unit) opening = null;
  }
  const now = row(unit); // another element, where what the checks found came first
  if (!now || current !== now || editor) return;
  editor = coming;
  now.append(editor.element);
  now.classList.add("open");
  now.scrollIntoView({ block: "nearest" });
  editor.fields[0].focus({ preventScroll: true });
  editor.fields[0].setSelectionRange(editor.fields[0].value.length, editor.fields[0].value.length);
}

async function closed(one) {
  const element = one.element.closest(".unit");
  await leave();
  if (element) focus(element);
}

const SAID = { save: "Saved", approve: "Approved", "needs-work": "Marked as needing work", comment: "Comment added", draft: "Back to the draft" };

async function saved(one, act, next, kept) {
  if (!kept) say(SAID[act], { canUndo: true });
  const element = one.element.closest(".unit");
  if (act === "comment") {
    await leave();
    if (element) await open(row(one.unit));
    return;
  }
  await leave();
  if (next) {
    await move(1);
    if (current && current.dataset.unit !== one.unit) await open(current);
  } else if (element) {
    focus(row(one.unit) ?? element);
  }
}

async function actOnCurrent(act) {
  if (editor) return editor.act(act, { next: act === "approve" });
  if (!current) return false;
  const { unit, hash } = current.dataset;
  const result = await save({ unit, expected: hash, act }, query());
  if (result.conflict) {
    if (result.conflict.row) replaceRows({ [unit]: result.conflict.row });
    return say("Somebody else changed this meanwhile; look again.");
  }
  if (result.kept) mark(unit);
  if (result.refused) return say(result.refused);
  if (result.kept) return true;
  say(SAID[act], { canUndo: true });
  return move(1);
}

export async function undo() {
  try {
    const answer = await post(`undo${query()}`, {});
    took(answer);
    const left = answer.skipped ? `; ${units(answer.skipped)} changed since and stayed` : "";
    say(`Undone: ${units(answer.count)}${left}`);
    if (answer.count > 1) await filter(query(), { push: false });
  } catch (error) {
    say(error.message);
  }
}

async function bulk(act) {
  const verb = act === "approve" ? "Approve" : "Accept";
  const yes = await ask(`${verb} ${units(total)}?`, "Texts stay as they are. Units without a translation are left out, and you can undo it.", `${verb} all`);
  if (!yes) return;
  try {
    const asking = Object.fromEntries(new URLSearchParams(query()));
    const answer = await post(`bulk${query()}`, { query: asking, act, count: total });
    took(answer);
    const left = answer.skipped ? `, ${units(answer.skipped)} left as they were` : "";
    await filter(query(), { push: false });
    say(`${verb === "Approve" ? "Approved" : "Accepted"}: ${units(answer.count)}${left}`, { canUndo: answer.count > 0 });
  } catch (error) {
    say(error.message || "The server does not answer.");
    if (error instanceof Refused && error.answer.total !== undefined) await filter(query(), { push: false });
  }
}

const withEditor = (act) => () => (editor ? act(editor) : false);

export const keys = {
  next: () => move(1),
  previous: () => move(-1),
  open: () => (current && !editor ? open(current) : false),
  save: withEditor((one) => one.act("save", { next: false })),
  "save-next": withEditor((one) => one.act("save", { next: true })),
  "approve-next": withEditor((one) => one.act("approve", { next: true })),
  approve: () => actOnCurrent("approve"),
  "needs-work": () => actOnCurrent("needs-work"),
  copy: withEditor((one) => one.fill([one.msgid])),
  draft: withEditor((one) => one.element.querySelector('[data-fill="draft"]')?.click()),
  memory: withEditor((one) => one.element.querySelector(".memory [data-take]")?.click()),
  close: withEditor((one) => one.close()),
  undo,
  search: () => search.focus(),
};
for (let n = 1; n <= 9; n += 1) {
  keys[`insert-${n}`] = withEditor((one) => one.element.querySelectorAll(".holders [data-insert]")[n - 1]?.click());
}

// The controls as the address says, after going back.
function showChosen() {
  const found = new URLSearchParams(location.search);
  for (const name of ["q", "doc", "order"]) {
    const field = form.elements[name];
    if (field) field.value = found.get(name) ?? (name === "order" ? "document" : "");
  }
  for (const name of ["state", "finding", "term"]) setHidden(name, found.get(name));
}

function chosen() {
  const found = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && !(name === "order" && value === "document")));
  const text = found.toString();
  return text ? `?${text}` : "";
}

export function start() {
  document.getElementById("bulk").hidden = false;
  setTotal(total);
  list.addEventListener("click", (event) => {
    const element = event.target.closest(".unit");
    if (!element || event.target.closest(".editor") || getSelection().toString()) return;
    if (event.target.closest("a") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    open(element);
  });
  list.addEventListener("focusin", (event) => {
    const element = event.target.closest(".unit");
    if (element && element !== current) select(element, { scroll: false });
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".number") && !event.ctrlKey) {
      event.preventDefault();
      open(event.target.closest(".unit"));
    }
  });
  head.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const wanted = new URLSearchParams(link.getAttribute("href").slice(1));
    for (const name of ["state", "finding", "term"]) setHidden(name, wanted.get(name));
    filter(chosen());
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(chosen()); });
  form.addEventListener("change", (event) => { if (event.target !== search) filter(chosen()); });
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => filter(chosen()), 120);
  });
  for (const button of document.querySelectorAll("[data-bulk]")) button.addEventListener("click", () => bulk(button.dataset.bulk));
  window.addEventListener("popstate", () => { showChosen(); filter(query(), { push: false }); });
  new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) more(); }, { rootMargin: "600px" }).observe(sentinel());
  for (const element of list.children) mark(element.dataset.unit);
  look();
  if (location.hash.startsWith("#u-")) {
    const wanted = document.getElementById(location.hash.slice(1));
    if (wanted) open(wanted);
  }
}

function sentinel() {
  const found = document.createElement("div");
  document.querySelector("main").append(found);
  document.getElementById("more")?.remove();
  return found;
}

function setHidden(name, value) {
  let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value ?? "";
}

// More catalogs have been read: the list is longer, what is shown of it stays.
export async function grown() {
  if (!editor && !opening && (shown < page.size || query().includes("order=risk"))) await filter(query(), { push: false, idle: true });
  else await changed([]);
}

export async function everything() {
  if (!editor && !opening) {
    await filter(query(), { push: false });
    return;
  }
  const shownNow = [...list.children].map((one) => one.dataset.unit);
  for (let from = 0; from < shownNow.length; from += 200) {
    await changed(shownNow.slice(from, from + 200)); // eslint-disable-line no-await-in-loop -- as many as the server gives
  }
}

export function lateConflict({ request, theirs }) {
  if (theirs.row) replaceRows({ [request.unit]: theirs.row });
  say("A text kept here meets a newer one; open the unit to see both.");
}
