"""What the tabs of the explorer show: a module per tab, each with `panel(view)` that gives a `Panel`."""
