// The editor of one unit, in the list or over the rendered edition.

import { get, page, post } from "./api.js";
import { propagate } from "./propagate.js";
import { save } from "./saves.js";
import { say, whisper } from "./say.js";
import { dropSaved, dropTyped, keepTyped, typed } from "./store.js";
import { text } from "./words.js";

function element(name, words = "", style = "") {
  const made = document.createElement(name);
  made.textContent = words;
  made.className = style;
  return made;
}

function button(words, style = "") {
  const made = element("button", words, style);
  made.type = "button";
  return made;
}

const same = (a, b) => a.length === b.length && a.every((form, n) => form === b[n]);

export class Editor {
  // hooks: search() -> query string; closed(editor); saved(editor, act, next, result)
  constructor(unit, hooks) {
    this.unit = unit;
    this.hooks = hooks;
    this.element = null;
    this.busy = false;
  }

  async load() {
    const found = await get(`unit/${this.unit}`);
    this.copy = found.copy;
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
    } catch {
      /* there is none now */
    }
  }

  focus() {
    const [field] = this.fields;
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
  }

  get msgstr() {
    return this.fields.map((field) => field.value);
  }

  // Save, or what stands in its place for who may not.
  get mainAct() {
    return this.element.querySelector(".buttons .main").dataset.act;
  }

  get touched() {
    return !same(this.msgstr, this.base);
  }

  fill(texts) {
    this.fields.forEach((field, n) => {
      field.value = texts[Math.min(n, texts.length - 1)];
    });
    this.input();
  }

  restore() {
    const kept = typed(this.unit);
    if (!kept || kept.msgstr.length !== this.base.length) return;
    if (same(kept.msgstr, this.base)) {
      dropTyped(this.unit);
      return;
    }
    this.fields.forEach((field, n) => {
      field.value = kept.msgstr[n];
    });
    if (kept.expected === this.expected) {
      this.note(text("Your unsaved text is back."));
      return;
    }
    const now = { hash: this.expected, msgstr: this.base };
    this.base = kept.base;
    this.expected = kept.expected;
    this.conflict(now);
  }

  note(words) {
    const line = element("p", words, "unsent");
    this.element.querySelector(".buttons").before(line);
    whisper(words);
  }

  listen() {
    for (const field of this.fields) {
      field.addEventListener("input", () => this.input());
      field.addEventListener("focus", () => {
        this.last = field;
      });
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
    else if (fill === "source") this.fill(this.copy);
    else if (fill) this.fill(JSON.parse(button.dataset.texts));
    else if (insert !== undefined) this.insert(insert);
    else if (take !== undefined) this.fill([take]);
    else if (propose) this.propose(button, propose);
    else if (button.hasAttribute("data-history")) this.history(button);
    else if (button.hasAttribute("data-propagate")) this.propagate();
    else if (button.hasAttribute("data-close")) this.close();
  }

  // Kept on every key: closing the window loses nothing.
  input() {
    if (this.touched)
      keepTyped(this.unit, { msgstr: this.msgstr, base: this.base, expected: this.expected });
    else dropTyped(this.unit);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 300);
  }

  async check() {
    const asked = this.msgstr;
    try {
      const found = await post("findings", { unit: this.unit, msgstr: asked });
      if (same(asked, this.msgstr))
        this.element.querySelector(".live-findings").innerHTML = found.html;
    } catch {
      /* the next key asks again */
    }
  }

  insert(words) {
    const field = this.last;
    field.focus();
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    this.input();
  }

  async propose(asking, engine) {
    asking.disabled = true;
    const place = this.element.querySelector(".proposals");
    const line = button("", "quiet take");
    line.lang = page.locale;
    line.dir = page.rightToLeft ? "rtl" : "ltr";
    try {
      const found = await post("propose", { unit: this.unit, engine });
      line.textContent = found.text;
      line.dataset.take = found.text;
    } catch (error) {
      line.textContent = error.message;
      line.disabled = true;
    }
    place.append(element("small", asking.dataset.name), line);
  }

  propagate() {
    if (this.touched) say(text("Save this text first."));
    else propagate(this.unit, this.expected);
  }

  async history(button) {
    button.disabled = true;
    try {
      const found = await get(`unit/${this.unit}?history=1`);
      this.element.querySelector(".history").innerHTML = found.html;
    } catch (error) {
      button.disabled = false;
      say(error.message);
    }
  }

  async act(act, { next }) {
    if (this.busy) return;
    this.busy = true;
    const msgstr = this.msgstr;
    const request = { unit: this.unit, expected: this.expected, act, base: this.base };
    if (act === "comment")
      request.comment = this.element.querySelector(".comment-line input").value;
    else request.msgstr = msgstr;
    try {
      const result = await save(request, this.hooks.search());
      if (result.conflict) {
        this.conflict(result.conflict);
      } else if (result.refused && !result.kept) {
        say(result.refused);
      } else {
        if (!result.saved) say(text("Kept in this browser; it is sent when the server is back."));
        // What was typed is dropped by `save` when the server has it, and only then.
        if (act !== "comment" && same(msgstr, this.msgstr)) this.base = msgstr;
        this.hooks.saved(this, act, next, result);
      }
    } finally {
      this.busy = false;
    }
  }

  // Somebody else was first: both texts and the one both began with, and the typed one stays.
  conflict(theirs) {
    keepTyped(this.unit, { msgstr: this.msgstr, base: this.base, expected: this.expected });
    const box = this.element.querySelector(".conflict");
    box.hidden = false;
    if (theirs.gone) {
      const advice =
        "The source has changed. Your text is still in the field above; copy it before you leave.";
      box.replaceChildren(
        element("h3", text("This entry is gone from its catalog")),
        element("p", text(advice)),
      );
      return;
    }
    const three = element("div", "", "three");
    for (const [title, texts] of [
      [text("Before"), this.base],
      [text("Theirs, now in the file"), theirs.msgstr],
      [text("Yours"), this.msgstr],
    ]) {
      const column = element("div");
      const words = element("p", texts.join("\n\n") || text("(empty)"));
      words.lang = page.locale;
      words.dir = page.rightToLeft ? "rtl" : "ltr";
      column.append(element("h4", title), words);
      three.append(column);
    }
    const mine = button(text("Save mine over it"), "main mine");
    const take = button(text("Take theirs"), "theirs");
    const buttons = element("div", "", "buttons");
    buttons.append(mine, take);
    const head = text("Somebody else changed this meanwhile");
    box.replaceChildren(element("h3", head), three, buttons);
    mine.addEventListener("click", () => {
      this.expected = theirs.hash;
      box.hidden = true;
      this.act(this.mainAct, { next: false });
    });
    take.addEventListener("click", () => {
      this.expected = theirs.hash;
      this.base = theirs.msgstr;
      box.hidden = true;
      this.fill(theirs.msgstr);
      this.last.focus();
    });
    whisper(head);
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
    this.fields.forEach((field, n) => {
      field.value = found.msgstr[n] ?? "";
    });
    this.note(text("Changed outside of this page; you see it as it is now."));
  }

  close() {
    this.hooks.closed(this);
  }
}

// The keys of whatever editor is open; without one they do nothing.
export function editorKeys(current) {
  const press =
    (selector, at = 0) =>
    (editor) =>
      editor.element.querySelectorAll(selector)[at]?.click();
  const does = {
    save: (editor) => editor.act(editor.mainAct, { next: false }),
    "save-next": (editor) => editor.act(editor.mainAct, { next: true }),
    "approve-next": (editor) => editor.act("approve", { next: true }),
    approve: (editor) => editor.act("approve", { next: true }),
    "needs-work": (editor) => editor.act("needs-work", { next: false }),
    copy: (editor) => editor.fill(editor.copy),
    draft: press('[data-fill="draft"]'),
    memory: press(".memory [data-take]"),
    close: (editor) => editor.close(),
  };
  for (let n = 1; n <= 9; n += 1) does[`insert-${n}`] = press(".holders [data-insert]", n - 1);
  const withEditor = (act) => () => (current() ? act(current()) : false);
  return Object.fromEntries(Object.entries(does).map(([name, act]) => [name, withEditor(act)]));
}
