// What keys do to a text: pure, on {text, from, to}; each gives {at, until, put, from, to}: replace what stands there, then select.

const INDENT = "  ";

function lineStart(text, at) {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The whole lines that a selection touches; one that ends at a line's start does not touch that line. */
function lines(text, from, to) {
  const at = lineStart(text, from);
  const until = lineEnd(text, to > from && text[to - 1] === "\n" ? to - 1 : to);
  return { at, until, rows: text.slice(at, until).split("\n") };
}

/** Changes each line by `change`; the selection keeps to the same words. */
function each(text, from, to, change) {
  const { at, until, rows } = lines(text, from, to);
  const changed = rows.map(change);
  const first = changed[0].length - rows[0].length;
  const put = changed.join("\n");
  const moved = put.length - (until - at);
  const start = Math.max(at, from + first);
  return { at, until, put, from: start, to: from === to ? start : Math.max(start, to + moved) };
}

/** Tab: two spaces, or with several lines chosen all of them one step in. */
export function indent(text, from, to) {
  if (!text.slice(from, to).includes("\n")) return { at: from, until: to, put: INDENT, from: from + 2, to: from + 2 };
  return each(text, from, to, (row) => (row ? INDENT + row : row));
}

/** Shift + Tab: all chosen lines one step out. */
export function outdent(text, from, to) {
  return each(text, from, to, (row) => row.replace(/^ {1,2}|^\t/, ""));
}

/** Enter: the new line stands where this one does, one step in after a colon, beneath the words after a dash. */
export function newline(text, from, to) {
  const before = text.slice(lineStart(text, from), from);
  const space = before.match(/^ */)[0];
  const opens = /:\s*$/.test(before.replace(/#.*$/, "")) && before.trim() !== "";
  const dash = /^ *- +(?=[\w"'{[]+[^,]*:)/.exec(before);
  const put = "\n" + (dash ? " ".repeat(dash[0].length) : space) + (opens ? INDENT : "");
  return { at: from, until: to, put, from: from + put.length, to: from + put.length };
}

/** Ctrl + /: all chosen lines become remarks, or none of them where all are. */
export function comment(text, from, to) {
  const { rows } = lines(text, from, to);
  const said = rows.filter((row) => row.trim());
  const all = said.length > 0 && said.every((row) => /^\s*#/.test(row));
  const space = Math.min(...said.map((row) => row.match(/^ */)[0].length));
  return each(text, from, to, (row) => {
    if (!row.trim()) return row;
    return all ? row.replace(/^(\s*)# ?/, "$1") : `${row.slice(0, space)}# ${row.slice(space)}`;
  });
}

/** Where `wanted` stands, as [from, to], capitals or not. */
export function found(text, wanted) {
  const all = [];
  if (!wanted) return all;
  const hay = text.toLowerCase();
  const needle = wanted.toLowerCase();
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) all.push([at, at + wanted.length]);
  return all;
}
