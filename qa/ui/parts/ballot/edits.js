import { memory } from "../player/dom.js";

const PATIENCE = 12000; // milliseconds until answers that nobody confirmed count as not saved

/**
 * What a person has answered and the page does not show as saved yet, `{verdict, comment, at}` by finding. It lives in the browser's session, so that
 * neither a rerun nor a reload loses any of it. One batch goes out at a time: a second trigger during a run could swallow the first.
 */
export class Edits {
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.sent = new Map(); // finding → the answer as it was sent
    this.failed = false;
  }

  use(scope, rows) {
    if (scope !== this.scope) this.all = new Map(Object.entries(memory.get(`ballot.${scope}`, {}, "sessionStorage")));
    this.scope = scope;
    this.settle(rows);
  }

  of(row) {
    return this.all.get(row.finding) ?? { verdict: row.verdict, comment: row.comment, at: row.at };
  }

  set(row, answer) {
    this.failed = false;
    if (same(answer, row)) this.all.delete(row.finding);
    else this.all.set(row.finding, answer);
    this.keep();
  }

  keep() {
    memory.set(`ballot.${this.scope}`, this.all.size ? Object.fromEntries(this.all) : null, "sessionStorage");
  }

  /** An answer without a verdict waits for one. */
  get waiting() {
    return [...this.all].filter(([finding, answer]) => answer.verdict && !same(answer, this.sent.get(finding)));
  }

  get saving() {
    return this.sent.size > 0;
  }

  flush() {
    if (this.sent.size || !this.waiting.length) return;
    this.sent = new Map(this.waiting.map(([finding, answer]) => [finding, { ...answer }]));
    this.send([...this.sent].map(([finding, answer]) => ({ finding, ...answer })));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp(), PATIENCE);
  }

  giveUp() {
    this.sent.clear();
    this.failed = true;
    this.changed();
  }

  /** What the page shows as saved leaves the edits; then the next batch may go. */
  settle(rows) {
    for (const row of rows) {
      const sent = this.sent.get(row.finding);
      if (sent && same(sent, row)) this.sent.delete(row.finding);
      const edit = this.all.get(row.finding);
      if (edit && same(edit, row)) this.all.delete(row.finding);
    }
    this.keep();
    if (!this.sent.size) clearTimeout(this.timer);
    if (!this.failed) this.flush();
  }

  dispose() {
    clearTimeout(this.timer);
  }
}

function same(one, other) {
  return Boolean(other) && one.verdict === other.verdict && one.comment.trim() === other.comment.trim() && one.at === other.at;
}
