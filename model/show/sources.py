"""Titles of sources in the reader's language: what the makers did themselves; published titles stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

JUDGEMENT: Final = N_("judgement of the makers")
OWN: Final[Mapping[str, str]] = {  # title in the table: title for a reader
    "oordeel van de makers (judgement)": JUDGEMENT,
    "oordeel van de makers": JUDGEMENT,
    "judgement of the makers": JUDGEMENT,
    "Own fit on M&I series": N_("own fit on the series of M&I/Partners"),
    "Own fit 2018-2023 (5 points)": N_("own fit on five measurements, 2018-2023"),
    "Own Poisson estimate; counts from Berenschot study reported by RD (61 municipalities, 4 dissolving, Jan 2018)":
        N_("own Poisson estimate on counts by Berenschot, reported by RD (61 municipalities, 4 that stop, "
           "January 2018)"),
    "Own cumulation of agreements (NOS, CNV, RTV Drenthe, RD, gemeente.nu)":
        N_("own sum of wage agreements (NOS, CNV, RTV Drenthe, RD, gemeente.nu)"),
    "own calculation: personnel EUR per inhabitant / cost per FTE, M&I/Partners ICT Benchmark Gemeenten":
        N_("own calculation: staff cost per inhabitant divided by cost per fte, M&I/Partners ICT Benchmark "
           "Gemeenten"),
    "date not yet verified": N_("date not yet verified"),
}  # fmt: skip
UNVERIFIED: Final = " - date from general knowledge; not yet verified"


def source_label(title: str) -> str:
    """Title of a source for a reader.

    Parameters
    ----------
    title : str
        As `data/assumptions.csv`, `data/legislation.csv` or a file of a user gives it.
    """
    if title in OWN:
        return _(OWN[title])
    if title.endswith(UNVERIFIED):
        return _("{source}; date from general knowledge, not yet verified", source=title.removesuffix(UNVERIFIED))
    return title
