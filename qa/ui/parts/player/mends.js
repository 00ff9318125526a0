import { memory } from "./dom.js";

const MEND_PATIENCE = 20000; // milliseconds until a correction without an answer counts as not saved

/**
 * Corrections on their way, and words not yet saved. Corrections go out one at a time: a second trigger during a run could swallow the first, and
 * each one makes the revision that the next is said of. Unsaved words live in the browser's session, so that neither a rerun nor a reload loses them.
 */
export class Mends {
  constructor({ send, done, refused }) {
    this.asked = { send, done, refused };
    this.tab = Math.random().toString(36).slice(2, 8);
    this.queue = [];
    this.sent = null;
    this.count = 0;
  }

  use({ drafts, revision }) {
    this.scope = `lines.${drafts}`;
    this.revision = revision;
    this.drafts = memory.get(this.scope, {}, "sessionStorage");
  }

  /** Keeps the unsaved words of a line, `{base, text}`; null once there are none. */
  keep(index, draft) {
    if (draft) this.drafts[index] = draft;
    else delete this.drafts[index];
    memory.set(this.scope, Object.keys(this.drafts).length ? this.drafts : null, "sessionStorage");
  }

  add(mend) {
    if (mend.what === "speaker") this.join(mend);
    else this.queue.push(mend);
    this.flush();
  }

  /** Lines given to the same speaker go together; what was said of a line before, and has not gone out, no longer counts. */
  join(mend) {
    for (const other of this.queue) if (other.what === "speaker") other.utterances = other.utterances.filter((index) => !mend.utterances.includes(index));
    this.queue = this.queue.filter((other) => other.utterances.length);
    const last = this.queue[this.queue.length - 1];
    if (last?.what === "speaker" && last.speaker === mend.speaker) last.utterances.push(...mend.utterances);
    else this.queue.push({ ...mend, utterances: [...mend.utterances] });
  }

  /** Whether a line's new words are on their way. */
  waits(index) {
    return [this.sent, ...this.queue].some((mend) => mend?.what === "text" && mend.utterances.includes(index));
  }

  flush() {
    if (this.sent || !this.queue.length) return;
    this.count += 1;
    this.sent = { ...this.queue.shift(), id: `${this.tab}.${this.count}`, revision: this.revision };
    this.timer = setTimeout(() => this.end(null), MEND_PATIENCE);
    this.asked.send(this.sent);
  }

  /** What the page answered to the correction that went out last. */
  take(answer) {
    if (this.sent && answer?.id === this.sent.id) this.end(answer.refused);
  }

  /** `refused`: "" where it was done, the reason where it was not, null where nothing came back. */
  end(refused) {
    clearTimeout(this.timer);
    const { sent } = this;
    this.sent = null;
    if (refused === "") this.asked.done(sent);
    else this.asked.refused(sent, refused);
    this.flush();
  }

  dispose() {
    clearTimeout(this.timer);
  }
}
