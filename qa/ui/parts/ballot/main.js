import { arrange, button, el, fillIn, icon } from "../player/dom.js";
import { free } from "./free.js";
import { Edits } from "./edits.js";
import { VERDICTS, rowView } from "./row.js";

class Ballot {
  constructor(root) {
    this.generation = 0;
    this.views = new Map(); // finding → {signature, node}
    this.active = null;
    this.heard = null; // the second of the call that is being heard
    this.edits = new Edits((answers) => this.setTrigger("answer", { answers }), () => this.draw());
    this.top = el("header", { class: "top" });
    this.list = el("div", { class: "list" });
    this.host = el("section", { class: "hb ballot" }, this.top, this.list);
    root.append(this.host);
    this.onWindow = {
      keydown: (event) => this.onKey(event),
      pointerdown: () => this.edits.flush(),
      "hearback:time": (event) => this.onTime(event.detail ?? {}),
    };
    for (const [name, listener] of Object.entries(this.onWindow)) window.addEventListener(name, listener);
  }

  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    const other = data.drafts !== this.data?.drafts;
    this.data = data;
    this.edits.use(data.drafts, this.rows);
    if (other) this.active = data.editable ? (this.open[0] ?? this.rows[0])?.finding : null;
    this.host.setAttribute("aria-label", data.labels.ballot);
    this.host.style.setProperty("--height", `${data.height}px`);
    this.draw();
    return this.generation;
  }

  get rows() {
    return this.data.parts.flatMap((part) => part.rows);
  }

  get open() {
    return this.rows.filter((row) => !this.edits.of(row).verdict);
  }

  find(finding) {
    return this.rows.find((row) => row.finding === finding);
  }

  draw() {
    arrange(this.top, [this.head()]);
    arrange(this.list, this.data.parts.map((part, i) => this.part(part, i)));
  }

  head() {
    const { labels, editable } = this.data;
    const count = this.rows.length;
    const done = count - this.open.length;
    const track = el("div", { class: "track", role: "progressbar", "aria-valuenow": done, "aria-valuemax": count }, el("i", { style: `width:${count ? (100 * done) / count : 0}%` }));
    const saved = this.edits.failed ? "not_saved" : this.edits.saving || this.edits.waiting.length ? "saving" : "saved";
    const state = el("span", { class: `state ${saved}`, role: "status" }, this.edits.failed ? icon("warn") : null, labels[saved]);
    const again = this.edits.failed ? button({ class: "framed", onclick: () => this.again() }, labels.try_again) : null;
    const keys = el("p", { class: "keys" }, ...["y", "n", "a", "j", "t", "c"].map((key) => el("span", {}, el("kbd", {}, key.toUpperCase()), labels[`key_${key}`])));
    return el("div", {}, el("div", { class: "progress" }, el("b", { class: "num" }, fillIn(labels.progress, { done, count })), track, editable ? state : null, again), editable ? keys : null);
  }

  /** The parts stay where they are; only rows whose content changed are built anew, and never one that is being written in. */
  part(part, i) {
    this.parts ??= [];
    this.parts[i] ??= { root: el("section"), head: el("h3"), list: el("ul") };
    const { root, head, list } = this.parts[i];
    if (!root.childNodes.length) root.append(head, list);
    head.textContent = part.title;
    arrange(list, part.rows.map((row) => this.row(row)));
    return root;
  }

  row(row) {
    const { data } = this;
    const answer = this.edits.of(row);
    const active = row.finding === this.active;
    const signature = JSON.stringify([row.title, row.why, answer.verdict, answer.at, active ? "" : answer.comment, active, data.editable, data.timed, data.labels]);
    const view = this.views.get(row.finding);
    if (view?.signature === signature) return view.node;
    const node = rowView(row, answer, {
      labels: data.labels,
      editable: data.editable,
      active,
      timed: data.timed,
      activate: (finding) => this.activate(finding),
      choose: (finding, verdict) => this.choose(finding, verdict),
      pin: (finding) => this.pin(finding),
      unpin: (finding) => this.say(finding, { at: null }),
      hear: (at) => this.hear(at),
      write: (finding, comment, save) => this.write(finding, comment, save),
    });
    this.views.set(row.finding, { signature, node });
    return node;
  }

  activate(finding) {
    this.active = finding;
    this.draw();
    this.bring(this.views.get(finding)?.node);
  }

  say(finding, change) {
    const row = this.find(finding);
    this.edits.set(row, { ...this.edits.of(row), ...change });
    this.edits.flush();
    this.draw();
  }

  choose(finding, verdict) {
    this.active = finding;
    this.say(finding, { verdict });
  }

  write(finding, comment, save) {
    const row = this.find(finding);
    if (!row) return;
    this.edits.set(row, { ...this.edits.of(row), comment });
    if (save) {
      this.edits.flush();
      this.draw();
    }
  }

  pin(finding) {
    if (this.heard !== null) this.say(finding, { at: Math.round(this.heard * 10) / 10 });
  }

  hear(at) {
    window.dispatchEvent(new CustomEvent("hearback:play", { detail: { start: at, player: this.data.player } }));
  }

  onTime({ player, time }) {
    if (player === this.data?.player) this.heard = time;
  }

  again() {
    this.edits.failed = false;
    this.edits.flush();
    this.draw();
  }

  /** On to the next criterion without an answer, else to the one below. */
  next() {
    const { rows } = this;
    const here = rows.findIndex((row) => row.finding === this.active);
    const after = [...rows.slice(here + 1), ...rows.slice(0, here)];
    const to = after.find((row) => !this.edits.of(row).verdict) ?? rows[here + 1];
    if (to) this.activate(to.finding);
  }

  step(by) {
    const here = this.rows.findIndex((row) => row.finding === this.active);
    const to = this.rows[here + by];
    if (to) this.activate(to.finding);
  }

  onKey(event) {
    if (!this.data?.editable || !free(event) || !this.find(this.active)) return;
    const key = event.key.toLowerCase();
    const verdict = Object.keys(VERDICTS).find((one) => VERDICTS[one][0] === key);
    if (verdict) {
      this.choose(this.active, verdict);
      this.next();
    } else if (key === "j") this.step(1);
    else if (key === "k") this.step(-1);
    else if (key === "t" && this.data.timed) this.pin(this.active);
    else if (key === "c") this.views.get(this.active)?.node.querySelector(".comment")?.focus();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Scrolls the own list alone. */
  bring(node) {
    if (!node) return;
    const box = this.list.getBoundingClientRect();
    const place = node.getBoundingClientRect();
    if (place.top < box.top + 36 || place.bottom > box.bottom) this.list.scrollBy({ top: place.top - box.top - 60, behavior: "smooth" });
  }

  dispose() {
    for (const [name, listener] of Object.entries(this.onWindow)) window.removeEventListener(name, listener);
    this.edits.dispose();
    this.host.remove();
  }
}

const ballots = new WeakMap();

/** Runs again whenever the page's data change; the ballot stays, and only the newest run may end it. */
export default function show({ data, parentElement, setTriggerValue }) {
  let ballot = ballots.get(parentElement);
  if (!ballot) {
    ballot = new Ballot(parentElement);
    ballots.set(parentElement, ballot);
  }
  const generation = ballot.update(data, setTriggerValue);
  return () => {
    if (ballot.generation !== generation) return;
    ballot.dispose();
    ballots.delete(parentElement);
  };
}
