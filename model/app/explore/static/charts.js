// Charts of the tabs, drawn in the browser from what Python gives. Each returns marks and the height that they take.

let lastChart = 0;
const NARROW = 700; // CSS pixels below which a chart is laid out for a small page

/**
 * Draw a chart, in the old picture if there is one.
 *
 * The size of a picture depends on the kind of chart and on how many rows it has, not on its figures: nothing jumps.
 */
function draw(chart, said = {}, old = null, width = 0) {
  const svg = old || mark("svg", {role: "img"});
  const shown = width || svg.clientWidth || 900;
  const wide = shown < NARROW ? 560 : 900;
  if (svg.isConnected) fontOf(svg);
  const id = svg.dataset.id || `hx-chart-${(lastChart += 1)}`;
  const lang = chart.lang || said.lang || "nl";
  const {marks, height} = CHARTS[chart.type](chart, {wide, lang, id});
  Object.assign(svg.dataset, {id, type: chart.type, name: chart.name || "", wide});
  svg.setAttribute("viewBox", `0 0 ${wide} ${Math.ceil(height)}`);
  svg.setAttribute("aria-label", chart.alt || chart.title || "");
  svg.replaceChildren(patterns(id), ...marks);
  again.set(svg, () => draw(chart, said, svg));
  if (!old) resized.observe(svg);
  return svg;
}

const again = new WeakMap();
const resized = new ResizeObserver((entries) => {
  for (const {target} of entries) {
    if (!target.isConnected) { if (target.dataset.seen) resized.unobserve(target); continue; }
    target.dataset.seen = "yes";
    if (target.clientWidth && (target.clientWidth < NARROW) !== (target.dataset.wide === "560")) again.get(target)();
  }
});

const head = (text, wide) => written(text, 0, 10, {width: wide, bold: true, most: 1, size: 13, middle: false});

function stackChart(chart, room) {
  let top = 0;
  const made = chart.charts.map((one, n) => {
    const {marks, height} = CHARTS[one.type]({lang: chart.lang, ...one}, {...room, inside: true});
    const placed = at(0, top, ...marks);
    top += height + (n < chart.charts.length - 1 ? 10 : 0);
    return placed;
  });
  return {marks: made, height: top};
}

function tenChart({dots, label}, {wide}) {
  const text = written(label, 176, 17, {width: wide - 180, size: 14, bold: true});
  return {marks: [...tenDots(12, 17, dots, {radius: 6.5, gap: 16.5}), ...text], height: 36};
}

/** Small multiples over the years, all on one scale: mean, band, and the last figure where there is room. */
function linesChart({panels, years, ticks, unit, key, title}, {wide, lang}) {
  const height = 450, names = keyOf(key, 0, wide, lineSample), top = names.height + 42;
  const columns = Math.min(panels.length, Math.ceil(Math.sqrt(panels.length * (wide > 700 ? 1.6 : 0.7))));
  const rows = Math.ceil(panels.length / columns), high = (height - top) / rows, margin = 44;
  const broad = (wide - margin) / columns, roomy = broad > 220;
  const most = Math.max(...panels.flatMap(({lines}) => lines.flatMap((one) => one.high)), 1e-9);
  const steps = ticksOf(0, (most * 1.04) / unit.size, Math.max(2, Math.floor((high - 44) / 30)));
  const write = writer(lang, steps.decimals);
  const made = panels.map((panel, n) => {
    const left = margin + (n % columns) * broad, over = top + Math.floor(n / columns) * high;
    const inner = broad - (roomy ? 52 : 16), y = linear(0, most * 1.04, over + high - 28, over + 16);
    const x = linear(years[0], years[years.length - 1], left, left + inner);
    const grid = steps.ticks.map((tick) => [rule(left, y(tick * unit.size), left + inner, y(tick * unit.size), tick ? "hx-grid" : "hx-zero"),
      n % columns ? null : written(write(tick), left - 6, y(tick * unit.size), {anchor: "end"})]).flat(2);
    const wanted = [0, Math.floor((years.length - 1) / 2), years.length - 1].filter((one, place, all) => all.indexOf(one) === place);
    const shown = inner > 120 || wanted.length < 3 ? wanted : [wanted[0], wanted[2]];
    const dates = shown.map((one) => written(ticks[one], x(years[one]), over + high - 16, {soft: true,
      anchor: one === 0 ? "start" : one === years.length - 1 ? "end" : "middle"})).flat();
    const line = (values) => values.map((value, k) => `${k ? "L" : "M"}${round(x(years[k]))},${round(y(value))}`).join("");
    const band = ({high: upper, low}) => `${line(upper)}${[...low].map((value, k) => [value, k]).reverse()
      .map(([value, k]) => `L${round(x(years[k]))},${round(y(value))}`).join("")}Z`;
    const bands = panel.lines.map((one, k) => mark("path", {d: band(one), fill: tint(key[k].k), class: "hx-band"}));
    const means = panel.lines.map((one, k) => [mark("path", {d: line(one.mean), class: "hx-line", stroke: tint(key[k].k),
      "stroke-dasharray": stroke(key[k].k).dash, "stroke-width": weight(key[k].k)}),
    shape(key[k].k, x(years[years.length - 1]), y(one.mean[one.mean.length - 1]))]).flat();
    const ends = roomy ? apart(panel.lines.map((one) => y(one.mean[one.mean.length - 1])), 13.5, over + 16, over + high - 30)
      .map((place, k) => written(panel.lines[k].text, left + inner + 8, place, {fill: tint(key[k].k), bold: true})).flat() : [];
    return [written(panel.title, left, over + 4, {bold: true, width: broad - 12, most: 1}), grid, dates, bands, means, ends].flat(2);
  });
  return {marks: [...head(`${title} (${unit.label})`, wide), at(0, 22, ...names.marks), ...made.flat()], height};
}

