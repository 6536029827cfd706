// The option designer: a form for each option, kept in step with Python without touching what somebody is typing in.
// Uses make, put, fill and freshId of words.js. Addresses of fields are as in model/app/explore/designs.py.

/** Bring children in line with items, by key: what stays is neither rebuilt nor moved, so that focus stays too. */
function inStep(parent, items, keyOf, build) {
  const wanted = new Map(items.map((item) => [keyOf(item), item]));
  [...parent.children].forEach((child) => wanted.has(child.dataset.key) || child.remove());
  let next = parent.firstElementChild;
  for (const [key, item] of wanted) {
    let child = [...parent.children].find((one) => one.dataset.key === key);
    if (!child) {
      child = build(item);
      child.dataset.key = key;
    }
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
    child.update(item);
  }
}

/** Show a text, or nothing at all. */
function sayIn(node, text) {
  put(node, "textContent", text || "");
  put(node, "hidden", !text);
}

function resetButton(ui, what, change) {
  const name = fill(ui.words.reset, {what});
  const button = make("button", {type: "button", className: "hx-back", title: name, "aria-label": name, hidden: true}, "\u21ba");
  button.addEventListener("click", () => ui.design(change()));
  return button;
}

const WHOLE = new Set(["count", "year"]);

function controlOf(field) {
  if (field.kind === "choice") return make("select");
  if (field.kind === "switch") return make("input", {type: "checkbox"});
  if (WHOLE.has(field.kind)) return make("input", {type: "number", step: "1"});
  const decimal = field.kind === "number";
  return make("input", {type: "text", autocomplete: "off", maxLength: decimal ? 40 : 200, inputMode: decimal ? "decimal" : "text"});
}

/** Choices of a list, and below it why some of them cannot be. */
function showChoices(control, barred, field) {
  const told = JSON.stringify(field.choices);
  if (control.dataset.told === told) return;
  control.dataset.told = told;
  control.replaceChildren(...field.choices.map(({value, label, reason}) =>
    make("option", {value, disabled: Boolean(reason) && value !== field.value}, label)));
  const no = field.choices.filter((choice) => choice.reason);
  barred.hidden = !no.length;
  barred.lastElementChild.replaceChildren(...no.map(({label, reason}) => make("li", {}, `${label}: ${reason}`)));
}

/** One field: label, control, unit, hint, and the sentence that says what is wrong. */
function fieldNode(ui, first, address) {
  const control = controlOf(first);
  control.id = freshId("design");
  const hint = make("small", {className: "hx-hint", id: freshId("hint")});
  const error = make("small", {className: "hx-error", id: freshId("fault"), role: "alert"});
  const unit = make("span", {className: "hx-unit"});
  const label = make("label", {htmlFor: control.id});
  const back = resetButton(ui, first.label, () => ({...address(), reset: first.name, field: undefined}));
  const barred = first.kind === "choice"
    ? make("details", {className: "hx-barred", hidden: true}, make("summary", {}, ui.words.barred), make("ul")) : "";
  const node = make("div", {className: `hx-row hx-${first.kind}`}, label, make("span", {className: "hx-in"}, control, unit, back),
    hint, error, barred);
  let shown, field = first;

  const key = () => ui.name({...address(), field: first.name});
  const value = () => (field.kind === "switch" ? control.checked : control.value);
  control.addEventListener("change", () => {
    ui.refused.delete(key());
    if (control.validity.badInput) {
      ui.refused.set(key(), ui.words.not_a_number);
      node.update(field);
    } else if (value() !== shown) ui.design({...address(), field: first.name, value: value()});
    else node.update(field);
  });
  node.update = (given) => {
    field = given;
    const refused = ui.refused.get(key());
    const typing = document.activeElement === control && value() !== shown;
    control.dataset.field = key();
    put(label, "textContent", field.label);
    if (field.kind === "choice") showChoices(control, barred, field);
    if (WHOLE.has(field.kind)) [["min", field.low], ["max", field.high]].forEach(([name, end]) => put(control, name, String(end ?? "")));
    if (!refused && !typing) {
      shown = field.kind === "switch" ? field.value : String((field.kind === "number" ? field.text : field.value) ?? "");
      put(control, field.kind === "switch" ? "checked" : "value", shown);
    }
    if (field.kind === "choice") put(control, "title", control.selectedOptions[0]?.textContent || "");
    sayIn(unit, field.unit);
    sayIn(hint, [field.hint, field.empty && (field.value ?? "") === "" ? fill(ui.words.empty, {what: field.empty}) : ""]
      .filter(Boolean).join("; "));
    sayIn(error, refused || field.error);
    node.classList.toggle("changed", field.changed);
    put(back, "hidden", !field.changed || Boolean(field.under) || !address().option);
    const told = [hint, error].filter((one) => !one.hidden).map((one) => one.id).join(" ");
    if (told) control.setAttribute("aria-describedby", told);
    else control.removeAttribute("aria-describedby");
    if (error.hidden) control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  };
  return node;
}

