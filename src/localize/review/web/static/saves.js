// Saving: compare-and-swap at the server; what cannot be sent is kept and sent later.

import { get, Offline, page, post, Refused } from "./api.js";
import { dropPending, dropSaved, keepPending, pending } from "./store.js";

export const events = new EventTarget();
const emit = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));
let sending = false;

export function took(answer) {
  page.acts += 1;
  if (answer.undo !== undefined) page.undo = answer.undo;
  emit("rows", answer);
}

// -> "saved", "kept" (the server is away), {conflict}, {refused}
export async function save(request, search) {
  try {
    const answer = await post(`save${search}`, request);
    dropPending(request.unit);
    dropSaved(request.unit, request.msgstr);
    emit("online", null);
    took(answer);
    return { saved: true };
  } catch (error) {
    if (error instanceof Offline) {
      keepPending(request);
      emit("offline", null);
      return { kept: true };
    }
    if (error instanceof Refused && error.answer.conflict) return { conflict: error.answer };
    if (error instanceof Refused && error.status === 503) {
      keepPending(request);
      return { kept: true, refused: error.message };
    }
    if (error instanceof Refused) return { refused: error.message, status: error.status };
    throw error;
  }
}

export async function sendPending(search) {
  if (sending) return;
  sending = true;
  try {
    for (const request of pending()) {
      // eslint-disable-next-line no-await-in-loop -- in the order they were made
      const result = await save(request, search);
      if (result.kept) return;
      dropPending(request.unit);
      if (result.conflict) emit("late-conflict", { request, theirs: result.conflict });
      if (result.refused) emit("refused", { request, text: result.refused });
    }
  } finally {
    sending = false;
  }
}

export async function watch(search, milliseconds = 1000) {
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
    else if (error instanceof Refused && error.status === 403) emit("refused", { text: "This review was closed or started anew; open the address it printed. What you typed is kept." });
  }
}
