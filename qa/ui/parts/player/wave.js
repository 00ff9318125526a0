import { button, clamp, clock, el, fillIn, icon } from "./dom.js";

const LANE = 38; // pixels high
const RULER = 18;
const DRAG = 4; // pixels moved before a press becomes a region
const HANDLE = 7; // pixels about a region's edge that move it
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];
const SHADE = { silence: 0.45, overlap: 0.8, interruption: 0.2 }; // how much of its colour a tinted stretch has
const CLOSEST = 4; // seconds: the narrowest view

/** Base64 to bytes. */
export function bytes(encoded) {
  const raw = atob(encoded);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) out[i] = raw.charCodeAt(i);
  return out;
}

/**
 * The waveform. It is drawn twice, as heard and as not yet heard, and the first is clipped at the play position: a frame while playing moves two
 * styles and draws nothing.
 */
export class Wave {
  constructor(labels, compact, { seek, region, viewed, solo }) {
    this.labels = labels;
    this.compact = compact;
    this.asked = { seek, region, viewed, solo };
    this.lanes = [];
    this.shades = [];
    this.duration = 0;
    this.view = [0, 1];
    this.time = 0;
    this.picked = null;
    this.build();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.stage);
  }

  build() {
    const { labels } = this;
    this.rest = el("canvas", { class: "rest" });
    this.heard = el("canvas", { class: "heard" });
    this.shade = el("div", { class: "picked", hidden: true }, el("i"), el("i"));
    this.head = el("div", { class: "playhead" });
    this.hover = el("div", { class: "hovertime num", hidden: true });
    this.stage = el("div", { class: "stage" }, this.rest, this.heard, this.shade, this.head, this.hover);
    this.gutter = el("div", { class: "gutter" });
    this.overview = el("div", { class: "overview", hidden: true }, el("canvas"), el("div", { class: "window" }), el("div", { class: "playhead" }));
    this.markers = el("div", { class: "markers" });
    const zoom = (name, label, act) => button({ class: "tiny", title: labels[label], "aria-label": labels[label], onclick: act }, icon(name));
    this.zoomFit = zoom("fit", "zoom_fit", () => this.show(0, this.duration));
    this.zoomOut = zoom("minus", "zoom_out", () => this.zoom(2));
    this.zoomIn = zoom("plus", "zoom_in", () => this.zoom(0.5));
    this.zooms = el("div", { class: "zooms" }, this.zoomOut, this.zoomIn, this.zoomFit);
    this.root = el("div", { class: "wave" }, this.compact ? null : this.zooms, this.compact ? null : this.markers, this.gutter, this.stage, this.overview);
    this.listen();
  }

  set(lanes, duration) {
    this.lanes = lanes;
    this.duration = Math.max(duration, 0.1);
    this.loudest = Math.max(48, ...lanes.map((lane) => lane.peaks.reduce((a, b) => Math.max(a, b), 0)));
    this.stage.style.height = `${Math.max(lanes.length, 1) * (this.compact ? LANE * 0.6 : LANE) + (this.compact ? 0 : RULER)}px`;
    this.show(0, this.duration);
    this.name(null);
  }

  /** Stretches to be tinted behind the bars: `{start, end, kind}`, kind silence, overlap or interruption. */
  setShades(shades) {
    this.shades = shades;
    this.draw();
  }

  /** The lanes' names; where each side has its own channel, a name is a switch that plays this side alone. */
  name(solo) {
    if (this.compact) return;
    const alone = this.lanes.length > 1 && this.lanes.every((lane) => lane.channel !== null);
    this.gutter.replaceChildren(
      ...this.lanes.map((lane) => {
        const look = { class: `lane ${lane.speaker}`, style: `height:${LANE}px` };
        if (!alone) return el("span", { ...look, title: this.labels.mono }, lane.name);
        const on = lane.channel === solo;
        const title = fillIn(this.labels[on ? "solo_off" : "solo"], { name: lane.name });
        const switched = () => this.asked.solo(on ? null : lane.channel);
        return button({ ...look, title, "aria-label": title, "aria-pressed": String(on), onclick: switched }, icon("ear"), el("span", {}, lane.name));
      }),
    );
    this.stage.dataset.solo = solo === null ? "" : String(this.lanes.findIndex((lane) => lane.channel === solo));
    this.solo = solo;
    this.draw();
  }

  x(time) {
    return ((time - this.view[0]) / (this.view[1] - this.view[0])) * this.width;
  }

  timeAt(clientX) {
    const box = this.stage.getBoundingClientRect();
    const share = (clientX - box.left) / Math.max(box.width, 1);
    return clamp(this.view[0] + share * (this.view[1] - this.view[0]), 0, this.duration);
  }

  show(from, to) {
    const span = clamp(to - from, Math.min(CLOSEST, this.duration), this.duration);
    const start = clamp(from, 0, this.duration - span);
    this.view = [start, start + span];
    const whole = span >= this.duration - 1e-6;
    this.overview.hidden = whole || this.compact;
    this.zoomOut.disabled = this.zoomFit.disabled = whole;
    this.zoomIn.disabled = span <= CLOSEST;
    this.draw();
  }

  /** Zooms about the play position when it is in sight, else about the middle. */
  zoom(by, about = null) {
    const [from, to] = this.view;
    const centre = about ?? (this.time >= from && this.time <= to ? this.time : (from + to) / 2);
    const span = clamp((to - from) * by, CLOSEST, this.duration);
    const share = (centre - from) / (to - from);
    this.show(centre - span * share, centre + span * (1 - share));
  }

  /** Brings a time into sight if it is not. */
  reveal(time) {
    const [from, to] = this.view;
    if (time >= from && time <= to) return;
    this.show(time - (to - from) * 0.1, time + (to - from) * 0.9);
  }

  setTime(time, follow) {
    this.time = time;
    const [from, to] = this.view;
    if (follow && !this.press && (time > to || time < from)) this.reveal(time);
    this.place();
  }

  setPicked(picked) {
    this.picked = picked && picked.start !== null ? picked : null;
    this.place();
  }

  place() {
    if (!this.width) return;
    const x = this.x(this.time);
    this.head.style.transform = `translateX(${x}px)`;
    this.head.hidden = x < -1 || x > this.width + 1;
    this.heard.style.clipPath = `inset(0 ${clamp(this.width - x, 0, this.width)}px 0 0)`;
    this.shade.hidden = !this.picked;
    if (this.picked) {
      const left = clamp(this.x(this.picked.start), -2, this.width + 2);
      this.shade.style.transform = `translateX(${left}px)`;
      this.shade.style.width = `${Math.max(clamp(this.x(this.picked.end), -2, this.width + 2) - left, 1)}px`;
    }
    if (!this.overview.hidden) {
      const share = (time) => `${(100 * time) / this.duration}%`;
      const [, box, head] = this.overview.children;
      box.style.left = share(this.view[0]);
      box.style.width = share(this.view[1] - this.view[0]);
      head.style.left = share(this.time);
    }
  }

  draw() {
    this.width = this.stage.clientWidth;
    if (!this.width || !this.loudest) return;
    const style = getComputedStyle(this.root);
    const colour = (name) => {
      this.head.style.color = `var(--hb-${name})`;
      return getComputedStyle(this.head).color;
    };
    const paint = { agent: colour("accent"), customer: colour("customer"), unknown: colour("customer"), line: colour("line"), faint: colour("faint"), overlap: colour("neutral-tint"), interruption: colour("neutral") };
    this.head.style.color = "";
    this.font = `11px ${style.fontFamily}`;
    this.sheet(this.rest, this.width, this.stage.clientHeight, (pen, height) => this.paint(pen, height, paint, 0.45));
    this.sheet(this.heard, this.width, this.stage.clientHeight, (pen, height) => this.paint(pen, height, paint, 1));
    if (!this.overview.hidden) {
      this.sheet(this.overview.firstChild, this.overview.clientWidth, 22, (pen, height) => {
        this.lanes.forEach((lane, i) => {
          const each = height / this.lanes.length;
          this.bars(pen, lane, [0, this.duration], each * (i + 0.5), each / 2, paint[lane.speaker], 0.6);
        });
      });
    }
    this.place();
    this.asked.viewed();
  }

  sheet(canvas, width, height, paint) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    this.penWidth = width;
    paint(pen, height);
  }

  paint(pen, height, paint, strength) {
    const room = this.compact ? height : height - RULER;
    const each = room / Math.max(this.lanes.length, 1);
    if (strength < 1) this.tint(pen, room, paint);
    this.lanes.forEach((lane, i) => {
      const muted = this.solo !== null && this.solo !== undefined && lane.channel !== this.solo;
      pen.fillStyle = paint.line;
      pen.fillRect(0, Math.round(each * (i + 0.5)), this.penWidth, 1);
      this.bars(pen, lane, this.view, each * (i + 0.5), each / 2 - 2, paint[lane.speaker], muted ? 0.15 : strength);
    });
    if (!this.compact && strength < 1) this.ruler(pen, height, paint);
  }

  tint(pen, room, paint) {
    for (const { start, end, kind } of this.shades) {
      if (end < this.view[0] || start > this.view[1]) continue;
      const x = this.x(start);
      pen.fillStyle = paint[kind === "silence" ? "line" : kind];
      pen.globalAlpha = SHADE[kind];
      pen.fillRect(x, 0, Math.max(this.x(end) - x, 2), room);
    }
    pen.globalAlpha = 1;
  }

  bars(pen, lane, [from, to], middle, half, colour, strength) {
    const columns = Math.floor(this.penWidth / 3);
    const each = ((to - from) / columns) * lane.rate;
    pen.fillStyle = colour;
    pen.globalAlpha = strength;
    pen.beginPath();
    for (let column = 0; column < columns; column += 1) {
      const begin = Math.floor(from * lane.rate + column * each);
      const end = Math.max(Math.floor(from * lane.rate + (column + 1) * each), begin + 1);
      let peak = 0;
      for (let i = begin; i < end && i < lane.peaks.length; i += 1) if (lane.peaks[i] > peak) peak = lane.peaks[i];
      const tall = Math.max((peak / this.loudest) * half, 0.5);
      pen.rect(column * 3, middle - tall, 2, tall * 2);
    }
    pen.fill();
    pen.globalAlpha = 1;
  }

  ruler(pen, height, paint) {
    const span = this.view[1] - this.view[0];
    const step = STEPS.find((candidate) => (candidate / span) * this.width >= 64) ?? 3600;
    pen.font = this.font;
    pen.textBaseline = "bottom";
    for (let n = Math.ceil(this.view[0] / step); n * step <= this.view[1]; n += 1) {
      const x = this.x(n * step);
      pen.fillStyle = paint.line;
      pen.fillRect(Math.round(x), height - RULER, 1, 5);
      const shown = clock(n * step, step < 1);
      const wide = pen.measureText(shown).width;
      pen.fillStyle = paint.faint;
      pen.fillText(shown, clamp(x - wide / 2, 0, this.width - wide), height);
    }
  }

  listen() {
    this.stage.addEventListener("pointerdown", (event) => this.onDown(event));
    this.stage.addEventListener("pointermove", (event) => this.onMove(event));
    this.stage.addEventListener("pointerup", (event) => this.onUp(event));
    this.stage.addEventListener("pointercancel", () => (this.press = null));
    this.stage.addEventListener("pointerleave", () => (this.hover.hidden = true));
    this.stage.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    const pan = (event) => {
      if (!event.buttons) return;
      const box = this.overview.getBoundingClientRect();
      const centre = ((event.clientX - box.left) / box.width) * this.duration;
      const half = (this.view[1] - this.view[0]) / 2;
      this.show(centre - half, centre + half);
    };
    this.overview.addEventListener("pointerdown", (event) => {
      this.overview.setPointerCapture(event.pointerId);
      pan(event);
    });
    this.overview.addEventListener("pointermove", pan);
  }

  /** Which edge of the region a place is at: the one that stays is returned. */
  anchor(clientX) {
    if (!this.picked || this.compact) return null;
    const x = clientX - this.stage.getBoundingClientRect().left;
    if (Math.abs(x - this.x(this.picked.start)) <= HANDLE) return this.picked.end;
    return Math.abs(x - this.x(this.picked.end)) <= HANDLE ? this.picked.start : null;
  }

  onDown(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    const anchor = this.anchor(event.clientX);
    this.press = { x: event.clientX, from: anchor ?? this.timeAt(event.clientX), moved: false, edge: anchor !== null };
  }

  onMove(event) {
    const time = this.timeAt(event.clientX);
    this.hover.hidden = this.compact;
    this.hover.textContent = clock(time, this.view[1] - this.view[0] < 120);
    this.hover.style.left = `${clamp(this.x(time), 24, this.width - 24)}px`;
    this.stage.classList.toggle("edge", this.anchor(event.clientX) !== null);
    if (!this.press || this.compact) return;
    if (Math.abs(event.clientX - this.press.x) >= DRAG) this.press.moved = true;
    if (this.press.moved) this.asked.region(Math.min(this.press.from, time), Math.max(this.press.from, time), false);
  }

  onUp(event) {
    const { press } = this;
    this.press = null;
    if (!press) return;
    const time = this.timeAt(event.clientX);
    if (press.moved) this.asked.region(Math.min(press.from, time), Math.max(press.from, time), true);
    else if (!press.edge) this.asked.seek(time);
  }

  /** With Ctrl (or a pinch) zooms, sideways pans; a plain wheel scrolls the page as everywhere. */
  onWheel(event) {
    if (this.compact) return;
    const span = this.view[1] - this.view[0];
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (event.ctrlKey) this.zoom(event.deltaY > 0 ? 1.3 : 1 / 1.3, this.timeAt(event.clientX));
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY) && span < this.duration) this.show(this.view[0] + (sideways / this.width) * span, this.view[1] + (sideways / this.width) * span);
    else return;
    event.preventDefault();
  }

  dispose() {
    this.observer.disconnect();
  }
}
