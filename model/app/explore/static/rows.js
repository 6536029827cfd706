// The tab with assumptions and laws: search, a form under one row, switches and days of laws.

/**
 * Listen to the tables inside a place whose content Python may replace.
 *
 * `ask` sends a message. `fail` says a fault beside the form, and whether there was one to say it beside.
 */
function rows(root, ask) {
  let query = "", open = null, home = null;
  const known = new WeakMap();
  const read = (row) => {
    if (!known.has(row)) known.set(row, `${row.dataset.row} ${row.textContent}`.toLowerCase());
    return known.get(row);
  };
  const form = () => root.querySelector(".hx-override");

  function filter() {
    const search = root.querySelector("[data-filter]");
    if (!search) return;
    if (search.value !== query) search.value = query;
    const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of root.querySelectorAll("tr[data-row]")) {
      row.hidden = !wanted.every((word) => read(row).includes(word));
      count += row.hidden ? 0 : 1;
    }
    for (const table of root.querySelectorAll("[data-rows]")) {
      table.parentElement.hidden = !table.querySelector("tr[data-row]:not([hidden])");
    }
    const found = root.querySelector("[data-found]"), lang = root.closest("[lang]")?.lang;
    found.textContent = found.dataset.text.replace("{n}", new Intl.NumberFormat(lang).format(count));
    if (open && root.querySelector(`tr[data-row="${CSS.escape(open)}"]`)?.hidden) close(false);
  }

  function close(back = true) {
    const button = root.querySelector("[data-change][aria-expanded=true]"), shown = form(), line = shown?.closest("tr");
    open = null;
    if (!shown) return;
    shown.hidden = true;
    if (line) { home.append(shown); line.remove(); }
    if (button) { button.setAttribute("aria-expanded", "false"); if (back) button.focus(); }
  }

  function show(button, focus = true) {
    const row = button.closest("tr"), shown = form();
    if (!shown) return;
    const line = document.createElement("tr"), cell = document.createElement("td");
    home = shown.parentNode;
    line.className = "hx-form-row";
    cell.colSpan = row.cells.length;
    cell.append(shown);
    line.append(cell);
    row.after(line);
    open = row.dataset.row;
    for (const name of ["low", "base", "high"]) shown.elements[name].value = row.dataset[name] ?? "";
    shown.elements.source.value = "";
    shown.querySelector(".hx-error").hidden = true;
    shown.querySelector("[data-form=clear]").hidden = !row.classList.contains("changed");
    shown.setAttribute("aria-label", button.getAttribute("aria-label"));
    shown.hidden = false;
    button.setAttribute("aria-expanded", "true");
    if (focus) shown.elements.base.focus();
  }

  root.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter]")) return;
    query = event.target.value;
    filter();
  });
  root.addEventListener("click", (event) => {
    const change = event.target.closest("[data-change]"), button = event.target.closest("[data-form]");
    if (change) {
      const same = change.getAttribute("aria-expanded") === "true";
      close(same);
      if (!same) show(change);
    } else if (button?.dataset.form === "close") close();
    else if (button?.dataset.form === "clear") ask({do: "override", id: open, clear: true});
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches(".hx-override")) return;
    event.preventDefault();
    const value = (name) => (event.target.elements[name].value === "" ? null : Number(event.target.elements[name].value));
    ask({do: "override", id: open, low: value("low"), base: value("base"), high: value("high"),
      source: event.target.elements.source.value.trim()});
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(".hx-override")) { event.stopPropagation(); close(); }
  });
  root.addEventListener("change", (event) => {
    const kind = event.target.dataset.law, id = event.target.closest("tr")?.dataset.row;
    if (kind === "off") ask({do: "law", id, off: !event.target.checked});
    else if (kind === "date" && event.target.value) ask({do: "law", id, date: event.target.value});
  });
  // New rows came: the search holds; where a form was open the row of it says what came of it.
  new MutationObserver((changes) => {
    if (!changes.some(({addedNodes}) => [...addedNodes].some((node) => node.querySelector?.("[data-filter]")))) return;
    const was = open;
    open = null;
    filter();
    if (was) root.querySelector(`tr[data-row="${CSS.escape(was)}"] [data-change]`)?.focus({preventScroll: true});
  }).observe(root, {childList: true, subtree: true});

  return {
    fail(text) {
      const fault = open && form()?.querySelector(".hx-error");
      if (!fault) return false;
      fault.textContent = text;
      fault.hidden = false;
      return true;
    },
  };
}
