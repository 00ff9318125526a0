import { memory } from "../player/dom.js";

const PAUSE = 900; // milliseconds without a keystroke until what was written is sent
const PATIENCE = 12000; // milliseconds until what nobody confirmed counts as not saved

/**
 * What is written in a meeting and the page does not show as saved yet, by key (`vote:7`, `note:7`, `note:`, `there:`). It lives in the browser, so
 * that neither a rerun nor a reload loses any of it. One batch goes out at a time. Without `send`, in the file for offline, it stays there.
 */
export class Minutes {
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.all = new Map();
    this.sent = new Map();
    this.failed = false;
  }

  use(scope, saved) {
    if (scope !== this.scope) this.all = new Map(Object.entries(memory.get(`present.${scope}`, {})));
    this.scope = scope;
    this.saved = saved;
    for (const key of [...this.all.keys()]) {
      if (same(this.all.get(key), saved[key])) this.all.delete(key);
      if (same(this.sent.get(key), saved[key])) this.sent.delete(key);
    }
    this.keep();
    if (!this.sent.size) clearTimeout(this.patience);
    if (!this.failed) this.later(0);
  }

  of(key) {
    return this.all.get(key) ?? this.saved[key];
  }

  set(key, value, wait = PAUSE) {
    this.failed = false;
    if (same(value, this.saved[key]) && !this.sent.has(key)) this.all.delete(key);
    else this.all.set(key, value);
    this.keep();
    this.later(wait);
    this.changed();
  }

  keep() {
    memory.set(`present.${this.scope}`, this.all.size ? Object.fromEntries(this.all) : null);
  }

  get state() {
    if (this.failed) return "not_saved";
    return this.all.size ? "saving" : "saved";
  }

  /** What was not sent yet, as it is sent. */
  get waiting() {
    return [...this.all].filter(([key, value]) => !same(value, this.sent.get(key)));
  }

  later(wait) {
    clearTimeout(this.timer);
    if (this.send) this.timer = setTimeout(() => this.flush(), wait);
  }

  flush() {
    clearTimeout(this.timer);
    const { waiting } = this;
    if (!this.send || this.sent.size || !waiting.length) return;
    this.sent = new Map(waiting);
    this.send(waiting.map(([key, value]) => ({ key, ...value })));
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.sent.clear();
      this.failed = true;
      this.changed();
    }, PATIENCE);
  }

  dispose() {
    this.flush();
    clearTimeout(this.timer);
    clearTimeout(this.patience);
  }
}

function same(one, other) {
  return one !== undefined && other !== undefined && JSON.stringify(shape(one)) === JSON.stringify(shape(other));
}

/** A text's last line end is nobody's: it is stored without. */
function shape({ good = 0, bad = 0, unsure = 0, text = "", people = [] }) {
  return [good, bad, unsure, text.trim(), [...people].sort((a, b) => a - b)];
}
