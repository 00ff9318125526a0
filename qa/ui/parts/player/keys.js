import { button, el, icon } from "./dom.js";

const TYPED = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='slider'], [role='listbox'], [role='combobox']";
const PRESSED = "button, a[href], summary, [role='button'], [role='tab'], [role='menuitem'], [role='dialog']";

const HELP = [
  ["Space", "key_play"],
  ["← →", "key_step"],
  ["↑ ↓", "key_line"],
  ["[ ]", "key_speed"],
  ["j k", "key_finding"],
  ["y n a", "key_decide"],
  ["u", "key_next"],
  ["g", "key_agree"],
  ["e", "key_excerpt"],
  ["m", "key_mend"],
  ["1 2", "key_speaker"],
  ["/", "key_search"],
  ["Esc", "key_escape"],
  ["?", "key_help"],
];

/** Whether a key is meant for the player: never while somebody types, nor while the focus rests on another part's control. */
export function meantFor(event, root, global) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const path = event.composedPath();
  const inside = path.includes(root);
  const over = path.some((node) => node instanceof Element && node.matches(TYPED));
  if (over || (!inside && !global)) return false;
  const control = path.find((node) => node instanceof Element && node.matches(PRESSED));
  const letter = event.key.length === 1 && event.key !== " "; // what a button does nothing with
  if (!inside) return (!control || letter) && !document.querySelector("[role='dialog']");
  return !control || ![" ", "Enter"].includes(event.key);
}

export function onKey(event, does) {
  const acts = {
    " ": does.toggle,
    ArrowLeft: () => does.step(-5),
    ArrowRight: () => does.step(5),
    ArrowUp: () => does.line(-1),
    ArrowDown: () => does.line(1),
    "[": () => does.speed(-1),
    "]": () => does.speed(1),
    j: () => does.finding(1),
    k: () => does.finding(-1),
    e: does.excerpt,
    m: does.mend,
    E: does.mend,
    1: () => does.speaker("agent"),
    2: () => does.speaker("customer"),
    "/": does.search,
    "?": does.help,
    Escape: does.escape,
  };
  const act = acts[event.key];
  if (!act || act() === false) return;
  event.preventDefault();
  event.stopPropagation();
}

/** The list of keys, over the player. */
export class KeyHelp {
  constructor(labels, hidden) {
    const rows = HELP.filter(([, name]) => !hidden.includes(name)).map(([keys, name]) => {
      const caps = keys.split(" ").map((key) => el("kbd", {}, key === "Space" ? labels.space : key));
      return el("div", {}, el("dt", {}, ...caps), el("dd", {}, labels[name]));
    });
    const close = button({ class: "tiny", title: labels.close, "aria-label": labels.close, onclick: () => this.toggle(false) }, icon("close"));
    const sheet = el("div", { class: "sheet", role: "group", "aria-label": labels.keys }, el("h3", {}, labels.keys, close), el("dl", {}, ...rows));
    this.root = el("div", { class: "keyhelp", hidden: true }, sheet);
    this.root.addEventListener("click", (event) => event.target === this.root && this.toggle(false));
  }

  get open() {
    return !this.root.hidden;
  }

  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
  }
}
