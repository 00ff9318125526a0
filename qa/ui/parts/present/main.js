import { button, clamp, clock, el, fillIn, icon, memory } from "../player/dom.js";
import { free } from "../ballot/free.js";
import { Minutes } from "./minutes.js";
import { VOTES, slide, wrapUp } from "./slide.js";

const NONE = { good: 0, bad: 0, unsure: 0 };

/** A pack before a group: one excerpt at a time in large text, by keys; the ten minutes count down here, nobody asks the server. */
export class Present {
  constructor(root) {
    this.generation = 0;
    this.place = 0;
    this.revealed = new Set();
    this.audio = el("audio", { preload: "auto" });
    this.top = el("header", {});
    this.body = el("div", { class: "body" });
    this.foot = el("footer", {});
    this.host = el("section", { class: "hb present", tabindex: -1 }, this.top, this.body, this.foot, this.audio);
    root.append(this.host);
    this.minutes = new Minutes(null, () => this.paint());
    for (const name of ["play", "pause", "ended"]) this.audio.addEventListener(name, () => this.paintSound());
    this.audio.addEventListener("timeupdate", () => this.paintSound());
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
    this.ticking = setInterval(() => this.tick(), 500);
  }

  update(data, send, finish) {
    this.generation += 1;
    const first = !this.data || this.data.scope !== data.scope;
    this.data = data;
    this.finish = finish;
    this.minutes.send = data.editable ? send : null;
    if (first) {
      this.began = Date.now() - data.elapsed * 1000;
      const kept = memory.get(`present.at.${data.scope}`, { place: 0, revealed: [] });
      this.place = clamp(Number(kept.place) || 0, 0, data.items.length);
      this.revealed = new Set(kept.revealed);
    }
    this.minutes.use(data.scope, data.saved);
    if (first || JSON.stringify([data.ended, data.items, data.crew, data.labels]) !== this.words) this.draw();
    else this.paint();
    this.words = JSON.stringify([data.ended, data.items, data.crew, data.labels]);
    return this.generation;
  }

  get item() {
    return this.data.items[this.place];
  }

  draw() {
    const { labels, title, items } = this.data;
    const wide = button({ class: "framed", title: "F", onclick: () => this.fill() }, icon("fit"), labels.full, el("kbd", {}, "F"));
    this.clock = el("span", { class: "num clock", role: "timer" });
    this.state = el("span", { class: "state", role: "status" });
    this.top.replaceChildren(el("b", { class: "title" }, title), this.state, this.clock, ...(document.fullscreenEnabled ? [wide] : []));
    const dots = items.map((item, i) => button({ class: "dot num", "aria-label": fillIn(labels.at, { at: i + 1, count: items.length }), onclick: () => this.go(i) }, i + 1));
    dots.push(button({ class: "dot", onclick: () => this.go(items.length) }, labels.wrap_up));
    this.dots = dots;
    const step = (by, name) => button({ class: "framed", "aria-label": labels[by < 0 ? "back" : "next"], onclick: () => this.go(this.place + by) }, icon(name));
    const keys = el("p", { class: "keys" }, ...["space", "arrows", "votes", "v", "n", "f"].map((key) => el("span", {}, el("kbd", {}, labels[`cap_${key}`]), labels[`key_${key}`])));
    this.foot.replaceChildren(step(-1, "left"), ...dots, step(1, "right"), keys);
    this.host.setAttribute("aria-label", title);
    this.drawSlide();
  }

  drawSlide() {
    const { item, minutes } = this;
    const { labels, editable } = this.data;
    if ((item?.sound ?? "") !== (this.address ?? "")) {
      this.audio.pause();
      this.address = item?.sound;
      if (item?.sound) this.audio.src = item.sound;
      else this.audio.removeAttribute("src");
    }
    const shared = { labels, editable };
    const node = item
      ? slide(item, {
          ...shared,
          alone: this.data.alone,
          open: this.revealed.has(item.id),
          votes: this.votes,
          note: minutes.of(`note:${item.id}`)?.text ?? "",
          play: () => this.toggle(),
          seek: (at) => this.seek(at),
          vote: (kind, by) => this.vote(kind, by),
          reveal: () => this.reveal(),
          write: (text) => minutes.set(`note:${item.id}`, { text }),
        })
      : wrapUp({
          ...shared,
          crew: this.data.crew,
          ended: this.data.ended,
          there: minutes.of("there:") ?? { people: [], text: "" },
          note: minutes.of("note:")?.text ?? "",
          setThere: (value) => minutes.set("there:", value),
          write: (text) => minutes.set("note:", { text }),
          finish: this.finish ? () => this.end() : null,
        });
    this.body.replaceChildren(node);
    // a textarea's and a checkbox's attributes are only their beginnings
    this.dots.forEach((dot, i) => dot.setAttribute("aria-pressed", i === this.place));
    this.paint();
    this.paintSound();
    this.tick();
  }

