(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  var WIDE = 720, HIGH = 300, LEFT = 64, RIGHT = 12, TOP = 22, FOOT = 26;

  function fill(text, names) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in names ? names[name] : whole; });
  }

  function add(parent, name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    return parent.appendChild(made);
  }

  function steps(top) {
    var step = Math.pow(10, Math.floor(Math.log10(top / 4)));
    step *= [1, 2, 5, 10].find(function (factor) { return top / (step * factor) <= 5; });
    return Array.from({length: Math.ceil(top / step) + 1}, function (_, k) { return k * step; });
  }

  function series(flat) {
    return Array.from({length: flat.length / 3}, function (_, n) {
      return {mean: flat[3 * n], low: flat[3 * n] - flat[3 * n + 1], high: flat[3 * n] + flat[3 * n + 2]};
    });
  }

  function draw(data, lines, label, show) {
    var ticks = steps(Math.max.apply(null, lines.flat().map(function (one) { return one.high; }).concat(1)));
    var svg = document.createElementNS(SVG, "svg");
    function x(n) { return (LEFT + n * (WIDE - LEFT - RIGHT) / Math.max(data.years.length - 1, 1)).toFixed(1); }
    function y(value) { return (HIGH - FOOT - value * (HIGH - FOOT - TOP) / ticks[ticks.length - 1]).toFixed(1); }
    function path(line, name) { return line.map(function (one, n) { return x(n) + "," + y(one[name]); }); }
    svg.setAttribute("viewBox", "0 0 " + WIDE + " " + HIGH);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    add(svg, "text", {x: 0, y: 12}, data.words.axis);
    ticks.forEach(function (value) {
      add(svg, "line", {"class": "grid", x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value)});
      add(svg, "text", {x: LEFT - 8, y: +y(value) + 4, "text-anchor": "end"}, show(value));
    });
    data.years.forEach(function (year, n) {
      if (n % Math.ceil(data.years.length / 11) === 0) {
        add(svg, "text", {x: x(n), y: HIGH - 6, "text-anchor": "middle"}, String(year));
      }
    });
    lines.forEach(function (line, n) {
      var kind = n === lines.length - 1 ? "chosen" : "base";
      add(svg, "polygon", {"class": "band " + kind, points: path(line, "high").concat(path(line, "low").reverse()).join(" ")});
      add(svg, "polyline", {"class": "line " + kind, points: path(line, "mean").join(" ")});
    });
    return svg;
  }

  document.querySelectorAll(".whatif").forEach(function (part) {
    var data = JSON.parse(part.querySelector("script").textContent);
    var choices = part.querySelectorAll("select"), figure = part.querySelector("figure");
    var numbers = new Intl.NumberFormat(data.lang);

    function show(value) { return numbers.format(value).replace("-", "\u2212"); }

    // As in model.rounding: the last digit is about a tenth of the band.
    function step(width) { return Math.max(1, Math.pow(10, Math.floor(Math.log10(Math.max(width, 1) / 5)))); }

    function digits(size, most) { return Math.max(1, Math.pow(10, Math.floor(Math.log10(Math.max(size, 1))) - most + 1)); }

    function rounded(value, unit) { return Math.round(value / unit) * unit || 0; }

    function spread(line) { return line.slice(1).reduce(function (sum, one) { return sum + one.high - one.low; }, 0); }

    function millions(value, unit) {
      var digits = Math.max(0, 3 - Math.round(Math.log10(unit)));
      var text = (rounded(value, unit) / 1000).toLocaleString(data.lang, {minimumFractionDigits: digits, maximumFractionDigits: digits});
      return fill(data.words.million, {total: text});
    }

    function total(line) { return line.slice(1).reduce(function (sum, one) { return sum + one.mean; }, 0); }

    function update() {
      var party = data.parties[choices[1].value], costs = party.cost[+choices[0].value], place = choices[2].selectedIndex;
      var base = series(costs[data.baseline]), chosen = series(costs[place]), alone = place === data.baseline;
      var gap = total(chosen) - total(base);
      var own = step(spread(chosen)), wide = Math.max(Math.abs(gap), 1);
      var close = Math.abs(gap) < data.material * total(base);
      var names = {
        world: data.worlds[+choices[0].value], party: party.name, option: data.options[place],
        first: data.years[1], last: data.years[data.years.length - 1], total: millions(total(chosen), own),
        gap: millions(Math.abs(gap), Math.max(1, Math.pow(10, Math.floor(Math.log10(wide)) - 1)))
      };
      var said = fill(data.words[alone ? "alone" : close ? "same" : gap < 0 ? "cheaper" : "dearer"], names);
      var old = figure.querySelector("svg"), svg = draw(data, alone ? [chosen] : [base, chosen], said, show);
      if (old) { old.replaceWith(svg); } else { figure.prepend(svg); }
      figure.querySelector("figcaption").textContent = fill(data.words.legend, names);
      part.querySelector(".whatif-said").textContent = said;
      part.querySelector("caption").textContent = fill(data.words.caption, names);
      part.querySelector(".table-scroll").setAttribute("aria-label", fill(data.words.caption, names));
      part.querySelectorAll("tbody tr").forEach(function (row, n) {
        var one = chosen[n], width = Math.max(one.high, one.mean) - Math.min(one.low, one.mean);
        var unit = width > 0 ? Math.max(step(width), digits(Math.max(one.high, one.mean), data.digits)) : 1;
        var texts = [base[n].mean, chosen[n].mean].map(function (one) { return show(rounded(one, unit)); });
        texts.push(show(rounded(chosen[n].low, unit)) + "\u2013" + show(rounded(chosen[n].high, unit)));
        row.querySelectorAll("td").forEach(function (cell, k) { cell.textContent = texts[k]; });
      });
    }

    part.querySelector(".whatif-choices").hidden = figure.hidden = false;
    choices.forEach(function (choice) { choice.addEventListener("change", update); });
    update();
  });
}());
