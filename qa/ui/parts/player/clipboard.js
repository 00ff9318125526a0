import { el } from "./dom.js";

/** Pages on plain HTTP have no clipboard; the old way still works there. */
export async function copy(text, host) {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed: try the old way.
    }
  }
  const field = el("textarea", { style: "position:fixed;opacity:0" });
  field.value = text;
  host.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
