import { button, el, fillIn, icon } from "../player/dom.js";
import { found } from "./typing.js";

/** Looking for words in the text: Ctrl + F opens it, Enter goes on, Escape goes back to the text. */
export class FindBar {
  constructor(labels, { text, show, leave, changed }) {
    this.labels = labels;
    this.asked = { text, show, leave, changed };
    this.hits = [];
    this.at = -1;
    this.input = el("input", { type: "search", placeholder: labels.find, "aria-label": labels.find, autocomplete: "off", spellcheck: "false" });
    this.count = el("span", { class: "num count", role: "status" });
    const tool = (sign, name, act) => button({ title: labels[name], "aria-label": labels[name], onclick: act }, icon(sign));
    this.root = el(
      "div",
      { class: "findbar", hidden: true },
      icon("search"),
      this.input,
      this.count,
      tool("up", "find_previous", () => this.go(-1)),
      tool("down", "find_next", () => this.go(1)),
      tool("close", "find_close", () => this.close()),
    );
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
  }

  get open() {
    return !this.root.hidden;
  }

  begin(words) {
    this.root.hidden = false;
    if (words && !words.includes("\n")) this.input.value = words;
    this.input.focus();
    this.input.select();
    this.look();
  }

  close() {
    this.root.hidden = true;
    this.hits = [];
    this.asked.changed();
    this.asked.leave();
  }

  /** Look again; `near`: go to the first hit from there on. */
  look(near = this.hits[this.at]?.[0] ?? 0, quiet = false) {
    this.hits = this.open ? found(this.asked.text(), this.input.value) : [];
    const next = this.hits.findIndex(([from]) => from >= near);
    this.at = this.hits.length ? Math.max(next, 0) : -1;
    this.tell();
    if (this.at >= 0 && !quiet) this.asked.show(...this.hits[this.at]);
    this.asked.changed();
  }

  go(by) {
    if (!this.hits.length) return;
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    this.tell();
    this.asked.show(...this.hits[this.at]);
    this.asked.changed();
  }

  tell() {
    const { labels, hits, at } = this;
    this.count.textContent = !this.input.value ? "" : hits.length ? fillIn(labels.find_of, { at: at + 1, count: hits.length }) : labels.find_none;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }
}