/** Fields that belong together, with what is wrong with them as a whole. */
function groupNode(ui, first, address) {
  const error = make("small", {className: "hx-error", id: freshId("fault"), role: "alert"});
  const name = make("span");
  const back = resetButton(ui, first.label, () => ({...address(), reset: first.name}));
  const body = make("div", {className: "hx-fields"});
  const node = make("fieldset", {className: "hx-together", "aria-describedby": error.id}, make("legend", {}, name, back), body, error);
  node.update = (field) => {
    put(name, "textContent", field.label);
    put(back, "hidden", !field.changed);
    sayIn(error, field.error);
    showFields(ui, body, field.fields, address);
  };
  return node;
}

function showFields(ui, body, fields, address) {
  inStep(body, fields, (field) => `${field.name}|${field.kind}`, (field) =>
    (field.kind === "group" ? groupNode : fieldNode)(ui, field, address));
}

/** Fields with those of a group inside it. */
function nested(fields) {
  return fields.filter((field) => !field.under).map((field) => (field.kind === "group"
    ? {...field, fields: fields.filter((one) => one.under === field.name)} : field));
}

/** One action: what it is, its fields, and a button that takes it away. */
function actionNode(ui, first) {
  const name = make("span"), mark = make("em", {className: "hx-mark"}, ui.words.added);
  const error = make("p", {className: "hx-error", id: freshId("fault"), role: "alert"});
  const remove = make("button", {type: "button", className: "hx-remove"}, "\u00d7");
  const body = make("div", {className: "hx-fields"}), rest = make("div", {className: "hx-fields"});
  const more = make("details", {className: "hx-seldom"}, make("summary", {}, ui.words.more), rest);
  const node = make("fieldset", {className: "hx-action", "aria-describedby": error.id},
    make("legend", {}, name, mark), remove, error, body, more);
  let action = first;
  const address = () => ({option: ui.chosen, index: action.index});
  remove.addEventListener("click", () => {
    ui.then = {remove: action.index, what: action.label};
    ui.design({option: ui.chosen, remove: action.index});
  });
  node.update = (given) => {
    action = given;
    put(name, "textContent", `${action.index + 1}. ${action.label}`);
    put(mark, "hidden", !action.added);
    sayIn(error, action.error);
    const what = fill(ui.words.remove, {what: name.textContent});
    remove.setAttribute("aria-label", what);
    put(remove, "title", what);
    const seldom = action.fields.filter((field) => field.more);
    showFields(ui, body, nested(action.fields.filter((field) => !field.more)), address);
    showFields(ui, rest, nested(seldom), address);
    put(more, "hidden", !seldom.length);
    if (seldom.some((field) => field.error)) more.open = true;
  };
  return node;
}

/** Buttons that add something; what the law does not allow stays, with the reason. */
function pickList(summary, className) {
  const list = make("ul", {className: "hx-picks"});
  const root = make("details", {className}, make("summary", {}, summary), list);
  root.fill = (items, choose) => {
    const told = JSON.stringify(items);
    if (list.dataset.told === told) return;
    list.dataset.told = told;
    list.replaceChildren(...items.map((item) => {
      const reason = item.reason ? make("small", {id: freshId("reason")}, item.reason) : null;
      const button = make("button", {type: "button", "data-pick": item.id, "aria-disabled": reason ? "true" : null,
        "aria-describedby": reason ? reason.id : null}, item.label);
      button.addEventListener("click", () => {
        if (reason) return;
        root.open = false;
        choose(item);
      });
      return make("li", {}, button, reason);
    }));
  };
  return root;
}

