import { arrange, button, clock, el, fillIn, icon } from "./dom.js";
import { pieces, secondsOf, toCharacters, toUnits, wordsOf } from "./text.js";

const TONES = ["bad", "neutral", "good"];
const SETTLES = 600; // milliseconds in which a scroll comes to rest
const MODES = ["hit", "now", "picked", "heard"];
const TRIPLE = 280; // milliseconds in which a third click may come: that one selects the line

/**
 * The words of the call. A line is built once and again only when its own data change; when its decoration changes (search hits, the picked words, a
 * quote being heard) its text is cut anew. With `mend` (`built`, `edit`, `menu`, `said`) lines can be corrected.
 */
export class Lines {
  constructor(labels, { hear, finding, picked, mend = null }) {
    this.labels = labels;
    this.asked = { hear, finding, picked };
    this.mend = mend;
    this.lines = [];
    this.rows = new Map();
    this.pending = new Map(); // line index → what a correction on its way changes in it
    this.decorations = {};
    this.current = null;
    this.following = true;
    this.left = -Infinity;
    this.list = el("ol", { class: "lines", tabindex: -1, "aria-label": labels.transcript });
    this.back = button({ class: "back framed", hidden: true, onclick: () => this.follow() }, icon("down"), labels.back_to_line);
    this.empty = el("p", { class: "empty", hidden: true }, labels.no_lines);
    this.root = el("div", { class: "script" }, this.list, this.empty, this.back);
    this.list.addEventListener("click", (event) => this.onClick(event));
    if (mend) this.list.addEventListener("dblclick", (event) => this.onDouble(event));
    for (const moved of ["wheel", "touchmove"]) this.list.addEventListener(moved, () => this.leave(), { passive: true });
    this.list.addEventListener("pointerdown", (event) => event.target === this.list && this.leave()); // the scroll bar
    this.list.addEventListener("scroll", () => this.showBack(), { passive: true });
    this.list.addEventListener("pointerup", (event) => setTimeout(() => this.onPicked(event)));
  }

  set(lines) {
    const kept = this.rows;
    this.lines = lines;
    this.timed = lines.filter((line) => line.start !== null).sort((a, b) => a.start - b.start);
    this.rows = new Map(lines.map((line, i) => [line.index, this.built(line, lines[i - 1], kept.get(line.index))]));
    arrange(this.list, [...this.rows.values()].map((row) => row.root));
    this.empty.hidden = lines.length > 0;
    this.list.hidden = !lines.length;
    if (this.rows.has(this.current)) this.mark(this.current);
    else this.current = null;
  }

  /** Shows what a correction on its way changes in lines (`null`: it has arrived, or was refused). */
  pend(indices, change) {
    for (const index of indices) {
      if (change) this.pending.set(index, { ...this.pending.get(index), ...change });
      else this.pending.delete(index);
      const at = this.lines.findIndex((line) => line.index === index);
      const before = this.rows.get(index);
      if (!before || at < 0) continue;
      const row = this.built(this.lines[at], this.lines[at - 1], before);
      if (row === before) continue;
      this.rows.set(index, row);
      before.root.replaceWith(row.root);
      if (index === this.current) this.mark(index);
    }
  }

  /** The row of a line: the one there is, if nothing in it changes. */
  built(line, before, kept) {
    const pending = this.pending.get(line.index);
    const shown = { ...line, ...pending };
    const same = Boolean(before && before.speaker === shown.speaker && before.name === shown.name);
    const print = JSON.stringify([shown, same, Boolean(pending)]);
    if (kept?.print === print) return kept;
    const row = { ...this.row(shown, same, Boolean(pending)), line, print };
    this.mend?.built(row);
    return row;
  }

  row(line, same, pending) {
    const text = el("span", { class: "text", dir: "auto" });
    const time = line.start === null ? el("span", { class: "at" }) : el("button", { type: "button", class: "at num", tabindex: -1, title: this.labels.hear_line }, clock(line.start));
    const name = this.mend ? el("button", { type: "button", class: "name", tabindex: -1, title: fillIn(this.labels.who_said, { name: line.name }), "aria-haspopup": "menu" }, line.name) : el("span", { class: "name", title: line.name }, line.name);
    const words = el("div", { class: "words" }, text, ...this.notes(line));
    const looks = ["line", line.speaker, same && "same", line.doubt && "doubtful", pending && "pending"].filter(Boolean).join(" ");
    const root = el("li", { class: looks, "data-index": line.index }, time, name, words);
    const marks = line.marks.map((mark) => ({ ...mark, start: toUnits(line.text, mark.start), end: toUnits(line.text, mark.end) }));
    const row = { root, text, shown: line, line, marks, time, name };
    this.write(row);
    return row;
  }

