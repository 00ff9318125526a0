import { button, el, fillIn, icon } from "../player/dom.js";

export const VERDICTS = ["met", "missed", "not_applicable"];
export const VERDICT_SIGN = { met: "check", missed: "cross", not_applicable: "minus", unscored: "question" };

/** A verdict as picture and word; `who` is machine or person. */
export function pill(verdict, labels, who, extra = "") {
  const title = `${labels[who]}: ${labels[verdict]}`;
  return el("span", { class: `pill ${verdict} ${extra}`, title }, icon(VERDICT_SIGN[verdict]), el("span", {}, labels[`${verdict}_short`]));
}

export function standing(row) {
  return row.judgements.length ? row.judgements[row.judgements.length - 1].verdict : row.verdict;
}

/** The word for what is missing: whoever differs from the machine, or deducts where it left the verdict open, says why. */
function missing(row, verdict, comment) {
  if (!verdict) return "choose_first";
  if (verdict === row.verdict || comment) return null;
  if (row.verdict !== "unscored") return "comment_needed";
  return verdict === "missed" ? "comment_needed_open" : null;
}

/** The person's side of an open row. */
export function decideBox(row, labels, drafts, { changed }) {
  const draft = drafts.get(row.finding);
  const saving = drafts.saving(row.finding);
  const box = el("div", { class: "decide", role: "group", "aria-label": labels.person });
  const choose = (verdict) => {
    drafts.set(row.finding, { ...drafts.get(row.finding), verdict: drafts.get(row.finding).verdict === verdict ? null : verdict });
    changed(row.finding, "comment");
  };
  const choices = el("div", { class: "choices" });
  if (row.verdict !== "unscored") {
    const accept = () => {
      if (drafts.has(row.finding)) return choose(row.verdict);
      drafts.save(row, row.verdict, "");
      return changed(row.finding);
    };
    const look = { class: "framed accept", "data-verdict": "accept", "aria-pressed": String(draft.verdict === row.verdict), disabled: saving };
    choices.append(button({ ...look, onclick: accept }, icon("check"), fillIn(labels.accept, { verdict: labels[`${row.verdict}_short`] })));
  }
  for (const verdict of VERDICTS.filter((each) => each !== row.verdict)) {
    const look = { class: `framed choice ${verdict}`, "data-verdict": verdict, "aria-pressed": String(draft.verdict === verdict), disabled: saving };
    choices.append(button({ ...look, onclick: () => choose(verdict) }, icon(VERDICT_SIGN[verdict]), labels[verdict]));
  }
  box.append(choices);
  const open = draft.verdict || draft.comment || drafts.noting === row.finding;
  if (!open) {
    const note = () => {
      drafts.noting = row.finding;
      changed(row.finding, "comment");
    };
    choices.append(button({ class: "add", onclick: note }, icon("remark"), labels.add_comment));
  } else box.append(...writing(row, labels, drafts, draft, saving, changed));
  if (drafts.failed.has(row.finding)) box.append(el("p", { class: "hint bad", role: "alert" }, icon("warn"), labels.not_saved));
  return box;
}

function writing(row, labels, drafts, draft, saving, changed) {
  const hint = el("span", { class: "hint grow", role: "status" });
  const save = button({ class: "main save", onclick: () => submit() }, labels.save);
  const area = el("textarea", { class: "comment", rows: 2, maxlength: 2000, placeholder: labels.comment, "aria-label": labels.comment, disabled: saving });
  area.value = draft.comment;
  const judge = () => {
    const now = drafts.get(row.finding);
    const verdict = now.verdict ?? (row.verdict === "unscored" ? null : row.verdict);
    const comment = now.comment.trim();
    return { verdict, comment, wanting: missing(row, verdict, comment) };
  };
  const show = () => {
    const { verdict, wanting } = judge();
    hint.textContent = saving ? labels.saving : wanting ? labels[wanting] : fillIn(labels.will_save, { verdict: labels[verdict] });
    hint.classList.toggle("wanting", Boolean(wanting));
    save.classList.toggle("wanting", Boolean(wanting));
    save.disabled = saving;
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
  };
  const submit = () => {
    const { verdict, comment, wanting } = judge();
    if (wanting) {
      area.classList.toggle("wanting", wanting !== "choose_first");
      if (wanting !== "choose_first") area.focus();
      return;
    }
    drafts.noting = null;
    drafts.save(row, verdict, comment);
    changed(row.finding);
  };
  const cancel = () => {
    drafts.noting = null;
    drafts.set(row.finding, { verdict: null, comment: "" });
    changed(row.finding);
  };
  area.addEventListener("input", () => {
    drafts.set(row.finding, { ...drafts.get(row.finding), comment: area.value });
    area.classList.remove("wanting");
    show();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
  });
  show();
  requestAnimationFrame(show);
  return [area, el("div", { class: "saving" }, hint, button({ class: "cancel", disabled: saving, onclick: cancel }, labels.cancel), save)];
}
