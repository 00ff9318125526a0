import { copy } from "../player/clipboard.js";
import { arrange, button, el, fillIn, icon, unpacked } from "../player/dom.js";
import { meantFor } from "../player/keys.js";
import { Sound } from "../player/sound.js";
import { Card } from "./card.js";

/** The cards of a page, and the one sound that plays them: each by itself, or all that was found, one after the other. */
class Shelf {
  constructor(root) {
    this.generation = 0;
    this.root = root;
    this.cards = new Map(); // id → { print, card }
    this.current = null;
    this.rolling = false; // whether the next card follows by itself
    this.sound = new Sound({ changed: () => this.draw(), ticked: () => this.draw(), failed: (reason) => this.onFailure(reason) });
    this.onWindow = {
      keydown: (event) => this.onKey(event),
      pointerdown: (event) => this.close(event),
      "hearback:playing": (event) => event.detail !== this && this.sound.pause(),
    };
    for (const [name, listener] of Object.entries(this.onWindow)) window.addEventListener(name, listener);
    this.sound.audio.addEventListener("ended", () => this.rolling && this.step(1));
  }

  /** Takes what the page says now; a card that says the same is left alone, and what plays plays on. */
  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    const words = JSON.stringify(data.labels);
    if (words !== this.words) this.build(data.labels, words);
    this.data = data;
    const before = this.cards;
    this.cards = new Map();
    for (const each of data.cards) {
      const { favourite, ...rest } = each;
      const print = JSON.stringify(rest);
      const old = before.get(each.id);
      const kept = old?.print === print ? old : { print, card: new Card(each, data.labels, this.asked) };
      kept.card.mark(favourite);
      this.cards.set(each.id, kept);
    }
    const nodes = [...this.cards.values()].map(({ card }) => card.root);
    for (const [id, old] of before) if (this.cards.get(id) !== old) old.card.dispose();
    arrange(this.list, nodes);
    for (const { card } of this.cards.values()) card.wave?.draw(); // in the colours of a theme that may have changed
    if (this.current !== null && !this.cards.has(this.current)) this.leave();
    this.takeUndo(data.undo);
    if (data.play && data.play !== this.played) this.playOn(data.play);
    this.draw();
    return this.generation;
  }

  build(labels, words) {
    this.words = words;
    this.host?.remove();
    for (const { card } of this.cards.values()) card.dispose();
    this.cards = new Map();
    this.asked = {
      toggle: (card) => this.toggle(card),
      seek: (card, time) => this.hear(card, time),
      open: (card) => this.setTrigger("open", { id: card.data.id }),
      star: (card) => this.star(card),
      withdraw: (card) => this.setTrigger("withdraw", { id: card.data.id }),
      copy: (card) => this.copy(card),
    };
    const act = (name, look, does) => button({ class: "framed", title: labels[`${name}_hint`], "aria-label": labels[name], onclick: does }, icon(look));
    this.all = button({ class: "main all", onclick: () => this.roll() });
    this.back = act("before", "left", () => this.step(-1));
    this.on = act("after", "right", () => this.step(1));
    this.where = el("span", { class: "where grow", role: "status" });
    this.keys = el("span", { class: "keys" }, el("kbd", {}, "P"), el("kbd", {}, "N"), labels.keys_hint);
    this.bar = el("div", { class: "bar", role: "toolbar", "aria-label": labels.list }, this.all, this.back, this.on, this.where, this.keys);
    this.undo = el("div", { class: "undo", role: "status", hidden: true });
    this.list = el("div", { class: "cards" });
    this.host = el("section", { class: "hb shelf", "aria-label": labels.shelf }, this.undo, this.bar, this.list);
    this.root.append(this.host);
  }

  card(id = this.current) {
    return this.cards.get(id)?.card;
  }

  /** The cards that can be heard, in order. */
  get audible() {
    return this.data.cards.filter((card) => card.audio).map((card) => card.id);
  }

  draw() {
    const { labels, first, total, cards } = this.data;
    for (const { card } of this.cards.values()) {
      const current = card.data.id === this.current;
      card.draw({ current, playing: current && this.sound.playing, time: current ? this.sound.time : 0 });
    }
    const playing = this.sound.playing;
    if (playing && !this.announced) window.dispatchEvent(new CustomEvent("hearback:playing", { detail: this }));
    this.announced = playing;
    const rolls = playing && this.rolling;
    const looks = [rolls, this.current, first, total, cards.length].join();
    if (looks === this.looks) return;
    this.looks = looks;
    this.bar.hidden = !this.audible.length;
    this.all.replaceChildren(icon(rolls ? "pause" : "play"), labels[rolls ? "pause_all" : "play_all"]);
    const at = cards.findIndex((card) => card.id === this.current);
    this.where.textContent = at < 0 ? "" : fillIn(labels.playing, { place: first + at, total, title: this.titleOf(cards[at]) });
    this.back.disabled = !this.beyond(-1);
    this.on.disabled = !this.beyond(1);
  }

  titleOf(card) {
    return card.title.map(([text]) => text).join("");
  }

  /** Whether a card, or another page, lies in that direction. */
  beyond(by) {
    const all = this.audible;
    const at = all.indexOf(this.current);
    if (at < 0) return by > 0 && all.length > 0;
    return all[at + by] !== undefined || (by > 0 ? this.data.more : this.data.first > 1);
  }

  hear(card, time) {
    const { id, audio, seconds } = card.data;
    if (id !== this.current) {
      card.fail(null);
      this.current = id;
      this.sound.load(audio, { duration: seconds, lazy: true });
      this.sound.listen([], seconds);
    }
    this.sound.seek(time);
    this.sound.play();
    this.tellSystem(card);
    this.draw();
  }

  toggle(card) {
    if (card.data.id === this.current && this.sound.playing) this.sound.pause();
    else this.hear(card, card.data.id === this.current ? this.sound.time : 0);
  }

  /** Plays the list from the card in hand, or from the first; or stops. */
  roll() {
    if (this.rolling && this.sound.playing) {
      this.sound.pause();
      return;
    }
    this.rolling = true;
    const card = this.card() ?? this.card(this.audible[0]);
    if (!card) return;
    this.hear(card, card.data.id === this.current ? this.sound.time : 0);
    this.show(card);
  }

  step(by) {
    const all = this.audible;
    const at = all.indexOf(this.current);
    const next = at < 0 ? all[0] : all[at + by];
    if (next !== undefined) {
      const card = this.card(next);
      this.hear(card, 0);
      this.show(card);
    } else if (this.beyond(by)) this.setTrigger("turn", { by });
    else this.rolling = false;
    this.draw();
  }

  /** On another page: goes on with its first card, or with its last. */
  playOn(play) {
    this.played = play;
    const all = this.audible;
    const card = this.card(play.startsWith("-") ? all[all.length - 1] : all[0]);
    if (!card) return;
    this.hear(card, 0);
    this.show(card);
  }

  /** What cannot be heard says why; the list goes on without it. */
  onFailure(reason) {
    this.card()?.fail(reason, () => this.sound.retry());
    if (reason && this.rolling) this.step(1);
  }

  show(card) {
    card.root.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  leave() {
    this.sound.pause();
    this.sound.load(null, { duration: 0, lazy: true });
    this.current = null;
  }

  star(card) {
    card.mark(!card.favourite);
    this.setTrigger("star", { id: card.data.id, on: card.favourite });
  }

  async copy(card) {
    const address = new URL(card.data.href, window.location.href).href;
    const copied = await copy(address, this.host);
    this.where.textContent = copied ? this.data.labels.copied : address;
  }

  takeUndo(undo) {
    if (undo?.id === this.undone?.id) return;
    this.undone = undo;
    clearTimeout(this.undoing);
    this.undo.hidden = !undo;
    if (!undo) return;
    const back = button({ class: "framed", onclick: () => this.setTrigger("restore", { id: undo.id }) }, this.data.labels.restore);
    this.undo.replaceChildren(icon("check"), el("span", { class: "grow" }, fillIn(this.data.labels.withdrawn, { title: undo.title })), back);
    this.undoing = setTimeout(() => (this.undo.hidden = true), undo.left_s * 1000);
  }

  /** The keys of headphones and keyboards, and what a locked telephone shows. */
  tellSystem(card) {
    if (!navigator.mediaSession) return;
    navigator.mediaSession.metadata = new MediaMetadata({ title: this.titleOf(card.data) });
    for (const [name, by] of [["nexttrack", 1], ["previoustrack", -1]]) navigator.mediaSession.setActionHandler(name, () => this.step(by));
  }

  onKey(event) {
    if (!this.data || !meantFor(event, this.host, true)) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") this.step(key === "n" ? 1 : -1);
    else if (!this.card()) return;
    else if (key === " ") this.toggle(this.card());
    else if (key === "arrowleft" || key === "arrowright") this.sound.seek(this.sound.time + (key === "arrowright" ? 5 : -5));
    else return;
    event.preventDefault();
  }

  /** A press anywhere else closes an open menu. */
  close(event) {
    const path = event.composedPath();
    for (const { card } of this.cards.values()) if (!card.menu.hidden && !path.includes(card.menu) && !path.includes(card.more)) card.toggle(false);
  }

  dispose() {
    for (const [name, listener] of Object.entries(this.onWindow)) window.removeEventListener(name, listener);
    clearTimeout(this.undoing);
    if (navigator.mediaSession) for (const name of ["nexttrack", "previoustrack"]) navigator.mediaSession.setActionHandler(name, null);
    this.sound.dispose();
    for (const { card } of this.cards.values()) card.dispose();
    this.host?.remove();
  }
}

const shelves = new WeakMap();

export default function show({ data, parentElement, setTriggerValue }) {
  let shelf = shelves.get(parentElement);
  if (!shelf) {
    shelf = new Shelf(parentElement);
    shelves.set(parentElement, shelf);
  }
  const generation = shelf.update(unpacked(data), setTriggerValue);
  return () => {
    if (shelf.generation !== generation) return;
    shelf.dispose();
    shelves.delete(parentElement);
  };
}
