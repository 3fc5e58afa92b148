// Saving: compare-and-swap at the server; what cannot be sent is kept and sent later.

import { get, Offline, page, post, Refused } from "./api.js";
import { dropPending, dropSaved, keepPending, keepTyped, pending, typed } from "./store.js";
import { text } from "./words.js";

export const events = new EventTarget();
const emit = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));
let sending = false;

export function took(answer) {
  page.acts += 1;
  if (answer.undo !== undefined) page.undo = answer.undo;
  emit("rows", answer);
}

// -> {saved, said}, "kept" (the server is away), {conflict}, {refused}
export async function save(asked, search) {
  const request = { at: Date.now(), ...asked };
  try {
    const answer = await post(`save${search}`, request);
    dropPending(request);
    dropSaved(request.unit, request.msgstr);
    emit("online", null);
    took(answer);
    const { said, elsewhere } = answer;
    return { saved: true, said, elsewhere, hash: answer.hashes[request.unit] };
  } catch (error) {
    if (error instanceof Offline) {
      const kept = keepPending(request);
      emit("offline", null);
      if (kept) return { kept };
      return {
        refused: text(
          "The server does not answer, and this browser keeps nothing; leave the page open.",
        ),
      };
    }
    if (error instanceof Refused && error.answer.conflict) return { conflict: error.answer };
    if (error instanceof Refused && error.status === 503 && keepPending(request))
      return { kept: true, refused: error.message };
    if (error instanceof Refused) return { refused: error.message, status: error.status };
    throw error;
  }
}

// Words that the server does not take go back to their author.
function givenBack(request, { conflict, refused }) {
  const { unit, act, msgstr, base, expected, comment } = request;
  const there = msgstr && conflict?.msgstr?.join("\0") === msgstr.join("\0");
  const done = { save: ["translated", "reviewed"], approve: ["reviewed"] }[act] ?? [];
  if (there && done.includes(conflict.state)) {
    // Its answer was lost on the way, or another tab was quicker.
    dropPending(request);
    dropSaved(unit, msgstr);
    emit("kept", unit);
    return;
  }
  if (msgstr && !typed(unit) && !keepTyped(unit, { msgstr, base: base ?? msgstr, expected }))
    return;
  dropPending(request);
  if (comment)
    emit("refused", {
      request,
      text: `${text("Not added: “{comment}”.", { comment })} ${refused ?? text("This entry is gone from its catalog")}`,
    });
  else if (conflict) emit("late-conflict", { request, theirs: conflict });
  else emit("refused", { request, text: refused });
  emit("kept", unit);
}

export async function sendPending(search) {
  if (sending) return;
  sending = true;
  try {
    for (const request of pending()) {
      let result = await save(request, search);
      if (request.act === "comment" && result.conflict?.hash) {
        // It changes no text, so it may follow any.
        result = await save({ ...request, expected: result.conflict.hash }, search);
      }
      if (result.kept || result.status === 403) return;
      if (!result.saved) givenBack(request, result);
    }
  } finally {
    sending = false;
  }
}

export async function watch() {
  if (document.hidden) return;
  try {
    const found = await get(`changes?epoch=${page.epoch}&since=${page.version}`);
    emit("online", null);
    page.version = found.version;
    page.epoch = found.epoch;
    if (found.looked !== undefined) emit("looked", found.looked);
    if (found.everything) emit("everything", null);
    else {
      if (found.units.length) emit("changed", found.units);
      if (found.grown) emit("grown", null);
    }
  } catch (error) {
    if (error instanceof Offline) emit("offline", null);
    else if (error instanceof Refused && error.status === 403)
      emit("refused", {
        text: text(
          "This review was closed or started again; open the address it printed. What you typed is kept.",
        ),
      });
  }
}
