import { button, clock, el, fillIn, icon } from "../player/dom.js";
import { decideBox, pill, standing } from "./decide.js";

/** Points as a person writes them: 8, 7.5, 0. */
export function points(value) {
  return String(Math.round(value * 10) / 10);
}

export function decided(row) {
  return row.judgements.length > 0;
}

/** Whether a row is shown open before anybody touched it: what needs eyes, and no longer once a person has decided. */
export function startsOpen(row, editable) {
  return ["missed", "unscored"].includes(standing(row)) && !(editable && decided(row));
}

/** One criterion, as a line and, when open, with its reason, its quotes and the person's side. */
export function rowView(row, { data, labels, drafts, open, judged, heard, current, toggle, hear, changed }) {
  const verdict = standing(row);
  const root = el("li", { class: `row ${verdict}${open ? " open" : ""}${decided(row) ? " decided" : ""}${current ? " current" : ""}`, "aria-current": current ? "true" : null, "data-finding": row.finding });
  const fold = button({ class: "fold", "aria-expanded": String(open), onclick: () => toggle(row.finding) }, icon(open ? "down" : "right"), el("span", { class: "title" }, row.title), badge(row, labels));
  const machine = pill(row.verdict, labels, "machine", decided(row) && verdict !== row.verdict ? "overruled" : "");
  const scored = !["not_applicable", "unscored"].includes(verdict);
  const earned = el("span", { class: "points num", title: labels.points }, ...(scored ? [el("b", {}, points(row.points)), `/${points(row.max_points)}`] : ["–"]));
  root.append(el("div", { class: "line" }, fold, machine, judged ? person(row, { data, labels, drafts, toggle, open, changed }) : null, earned));
  if (open) root.append(body(row, { data, labels, drafts, heard, hear, changed }));
  return root;
}

function badge(row, labels) {
  if (row.severity === "normal") return null;
  const harms = row.critical_to ? `${fillIn(labels.harms, { whom: labels[`to_${row.critical_to}`] })} ` : "";
  return el("span", { class: `badge ${row.severity}`, title: harms + labels[`${row.severity}_hint`] }, icon(row.severity === "fatal" ? "warn" : "flag"), labels[row.severity]);
}

/** The person's verdict, or the quickest way to it. */
function person(row, { data, labels, drafts, toggle, open, changed }) {
  if (drafts.saving(row.finding)) return pill(drafts.sent(row.finding), labels, "saving", "mine waiting");
  if (decided(row)) return pill(standing(row), labels, "person", "mine");
  if (!data.editable) return el("span", { class: "pill none" }, "–");
  if (drafts.has(row.finding)) return button({ class: "quick draft", title: labels.draft_hint, onclick: () => open || toggle(row.finding) }, labels.draft);
  if (row.verdict === "unscored") return button({ class: "quick", onclick: () => toggle(row.finding) }, labels.to_decide);
  const accept = () => {
    drafts.save(row, row.verdict, "");
    changed(row.finding);
  };
  return button({ class: "quick", "data-quick": row.finding, title: fillIn(labels.accept, { verdict: labels[row.verdict] }), onclick: accept }, icon("check"), labels.accept_short);
}

function body(row, { data, labels, drafts, heard, hear, changed }) {
  const box = el("div", { class: "body" });
  if (row.reason) box.append(el("p", { class: "reason" }, row.reason));
  if (row.quotes.length) box.append(el("ul", { class: "quotes" }, ...row.quotes.map((quote, i) => chip(quote, labels, heard === i, () => hear(row.finding, i)))));
  if (row.why) box.append(el("p", { class: "why" }, el("b", {}, labels.why), row.why));
  if (decided(row)) box.append(...judgements(row, labels));
  if (row.earlier.length) box.append(past(labels.earlier, row.earlier, labels));
  if (data.editable) box.append(decideBox(row, labels, drafts, { changed }));
  return box;
}

function chip(quote, labels, heard, hear) {
  const timed = quote.start !== null;
  const title = labels[timed ? "hear_quote" : "show_quote"];
  const words = quote.text ? el("q", {}, quote.text) : el("span", { class: "noquote" }, labels.no_words);
  return el(
    "li",
    {},
    button(
      { class: `quote${heard ? " heard" : ""}`, title, "aria-pressed": String(heard), onclick: hear },
      icon(timed ? "play" : "right"),
      timed ? el("span", { class: "num at" }, clock(quote.start)) : null,
      words,
      el("span", { class: "how", title: labels[`how_${quote.how}_hint`] + (quote.sought ? fillIn(labels.sought, { words: quote.sought }) : "") }, labels[`how_${quote.how}`]),
    ),
  );
}

function judgements(row, labels) {
  const [latest, ...earlier] = [...row.judgements].reverse();
  return earlier.length ? [said(latest, labels), past(labels.history, earlier, labels)] : [said(latest, labels)];
}

/** Judgements that decide nothing any more, folded away. */
function past(heading, judgements, labels) {
  const summary = el("summary", {}, icon("history"), fillIn(heading, { count: judgements.length }));
  return el("details", { class: "history" }, summary, ...judgements.map((judgement) => said(judgement, labels)));
}

function said(judgement, labels) {
  const when = el("time", { class: "num" }, judgement.when);
  const words = judgement.comment ? el("span", { class: "said" }, judgement.comment) : null;
  return el("p", { class: "judgement" }, icon("person"), el("span", {}, pill(judgement.verdict, labels, "person"), el("b", {}, judgement.who), when, words));
}
