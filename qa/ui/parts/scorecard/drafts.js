import { memory } from "../player/dom.js";

const PATIENCE = 12000; // milliseconds until a judgement without an answer counts as not saved

/**
 * Unsaved judgements, `{verdict, comment}` by finding, kept under what each is about: the machine may judge anew while somebody writes. They live in
 * the browser's session, so that neither a rerun nor a reload loses one, and leave only when the page's data show the judgement they became. What is
 * being saved goes out one batch at a time: a second trigger during a run could swallow the first.
 */
export class Drafts {
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.waiting = new Map(); // finding → {decision, judged, sent}
    this.failed = new Set();
    this.kept = new Map(); // key → draft, as the session has it: a card asks for each of its rows whenever it is drawn
  }

  use(scope, rows) {
    if (scope !== this.scope) this.kept.clear();
    this.scope = scope;
    this.names = new Map(rows.map((row) => [row.finding, row.name]));
  }

  key(finding) {
    return `draft.${this.scope}.${this.names.get(finding) ?? finding}`;
  }

  get(finding) {
    const key = this.key(finding);
    if (!this.kept.has(key)) this.kept.set(key, memory.get(key, { verdict: null, comment: "" }, "sessionStorage"));
    return this.kept.get(key);
  }

  set(finding, draft) {
    this.failed.delete(finding);
    this.kept.set(this.key(finding), draft);
    memory.set(this.key(finding), draft.verdict || draft.comment ? draft : null, "sessionStorage");
  }

  has(finding) {
    const { verdict, comment } = this.get(finding);
    return Boolean(verdict || comment.trim());
  }

  saving(finding) {
    return this.waiting.has(finding);
  }

  /** The verdict that is on its way. */
  sent(finding) {
    return this.waiting.get(finding)?.decision.verdict ?? null;
  }

  save(row, verdict, comment) {
    this.failed.delete(row.finding);
    const latest = row.judgements[row.judgements.length - 1];
    if (latest?.verdict === verdict && latest.comment === comment) {
      this.set(row.finding, { verdict: null, comment: "" }); // it stands already
      return;
    }
    this.waiting.set(row.finding, { decision: { finding: row.finding, verdict, comment }, judged: row.judgements.length, sent: false });
    this.flush();
  }

  flush() {
    const all = [...this.waiting.values()];
    if (!all.length || all.some((entry) => entry.sent)) return;
    for (const entry of all) entry.sent = true;
    this.send(all.map((entry) => entry.decision));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp(), PATIENCE);
  }

  /** Nothing came back: the drafts stay, the rows say so, the next batch may go. */
  giveUp() {
    for (const [finding, entry] of this.waiting) {
      if (!entry.sent) continue;
      this.waiting.delete(finding);
      this.failed.add(finding);
    }
    this.changed();
    this.flush();
  }

  /** What the page says is saved leaves the drafts. */
  settle(rows) {
    for (const row of rows) {
      const entry = this.waiting.get(row.finding);
      if (!entry || row.judgements.length <= entry.judged) continue;
      this.waiting.delete(row.finding);
      this.set(row.finding, { verdict: null, comment: "" });
    }
    this.flush();
  }

  dispose() {
    clearTimeout(this.timer);
  }
}
