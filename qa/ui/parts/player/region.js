import { button, clock, el, fillIn, icon } from "./dom.js";

const STEP = 0.1;

/** What is picked, and what can be done with it. */
export class RegionBar {
  constructor(labels, actions, { play, move, act, clear, speaker }) {
    this.labels = labels;
    this.move = move;
    this.root = el("div", { class: "region", hidden: true, role: "group", "aria-label": labels.region });
    this.play = button({ class: "framed", title: labels.play_region, onclick: play }, icon("play"), labels.play_region);
    this.start = this.stepper("start");
    this.end = this.stepper("end");
    this.lasts = el("span", { class: "lasts num" });
    this.times = el("span", { class: "times" }, this.start.root, el("span", { class: "dash" }, "–"), this.end.root, this.lasts);
    this.words = el("span", { class: "words grow" });
    const tool = (name, sign, look) => button({ class: look, "data-act": name, onclick: () => act(name) }, icon(sign), labels[name]);
    this.tools = el("span", { class: "tools" });
    if (actions.excerpt) this.tools.append(tool("excerpt", "excerpt", "main"));
    if (actions.remark) this.tools.append(tool("remark", "remark", "framed"));
    if (actions.coach) this.tools.append(tool("coach", "person", "framed"));
    const give = (side) => button({ class: "framed", "data-give": side, title: labels[`lines_by_${side}`], onclick: () => speaker(side) }, labels[`short_${side}`]);
    this.speakers = el("span", { class: "speakers", role: "group", "aria-label": labels.lines_by, hidden: true }, el("span", {}, labels.lines_by), give("agent"), give("customer"));
    this.givable = actions.mend;
    this.tools.append(button({ title: labels.clear, "aria-label": labels.clear, onclick: clear }, icon("close")));
    this.root.append(this.play, this.times, this.words, this.speakers, this.tools);
  }

  stepper(edge) {
    const { labels } = this;
    const shown = el("output", { class: "num" });
    const step = (by, sign, label) => {
      const title = fillIn(labels[label], { edge: labels[edge] });
      return button({ class: "tiny", title, "aria-label": title, onclick: () => this.move(edge, by) }, icon(sign));
    };
    return { shown, root: el("span", { class: `stepper ${edge}` }, step(-STEP, "left", "earlier"), shown, step(STEP, "right", "later")) };
  }

  show(picked) {
    this.root.hidden = !picked;
    if (!picked) return;
    const timed = picked.start !== null;
    this.play.hidden = this.times.hidden = !timed;
    this.words.textContent = picked.words ? picked.words.text.replaceAll("\n", " / ") : this.labels.no_words;
    this.words.title = picked.words ? picked.words.text : "";
    this.speakers.hidden = !this.givable || !picked.words || picked.words.from.index === picked.words.to.index;
    if (!timed) return;
    this.start.shown.textContent = clock(picked.start, true);
    this.end.shown.textContent = clock(picked.end, true);
    this.lasts.textContent = fillIn(this.labels.lasts, { seconds: (picked.end - picked.start).toFixed(1) });
  }
}
