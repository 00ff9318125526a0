import { button, clamp, el } from "../player/dom.js";
import { cut } from "./tokens.js";

/** The lines, what is picked in them (`anchor` and `focus`, both included), and where the keys are (`caret`): places in `tokens`. */
class Masker {
  constructor(root) {
    this.tokens = [];
    this.picked = null;
    this.caret = 0;
    this.list = el("ol", { tabindex: "0" });
    this.said = el("p", { class: "said", "aria-live": "polite" });
    this.bar = el("div", { class: "bar" });
    this.host = el("section", { class: "hb masker" }, this.list, this.bar, this.said);
    root.append(this.host);
    this.list.addEventListener("pointerdown", (event) => this.onDown(event));
    this.list.addEventListener("pointermove", (event) => this.onMove(event));
    for (const over of ["pointerup", "pointercancel"]) this.list.addEventListener(over, () => (this.dragged = null));
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("focusin", (event) => this.onFocus(event));
    this.host.addEventListener("keydown", (event) => this.onKey(event));
    this.host.addEventListener("keyup", (event) => event.key === "Escape" && this.escaped && this.end(event));
  }

  update(data, send) {
    this.send = send;
    const words = JSON.stringify(data);
    if (words === this.words) return;
    this.words = words;
    this.labels = data.labels;
    const before = this.tokens[this.caret];
    const focused = this.list.contains(this.list.getRootNode().activeElement);
    this.tokens = [];
    this.list.setAttribute("aria-label", this.labels.label);
    this.list.replaceChildren(...data.lines.map((line) => this.line(line)));
    const at = before ? this.tokens.findIndex(({ line, to }) => line > before.line || (line === before.line && to > before.from)) : 0;
    this.caret = Math.max(at, 0);
    this.pick(null);
    if (focused) this.list.focus({ preventScroll: true });
  }

  line(line) {
    const { nodes, tokens } = cut(line, this.labels);
    this.tokens.push(...tokens);
    const who = el("span", { class: `who ${line.speaker}` }, el("span", { class: "num" }, line.at), ` ${line.name}`);
    return el("li", {}, who, el("p", { class: "text", dir: "auto" }, ...nodes));
  }

  pick(picked) {
    this.picked = picked;
    const [first, last] = this.ends();
    this.tokens.forEach(({ node, gap }, i) => {
      node.classList.toggle("picked", first <= i && i <= last);
      gap?.classList.toggle("picked", first <= i && i < last);
      node.classList.toggle("caret", i === this.caret);
    });
    if (!picked) {
      this.bar.replaceChildren(el("p", { class: "hint" }, this.labels.hint));
      return;
    }
    const mask = button({ class: "main", onclick: () => this.mask() }, this.labels.mask);
    const clear = button({ class: "framed", onclick: () => this.pick(null) }, this.labels.clear);
    this.bar.replaceChildren(el("q", { class: "grow" }, this.text(first, last)), mask, clear);
  }

  ends() {
    if (!this.picked) return [Infinity, -Infinity];
    const { anchor, focus } = this.picked;
    return [Math.min(anchor, focus), Math.max(anchor, focus)];
  }

  text(first, last) {
    return this.tokens.slice(first, last + 1).map(({ node, gap }) => `${node.textContent}${gap?.textContent ?? ""}`).join("").trim();
  }

  mask() {
    const [first, last] = this.picked ? this.ends() : [this.caret, this.caret];
    const [from, to] = [this.tokens[first], this.tokens[last]];
    this.caret = first;
    this.pick(null);
    this.send("pick", { from: { line: from.line, character: from.from }, to: { line: to.line, character: to.to } });
  }

  turn({ masks, hidden, locked }) {
    if (!locked) this.send("turn", { masks: hidden ? masks : masks.slice(0, 1), hidden: !hidden });
  }

  /** The token at a place of the screen, -1 for none. */
  at(event) {
    const node = this.list.getRootNode().elementFromPoint(event.clientX, event.clientY);
    return this.tokens.findIndex((token) => token.node === node);
  }

