// The list: filtering without a reload, moving, editing in place, acts on many.

import { get, page, post, Refused } from "./api.js";
import { Editor, editorKeys } from "./editor.js";
import { listen, showChosen } from "./filters.js";
import { leftAlone, query, whenNear } from "./listing.js";
import { offerOf } from "./propagate.js";
import { listenToReplace, openReplace } from "./replace.js";
import {
  focus,
  list,
  look,
  mark,
  more,
  replaceList,
  replaceRows,
  row,
  rowsOf,
  select,
  setHead,
  setTotal,
  shown,
} from "./rows.js";
import { save, took } from "./saves.js";
import { ask, saidOf, say, whisper } from "./say.js";
import { text, units } from "./words.js";

export { mark, query };

let editor = null;
let opening = null; // the unit whose editor is under way

// `idle`: nobody asked for it, so an editor that opens meanwhile stays.
export async function filter(wanted, { push = true, idle = false } = {}) {
  if (push) history.pushState(null, "", wanted || location.pathname);
  shown.asked += 1;
  const mine = shown.asked;
  const found = await get(`rows${query()}`);
  if (mine !== shown.asked) return; // a later question is under way
  if (idle && (editor || opening)) {
    setHead(found);
    setTotal(found.total);
    return;
  }
  await leave();
  page.version = found.version;
  replaceList(found);
  whisper(found.problem || units(found.total));
}

const again = (options) => filter(query(), { push: false, ...options });

export function answered(answer) {
  if (answer.rows) replaceRows(answer.rows);
  setHead(answer);
}

export async function changed(idents) {
  const here = idents.filter((unit) => row(unit));
  if (here.length) {
    const found = await rowsOf(here);
    answered(found);
    for (const unit of found.gone) await remove(unit);
    const open = editor && idents.includes(editor.unit) && !found.gone.includes(editor.unit);
    if (open) await editor.outside();
    return;
  }
  const mine = shown.asked;
  const found = await get(`rows${query() ? `${query()}&` : "?"}from=9999999`);
  if (mine !== shown.asked) return;
  setHead(found);
  setTotal(found.total);
}

async function remove(unit) {
  if (editor?.unit === unit && editor.touched) {
    editor.conflict({ gone: true });
    return;
  }
  if (editor?.unit === unit) await leave();
  row(unit)?.remove();
}

export async function move(step) {
  const { current } = shown;
  let next;
  if (!current?.isConnected) next = list.children[step > 0 ? 0 : list.children.length - 1];
  else next = step > 0 ? current.nextElementSibling : current.previousElementSibling;
  if (!next && step > 0 && (await more())) {
    next = shown.current ? shown.current.nextElementSibling : list.children[0];
  }
  if (!next) {
    whisper(text(step > 0 ? "The last unit" : "The first unit"));
    return;
  }
  await leave();
  select(next);
  focus(next);
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
    say(error.message);
    return;
  } finally {
    if (opening === unit) opening = null;
  }
  const now = row(unit); // another element, where what the checks found came first
  if (!now || shown.current !== now || editor) return;
  editor = coming;
  now.append(editor.element);
  now.classList.add("open");
  now.scrollIntoView({ block: "nearest" });
  editor.focus();
}

async function closed(from) {
  const element = from.element.closest(".unit");
  await leave();
  if (element) focus(element);
}

async function saved(from, act, next, result) {
  if (!result.kept) say(saidOf(act, result), { canUndo: true, offer: offerOf(from.unit, result) });
  const element = from.element.closest(".unit");
  await leave();
  if (act === "comment") {
    if (element) await open(row(from.unit));
  } else if (next) {
    await move(1);
    const { current } = shown;
    if (current && current.dataset.unit !== from.unit) await open(current);
  } else if (element) {
    focus(row(from.unit) ?? element);
  }
}

