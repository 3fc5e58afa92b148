// Find and replace: a preview first, and then just what the preview showed.

import { post } from "./api.js";
import { query } from "./listing.js";
import { took } from "./saves.js";
import { text, units } from "./words.js";

const dialog = document.getElementById("replace");
const form = dialog.querySelector("form");
const said = document.getElementById("replace-said");
const preview = document.getElementById("replace-preview");
const act = document.getElementById("replace-do");
let seen = null; // what the preview was of, and the units it showed
let asked = 0;

const wanted = () => ({
  find: form.elements.find.value,
  put: form.elements.put.value,
  case: form.elements.case.checked,
  pattern: form.elements.pattern.checked,
});

// What is typed after a preview is not what the preview showed.
function forget() {
  asked += 1;
  seen = null;
  act.disabled = true;
  act.textContent = text("Replace");
  preview.hidden = true;
  said.textContent = "";
}

async function show() {
  forget();
  const mine = asked;
  const replacement = wanted();
  if (!replacement.find) {
    form.elements.find.focus();
    return;
  }
  try {
    const filter = Object.fromEntries(new URLSearchParams(query()));
    const found = await post("replace/preview", { ...replacement, query: filter });
    if (mine !== asked) return;
    preview.innerHTML = found.html;
    preview.hidden = !found.units.length;
    if (!found.units.length) {
      said.textContent = text("Nothing would change.");
      return;
    }
    seen = { ...replacement, units: found.units };
    const count = units(found.units.length);
    act.disabled = false;
    act.textContent = text("Replace in {units}", { units: count });
    said.textContent = text("Would change: {units}", { units: count });
  } catch (error) {
    if (mine === asked) said.textContent = error.message;
  }
}

// `done` is called with the answer when something was replaced.
export function listenToReplace(done) {
  form.addEventListener("input", forget);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  document.getElementById("replace-close").addEventListener("click", () => dialog.close());
  act.addEventListener("click", async () => {
    const request = seen;
    forget();
    try {
      const answer = await post(`replace${query()}`, request);
      took(answer);
      dialog.close();
      await done(answer);
    } catch (error) {
      said.textContent = error.message;
    }
  });
}

export function openReplace() {
  forget();
  dialog.showModal();
  form.elements.find.select();
}
