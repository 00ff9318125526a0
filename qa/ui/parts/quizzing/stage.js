import { clamp, clock, el } from "../player/dom.js";

const LANE = 34; // pixels high
const BAR = 3; // pixels from one bar to the next

/** The waveform of an item: a click is a second of the clip. Drawn twice, as heard and not yet heard, as the player's is. */
export class Stage {
  constructor(labels, clicked) {
    this.clicked = clicked;
    this.lanes = [];
    this.seconds = 1;
    this.time = 0;
    this.rest = el("canvas", {});
    this.heard = el("canvas", { class: "heard" });
    this.span = el("div", { class: "span", hidden: true });
    this.pin = el("div", { class: "pin", hidden: true });
    this.head = el("div", { class: "head" });
    this.hover = el("div", { class: "hover num", hidden: true });
    this.root = el("div", { class: "stage", role: "group", "aria-label": labels.wave }, this.rest, this.heard, this.span, this.pin, this.head, this.hover);
    this.root.addEventListener("pointerup", (event) => event.button === 0 && this.clicked(this.at(event.clientX)));
    this.root.addEventListener("pointermove", (event) => this.onMove(event));
    this.root.addEventListener("pointerleave", () => (this.hover.hidden = true));
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.root);
  }

  set(lanes, seconds) {
    this.lanes = lanes.map((lane) => ({ ...lane, peaks: Uint8Array.from(atob(lane.peaks), (letter) => letter.charCodeAt(0)) }));
    this.seconds = Math.max(seconds, 0.1);
    this.root.hidden = !lanes.length;
    this.root.style.height = `${lanes.length * LANE}px`;
    this.draw();
  }

  at(clientX) {
    const box = this.root.getBoundingClientRect();
    return clamp(((clientX - box.left) / Math.max(box.width, 1)) * this.seconds, 0, this.seconds);
  }

  onMove(event) {
    const time = this.at(event.clientX);
    this.hover.hidden = event.pointerType === "touch";
    this.hover.textContent = clock(time, true);
    this.hover.style.left = this.share(time);
  }

  share(time) {
    return `${(100 * clamp(time, 0, this.seconds)) / this.seconds}%`;
  }

  setTime(time) {
    this.time = time;
    this.head.style.left = this.share(time);
    this.heard.style.clipPath = `inset(0 ${100 - (100 * clamp(time, 0, this.seconds)) / this.seconds}% 0 0)`;
  }

  /** Where the answer is, and in which colour; null takes it away. */
  setPin(at, look = "") {
    this.pin.hidden = at === null;
    this.pin.className = `pin ${look}`;
    if (at !== null) this.pin.style.left = this.share(at);
  }

  setSpan(span) {
    this.span.hidden = !span;
    if (!span) return;
    this.span.style.left = this.share(span[0]);
    this.span.style.width = `${(100 * (Math.min(span[1], this.seconds) - span[0])) / this.seconds}%`;
  }

  draw() {
    const width = this.root.clientWidth;
    if (!width || !this.lanes.length) return;
    const colour = (name) => {
      this.head.style.color = `var(--hb-${name})`;
      return getComputedStyle(this.head).color;
    };
    const paint = { agent: colour("accent"), customer: colour("customer"), unknown: colour("customer") };
    this.head.style.color = "";
    for (const [sheet, strength] of [[this.rest, 0.42], [this.heard, 1]]) this.paint(sheet, width, paint, strength);
    this.setTime(this.time);
  }

  paint(sheet, width, paint, strength) {
    const ratio = window.devicePixelRatio || 1;
    const height = this.lanes.length * LANE;
    sheet.width = Math.round(width * ratio);
    sheet.height = Math.round(height * ratio);
    const pen = sheet.getContext("2d");
    pen.scale(ratio, ratio);
    pen.globalAlpha = strength;
    const loudest = Math.max(48, ...this.lanes.map((lane) => lane.peaks.reduce((a, b) => Math.max(a, b), 0)));
    const columns = Math.floor(width / BAR);
    this.lanes.forEach(({ peaks, speaker }, place) => {
      const middle = LANE * (place + 0.5);
      pen.fillStyle = paint[speaker];
      for (let column = 0; column < columns; column += 1) {
        const from = Math.floor((column * peaks.length) / columns);
        const to = Math.max(Math.floor(((column + 1) * peaks.length) / columns), from + 1);
        const tall = Math.max((Math.max(...peaks.subarray(from, to), 0) / loudest) * (LANE / 2 - 2), 0.5);
        pen.fillRect(column * BAR, middle - tall, BAR - 1, tall * 2);
      }
    });
  }

  dispose() {
    this.observer.disconnect();
  }
}
