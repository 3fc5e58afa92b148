// What the list and the comparison share.

import { text, units } from "./words.js";

// What an act on many left as it was, to stand behind what it did.
export const leftAlone = ({ skipped }) =>
  skipped ? ` · ${text("left as they were: {units}", { units: units(skipped) })}` : "";

export const query = () => {
  const parameters = new URLSearchParams(location.search);
  parameters.delete("from");
  const asked = parameters.toString();
  return asked ? `?${asked}` : "";
};

// `more` is called when the end of the list is near.
export function whenNear(more) {
  const sentinel = document.createElement("div");
  document.querySelector("main").append(sentinel);
  document.getElementById("more")?.remove();
  const seen = (entries) => {
    if (entries.some((entry) => entry.isIntersecting)) more();
  };
  new IntersectionObserver(seen, { rootMargin: "600px" }).observe(sentinel);
}
