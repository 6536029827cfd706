// Small helpers: elements, filled texts, and a line to Python that never queues more than the newest value.

const fill = (text, names) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in names ? names[name] : whole));

/** Element with properties, attributes (keys with a dash, or role) and children; texts become text, never markup. */
function make(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role" || key === "for" || key === "list") made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((one) => one !== null && one !== undefined));
  return made;
}

let lastId = 0;
const freshId = (stem) => `hx-${stem}-${(lastId += 1)}`;

/** Change only what differs, so that focus and selection stay. */
function put(node, key, value) {
  if (node[key] !== value) node[key] = value;
}

/** Label with a control inside a row. */
function labelled(text, control, className = "hx-field") {
  control.id ||= freshId("control");
  return make("div", {className}, make("label", {htmlFor: control.id}, text), control);
}

function options(select, choices) {
  const now = JSON.stringify(choices);
  if (select.dataset.choices === now) return;
  select.dataset.choices = now;
  select.replaceChildren(...choices.map(({id, title}) => make("option", {value: id}, title)));
}

const PATIENCE = 20000; // milliseconds without an answer before the page says so

/**
 * Line to Python. One message is under way at a time; of several moves of one control that wait only the newest is
 * kept, whatever else is asked keeps its turn.
 */
function line(model, silent) {
  const waiting = [];
  let flying = null, clock = null, seq = model.get("view").seq || 0;
  const same = (a, b) => a && a.do === b.do && (a.do === "set" || a.do === "weigh") && a.knob === b.knob && a.who === b.who;
  const pump = () => {
    if (flying !== null || !waiting.length) return;
    const message = waiting.shift();
    flying = seq = Math.max(seq, model.get("view").seq || 0) + 1;
    model.send({...message, seq});
    clearTimeout(clock);
    clock = setTimeout(silent, PATIENCE);
  };
  return {
    ask(message) {
      if (same(waiting.at(-1), message)) waiting.pop();
      waiting.push(message);
      pump();
    },
    answered(number) {
      if (number !== flying) return;
      flying = null;
      clearTimeout(clock);
      pump();
    },
    get idle() { return flying === null && !waiting.length; },
  };
}
