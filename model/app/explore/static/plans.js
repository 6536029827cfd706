// Charts of the tabs that take no part in dragging: consent, tipping points and their map, calendar.

const LOOKS = {yes: "var(--hx-cheaper)", no: "var(--hx-dearer)", unsure: "var(--hx-soft-ink)", same: "var(--hx-soft-ink)"};
const SIGNS = {yes: "\u2713", no: "\u2715", unsure: "?", same: "="};

/** A row per municipality, a column per option: ten dots, how many, and what it says; many options in blocks. */
function tensChart({rows, columns, title, axis}, {wide}) {
  const named = wide < 700 ? 130 : 190, lines = Math.ceil(columns.length / Math.floor((wide - named) / 126));
  const each = Math.ceil(columns.length / lines), broad = (wide - named) / each, row = 62, block = 44 + rows.length * row;
  const blocks = Array.from({length: lines}, (_, line) => at(0, 22 + line * block, ...tensBlock(
    rows.map((one) => ({...one, cells: one.cells.slice(line * each, (line + 1) * each)})), columns.slice(line * each, (line + 1) * each),
    {wide, named, broad, row})));
  const bottom = 22 + lines * block;
  return {marks: [...head(title, wide), ...blocks, ...written(axis, named + 8, bottom + 10, {soft: true, width: wide - named})],
    height: bottom + 26};
}

function tensBlock(rows, columns, {wide, named, broad, row}) {
  const top = 40, gap = Math.min(13, (broad - 22) / 10), radius = Math.min(5, gap / 2 - 0.8);
  const heads = columns.map(({label}, n) => written(label, named + n * broad + 8, 20, {bold: true, width: broad - 14})).flat();
  const made = rows.map(({label, cells}, n) => {
    const over = top + n * row;
    return [rule(0, over, wide, over), written(label, 0, over + row / 2, {width: named - 10}),
      cells.map((one, k) => {
        const x = named + k * broad + 8;
        return [tenDots(x + radius + 1, over + 13, one.dots, {radius, gap, fill: LOOKS[one.look]}),
          written(one.count, x, over + 31, {width: broad - 14, most: 1, soft: true}),
          written(`${SIGNS[one.look]} ${one.text}`, x, over + 48, {width: broad - 14, most: 1, bold: one.look !== "same"})];
      })].flat(4);
  });
  return [...heads, ...made.flat()];
}

/** Each assumption over its range: where it is, and where the preference changes. */
function rangesChart({rows, head: over, title}, {wide}) {
  const narrow = wide < 700, left = narrow ? 176 : 300, right = wide - (narrow ? 150 : 250), row = narrow ? 54 : 46, top = 46;
  const x = linear(0, 1, left, right);
  const made = rows.map((one, n) => {
    const y = top + (n + 0.4) * row;
    const tips = one.marks.map((tip) => [rule(x(tip.low), y, x(tip.high), y, "hx-shade"),
      mark("path", {d: "M0,-6L6,0L0,6L-6,0z", class: "hx-hollow", transform: `translate(${round(x(tip.value))},${round(y)})`})]).flat();
    return [written(one.label, 0, y, {width: left - 16, most: 3}), tips.filter((tip) => tip.tagName === "line"),
      rule(x(0), y, x(1), y, "hx-axis"), rule(x(one.tick), y - 9, x(one.tick), y + 9, "hx-base"),
      tips.filter((tip) => tip.tagName !== "line"), written(one.ends[0], x(0), y + 17, {soft: true}),
      written(one.ends[1], x(1), y + 17, {anchor: "end", soft: true}), written(one.text, right + 16, y, {width: wide - right - 18, most: 3})].flat(2);
  });
  return {marks: [...head(title, wide), ...written(over, right + 16, 30, {bold: true}), ...made.flat()], height: top + rows.length * row};
}

