import { arrange, el } from "./dom.js";

class Table {
  constructor(root) {
    this.generation = 0;
    this.rows = new Map(); // id → { said, nodes }
    this.head = el("tr");
    this.body = el("tbody");
    this.node = el("table", {}, el("thead", {}, this.head), this.body);
    this.frame = el("div", { class: "hb list" }, this.node);
    root.append(this.frame);
  }

  /** Takes what the page says now; a row whose values are the same is left alone. */
  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    this.node.setAttribute("aria-label", data.label);
    const said = JSON.stringify(data.columns);
    if (said !== this.said) {
      this.said = said;
      this.rows.clear();
      this.head.replaceChildren(...data.columns.map((column) => el("th", { scope: "col", class: looks(column) }, column.label)));
    }
    const before = this.rows;
    this.rows = new Map();
    for (const row of data.rows) {
      const words = JSON.stringify(row);
      const old = before.get(row.id);
      this.rows.set(row.id, old?.words === words ? old : { words, nodes: this.build(row, data.columns) });
    }
    arrange(this.body, [...this.rows.values()].flatMap((row) => row.nodes));
  }

  build(row, columns) {
    const line = el(
      "tr",
      { class: `row${row.note || row.acts.length ? " noted" : ""}`, onclick: (event) => this.open(event, row) },
      ...columns.map((column, at) => {
        const words = cell(row.cells[at]);
        return el("td", { class: looks(column) }, at === 0 ? el("a", { href: row.href }, ...words) : el("span", { class: "cell" }, ...words));
      }),
    );
    if (!line.classList.contains("noted")) return [line];
    const acts = row.acts.map((act) =>
      el("button", { type: "button", class: "framed", title: act.hint || null, onclick: () => this.act(row, act) }, act.label),
    );
    const note = el("td", { colspan: String(columns.length) }, el("div", { class: "under" }, el("span", { class: "grow" }, row.note), ...acts));
    return [line, el("tr", { class: "note" }, note)];
  }

  /** A plain click opens here; one with a modifier is the browser's, and so is one that ends a selection of words. */
  open(event, row) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (String(window.getSelection() ?? "") && !event.target.closest("a")) return;
    event.preventDefault();
    event.currentTarget.classList.add("opening");
    this.setTrigger("open", { id: row.id });
  }

  act(row, act) {
    this.setTrigger("act", { id: row.id, name: act.name });
  }
}

function looks(column) {
  return ["end", "lesser", "wide", "wraps"].filter((name) => column[name]).join(" ") || null;
}

function cell(value) {
  const words = el("span", { class: `${value.badge ? "badge" : ""} ${value.tone}`.trim() || null }, value.text);
  const parts = [words];
  if (value.note) parts.push(el("span", { class: "aside" }, value.note));
  if (value.progress !== null) {
    const percent = `${Math.round(Math.min(Math.max(value.progress, 0), 1) * 100)}%`;
    parts.push(el("span", { class: "bar", "aria-hidden": "true" }, el("span", { style: `width: ${percent}` })));
  }
  return parts;
}

const tables = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  if (!tables.has(parentElement)) tables.set(parentElement, new Table(parentElement));
  const shown = tables.get(parentElement);
  shown.update(data, setTriggerValue);
  const generation = shown.generation;
  return () => {
    // a superseded run's cleanup may come late: only the newest may tear down
    if (shown.generation !== generation) return;
    shown.frame.remove();
    tables.delete(parentElement);
  };
}
