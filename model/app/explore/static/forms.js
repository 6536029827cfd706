// What opens beside the page: weights, saving, the command, files that were made, and the tour.

/** Native dialog with a title and a button that closes it. */
function dialog(title, words, ...children) {
  const heading = make("h3", {id: freshId("title")}, title);
  const close = make("button", {type: "button", className: "hx-close"}, words.close);
  const root = make("dialog", {className: "hx-dialog", "aria-labelledby": heading.id}, heading, ...children,
    make("div", {className: "hx-dialog-foot"}, close));
  close.addEventListener("click", () => root.close());
  return {root, heading, close};
}

/** Points per criterion of the shared vision and of each member. */
function weights(words, ask) {
  const who = make("select", {"data-pick": "weights"});
  const rows = make("div", {className: "hx-points"});
  const clear = make("button", {type: "button", "data-do": "weights-clear"}, "\u21ba");
  const folded = group("weights", words.weights, false);
  folded.body.append(labelled(words.weights_of, who), rows, clear);
  let spec = null, view = null, inputs = [];

  const points = () => Object.fromEntries(inputs.map(({id, input}) => [id, Number(input.value)]));
  const show = () => {
    const given = view.points[who.value];
    inputs.forEach(({id, input, value}) => {
      if (document.activeElement !== input) input.value = String((given || view.usual[who.value] || {})[id] || 0);
      value.textContent = `${Math.round(input.value)} ${words.points}`;
    });
    clear.hidden = !given;
    put(folded.count, "textContent", Object.keys(view.points).length
      ? fill(words.changed, {n: Object.keys(view.points).length}) : "");
  };
  who.addEventListener("change", show);
  clear.addEventListener("click", () => ask({do: "weigh", who: who.value, points: null}));
  clear.title = words.restore;
  clear.setAttribute("aria-label", words.restore);
  return {
    root: folded.root,
    update(nextSpec, nextView) {
      if (spec !== nextSpec) {
        options(who, [{id: "", title: words.shared}, ...nextSpec.parties.slice(1)]);
        inputs = nextSpec.criteria.map(({id, title}) => {
          const input = make("input", {type: "range", min: "0", max: "100", step: "5", "data-points": id, id: freshId("points")});
          const value = make("output", {htmlFor: input.id});
          input.addEventListener("input", () => {
            value.textContent = `${input.value} ${words.points}`;
            ask({do: "weigh", who: who.value, points: points()});
          });
          return {id, input, value, row: make("div", {className: "hx-knob hx-range"},
            make("label", {htmlFor: input.id}, title), value, input)};
        });
        rows.replaceChildren(...inputs.map(({row}) => row));
      }
      spec = nextSpec;
      view = nextView;
      show();
    },
  };
}

/** Save under a name. */
function saver(words, ask) {
  const name = make("input", {type: "text", pattern: "[a-z0-9][a-z0-9_\\-]{0,59}", required: true, id: freshId("name"),
    autocomplete: "off", spellcheck: false});
  const over = make("input", {type: "checkbox", id: freshId("over")});
  const fault = make("p", {className: "hx-error", role: "alert", hidden: true, id: freshId("fault")});
  const send = make("button", {type: "submit"}, words.save);
  const form = make("form", {method: "dialog", noValidate: true}, labelled(words.name, name), fault,
    make("div", {className: "hx-check"}, over, make("label", {htmlFor: over.id}, words.overwrite)), send);
  const made = dialog(words.save, words, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fault.hidden = true;
    ask({do: "save", name: name.value.trim(), overwrite: over.checked});
  });
  return {
    root: made.root,
    open() { made.root.showModal(); name.focus(); name.select(); },
    fail(text) {
      fault.textContent = text;
      fault.hidden = false;
      name.setAttribute("aria-invalid", "true");
      name.setAttribute("aria-describedby", fault.id);
      name.focus();
    },
    done() { name.removeAttribute("aria-invalid"); made.root.close(); },
    get isOpen() { return made.root.open; },
  };
}

/** Command that gives the view that is on the screen. */
function commander(words) {
  const code = make("code", {className: "hx-command", tabIndex: 0});
  const note = make("p", {className: "hx-note"});
  const copy = make("button", {type: "button"}, words.copy);
  copy.addEventListener("click", () => navigator.clipboard?.writeText(code.textContent));
  const made = dialog(words.command, words, note, make("pre", {}, code), copy);
  return {
    root: made.root,
    open({text, saved}) {
      code.textContent = text;
      note.textContent = saved ? words.command_saved : words.command_unsaved;
      copy.hidden = !saved;
      made.root.showModal();
    },
  };
}

/** Bar of the work that runs, with a button that stops it, and links to the files that came of it. */
function worker(words, ask) {
  const bar = make("progress", {max: 1, value: 0, "aria-label": words.waiting});
  const stop = make("button", {type: "button", "data-do": "cancel"}, words.cancel);
  const running = make("div", {className: "hx-running", hidden: true}, make("span", {}, words.waiting), bar, stop);
  const files = make("div", {className: "hx-files", role: "status"});
  stop.addEventListener("click", () => ask({do: "cancel"}));
  const urls = [];
  return {
    root: make("div", {className: "hx-work"}, running, files),
    progress(done, total) {
      running.hidden = false;
      bar.max = Math.max(total, 1);
      bar.value = done;
    },
    rest() { running.hidden = true; },
    file({name, media}, buffer) {
      running.hidden = true;
      const url = URL.createObjectURL(new Blob([buffer], {type: media}));
      urls.push(url);
      const opens = media === "text/html";
      const link = make("a", {href: url, "data-file": name, ...(opens ? {target: "_blank", rel: "noopener"} : {download: name})},
        fill(opens ? words.open : words.download, {name}));
      [...files.children].filter((one) => one.dataset.file === name).forEach((one) => one.remove());
      files.append(link);
    },
    end() { urls.forEach((url) => URL.revokeObjectURL(url)); },
  };
}

/** A walk along the parts of the page, and the story that shows what a slider does. */
function tour(root, words, steps, story) {
  const text = make("p", {"aria-live": "polite"});
  const back = make("button", {type: "button"}, words.previous);
  const next = make("button", {type: "button"}, words.next);
  const close = make("button", {type: "button"}, words.close);
  const play = make("button", {type: "button", "data-do": "story"}, words.story);
  const card = make("aside", {className: "hx-tour", hidden: true, "aria-label": words.tour}, text, play,
    make("div", {className: "hx-dialog-foot"}, back, next, close));
  let at = 0;
  const show = () => {
    root.querySelectorAll(".hx-lit").forEach((one) => one.classList.remove("hx-lit"));
    if (card.hidden) return;
    const step = steps[at];
    text.textContent = `${at + 1}/${steps.length}  ${step.text}`;
    if (step.at) root.querySelector(`[data-tour="${step.at}"]`)?.classList.add("hx-lit");
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
  };
  const go = (to) => { at = Math.min(Math.max(to, 0), steps.length - 1); show(); };
  const leave = () => {
    card.hidden = true;
    show();
    try { localStorage.setItem("herijk-tour", "seen"); } catch { /* a page without storage shows it again */ }
  };
  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", () => go(at + 1));
  close.addEventListener("click", leave);
  play.addEventListener("click", story);
  card.addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  let seen = false;
  try { seen = localStorage.getItem("herijk-tour") === "seen"; } catch { seen = true; }
  const open = () => { card.hidden = false; go(0); };
  if (!seen) setTimeout(open, 0);
  return {root: card, open() { open(); next.focus(); }};
}
