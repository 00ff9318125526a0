// Small tools of all components. Whatever a person wrote reaches the page as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  play: { d: "M8 4.8v14.4L19.2 12z", fill: true },
  pause: { d: "M7 5h3.4v14H7zM13.6 5H17v14h-3.4z", fill: true },
  left: { d: "M14.5 5.5 8 12l6.5 6.5" },
  right: { d: "M9.5 5.5 16 12l-6.5 6.5" },
  up: { d: "M5.5 14.5 12 8l6.5 6.5" },
  down: { d: "M5.5 9.5 12 16l6.5-6.5" },
  plus: { d: "M12 5v14M5 12h14" },
  minus: { d: "M5 12h14" },
  fit: { d: "M3 12h18M7 8l-4 4 4 4M17 8l4 4-4 4" },
  close: { d: "M6 6l12 12M18 6 6 18" },
  cross: { d: "M6.5 6.5l11 11M17.5 6.5l-11 11" },
  check: { d: "M4.5 12.8l4.8 4.7L19.5 7" },
  question: { d: "M8.5 9a3.5 3.5 0 1 1 5.3 3c-1.2.7-1.8 1.3-1.8 2.6M12 18.2v.3" },
  search: { d: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20.5 20.5" },
  volume: { d: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" },
  muted: { d: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5" },
  skip: { d: "M4 6v12l7-6zM12 6v12l7-6zM20.5 6v12" },
  ear: { d: "M4 15v-2.5a8 8 0 0 1 16 0V15M4 14.5h3v5.5H5.5A1.5 1.5 0 0 1 4 18.5zM20 14.5h-3v5.5h1.5a1.5 1.5 0 0 0 1.5-1.5z" },
  link: { d: "M10.5 13.5a4 4 0 0 0 5.7 0l2.9-2.9a4 4 0 0 0-5.7-5.7L12 6.3M13.5 10.5a4 4 0 0 0-5.7 0l-2.9 2.9a4 4 0 0 0 5.7 5.7l1.4-1.4" },
  excerpt: { d: "M7 4h10v16l-5-4-5 4z" },
  remark: { d: "M4 5h16v11.5H10.5L6 20v-3.5H4z" },
  warn: { d: "M12 4 2.8 20h18.4zM12 10v4.2M12 17v.3" },
  flag: { d: "M6 21V4h12l-2.5 4 2.5 4H6" },
  pencil: { d: "M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5" },
  swap: { d: "M7.5 4 4 7.5 7.5 11M4 7.5h15M16.5 13l3.5 3.5-3.5 3.5M20 16.5H5" },
  more: { d: "M5 12h.8M11.6 12h.8M18.2 12h.8" },
  person: { d: "M12 4a3.8 3.8 0 1 0 0 7.6A3.8 3.8 0 0 0 12 4zM4.5 20a7.5 7.5 0 0 1 15 0" },
  machine: { d: "M7 7h10v10H7zM10 3.5V7M14 3.5V7M10 17v3.5M14 17v3.5M3.5 10H7M3.5 14H7M17 10h3.5M17 14h3.5" },
  star: { d: "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z" },
  starred: { d: "M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z", fill: true },
  agree: { d: "M7.5 20V10.5L11.5 3.5a2.2 2.2 0 0 1 2 3L12.8 10H19a1.8 1.8 0 0 1 1.7 2.3l-1.7 6A2.3 2.3 0 0 1 16.8 20zM7.5 10.5H3.5V20h4" },
  disagree: { d: "M16.5 4v9.5l-4 7a2.2 2.2 0 0 1-2-3l.7-3.5H5a1.8 1.8 0 0 1-1.7-2.3l1.7-6A2.3 2.3 0 0 1 7.2 4zM16.5 13.5h4V4h-4" },
  learned: { d: "M9 17.5h6M10 20.5h4M9.3 17.2c0-2-2.8-3.2-2.8-6.9a5.5 5.5 0 0 1 11 0c0 3.7-2.8 4.9-2.8 6.9" },
  history: { d: "M4.5 12a7.5 7.5 0 1 0 2.6-5.7M4.5 4.5v4h4M12 8v4.3l3 1.8" },
};

/** A line-drawn picture; decoration only, so the word beside it or the button's label carries the meaning. */
export function icon(name) {
  const { d, fill } = ICONS[name];
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const look = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", fill: fill ? "currentColor" : "none" };
  if (!fill) Object.assign(look, { stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" });
  for (const [attribute, value] of Object.entries(look)) svg.setAttribute(attribute, value);
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/** An element: `onclick`-like keys listen, true and false toggle, the rest are attributes; children are nodes or text. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** A button that a click does not give the focus to, so that the space bar still means play. */
export function button(attributes, ...children) {
  return el("button", { type: "button", onmousedown: (event) => event.preventDefault(), ...attributes }, ...children);
}

/** What `packed` of Python packed. */
export function unpacked(data) {
  return JSON.parse(new TextDecoder().decode(data));
}

/** Makes `nodes` the children of `parent`. One that stays is not moved, so that whoever types in it (Chinese, say) is not interrupted. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (at === node) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

export function fillIn(sentence, params) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** `75.25` → `01:15`, or `01:15.3` with tenths, or `1:01:15` from an hour on. */
export function clock(seconds, tenths = false) {
  const units = Math.max(0, tenths ? Math.round(seconds * 10) : Math.floor(seconds + 1e-6) * 10);
  const whole = Math.floor(units / 10);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const shown = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${tenths ? `.${units % 10}` : ""}`;
  return hours ? `${hours}:${shown}` : shown;
}

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

/** What a person chose, kept in the browser; a browser that keeps nothing (a private window) is no reason to fail. */
export const memory = {
  get(key, fallback, store = "localStorage") {
    try {
      return JSON.parse(window[store].getItem(`hearback.${key}`)) ?? fallback;
    } catch {
      return fallback;
    }
  },
  set(key, value, store = "localStorage") {
    try {
      if (value === null) window[store].removeItem(`hearback.${key}`);
      else window[store].setItem(`hearback.${key}`, JSON.stringify(value));
    } catch {
      // Nothing is kept; the page works on.
    }
  },
};
