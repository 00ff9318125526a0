import { button, el, memory } from "../player/dom.js";

const MOST_OFFERED = 6;
const TYPED = /(^|[^A-Za-z0-9_])[@＠]([^\s@＠]{0,24})$/;

/** A box to write in, with people offered after an at-sign. It keeps what was typed until that was taken. */
export class Composer {
  /** `key` names the draft; `send(text, kind)` hands it over; `kinds` offers more than plain posts. */
  constructor({ key, labels, people, longest, kinds = [], text = "", hint = "", action, main = false, send, cancel = null }) {
    this.key = key;
    this.labels = labels;
    this.people = people;
    this.kind = "plain";
    this.offered = [];
    this.at = 0;
    this.list = el("ul", { class: "offers", role: "listbox", id: `offers-${key}`, "aria-label": labels.people, hidden: true });
    this.box = el("textarea", {
      rows: 2, maxlength: longest, placeholder: hint || labels.hint, "aria-label": hint || labels.write,
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `offers-${key}`,
      oninput: (event) => this.typed(event), onkeydown: (event) => this.pressed(event), onblur: () => this.offer([]), onclick: () => this.look(),
    });
    this.box.value = memory.get(this.key, text, "sessionStorage");
    this.refusal = el("p", { class: "alert", role: "alert", hidden: true });
    this.submit = button({ class: main ? "main" : "framed", title: "Ctrl+Enter", onclick: () => this.go() }, action);
    this.go = () => {
      if (this.box.value.trim() && !this.waiting) send(this.box.value, this.kind);
    };
    const choose = kinds.length > 1 ? this.chooser(kinds) : null;
    const leave = cancel ? button({ onclick: cancel }, labels.cancel) : null;
    this.root = el("div", { class: "compose" }, choose, this.box, this.list, this.refusal, el("div", { class: "acts" }, this.submit, leave));
    this.grow();
  }

  chooser(kinds) {
    const one = (kind) => button({ "aria-pressed": String(kind === this.kind), "data-kind": kind, onclick: () => this.choose(kind) }, this.labels[`kind_${kind}`]);
    this.choices = el("div", { class: "kinds", role: "group", "aria-label": this.labels.kind }, ...kinds.map(one));
    return this.choices;
  }

  choose(kind) {
    this.kind = kind;
    for (const choice of this.choices.children) choice.setAttribute("aria-pressed", String(choice.dataset.kind === kind));
    this.box.placeholder = this.labels[kind === "plain" ? "hint" : `hint_${kind}`];
    this.box.setAttribute("aria-label", this.box.placeholder);
    this.box.focus();
  }

  /** Sent and not yet answered: nothing goes twice. */
  wait(waiting) {
    this.waiting = waiting;
    this.submit.disabled = waiting;
  }

  taken() {
    this.wait(false);
    this.refuse("");
    this.box.value = "";
    memory.set(this.key, null, "sessionStorage");
    if (this.choices) this.kind !== "plain" && this.choose("plain");
    this.grow();
  }

  refuse(why) {
    this.wait(false);
    this.refusal.textContent = why;
    this.refusal.hidden = !why;
  }

  typed(event) {
    memory.set(this.key, this.box.value || null, "sessionStorage");
    this.grow();
    // what is still being composed (pinyin, say) is no name yet
    if (!event.isComposing) this.look();
  }

  grow() {
    this.box.rows = Math.min(10, Math.max(2, this.box.value.split("\n").length + 1));
  }

  look() {
    const before = this.box.value.slice(0, this.box.selectionStart);
    const found = TYPED.exec(before);
    if (!found) return this.offer([]);
    const wanted = found[2].toLowerCase();
    this.from = before.length - found[2].length;
    const begins = (person) => [person.shown, person.name].some((name) => name.toLowerCase().startsWith(wanted));
    const holds = (person) => !begins(person) && person.shown.toLowerCase().includes(wanted);
    return this.offer([...this.people.filter(begins), ...this.people.filter(holds)].slice(0, MOST_OFFERED));
  }

  offer(people) {
    this.offered = people;
    this.at = 0;
    const line = (person, place) =>
      el(
        "li",
        { role: "option", id: `${this.list.id}-${place}`, "aria-selected": String(place === 0), onmousedown: (event) => this.pick(event, place) },
        el("b", {}, person.shown), el("span", {}, [person.at === person.shown ? "" : `@${person.at}`, person.team].filter(Boolean).join(" · ")),
      );
    this.list.replaceChildren(...people.map(line));
    this.list.hidden = !people.length;
    this.box.setAttribute("aria-expanded", String(Boolean(people.length)));
    this.mark();
  }

  mark() {
    for (const [place, line] of [...this.list.children].entries()) line.setAttribute("aria-selected", String(place === this.at));
    if (this.offered.length) this.box.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  pick(event, place) {
    event.preventDefault();
    const { value, selectionStart } = this.box;
    const name = `${this.offered[place].at} `;
    this.box.value = value.slice(0, this.from) + name + value.slice(selectionStart);
    const caret = this.from + name.length;
    this.box.focus();
    this.box.setSelectionRange(caret, caret);
    memory.set(this.key, this.box.value, "sessionStorage");
    this.offer([]);
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.go();
    } else if (this.offered.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : this.offered.length - 1)) % this.offered.length;
      this.mark();
    } else if (this.offered.length && ["Enter", "Tab"].includes(event.key)) {
      this.pick(event, this.at);
    } else if (this.offered.length && event.key === "Escape") {
      event.stopPropagation();
      this.offer([]);
    }
  }
}
