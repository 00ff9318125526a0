import { copy } from "./clipboard.js";
import { button, clamp, el, fillIn, icon, unpacked } from "./dom.js";
import { KeyHelp, meantFor, onKey } from "./keys.js";
import { Lines } from "./lines.js";
import { Markers } from "./markers.js";
import { Mending } from "./mending.js";
import { Picking } from "./picking.js";
import { SearchBar } from "./search.js";
import { Sound } from "./sound.js";
import { whole } from "./text.js";
import { Transport } from "./transport.js";
import { Wave, bytes } from "./wave.js";

const LEAD_IN = 2; // seconds heard before a quote
const RUN_OUT = 0.5; // seconds heard after it
const AROUND = 0.3; // seconds heard about a line that is being corrected

class Player {
  constructor(root) {
    this.generation = 0;
    this.root = root;
    this.shape = null;
    this.onWindow = {
      keydown: (event) => this.onKey(event),
      "hearback:play": (event) => this.onPlay(event.detail ?? {}),
      "hearback:playing": (event) => event.detail !== this && this.sound?.pause(),
    };
    for (const [name, listener] of Object.entries(this.onWindow)) window.addEventListener(name, listener);
    this.onSelection = () => this.picking?.showWords();
    document.addEventListener("selectionchange", this.onSelection);
  }

