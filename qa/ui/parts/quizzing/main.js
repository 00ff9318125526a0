import { button, clock, el, fillIn, icon, unpacked } from "../player/dom.js";
import { Sound } from "../player/sound.js";
import { meantFor } from "../player/keys.js";
import { Stage } from "./stage.js";

const STEP = 2; // seconds of an arrow key
const LEAD_IN = 1; // seconds heard before the place
const RUN_OUT = 0.5;
const SIGN = { right: "check", near: "flag", wrong: "cross" };

class Quiz {
  constructor(root) {
    this.generation = 0;
    this.sound = new Sound({ changed: () => this.drawSound(), ticked: (time) => this.onTick(time), failed: (reason) => this.fail(reason) });
    this.host = el("section", { class: "hb quiz", tabindex: -1 });
    root.append(this.host);
    this.onKey = (event) => this.key(event);
    window.addEventListener("keydown", this.onKey);
  }

  update(data, send) {
    this.generation += 1;
    this.send = send;
    const before = this.data;
    this.data = data;
    const other = before?.scope !== data.scope;
    if (other) {
      this.pinned = null;
      this.chosen = null;
      this.reason = "";
    }
    const refused = this.sent; // what was sent came to nothing where all is as before
    this.sent = false;
    const words = JSON.stringify(data);
    if (words === this.words) {
      if (refused) this.drawAnswers();
      return this.generation;
    }
    this.words = words;
    if (other || before.sound !== data.sound) this.sound.load(data.sound || null, { duration: data.seconds, lazy: false });
    this.draw();
    if (data.told && !before?.told && !other) this.host.querySelector(".told")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    return this.generation;
  }

  get placing() {
    return this.data.kind === "place";
  }

  /** Whether an answer can be given. */
  get open() {
    return !this.data.told && !this.sent && this.data.mode !== "preview";
  }

  draw() {
    const { data } = this;
    const { labels, told } = data;
    this.stage?.dispose();
    this.stage = new Stage(labels, (time) => this.onClick(time));
    this.play = button({ class: "main play", onclick: () => this.sound.toggle() }, icon("play"));
    this.now = el("span", { class: "num" }, clock(0));
    this.broken = el("p", { class: "alert", role: "alert", hidden: true }, icon("warn"), labels.broken);
    const bar = data.sound
      ? el("div", { class: "bar" }, this.play, el("span", { class: "clock" }, this.now, el("span", { class: "num soft" }, `/ ${clock(data.seconds)}`)), this.stage.root)
      : el("p", { class: "soft" }, labels.no_sound);
    this.lines = data.lines.map((line) =>
      el("li", { class: `line ${line.speaker}`, onclick: data.sound && line.start !== null ? () => this.onClick(line.start, true) : null }, el("span", { class: "who" }, line.name), el("span", { class: "said" }, line.text)));
    const worth = data.mode === "play" && !told ? el("span", { class: "worth num" }, fillIn(labels.worth, { points: data.worth })) : null;
    this.host.setAttribute("aria-label", data.ask);
    this.host.replaceChildren(
      el("header", {}, el("span", { class: "soft num" }, data.place), el("span", { class: "grow" }), worth),
      el("h3", {}, data.ask),
      data.claim ? el("blockquote", {}, data.claim) : "",
      bar,
      this.broken,
      el("ul", { class: "lines" }, ...this.lines),
      el("div", { class: "answers" }),
      told ? this.tell() : "",
      this.keys(),
    );
    this.stage.set(data.lanes, data.seconds);
    this.stage.setSpan(told?.span ?? null);
    this.drawAnswers();
    this.drawSound();
  }