/** What stands where in the designer. */
function designLayout(words) {
  const heading = make("h3", {id: freshId("title")}, words.open);
  const parts = {
    open: make("button", {type: "button", className: "hx-design-open", "aria-expanded": "false", "data-do": "designer"}, words.open),
    close: make("button", {type: "button", className: "hx-close", "aria-label": words.close, title: words.close}, "\u00d7"),
    choice: make("select", {id: freshId("option"), "data-pick": "option"}),
    title: make("input", {type: "text", id: freshId("name"), maxLength: 100, autocomplete: "off"}),
    titleFault: make("small", {className: "hx-error", role: "alert", id: freshId("fault")}),
    copy: pickList(words.begin, "hx-begin"),
    full: make("p", {className: "hx-hint"}, words.full),
    remove: make("button", {type: "button", "data-do": "delete-option"}, words.delete),
    reset: make("button", {type: "button", "data-do": "reset-option"}, words.reset_option),
    fixed: make("p", {className: "hx-hint"}, words.fixed),
    none: make("p", {className: "hx-hint"}, words.none),
    fault: make("p", {className: "hx-error", role: "alert"}),
    actions: make("div", {className: "hx-design-actions"}),
    removed: make("ul", {className: "hx-removed", "aria-label": words.removed}),
    add: pickList(words.add, "hx-add"),
    exit: make("div", {className: "hx-fields"}),
    exitMark: make("em", {className: "hx-mark"}, words.changed),
    exitReset: make("button", {type: "button", "data-do": "reset-exit"}, fill(words.reset, {what: words.exit})),
    live: make("p", {className: "hx-live", role: "status"}),
  };
  parts.named = make("div", {className: "hx-row"}, make("label", {htmlFor: parts.title.id}, words.title), parts.title, parts.titleFault);
  parts.title.setAttribute("aria-describedby", parts.titleFault.id);
  parts.exitRule = make("details", {className: "hx-exit"}, make("summary", {}, words.exit, " ", parts.exitMark),
    make("p", {className: "hx-hint"}, words.exit_hint), parts.exit, parts.exitReset);
  parts.dialog = make("dialog", {className: "hx-designer", "aria-labelledby": heading.id, id: freshId("designer"),
    "data-lm-suppress-shortcuts": "true"},
  make("div", {className: "hx-design-head"}, heading, parts.close),
  make("div", {className: "hx-row"}, make("label", {htmlFor: parts.choice.id}, words.option), parts.choice),
  make("div", {className: "hx-design-own"}, parts.copy, parts.full, parts.reset, parts.remove), parts.fixed, parts.named, parts.fault,
  parts.none, parts.actions, parts.removed, parts.add, parts.exitRule, parts.live);
  parts.open.setAttribute("aria-controls", parts.dialog.id);
  return parts;
}

/**
 * The designer in `root`: a button, and a panel beside the results that it opens. `send` takes messages for Python.
 * Gives update(spec), where spec is `model.app.explore.designer.spec`, and fail(field, text), which says whether the
 * field is here.
 */
