// The editor of one unit, in the list or over the rendered edition.

import { get, post, page } from "./api.js";
import { save } from "./saves.js";
import { dropSaved, dropTyped, keepTyped, typed } from "./store.js";
import { say, whisper } from "./say.js";

const same = (a, b) => a.length === b.length && a.every((text, n) => text === b[n]);

export class Editor {
  // hooks: search() -> query string; closed(editor); saved(editor, act, next)
  constructor(unit, hooks) {
    this.unit = unit;
    this.hooks = hooks;
    this.element = null;
    this.busy = false;
  }

  async load() {
    const found = await get(`unit/${this.unit}`);
    this.msgid = found.msgid;
    this.base = found.msgstr;
    this.expected = found.hash;
    const holder = document.createElement("template");
    holder.innerHTML = found.html;
    this.element = holder.content.querySelector(".editor");
    this.fields = [...this.element.querySelectorAll("textarea")];
    this.listen();
    this.restore();
    this.remember();
    return this;
  }

  // The memory is asked beside: opening a unit does not wait for it.
  async remember() {
    try {
      const found = await get(`unit/${this.unit}?memory=1`);
      const place = this.element.querySelector(".memory");
      place.innerHTML = found.html;
      place.hidden = !found.html;
    } catch { /* there is none now */ }
  }

  get msgstr() {
    return this.fields.map((field) => field.value);
  }

  get touched() {
    return !same(this.msgstr, this.base);
  }

  fill(texts) {
    this.fields.forEach((field, n) => { field.value = texts[Math.min(n, texts.length - 1)]; });
    this.input();
  }

  restore() {
    const kept = typed(this.unit);
    if (!kept || kept.msgstr.length !== this.base.length) return;
    if (same(kept.msgstr, this.base)) {
      dropTyped(this.unit);
      return;
    }
    this.fields.forEach((field, n) => { field.value = kept.msgstr[n]; });
    if (kept.expected === this.expected) {
      this.note("Your unsaved text is back.");
      return;
    }
    const now = { hash: this.expected, msgstr: this.base };
    this.base = kept.base;
    this.expected = kept.expected;
    this.conflict(now);
  }

  note(text) {
    const line = document.createElement("p");
    line.className = "unsent";
    line.textContent = text;
    this.element.querySelector(".buttons").before(line);
    whisper(text);
  }

