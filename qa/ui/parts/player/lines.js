import { button, clock, el, icon } from "./dom.js";
import { pieces, secondsOf, toCharacters, toUnits, wordsOf } from "./text.js";

const TONES = ["bad", "neutral", "good"];
const MODES = ["hit", "now", "picked", "heard"];

/**
 * The words of the call. Lines are built once for a version of the data; later only the lines whose decoration changes (search hits, the picked
 * words, a quote being heard) have their text cut anew.
 */
export class Lines {
  constructor(labels, { hear, finding, picked }) {
    this.labels = labels;
    this.asked = { hear, finding, picked };
    this.lines = [];
    this.rows = new Map();
    this.decorations = {};
    this.current = null;
    this.following = true;
    this.list = el("ol", { class: "lines", tabindex: -1, "aria-label": labels.transcript });
    this.back = button({ class: "back framed", hidden: true, onclick: () => this.follow() }, icon("down"), labels.back_to_line);
    this.empty = el("p", { class: "empty", hidden: true }, labels.no_lines);
    this.root = el("div", { class: "script" }, this.list, this.empty, this.back);
    this.list.addEventListener("click", (event) => this.onClick(event));
    for (const moved of ["wheel", "touchmove"]) this.list.addEventListener(moved, () => this.leave(), { passive: true });
    this.list.addEventListener("pointerdown", (event) => event.target === this.list && this.leave()); // the scroll bar
    this.list.addEventListener("scroll", () => this.showBack(), { passive: true });
    this.list.addEventListener("pointerup", (event) => setTimeout(() => this.onPicked(event)));
  }

  set(lines) {
    this.lines = lines;
    this.timed = lines.filter((line) => line.start !== null).sort((a, b) => a.start - b.start);
    this.decorations = {};
    this.current = null;
    this.rows = new Map(lines.map((line, i) => [line.index, this.row(line, lines[i - 1])]));
    this.list.replaceChildren(...[...this.rows.values()].map((row) => row.root));
    this.empty.hidden = lines.length > 0;
    this.list.hidden = !lines.length;
  }

  row(line, before) {
    const text = el("span", { class: "text", dir: "auto" });
    const same = before && before.speaker === line.speaker && before.name === line.name;
    const time = line.start === null ? el("span", { class: "at" }) : el("button", { type: "button", class: "at num", tabindex: -1, title: this.labels.hear_line }, clock(line.start));
    const words = el("div", { class: "words" }, text, line.note ? el("span", { class: "note" }, icon("warn"), line.note) : null);
    const root = el("li", { class: `line ${line.speaker}${same ? " same" : ""}`, "data-index": line.index }, time, el("span", { class: "name", title: line.name }, line.name), words);
    const marks = line.marks.map((mark) => ({ ...mark, start: toUnits(line.text, mark.start), end: toUnits(line.text, mark.end) }));
    const row = { root, text, line, marks, time };
    this.write(row);
    return row;
  }

  /** The text of a line, cut at every mark and decoration. */
  write(row) {
    const ranges = [...row.marks];
    for (const mode of MODES) ranges.push(...(this.decorations[mode]?.get(row.line.index) ?? []).map((range) => ({ ...range, mode })));
    const whole = ranges.length ? pieces(row.line.text, ranges) : [{ text: row.line.text, ranges: [] }];
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
      before.time.tabIndex = -1;
    }
    const moved = index !== this.current;
    this.current = index;
    const row = this.rows.get(index);
    if (!row) return;
    row.root.classList.add("current");
    row.root.classList.toggle("speaking", this.spoken === "spoken");
    if (row.line.start !== null) row.time.tabIndex = 0;
    if (moved && this.following) this.reveal(index);
    this.showBack();
  }

  leave() {
    this.following = false;
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
    if (visible && this.spoken === "spoken") this.following = true;
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
    this.list.scrollBy({ top: by, behavior: far ? "instant" : "smooth" });
    // Lines out of sight have an estimated height: look again once they are laid out.
    if (far) requestAnimationFrame(() => this.list.scrollBy({ top: row.root.getBoundingClientRect().top - box.top - box.height * 0.28, behavior: "instant" }));
  }

  onClick(event) {
    const row = this.rows.get(Number(event.target.closest(".line")?.dataset.index ?? NaN));
    if (!row || this.words()) return;
    this.following = true;
    const finding = event.target.closest("mark")?.dataset.finding;
    if (finding) this.asked.finding(finding);
    this.asked.hear(row.line);
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
    let to = this.place(range.endContainer, range.endOffset);
    if (!from || !to) return null;
    if (to.character === 0 && to.index > from.index) {
      const before = this.lines[this.lines.findIndex((line) => line.index === to.index) - 1];
      to = { index: before.index, character: Array.from(before.text).length };
    }
    const text = wordsOf(this.lines, from, to);
    return text.trim() ? { from, to, text } : null;
  }

  /** The line and character a place in the document is at. */
  place(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const row = this.rows.get(Number(element.closest?.(".line")?.dataset.index ?? NaN));
    if (!row) return null;
    const range = document.createRange();
    range.selectNodeContents(row.text);
    const point = range.comparePoint(node, offset);
    if (!row.text.contains(node)) return { index: row.line.index, character: point < 0 ? 0 : Array.from(row.line.text).length };
    range.setEnd(node, offset);
    return { index: row.line.index, character: toCharacters(row.line.text, range.toString().length) };
  }
}