  get votes() {
    return { ...NONE, ...this.minutes.of(`vote:${this.item.id}`) };
  }

  /** What may change while somebody writes: everything but the slide itself. */
  paint() {
    if (!this.state) return;
    const state = this.data.scope && this.minutes.send ? this.minutes.state : "";
    this.state.className = `state ${state}`;
    this.state.replaceChildren(...(state ? [this.data.labels[state]] : []));
    if (state === "not_saved") this.state.append(button({ class: "framed", onclick: () => this.again() }, this.data.labels.try_again));
  }

  paintSound() {
    const bar = this.body.querySelector(".bar");
    if (!bar) return;
    bar.querySelector("input").value = this.audio.currentTime;
    bar.querySelector(".time").textContent = clock(this.audio.currentTime);
    const playing = !this.audio.paused && !this.audio.ended;
    const play = bar.querySelector(".play");
    if (play.dataset.playing !== String(playing)) {
      play.dataset.playing = String(playing);
      play.replaceChildren(icon(playing ? "pause" : "play"));
    }
  }

  tick() {
    if (!this.clock) return;
    const { labels, meeting, ended, elapsed } = this.data;
    const gone = ended ? elapsed : (Date.now() - this.began) / 1000;
    const left = meeting - gone;
    this.clock.textContent = left >= 0 ? clock(left) : fillIn(labels.over, { time: clock(-left) });
    this.clock.classList.toggle("late", left < 0);
    this.clock.title = labels.left;
  }

  go(place) {
    const to = clamp(place, 0, this.data.items.length);
    if (to === this.place) return;
    this.place = to;
    this.minutes.flush();
    this.remember();
    this.drawSlide();
  }

  remember() {
    memory.set(`present.at.${this.data.scope}`, { place: this.place, revealed: [...this.revealed] });
  }

  vote(kind, by) {
    const votes = this.votes;
    this.minutes.set(`vote:${this.item.id}`, { ...votes, [kind]: clamp(votes[kind] + by, 0, 999) });
    this.drawSlide();
  }

  reveal() {
    if (!this.data.alone && VOTES.every((kind) => this.votes[kind] === 0)) return;
    this.revealed.add(this.item.id);
    this.remember();
    this.drawSlide();
  }

  async toggle() {
    if (!this.item?.sound) return;
    if (!this.audio.paused) return this.audio.pause();
    try {
      await this.audio.play();
    } catch (wrong) {
      if (wrong.name === "AbortError") return; // the next excerpt came in between
      this.body.querySelector(".bar")?.replaceWith(el("p", { class: "gone" }, icon("warn"), this.data.labels.broken));
    }
  }

  seek(at) {
    this.audio.currentTime = at;
    this.paintSound();
  }

  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.host.requestFullscreen();
  }

  end() {
    // with what is not sent yet: two messages at once could lose the first
    this.finish(this.minutes.waiting.map(([key, value]) => ({ key, ...value })));
  }

  again() {
    this.minutes.failed = false;
    this.minutes.flush();
    this.paint();
  }

  key(event) {
    if (event.key === "Escape" && event.composedPath()[0] instanceof HTMLElement && this.host.contains(event.composedPath()[0])) {
      event.composedPath()[0].blur();
      return;
    }
    if (!this.data || !free(event)) return;
    const { item } = this;
    const editable = this.data.editable && item && !item.gone;
    const digit = /^Digit([123])$/.exec(event.code)?.[1];
    if (event.key === " ") this.toggle();
    else if (event.key === "ArrowRight" || event.key === "PageDown") this.go(this.place + 1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") this.go(this.place - 1);
    else if (digit && editable) this.vote(VOTES[digit - 1], event.shiftKey ? -1 : 1);
    else if (event.key.toLowerCase() === "v" && item) this.reveal();
    else if (event.key.toLowerCase() === "n") this.body.querySelector("textarea")?.focus();
    else if (event.key.toLowerCase() === "f" && document.fullscreenEnabled) this.fill();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  dispose() {
    this.minutes.dispose();
    clearInterval(this.ticking);
    window.removeEventListener("keydown", this.onKey);
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.host.remove();
  }
}
