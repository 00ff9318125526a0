import { meantFor } from "../player/keys.js";
import { decided } from "./row.js";

/**
 * Judging by keys: y, n and a decide the criterion that is in hand and bring the next open one, u goes there without deciding, g agrees with the machine on the rest. What differs
 * from the machine waits for its reason.
 */
export class CardKeys {
  constructor(card) {
    this.card = card;
    this.current = null;
    this.listener = (event) => this.press(event);
    window.addEventListener("keydown", this.listener);
  }

  press(event) {
    const { card } = this;
    if (!card.data?.editable || !meantFor(event, card.host, true)) return;
    const acts = {
      y: () => this.judge("met"),
      n: () => this.judge("missed"),
      a: () => this.judge("not_applicable"),
      u: () => this.next(),
      g: () => card.acceptable().length > 0 && card.data.accept_all && card.change({ asking: true }),
      Enter: () => card.asking && card.acceptAll(),
      Escape: () => card.asking && card.change({ asking: false }),
    };
    const act = acts[event.key];
    if (!act || act() === false) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Nothing is decided unseen: the first press only brings the first open criterion into hand. */
  judge(verdict) {
    const { card } = this;
    const row = this.current && card.find(this.current);
    if (!row) return this.next();
    if (card.drafts.saving(row.finding)) return false;
    if (wantsReason(row, verdict)) {
      card.drafts.set(row.finding, { ...card.drafts.get(row.finding), verdict });
      card.changed(row.finding, "comment");
      return true;
    }
    card.drafts.save(row, verdict, card.drafts.get(row.finding).comment.trim());
    card.forget(row.finding);
    return this.next();
  }

  /** Takes the next open criterion in hand, from the top again after the last, and lets it be heard. */
  next() {
    const { card } = this;
    const rows = card.rows();
    const from = rows.findIndex((row) => row.finding === this.current) + 1;
    const open = [...rows.slice(from), ...rows.slice(0, from)].find((row) => !decided(row) && !card.drafts.saving(row.finding));
    this.current = null;
    if (!open) {
      card.draw();
      return true;
    }
    if (open.quotes.length) card.showHeard(open.finding, 0);
    card.reveal(open.finding);
    if (open.quotes.length) card.play(open.finding, 0);
    return true;
  }

  dispose() {
    window.removeEventListener("keydown", this.listener);
  }
}

/** Whoever differs from the machine, or deducts where it left the verdict open, says why. */
function wantsReason(row, verdict) {
  return row.verdict === "unscored" ? verdict === "missed" : verdict !== row.verdict;
}