/** Map of two assumptions: which option is preferred where, in hatched regions with an edge and a letter. */
function heatChart({x: across_, y: up, cells, key, title}, {wide, lang, id}) {
  const names = keyOf(key.map((one) => ({...one, label: `${one.letter}  ${one.label}`})), 0, wide, ({k}, left, y) =>
    [mark("rect", {x: left, y: y - 7, width: 32, height: 14, class: "hx-cell", fill: `url(#${id}-k${k % STROKES.length})`})]);
  const top = 22 + names.height + 22, left = 56, right = wide - 22, bottom = top + 300, lines = cells.length, columns = cells[0].length;
  const x = linear(across_.low, across_.high, left, right), y = linear(up.low, up.high, bottom, top);
  const w = (right - left) / columns, h = (bottom - top) / lines, made = [];
  cells.forEach((line, n) => { // runs of one option in one rectangle
    for (let from = 0, to = 0; from < columns; from = to) {
      while (to < columns && line[to] === line[from]) to += 1;
      made.push(mark("rect", {x: round(left + from * w), y: round(bottom - (n + 1) * h), width: round((to - from) * w) + 0.2,
        height: round(h) + 0.3, fill: `url(#${id}-k${line[from] % STROKES.length})`}));
    }
  });
  let edges = "";
  cells.forEach((line, n) => line.forEach((k, m) => {
    const [cx, cy] = [round(left + (m + 1) * w), round(bottom - (n + 1) * h)];
    if (m + 1 < columns && line[m + 1] !== k) edges += `M${cx},${cy}v${round(h)}`;
    if (n + 1 < lines && cells[n + 1][m] !== k) edges += `M${cx},${cy}h${-round(w)}`;
  }));
  const letters = key.map(({letter, at: [px, py]}) => [mark("circle", {cx: round(x(px)), cy: round(y(py)), r: 13, class: "hx-badge"}),
    written(letter, x(px), y(py), {anchor: "middle", bold: true, size: 15})]).flat(2);
  const cross = mark("path", {d: "M-9,0H9M0,-9V9", class: "hx-cross", transform: `translate(${round(x(across_.base))},${round(y(up.base))})`});
  const {ticks, decimals} = ticksOf(up.low, up.high, 6), write = writer(lang, decimals);
  const sides = ticks.map((tick) => written(write(tick), left - 6, y(tick), {anchor: "end"})).flat();
  return {marks: [...head(title, wide), at(0, 22, ...names.marks), ...written(`\u2191 ${up.label}`, 0, top - 12, {width: wide, most: 1}),
    ...across(across_.low, across_.high, x, bottom, bottom, {lang, width: right - left}), ...sides, ...made,
    mark("path", {d: edges, class: "hx-edge"}), mark("rect", {x: left, y: top, width: right - left, height: bottom - top, class: "hx-frame"}),
    cross, ...letters, ...written(`\u2192 ${across_.label}`, right, bottom + 32, {anchor: "end", width: wide, most: 1})], height: bottom + 48};
}

/** Steps of the options on a time axis. */
function ganttChart({rows, first, last, ticks, key, head: over, title}, {wide, id}) {
  const narrow = wide < 700, named = narrow ? 200 : 372, dated = 126, row = narrow ? 32 : 23;
  const look = {agreement: `url(#${id}-k5)`, law: "var(--hx-k1)", practice: `url(#${id}-practice)`};
  const names = keyOf(key, 0, wide, ({origin}, x, y) =>
    [mark("rect", {x, y: y - 7, width: 32, height: 14, class: "hx-cell", fill: look[origin]})]);
  const top = 22 + names.height + 22, left = named, right = wide - dated - 14, x = linear(first, last, left, right), bottom = top + rows.length * row;
  let beyond = -Infinity;
  const dates = ticks.map(({at: when, text}) => {
    const place = x(when), half = widthOf(text) / 2, line = rule(place, top, place, bottom, "hx-grid");
    if (place - half < Math.max(beyond, left - 30) || place + half > right + 30) return [line];
    beyond = place + half + 8;
    return [line, written(text, place, top - 10, {anchor: "middle"})].flat();
  });
  const diamond = (when, y, name) => mark("path", {d: "M0,-7L7,0L0,7L-7,0z", class: name, transform: `translate(${round(x(when))},${round(y)})`});
  const made = rows.map((one, n) => {
    const y = top + (n + 0.5) * row;
    if (one.head) return [mark("rect", {x: 0, y: round(y - row / 2 + 1), width: wide, height: row - 2, class: "hx-heading"}),
      written(one.head, 4, y, {bold: true, width: wide - 8, most: 1})].flat();
    const shown = one.point ? [diamond(one.end, y, "hx-solid"), one.planned ? diamond(one.planned, y, "hx-hollow") : null]
      : [mark("rect", {x: round(x(one.start)), y: round(y - 7), width: Math.max(2, round(x(one.end) - x(one.start))), height: 14,
        class: one.drives ? "hx-cell hx-drives" : "hx-cell", fill: look[one.origin]})];
    return [written(one.label, 10, y, {width: named - 20, most: narrow ? 2 : 1}), shown, written(one.text, wide - 3, y, {anchor: "end"})].flat(2);
  });
  const practice = mark("defs", {}, mark("pattern", {id: `${id}-practice`, width: 6, height: 6, patternUnits: "userSpaceOnUse"},
    mark("rect", {width: 6, height: 6, fill: "var(--hx-chart-paper)"}), mark("path", {d: "M0,6L6,0", stroke: "var(--hx-chart-ink)", "stroke-width": 1})));
  return {marks: [practice, ...head(title, wide), at(0, 22, ...names.marks), ...written(over, wide, top - 10, {anchor: "end", soft: true, width: dated, most: 1}),
    ...dates.flat(), ...made.flat()], height: bottom + 10};
}
