import { el } from "../player/dom.js";

const hosts = new WeakMap();

/** Widths are shares of the longest bar's people, so that bars compare; counts stand beside them. */
export default function show({ data, parentElement }) {
  const { bars, inspectors, others } = data;
  const most = Math.max(1, ...bars.map((bar) => bar.inspectors + bar.others));
  const part = (kind, count) => (count ? el("span", { class: kind, style: `width:${(100 * count) / most}%` }) : null);
  const line = (bar) =>
    el(
      "li",
      { class: `bar ${bar.name}${bar.mine ? " mine" : ""}`, "aria-label": bar.told, title: bar.told },
      el("span", { class: "label" }, bar.label),
      el("span", { class: "track", "aria-hidden": "true" }, part("inspectors", bar.inspectors), part("others", bar.others)),
      el("span", { class: "num", "aria-hidden": "true" }, String(bar.inspectors + bar.others)),
    );
  const legend = el("p", { class: "legend", "aria-hidden": "true" }, el("i", { class: "inspectors" }), inspectors, el("i", { class: "others" }), others);
  const host = el("figure", { class: "hb spread" }, el("ul", {}, ...bars.map(line)), legend);
  hosts.get(parentElement)?.remove();
  hosts.set(parentElement, host);
  parentElement.append(host);
}