  /** Takes what the page says now. Only what changed is touched: a rerun neither stops the sound nor moves the reader. */
  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    const before = this.data;
    this.data = data;
    const shape = JSON.stringify([data.compact, data.actions, data.labels, Boolean(data.audio_url)]);
    const rebuilt = shape !== this.shape;
    if (rebuilt) this.build(shape);
    const other = rebuilt || before.audio_url !== data.audio_url || before.duration !== data.duration;
    this.host.style.setProperty("--height", `${data.height}px`);
    if (other) this.takeSound();
    if (other || JSON.stringify(before.lanes) !== JSON.stringify(data.lanes)) this.takeLanes();
    this.mending?.update(data.mending);
    if (rebuilt || before.lines_version !== data.lines_version) this.takeLines();
    if (other || JSON.stringify(before.shades) !== JSON.stringify(data.shades)) this.wave.setShades(data.shades);
    this.markers.set(data.markers);
    this.searchbar.setFindings(data.compact ? 0 : data.markers.length);
    this.transport.state({ linked: Boolean(data.link_base && data.audio_url) });
    if (data.start_at !== null && (other || before.start_at !== data.start_at)) this.seek(data.start_at);
    this.wave.draw(); // in the colours of a theme that may have changed
    this.draw();
    return this.generation;
  }

  build(shape) {
    const { labels, compact, actions, audio_url: audible } = this.data;
    this.undo();
    this.shape = shape;
    this.sound = new Sound({ changed: () => this.draw(), ticked: (time) => this.onTick(time), failed: (reason) => this.showFailure(reason) });
    this.wave = new Wave(labels, compact, {
      seek: (time) => (compact ? this.hearFrom(time) : this.seek(time)),
      region: (start, end, done) => this.picking.pickTimes(start, end, done),
      viewed: () => this.markers.draw(),
      solo: (channel) => this.solo(channel),
    });
    this.markers = new Markers(this.wave, labels, (marker) => this.goTo(marker));
    this.transport = new Transport(labels, compact, { sound: this.sound, step: (by) => this.step(by), copy: () => this.copyLink() });
    const heard = { hear: (line) => this.hear(line), finding: (finding) => this.tell("finding", { finding }), picked: (picked) => this.picking.pick(picked) };
    this.lines = new Lines(labels, { ...heard, mend: actions.mend ? this.mendOfLines() : null });
    const { lines, sound, wave } = this;
    const send = (name, value) => this.setTrigger(name, value);
    const give = (indices, side) => this.mending.speaker(indices, side);
    const asked = { send, give, duration: () => this.data.duration, line: () => this.lineInHand() };
    this.picking = new Picking(labels, actions, { lines, sound, wave, ...asked });
    const ends = { send: (mend) => send("mend", mend), say: (...told) => this.say(...told), names: () => this.data.mending.names, play: (line) => this.playLine(line) };
    this.mending = actions.mend ? new Mending(labels, lines, sound, ends) : null;
    this.help = new KeyHelp(labels, [...(actions.excerpt ? [] : ["key_excerpt"]), ...(actions.mend ? [] : ["key_mend", "key_speaker"]), ...(actions.judge ? [] : ["key_decide", "key_next", "key_agree"]), ...(audible ? [] : ["key_play", "key_step", "key_speed"])]);
    this.searchbar = new SearchBar(labels, this.lines, { finding: (by) => this.nextFinding(by), help: () => this.help.toggle() });
    this.failure = el("div", { class: "alert", role: "alert", hidden: true });
    this.said = el("div", { class: "said", role: "status", hidden: true });
    this.host = el("section", { class: `hb player${compact ? " compact" : ""}${audible ? "" : " silent"}`, "aria-label": labels.player });
    if (compact) this.host.append(el("div", { class: "strip" }, this.transport.root, this.wave.root), this.failure, this.lines.root);
    else this.host.append(el("header", {}, this.transport.root, this.failure, this.wave.root, this.picking.bar.root), this.searchbar.root, this.lines.root, this.help.root, this.said);
    this.root.append(this.host);
  }

  undo() {
    this.mending?.dispose();
    this.sound?.dispose();
    this.wave?.dispose();
    this.host?.remove();
  }

  takeSound() {
    this.picking.pick(null);
    this.showFailure(null);
    this.sound.load(this.data.audio_url, { duration: this.data.duration, lazy: this.data.compact });
  }

  takeLanes() {
    const lanes = this.data.lanes.map((lane) => ({ ...lane, peaks: bytes(lane.peaks) }));
    this.sound.listen(lanes, this.data.duration);
    this.wave.set(lanes, this.data.duration);
    if (this.sound.lane !== null) this.solo(null);
  }

  takeLines() {
    const scrolled = this.lines.list.scrollTop;
    this.lines.set(this.data.lines);
    this.lines.root.hidden = this.data.compact && !this.data.lines.length;
    this.lines.list.scrollTop = scrolled;
    this.searchbar.search({ quiet: true });
    this.picking.showWords();
  }

  draw() {
    this.transport.draw();
    if (this.sound.playing && !this.announced) window.dispatchEvent(new CustomEvent("hearback:playing", { detail: this }));
    this.announced = this.sound.playing;
    this.host.classList.toggle("playing", this.sound.playing);
    this.onTick(this.sound.time);
  }

  onTick(time) {
    if (!this.data.audio_url) return;
    this.transport.time(time, this.data.duration);
    this.wave.setTime(time, this.sound.playing);
    this.lines.setTime(time);
    if (!this.sound.playing && this.quote) this.showQuote(null);
    const second = Math.floor(time);
    if (second !== this.second && !this.data.compact) this.tell("time", { time, second });
    this.second = second;
  }

  /** Tells the other parts of the page, and only them, what happened. */
  tell(name, detail) {
    window.dispatchEvent(new CustomEvent(`hearback:${name}`, { detail: { ...detail, player: this.data.key } }));
  }

  showFailure(reason) {
    this.failure.hidden = reason === null;
    if (reason === null) return;
    const again = button({ class: "framed", onclick: () => this.sound.retry() }, this.data.labels.try_again);
    this.failure.replaceChildren(icon("warn"), el("span", { class: "grow" }, this.data.labels[`failure_${reason}`]), again);
  }

  say(words, lasts = 2500) {
    this.said.textContent = words;
    this.said.hidden = false;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (this.said.hidden = true), lasts);
  }

  seek(time) {
    this.lines.following = true;
    this.showQuote(null);
    this.sound.seek(time);
    this.wave.reveal(this.sound.time);
  }

  step(by) {
    this.seek(this.sound.time + by);
  }

  hearFrom(time) {
    this.seek(time);
    this.sound.play();
  }

  hear(line) {
    if (!this.data.audio_url || line.start === null) {
      this.lines.spoken = "last";
      this.lines.mark(line.index);
      return;
    }
    this.hearFrom(line.start);
  }

  playLine(line) {
    if (this.data.audio_url && line.start !== null) this.sound.playStretch(Math.max(line.start - AROUND, 0), line.end + AROUND);
  }

  /** What a click on a line can ask of the corrections. */
  mendOfLines() {
    return {
      built: (row) => this.mending?.built(row),
      menu: (row, under) => this.mending.tools.open(row, under),
      said: (index) => this.mending.said(index, true),
      edit: (row, words) => this.editHeard(row, words),
    };
  }

  /** After a double click: what its first click began to play stops after the line. */
  editHeard(row, words) {
    this.picking.pick(null);
    if (this.sound.playing && row.line.end !== null) this.sound.until = row.line.end + AROUND;
    this.mending.edit(row, { words, heard: true });
  }

  /** A line up or down; it goes on playing if it was. */
  stepLine(by) {
    const { lines, current } = this.lines;
    const at = lines.findIndex((line) => line.index === current);
    const line = lines[clamp(at + by, 0, lines.length - 1)];
    if (!line) return;
    if (this.data.audio_url && line.start !== null) this.seek(line.start);
    else {
      this.lines.following = true;
      this.lines.mark(line.index);
    }
  }

  /** A quote is heard with a little before it and stops after it. Without sound it is shown. */
  playQuote({ start = null, end = null, line = null, from = 0, to = null }) {
    this.lines.following = true;
    const row = this.lines.rows.get(line);
    if (start !== null && this.data.audio_url) {
      this.wave.reveal(start);
      this.sound.playStretch(Math.max(start - LEAD_IN, 0), end === null ? null : end + RUN_OUT);
    } else if (row) this.lines.mark(line);
    const shown = row ?? (start === null ? null : this.lines.rows.get(this.lines.at(start)?.index));
    if (!shown) return;
    const words = row && to ? { from: { index: line, character: from }, to: { index: line, character: to } } : null;
    this.showQuote(words);
    this.lines.reveal(shown.line.index);
  }

  showQuote(words) {
    this.quote = words;
    this.lines.decorateWords("heard", words);
  }

  onPlay(detail) {
    const named = detail.player ? detail.player === this.data?.key : !this.data?.compact;
    if (named) this.playQuote(detail);
  }

  nextFinding(by) {
    const { all } = this.markers;
    const here = all.findIndex((marker) => same(marker, this.finding));
    const next = here >= 0 && !this.moved() ? all[here + by] : this.markers.beside(this.sound.time, this.lines.current ?? -1, by);
    if (next) this.goTo(next);
  }

  /** Whether the reader has left the finding that was last gone to. */
  moved() {
    const { start, line } = this.finding;
    if (start === null) return line !== this.lines.current;
    return this.sound.time < start - LEAD_IN - 0.5 || this.sound.time > start + 30;
  }

  /** The line that a key is about: of a finding gone to, from its lead-in to its end, the finding's; else the current one. */
  lineInHand() {
    const row = this.finding && !this.moved() ? this.lines.rows.get(this.finding.line) : null;
    return row && (row.line.start === null || this.sound.time <= row.line.end) ? row.line.index : this.lines.current;
  }

  goTo(marker) {
    this.finding = marker;
    this.searchbar.setFinding(this.markers.all.findIndex((each) => same(each, marker)) + 1);
    const line = this.data.lines.find((each) => each.index === marker.line);
    const mark = line?.marks.find((each) => each.finding === marker.finding);
    this.playQuote({ ...marker, from: mark?.start, to: mark?.end });
    if (marker.finding) this.tell("finding", { finding: marker.finding });
  }

  solo(channel) {
    this.sound.solo(channel);
    this.wave.name(channel);
  }

  async copyLink() {
    const address = new URL(this.data.link_base, window.location.href);
    address.searchParams.set("t", String(Math.floor(this.sound.time)));
    const copied = await copy(address.href, this.host);
    this.say(copied ? fillIn(this.data.labels.link_copied, { time: this.transport.now.textContent }) : address.href);
  }

  escape() {
    if (this.mending?.escape()) return true;
    if (this.help.open) this.help.toggle(false);
    else if (this.picking.picked) this.picking.pick(null);
    else return false;
    return true;
  }

  onKey(event) {
    if (!this.data || !meantFor(event, this.host, !this.data.compact)) return;
    const audible = Boolean(this.data.audio_url);
    const heard = (act) => (...given) => (audible ? act(...given) : false);
    onKey(event, {
      toggle: heard(() => this.sound.toggle()),
      step: heard((by) => this.step(by)),
      speed: heard((by) => this.sound.stepSpeed(by)),
      line: (by) => this.stepLine(by),
      finding: (by) => (this.data.markers.length ? this.nextFinding(by) : false),
      excerpt: () => this.picking.act("excerpt"),
      mend: () => (this.mending ? this.mending.editCurrent() : false),
      speaker: (side) => (this.mending ? this.mending.speakerOfCurrent(side) : false),
      search: () => (this.data.compact ? false : this.searchbar.input.focus()),
      help: () => (this.data.compact ? false : this.help.toggle()),
      escape: () => this.escape(),
    });
  }

  dispose() {
    for (const [name, listener] of Object.entries(this.onWindow)) window.removeEventListener(name, listener);
    document.removeEventListener("selectionchange", this.onSelection);
    clearTimeout(this.saying);
    this.undo();
  }
}

/** Whether two are the same marker, though a rerun made it anew. */
function same(marker, other) {
  return Boolean(other) && marker.finding === other.finding && marker.start === other.start && marker.line === other.line;
}

const players = new WeakMap();

/** Runs again whenever the page's data change; the player stays, and only the newest run may end it. */
export default function show({ data, parentElement, setTriggerValue }) {
  let player = players.get(parentElement);
  if (!player) {
    player = new Player(parentElement);
    players.set(parentElement, player);
  }
  const told = unpacked(data);
  // Lines that have not changed are not made anew either.
  told.lines = told.lines_version === player.data?.lines_version ? player.data.lines : told.lines.map(whole);
  const generation = player.update(told, setTriggerValue);
  return () => {
    if (player.generation !== generation) return;
    player.dispose();
    players.delete(parentElement);
  };
}
