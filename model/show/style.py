"""Look of the figures: colours that everyone can tell apart, and a dash, marker or hatch beside each.

Okabe and Ito's palette, safe for the common forms of colour blindness. Colour never carries meaning alone.
Figures are drawn with a fixed set of settings, so that a reader's own ``matplotlibrc`` changes nothing.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from model.language import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

WIDTH: Final = 7.2  # inches: 700 px on a screen, the text width of an A4 page
SMALL: Final = 8.5  # points; nothing is smaller
INK: Final = "#1a1a1a"
GREY: Final = "#595959"
FAINT: Final = "#d9d9d9"
DEARER: Final = "#d55e00"  # vermillion, always with a hatch
CHEAPER: Final = "#0072b2"  # blue, always plain
_LOCK: Final = threading.RLock()


@dataclass(frozen=True, slots=True)
class Stroke:
    """How one option or party is drawn: colour, dash, marker and hatch, all four different."""

    colour: str
    dash: str | tuple[int, tuple[int, ...]]
    marker: str
    hatch: str


STROKES: Final = (
    Stroke("#1a1a1a", "-", "o", ""),
    Stroke("#0072b2", "--", "s", "///"),
    Stroke("#d55e00", "-.", "^", "..."),
    Stroke("#009e73", ":", "D", "xxx"),
    Stroke("#cc79a7", (0, (5, 1, 1, 1, 1, 1)), "v", "\\\\\\"),
    Stroke("#e69f00", (0, (8, 2)), "P", "+++"),
    Stroke("#56b4e9", (0, (1, 3)), "X", "ooo"),
)

_SETTINGS: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.use_locale": False,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "text.parse_math": False,  # a name with two dollar signs is not a formula
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "lines.markersize": 5.5,
    "legend.frameon": False,
    "legend.fontsize": SMALL,
    "figure.dpi": 100.0,
    "savefig.dpi": 100.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "path.simplify": True,
}


# Settings that bear on a drawing; the others (backend, keys) are the reader's.
_FAMILIES: Final = frozenset(
    {"axes", "errorbar", "figure", "font", "grid", "hatch", "hist", "legend", "lines", "markers", "mathtext"}
    | {"patch", "path", "savefig", "scatter", "svg", "text", "xaxis", "xtick", "yaxis", "ytick"}
)


@contextmanager
def drawing(salt: str = "herijk") -> Iterator[None]:
    """Draw with Herijk's settings, one figure at a time (matplotlib's settings belong to the process)."""
    with _LOCK, mpl.rc_context():
        settings: dict[str, Any] = {k: v for k, v in mpl.rcParamsDefault.items() if k.split(".")[0] in _FAMILIES}
        settings |= _SETTINGS | {"svg.hashsalt": salt}
        mpl.rcParams.update(settings)  # type: ignore[arg-type]
        yield


def canvas(height: float) -> Canvas:
    """Empty figure of this height in inches that arranges itself without overlap."""
    return Canvas(figsize=(WIDTH, height), layout="constrained")


def stroke(index: int) -> Stroke:
    """Stroke of the option (or party) at a position; they repeat after seven."""
    return STROKES[index % len(STROKES)]


def fix_ticks(axes: Axes, axis: str, *, size: float = 1.0, count: int | None = None) -> None:
    """Write the tick labels now, in the language of now, with the decimals that the step between them needs.

    Parameters
    ----------
    axis : {"x", "y"}
    size : float
        Unit of the labels: 1e6 writes 2 500 000 as 2,5.
    count : int, optional
        Most ticks wanted.
    """
    limits = axes.get_xlim() if axis == "x" else axes.get_ylim()
    which = axes.xaxis if axis == "x" else axes.yaxis
    if count is not None:
        from matplotlib.ticker import MaxNLocator

        which.set_major_locator(MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]))
    low, high = min(limits), max(limits)
    slack = 1e-9 * (high - low)
    ticks = [float(t) for t in which.get_majorticklocs() if low - slack <= t <= high + slack]
    values = [t / size for t in ticks]
    decimals = next((d for d in range(5) if all(abs(v - round(v, d)) < 1e-9 for v in values)), 4)
    which.set_ticks(ticks, [number(value, decimals) for value in values])
    (axes.set_xlim if axis == "x" else axes.set_ylim)(limits)


def nested(index: int) -> dict[str, Any]:
    """Line and marker width of the option at a position: later ones thinner, so that both show where they meet."""
    rank = min(index, 3)
    return {"linewidth": (3.2, 2.4, 1.7, 1.1)[rank], "markersize": (9.0, 7.0, 5.5, 4.0)[rank]}


def key_above(drawn: Canvas, axes: Axes, labels: Sequence[str]) -> None:
    """Name the lines of one panel (and so of all like it) in a key above the figure, where nothing crosses it."""
    lines = axes.get_lines()[: len(labels)]
    drawn.legend(
        lines, labels, loc="outside upper left", ncols=4, handlelength=3.6, handletextpad=0.5, columnspacing=1.6
    )
