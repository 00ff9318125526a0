import { button, clock, el, icon } from "../player/dom.js";
import { Wave, bytes } from "../player/wave.js";

/** One excerpt: what it is, how it looks as sound, where what was looked for stands, and what is said about it. */
export class Card {
  constructor(data, labels, asked) {
    this.data = data;
    this.labels = labels;
    this.asked = asked;
    this.build();
  }

  build() {
    const { data, labels, asked } = this;
    this.star = button({ class: "tiny star", onclick: () => asked.star(this) });
    this.more = button({ class: "tiny", title: labels.more, "aria-label": labels.more, "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.toggle() }, icon("more"));
    const kind = data.kind ? el("span", { class: `kind ${data.kind}` }, data.kind_words) : null;
    const facts = el("span", { class: "facts grow num" }, data.facts.join(" · "));
    this.menu = el("div", { class: "menu", role: "menu", hidden: true }, ...this.choices());
    const head = el("div", { class: "head" }, kind, facts, this.star, el("span", { class: "more" }, this.more, this.menu));
    const title = el("a", { class: "title", href: data.href, onclick: (event) => this.open(event) }, ...pieces(data.title));
    const tags = data.tags.length ? el("div", { class: "tags" }, ...data.tags.map((tag) => el("span", { class: "tag" }, ...pieces(tag)))) : null;
    const said = data.said.length ? el("p", { class: "said" }, ...pieces(data.said)) : null;
    const heard = data.heard ? el("p", { class: "heardas" }, icon("ear"), data.heard) : null;
    const talk = el("a", { class: "talk", href: data.href, onclick: (event) => this.open(event) }, icon("remark"), data.talk.text, data.talk.news ? el("b", {}, data.talk.news) : null);
    const conclusion = data.talk.conclusion ? el("p", { class: "conclusion" }, icon("check"), data.talk.conclusion) : null;
    this.root = el("article", { class: "card", "data-excerpt": data.id }, head, title, tags, said, heard, data.audio ? this.strip() : null, conclusion, talk);
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    this.mark(data.favourite);
    this.draw({ current: false, playing: false, time: 0 });
  }

  strip() {
    const { data, labels, asked } = this;
    this.play = button({ class: "play main", onclick: () => asked.toggle(this) });
    this.now = el("span", { class: "now num" });
    this.wave = new Wave(labels, true, { seek: (time) => asked.seek(this, time), region: () => {}, viewed: () => {}, solo: () => {} });
    this.wave.solo = null;
    const time = el("span", { class: "time" }, this.now, el("span", { class: "total num" }, `/ ${clock(data.seconds)}`));
    this.failure = el("div", { class: "alert", role: "alert", hidden: true });
    for (const marker of data.markers) this.wave.stage.prepend(this.focus(marker));
    this.wave.set(data.lanes.map((lane) => ({ ...lane, peaks: bytes(lane.peaks) })), data.seconds);
    return el("section", { class: "player compact", "aria-label": labels.player }, el("div", { class: "strip" }, el("div", { class: "transport" }, this.play, time), this.wave.root), this.failure);
  }

  /** What the excerpt is about, behind the bars. */
  focus({ start, end, tone, title }) {
    const share = (time) => `${(100 * time) / Math.max(this.data.seconds, 0.1)}%`;
    return el("i", { class: `focus ${tone}`, title, style: `left:${share(start)};width:${share(end - start)}` });
  }

  choices() {
    const { data, labels, asked } = this;
    const choice = (name, act, look) => button({ role: "menuitem", onclick: () => { this.toggle(false); act(); } }, icon(look), labels[name]);
    return [choice("copy", () => asked.copy(this), "link"), data.may_withdraw ? choice("withdraw", () => asked.withdraw(this), "close") : null].filter(Boolean);
  }

  toggle(open = this.menu.hidden) {
    this.menu.hidden = !open;
    this.more.setAttribute("aria-expanded", String(open));
    if (open) this.menu.firstChild.focus();
    else if (this.menu.contains(this.root.getRootNode().activeElement)) this.more.focus();
  }

  open(event) {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.asked.open(this);
  }

  mark(on) {
    this.favourite = on;
    const label = this.labels[on ? "unstar" : "star"];
    this.star.replaceChildren(icon(on ? "starred" : "star"));
    this.star.title = label;
    this.star.setAttribute("aria-label", label);
    this.star.setAttribute("aria-pressed", String(on));
  }

  draw({ current, playing, time }) {
    this.root.classList.toggle("current", current);
    if (current) this.root.setAttribute("aria-current", "true");
    else this.root.removeAttribute("aria-current");
    if (!this.play) return;
    if (playing !== this.playing) {
      this.playing = playing;
      const label = this.labels[playing ? "pause" : "play"];
      this.play.replaceChildren(icon(playing ? "pause" : "play"));
      this.play.title = label;
      this.play.setAttribute("aria-label", label);
    }
    this.now.textContent = clock(time);
    this.wave.setTime(time, playing);
  }

  fail(reason, again) {
    if (!this.failure) return;
    this.failure.hidden = reason === null;
    if (reason === null) return;
    this.failure.replaceChildren(icon("warn"), el("span", { class: "grow" }, this.labels[`failure_${reason}`]), button({ class: "framed", onclick: again }, this.labels.try_again));
  }

  dispose() {
    this.wave?.dispose();
    this.root.remove();
  }
}

function pieces(cut) {
  return cut.map(([text, how]) => (how ? el("mark", { class: how }, text) : document.createTextNode(text)));
}
