import { arrange, el, fillIn, unpacked } from "../player/dom.js";
import { Drafts } from "./drafts.js";
import { FILTERS, headView, percent } from "./head.js";
import { CardKeys } from "./keys.js";
import { decided, points, rowView, startsOpen } from "./row.js";

const HEADS = 70; // pixels that the heads of column and section take of the list

class Scorecard {
  constructor(root) {
    this.generation = 0;
    this.filter = "all";
    this.asking = false;
    this.opened = new Map(); // what a person opened or closed by hand
    this.all = []; // the rows of all sections
    this.byFinding = new Map();
    this.views = new Map(); // finding → {signature, node}
    this.heard = null;
    this.folded = new Set(); // titles of sections
    this.drafts = new Drafts((decisions) => this.setTrigger("decide", { decisions }), () => this.draw());
    this.sections = [];
    this.top = el("div", { class: "top" });
    this.list = el("div", { class: "list" });
    this.host = el("section", { class: "hb scorecard" }, this.top, this.list);
    root.append(this.host);
    this.onFinding = (event) => this.reveal(event.detail?.finding);
    window.addEventListener("hearback:finding", this.onFinding);
    this.keys = new CardKeys(this);
  }

  rows() {
    return this.all;
  }

  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    if (data.drafts !== this.data?.drafts) {
      this.opened.clear();
      this.keys.current = null;
    }
    const all = data.sections.flatMap((section) => section.rows);
    for (const row of all) if (row.judgements.length > (this.find(row.finding)?.judgements.length ?? Infinity)) this.opened.delete(row.finding);
    this.data = data;
    this.all = all;
    this.byFinding = new Map(all.map((row) => [row.finding, row]));
    this.prints = new Map(all.map((row) => [row.finding, JSON.stringify(row)]));
    const words = JSON.stringify(data.labels);
    if (words !== this.words) this.views.clear();
    this.words = words;
    this.drafts.use(data.drafts, all);
    this.drafts.settle(all);
    this.asking = this.asking && this.acceptable().length > 0;
    this.host.setAttribute("aria-label", data.labels.scorecard);
    this.host.classList.toggle("scrolls", data.height !== null);
    this.host.style.setProperty("--height", `${data.height}px`);
    this.draw();
    return this.generation;
  }

  /** The findings "accept all" means: open, judged by the machine, and nobody is writing about them. */
  acceptable() {
    const { drafts } = this;
    return this.all.filter((row) => !decided(row) && row.verdict !== "unscored" && !drafts.has(row.finding) && !drafts.saving(row.finding));
  }

  isOpen(row) {
    const { drafts, data } = this;
    const byHand = this.opened.get(row.finding);
    if (byHand !== undefined) return byHand;
    if (data.editable && drafts.saving(row.finding)) return false; // as it stays once it is saved
    return startsOpen(row, data.editable) || (data.editable && (drafts.has(row.finding) || drafts.failed.has(row.finding)));
  }

  draw() {
    const { data } = this;
    const { labels } = data;
    const rows = this.all;
    const judged = data.editable || rows.some(decided);
    const head = headView(rows, {
      data,
      labels,
      filter: this.filter,
      asking: this.asking,
      acceptable: this.acceptable(),
      setFilter: (name) => this.change({ filter: name }),
      ask: (asking) => this.change({ asking }),
      acceptAll: () => this.acceptAll(),
      next: () => this.keys.next(),
    });
    const columns = el("div", { class: "columns", "aria-hidden": "true" }, el("span", {}, labels.criterion), el("span", {}, labels.machine_short), judged ? el("span", {}, labels.person_short) : null, el("span", {}, labels.points));
    const shown = data.sections.map((section) => ({ section, rows: section.rows.filter(FILTERS[this.filter]) })).filter((each) => each.rows.length);
    const nothing = shown.length ? [] : [el("p", { class: "nothing" }, labels[rows.length ? `nothing_${this.filter}` : "no_criteria"])];
    arrange(this.top, [head]);
    arrange(this.list, [columns, ...shown.map((each, i) => this.section(i, each.section, each.rows, judged)), ...nothing]);
    this.host.classList.toggle("judged", judged);
    for (const finding of this.views.keys()) if (!this.byFinding.has(finding)) this.views.delete(finding);
  }

  section(i, section, rows, judged) {
    const { labels } = this.data;
    const folded = this.folded.has(section.title);
    const version = section.version ? el("span", { class: "version" }, section.version) : null;
    const sum = fillIn(labels.section_points, { points: points(section.points), max: points(section.max_points) });
    const fold = button({ class: "foldsection grow", "aria-expanded": String(!folded), onclick: () => this.fold(section.title) }, icon(folded ? "right" : "down"), el("span", {}, section.title, version));
    const progress = judged ? el("span", { class: "num done" }, fillIn(labels.section_progress, { done: section.rows.filter(decided).length, count: section.rows.length })) : null;
    const head = el("h3", {}, fold, progress, el("span", { class: "num sum" }, sum), el("b", { class: "num" }, percent(section.percent)));
    this.sections[i] ??= el("section", {}, el("ul"));
    const root = this.sections[i];
    root.lastChild.hidden = folded;
    if (!folded) arrange(root.lastChild, rows.map((row) => this.row(row, judged)));
    arrange(root, [head, root.lastChild]);
    return root;
  }

  fold(title) {
    if (!this.folded.delete(title)) this.folded.add(title);
    this.draw();
  }

  /** A row is built anew only when something in it changed: whoever is writing in another one is not disturbed. */
  row(row, judged) {
    const { data, drafts } = this;
    const open = this.isOpen(row);
    const heard = this.heard?.finding === row.finding ? this.heard.quote : null;
    const { verdict, comment } = drafts.get(row.finding);
    const current = data.editable && this.keys.current === row.finding;
    const state = [open, heard, judged, current, data.editable, drafts.sent(row.finding), drafts.failed.has(row.finding), verdict, Boolean(comment), drafts.noting === row.finding];
    const print = this.prints.get(row.finding);
    const signature = print + JSON.stringify(state);
    const view = this.views.get(row.finding);
    const typing = view?.key === print && view.node.querySelector("textarea:focus");
    if (view?.signature === signature || typing) return view.node;
    const node = rowView(row, {
      data,
      labels: data.labels,
      drafts,
      open,
      judged,
      heard,
      current,
      toggle: (finding) => this.toggle(finding),
      hear: (finding, quote) => this.hear(finding, quote),
      changed: (finding, focus) => this.changed(finding, focus),
    });
    this.views.set(row.finding, { signature, key: print, node });
    return node;
  }

  change(state) {
    Object.assign(this, state);
    this.draw();
  }

  find(finding) {
    return this.byFinding.get(finding);
  }

  toggle(finding) {
    this.take(finding);
    this.opened.set(finding, !this.isOpen(this.find(finding)));
    this.redraw(finding);
  }

  /** The criterion in hand is the one that keys decide. */
  take(finding) {
    const before = this.keys.current;
    this.keys.current = finding;
    if (before && before !== finding) this.views.delete(before);
  }

  changed(finding, focus) {
    if (focus) this.opened.set(finding, true);
    else this.forget(finding);
    this.redraw(finding);
    if (focus) this.views.get(finding)?.node.querySelector(`.${focus}`)?.focus();
  }

  /** What a person did to a row by hand holds no longer; the next drawing shows it. */
  forget(finding) {
    this.opened.delete(finding);
    this.views.delete(finding);
  }

  redraw(finding) {
    this.views.delete(finding);
    this.draw();
  }

  hear(finding, quote) {
    this.showHeard(finding, quote);
    this.redraw(finding);
    this.play(finding, quote);
  }

  showHeard(finding, quote) {
    const before = this.heard?.finding;
    this.heard = { finding, quote };
    if (before && before !== finding) this.views.delete(before);
  }

  play(finding, quote) {
    const { start, end, line, from, to } = this.find(finding).quotes[quote];
    const detail = { start, end, line, from, to, finding, ...(this.data.player ? { player: this.data.player } : {}) };
    window.dispatchEvent(new CustomEvent("hearback:play", { detail }));
  }

  /** Somebody picked a finding elsewhere on the page: open it and bring it into sight. */
  reveal(finding) {
    const row = this.data && this.find(finding);
    if (!row) return;
    if (!FILTERS[this.filter](row)) this.filter = "all";
    this.folded.delete(this.data.sections.find((section) => section.rows.includes(row)).title);
    this.take(finding);
    this.opened.set(finding, true);
    this.redraw(finding);
    const { node } = this.views.get(finding);
    this.bring(node);
    node.classList.add("pointed");
    node.addEventListener("animationend", () => node.classList.remove("pointed"), { once: true });
  }

  /** Scrolls the card's own list; the page is left where the reader has it. */
  bring(node) {
    const box = this.host.getBoundingClientRect();
    const place = node.getBoundingClientRect();
    const { scrollHeight, clientHeight } = this.list;
    if (scrollHeight > clientHeight && (place.top < this.list.getBoundingClientRect().top + HEADS || place.bottom > box.bottom)) {
      this.list.scrollBy({ top: place.top - this.list.getBoundingClientRect().top - HEADS, behavior: "smooth" });
    }
  }

  acceptAll() {
    const findings = this.acceptable().map((row) => row.finding);
    this.change({ asking: false });
    this.setTrigger("accept_all", { findings });
  }

  dispose() {
    window.removeEventListener("hearback:finding", this.onFinding);
    this.keys.dispose();
    this.drafts.dispose();
    this.host.remove();
  }
}

const cards = new WeakMap();

/** Runs again whenever the page's data change; the card stays, and only the newest run may end it. */
export default function show({ data, parentElement, setTriggerValue }) {
  let card = cards.get(parentElement);
  if (!card) {
    card = new Scorecard(parentElement);
    cards.set(parentElement, card);
  }
  const generation = card.update(unpacked(data), setTriggerValue);
  return () => {
    if (card.generation !== generation) return;
    card.dispose();
    cards.delete(parentElement);
  };
}