  notes(line) {
    const edited = line.original && el("span", { class: "edited", tabindex: 0, role: "note", title: fillIn(this.labels.original, { text: line.original }) }, icon("history"), line.edited);
    const doubt = line.doubt && el("span", { class: "note doubt", title: line.doubt_why }, line.doubt);
    const said = doubt && this.mend && el("button", { type: "button", class: "wassaid", title: this.labels.was_said }, this.labels.was_said_short);
    return [line.note && el("span", { class: "note" }, icon("warn"), line.note), doubt, said, edited].filter(Boolean);
  }

  /** The text of a line, cut at every mark and decoration. */
  write(row) {
    const ranges = [...row.marks];
    for (const mode of MODES) ranges.push(...(this.decorations[mode]?.get(row.shown.index) ?? []).map((range) => ({ ...range, mode })));
    const whole = ranges.length ? pieces(row.shown.text, ranges) : [{ text: row.shown.text, ranges: [] }];
    row.text.replaceChildren(...whole.map((piece) => this.piece(piece)));
  }

  piece({ text, ranges }) {
    if (!ranges.length) return document.createTextNode(text);
    const tone = TONES.find((name) => ranges.some((range) => range.tone === name));
    const modes = MODES.filter((name) => ranges.some((range) => range.mode === name));
    const found = ranges.filter((range) => range.tone);
    const title = found.map((range) => `${this.labels[`tone_${range.tone}`]} · ${range.title}`).join("\n");
    const last = found[found.length - 1];
    return el(tone ? "mark" : "span", { class: [tone, ...modes].filter(Boolean).join(" "), title: title || null, "data-finding": last?.finding || null }, text);
  }

  /** Replaces the decoration `mode` by `ranges`: a Map of line index to `{start, end}` in UTF-16 units. */
  decorate(mode, ranges) {
    const before = this.decorations[mode] ?? new Map();
    this.decorations[mode] = ranges;
    for (const index of new Set([...before.keys(), ...ranges.keys()])) if (this.rows.has(index)) this.write(this.rows.get(index));
  }

  /** Decorates the words from one place to another. */
  decorateWords(mode, words) {
    const ranges = new Map();
    for (const line of words ? this.lines : []) {
      if (line.index < words.from.index || line.index > words.to.index) continue;
      const start = line.index === words.from.index ? toUnits(line.text, words.from.character) : 0;
      const end = line.index === words.to.index ? toUnits(line.text, words.to.character) : line.text.length;
      if (end > start) ranges.set(line.index, [{ start, end }]);
    }
    this.decorate(mode, ranges);
  }

