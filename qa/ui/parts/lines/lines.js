import { el } from "../player/dom.js";

const shown = new WeakMap();

/** Built once for what it shows: a rerun with the same lines touches nothing. */
export default function show({ data, parentElement }) {
  const words = JSON.stringify(data);
  const before = shown.get(parentElement);
  if (before?.words === words) return;
  const list = el("ol", { class: data.code ? "code" : "said", style: `max-height:${data.height}px`, tabindex: "0", "aria-label": data.label }, ...data.lines.map(line));
  const root = el("section", { class: "hb lines" }, list);
  if (before) before.root.replaceWith(root);
  else parentElement.append(root);
  shown.set(parentElement, { root, words });
}

function line({ text, beside, tone, sign, places }) {
  const left = beside.map((words) => el("span", { class: "beside num" }, words));
  return el("li", { class: tone || null }, ...left, sign ? el("span", { class: "sign" }, sign) : el("span", { class: "sign" }), el("span", { class: "text" }, ...marked(text, places)));
}

/** The words, cut where places begin and end; of places one upon another the first gives the tone. */
function marked(text, places) {
  const cuts = [...new Set([0, text.length, ...places.flatMap(({ start, end }) => [start, end])])].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const words = text.slice(cuts[i], cuts[i + 1]);
    const over = places.filter(({ start, end }) => start <= cuts[i] && cuts[i + 1] <= end);
    parts.push(over.length ? el("mark", { class: over[0].tone, title: over.map(({ title }) => title).join("\n") || null }, words) : words);
  }
  return parts;
}
