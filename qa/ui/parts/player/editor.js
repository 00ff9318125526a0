import { button, el, fillIn, icon } from "./dom.js";

const TALLEST = 220; // pixels an editor grows to

/** Written words as a line keeps them. */
export function plainly(text) {
  return text.replace(/\s+/g, " ").trim();
}

/** The words of a line in the making, in the line's place. `draft` is `{base, text}`: what was written, and over which words. */
export class Editor {
  constructor(line, draft, labels, { save, leave, hear, typed }) {
    this.line = line;
    this.labels = labels;
    this.asked = { save, leave, hear, typed };
    this.base = draft?.base ?? line.text;
    this.field = el("textarea", { rows: 1, maxlength: 4000, "aria-label": labels.mend_text, spellcheck: "false", dir: "auto" });
    this.field.value = draft?.text ?? line.text;
    this.told = el("span", { class: "told", role: "status" });
    const saves = button({ class: "main", title: "Enter", onclick: () => this.save() }, labels.mend_save);
    const leaves = button({ class: "framed", title: "Esc", onclick: leave }, labels.mend_leave);
    const hears = line.start === null ? null : button({ class: "framed hear", title: labels.mend_hear_hint, onclick: hear }, icon("play"), labels.mend_hear);
    this.root = el("div", { class: "editor" }, this.field, el("div", { class: "tools" }, saves, leaves, hears, this.told));
    this.field.addEventListener("input", () => this.onInput());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.meet(line);
  }

  get changed() {
    return this.text !== this.line.text;
  }

  get text() {
    return plainly(this.field.value);
  }

  /** The line as the page has it now; somebody else may have changed it meanwhile. */
  meet(line) {
    this.line = line;
    this.tell(line.text === this.base ? "" : fillIn(this.labels.mend_changed, { text: line.text }));
  }

  tell(words) {
    this.told.textContent = words;
  }

  focus({ from = null, to = null } = {}) {
    this.grow();
    this.field.focus({ preventScroll: true });
    const end = this.field.value.length;
    this.field.setSelectionRange(from ?? end, to ?? end);
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, TALLEST)}px`;
  }

  onInput() {
    this.grow();
    this.asked.typed({ base: this.base, text: this.field.value });
  }

  /** Enter saves, but not the one that ends a Chinese word being typed. */
  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const held = event.ctrlKey || event.metaKey;
    if (held && (event.key === "Enter" || event.key === " ")) this.asked.hear();
    else if (event.key === "Enter") this.save();
    else if (event.key === "Escape") this.asked.leave();
    else return;
    event.preventDefault();
  }

  save() {
    if (!this.text) this.tell(this.labels.mend_empty);
    else if (this.changed) this.asked.save(this.text);
    else this.asked.leave();
  }
}
