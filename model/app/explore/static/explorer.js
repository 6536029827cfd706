// The page: what stands where, what Python says, and what somebody does.

const ACTIONS = ["undo", "redo", "pin", "restore", "save", "memo", "export", "command", "tour"];
const PICKS = [["case", "case"], ["scenario", "scenario"], ["party", "party"], ["rule", "rule"]];

function layout(words, spec, ask) {
  const picks = Object.fromEntries(PICKS.map(([name]) => [name, make("select", {"data-pick": name})]));
  const day = make("input", {type: "date", "data-pick": "from"});
  const top = make("div", {className: "hx-top", "data-tour": "picks"},
    ...PICKS.map(([name]) => labelled(words[name], picks[name])), labelled(words.from, day));
  const buttons = Object.fromEntries(ACTIONS.map((name) => [name,
    make("button", {type: "button", "data-do": name}, words[name])]));
  const actions = make("div", {className: "hx-actions", role: "group", "aria-label": words.actions, "data-tour": "actions"},
    ...ACTIONS.map((name) => buttons[name]));
  const groups = make("div", {className: "hx-groups"});
  const design = make("div", {className: "hx-design"});
  const side = make("section", {className: "hx-controls", "aria-label": words.controls, tabIndex: 0, "data-tour": "controls"}, groups);
  const sentence = make("p", {className: "hx-verdict"});
  const status = make("p", {className: "hx-status"});
  const live = make("p", {className: "hx-live", role: "status", "aria-live": "polite"});
  const fault = make("p", {className: "hx-error hx-fault", role: "alert", hidden: true});
  const tabs = make("div", {className: "hx-tabs", role: "tablist", "aria-label": words.results, "data-tour": "tabs"},
    ...spec.tabs.map(({id, title}) => make("button", {type: "button", role: "tab", id: freshId(`tab-${id}`), "data-tab": id}, title)));
  const chart = make("div", {className: "hx-chart"});
  const html = make("div", {className: "hx-html"});
  const begin = make("button", {type: "button", className: "hx-ask", "data-do": "work", hidden: true}, words.work);
  const more = make("details", {className: "hx-more", hidden: true}, make("summary", {}, words.figures), make("div"));
  const panel = make("div", {className: "hx-panel", role: "tabpanel", tabIndex: 0, id: freshId("panel")}, chart, html, begin, more);
  const results = make("section", {className: "hx-results", "aria-label": words.results},
    make("div", {className: "hx-strip", tabIndex: 0, "data-tour": "verdict"}, sentence, status), live, fault, tabs, panel);
  const root = make("div", {className: "hx", lang: spec.lang}, top, actions,
    make("div", {className: "hx-main"}, side, results));
  tabs.querySelectorAll("[role=tab]").forEach((tab) => tab.setAttribute("aria-controls", panel.id));
  return {root, picks, day, buttons, actions, groups, design, side, sentence, status, live, fault, tabs, chart, html, begin, more, panel};
}

/** Arrow keys walk along the tabs, as everywhere. */
function walk(tabs, choose) {
  const all = () => [...tabs.querySelectorAll("[role=tab]")];
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab.dataset.tab);
  });
  tabs.addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1, Home: "first", End: "last"}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const list = all(), at = list.indexOf(document.activeElement);
    const to = step === "first" ? 0 : step === "last" ? list.length - 1 : (at + step + list.length) % list.length;
    list[to].focus();
    choose(list[to].dataset.tab);
  });
}

function show(parts, view, spec) {
  const {panel} = view;
  put(parts.sentence, "textContent", view.verdict);
  put(parts.status, "textContent", view.status);
  parts.tabs.querySelectorAll("[role=tab]").forEach((tab) => {
    const on = tab.dataset.tab === view.tab;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on) parts.panel.setAttribute("aria-labelledby", tab.id);
  });
  if (panel.tab === view.tab) {
    if (panel.chart) {
      const old = parts.chart.querySelector("svg");
      const svg = draw(panel.chart, spec.words, old);
      if (svg !== old) parts.chart.replaceChildren(svg);
    } else parts.chart.replaceChildren();
    parts.chart.hidden = !panel.chart;
    if (panel.html !== null && parts.html.dataset.made !== panel.html) {
      parts.html.dataset.made = panel.html;
      parts.html.innerHTML = panel.html;
    }
    if (panel.more !== null && panel.more !== undefined && parts.more.dataset.made !== panel.more) {
      parts.more.dataset.made = panel.more;
      parts.more.lastElementChild.innerHTML = panel.more;
    }
    parts.more.hidden = !parts.more.dataset.made;
    parts.begin.hidden = !panel.works || view.stage !== "whole";
  }
  if (view.stage === "whole") put(parts.live, "textContent", `${view.verdict} ${panel.said || ""}`);
  parts.root.dataset.seq = String(view.seq);
  parts.root.dataset.stage = view.stage;
}