/** Limits of an axis that holds amounts and zero, with a little room. */
function limits(values) {
  const low = Math.min(0, ...values), high = Math.max(0, ...values), span = high - low || 1;
  return [low - span * 0.03, high + span * 0.03];
}

/** Bar from a start, hatched where it is dearer, with its band. */
function bar(step, x, y, high, id) {
  const [from, to] = [x(step.start || 0), x((step.start || 0) + step.mean)], dearer = step.mean > 0;
  const band = step.low === null || step.low === undefined ? [] : [rule(x(step.low), y, x(step.high), y, "hx-whisker"),
    ...[step.low, step.high].map((end) => rule(x(end), y - 4, x(end), y + 4, "hx-whisker"))];
  return [mark("rect", {x: round(Math.min(from, to)), y: round(y - high / 2), width: Math.max(1, round(Math.abs(to - from))), height: high,
    class: dearer ? "hx-dearer" : "hx-cheaper", fill: dearer ? `url(#${id}-dearer)` : null}), ...band];
}

/** A row per option: difference with its band, the amount, and in how many of ten futures it is cheaper. */
function barsChart({rows, unit, axis, heads, title}, {wide, lang, id}) {
  const narrow = wide < 700, tens = rows.some(({dots}) => dots !== undefined);
  const named = narrow ? 110 : 170, amount = 96, dots = tens ? 146 : 0, row = tens ? 52 : 44;
  const left = named, right = wide - amount - dots - 14, top = 58, bottom = top + rows.length * row;
  const [low, high] = limits(rows.flatMap((one) => [one.low, one.mean, one.high])), x = linear(low, high, left, right);
  const made = rows.map((one, n) => {
    const y = top + (n + 0.5) * row;
    return [written(one.label, 0, y, {width: named - 12, most: 3}), bar(one, x, y, 22, id),
      written(one.text, right + amount, y, {anchor: "end", bold: true}),
      one.dots === undefined ? [] : [tenDots(wide - dots + 10, y - 6, one.dots), written(one.ten, wide - dots + 4, y + 12)]].flat(2);
  });
  const over = [written(heads.amount, right + amount, 38, {anchor: "end", width: amount, soft: true}),
    heads.ten ? written(heads.ten, wide - dots + 4, 38, {width: dots - 4, soft: true}) : []].flat();
  const ticks = across(low, high, x, top, bottom, {size: unit.size, lang, width: right - left});
  const below = written(axis, (left + right) / 2, bottom + 32, {anchor: "middle", width: right - left + 2 * Math.min(named, amount) - 20});
  return {marks: [...head(title, wide), ...over, ...ticks, ...made.flat(), ...below], height: bottom + 50};
}

