import { Present } from "./main.js";

const shown = new WeakMap();

/** Runs again whenever the page's data change; what is shown stays, and only the newest run may end it. */
export default function show({ data, parentElement, setTriggerValue }) {
  let present = shown.get(parentElement);
  if (!present) {
    present = new Present(parentElement);
    shown.set(parentElement, present);
  }
  const generation = present.update(
    data,
    (entries) => setTriggerValue("minutes", { entries }),
    (entries) => setTriggerValue("finish", { entries }),
  );
  return () => {
    if (present.generation !== generation) return;
    present.dispose();
    shown.delete(parentElement);
  };
}
