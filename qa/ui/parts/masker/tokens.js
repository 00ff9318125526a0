import { button, el, fillIn } from "../player/dom.js";

// what is picked at once: a word in letters, a number, a Chinese character, a mark
const TOKEN = /[\p{Script=Latin}\p{M}\p{N}'’]+|\s+|./gsu;

const characters = (text) => Array.from(text).length;

/**
 * A line's words as nodes, and the tokens among them in order: where each stands, by Python's characters, its mask, if it is one, and the
 * space behind it.
 */
export function cut(line, labels) {
  const nodes = [];
  const tokens = [];
  const add = (node, from, to, piece = null) => {
    nodes.push(node);
    tokens.push({ line: line.index, from, to, node, piece, gap: null });
  };
  for (const piece of line.pieces) {
    if (piece.masks.length) {
      add(chip(piece, labels), piece.start, piece.start + characters(piece.text), piece);
      continue;
    }
    let at = piece.start;
    for (const [text] of piece.text.matchAll(TOKEN)) {
      const to = at + characters(text);
      if (text.trim()) add(el("span", { class: "w" }, text), at, to);
      else nodes.push(space(tokens.at(-1), text));
      at = to;
    }
  }
  return { nodes, tokens };
}

function space(before, text) {
  const node = el("span", {}, text);
  if (before) before.gap = node;
  return node;
}

/** What is masked shows as what it is; what is no more as its words, with a mark. */
function chip({ text, hidden, locked, kind }, labels) {
  const does = locked ? labels.locked : hidden ? labels.take_off : labels.put_back;
  const told = fillIn(hidden ? labels.masked : labels.unmasked, { kind, words: text });
  const shown = hidden ? `〔${kind}〕` : text;
  return button({ class: `mask ${hidden ? "on" : "off"}`, "aria-disabled": locked ? "true" : null, title: `${told} ${does}`, "aria-label": `${told} ${does}` }, shown);
}
