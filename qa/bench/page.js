// Watches a page from within, for the benchmark: what is on it at each frame, and when. Times in milliseconds of the page's own clock.
(() => {
  const roots = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.push(root);
    return root;
  };
  const all = (selector) => [document, ...roots].flatMap((root) => (root === document || root.host.isConnected ? [...root.querySelectorAll(selector)] : []));
  const inSight = (node) => {
    const box = node?.getBoundingClientRect();
    return Boolean(box && box.width && box.height && box.top < innerHeight && box.bottom > 0);
  };
  /** The time of the first frame after the one in which `holds` became true: then it is painted. */
  const painted = (holds) =>
    new Promise((resolve) => {
      const look = () => requestAnimationFrame(() => (holds() ? setTimeout(() => resolve(performance.now())) : look()));
      look();
    });
  const input = {};
  for (const type of ["keydown", "pointerdown"]) addEventListener(type, (event) => (input.at = event.timeStamp), { capture: true });
  const row = (finding) => all(`.scorecard .row[data-finding="${finding}"]`)[0];
  const done = () => parseInt(all(".scorecard .progress .num")[0]?.textContent.match(/\d+/)?.[0] ?? "0", 10);

  window.bench = {
    /** Since the visit began, until so many of each selector are there and the first of each is in sight. */
    ready: (wanted) => painted(() => Object.entries(wanted).every(([selector, count]) => { const found = all(selector); return found.length >= count && found.some(inSight); })),
    current: () => all(".scorecard .row.current")[0]?.dataset.finding ?? null,
    acceptable: () => all(".scorecard [data-quick]")[0]?.dataset.quick ?? null,
    machine: (finding) => row(finding)?.querySelector(".pill").classList[1] ?? null,
    done,
    /** From the next key or click on, until the finding's decision is on the page, and until it is there as saved with the count moved. */
    decision: (finding) => {
      input.at = null;
      const before = done();
      const shown = painted(() => input.at !== null && Boolean(row(finding)?.querySelector(".pill.mine, .pill.waiting")));
      const saved = painted(() => input.at !== null && Boolean(row(finding)?.matches(".decided")) && !row(finding).querySelector(".pill.waiting") && done() > before);
      window.bench.decided = Promise.all([shown, saved]).then((times) => times.map((time) => time - input.at));
    },
  };
})();