function render({model, el}) {
  let spec = model.get("spec"), words = spec.words;
  let parts, groups, points, save, command, work, guide, designs, table, queue;
  const ask = (message) => queue.ask(message);

  function build() {
    words = spec.words;
    parts = layout(words, spec, ask);
    groups = controls(parts.groups, ask);
    points = weights(words, ask);
    designs = designer(parts.design, ask, words);
    parts.side.append(parts.design, points.root);
    save = saver(words, ask);
    command = commander(words);
    work = worker(words, ask);
    guide = tour(parts.root, words, spec.tour, story);
    parts.actions.after(work.root);
    parts.root.append(save.root, command.root, guide.root);
    listen();
    el.replaceChildren(parts.root);
  }

  function story() {
    const fast = spec.groups[0].knobs[0];
    ask({do: "tab", value: "cost"});
    ask({do: "set", knob: fast.id, at: fast.values.length - 1});
  }

  function listen() {
    PICKS.forEach(([name]) => parts.picks[name].addEventListener("change",
      () => ask({do: name, value: parts.picks[name].value})));
    parts.day.addEventListener("change", () => parts.day.value && ask({do: "from", value: parts.day.value}));
    walk(parts.tabs, (tab) => ask({do: "tab", value: tab}));
    parts.begin.addEventListener("click", () => ask({do: "work"}));
    parts.actions.addEventListener("click", (event) => {
      const name = event.target.closest("button")?.dataset.do;
      if (name === "save") save.open();
      else if (name === "command") command.open(model.get("view").command);
      else if (name === "tour") guide.open();
      else if (name === "pin") ask({do: model.get("view").can.unpin ? "unpin" : "pin"});
      else if (name) ask({do: name});
    });
    // JupyterLab takes the arrow keys from what has focus, unless that very element says no.
    parts.root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
    parts.root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], textarea")) return;
      const name = {z: event.shiftKey ? "redo" : "undo", y: "redo"}[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      event.stopPropagation();
      ask({do: name});
    });
    table = rows(parts.panel, ask);
  }

  function update() {
    const view = model.get("view");
    if (view.seq === undefined) return;
    queue.answered(view.seq);
    const settled = queue.idle;
    parts.root.toggleAttribute("data-busy", !settled || view.stage !== "whole");
    options(parts.picks.case, spec.cases);
    options(parts.picks.scenario, spec.scenarios);
    options(parts.picks.party, spec.parties);
    options(parts.picks.rule, spec.rules);
    PICKS.forEach(([name]) => put(parts.picks[name], "value", view.picks[name]));
    if (document.activeElement !== parts.day) put(parts.day, "value", view.from);
    parts.buttons.undo.disabled = !view.can.undo;
    parts.buttons.redo.disabled = !view.can.redo;
    parts.buttons.restore.disabled = !view.can.restore;
    put(parts.buttons.pin, "textContent", view.can.unpin ? words.unpin : words.pin);
    parts.buttons.pin.setAttribute("aria-pressed", String(view.can.unpin));
    groups.update(spec, view, settled);
    points.update(spec, view);
    designs.update(spec.designer);
    show(parts, view, spec);
    if (view.stage === "none") put(parts.sentence, "textContent", view.built ? words.waiting : words.first_time);
  }

  function hear(content, buffers) {
    parts.fault.hidden = true;
    if (content.do === "error") {
      if (content.at === "design" && designs.fail(content.field, content.text)) return;
      if (content.at === "override" && table.fail(content.text)) return;
      if (content.at === "save" && save.isOpen) save.fail(content.text);
      else if (!groups.fail(content.at, content.text)) fail(content.text);
    } else if (content.do === "failed") {
      work.rest();
      fail(content.text);
    } else if (content.do === "progress") work.progress(content.done, content.total);
    else if (content.do === "file") work.file(content, buffers[0]);
    else if (content.do === "worked" || content.do === "stopped") work.rest();
    else if (content.do === "note") put(parts.live, "textContent", content.text);
    else if (content.do === "saved") {
      save.done();
      parts.live.textContent = content.text;
    }
  }

  function fail(text) {
    parts.fault.textContent = text;
    parts.fault.hidden = false;
  }

  function rebuilt() {
    const old = spec.lang;
    spec = model.get("spec");
    if (spec.lang !== old) build();
    update();
  }

  queue = line(model, () => fail(words.silent));
  build();
  update();
  model.on("change:view", update);
  model.on("change:spec", rebuilt);
  model.on("msg:custom", hear);
  ask({do: "hello", session: session()});
  return () => {
    model.off("change:view", update);
    model.off("change:spec", rebuilt);
    model.off("msg:custom", hear);
    work.end();
  };
}

/** Name of this browser tab, the same after a reload. */
function session() {
  try {
    const known = sessionStorage.getItem("herijk-session") || crypto.randomUUID();
    sessionStorage.setItem("herijk-session", known);
    return known;
  } catch {
    return "";
  }
}

export default {render};
