import { arrange, el, unpacked } from "../player/dom.js";
import { Composer } from "./compose.js";
import { PostNode } from "./post.js";

const SETTLES_MS = 700;
const PATIENCE_MS = 8000;

class Thread {
  constructor(root) {
    this.generation = 0;
    this.nodes = new Map();
    this.queue = [];
    this.host = el("section", { class: "hb thread" });
    this.lists = new Map();
    this.newLine = el("li", { class: "newline", role: "separator" });
    this.empty = el("p", { class: "empty" });
    this.alert = el("p", { class: "alert", role: "alert", hidden: true });
    root.append(this.host);
    this.inView = new Set();
    this.watcher = new IntersectionObserver((entries) => this.looked(entries), { threshold: [0, 0.6] });
    this.onShown = () => this.tellSeen();
    document.addEventListener("visibilitychange", this.onShown);
  }

  update(data, setTrigger) {
    this.generation += 1;
    this.setTrigger = setTrigger;
    this.data = data;
    // what is new stays marked for as long as the page is open, although it is seen meanwhile
    this.since ??= data.seen;
    this.heard(data.answer);
    this.draw();
    if (!this.drawn) this.first();
    this.drawn = true;
    return this.generation;
  }

  first() {
    const target = this.nodes.get(this.data.target)?.root;
    if (!target) return;
    const there = () => target.scrollIntoView({ block: "center" });
    requestAnimationFrame(there);
    // the player above takes its place a little later
    this.later = setTimeout(there, SETTLES_MS);
  }

  unseen(post, since = this.data.seen) {
    return post.id > since && !post.mine && !post.withdrawn;
  }

  /** New beside what is not: where all of it is new, no mark says more. */
  fresh(post) {
    return this.mixed && this.unseen(post, this.since);
  }

  draw() {
    const { posts, labels } = this.data;
    this.host.setAttribute("aria-label", labels.label);
    const byId = new Map(posts.map((post) => [post.id, post]));
    const roots = posts.filter((post) => !byId.has(post.parent));
    const asked = roots.filter((post) => post.kind === "question" && post.open);
    const worded = roots.filter((post) => post.kind === "wording").sort((a, b) => Number(b.best) - Number(a.best) || b.votes - a.votes || a.id - b.id);
    const plain = roots.filter((post) => !asked.includes(post) && post.kind !== "wording");
    this.lineDrawn = false;
    this.mixed ??= posts.some((post) => !this.unseen(post, this.since));
    this.newLine.replaceChildren(el("span", {}, labels.new_below));
    this.empty.textContent = labels.empty;
    const parts = [
      this.list("questions", labels.questions, asked, byId),
      this.list("wordings", labels.wordings, worded, byId),
      this.list("posts", asked.length || worded.length ? labels.posts : "", plain, byId),
    ].filter(Boolean);
    if (!this.lineDrawn) this.newLine.remove();
    this.forget(byId);
    arrange(this.host, [this.alert, ...(posts.length ? parts : [this.empty]), this.composer().root]);
  }

  list(name, heading, roots, byId) {
    if (!roots.length) return null;
    let list = this.lists.get(name);
    if (!list) {
      const title = el("h4", {});
      const items = el("ul", {});
      list = { root: el("div", { class: `part ${name}` }, title, items), title, items };
      this.lists.set(name, list);
    }
    list.title.textContent = heading;
    list.title.hidden = !heading;
    arrange(list.items, roots.flatMap((post) => this.placed(post, null, byId)));
    for (const post of roots) {
      const below = this.below(post.id);
      arrange(this.node(post.id).replies, below.flatMap((reply) => this.placed(reply, byId.get(reply.parent), byId, post)));
    }
    return list.root;
  }

  /** A post's node; before the first new one of all stands the line. */
  placed(post, parent, byId, root = null) {
    const node = this.node(post.id);
    const fresh = this.fresh(post);
    node.update(post, { parent: parent && parent !== root ? parent : null, fresh, target: post.id === this.data.target });
    if (this.unseen(post)) this.watcher.observe(node.root);
    if (!fresh || this.lineDrawn) return [node.root];
    this.lineDrawn = true;
    return [this.newLine, node.root];
  }

  /** All posts below one, however deep, in order of time: two levels are shown. */
  below(id) {
    const inside = new Set([id]);
    return this.data.posts.filter((post) => inside.has(post.parent) && inside.add(post.id));
  }

  node(id) {
    if (!this.nodes.has(id)) this.nodes.set(id, new PostNode(this, id));
    return this.nodes.get(id);
  }

  forget(byId) {
    for (const id of [...this.nodes.keys()]) if (!byId.has(id)) this.nodes.delete(id);
  }

  composer() {
    const { data } = this;
    const words = JSON.stringify([data.kinds, data.people, data.labels]);
    if (this.made?.words === words) return this.made.composer;
    const composer = new Composer({
      key: `talk.${data.drafts}.new`,
      labels: data.labels,
      people: data.people,
      longest: data.longest,
      kinds: data.kinds,
      action: data.labels.send,
      main: true,
      send: (text, kind) => this.act({ verb: "say", post: null, text, kind }, composer, () => composer.taken()),
    });
    this.made = { words, composer };
    return composer;
  }

  /** One act after the other, each once the one before was answered. */
  act(act, composer = null, done = null) {
    composer?.wait(true);
    this.queue.push({ act: { ...act, id: crypto.getRandomValues(new Uint32Array(2)).join("-") }, composer, done });
    this.next();
  }

  next() {
    if (!this.queue.length || (this.pending && Date.now() - this.pending.at < PATIENCE_MS)) return;
    this.pending = { ...this.queue.shift(), at: Date.now() };
    this.setTrigger("act", this.pending.act);
  }

  heard(answer) {
    if (!this.pending || answer?.id !== this.pending.act.id) return;
    const { composer, done } = this.pending;
    this.pending = null;
    if (!answer.refused) done?.();
    if (composer && answer.refused) composer.refuse(answer.refused);
    this.alert.textContent = composer ? "" : answer.refused;
    this.alert.hidden = !this.alert.textContent;
    this.next();
  }

  looked(entries) {
    for (const { target, intersectionRatio, intersectionRect } of entries) {
      // of a post taller than the window a good part is enough
      if (intersectionRatio >= 0.6 || intersectionRect.height > window.innerHeight / 2) {
        this.inView.add(Number(target.dataset.post));
        this.watcher.unobserve(target);
      }
    }
    this.tellSeen();
  }

  /** Everything new was on the screen: it is seen. */
  tellSeen() {
    const { posts } = this.data;
    const fresh = posts.filter((post) => this.unseen(post));
    const last = Math.max(0, ...posts.map((post) => post.id));
    if (document.visibilityState !== "visible" || !fresh.length || this.told === last) return;
    if (!fresh.every((post) => this.inView.has(post.id))) return;
    this.told = last;
    this.act({ verb: "seen", post: last });
  }

  dispose() {
    clearTimeout(this.later);
    this.watcher.disconnect();
    document.removeEventListener("visibilitychange", this.onShown);
    this.host.remove();
  }
}

const threads = new WeakMap();

export default function show({ data, parentElement, setTriggerValue }) {
  let thread = threads.get(parentElement);
  if (!thread) {
    thread = new Thread(parentElement);
    threads.set(parentElement, thread);
  }
  const generation = thread.update(unpacked(data), setTriggerValue);
  return () => {
    if (thread.generation !== generation) return;
    thread.dispose();
    threads.delete(parentElement);
  };
}
