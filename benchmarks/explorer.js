// Times in the browser: from a key or the mouse to the frame in which the new picture stands.
(() => {
  const frame = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  const bench = (window.bench = {paints: [], inputs: []});

  /** Milliseconds from the next key to the first new picture of a contestant. */
  bench.next = (kind, root) => {
    bench.took = new Promise((resolve) => {
      let from = 0;
      addEventListener("keydown", () => { from = performance.now(); }, {once: true, capture: true});
      const before = root.dataset.seq;
      const seen = new MutationObserver(() => {
        const image = kind === "interact" ? root.querySelector("img") : null;
        if (kind === "interact" ? !image || image === bench.image : root.dataset.seq === before) return;
        seen.disconnect();
        bench.image = image;
        (image ? image.decode() : Promise.resolve()).then(() => frame((to) => resolve(to - from)));
      });
      if (kind === "interact") bench.image = root.querySelector("img");
      seen.observe(root, {attributes: true, attributeFilter: ["data-seq", "src"], childList: true, subtree: true});
    });
  };

  /** Note every new picture of the explorer, with what its slider asked last, until `stop`. */
  bench.follow = (root) => {
    bench.paints = [];
    let last = root.dataset.seq;
    const seen = new MutationObserver(() => {
      if (root.dataset.seq === last) return;
      last = root.dataset.seq;
      frame((at) => bench.paints.push(at));
    });
    seen.observe(root, {attributes: true, attributeFilter: ["data-seq"]});
    addEventListener("mouseup", () => { bench.released = performance.now(); }, {once: true, capture: true});
    addEventListener("mousedown", () => { bench.taken = performance.now(); }, {once: true, capture: true});
    bench.stop = () => seen.disconnect();
  };

  /** Milliseconds since `from` (0: since the page was asked for) at which the first picture of an explorer stands. */
  bench.first = (from = 0) => {
    bench.began = new Promise((resolve) => {
      const look = () => (document.querySelector(".hx[data-seq] .hx-chart svg > *") ? frame((to) => resolve(to - from)) : requestAnimationFrame(look));
      look();
    });
  };
})();
