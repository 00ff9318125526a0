import { button, clock, el, fillIn, icon } from "../player/dom.js";

const SIGNS = { good: "check", bad: "cross", neutral: "remark" };

const SHOWN_GOOD = 5;

const parts = new WeakMap();

/** Built once for what it shows: a rerun with the same points touches nothing. */
export default function show({ data, parentElement, setTriggerValue }) {
  const text = JSON.stringify(data);
  const part = parts.get(parentElement) ?? {};
  part.send = setTriggerValue;
  parts.set(parentElement, part);
  if (part.text === text) return;
  part.text = text;
  const hear = (chip, quote) => {
    for (const other of root.querySelectorAll(".heard")) mark(other, false);
    mark(chip, true);
    const { line, from, to, start, end } = quote;
    window.dispatchEvent(new CustomEvent("hearback:play", { detail: { line, from, to, start, end, player: data.player } }));
  };
  const root = el("section", { class: "hb points", "aria-label": data.label }, ...data.groups.map((group) => block(group, data.labels, hear, (item, act) => part.send("act", { item, act }))));
  if (part.root) part.root.replaceWith(root);
  else parentElement.append(root);
  part.root = root;
}

function mark(chip, heard) {
  chip.classList.toggle("heard", heard);
  chip.setAttribute("aria-pressed", String(heard));
}

function block(group, labels, hear, send) {
  const head = el("h4", { class: group.tone }, group.title, el("span", { class: "num count" }, String(group.items.length)));
  const one = (item) => point(item, group.tone, labels, hear, send);
  if (group.tone !== "good" || group.items.length <= SHOWN_GOOD) return el("div", { class: `group ${group.tone}` }, head, el("ul", {}, ...group.items.map(one)));
  const first = [...group.items].sort((a, b) => worth(b) - worth(a)).slice(0, SHOWN_GOOD);
  const rest = group.items.filter((item) => !first.includes(item));
  const more = el("details", { class: "rest" }, el("summary", {}, fillIn(labels.rest, { count: rest.length })), el("ul", {}, ...rest.map(one)));
  return el("div", { class: "group good" }, head, el("ul", {}, ...first.map(one)), more);
}

/** Praise in a person's words comes first, then what can be heard, then what was hard to earn. */
function worth(item) {
  return (item.said.length ? 1e6 : 0) + (item.quotes.length ? 1e4 : 0) + (item.max_points ?? 0);
}

/** What was good is one line with its first place to hear, the rest folded away; what was not is told in full. */
function point(item, tone, labels, hear, send) {
  const chips = item.quotes.map((quote) => chip(quote, labels, hear));
  const state = item.state ? el("span", { class: `state ${item.state_tone}` }, item.state) : null;
  const earned = item.max_points === null ? null : el("span", { class: "num earned", title: labels.points }, el("b", {}, rounded(item.points)), `/${rounded(item.max_points)}`);
  const badge = item.badge ? el("span", { class: "badge" }, item.badge) : null;
  const head = el("div", { class: "head" }, icon(SIGNS[tone]), el("span", { class: "title grow" }, item.title), badge, state, earned);
  const acts = item.acts.map((act) => button({ class: "framed act", "data-act": act.name, title: act.hint || null, onclick: () => send(item.key, act.name) }, act.label));
  const reason = item.reason ? el("p", { class: "reason" }, item.reason) : null;
  const why = item.why ? el("p", { class: "why" }, el("b", {}, labels.why), item.why) : null;
  const said = item.said.map((one) => el("p", { class: "said" }, el("b", {}, one.who), one.text));
  const body = el("div", { class: "body" });
  if (tone === "good") {
    if (chips.length) body.append(el("div", { class: "quotes" }, chips[0]));
    body.append(...said);
    if (reason || why || chips.length > 1) body.append(folded(labels.more, reason, why, el("div", { class: "quotes" }, ...chips.slice(1))));
  } else {
    if (reason) body.append(reason);
    body.append(el("div", { class: "quotes" }, ...chips), ...said);
    if (why) body.append(why);
  }
  if (acts.length) body.append(el("div", { class: "acts" }, ...acts));
  return el("li", { class: "point", "data-item": item.key }, head, body);
}

function folded(heading, ...parts) {
  const box = el("details", {}, el("summary", {}, heading));
  box.append(...parts.filter(Boolean));
  return box;
}

function chip(quote, labels, hear) {
  const timed = quote.start !== null;
  const words = quote.text ? el("q", {}, quote.text) : el("span", { class: "noquote" }, labels.no_words);
  const made = button(
    { class: "quote", "aria-pressed": "false", title: labels[timed ? "hear_quote" : "show_quote"], onclick: () => hear(made, quote) },
    icon(timed ? "play" : "right"),
    timed ? el("span", { class: "num at" }, clock(quote.start)) : null,
    words,
  );
  return made;
}

function rounded(value) {
  return String(Math.round(value * 10) / 10);
}
