// Sort, filter and page the table of a batch; without this script the whole table simply stands there.
(function () {
  "use strict";
  var table = document.getElementById("results");
  if (!table) { return; }
  var SIZE = 100;
  var body = table.tBodies[0], all = Array.from(body.rows), shown = all, start = 0;
  var pick = document.getElementById("pick"), search = document.getElementById("search");
  var count = document.getElementById("count"), pages = document.getElementById("pages");
  var selects = Array.from(pick.querySelectorAll("select"));
  var texts = new Map(all.map(function (row) { return [row, row.textContent.toLowerCase()]; }));
  var words = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  function draw(whole) {
    var some = whole ? shown : shown.slice(start, start + SIZE);
    body.replaceChildren.apply(body, some);
    pages.hidden = shown.length <= SIZE;
    document.getElementById("place").textContent = shown.length ? (start + 1) + "–" + (start + some.length) : "0";
    document.getElementById("back").disabled = start === 0;
    document.getElementById("on").disabled = start + SIZE >= shown.length;
    count.textContent = count.dataset.words.replace("{n}", shown.length).replace("{all}", all.length);
  }
  function filter() {
    var asked = search.value.trim().toLowerCase().split(/\s+/);
    shown = all.filter(function (row) {
      return selects.every(function (one) { return !one.value || row.cells[one.dataset.column].textContent === one.value; }) &&
        asked.every(function (word) { return texts.get(row).indexOf(word) >= 0; });
    });
    start = 0;
    draw();
  }
  function sort(place, head) {
    var up = head.getAttribute("aria-sort") !== "ascending", sign = up ? 1 : -1;
    function key(row) {
      var cell = row.cells[place], order = cell.dataset.order;
      return order === undefined ? cell.textContent : order === "" ? null : Number(order);
    }
    var keys = new Map(all.map(function (row) { return [row, key(row)]; }));
    all.sort(function (a, b) {
      var x = keys.get(a), y = keys.get(b);
      if (x === null || y === null) { return (x === null) - (y === null); }
      return sign * (typeof x === "number" ? x - y : words.compare(x, y));
    });
    table.querySelectorAll("thead th").forEach(function (one) { one.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    filter();
  }
  table.querySelectorAll("thead th").forEach(function (head, place) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", function () { sort(place, head); });
  });
  selects.forEach(function (one) { one.addEventListener("change", filter); });
  search.addEventListener("input", filter);
  document.getElementById("back").addEventListener("click", function () { start -= SIZE; draw(); table.scrollIntoView(); });
  document.getElementById("on").addEventListener("click", function () { start += SIZE; draw(); table.scrollIntoView(); });
  window.addEventListener("beforeprint", function () { draw(true); });
  window.addEventListener("afterprint", function () { draw(); });
  pick.hidden = false;
  draw();
}());
