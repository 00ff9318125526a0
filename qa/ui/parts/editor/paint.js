// A line in colours. Tokens are [kind, words]; their words joined are always the line itself.

const YAML = [
  ["remark", /^#.*$/],
  ["mark", /^\[\[.*?\]\]/],
  ["name", /^@[\w/-]+/],
  ["key", /^[A-Za-z_][\w-]*(?=:(\s|$))/],
  ["text", /^"(?:[^"\\]|\\.)*"?/],
  ["text", /^'(?:[^']|'')*'?/],
  ["figure", /^-?\d+(?:\.\d+)?(?=[\s,}\]]|$)/],
  ["sign", /^[-:{}[\],|>?]/],
  ["", /^\s+/],
  ["", /^[^\s#@"'{}[\],:]+/],
];

function yaml(line) {
  const tokens = [];
  let rest = line;
  let spaced = true;
  while (rest) {
    const [kind, words] = first(rest, spaced);
    tokens.push(...(kind === "text" ? inside(words) : [[kind, words]]));
    rest = rest.slice(words.length);
    spaced = /[\s:{[,-]$/.test(words);
  }
  return tokens;
}

/** A quotation mark or a number sign within a word opens nothing. */
function first(rest, spaced) {
  for (const [kind, pattern] of YAML) {
    if (!spaced && (kind === "remark" || kind === "text" || kind === "figure")) continue;
    const hit = pattern.exec(rest);
    if (hit && hit[0]) return [kind, hit[0]];
  }
  return ["", rest[0]];
}

/** The marked evidence and the sets that are named within a quotation. */
function inside(words) {
  return words
    .split(/(\[\[.*?\]\]|@[\w/-]+)/)
    .filter(Boolean)
    .map((part) => [part.startsWith("[[") ? "mark" : /^@[\w/-]+$/.test(part) ? "name" : "text", part]);
}

/** Columns in turn in two colours, so that the eye finds its way along a long row. */
function csv(line) {
  const tokens = [];
  let column = 0;
  let quoted = false;
  let words = "";
  const push = () => words && tokens.push([column % 2 ? "odd" : "", words]);
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    if (char === "," && !quoted) {
      push();
      tokens.push(["sign", ","]);
      words = "";
      column += 1;
    } else words += char;
  }
  push();
  return tokens;
}

const SYNTAX = { yaml, csv, plain: (line) => (line ? [["", line]] : []) };

export function tokens(line, syntax) {
  return (SYNTAX[syntax] ?? SYNTAX.plain)(line);
}

/** Tokens cut at places ([from, to, kind] in the line), which lay a second kind over the words. */
export function laid(parts, places) {
  if (!places.length) return parts.map(([kind, words]) => [kind, words, ""]);
  const cuts = [...new Set(places.flatMap(([from, to]) => [from, to]))].sort((a, b) => a - b);
  const out = [];
  let at = 0;
  for (const [kind, words] of parts) {
    const end = at + words.length;
    const stops = [at, ...cuts.filter((cut) => cut > at && cut < end), end];
    for (let i = 0; i + 1 < stops.length; i += 1) {
      const over = places.filter(([from, to]) => from <= stops[i] && stops[i + 1] <= to).map(([, , name]) => name);
      out.push([kind, words.slice(stops[i] - at, stops[i + 1] - at), over.join(" ")]);
    }
    at = end;
  }
  return out;
}
