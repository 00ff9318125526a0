import { button, clamp, el, fillIn, icon, memory } from "../player/dom.js";
import { FindBar } from "./findbar.js";
import { laid, tokens } from "./paint.js";
import { comment, indent, newline, outdent } from "./typing.js";

const LINE = 20; // pixels, as in the style sheet
const PAD = 8;
const AROUND = 12; // lines painted above and below what is seen
const QUIET = 450; // milliseconds without a key until what was written goes out
const SIGN = { bad: "cross", warn: "warn", good: "check" };

/**
 * A text in the making. The words are a plain text field's, so that typing Chinese, undoing and selecting are the browser's own; its letters are
 * invisible, and the lines in view are painted behind it, with numbers, colours and marks.
 */
class Editor {
  constructor(root, data) {
    this.generation = 0;
    this.labels = data.labels;
    this.serial = 0;
    this.mount = Math.random().toString(36).slice(2, 8);
    this.freed = false; // after Escape, Tab leaves the field
    this.build(root);
    this.adopt(data, true);
  }

  build(root) {
    const { labels } = this;
    this.field = el("textarea", { class: "field", spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-label": labels.text });
    this.words = el("div", { class: "words", "aria-hidden": "true" });
    this.numbers = el("div", { class: "numbers", "aria-hidden": "true" });
    this.gutter = el("div", { class: "gutter" }, this.numbers);
    this.pane = el("div", { class: "pane" }, this.gutter, el("div", { class: "sheet" }, this.words, this.field));
    this.find = new FindBar(labels, {
      text: () => this.field.value,
      show: (from, to) => this.select(from, to, false),
      leave: () => this.field.focus(),
      changed: () => this.paint(),
    });
    this.state = el("span", { class: "state", role: "status" });
    this.place = el("span", { class: "num place" });
    this.hint = el("span", { class: "hint" }, labels.tab_hint);
    const seek = button({ title: labels.find_open, "aria-label": labels.find_open, onclick: () => this.find.begin(this.chosen) }, icon("search"));
    this.foot = el("div", { class: "foot" }, this.state, el("span", { class: "grow" }), this.hint, this.place, seek);
    this.list = el("ul", { class: "marks" });
    this.root = el("section", { class: "hb editor", "aria-label": labels.text }, this.find.root, this.pane, this.foot, this.list);
    root.append(this.root);
    this.field.addEventListener("input", () => this.onInput());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("scroll", () => this.paint());
    this.field.addEventListener("blur", () => this.flush());
    for (const name of ["keyup", "click", "focus", "select"]) this.field.addEventListener(name, () => this.tellPlace());
    this.leave = () => this.flush();
    window.addEventListener("pagehide", this.leave);
    this.sized = new ResizeObserver(() => this.paint());
    this.sized.observe(this.pane);
  }

  /** What the page says now. Its text is taken over only under a new stamp: what somebody is writing is never written over. */
  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    this.adopt(data, false);
  }

  adopt(data, first) {
    const fresh = first || data.stamp !== this.data.stamp;
    this.data = data;
    this.field.readOnly = !data.editable;
    this.hint.hidden = !data.editable;
    this.root.classList.toggle("reading", !data.editable);
    this.pane.style.height = `${data.height}px`;
    if (fresh) {
      clearTimeout(this.timer);
      this.waiting = false;
      const kept = data.editable ? memory.get(this.key, null, "sessionStorage") : null;
      const mine = kept && kept.stamp === data.stamp && kept.text !== data.text ? kept.text : null;
      this.set(mine ?? data.text);
      this.pending = null;
      if (mine !== null) this.later(); // what did not reach the page before a reload
      else this.say("idle");
    }
    if (this.pending && data.echo === this.pending) {
      this.pending = null;
      memory.set(this.key, null, "sessionStorage");
    }
    this.drawList();
    this.paint();
    this.settle();
    if (data.jump && data.jump !== this.jumped) {
      this.jumped = data.jump;
      if (!first) this.go(data.jump.line, data.jump.column);
    }
  }

  get key() {
    return `editor.${this.data.scope}`;
  }

  get chosen() {
    return this.field.value.slice(this.field.selectionStart, this.field.selectionEnd);
  }

  set(text) {
    this.field.value = text;
    this.field.setSelectionRange(0, 0);
    this.field.scrollTop = 0;
    this.read();
  }

  read() {
    this.rows = this.field.value.split("\n");
    const count = String(this.rows.length).length;
    this.gutter.style.width = `calc(${Math.max(count, 2)}ch + 30px)`;
  }

  // writing

  onInput() {
    this.read();
    if (this.find.open) this.find.look(undefined, true);
    this.paint();
    this.tellPlace();
    this.later();
  }

  later() {
    this.say("unsaved");
    memory.set(this.key, { stamp: this.data.stamp, text: this.field.value }, "sessionStorage");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), QUIET);
    this.waiting = true;
  }

  /** Send what was written; a word that is being composed waits for its end. */
  flush() {
    if (!this.waiting || !this.setTrigger) return;
    clearTimeout(this.timer);
    this.waiting = false;
    this.serial += 1;
    this.pending = `${this.mount}-${this.serial}`;
    this.say("saving");
    this.setTrigger("change", { id: this.pending, stamp: this.data.stamp, text: this.field.value });
  }

  settle() {
    if (this.data.problem) this.say("failed", this.data.problem);
    else if (!this.waiting && !this.pending && this.data.saved) this.say("saved", fillIn(this.labels.saved, { when: this.data.saved }));
  }

  say(state, words) {
    this.state.className = `state ${state}`;
    this.state.textContent = words ?? this.labels[state] ?? "";
  }

  onKey(event) {
    if (event.isComposing) return;
    const held = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (held && key === "f") this.find.begin(this.chosen);
    else if (!this.data.editable) return;
    else if (event.key === "Escape") this.freed = true;
    else if (event.key === "Tab" && !held && !this.freed) this.change(event.shiftKey ? outdent : indent);
    else if (event.key === "Enter" && !held && !event.shiftKey && this.data.syntax === "yaml") this.change(newline);
    else if (held && key === "/" && this.data.syntax === "yaml") this.change(comment);
    else {
      if (event.key !== "Tab") this.freed = false;
      event.stopPropagation();
      return;
    }
    event.stopPropagation();
    event.preventDefault();
  }

  /** Through the browser's own editing, so that undo knows of it. */
  change(by) {
    const { value, selectionStart, selectionEnd } = this.field;
    const { at, until, put, from, to } = by(value, selectionStart, selectionEnd);
    if (value.slice(at, until) === put) return;
    this.field.setSelectionRange(at, until);
    const done = put ? document.execCommand("insertText", false, put) : document.execCommand("delete");
    if (!done) {
      this.field.setRangeText(put, at, until, "end");
      this.onInput();
    }
    this.field.setSelectionRange(from, to);
    this.reveal(from);
    this.tellPlace();
  }

  // looking

  select(from, to, focus = true) {
    if (focus) this.field.focus();
    this.field.setSelectionRange(from, to);
    this.reveal(from);
    this.tellPlace();
  }

  reveal(at) {
    const before = this.field.value.slice(0, at);
    const row = before.split("\n").length - 1;
    const top = PAD + row * LINE;
    const { scrollTop, clientHeight } = this.field;
    if (top < scrollTop || top + LINE > scrollTop + clientHeight) this.field.scrollTop = Math.max(top - clientHeight / 3, 0);
    if (before.length - before.lastIndexOf("\n") < 40) this.field.scrollLeft = 0;
    this.paint();
  }

  go(line, column = 1) {
    const at = this.rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0);
    const row = this.rows[line - 1] ?? "";
    this.select(at + clamp(column - 1, 0, row.length), at + row.length);
  }

  tellPlace() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const line = before.split("\n").length;
    this.place.textContent = fillIn(this.labels.place, { line, column: before.length - before.lastIndexOf("\n"), count: this.rows.length });
    if (line !== this.line) {
      this.line = line;
      this.paint();
    }
  }

  /** The lines in view, and a few around them. */
  paint() {
    const { scrollTop, scrollLeft, clientHeight } = this.field;
    const first = clamp(Math.floor(scrollTop / LINE) - AROUND, 0, this.rows.length);
    const last = clamp(Math.ceil((scrollTop + clientHeight) / LINE) + AROUND, 0, this.rows.length);
    const marks = new Map();
    for (const mark of this.data.marks) if (!marks.has(mark.line) || mark.tone === "bad") marks.set(mark.line, mark);
    const hits = this.places(first, last);
    const lines = [];
    const numbers = [];
    for (let at = first; at < last; at += 1) {
      const mark = marks.get(at + 1);
      const tone = mark ? ` ${mark.tone}` : "";
      lines.push(this.line_(at, mark, hits.get(at) ?? [], tone));
      numbers.push(el("div", { class: `number num${tone}${at + 1 === this.line ? " here" : ""}` }, mark ? icon(SIGN[mark.tone]) : null, String(at + 1)));
    }
    const top = PAD + first * LINE - scrollTop;
    this.words.replaceChildren(...lines);
    this.words.style.transform = `translate(${-scrollLeft}px, ${top}px)`;
    this.numbers.replaceChildren(...numbers);
    this.numbers.style.transform = `translateY(${top}px)`;
  }

  line_(at, mark, hits, tone) {
    const row = this.rows[at];
    const places = [...hits];
    if (mark && mark.tone === "bad") {
      const from = clamp(mark.column - 1, 0, row.length);
      places.push([from, from === row.length ? from : Math.max(row.trimEnd().length, from + 1), "wrong"]);
    }
    const parts = laid(tokens(row, this.data.syntax), places).map(([kind, words, over]) => el("span", { class: `${kind} ${over}`.trim() || null }, words));
    const said = mark && mark.text ? el("span", { class: `said ${mark.tone}` }, mark.text) : null;
    return el("div", { class: `row${tone}${at + 1 === this.line ? " here" : ""}` }, ...parts, said);
  }

  /** What is looked for, by line. */
  places(first, last) {
    const out = new Map();
    if (!this.find.hits.length) return out;
    let start = this.rows.slice(0, first).reduce((sum, row) => sum + row.length + 1, 0);
    for (let at = first; at < last; at += 1) {
      const end = start + this.rows[at].length;
      const here = this.find.hits.filter(([from, to]) => from >= start && to <= end);
      if (here.length) out.set(at, here.map(([from, to]) => [from - start, to - start, from === this.find.hits[this.find.at]?.[0] ? "hit now" : "hit"]));
      start = end + 1;
    }
    return out;
  }

  drawList() {
    const said = JSON.stringify(this.data.notes);
    if (said === this.listed) return;
    this.listed = said;
    const rows = this.data.notes.map((note) => {
      const where = note.line ? el("span", { class: "num where" }, fillIn(this.labels.line, { line: note.line })) : null;
      const words = el("span", { class: "what" }, note.title ? el("b", {}, note.title) : null, note.title && note.text ? " " : "", note.text);
      const content = [icon(SIGN[note.tone]), where, words];
      return el("li", { class: note.tone }, note.line ? button({ onclick: () => this.go(note.line, note.column || 1) }, ...content) : el("span", {}, ...content));
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
  }

  dispose() {
    this.flush();
    window.removeEventListener("pagehide", this.leave);
    this.sized.disconnect();
    this.root.remove();
  }
}

const editors = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement, data));
  const editor = editors.get(parentElement);
  editor.update(data, setTriggerValue);
  const generation = editor.generation;
  return () => {
    // a superseded run's cleanup may come late: only the newest may tear down
    if (editor.generation !== generation) return;
    editors.delete(parentElement);
    editor.dispose();
  };
}
