// Marks that the charts share: elements of SVG, scales, ticks, texts that fit, keys, hatches. No text is smaller than 12.

const SVG = "http://www.w3.org/2000/svg";
const SMALL = 12;
const STROKES = [ // as model/show/style.py: a dash and a marker beside every colour
  {dash: "", marker: "circle"}, {dash: "8 4", marker: "square"}, {dash: "9 3 2 3", marker: "up"},
  {dash: "2 3", marker: "diamond"}, {dash: "9 2 2 2 2 2", marker: "down"}, {dash: "14 4", marker: "plus"},
  {dash: "2 6", marker: "cross"}, {dash: "4 3 10 3", marker: "right"}, // eight options may be compared
];
const WEIGHTS = [4.5, 3.2, 2.2, 1.5]; // later lines thinner, so that both show where they meet
const SHAPES = {
  circle: "M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0z", square: "M-3.6,-3.6h7.2v7.2h-7.2z", up: "M0,-4.8L4.6,3.6H-4.6z",
  diamond: "M0,-5L5,0L0,5L-5,0z", down: "M0,4.8L4.6,-3.6H-4.6z", right: "M4.8,0L-3.6,4.6V-4.6z",
  plus: "M-1.6,-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
  cross: "M-4.6,-2.6L-2.6,-4.6L0,-2L2.6,-4.6L4.6,-2.6L2,0L4.6,2.6L2.6,4.6L0,2L-2.6,4.6L-4.6,2.6L-2,0z",
};
const HATCHES = ["", "M0,6L6,0", "M3,3h.1", "M0,6L6,0M0,0L6,6", "M0,0L6,6", "M3,0V6M0,3H6", "M3,3m-2,0a2,2 0 1,0 4,0a2,2 0 1,0 -4,0", "M3,0V6"];

const stroke = (k) => STROKES[k % STROKES.length];
const weight = (k) => WEIGHTS[Math.min(k, WEIGHTS.length - 1)];
const tint = (k) => `var(--hx-k${k % STROKES.length})`;

/** Element of SVG with attributes and children; a string becomes text, never markup. */
function mark(tag, given = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(given)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children.flat().filter((one) => one !== null && one !== undefined));
  return made;
}

const at = (x, y, ...children) => mark("g", {transform: `translate(${round(x)},${round(y)})`}, ...children);
const round = (value) => Math.round(value * 10) / 10;
const linear = (from, to, start, end) => (value) => start + ((value - from) / (to - from || 1)) * (end - start);
const shape = (k, x, y, given = {}) => mark("path", {d: SHAPES[stroke(k).marker], fill: tint(k), class: "hx-halo",
  transform: `translate(${round(x)},${round(y)})`, ...given});
const rule = (x1, y1, x2, y2, name = "hx-grid", given = {}) =>
  mark("line", {x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), class: name, ...given});

const ruler = document.createElement("canvas").getContext("2d");
const widths = new Map();
let family = "";

/** Take the font of the page, once it is known. */
function fontOf(node) {
  const found = getComputedStyle(node).fontFamily;
  if (found && found !== family) { family = found; widths.clear(); }
}

/** Width of a text in the font of the page, measured once. */
function widthOf(text, size = SMALL, bold = false) {
  const key = `${bold ? "b" : ""}${size}${text}`;
  if (!widths.has(key)) {
    if (widths.size > 5000) widths.clear();
    ruler.font = `${bold ? "600 " : ""}${size}px ${family || "system-ui, sans-serif"}`;
    widths.set(key, ruler.measureText(text).width * 1.03);
  }
  return widths.get(key);
}

/** Lines of a text that fit a width; what is too much ends in an ellipsis. */
function wrapped(text, width, most = 2, size = SMALL, bold = false) {
  const lines = [];
  let line = "";
  const fits = (one) => widthOf(one, size, bold) <= width;
  for (const word of text.split(/ +/)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || fits(longer)) line = longer;
    else { lines.push(line); line = word; }
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] += " \u2026";
  return kept.map((one) => {
    let short = one;
    while (!fits(short) && short.length > 2) short = `${short.replace(/[\s\u2026]+$/, "").slice(0, -1)}\u2026`;
    return short;
  });
}

/** Text in lines around a height; long ones are wrapped to a width. */
function written(text, x, y, {anchor = "start", width = Infinity, most = 2, size = SMALL, bold = false, soft = false,
  middle = true, fill = null} = {}) {
  const lines = Number.isFinite(width) ? wrapped(text, width, most, size, bold) : [text];
  const high = size * 1.15, first = y + size * 0.36 - (middle ? ((lines.length - 1) * high) / 2 : 0);
  return lines.map((line, n) => mark("text", {x: round(x), y: round(first + n * high), "text-anchor": anchor,
    "font-size": size, class: `${soft ? "hx-soft" : "hx-ink"}${bold ? " hx-bold" : ""}`,
    style: fill ? `fill: ${fill}` : null}, line));
}

