"""What `explorer.py` measures beside each other, shown in one notebook: the explorer, `interact`, and an echo."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import anywidget
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from IPython.display import display
from ipywidgets import IntSlider, interact

from model import Explorer, simulate
from model.app.explore import knobs
from model.app.explore.desk import FEW
from model.app.explore.setting import World
from model.decide.verdict import verdict

if TYPE_CHECKING:
    from model.engine.outcome import Outcome

KNOB = "cloud.price_ratio"
WIDE, HIGH = 900, 450  # CSS pixels of a picture


class Echo(anywidget.AnyWidget):
    """A slider whose value goes to Python and back into the page: less cannot be done."""

    _esm = """
    export default { render({model, el}) {
      el.innerHTML = `<div class="echo" data-seq="0">
        <input type="range" min="0" max="60" data-lm-suppress-shortcuts><output></output></div>`;
      const root = el.firstChild, [input, output] = root.children;
      input.addEventListener("input", () => { model.set("asked", Number(input.value)); model.save_changes(); });
      model.on("change:told", () => {
        output.textContent = model.get("told");
        root.dataset.seq = Number(root.dataset.seq) + 1;
      });
    } };
    """
    asked = traitlets.Int().tag(sync=True)
    told = traitlets.Int().tag(sync=True)

    @traitlets.observe("asked")
    def _answer(self, change: dict[str, int]) -> None:
        self.told = change["new"]


def draw(outcome: Outcome) -> None:
    """Draw what the tab Cost of the explorer draws: mean and band of every option, per party and together."""
    cash = outcome.observable[..., outcome.obs("cost_cash")]
    panels = {party: cash[:, :, outcome.p(party)] for party in outcome.parties} | {"samen": cash.sum(axis=2)}
    _figure, axes = plt.subplots(1, len(panels), figsize=(WIDE / 100, HIGH / 100), dpi=100, sharey=True)
    for axis, (name, paid) in zip(axes, panels.items(), strict=True):
        for values, option in zip(paid / 1e6, outcome.options, strict=True):
            low, high = np.quantile(values, (0.1, 0.9), axis=0)
            axis.fill_between(outcome.years, low, high, alpha=0.2)
            axis.plot(outcome.years, values.mean(axis=0), label=option)
        axis.set_title(name)
    axes[0].legend()
    plt.show()


def show(folder: str) -> None:
    """Show the three; the number of this process goes to a file, for who measures its memory."""
    Path(folder, "kernel").write_text(str(os.getpid()), encoding="utf-8")
    explorer = Explorer(folder=folder)
    world = World(explorer.setting)
    knob = knobs.BY_ID[KNOB]
    places = knobs.places(knob, world.case, knobs.preset(knob, world.rows, world.preset))

    def picture(at: int) -> None:
        moved = World(world.moved(KNOB, places[at]))
        outcome = simulate(moved.case, moved.scenario, moved.options, draws=FEW, seed=0)
        print(verdict(outcome).leaning)
        draw(outcome)

    display(explorer)
    interact(picture, at=IntSlider(min=0, max=len(places) - 1, value=1))
    display(Echo())
