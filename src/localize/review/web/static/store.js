// What was typed and not yet saved, kept by the browser: it outlives a reload and a lost server.

import { page } from "./api.js";

const prefix = `localize:${page.base}:${page.locale}:`;

function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(prefix + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
    return true;
  } catch {
    return false; // private mode or a full disk: the text still stands in its field
  }
}

export const typed = (unit) => read(`typed:${unit}`, null);
export const keepTyped = (unit, value) => write(`typed:${unit}`, value);
export const dropTyped = (unit) => write(`typed:${unit}`, null);

// After a save: what was typed since, or in another tab, or closed unsaved, is another text and stays.
export function dropSaved(unit, msgstr) {
  const kept = typed(unit);
  if (kept && msgstr && kept.msgstr.join("\0") === msgstr.join("\0")) dropTyped(unit);
}

// Saves that the server has not acknowledged, each under a name of its own: two tabs do not
// overwrite each other's list.
export function pending() {
  const found = [];
  try {
    for (let n = 0; n < localStorage.length; n += 1) {
      const key = localStorage.key(n);
      if (key.startsWith(`${prefix}pending:`)) found.push(read(key.slice(prefix.length), null));
    }
  } catch {
    return [];
  }
  // Texts first: a comment can follow a text, but a text sent after it would meet a changed entry.
  return found.filter(Boolean).sort((a, b) => Boolean(b.msgstr) - Boolean(a.msgstr) || a.at - b.at);
}

// Words, a comment and a mere mark of one unit wait beside each other; a newer one takes the place
// of an older one of its kind, and an answer to the older one does not touch it.
const nameOf = (request) => `pending:${request.unit}:${request.msgstr ? "text" : request.act}`;
const later = (request) => (read(nameOf(request), null)?.at ?? -1) > request.at;

// -> whether it is kept
export const keepPending = (request) => later(request) || write(nameOf(request), request);
export const dropPending = (request) => later(request) || write(nameOf(request), null);
export const waits = (unit) => pending().some((request) => request.unit === unit);

export const singleKeys = () => read("single-keys", true);
export const setSingleKeys = (on) => write("single-keys", on);
