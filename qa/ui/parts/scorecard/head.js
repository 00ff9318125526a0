import { button, el, fillIn, icon } from "../player/dom.js";
import { decided, points } from "./row.js";
import { standing } from "./decide.js";

export const FILTERS = {
  all: () => true,
  missed: (row) => standing(row) === "missed",
  open: (row) => !decided(row),
};

export function percent(value) {
  return value === null ? "–" : `${Math.round(value)}%`;
}

/** The score at a glance, and how far the person has come. */
export function headView(rows, { data, labels, filter, asking, acceptable, setFilter, ask, acceptAll, next }) {
  const { total } = data;
  const root = el("header", {});
  if (total.fatal.length) {
    const sentence = fillIn(labels.fatal_banner, { titles: total.fatal.join(labels.comma) });
    root.append(el("div", { class: "alert fatal", role: "alert" }, icon("warn"), el("span", {}, sentence)));
  }
  const score = el("div", { class: `score${total.fatal.length ? " failed" : ""}` }, el("b", { class: "num big" }, percent(total.percent)), el("span", { class: "of" }, el("span", {}, labels.total), el("span", { class: "num" }, `${points(total.points)}/${points(total.max_points)}`)));
  const critical = total.critical === null ? null : el("div", { class: "score second", title: labels.critical_hint }, el("b", { class: "num" }, percent(total.critical)), el("span", { class: "of" }, labels.critical_score));
  const done = rows.filter(decided).length;
  const progress = el("div", { class: "progress grow" }, el("span", { class: "num" }, fillIn(labels.progress, { done, count: rows.length })), el("div", { class: "track", role: "progressbar", "aria-valuenow": done, "aria-valuemax": rows.length }, el("i", { style: `width:${rows.length ? (100 * done) / rows.length : 0}%` })));
  root.append(el("div", { class: "scores" }, score, critical, harmed(total, labels), data.editable ? progress : null));
  root.append(tools(rows, { data, labels, filter, asking, acceptable, setFilter, ask, acceptAll, next }));
  return root;
}

/** Critical errors, by whom they harm: counted beside the score, as contact centres report them. */
function harmed(total, labels) {
  if (!total.errors.length) return null;
  const counts = total.errors.map(([whom, count]) => el("span", { class: "harmed" }, labels[`to_${whom}`], el("b", { class: "num" }, String(count))));
  return el("div", { class: "score second errors", title: labels.errors_hint }, el("span", { class: "of" }, el("span", {}, labels.errors), el("span", { class: "counts" }, ...counts)));
}

function tools(rows, { data, labels, filter, asking, acceptable, setFilter, ask, acceptAll, next }) {
  const bar = el("div", { class: "tools" });
  if (asking) {
    const left = rows.filter((row) => !decided(row)).length - acceptable.length;
    const sentence = fillIn(labels.accept_all_ask, { count: acceptable.length }) + (left ? fillIn(labels.accept_all_left, { count: left }) : "");
    bar.append(el("span", { class: "grow" }, sentence), button({ onclick: () => ask(false) }, labels.cancel), button({ class: "main", "data-act": "accept_all", onclick: acceptAll }, fillIn(labels.accept_all_yes, { count: acceptable.length })));
    bar.classList.add("asking");
    return bar;
  }
  const names = data.editable ? ["all", "missed", "open"] : ["all", "missed"];
  const choice = (name) => button({ "aria-pressed": String(filter === name), "data-filter": name, onclick: () => setFilter(name) }, labels[`filter_${name}`], el("span", { class: "num" }, String(rows.filter(FILTERS[name]).length)));
  bar.append(el("div", { class: "filters", role: "group", "aria-label": labels.filter }, ...names.map(choice)), el("span", { class: "grow" }));
  if (data.editable && !rows.every(decided)) bar.append(button({ class: "framed", "data-act": "next_open", title: labels.next_open_hint, onclick: next }, icon("down"), labels.next_open));
  if (data.accept_all && acceptable.length) bar.append(button({ class: "framed", "data-act": "ask_all", onclick: () => ask(true) }, icon("check"), labels.accept_all));
  return bar;
}
