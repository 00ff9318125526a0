import { button, el, fillIn, icon } from "./dom.js";
import { occurrences } from "./text.js";

/** The bar above the words: search in the transcript, and the way from finding to finding. */
export class SearchBar {
  constructor(labels, lines, { finding, help }) {
    this.labels = labels;
    this.lines = lines;
    this.hits = [];
    this.at = -1;
    this.input = el("input", { type: "search", placeholder: labels.search, "aria-label": labels.search, autocomplete: "off", spellcheck: "false" });
    this.count = el("span", { class: "count num", role: "status" });
    const tool = (sign, label, act, more = {}) => button({ class: "tiny", title: labels[label], "aria-label": labels[label], onclick: act, ...more }, sign === "?" ? sign : icon(sign));
    this.steps = el("span", { class: "steps", hidden: true }, this.count, tool("up", "search_previous", () => this.go(-1)), tool("down", "search_next", () => this.go(1)));
    this.number = el("span", { class: "count num" });
    this.findings = el("span", { class: "findings" }, tool("left", "previous_finding", () => finding(-1)), this.number, tool("right", "next_finding", () => finding(1)));
    const box = el("label", { class: "searchbox" }, icon("search"), this.input);
    this.root = el("div", { class: "searchbar" }, box, this.steps, el("span", { class: "grow" }), this.findings, tool("?", "keys", help, { class: "tiny helpkey" }));
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
  }

  setFindings(count) {
    this.findings.hidden = !count;
    this.findingCount = count;
    this.setFinding(null);
  }

  setFinding(number) {
    this.number.textContent = fillIn(this.labels.finding_of, { at: number ?? "–", count: this.findingCount });
  }

  /** Looks again; `quiet` when the lines changed under an unmoved reader. */
  search({ quiet = false } = {}) {
    const wanted = this.input.value.trim();
    this.hits = [];
    const ranges = new Map();
    for (const line of wanted ? this.lines.lines : []) {
      const found = occurrences(line.text, wanted);
      if (!found.length) continue;
      ranges.set(line.index, found);
      this.hits.push(...found.map((range) => ({ index: line.index, range })));
    }
    this.lines.decorate("hit", ranges);
    this.steps.hidden = !wanted;
    const near = this.hits.findIndex((hit) => hit.index >= (this.lines.current ?? 0));
    const at = quiet ? this.at : Math.max(near, 0);
    this.show(Math.min(at, this.hits.length - 1), quiet);
  }

  go(by) {
    if (this.hits.length) this.show((this.at + by + this.hits.length) % this.hits.length);
  }

  show(at, quiet = false) {
    this.at = at;
    const hit = this.hits[at];
    this.lines.decorate("now", new Map(hit ? [[hit.index, [hit.range]]] : []));
    this.count.textContent = this.hits.length ? fillIn(this.labels.search_of, { at: at + 1, count: this.hits.length }) : this.labels.search_none;
    if (!hit || quiet) return;
    this.lines.following = false;
    this.lines.reveal(hit.index);
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.search();
      this.input.blur();
    } else return;
    event.preventDefault();
  }
}
