// Words and their places. Python counts characters, JavaScript counts UTF-16 units; they differ beyond the basic plane (𠮷, emoji).

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

/** The offset JavaScript knows for Python's `index`. */
export function toUnits(text, index) {
  if (!PAIR.test(text)) return Math.min(index, text.length);
  return Array.from(text).slice(0, index).join("").length;
}

/** The offset Python knows for JavaScript's `offset`. */
export function toCharacters(text, offset) {
  return PAIR.test(text) ? Array.from(text.slice(0, offset)).length : offset;
}

const EMPTY = { marks: [], note: "", words: [], voice: "", doubt: "", doubt_why: "", original: "", edited: "" };

/** A line as it was before it was sent: with what is empty, its words as `[from, to, start, end]`. */
export function whole(line) {
  const { words = [] } = line;
  const each = [];
  for (let i = 0; i < words.length; i += 4) each.push([words[i], words[i] + words[i + 1], words[i + 2] / 100, (words[i + 2] + words[i + 3]) / 100]);
  return { ...EMPTY, ...line, words: each };
}

/** When the characters `from` to `to` of a line were said, `[start, end]` in seconds; null where the line has no time. */
export function secondsOf(line, from, to) {
  if (line.start === null || line.end === null) return null;
  const touched = line.words.filter(([a, b]) => b > from && a < Math.max(to, from + 1));
  if (touched.length) return [touched[0][2], touched[touched.length - 1][3]];
  const length = Math.max(Array.from(line.text).length, 1);
  const lasts = line.end - line.start;
  return [line.start + (lasts * from) / length, line.start + (lasts * to) / length];
}

/** The character of a line being said at `time`: the first of its word, or, with `after`, the one behind its last. */
export function characterAt(line, time, after) {
  const length = Array.from(line.text).length;
  if (line.words.length) {
    const heard = line.words.filter(([, , start, end]) => (after ? start < time : end > time));
    if (!heard.length) return after ? 0 : length;
    return after ? heard[heard.length - 1][1] : heard[0][0];
  }
  const share = (time - line.start) / Math.max(line.end - line.start, 0.01);
  const at = Math.max(0, Math.min(1, share)) * length;
  return after ? Math.ceil(at - 1e-6) : Math.floor(at + 1e-6);
}

const SLIVER = 0.2; // seconds: so little of a line was not meant

/** The words said between two times, as a region of the transcript; null where nobody speaks. */
export function wordsBetween(lines, start, end) {
  const shared = (line) => Math.min(line.end, end) - Math.max(line.start, start);
  const touched = lines.filter((line) => line.start !== null && line.end !== null && shared(line) > Math.min(SLIVER, (line.end - line.start) / 2));
  if (!touched.length) return null;
  const first = touched[0];
  const last = touched[touched.length - 1];
  const from = { index: first.index, character: characterAt(first, start, false) };
  const to = { index: last.index, character: characterAt(last, end, true) };
  if (first === last && to.character <= from.character) return null;
  return { from, to, text: wordsOf(lines, from, to) };
}

/** The text from one place to another, a line of it for each line. */
export function wordsOf(lines, from, to) {
  return lines
    .filter((line) => line.index >= from.index && line.index <= to.index && !line.doubt)
    .map((line) => {
      const characters = Array.from(line.text);
      const begin = line.index === from.index ? from.character : 0;
      return characters.slice(begin, line.index === to.index ? to.character : characters.length).join("");
    })
    .filter((words) => words.trim())
    .join("\n");
}

/** Cuts a text where any range begins or ends: `[{text, ranges: […]}]`, in order; ranges are `{start, end}` in UTF-16 units. */
export function pieces(text, ranges) {
  const cuts = new Set([0, text.length]);
  for (const { start, end } of ranges) {
    cuts.add(Math.min(start, text.length));
    cuts.add(Math.min(end, text.length));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, i) => ({
    text: text.slice(from, places[i + 1]),
    ranges: ranges.filter((range) => range.start <= from && range.end >= places[i + 1]),
  }));
}

/** Where `wanted` stands in a text, whatever its case: ranges in UTF-16 units. */
export function occurrences(text, wanted) {
  const found = [];
  const haystack = text.toLowerCase();
  const needle = wanted.toLowerCase();
  // Lower-casing may change a text's length (İ); places would then be wrong, so such a text is searched as it stands.
  const [where, what] = haystack.length === text.length ? [haystack, needle] : [text, wanted];
  for (let at = where.indexOf(what); what && at >= 0; at = where.indexOf(what, at + what.length)) found.push({ start: at, end: at + what.length });
  return found;
}
