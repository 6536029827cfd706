// The sliders and switches in groups. A slider counts places; what a place means is said by Python.

/** Group of controls that folds. */
function group(id, title, open) {
  const count = make("span", {className: "hx-count"});
  const body = make("div", {className: "hx-group-body"});
  const root = make("details", {className: "hx-group", open, "data-group": id},
    make("summary", {}, make("span", {}, title), count), body);
  return {root, body, count};
}

/** One slider or switch: label, value, mark of what differs, and a button that puts it back. */
function knob(spec, words, ask) {
  const range = spec.kind === "range";
  const input = make("input", {
    type: range ? "range" : "checkbox", id: freshId("knob"), "data-knob": spec.id,
    ...(range ? {min: "0", max: String(spec.values.length - 1), step: "1"} : {}),
  });
  const value = make("output", {htmlFor: input.id});
  const was = fill(words.was, {value: spec.texts[spec.start]});
  const name = fill(words.reset_one, {name: spec.title, value: spec.texts[spec.start]});
  const back = make("button", {type: "button", className: "hx-back", hidden: true, title: name, "aria-label": name,
    "data-reset": spec.id}, "\u21ba");
  const note = make("small", {className: "hx-was", hidden: true}, was);
  const idle = spec.needs ? make("small", {className: "hx-idle", hidden: true}, fill(words.idle, {name: spec.needs})) : null;
  const fault = make("small", {className: "hx-error", id: freshId("fault"), hidden: true, role: "alert"});
  const root = make("div", {className: `hx-knob hx-${spec.kind}`},
    make("label", {htmlFor: input.id}, spec.title), value, back, input, note, idle, fault);
  let moved = 0;

  const say = (at) => {
    put(value, "textContent", spec.texts[at]);
    if (range) input.setAttribute("aria-valuetext", spec.texts[at]);
  };
  input.addEventListener("input", () => {
    const at = range ? Number(input.value) : Number(input.checked);
    moved = performance.now();
    say(at);
    fault.hidden = true;
    input.removeAttribute("aria-invalid");
    ask({do: "set", knob: spec.id, at});
  });
  back.addEventListener("click", () => {
    ask({do: "reset", knob: spec.id});
    input.focus();
  });

  return {
    root,
    id: spec.id,
    title: spec.title,
    /** Show what Python holds; a slider under somebody's hand is left alone. */
    update({at, changed, idle: still}, settled) {
      if (settled || performance.now() - moved > 400) {
        if (range) put(input, "value", String(at));
        else put(input, "checked", Boolean(at));
        say(at);
      }
      root.classList.toggle("changed", changed);
      put(back, "hidden", !changed);
      put(note, "hidden", !changed);
      if (idle) put(idle, "hidden", !still);
    },
    fail(text) {
      fault.textContent = text;
      fault.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", fault.id);
    },
  };
}

/** All groups. */
function controls(root, ask) {
  let built = "", knobs = [], counts = [];
  return {
    update(spec, view, settled) {
      const now = JSON.stringify([spec.groups, spec.lang]);
      if (now !== built) {
        built = now;
        const open = new Set([...root.querySelectorAll("details[open]")].map((one) => one.dataset.group));
        knobs = [];
        counts = spec.groups.map((one, n) => {
          const folded = group(one.id, one.title, open.size ? open.has(one.id) : n === 0);
          const own = one.knobs.map((each) => knob(each, spec.words, ask));
          folded.body.append(...own.map((each) => each.root));
          knobs.push(...own);
          return {...folded, ids: one.knobs.map((each) => each.id)};
        });
        root.replaceChildren(...counts.map((one) => one.root));
      }
      knobs.forEach((one) => one.update(view.knobs[one.id], settled));
      counts.forEach(({ids, count}) => {
        const n = ids.filter((id) => view.knobs[id].changed).length;
        put(count, "textContent", n ? fill(spec.words.changed, {n}) : "");
      });
    },
    fail(id, text) {
      const one = knobs.find((each) => each.id === id);
      if (one) one.fail(text);
      return Boolean(one);
    },
    find: (id) => knobs.find((each) => each.id === id),
  };
}
