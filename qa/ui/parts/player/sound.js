import { clamp, memory } from "./dom.js";

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5];

const QUIET = 7; // of 255: below it a line is silent
const LONG_SILENCE = 1.2; // seconds
const RUN_UP = 0.25; // seconds of silence left before speech

/** The recording: what plays, where, how fast, which side; `changed` is called when any of it changes, `ticked` while it plays. */
export class Sound {
  constructor({ changed, ticked, failed }) {
    this.changed = changed;
    this.ticked = ticked;
    this.failed = failed;
    this.audio = document.createElement("audio");
    this.audio.preservesPitch = true;
    this.speed = SPEEDS.includes(memory.get("speed", 1)) ? memory.get("speed", 1) : 1;
    this.volume = clamp(Number(memory.get("volume", 1)) || 0, 0, 1);
    this.skips = memory.get("skip", false) === true;
    this.silences = [];
    this.lane = null;
    this.until = null;
    this.waiting = null;
    this.address = null;
    this.alive = true;
    for (const name of ["play", "pause", "ended", "seeked", "waiting", "playing"]) this.audio.addEventListener(name, () => this.onState(name));
    this.audio.addEventListener("loadedmetadata", () => this.onMetadata());
    this.audio.addEventListener("timeupdate", () => this.onTick());
    this.audio.addEventListener("error", () => this.onError());
    this.audio.volume = this.volume;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = this.speed;
  }

  /** Takes another recording. A `lazy` one is not asked for before it is to be played. */
  load(address, { duration, lazy }) {
    this.pause();
    this.address = address;
    this.duration = duration;
    this.until = null;
    this.waiting = 0;
    this.broken = false;
    this.loaded = false;
    this.audio.removeAttribute("src");
    if (address && !lazy) this.fetch("metadata");
    else this.audio.load();
  }

  fetch(preload) {
    this.loaded = true;
    this.audio.preload = preload;
    this.audio.src = this.address;
  }

  get time() {
    return this.waiting ?? this.audio.currentTime;
  }

  get playing() {
    return !this.audio.paused && !this.audio.ended;
  }

  seek(time, { keepEnd = false } = {}) {
    const target = clamp(time, 0, Math.max(this.duration - 0.05, 0));
    if (!keepEnd) this.until = null;
    if (this.audio.readyState >= 1) this.audio.currentTime = target;
    else this.waiting = target;
    this.changed();
  }

  async play() {
    if (!this.address) return;
    if (!this.loaded || this.broken) this.retry();
    if (this.audio.ended || this.time >= this.duration - 0.06) this.seek(0);
    if (this.graph) await this.graph.context.resume();
    try {
      await this.audio.play();
    } catch (stopped) {
      // A pause or another address while loading, or a browser that wants a click first: nothing plays, the button says so. Others reach onError.
      if (!["AbortError", "NotAllowedError", "NotSupportedError"].includes(stopped.name)) throw stopped;
    }
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Plays from `start` to `end` and stops there. */
  playStretch(start, end) {
    this.seek(start);
    this.until = end === null ? null : Math.min(end, this.duration);
    this.play();
  }

  retry() {
    const at = this.time;
    this.broken = false;
    this.fetch("auto");
    this.waiting = at;
  }

  setSpeed(speed) {
    this.speed = speed;
    this.audio.defaultPlaybackRate = this.audio.playbackRate = speed;
    memory.set("speed", speed);
    this.changed();
  }

  stepSpeed(by) {
    this.setSpeed(SPEEDS[clamp(SPEEDS.indexOf(this.speed) + by, 0, SPEEDS.length - 1)]);
  }

  setVolume(volume) {
    this.volume = clamp(volume, 0, 1);
    this.audio.volume = this.volume;
    memory.set("volume", this.volume);
    this.changed();
  }

  setSkips(skips) {
    this.skips = skips;
    memory.set("skip", skips);
    this.changed();
  }

  /** Which stretches are silent on every side: from the peaks, so the sound itself need not be read. */
  listen(lanes, duration) {
    this.silences = [];
    if (!lanes.length) return;
    const rate = lanes[0].rate;
    const count = Math.min(...lanes.map((lane) => lane.peaks.length));
    let from = null;
    for (let i = 0; i <= count; i += 1) {
      const quiet = i < count && lanes.every((lane) => lane.peaks[i] < QUIET);
      if (quiet && from === null) from = i;
      if (!quiet && from !== null) {
        if ((i - from) / rate >= LONG_SILENCE) this.silences.push([from / rate, Math.min(i / rate, duration)]);
        from = null;
      }
    }
  }

  /** Plays one channel in both ears, or, with null, the recording as it is. */
  solo(channel) {
    this.lane = channel;
    if (channel === null && !this.graph) return this.changed();
    this.graph ??= this.build();
    const { source, splitter, single, context } = this.graph;
    source.disconnect();
    splitter.disconnect();
    if (channel === null) source.connect(context.destination);
    else {
      source.connect(splitter);
      splitter.connect(single, channel);
    }
    context.resume();
    return this.changed();
  }

  build() {
    const context = new AudioContext();
    const single = new GainNode(context, { channelCount: 1, channelCountMode: "explicit" });
    single.connect(context.destination);
    return { context, single, source: context.createMediaElementSource(this.audio), splitter: new ChannelSplitterNode(context, { numberOfOutputs: 2 }) };
  }

  onMetadata() {
    if (this.waiting !== null) this.audio.currentTime = this.waiting;
    this.waiting = null;
    this.audio.playbackRate = this.speed;
    this.failed(null);
    this.changed();
  }

  onState(name) {
    if (name === "play" || name === "playing") this.run();
    this.changed();
  }

  run() {
    if (this.frame) return;
    const step = () => {
      this.frame = null;
      this.onTick();
      if (this.alive && this.playing) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  onTick() {
    const now = this.time;
    if (this.until !== null && now >= this.until && this.playing) {
      this.until = null;
      this.pause();
    } else if (this.skips && this.playing && !this.audio.seeking) {
      const silence = this.silences.find(([from, to]) => now > from + RUN_UP && now < to - 2 * RUN_UP);
      if (silence) this.seek(silence[1] - RUN_UP, { keepEnd: true });
    }
    this.ticked(now);
  }

  async onError() {
    if (!this.alive || !this.audio.hasAttribute("src")) return;
    this.waiting = this.time;
    this.broken = true;
    const address = this.address;
    const reason = await this.explain(address);
    if (this.alive && this.broken && this.address === address) this.failed(reason);
  }

  /** The audio element does not tell why: ask the server for one byte. */
  async explain(address) {
    try {
      const answer = await fetch(address, { headers: { Range: "bytes=0-0" } });
      if (answer.status === 401 || answer.status === 403) return "denied";
      if (answer.status === 404 || answer.status === 410) return "missing";
      return answer.ok ? "undecodable" : "server";
    } catch {
      return "unreachable";
    }
  }

  dispose() {
    this.alive = false;
    if (this.frame) cancelAnimationFrame(this.frame);
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    if (this.graph) this.graph.context.close();
  }
}
