const WRITING = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='slider'], [role='listbox'], [role='combobox']";

/** Whether a letter is nobody's yet: no one is writing, no dialog is open. A button that happens to have the focus does not keep it. */
export function free(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (event.composedPath().some((node) => node instanceof Element && node.matches(WRITING))) return false;
  return !document.querySelector("[role='dialog']");
}