  /** The line spoken at a time: the latest that has begun. */
  at(time) {
    let low = 0;
    let high = this.timed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timed[middle].start <= time + 0.02) low = middle + 1;
      else high = middle;
    }
    return low ? this.timed[low - 1] : null;
  }

  /** Marks the line spoken and keeps it in sight, unless the reader went elsewhere. */
  setTime(time) {
    this.started = time > 0;
    const line = this.at(time);
    const spoken = line && time <= line.end + 1.5 ? "spoken" : "last";
    if (line?.index === this.current && spoken === this.spoken) return;
    this.spoken = spoken;
    this.mark(line?.index ?? null);
  }

  mark(index) {
    const before = this.rows.get(this.current);
    if (before) {
      before.root.classList.remove("current", "speaking");
      before.time.tabIndex = before.name.tabIndex = -1;
    }
    const moved = index !== this.current;
    this.current = index;
    const row = this.rows.get(index);
    if (!row) return;
    row.root.classList.add("current");
    row.root.classList.toggle("speaking", this.spoken === "spoken");
    if (row.line.start !== null) row.time.tabIndex = 0;
    if (this.mend) row.name.tabIndex = 0;
    if (moved && this.following) this.reveal(index);
    this.showBack();
  }

  leave() {
    this.following = false;
    this.left = performance.now();
    requestAnimationFrame(() => this.showBack());
  }

  follow() {
    this.following = true;
    if (this.current !== null) this.reveal(this.current, true);
    this.showBack();
  }

  visible(index) {
    const row = this.rows.get(index);
    if (!row) return true;
    const box = this.list.getBoundingClientRect();
    const line = row.root.getBoundingClientRect();
    return line.bottom > box.top + 4 && line.top < box.bottom - 4;
  }

  /** Whoever scrolled away gets a way back; whoever came back by hand is followed again. */
  showBack() {
    const visible = this.current === null || this.visible(this.current);
    const settled = performance.now() - this.left > SETTLES; // a wheel's first turn has not moved the line out of sight yet
    if (visible && settled && this.spoken === "spoken") this.following = true;
    this.back.hidden = this.following || visible || !this.started;
  }

  /** Scrolls the list, and nothing but the list, so that a line stands in its upper part. */
  reveal(index, always = false) {
    const row = this.rows.get(index);
    if (!row) return;
    const box = this.list.getBoundingClientRect();
    const line = row.root.getBoundingClientRect();
    if (!always && line.top >= box.top + 4 && line.bottom <= box.top + box.height * 0.8) return;
    const by = line.top - box.top - box.height * 0.28;
    const far = Math.abs(by) > box.height * 1.5;
    this.settling = null;
    this.list.scrollBy({ top: by, behavior: far ? "instant" : "smooth" });
    if (far) this.settle(row.root);
  }

  /** Lines out of sight have an estimated height: looks again once they are laid out, until the line stands still or the reader goes elsewhere. */
  settle(root, tries = 8) {
    this.settling = root;
    const { left } = this;
    requestAnimationFrame(() => {
      if (this.settling !== root || this.left !== left || !tries) return;
      const box = this.list.getBoundingClientRect();
      const by = root.getBoundingClientRect().top - box.top - box.height * 0.28;
      if (Math.abs(by) > 1) this.list.scrollBy({ top: by, behavior: "instant" });
      this.settle(root, tries - 1);
    });
  }

  rowOf(element) {
    return this.rows.get(Number(element.closest?.(".line")?.dataset.index ?? NaN));
  }

  onClick(event) {
    const { target } = event;
    if (event.detail > 2) clearTimeout(this.double);
    const row = this.rowOf(target);
    if (!row || this.words() || target.closest(".editor")) return;
    if (this.mend && target.closest(".name")) return this.mend.menu(row, row.name);
    if (target.closest(".wassaid")) return this.mend.said(row.line.index);
    this.following = true;
    const finding = target.closest("mark")?.dataset.finding;
    if (finding) this.asked.finding(finding);
    this.asked.hear(row.line);
  }

  /** A double click on words opens them for correction; a third click means to select the line. */
  onDouble(event) {
    const row = this.rowOf(event.target);
    if (!row || !event.target.closest(".text")) return;
    const words = this.words();
    this.double = setTimeout(() => this.mend.edit(row, words), TRIPLE);
  }

  onPicked() {
    const words = this.words();
    if (!words) return;
    const first = this.rows.get(words.from.index).line;
    const last = this.rows.get(words.to.index).line;
    const begin = secondsOf(first, words.from.character, first === last ? words.to.character : Infinity);
    const end = secondsOf(last, first === last ? words.from.character : 0, words.to.character);
    this.asked.picked({ start: begin && end ? begin[0] : null, end: begin && end ? Math.max(end[1], begin[0]) : null, words, source: "text" });
  }

  /** The selected words, or null. Inside a shadow root every browser has its own way to tell. */
  words() {
    const root = this.list.getRootNode();
    const selection = (root.getSelection ? root : document).getSelection();
    if (!selection || (selection.rangeCount === 0 && !selection.getComposedRanges)) return null;
    const range = !root.getSelection && selection.getComposedRanges ? selection.getComposedRanges({ shadowRoots: [root] })[0] : selection.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || (range.startContainer === range.endContainer && range.startOffset === range.endOffset)) return null;
    const from = this.place(range.startContainer, range.startOffset);
    let to = this.place(range.endContainer, range.endOffset) ?? this.after(range.endContainer);
    if (!from || !to) return null;
    if (to.character === 0 && to.index > from.index) {
      const before = this.lines[this.lines.findIndex((line) => line.index === to.index) - 1];
      to = { index: before.index, character: Array.from(before.text).length };
    }
    const text = wordsOf(this.lines, from, to);
    return text.trim() ? { from, to, text } : null;
  }

  /** The end of the last line, for a selection that runs on below it: so it does where the last line is selected as a whole. */
  after(node) {
    const last = this.lines.at(-1);
    return last && !this.list.contains(node) ? { index: last.index, character: Array.from(last.text).length } : null;
  }

  /** The line and character a place in the document is at. */
  place(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const row = this.rowOf(element);
    if (!row) return null;
    const range = document.createRange();
    range.selectNodeContents(row.text);
    const point = range.comparePoint(node, offset);
    if (!row.text.contains(node)) return { index: row.line.index, character: point < 0 ? 0 : Array.from(row.line.text).length };
    range.setEnd(node, offset);
    return { index: row.line.index, character: toCharacters(row.line.text, range.toString().length) };
  }
}