  onDown(event) {
    if (event.pointerType === "touch" || event.button !== 0) return; // a finger scrolls: its taps pick
    const at = this.at(event);
    this.dragged = at < 0 ? null : at;
    this.list.focus({ preventScroll: true });
    if (at < 0) this.pick(null);
    else if (event.shiftKey && this.picked) this.go(at, true);
    else if (!this.tokens[at].piece) this.go(at, false, true);
  }

  onMove(event) {
    if (this.dragged === null || this.dragged === undefined) return;
    const at = this.at(event);
    if (at < 0 || at === this.picked?.focus || (at === this.dragged && !this.picked)) return;
    this.caret = at;
    this.pick({ anchor: this.picked?.anchor ?? this.dragged, focus: at });
  }

  onClick(event) {
    const at = this.tokens.findIndex(({ node }) => node === event.target);
    if (at < 0) return;
    const { piece } = this.tokens[at];
    if (piece && !this.picked) this.turn(piece);
    else if (event.pointerType === "touch") this.tapped(at);
  }

  /** The first tap picks a word, a second one all up to there, one on what is picked nothing any more. */
  tapped(at) {
    const [first, last] = this.ends();
    if (first <= at && at <= last) this.pick(null);
    else this.go(at, Boolean(this.picked), true);
  }

  onFocus(event) {
    const at = this.tokens.findIndex(({ node }) => node === event.target);
    if (at >= 0) this.caret = at;
    if (!this.picked) this.pick(null);
  }

  /** Moves to a token; picks it, or everything from the anchor on. */
  go(at, extend, pick = extend) {
    const anchor = extend ? (this.picked?.anchor ?? this.caret) : at;
    this.caret = at;
    this.pick(pick ? { anchor, focus: at } : null);
    const { node } = this.tokens[at];
    node.scrollIntoView({ block: "nearest" });
    this.said.textContent = pick ? this.text(...this.ends()) : (node.getAttribute("aria-label") ?? node.textContent);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !this.tokens.length) return;
    this.escaped = event.key === "Escape" && this.picked !== null;
    const onList = event.target === this.list;
    const does = {
      ArrowLeft: () => this.step(-1, event),
      ArrowRight: () => this.step(1, event),
      ArrowUp: () => this.lineUp(-1, event),
      ArrowDown: () => this.lineUp(1, event),
      Home: () => this.edge(-1, event),
      End: () => this.edge(1, event),
      Enter: () => onList && this.act(),
      " ": () => onList && this.act(),
      Escape: () => (this.escaped ? this.pick(null) : false),
    }[event.key];
    if (does && does() !== false) this.end(event);
  }

  end(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  /** What is picked is masked; else the mask here turned, or the word here masked. */
  act() {
    const { piece } = this.tokens[this.caret];
    if (piece && !this.picked) this.turn(piece);
    else this.mask();
  }

  step(by, { shiftKey }) {
    this.list.focus({ preventScroll: true });
    this.go(clamp(this.caret + by, 0, this.tokens.length - 1), shiftKey);
  }

  lineUp(by, { shiftKey }) {
    const lines = [...new Set(this.tokens.map(({ line }) => line))];
    const wanted = lines[lines.indexOf(this.tokens[this.caret].line) + by];
    if (wanted !== undefined) this.step(this.tokens.findIndex(({ line }) => line === wanted) - this.caret, { shiftKey });
  }

  edge(by, { shiftKey }) {
    let at = this.caret;
    while (this.tokens[at + by]?.line === this.tokens[at].line) at += by;
    this.step(at - this.caret, { shiftKey });
  }
}

const shown = new WeakMap();

/** Built once for what it shows: a rerun with the same words touches nothing. */
export default function show({ data, parentElement, setTriggerValue }) {
  if (!shown.has(parentElement)) shown.set(parentElement, new Masker(parentElement));
  shown.get(parentElement).update(data, setTriggerValue);
}
