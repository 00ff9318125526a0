import { clamp } from "./dom.js";
import { Editor, plainly } from "./editor.js";
import { LineTools } from "./linetools.js";
import { Mends } from "./mends.js";
import { toUnits } from "./text.js";

/**
 * What people correct in the lines: other words, another speaker, never said. A correction is shown at once and stays only if the page takes it; the
 * sound stands still while somebody writes and afterwards goes on where it was.
 */
export class Mending {
  constructor(labels, lines, sound, { send, say, names, play }) {
    this.labels = labels;
    this.lines = lines;
    this.sound = sound;
    this.asked = { say, names, play };
    this.editors = new Map(); // line index → Editor
    this.place = null; // where the sound was when writing began
    this.mends = new Mends({ send, done: (mend) => this.onDone(mend), refused: (mend, why) => this.onRefused(mend, why) });
    this.tools = new LineTools(labels, {
      edit: (row) => this.edit(row),
      speaker: (indices, speaker) => this.speaker(indices, speaker),
      voice: (voice, speaker) => this.voice(voice, speaker),
      said: (index, said) => this.said(index, said),
    });
    lines.list.addEventListener("pointerover", (event) => !event.buttons && this.goTo(event));
    lines.list.addEventListener("pointerleave", () => this.tools.goTo(null));
    lines.root.addEventListener("scroll", () => this.tools.close(), { passive: true, capture: true });
  }

  /** Takes what the page says; before the lines themselves are taken. */
  update({ revision, drafts, answer }) {
    this.mends.use({ revision, drafts });
    this.mends.take(answer);
  }

  /** A row was built: tools that stood in its forerunner are gone with it, an editor comes back, and so does a draft from before a reload. */
  built(row) {
    const { line } = row;
    if (this.tools.row?.line.index === line.index) {
      this.tools.close();
      this.tools.goTo(null);
    }
    const draft = this.mends.drafts[line.index];
    if (this.mends.waits(line.index)) return;
    if (draft && plainly(draft.text) === line.text) this.mends.keep(line.index, null);
    else if (this.editors.has(line.index)) this.mount(row, this.editors.get(line.index));
    else if (draft) this.mount(row, this.editor(row, draft));
  }

  goTo(event) {
    const row = this.lines.rowOf(event.target);
    this.tools.goTo(row && !this.editors.has(row.line.index) ? row : null);
  }

  /** Opens the editor in the place of a line's words, with `words` (a selection) marked in it. */
  edit(row, { words = null, heard = false } = {}) {
    if (!row) return false;
    const { index, text } = row.line;
    for (const [other, editor] of this.editors) if (other !== index && !editor.changed) this.close(other);
    if (!this.editors.size && !heard) {
      this.place = { time: this.sound.time, playing: this.sound.playing };
      this.sound.pause();
    }
    this.lines.following = false;
    const editor = this.editors.get(index) ?? this.editor(row, this.mends.drafts[index]);
    if (!editor.root.isConnected) this.mount(row, editor);
    const here = words && words.from.index === index && words.to.index === index;
    editor.focus(here ? { from: toUnits(text, words.from.character), to: toUnits(text, words.to.character) } : {});
    this.lines.reveal(index);
    return true;
  }

  editor(row, draft) {
    const { index } = row.line;
    return new Editor(row.line, draft, this.labels, {
      save: (text) => this.save(index, text),
      leave: () => this.leave(index),
      hear: () => this.hear(index),
      typed: (written) => this.mends.keep(index, written),
    });
  }

  mount(row, editor) {
    const focused = editor.root.isConnected && editor.root.getRootNode().activeElement === editor.field;
    this.editors.set(row.line.index, editor);
    if (this.tools.row === row) this.tools.goTo(null);
    editor.meet(row.line);
    row.text.hidden = true;
    row.root.classList.add("editing");
    row.text.after(editor.root);
    // A row that is not yet in the page has no size.
    requestAnimationFrame(() => editor.grow());
    if (focused) requestAnimationFrame(() => editor.focus({ from: editor.field.selectionStart, to: editor.field.selectionEnd }));
  }

  close(index) {
    const row = this.lines.rows.get(index);
    this.editors.get(index)?.root.remove();
    this.editors.delete(index);
    if (!row) return;
    row.text.hidden = false;
    row.root.classList.remove("editing");
  }

  /** The last editor has gone: the keys belong to the player again and the sound goes on where it was, if only this line was heard since. */
  closed(line) {
    if (this.editors.size) return;
    this.lines.following = true;
    this.lines.list.focus({ preventScroll: true });
    const { place, sound } = this;
    this.place = null;
    if (!place || line.start === null) return;
    const near = sound.time > line.start - 1 && sound.time < line.end + 1;
    if (!near && Math.abs(sound.time - place.time) > 0.05) return;
    sound.pause();
    sound.seek(place.time);
    if (place.playing) sound.play();
  }

  leave(index) {
    const { line } = this.lines.rows.get(index);
    this.mends.keep(index, null);
    this.close(index);
    this.closed(line);
    return true;
  }

  save(index, text) {
    const { line } = this.lines.rows.get(index);
    this.close(index);
    this.mends.add({ what: "text", utterances: [index], text });
    this.lines.pend([index], { text, words: [], marks: [] });
    this.closed(line);
  }

  hear(index) {
    if (this.sound.playing) this.sound.pause();
    else this.asked.play(this.lines.rows.get(index).line);
  }

  speaker(indices, speaker) {
    const changed = indices.filter((index) => this.lines.rows.get(index)?.line.speaker !== speaker);
    if (!changed.length) return;
    this.lines.pend(changed, { speaker, name: this.asked.names()[speaker] });
    this.mends.add({ what: "speaker", utterances: changed, speaker });
  }

  voice(voice, speaker) {
    const theirs = this.lines.lines.filter((line) => line.voice === voice).map((line) => line.index);
    this.lines.pend(theirs, { speaker, name: this.asked.names()[speaker] });
    this.mends.add({ what: "voice", utterances: theirs, voice, speaker });
  }

  said(index, said) {
    this.lines.pend([index], said ? { doubt: "", doubt_why: "" } : { doubt: this.labels.not_said_short, doubt_why: "" });
    this.mends.add({ what: "said", utterances: [index], said });
  }

  /** Gives the current line to a speaker. */
  speakerOfCurrent(speaker) {
    const row = this.lines.rows.get(this.lines.current);
    if (!row) return false;
    this.speaker([row.line.index], speaker);
    return true;
  }

  editCurrent() {
    return this.edit(this.lines.rows.get(this.lines.current));
  }

  onDone(mend) {
    if (mend.what === "text") this.mends.keep(mend.utterances[0], null);
    this.lines.pend(mend.utterances, null);
  }

  /** Not taken: the lines are again as they were, and unsaved words are back in their editor with the reason. */
  onRefused(mend, why) {
    const told = why ?? this.labels.mend_unsaved;
    this.lines.pend(mend.utterances, null);
    this.asked.say(told, clamp(told.length * 90, 4000, 9000));
    if (mend.what !== "text") return;
    const row = this.lines.rows.get(mend.utterances[0]);
    if (!row) return;
    const editor = this.editors.get(row.line.index) ?? this.editor(row, { base: row.line.text, text: mend.text });
    this.mends.keep(row.line.index, { base: editor.base, text: editor.field.value });
    this.mount(row, editor);
    editor.tell(told);
  }

  escape() {
    return this.tools.close();
  }

  dispose() {
    this.mends.dispose();
    this.tools.dispose();
  }
}
