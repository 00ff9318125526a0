import { button, el, fillIn, icon } from "./dom.js";

const SIDES = ["agent", "customer"];
export const OTHER_SIDE = { agent: "customer", customer: "agent" };

/** The small bar that comes to the line under the pointer, and the menu of who said a line and whether anybody did. One of each serves all lines. */
export class LineTools {
  constructor(labels, { edit, speaker, voice, said }) {
    this.labels = labels;
    this.asked = { edit, speaker, voice, said };
    this.row = null;
    this.bar = el("div", { class: "linetools", role: "toolbar" });
    this.menu = el("div", { class: "choices", role: "menu", hidden: true });
    this.menu.addEventListener("keydown", (event) => this.onKey(event));
    this.onAway = (event) => !event.composedPath().includes(this.menu) && this.close();
    for (const part of [this.bar, this.menu]) part.addEventListener("click", (event) => event.stopPropagation());
  }

  /** Brings the bar to a line; away with it for null. */
  goTo(row) {
    if (row === this.row || this.opened) return;
    this.row = row;
    if (!row) return this.bar.remove();
    const { line } = row;
    const { labels } = this;
    const tool = (name, label, act) => button({ class: "tiny", title: label, "aria-label": label, tabindex: -1, onclick: act }, icon(name));
    const other = OTHER_SIDE[line.speaker];
    const give = (speaker) => button({ class: "give", tabindex: -1, title: labels[`said_by_${speaker}`], onclick: () => this.asked.speaker([line.index], speaker) }, labels[`short_${speaker}`]);
    const who = other ? [tool("swap", labels[`said_by_${other}`], () => this.asked.speaker([line.index], other))] : SIDES.map(give);
    this.bar.replaceChildren(...who, tool("pencil", labels.mend_text, () => this.asked.edit(row)), tool("more", labels.mend_more, () => this.open(row, this.bar)));
    row.root.append(this.bar);
  }

  get opened() {
    return !this.menu.hidden;
  }

  /** Opens the menu of a line, under what was clicked. */
  open(row, under) {
    if (this.opened) return this.close();
    const { line } = row;
    const { labels } = this;
    const item = (label, act, chosen) => {
      const done = () => {
        this.close();
        if (!chosen) act();
      };
      return el("button", { type: "button", role: chosen === undefined ? "menuitem" : "menuitemradio", "aria-checked": chosen === undefined ? null : String(chosen), onclick: done }, chosen ? icon("check") : el("span", { class: "icon" }), label);
    };
    const speakers = [...SIDES, "unknown"].map((speaker) => item(labels[`said_by_${speaker}`], () => this.asked.speaker([line.index], speaker), speaker === line.speaker));
    const voices = line.voice ? SIDES.map((speaker) => item(fillIn(labels[`voice_is_${speaker}`], { voice: line.voice }), () => this.asked.voice(line.voice, speaker))) : [];
    const said = item(labels[line.doubt ? "was_said" : "not_said"], () => this.asked.said(line.index, Boolean(line.doubt)));
    const rule = () => el("hr");
    this.menu.replaceChildren(...speakers, ...(voices.length ? [rule(), ...voices] : []), rule(), said);
    this.menu.className = `choices ${under === this.bar ? "at-end" : "at-start"}`;
    this.menu.hidden = false;
    row.root.append(this.menu);
    const list = row.root.parentNode.getBoundingClientRect();
    this.menu.classList.toggle("upwards", this.menu.getBoundingClientRect().bottom > list.bottom && row.root.getBoundingClientRect().top - list.top > this.menu.offsetHeight);
    this.back = under;
    document.addEventListener("pointerdown", this.onAway, true);
    this.menu.querySelector("button").focus({ preventScroll: true });
    return true;
  }

  close() {
    if (!this.opened) return false;
    document.removeEventListener("pointerdown", this.onAway, true);
    this.menu.hidden = true;
    this.menu.remove();
    if (this.back !== this.bar) this.back.focus({ preventScroll: true });
    return true;
  }

  onKey(event) {
    const items = [...this.menu.querySelectorAll("button")];
    const at = items.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  dispose() {
    this.close();
    this.bar.remove();
  }
}