  drawAnswers() {
    const box = this.host.querySelector(".answers");
    const { data } = this;
    const { labels, told } = data;
    const at = told ? told.at : this.pinned;
    this.stage.setPin(this.placing ? at : null, told?.verdict ?? "");
    const nodes = this.placing ? this.placeNodes(at) : data.options.map((words, place) => this.option(words, place));
    if (data.mode === "judge" && !told) {
      const area = el("textarea", { rows: 2, maxlength: 1000, placeholder: labels.reason_hint, "aria-label": labels.reason, oninput: (event) => this.write(event.target.value) }, this.reason);
      this.give = button({ class: "main", onclick: () => this.judge(false) }, icon("check"), labels.submit);
      this.refuse = button({ class: "framed", title: labels.refuse_hint, onclick: () => this.judge(true) }, icon("cross"), labels.refuse);
      nodes.push(el("label", { class: "reason" }, el("span", { class: "soft" }, labels.reason), area), el("div", { class: "acts" }, this.give, this.refuse));
    }
    box.replaceChildren(...nodes);
    if (data.mode === "judge" && !told) this.write(this.reason);
  }

  placeNodes(at) {
    const { labels, told, mode } = this.data;
    if (told) return [];
    const mark = button({ class: "framed", disabled: !this.open, onclick: () => this.pinHere() }, icon("flag"), labels.mark, el("kbd", {}, "1"));
    const marked = el("span", { class: "soft num", role: "status" }, at === null ? labels.place_hint : fillIn(labels.marked, { at: clock(at, true) }));
    const confirm = mode === "play" ? button({ class: "main", disabled: at === null || !this.open, onclick: () => this.answer({ at }) }, icon("check"), labels.confirm, el("kbd", {}, labels.enter)) : null;
    return [el("div", { class: "acts" }, mark, marked, confirm)];
  }

  option(words, place) {
    const { told } = this.data;
    const chosen = told ? told.chosen === place : this.chosen === place;
    const look = told ? (told.choice === place ? " right" : chosen ? " wrong" : "") : "";
    const sign = told && look ? icon(look === " right" ? "check" : "cross") : el("kbd", {}, place + 1);
    return button({ class: `option framed${look}`, "aria-pressed": String(chosen), disabled: !this.open, onclick: () => this.choose(place) }, sign, el("span", {}, words));
  }

  tell() {
    const { told, labels, mode, kind, last } = this.data;
    const part = (name, words) => (words ? el("p", { class: name }, el("span", { class: "soft" }, labels[name]), words) : null);
    const hear = told.span && this.data.sound ? button({ class: "framed", onclick: () => this.hear() }, icon("play"), labels.hear, el("span", { class: "num soft" }, clock(told.span[0], true))) : null;
    const talk = told.thread ? el("a", { class: "talk", href: told.thread, target: "_blank", rel: "noopener" }, icon("remark"), labels.talk) : null;
    const next = mode === "play" ? button({ class: "main next", onclick: () => this.next() }, labels[last ? "finish" : "next"], el("kbd", {}, labels.enter)) : null;
    const words = labels[`${told.verdict}${told.verdict === "wrong" && kind === "place" ? "_place" : ""}`];
    return el("div", { class: `told ${told.verdict}`, role: "status" },
      el("p", { class: "verdict" }, icon(SIGN[told.verdict]), el("b", {}, words), mode === "play" ? el("span", { class: "num" }, fillIn(labels.points, { points: told.points })) : null),
      part("why", told.why), part("about", told.about), part("row", told.row), part("better", told.better),
      el("div", { class: "acts" }, hear, talk, el("span", { class: "grow" }), next));
  }

  keys() {
    const { labels, mode, options, sound, told } = this.data;
    if (mode === "preview") return "";
    const caps = this.placing ? [["1", "key_mark"]] : [[options.length > 2 ? `1–${options.length}` : "1 2", "key_choose"]];
    if (sound) caps.push([labels.space, "key_play"], ["← →", "key_step"]);
    caps.push([labels.enter, this.placing && !told ? "key_confirm" : "key_next"]);
    return el("p", { class: "keys" }, ...(mode === "judge" ? caps.slice(0, -1) : caps).map(([cap, name]) => el("span", {}, el("kbd", {}, cap), labels[name])));
  }

