import { button, clock, el, fillIn, icon } from "./dom.js";
import { SPEEDS } from "./sound.js";

/** The bar that plays: it stands above what scrolls, so it never leaves. */
export class Transport {
  constructor(labels, compact, { sound, step, copy }) {
    this.labels = labels;
    this.sound = sound;
    this.play = button({ class: "play main", onclick: () => sound.toggle() });
    this.now = el("span", { class: "now num" });
    this.total = el("span", { class: "total num" });
    const clockFace = el("span", { class: "time" }, this.now, el("span", { class: "total" }, "/"), this.total);
    this.root = el("div", { class: "transport", role: "toolbar", "aria-label": labels.transport });
    this.looks = "";
    if (compact) {
      this.root.append(this.play, clockFace);
      return;
    }
    const jump = (by, label) => button({ class: "jump num", title: labels[label], "aria-label": labels[label], onclick: () => step(by) }, by < 0 ? "−5" : "+5");
    this.speed = el("select", { class: "speed num", title: labels.speed, "aria-label": labels.speed, onchange: () => this.setSpeed() });
    this.speed.append(...SPEEDS.map((speed) => el("option", { value: speed }, `${speed}×`)));
    this.skip = button({ class: "skip", onclick: () => sound.setSkips(!sound.skips) }, icon("skip"), el("span", { class: "word" }, labels.skip_silence));
    this.mute = button({ class: "mute", onclick: () => sound.setVolume(sound.volume > 0 ? 0 : 1) });
    this.volume = el("input", { type: "range", class: "volume", min: 0, max: 1, step: 0.05, "aria-label": labels.volume, title: labels.volume });
    this.volume.addEventListener("input", () => sound.setVolume(Number(this.volume.value)));
    this.volume.addEventListener("pointerup", () => this.volume.blur());
    this.link = button({ class: "link", title: labels.copy_link, "aria-label": labels.copy_link, onclick: copy }, icon("link"));
    const listening = el("span", { class: "listening" }, jump(-5, "back"), this.play, jump(5, "forward"), clockFace);
    const loudness = el("span", { class: "loudness" }, this.mute, this.volume);
    this.root.append(listening, this.speed, this.skip, el("span", { class: "grow" }), loudness, this.link);
  }

  /** The focus is given back, so that the next space bar plays. */
  setSpeed() {
    this.sound.setSpeed(Number(this.speed.value));
    this.speed.blur();
  }

  state({ linked }) {
    if (!this.speed) return;
    this.link.hidden = !linked;
    const skipped = this.sound.silences.reduce((sum, [from, to]) => sum + to - from, 0);
    this.skip.hidden = skipped < 1;
    this.skip.title = fillIn(this.labels.skip_silence_hint, { time: clock(skipped) });
  }

  draw() {
    const { sound, labels } = this;
    const looks = [sound.playing, sound.speed, sound.skips, sound.volume].join();
    if (looks === this.looks) return;
    this.looks = looks;
    const label = labels[sound.playing ? "pause" : "play"];
    this.play.replaceChildren(icon(sound.playing ? "pause" : "play"));
    this.play.title = label;
    this.play.setAttribute("aria-label", label);
    if (!this.speed) return;
    this.speed.value = String(sound.speed);
    this.skip.setAttribute("aria-pressed", String(sound.skips));
    this.volume.value = String(sound.volume);
    const mute = labels[sound.volume > 0 ? "mute" : "unmute"];
    this.mute.replaceChildren(icon(sound.volume > 0 ? "volume" : "muted"));
    this.mute.title = mute;
    this.mute.setAttribute("aria-label", mute);
  }

  time(now, total) {
    const shown = clock(now);
    if (shown !== this.now.textContent) this.now.textContent = shown;
    const length = clock(total);
    if (length !== this.total.textContent) this.total.textContent = length;
  }
}