  listen() {
    for (const field of this.fields) {
      field.addEventListener("input", () => this.input());
      field.addEventListener("focus", () => { this.last = field; });
    }
    this.last = this.fields[0];
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.press(button);
    });
    this.element.querySelector(".comment-line input").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.ctrlKey) {
        event.preventDefault();
        this.act("comment", { next: false });
      }
    });
  }

  press(button) {
    const { act, fill, insert, take, propose } = button.dataset;
    if (act) this.act(act, { next: false });
    else if (fill === "source") this.fill([this.msgid]);
    else if (fill === "draft") this.fill(JSON.parse(button.dataset.texts));
    else if (insert !== undefined) this.insert(insert);
    else if (take !== undefined) this.fill([take]);
    else if (propose) this.propose(button, propose);
    else if (button.hasAttribute("data-history")) this.history(button);
    else if (button.hasAttribute("data-close")) this.close();
  }

  // Kept on every key: closing the window loses nothing.
  input() {
    if (this.touched) keepTyped(this.unit, { msgstr: this.msgstr, base: this.base, expected: this.expected });
    else dropTyped(this.unit);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 300);
  }

  async check() {
    const asked = this.msgstr;
    try {
      const found = await post("findings", { unit: this.unit, msgstr: asked });
      if (same(asked, this.msgstr)) this.element.querySelector(".live-findings").innerHTML = found.html;
    } catch { /* the next key asks again */ }
  }

  insert(text) {
    const field = this.last;
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    this.input();
  }

  async propose(button, engine) {
    button.disabled = true;
    const place = this.element.querySelector(".proposals");
    const line = document.createElement("button");
    line.type = "button";
    line.className = "quiet take";
    line.lang = page.locale;
    line.dir = page.rightToLeft ? "rtl" : "ltr";
    try {
      const found = await post("propose", { unit: this.unit, engine });
      line.textContent = found.text;
      line.dataset.take = found.text;
    } catch (error) {
      line.textContent = error.message || "The server does not answer.";
      line.disabled = true;
    }
    const label = document.createElement("small");
    label.textContent = button.dataset.name;
    place.append(label, line);
  }

  async history(button) {
    button.disabled = true;
    try {
      const found = await get(`unit/${this.unit}?history=1`);
      this.element.querySelector(".history").innerHTML = found.html;
    } catch (error) {
      button.disabled = false;
      say(error.message || "The server does not answer.");
    }
  }

  async act(act, { next }) {
    if (this.busy) return;
    this.busy = true;
    const msgstr = this.msgstr;
    const request = { unit: this.unit, expected: this.expected, act, base: this.base };
    if (act === "comment") request.comment = this.element.querySelector(".comment-line input").value;
    else request.msgstr = msgstr;
    try {
      const result = await save(request, this.hooks.search());
      if (result.conflict) {
        this.conflict(result.conflict);
      } else if (result.refused && !result.kept) {
        say(result.refused);
      } else {
        if (!result.saved) say("Kept in this browser; it is sent when the server is back.");
        // What was typed is dropped by `save` when the server has it, and only then.
        if (act !== "comment" && same(msgstr, this.msgstr)) this.base = msgstr;
        this.hooks.saved(this, act, next, Boolean(result.kept));
      }
    } finally {
      this.busy = false;
    }
  }

  // Somebody else was first: both texts and the one both began with, and the typed one stays.
  conflict(theirs) {
    keepTyped(this.unit, { msgstr: this.msgstr, base: this.base, expected: this.expected });
    const box = this.element.querySelector(".conflict");
    if (theirs.gone) {
      box.innerHTML = "<h3>This entry is gone from its catalog</h3><p>The source has changed. Your text is still in the field above; copy it before you leave.</p>";
      box.hidden = false;
      return;
    }
    box.innerHTML = '<h3>Somebody else changed this meanwhile</h3><div class="three"></div><div class="buttons"><button type="button" class="main mine">Save mine over it</button><button type="button" class="theirs">Take theirs</button></div>';
    for (const [title, texts] of [["Before", this.base], ["Theirs, now in the file", theirs.msgstr], ["Yours", this.msgstr]]) {
      const column = document.createElement("div");
      const head = document.createElement("h4");
      head.textContent = title;
      const text = document.createElement("p");
      text.lang = page.locale;
      text.dir = page.rightToLeft ? "rtl" : "ltr";
      text.textContent = texts.join("\n\n") || "(empty)";
      column.append(head, text);
      box.querySelector(".three").append(column);
    }
    box.querySelector(".mine").addEventListener("click", () => {
      this.expected = theirs.hash;
      box.hidden = true;
      this.act("save", { next: false });
    });
    box.querySelector(".theirs").addEventListener("click", () => {
      this.expected = theirs.hash;
      this.base = theirs.msgstr;
      box.hidden = true;
      this.fill(theirs.msgstr);
      this.last.focus();
    });
    box.hidden = false;
    whisper("Somebody else changed this meanwhile. Both texts are shown below the field.");
  }

  // Another tool wrote the entry while it is open here.
  async outside() {
    const found = await get(`unit/${this.unit}`);
    if (found.hash === this.expected || this.busy) return;
    if (this.touched && !same(found.msgstr, this.msgstr)) {
      this.conflict(found);
      return;
    }
    dropSaved(this.unit, found.msgstr);
    this.expected = found.hash;
    this.base = found.msgstr;
    this.fields.forEach((field, n) => { field.value = found.msgstr[n] ?? ""; });
    this.note("Changed outside of this page; you see it as it is now.");
  }

  close() {
    this.hooks.closed(this);
  }
}
