import { button, el, fillIn, icon } from "../player/dom.js";
import { Composer } from "./compose.js";

const SIGNS = { agree: "agree", learned: "learned", doubt: "question", disagree: "disagree" };

/** One post with its replies. What is typed below it survives every change of the post itself. */
export class PostNode {
  constructor(thread, id) {
    this.thread = thread;
    this.id = id;
    this.body = el("div", { class: "body" });
    this.slot = el("div", { class: "slot" });
    this.replies = el("ul", { class: "replies" });
    this.root = el("li", { class: "post", id: `post-${id}`, "data-post": id }, this.body, this.slot, this.replies);
  }

  update(post, { parent, fresh, target }) {
    const words = JSON.stringify([post, parent?.author, fresh, target]);
    if (words === this.words) return;
    this.words = words;
    this.post = post;
    this.root.className = ["post", post.kind, fresh && "fresh", target && "target", post.best && "best", post.accepted && "accepted"].filter(Boolean).join(" ");
    const active = this.root.getRootNode().activeElement;
    const focused = active && this.body.contains(active) ? active.dataset.act : null;
    this.body.replaceChildren(...[this.head(post, parent, fresh), ...this.content(post), post.withdrawn ? null : this.foot(post)].filter(Boolean));
    if (focused) this.body.querySelector(`[data-act="${focused}"]`)?.focus();
  }

  head(post, parent, fresh) {
    const { labels, link } = this.thread.data;
    const at = el("a", { class: "at", href: `${link}&post=${post.id}`, target: "_self", title: labels.link }, post.at);
    const mark = (word, tone) => el("span", { class: `mark ${tone}` }, word);
    return el(
      "div",
      { class: "head" },
      el("b", {}, post.author),
      parent ? el("span", { class: "to" }, fillIn(labels.answers_to, { name: parent.author })) : null,
      at,
      post.edited ? this.revisions(post) : null,
      post.kind === "question" ? mark(labels.question, post.open ? "accent" : "quiet") : null,
      post.kind === "question" && !post.open && !post.withdrawn ? mark(post.answered ? labels.answered : labels.closed, "quiet") : null,
      post.accepted ? mark(labels.accepted, "good") : null,
      post.best ? mark(labels.best, "good") : null,
      fresh ? mark(labels.new, "accent") : null,
    );
  }

  revisions(post) {
    const { labels } = this.thread.data;
    const before = post.earlier.map(([text, at]) => el("p", {}, el("span", { class: "at" }, `${labels.earlier} · ${at}`), text));
    return el("details", { class: "edited" }, el("summary", { title: post.edited }, labels.edited), ...before);
  }

  content(post) {
    if (post.withdrawn) return [el("p", { class: "gone" }, this.thread.data.labels.withdrawn)];
    return [el("p", { class: "text" }, ...post.pieces.map(([text, mention]) => (mention ? el("b", { class: "mention" }, text) : text)))];
  }

  foot(post) {
    const { labels } = this.thread.data;
    const may = (verb) => post.may.includes(verb);
    const act = (verb, more) => () => this.thread.act({ verb, post: post.id, ...more });
    const quiet = (name, label, onclick) => button({ class: "quiet", "data-act": name, onclick }, label);
    const vote = may("upvote")
      ? button({ class: "framed vote", "data-act": "upvote", "aria-pressed": String(post.voted), title: post.voted ? labels.unvote : labels.upvote, onclick: act("upvote", { given: !post.voted }) }, icon("up"), fillIn(labels.votes, { count: post.votes }))
      : post.kind === "wording" ? el("span", { class: "votes" }, fillIn(labels.votes, { count: post.votes })) : null;
    return el(
      "div",
      { class: "foot" },
      vote,
      ...post.hands.map((hand) => this.hand(post, hand, may("react"))),
      quiet("reply", labels.reply, () => this.write("reply")),
      may("accept") ? quiet("accept", post.accepted ? labels.unaccept : labels.accept, act("accept", { given: !post.accepted })) : null,
      may("close") && (post.open || !post.answered) ? quiet("close", post.open ? labels.close : labels.open_again, act("close", { given: post.open })) : null,
      may("edit") ? quiet("edit", labels.edit, () => this.write("edit")) : null,
      may("withdraw") ? this.withdrawal(post, labels) : null,
    );
  }

  hand(post, { name, count, who, mine }, may) {
    const { labels } = this.thread.data;
    const told = fillIn(count ? labels.react : labels.react_none, { reaction: labels[name], count, names: who });
    const onclick = () => this.thread.act({ verb: "react", post: post.id, kind: name, given: !mine });
    return button({ class: `hand ${count ? "" : "none"}`, "data-act": name, "aria-pressed": String(mine), "aria-label": told, title: told, disabled: !may, onclick }, icon(SIGNS[name]), count ? el("span", { class: "num" }, String(count)) : null);
  }

  /** Asks once more, in the same place. */
  withdrawal(post, labels) {
    const made = button({
      class: "quiet",
      "data-act": "withdraw",
      onblur: () => sure(false),
      onclick: () => (made.dataset.sure ? this.thread.act({ verb: "withdraw", post: post.id }) : sure(true)),
    }, labels.withdraw);
    const sure = (asked) => {
      made.textContent = asked ? labels.withdraw_sure : labels.withdraw;
      made.classList.toggle("bad", asked);
      if (!asked) return delete made.dataset.sure;
      made.dataset.sure = "1";
      return made.focus();
    };
    return made;
  }

  /** Opens the box below the post, to answer or to change it. */
  write(what) {
    const { data } = this.thread;
    const { labels } = data;
    this.composer = new Composer({
      key: `talk.${data.drafts}.${what}-${this.id}`,
      labels,
      people: data.people,
      longest: data.longest,
      text: what === "edit" ? this.post.raw : "",
      hint: what === "edit" ? labels.write : fillIn(labels.hint_reply, { name: this.post.author }),
      action: what === "edit" ? labels.save : labels.send,
      send: (text) => this.thread.act({ verb: what === "edit" ? "edit" : "say", post: this.id, text }, this.composer, () => this.shut()),
      cancel: () => this.shut(),
    });
    this.slot.replaceChildren(this.composer.root);
    this.composer.box.focus();
  }

  shut() {
    this.composer?.taken();
    this.composer = null;
    this.slot.replaceChildren();
  }
}
