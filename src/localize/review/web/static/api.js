// Requests to the server, and nothing else. A lost connection is an `Offline` error.

import { text } from "./words.js";

const meta = document.querySelector('meta[name="localize"]').dataset;

export const page = {
  base: meta.base,
  locale: meta.locale,
  key: meta.key,
  version: Number(meta.version),
  epoch: meta.epoch,
  undo: Number(meta.undo),
  size: Number(meta.page),
  acts: 0, // answers to acts so far
  rightToLeft: meta.dir === "rtl",
};

export class Offline extends Error {
  constructor() {
    super(text("The server does not answer."));
  }
}

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.refused || text("The server answered {status}.", { status }));
    this.status = status;
    this.answer = answer;
  }
}

// What was asked before an act was answered may be older than that answer: it is asked again.
export async function settled(ask) {
  for (;;) {
    const before = page.acts;
    const answer = await ask();
    if (page.acts === before) return answer;
  }
}

const address = (path) => `${page.base}/${page.locale}/${path}`;

async function answered(path, options) {
  let response;
  try {
    response = await fetch(address(path), { ...options, signal: AbortSignal.timeout(20000) });
  } catch {
    throw new Offline();
  }
  // A proxy speaks for a server that is not there.
  if ([502, 504].includes(response.status)) throw new Offline();
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    if (response.ok) throw new Offline();
  }
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

export const get = (path) => answered(path, { headers: { accept: "application/json" } });

export const post = (path, body) =>
  answered(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-localize": page.key },
    body: JSON.stringify(body),
  });