/** Round numbers within limits, at most so many, and how many decimals they need. */
function ticksOf(low, high, most) {
  const span = high - low || 1, rough = span / Math.max(most, 1), power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => span / one <= most) || 10 * power;
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) found.push(n * step);
  let decimals = 0;
  while (decimals < 6 && Math.abs(Math.round(step * 10 ** decimals) / 10 ** decimals - step) > step * 1e-6) decimals += 1;
  return {ticks: found, decimals};
}

/** Writes numbers of an axis as the language has them, with a real minus. */
function writer(lang, decimals) {
  const format = new Intl.NumberFormat(lang, {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  return (value) => format.format(Math.abs(value) < 1e-9 ? 0 : value).replace("-", "\u2212");
}

/** Ticks and lines of an axis across the bottom, in its unit; thinned until their texts stand apart. */
function across(low, high, scale, top, bottom, {size = 1, lang, width}) {
  for (let most = Math.max(2, Math.floor(width / 55)); most > 0; most -= 1) {
    const {ticks, decimals} = ticksOf(low / size, high / size, most), said = ticks.map(writer(lang, decimals));
    const room = ticks.length > 1 ? Math.abs(scale(ticks[1] * size) - scale(ticks[0] * size)) : Infinity;
    if (Math.max(...said.map((one) => widthOf(one))) + 8 > room && most > 1) continue;
    return ticks.map((tick, n) => [rule(scale(tick * size), top, scale(tick * size), bottom, tick ? "hx-grid" : "hx-zero"),
      written(said[n], scale(tick * size), bottom + 11, {anchor: "middle"})]).flat(2);
  }
  return [];
}

/** Names of the options above a chart, in as many rows as they need; gives the marks and the height. */
function keyOf(items, x, width, sample) {
  let left = x, top = 10;
  const made = [];
  for (const item of items) {
    const wide = 42 + Math.min(widthOf(item.label), width - 50) + 16;
    if (left > x && left + wide > x + width) { left = x; top += 20; }
    made.push(sample(item, left, top), written(item.label, left + 40, top, {width: width - 46, most: 1}));
    left += wide;
  }
  return {marks: made.flat(), height: items.length ? top + 14 : 0};
}

/** Sample of a line with its marker, for a key. */
const lineSample = ({k}, x, y) => [rule(x, y, x + 34, y, "hx-line", {stroke: tint(k), "stroke-dasharray": stroke(k).dash,
  "stroke-width": Math.min(weight(k), 3)}), shape(k, x + 17, y)];

/** Patterns of the strokes and of what is dearer; ids of this picture only. */
function patterns(id) {
  const hatch = (name, colour, path, paper) => mark("pattern", {id: `${id}-${name}`, width: 6, height: 6,
    patternUnits: "userSpaceOnUse"}, paper ? mark("rect", {width: 6, height: 6, fill: paper}) : null,
  mark("path", {d: path, stroke: colour, "stroke-width": 1.2, "stroke-linecap": "round", fill: "none"}));
  const faint = (k) => `color-mix(in srgb, ${tint(k)} 24%, var(--hx-chart-paper))`;
  return mark("defs", {}, ...HATCHES.map((path, k) => hatch(`k${k}`, tint(k), path, faint(k))),
    hatch("dearer", "var(--hx-dearer)", "M0,6L6,0", "var(--hx-chart-paper)"),
    hatch("unsure", "var(--hx-soft-ink)", "M3,3h.1", "var(--hx-chart-paper)"));
}

/** Ten dots of which some are full; the last of those may be half. */
function tenDots(x, y, full, {radius = 5, gap = 13, fill = "var(--hx-accent-ink)"} = {}) {
  return Array.from({length: 10}, (_, n) => {
    const part = Math.max(0, Math.min(1, full - n)), place = {cx: round(x + n * gap), cy: round(y), r: radius};
    const half = `M${round(x + n * gap)},${round(y - radius)}a${radius},${radius} 0 0,0 0,${2 * radius}z`;
    return [mark("circle", {...place, class: "hx-dot", fill: part === 1 ? fill : "none", stroke: fill}),
      part > 0 && part < 1 ? mark("path", {d: half, fill}) : null];
  }).flat();
}

/** Heights moved apart by at least `least`, in order, within limits. */
function apart(heights, least, low, high) {
  const order = heights.map((_, n) => n).sort((a, b) => heights[a] - heights[b]), moved = [...heights];
  order.forEach((n, place) => { moved[n] = Math.max(moved[n], place ? moved[order[place - 1]] + least : low); });
  for (let place = order.length - 1, top = high; place >= 0; place -= 1) {
    moved[order[place]] = Math.min(moved[order[place]], top);
    top = moved[order[place]] - least;
  }
  return moved;
}
