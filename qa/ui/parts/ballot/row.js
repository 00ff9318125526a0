import { button, clock, el, icon } from "../player/dom.js";

export const VERDICTS = { met: ["y", "check"], missed: ["n", "cross"], not_applicable: ["a", "minus"] };
const PAUSE = 900; // milliseconds without a key until a comment is saved

/** One criterion: its three answers always in reach; the rest opens where somebody is at work, or has said more. */
export function rowView(row, answer, { labels, editable, active, timed, activate, choose, pin, unpin, hear, write }) {
  const answered = Boolean(answer.verdict);
  const root = el("li", { class: `row${active ? " active" : ""}${answered ? " answered" : ""}`, "data-finding": row.finding });
  const title = button({ class: "title", "aria-expanded": String(active), onclick: () => activate(row.finding) }, el("span", {}, row.title), badge(row, labels));
  const choices = Object.entries(VERDICTS).map(([verdict, [key, sign]]) => {
    const look = { class: `choice ${verdict}`, "data-verdict": verdict, "aria-pressed": String(answer.verdict === verdict), title: `${labels[verdict]} (${key})`, disabled: !editable };
    return button({ ...look, onclick: () => choose(row.finding, verdict) }, icon(sign), el("span", {}, labels[`${verdict}_short`]));
  });
  root.append(el("div", { class: "line" }, title, el("div", { class: "choices", role: "group", "aria-label": row.title }, ...choices)));
  const extra = el("div", { class: "extra" });
  if (active && row.why) extra.append(el("p", { class: "why" }, row.why));
  if (active || answer.comment || answer.at !== null) extra.append(more(row, answer, { labels, editable, active, timed, pin, unpin, hear, write }));
  if (extra.childNodes.length) root.append(extra);
  return root;
}

function badge(row, labels) {
  return row.severity === "normal" ? null : el("span", { class: `badge ${row.severity}` }, labels[row.severity]);
}

function more(row, answer, { labels, editable, active, timed, pin, unpin, hear, write }) {
  const box = el("div", { class: "more" });
  if (editable && active) box.append(comment(row, answer, labels, write));
  else if (answer.comment) box.append(el("span", { class: "said" }, answer.comment));
  if (answer.at !== null) {
    const chip = button({ class: "chip", title: labels.hear_place, onclick: () => hear(answer.at) }, icon("play"), el("span", { class: "num" }, clock(answer.at)));
    const off = editable ? button({ class: "tiny", title: labels.unpin, "aria-label": labels.unpin, onclick: () => unpin(row.finding) }, icon("close")) : null;
    box.append(el("span", { class: "place" }, chip, off));
  }
  if (editable && active && timed) box.append(button({ class: "framed pin", title: `${labels.pin_hint} (t)`, onclick: () => pin(row.finding) }, icon("flag"), labels.pin));
  return box;
}

function comment(row, answer, labels, write) {
  const area = el("textarea", { class: "comment", rows: 1, maxlength: 2000, placeholder: labels.comment, "aria-label": labels.comment });
  area.value = answer.comment;
  const grow = () => {
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  };
  let timer = null;
  area.addEventListener("input", () => {
    grow();
    write(row.finding, area.value, false);
    clearTimeout(timer);
    timer = setTimeout(() => write(row.finding, area.value, true), PAUSE);
  });
  area.addEventListener("blur", () => {
    clearTimeout(timer);
    write(row.finding, area.value, true);
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.stopPropagation();
      area.blur();
    }
  });
  requestAnimationFrame(grow);
  return area;
}
