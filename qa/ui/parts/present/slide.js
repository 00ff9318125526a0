import { button, clock, el, fillIn, icon } from "../player/dom.js";

export const VOTES = ["good", "bad", "unsure"];
const SIGN = { good: "check", bad: "cross", discuss: "question", unsure: "question" };

/** One excerpt: its sound and words first; what it is an example of only once it is revealed, after the vote where one is not `alone`. */
export function slide(item, { labels, editable, open, alone, votes, note, play, seek, vote, reveal, write }) {
  if (item.gone) {
    return el("div", { class: "slide" }, el("p", { class: "gone" }, icon("warn"), labels[item.gone]), el("p", { class: "told" }, item.title));
  }
  const lines = item.lines.map((line) =>
    el("li", { class: `line ${line.speaker}`, onclick: item.sound ? () => seek(line.start) : null },
      el("span", { class: "who" }, labels[`speaker_${line.speaker}`]), el("span", { class: "said" }, line.text)));
  const bar = item.sound
    ? el("div", { class: "bar" }, button({ class: "main play", "aria-label": labels.play, title: labels.play, onclick: play }, icon("play")),
        el("input", { type: "range", min: 0, max: item.seconds, step: 0.1, value: 0, "aria-label": labels.position, oninput: (event) => seek(Number(event.target.value)) }),
        el("span", { class: "num time" }, clock(0)), el("span", { class: "num" }, `/ ${clock(item.seconds)}`))
    : el("p", { class: "silent" }, labels.no_sound);
  const counted = votes.good + votes.bad + votes.unsure;
  const ballot = el("div", { class: "votes", role: "group", "aria-label": labels.votes },
    ...VOTES.map((kind, i) => el("span", { class: `vote ${kind}` },
      icon(SIGN[kind]), el("span", {}, labels[kind]),
      editable ? button({ class: "framed", "aria-label": fillIn(labels.fewer, { what: labels[kind] }), disabled: votes[kind] === 0, onclick: () => vote(kind, -1) }, icon("minus")) : null,
      el("b", { class: "num" }, votes[kind]),
      editable ? button({ class: "framed", "aria-label": fillIn(labels.more, { what: labels[kind] }), title: String(i + 1), onclick: () => vote(kind, 1) }, icon("plus")) : null)),
    open ? null : button({ class: "main reveal", disabled: !counted && !alone, title: counted || alone ? "V" : labels.vote_first, onclick: reveal }, labels.reveal, el("kbd", {}, "V")));
  const told = open
    ? el("div", { class: `told ${item.kind}` },
        el("p", { class: "kind" }, icon(SIGN[item.kind]), labels[`kind_${item.kind}`], el("b", {}, item.title)),
        item.note ? el("p", { class: "note" }, item.note) : null,
        item.better ? el("p", { class: "note" }, `${labels.better} ${item.better}`) : null,
        item.conclusion ? el("p", { class: "note" }, `${labels.conclusion} ${item.conclusion}`) : null,
        item.point ? el("p", { class: "point" }, icon("remark"), item.point) : null,
        item.changed ? el("p", { class: "changed" }, labels.changed) : null)
    : el("p", { class: "hidden" }, alone ? labels.ready_alone : counted ? labels.ready : labels.vote_first);
  const remark = el("label", { class: "remark" }, el("span", {}, labels.note_item),
    el("textarea", { rows: 2, maxlength: 4000, readonly: !editable, oninput: (event) => write(event.target.value) }, note));
  return el("div", { class: "slide" }, bar, el("ul", { class: "lines" }, ...lines), ballot, told, remark);
}

/** The end of the meeting: who was there, what is to be kept of it. */
export function wrapUp({ labels, editable, crew, there, note, ended, setThere, write, finish }) {
  const chosen = new Set(there.people);
  const toggle = (id) => {
    if (chosen.has(id)) chosen.delete(id);
    else chosen.add(id);
    setThere({ people: [...chosen], text: others.value });
  };
  const others = el("input", { type: "text", class: "others", maxlength: 400, value: there.text, readonly: !editable, "aria-label": labels.others, placeholder: labels.others, oninput: () => setThere({ people: [...chosen], text: others.value }) });
  const names = crew.map(({ id, name }) => el("label", { class: "person" }, el("input", { type: "checkbox", checked: chosen.has(id), disabled: !editable, onchange: () => toggle(id) }), name));
  return el("div", { class: "slide wrapup" },
    crew.length || there.text ? el("fieldset", {}, el("legend", {}, labels.there), ...names, others) : null,
    el("label", { class: "remark" }, el("span", {}, labels.note_all), el("textarea", { rows: 6, maxlength: 4000, readonly: !editable, oninput: (event) => write(event.target.value) }, note)),
    finish && editable && !ended ? button({ class: "main finish", onclick: finish }, icon("check"), labels.finish) : null,
    ended ? el("p", { class: "ended" }, labels.ended) : null);
}