  drawSound() {
    if (!this.play) return;
    const playing = this.sound.playing;
    if (this.play.dataset.playing !== String(playing)) {
      this.play.dataset.playing = String(playing);
      this.play.replaceChildren(icon(playing ? "pause" : "play"));
      this.play.setAttribute("aria-label", this.data.labels[playing ? "pause" : "play"]);
      this.play.title = this.data.labels[playing ? "pause" : "play"];
    }
    this.onTick(this.sound.time);
  }

  onTick(time) {
    if (!this.stage) return;
    this.stage.setTime(time);
    this.now.textContent = clock(time);
    const { lines } = this.data;
    const here = lines.findLastIndex((line) => line.start !== null && line.start <= time + 0.05);
    if (here === this.here) return;
    this.here = here;
    this.lines.forEach((node, i) => node.classList.toggle("now", i === here && this.sound.playing));
  }

  fail(reason) {
    if (this.broken) this.broken.hidden = reason === null;
  }

  /** A click on the waveform, or on a line: where a place is asked for it is the answer, to be confirmed. */
  onClick(time, line = false) {
    this.sound.seek(time);
    if (this.placing && this.open && !line) this.pin(time);
    else this.sound.play();
  }

  pinHere() {
    this.pin(this.sound.time);
  }

  pin(time) {
    this.pinned = Math.round(time * 10) / 10;
    this.drawAnswers();
  }

  choose(place) {
    if (!this.open || place >= this.data.options.length) return;
    this.chosen = place;
    if (this.data.mode === "play") this.answer({ choice: place });
    else this.drawAnswers();
  }

  answer(given) {
    if (!this.open) return;
    this.sent = true;
    this.drawAnswers();
    this.send("answer", { scope: this.data.scope, ...given });
  }

  write(reason) {
    this.reason = reason;
    const said = Boolean(reason.trim());
    this.give.disabled = !said || (this.placing ? this.pinned === null : this.chosen === null);
    this.refuse.disabled = !said;
  }

  judge(refused) {
    const given = refused ? { refused: true } : this.placing ? { at: this.pinned } : { choice: this.chosen };
    this.answer({ ...given, reason: this.reason });
  }

  hear() {
    const [from, to] = this.data.told.span;
    this.sound.playStretch(Math.max(from - LEAD_IN, 0), to + RUN_OUT);
  }

  next() {
    if (this.sent) return;
    this.sent = true;
    this.sound.pause();
    this.send("next", this.data.scope);
  }

  key(event) {
    if (!this.data || !meantFor(event, this.host, true)) return;
    const { told, mode } = this.data;
    const digit = /^Digit([1-4])$/.exec(event.code)?.[1] ?? /^Numpad([1-4])$/.exec(event.code)?.[1];
    if (event.key === " " && this.data.sound) this.sound.toggle();
    else if (event.key === "ArrowLeft" && this.data.sound) this.sound.seek(this.sound.time - STEP);
    else if (event.key === "ArrowRight" && this.data.sound) this.sound.seek(this.sound.time + STEP);
    else if (digit && this.open && this.placing) {
      if (digit === "1") this.pinHere();
    } else if (digit && this.open) this.choose(Number(digit) - 1);
    else if (event.key === "Enter" && mode === "play" && told) this.next();
    else if (event.key === "Enter" && mode === "play" && this.placing && this.pinned !== null) this.answer({ at: this.pinned });
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  dispose() {
    window.removeEventListener("keydown", this.onKey);
    this.stage?.dispose();
    this.sound.dispose();
    this.host.remove();
  }
}

const quizzes = new WeakMap();

/** Runs again whenever the page's data change; the item stays, and only the newest run may end it. */
export default function show({ data, parentElement, setTriggerValue }) {
  let quiz = quizzes.get(parentElement);
  if (!quiz) {
    quiz = new Quiz(parentElement);
    quizzes.set(parentElement, quiz);
  }
  const generation = quiz.update(unpacked(data), setTriggerValue);
  return () => {
    if (quiz.generation !== generation) return;
    quiz.dispose();
    quizzes.delete(parentElement);
  };
}
