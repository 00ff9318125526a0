import { button, el, fillIn } from "../player/dom.js";

const SHOWN = 6; // places of a kind before "more"

const parts = new WeakMap();

/** Built once for what it shows: a rerun with the same figures touches nothing. */
export default function show({ data, parentElement }) {
  const text = JSON.stringify(data);
  const part = parts.get(parentElement);
  if (part?.text === text) return;
  const root = el("section", { class: "hb measures", "aria-label": data.labels.heading }, shareBar(data), tiles(data), ...data.places.map((kind) => row(kind, data)));
  if (part) part.root.replaceWith(root);
  else parentElement.append(root);
  parts.set(parentElement, { root, text });
}

function shareBar({ shares, note, labels }) {
  if (!shares.length) return null;
  const bar = el("div", { class: "bar", role: "img", "aria-label": shares.map((share) => `${share.name} ${Math.round(share.percent)}%`).join(", ") });
  for (const share of shares) bar.append(el("span", { class: share.speaker, style: `flex-grow:${share.percent}` }));
  const names = shares.map((share) => el("span", { class: share.speaker }, `${share.name} `, el("b", { class: "num" }, `${Math.round(share.percent)}%`)));
  return el("div", { class: "shares" }, el("h4", {}, labels.share), bar, el("div", { class: "names" }, ...names), note && el("p", { class: "hint" }, note));
}

function tiles({ values }) {
  const all = values.map(({ name, value, hint, warn }) => el("div", { class: warn ? "tile warn" : "tile" }, el("span", { class: "name" }, name), el("b", { class: "num" }, value), hint && el("span", { class: "hint" }, hint)));
  return el("div", { class: "tiles" }, ...all);
}

/** Places of one kind; a click has the player play one. */
function row(kind, { player, labels }) {
  const all = kind.places.map((place) => {
    const hear = () => window.dispatchEvent(new CustomEvent("hearback:play", { detail: { start: place.start, end: place.end, player } }));
    return button({ class: place.warn ? "place warn" : "place", onclick: hear, title: labels.hear }, el("span", { class: "num at" }, place.at), place.name);
  });
  const rest = all.slice(SHOWN);
  for (const one of rest) one.hidden = true;
  const unfold = () => {
    for (const one of rest) one.hidden = false;
    more.hidden = true;
  };
  const more = button({ class: "more", hidden: !rest.length, onclick: unfold }, fillIn(labels.more, { count: rest.length }));
  return el("div", { class: "kind" }, el("h4", {}, kind.name, el("span", { class: "num count" }, String(all.length))), el("div", { class: "row" }, ...all, more));
}
