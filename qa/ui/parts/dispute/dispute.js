import { button, clock, el, fillIn, icon } from "../player/dom.js";
import { free } from "../ballot/free.js";

const SIGN = { met: "check", missed: "cross", not_applicable: "minus", unscored: "question" };

class Dispute {
  constructor(root) {
    this.generation = 0;
    this.host = el("section", { class: "hb dispute" });
    root.append(this.host);
    this.at = -1; // which place was played last
    this.onKey = (event) => {
      if (event.key !== "d" || !this.places.length || !free(event)) return;
      this.playNext();
      event.preventDefault();
    };
    window.addEventListener("keydown", this.onKey);
  }

  update(data) {
    this.generation += 1;
    const words = JSON.stringify(data);
    if (words === this.words) return this.generation;
    if (data.point !== this.data?.point) this.at = -1;
    this.words = words;
    this.data = data;
    this.draw();
    return this.generation;
  }

  /** Where to listen: the seconds that people pointed to, then what the machine shows; the same second only once. */
  get places() {
    const { voices, quotes } = this.data;
    const pinned = voices.filter((voice) => voice.at !== null).map((voice) => ({ start: voice.at, end: null, line: voice.line }));
    const shown = quotes.map(({ start, end, line, from, to }) => ({ start, end, line, from, to }));
    const all = [...pinned, ...shown];
    return all.filter((place, i) => all.findIndex((other) => other.start === place.start && other.line === place.line) === i);
  }

  draw() {
    const { labels, why, voices, machine, reason, quotes } = this.data;
    const { places } = this;
    const label = places.length > 1 ? fillIn(labels.play_many, { at: (Math.max(this.at, 0) % places.length) + 1, count: places.length }) : labels.play;
    const play = places.length ? button({ class: "main play", title: `${labels.play_hint} (d)`, onclick: () => this.playNext() }, icon("play"), label) : el("span", { class: "nowhere" }, labels.nowhere);
    const people = voices.map((voice) => this.voice(voice));
    const missing = this.data.missing.length ? [el("li", { class: "missing" }, fillIn(labels.missing, { names: this.data.missing.join(labels.comma) }))] : [];
    const chips = quotes.map((quote) => this.quote(quote));
    const machines = el("li", { class: "voice machine" }, el("span", { class: "who" }, icon("machine"), labels.machine), pill(machine, labels), el("span", { class: "said" }, reason), chips.length ? el("span", { class: "chips" }, ...chips) : null);
    this.host.replaceChildren(
      why ? el("p", { class: "why" }, why) : "",
      el("ul", {}, ...people, ...missing),
      el("ul", { class: "bymachine" }, machines),
      el("footer", {}, play),
    );
  }

  voice(voice) {
    const { labels } = this.data;
    const chip = voice.at === null ? null : button({ class: "chip", title: labels.hear, onclick: () => this.play({ start: voice.at, line: voice.line }) }, icon("play"), el("span", { class: "num" }, clock(voice.at)));
    const who = el("span", { class: "who" }, icon("person"), voice.name, voice.expert ? el("span", { class: "expert" }, labels.expert) : null);
    return el("li", { class: `voice ${voice.verdict}` }, who, pill(voice.verdict, labels), el("span", { class: "said" }, voice.comment), chip ? el("span", { class: "chips" }, chip) : null);
  }

  quote(quote) {
    const { labels } = this.data;
    const at = quote.start === null ? null : el("span", { class: "num" }, clock(quote.start));
    return button({ class: "chip", title: labels.hear, onclick: () => this.play(quote) }, icon(at ? "play" : "right"), at, el("q", {}, quote.text));
  }

  playNext() {
    const { places } = this;
    this.at = (this.at + 1) % places.length;
    this.play(places[this.at]);
    this.draw();
  }

  play({ start = null, end = null, line = null, from = 0, to = null }) {
    const detail = { start, end, line, from, to, player: this.data.player };
    window.dispatchEvent(new CustomEvent("hearback:play", { detail }));
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey);
    this.host.remove();
  }
}

function pill(verdict, labels) {
  return el("span", { class: `pill ${verdict}` }, icon(SIGN[verdict]), labels[verdict]);
}

const shown = new WeakMap();

export default function show({ data, parentElement }) {
  let dispute = shown.get(parentElement);
  if (!dispute) {
    dispute = new Dispute(parentElement);
    shown.set(parentElement, dispute);
  }
  const generation = dispute.update(data);
  return () => {
    if (dispute.generation !== generation) return;
    dispute.dispose();
    shown.delete(parentElement);
  };
}
