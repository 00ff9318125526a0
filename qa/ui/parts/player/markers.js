import { button, clock, el, icon } from "./dom.js";

const APART = 24; // pixels a marker needs
const WIDER = 12; // and one with a number more
const EDGE = 12;
const WORST = ["good", "neutral", "bad"];
export const SIGN = { good: "check", bad: "warn", neutral: "question" };

/** The findings above the waveform; those too near to each other stand as one with their number. */
export class Markers {
  constructor(wave, labels, go) {
    this.wave = wave;
    this.labels = labels;
    this.go = go;
    this.all = [];
  }

  set(markers) {
    this.all = [...markers].sort((a, b) => (a.start ?? a.line ?? 0) - (b.start ?? b.line ?? 0));
    this.draw();
  }

  draw() {
    const [from, to] = this.wave.view;
    const groups = [];
    for (const marker of this.all) {
      if (marker.start === null || marker.start < from || marker.start > to) continue;
      const x = Math.max(this.wave.x(marker.start), EDGE);
      const last = groups[groups.length - 1];
      if (last && x - last.x < APART + (last.markers.length > 1 ? WIDER : 0)) last.markers.push(marker);
      else groups.push({ x, markers: [marker] });
    }
    this.wave.markers.replaceChildren(...groups.map((group) => this.sign(group)));
  }

  sign({ x, markers }) {
    const tone = markers.reduce((worst, { tone: next }) => (WORST.indexOf(next) > WORST.indexOf(worst) ? next : worst), "good");
    const title = markers.map((marker) => `${clock(marker.start)} ${this.labels[`tone_${marker.tone}`]} · ${marker.title}`).join("\n");
    // A group shows its first; another click goes on to its next.
    let next = 0;
    const act = () => {
      this.go(markers[next]);
      next = (next + 1) % markers.length;
    };
    const many = markers.length > 1 ? el("b", { class: "num" }, String(markers.length)) : null;
    return button({ class: `marker ${tone}`, style: `left:${x}px`, title, "aria-label": title, onclick: act }, icon(SIGN[tone]), many);
  }

  /** The finding before or after a time; one without a time stands at its line. */
  beside(time, line, direction) {
    const after = (marker) => (marker.start === null ? marker.line > line : marker.start > time + 0.05);
    const before = (marker) => (marker.start === null ? marker.line < line : marker.start < time - 0.05);
    const found = direction > 0 ? this.all.find(after) : [...this.all].reverse().find(before);
    return found ?? null;
  }
}