async function actOnCurrent(act) {
  if (editor) return editor.act(act, { next: act === "approve" });
  if (!shown.current) return false;
  const { unit, hash } = shown.current.dataset;
  const result = await save({ unit, expected: hash, act }, query());
  if (result.conflict) {
    if (result.conflict.row) replaceRows({ [unit]: result.conflict.row });
    return say(text("Somebody else changed this meanwhile; look again."));
  }
  if (result.kept) mark(unit);
  if (result.refused) return say(result.refused);
  if (result.kept) return true;
  say(saidOf(act, result), { canUndo: true, offer: offerOf(unit, result) });
  return move(1);
}

export async function undo() {
  try {
    const answer = await post(`undo${query()}`, {});
    took(answer);
    say(text("Undone: {units}", { units: units(answer.count) }) + leftAlone(answer));
    if (answer.count > 1) await again();
  } catch (error) {
    say(error.message);
  }
}

const MANY = {
  approve: ["Approve {units}?", "Approve all", "Approved: {units}"],
  save: ["Accept {units}?", "Accept all", "Accepted: {units}"],
};

async function bulk(act) {
  const [question, all, done] = MANY[act];
  const yes = await ask(
    text(question, { units: units(shown.total) }),
    text("Texts stay as they are. Units without a translation are left out, and you can undo it."),
    text(all),
  );
  if (!yes) return;
  try {
    const asking = Object.fromEntries(new URLSearchParams(query()));
    const answer = await post(`bulk${query()}`, { query: asking, act, count: shown.total });
    took(answer);
    await again();
    const { count } = answer;
    say(text(done, { units: units(count) }) + leftAlone(answer), { canUndo: count > 0 });
  } catch (error) {
    say(error.message);
    if (error instanceof Refused && error.answer.total !== undefined) await again();
  }
}

async function replacedIn(answer) {
  await again();
  const { count } = answer;
  const done = text("Replaced in {units}", { units: units(count) });
  say(done + leftAlone(answer), { canUndo: count > 0 });
}

export const keys = {
  ...editorKeys(() => editor),
  next: () => move(1),
  previous: () => move(-1),
  open: () => (shown.current && !editor ? open(shown.current) : false),
  approve: () => actOnCurrent("approve"),
  "needs-work": () => actOnCurrent("needs-work"),
  undo,
  replace: openReplace,
  search: () => document.getElementById("search").focus(),
};

function openByMouse(event) {
  const element = event.target.closest(".unit");
  if (!element || event.target.closest(".editor") || getSelection().toString()) return;
  if (event.target.closest("a") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  open(element);
}

export function start() {
  document.getElementById("bulk").hidden = false;
  setTotal(shown.total);
  listen(filter);
  list.addEventListener("click", openByMouse);
  list.addEventListener("focusin", (event) => {
    const element = event.target.closest(".unit");
    if (element && element !== shown.current) select(element, { scroll: false });
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".number") && !event.ctrlKey) {
      event.preventDefault();
      open(event.target.closest(".unit"));
    }
  });
  for (const button of document.querySelectorAll("[data-bulk]")) {
    button.addEventListener("click", () => bulk(button.dataset.bulk));
  }
  document.getElementById("replace-open")?.addEventListener("click", openReplace);
  listenToReplace(replacedIn);
  window.addEventListener("popstate", () => {
    showChosen();
    again();
  });
  whenNear(more);
  for (const element of list.children) mark(element.dataset.unit);
  look();
  const wanted = location.hash.startsWith("#u-") && document.getElementById(location.hash.slice(1));
  if (wanted) open(wanted);
}

// More catalogs have been read: the list is longer, what is shown of it stays.
export async function grown() {
  const partly = shown.rows < page.size || query().includes("order=risk");
  if (!editor && !opening && partly) await again({ idle: true });
  else await changed([]);
}

export async function everything() {
  if (!editor && !opening) {
    await again();
    return;
  }
  const here = [...list.children].map((element) => element.dataset.unit);
  for (let from = 0; from < here.length; from += 200) {
    await changed(here.slice(from, from + 200)); // as many as the server gives
  }
}

export function lateConflict({ request, theirs }) {
  if (theirs.row) replaceRows({ [request.unit]: theirs.row });
  say(text("A text kept here meets a newer one; open it to see both."));
}
