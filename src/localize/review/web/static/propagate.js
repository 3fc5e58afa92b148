// An accepted text, offered to the units of the same source that nobody has accepted yet.

import { post } from "./api.js";
import { leftAlone, query } from "./listing.js";
import { took } from "./saves.js";
import { say } from "./say.js";
import { text, units } from "./words.js";

export async function propagate(unit, expected) {
  try {
    const answer = await post(`propagate${query()}`, { unit, expected });
    took(answer);
    const { count } = answer;
    const done = text("Accepted: {units}", { units: units(count) });
    say(done + leftAlone(answer), { canUndo: count > 0 });
  } catch (error) {
    say(error.message);
  }
}

// What to offer after a save: none, or the words of a button and what it does.
export function offerOf(unit, { elsewhere, hash }) {
  if (!elsewhere) return null;
  return {
    words: text("Use it elsewhere, too: {units}", { units: units(elsewhere) }),
    act: () => propagate(unit, hash),
  };
}