/** Waterfalls of options side by side over the same items, each on a scale of its own. */
function waterfallChart({rows, panels, unit, axis, title}, {wide, lang, id}) {
  const narrow = wide < 700, columns = narrow ? 1 : Math.min(panels.length, panels.length > 4 ? 3 : 4);
  const named = narrow ? 170 : 182, amount = 84, broad = (wide - named) / columns, row = 28, over = narrow ? 26 : 38, block = over + rows.length * row + 26;
  const lines = Math.ceil(panels.length / columns);
  const made = panels.map((panel, n) => {
    const left = named + (n % columns) * broad + 8, right = left + broad - amount - 22, top = 30 + Math.floor(n / columns) * block + over;
    const bottom = top + rows.length * row;
    const [low, high] = limits(panel.steps.flatMap((one) => [one.start, one.start + one.mean, one.low ?? 0, one.high ?? 0]));
    const x = linear(low, high, left, right), y = (k) => top + (k + 0.5) * row;
    const steps = panel.steps.map((one, k) => [bar(one, x, y(k), row - 11, id),
      written(one.text, left + broad - 14, y(k), {anchor: "end", bold: one.total}),
      k < panel.steps.length - 2 ? rule(x(one.start + one.mean), y(k), x(one.start + one.mean), y(k + 1), "hx-link") : null]).flat(2);
    const names = n % columns ? [] : rows.map((text, k) => written(text, 0, y(k), {width: named - 8, most: 2, bold: k === rows.length - 1})).flat();
    return [written(panel.label, left, top - over / 2 - 1, {bold: true, width: broad - 20, most: narrow ? 1 : 2}), names,
      across(low, high, x, top, bottom, {size: unit.size, lang, width: right - left}),
      rule(n % columns ? left : 0, bottom - row, left + broad - 14, bottom - row, "hx-grid"), steps].flat(2);
  });
  const bottom = 30 + lines * block + 6;
  return {marks: [...head(title, wide), ...made.flat(), ...written(axis, wide / 2, bottom + 8, {anchor: "middle", width: wide})], height: bottom + 24};
}

/** A dot per option and row on one scale; its line is the band, or leads to the middle. */
function dotsChart({rows, key, axis, range, middle, sides, title}, {wide, lang}) {
  const names = keyOf(key, 0, wide, lineSample), named = wide < 700 ? 110 : 140, top = 22 + names.height + 24;
  const row = Math.max(40, 12 + 13 * key.length), bottom = top + rows.length * row, x = linear(...range, named, wide - 16);
  const made = rows.map(({label, marks}, n) => {
    const over = top + n * row;
    const lanes = marks.map((one, lane) => {
      const y = over + (row * (lane + 1)) / (marks.length + 1);
      return [rule(x(one.low), y, x(one.high), y, "hx-line", {stroke: tint(one.k), "stroke-width": 2, "stroke-dasharray": stroke(one.k).dash}),
        shape(one.k, x(one.value), y)];
    });
    return [written(label, 0, over + row / 2, {width: named - 10}), rule(0, over + row, wide, over + row, "hx-grid"), lanes].flat(3);
  });
  const ticks = across(...range, x, top, bottom, {lang, width: wide - named});
  const zero = middle === undefined ? [] : [rule(x(middle), top, x(middle), bottom, "hx-zero")];
  const ends = sides ? [written(sides[0], named, top - 9, {soft: true}), written(sides[1], wide - 16, top - 9, {anchor: "end", soft: true})].flat() : [];
  return {marks: [...head(title, wide), at(0, 22, ...names.marks), ...ends, ...ticks, ...zero, ...made.flat(),
    ...written(axis, (named + wide) / 2, bottom + 32, {anchor: "middle", width: wide - named})], height: bottom + 48};
}

const CHARTS = {stack: stackChart, ten: tenChart, lines: linesChart, bars: barsChart, waterfall: waterfallChart, dots: dotsChart,
  tens: (chart, room) => tensChart(chart, room), ranges: (chart, room) => rangesChart(chart, room),
  heat: (chart, room) => heatChart(chart, room), gantt: (chart, room) => ganttChart(chart, room)};