function designer(root, send) {
  const ui = {refused: new Map(), chosen: null, then: null, words: {}, spec: null, said: ""};
  let parts = null;
  ui.design = (change) => {
    ui.refused.clear();
    send({do: "design", change: Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))});
  };
  ui.name = ({option, index, exit, field}) => (exit ? `exit.${exit}` : `${option}.${index}.${field}`);

  const option = () => ui.spec.options.find((one) => one.id === ui.chosen);

  function build() {
    ui.words = ui.spec.words;
    const open = Boolean(parts && parts.dialog.open);
    parts = designLayout(ui.words);
    listen();
    root.replaceChildren(parts.open, parts.dialog);
    if (open) show();
  }

  function show() {
    parts.dialog.show();
    parts.open.setAttribute("aria-expanded", "true");
    parts.choice.focus();
  }

  function hide() {
    parts.dialog.close();
    parts.open.setAttribute("aria-expanded", "false");
    parts.open.focus();
  }

  function listen() {
    parts.open.addEventListener("click", () => (parts.dialog.open ? hide() : show()));
    parts.close.addEventListener("click", hide);
    parts.dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      hide();
    });
    parts.choice.addEventListener("change", () => choose(parts.choice.value));
    parts.title.addEventListener("change", () => {
      if (parts.title.value !== option().title) ui.design({option: ui.chosen, title: parts.title.value});
    });
    parts.reset.addEventListener("click", () => ui.design({option: ui.chosen, reset: "option"}));
    parts.remove.addEventListener("click", () => {
      ui.then = {delete: true};
      ui.design({delete: ui.chosen});
    });
    parts.exitReset.addEventListener("click", () => ui.design({exit: "reset"}));
  }

  function choose(id) {
    ui.chosen = id;
    ui.refused.clear();
    parts.actions.replaceChildren();  // another option is another form
    refresh();
  }

  function refresh() {
    const {options, presets, exit, full, words} = ui.spec, now = option();
    parts.choice.replaceChildren(...options.map((one) =>
      make("option", {value: one.id}, one.changed || one.renamed ? `${one.title} (${words.changed})` : one.title)));
    put(parts.choice, "value", now.id);
    const begin = [{id: `copy:${now.id}`, label: fill(words.copy, {what: now.title}), change: {copy: now.id}},
      ...presets.filter((one) => !options.some((other) => other.id === one.id))
        .map((one) => ({id: `new:${one.id}`, label: one.title, change: {new: one.id}})),
      {id: "new:", label: words.blank, change: {new: ""}}];
    parts.copy.fill(now.fixed ? begin.slice(1) : begin, ({change}) => {
      ui.then = {made: options.map((one) => one.id)};
      ui.design(change);
    });
    parts.copy.hidden = full;
    parts.full.hidden = !full;
    const fixed = now.fixed;
    for (const name of ["remove", "named", "add"]) parts[name].hidden = fixed;
    parts.fixed.hidden = !fixed;
    parts.reset.hidden = !now.changed;
    parts.none.hidden = fixed || now.actions.length > 0;
    const titleFault = ui.refused.get(`${now.id}.title`);
    sayIn(parts.titleFault, titleFault);
    if (document.activeElement !== parts.title && !titleFault) put(parts.title, "value", now.title);
    sayIn(parts.fault, ui.refused.get(now.id) || now.error);
    inStep(parts.actions, now.actions, (action) => `${action.index}|${action.kind}`, (action) => actionNode(ui, action));
    parts.removed.hidden = !now.removed.length;
    inStep(parts.removed, now.removed, ({place, label}) => `${place}|${label}`, ({place, label}) => {
      const back = make("button", {type: "button"}, fill(words.restore, {what: label}));
      back.addEventListener("click", () => {
        ui.then = {add: option().actions.length, what: label};
        ui.design({option: ui.chosen, restore: place});
      });
      return Object.assign(make("li", {}, back), {update: () => {}});
    });
    parts.add.fill(now.add.map(({kind, label, reason}) => ({id: kind, label, reason})), ({id, label}) => {
      ui.then = {add: option().actions.length, what: label};
      ui.design({option: ui.chosen, add: id});
    });
    parts.exitMark.hidden = !exit.changed;
    parts.exitReset.hidden = !exit.changed;
    inStep(parts.exit, exit.fields, (field) => `${field.name}|${field.kind}`, (field) =>
      fieldNode(ui, field, () => ({exit: field.name})));
  }

  /** After a change that adds or takes away: put the focus where one goes on, and say what happened. */
  function land() {
    const then = ui.then, actions = parts.actions.children;
    ui.then = null;
    if (!then) return;
    if (then.add !== undefined && actions.length > then.add) {
      actions[actions.length - 1].querySelector("input, select").focus();
      say(ui.words.said_added, then.what);
    } else if (then.remove !== undefined) {
      const next = actions[Math.min(then.remove, actions.length - 1)];
      (next ? next.querySelector(".hx-remove") : parts.add.firstElementChild).focus();
      say(ui.words.said_removed, then.what);
    } else if (then.made || then.delete) (then.delete ? parts.choice : parts.title).focus();
  }

  function say(text, what) {
    parts.live.textContent = fill(text, {what});
  }

  function update(spec) {
    if (spec === ui.spec) return;
    const words = ui.spec && JSON.stringify(ui.spec.words), before = ui.spec && ui.spec.options.map((one) => one.id);
    ui.spec = spec;
    if (words !== JSON.stringify(spec.words)) build();
    const made = ui.then && ui.then.made && spec.options.find((one) => !ui.then.made.includes(one.id));
    if (made || !option()) {
      const place = Math.max(1, before ? before.indexOf(ui.chosen) - 1 : 1);
      choose((made || spec.options[Math.min(place, spec.options.length - 1)]).id);
    } else refresh();
    land();
  }

  function fail(field, text) {
    if (!ui.spec || !(field === "new" || field.startsWith("exit.") || ui.spec.options.some((one) => field.split(".")[0] === one.id))) return false;
    const here = field === `${ui.chosen}.title` || [...parts.dialog.querySelectorAll("[data-field]")].some((one) => one.dataset.field === field);
    ui.then = null;
    ui.refused.set(here ? field : ui.chosen, text);
    refresh();
    return true;
  }

  return {update, fail};
}
