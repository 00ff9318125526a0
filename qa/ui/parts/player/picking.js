import { clamp } from "./dom.js";
import { RegionBar } from "./region.js";
import { secondsOf, wordsBetween } from "./text.js";

const SHORTEST = 0.1; // seconds a region lasts at least

/** A stretch of the call that a person picked, in the waveform or in the words, and what is asked of the page about it. */
export class Picking {
  constructor(labels, actions, { lines, sound, wave, send, give, duration, line }) {
    this.actions = actions;
    this.lines = lines;
    this.sound = sound;
    this.wave = wave;
    this.asked = { send, give, duration, line };
    this.picked = null;
    this.bar = new RegionBar(labels, actions, {
      play: () => this.play(),
      move: (edge, by) => this.moveEdge(edge, by),
      act: (name) => this.act(name),
      clear: () => this.pick(null),
      speaker: (side) => this.give(side),
    });
  }

  pick(picked) {
    this.picked = picked;
    this.wave.setPicked(picked);
    this.bar.show(picked);
    this.showWords();
  }

  pickTimes(start, end, done) {
    if (end - start < SHORTEST) return;
    this.pick({ start, end, words: wordsBetween(this.lines.lines, start, end), source: "wave" });
    if (done && this.picked.words) this.lines.reveal(this.picked.words.from.index);
  }

  /** The browser shows what a reader selected; once it no longer does, the player does. */
  showWords() {
    const native = this.picked?.source === "text" && this.lines.words();
    const words = native ? null : (this.picked?.words ?? null);
    if (words === this.shownWords) return;
    this.shownWords = words;
    this.lines.decorateWords("picked", words);
  }

  moveEdge(edge, by) {
    const { start, end, source, words } = this.picked;
    const tenth = (time) => Math.round(time * 10) / 10;
    const moved = edge === "start" ? [clamp(tenth(start + by), 0, end - SHORTEST), end] : [start, clamp(tenth(end + by), start + SHORTEST, this.asked.duration())];
    const said = source === "text" ? words : wordsBetween(this.lines.lines, ...moved);
    this.pick({ start: moved[0], end: moved[1], source, words: said });
  }

  play() {
    if (this.picked?.start !== null) this.sound.playStretch(this.picked.start, this.picked.end);
  }

  /** Asks the page for an excerpt or a remark, of what is picked or else of the line in hand. */
  act(name) {
    if (!this.actions[name]) return false;
    if (!this.picked) this.pickLine();
    if (!this.picked) return false;
    const { start, end, words } = this.picked;
    const exact = (time) => (time === null ? null : Math.round(time * 1000) / 1000);
    this.asked.send(name, {
      start: exact(start),
      end: exact(end),
      utterance_from: words?.from.index ?? null,
      utterance_to: words?.to.index ?? null,
      from_char: words?.from.character ?? null,
      to_char: words?.to.character ?? null,
      text: words?.text ?? "",
    });
    return true;
  }

  /** Gives the picked lines to a speaker. */
  give(side) {
    const { from, to } = this.picked.words;
    const picked = this.lines.lines.filter((line) => line.index >= from.index && line.index <= to.index);
    this.pick(null);
    this.asked.give(picked.map((line) => line.index), side);
  }

  pickLine() {
    const line = this.lines.rows.get(this.asked.line())?.line;
    if (!line) return;
    const length = Array.from(line.text).length;
    const times = secondsOf(line, 0, length) ?? [null, null];
    const words = { from: { index: line.index, character: 0 }, to: { index: line.index, character: length }, text: line.text };
    this.pick({ start: times[0] === null ? null : line.start, end: times[0] === null ? null : line.end, words, source: "line" });
  }
}
