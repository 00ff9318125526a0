import { button, clock, el, fillIn, icon } from "../player/dom.js";
import { free } from "../ballot/free.js";

/** Where the reader's queue stands, why this call was picked, and the way to the next one: by a click or by `q`. */
class NextUp {
  constructor(root) {
    this.generation = 0;
    this.host = el("section", { class: "hb nextup" });
    root.append(this.host);
    this.onKey = (event) => {
      if (event.key !== "q" || !this.data.next || !free(event)) return;
      event.preventDefault();
      this.go();
    };
    window.addEventListener("keydown", this.onKey);
  }

  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    const words = JSON.stringify(data);
    if (words !== this.words) {
      this.words = words;
      this.data = data;
      this.draw();
    }
    return this.generation;
  }

  draw() {
    const { labels, open, overdue, due, late, done, reasons, next, title } = this.data;
    const state = done ? el("span", { class: "done" }, icon("check"), labels.done) : due ? el("span", { class: late ? "late" : "due" }, due) : null;
    const count = el("span", { class: "count" }, fillIn(labels.open, { count: open }), overdue ? el("b", {}, fillIn(labels.overdue, { count: overdue })) : null);
    const why = reasons.length ? el("span", { class: "why" }, el("span", { class: "label" }, labels.why), ...reasons.map((reason) => this.reason(reason))) : null;
    const on = next
      ? button({ class: `${done ? "main" : "framed"} next`, title: `${title} (q)`, onclick: () => this.go() }, labels.next, icon("right"), el("kbd", {}, "Q"))
      : el("span", { class: "end" }, labels.end);
    this.host.setAttribute("aria-label", labels.queue);
    this.host.replaceChildren(...[count, state, why, on].filter(Boolean));
  }

  reason({ kind, text, at }) {
    if (at === null) return el("span", { class: `reason ${kind}` }, text);
    const hear = () => window.dispatchEvent(new CustomEvent("hearback:play", { detail: { start: at, player: this.data.player } }));
    return button({ class: `reason ${kind}`, title: this.data.labels.hear, onclick: hear }, icon("play"), text, el("span", { class: "num" }, clock(at)));
  }

  go() {
    this.setTrigger("next", { call: this.data.next });
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey);
    this.host.remove();
  }
}

const bars = new WeakMap();

export default function show({ data, parentElement, setTriggerValue }) {
  let bar = bars.get(parentElement);
  if (!bar) {
    bar = new NextUp(parentElement);
    bars.set(parentElement, bar);
  }
  const generation = bar.update(data, setTriggerValue);
  return () => {
    if (bar.generation !== generation) return;
    bar.dispose();
    bars.delete(parentElement);
  };
}
