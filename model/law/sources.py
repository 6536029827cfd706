"""Where each statement of law comes from; nothing about law reaches a reader without one of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A text that can be looked up.

    Attributes
    ----------
    title, url : str
    confidence : int
        3 = law or official publication, 2 = law firm or trade press, 1 = derived by us from such a text.
    """

    title: str
    url: str
    confidence: int

    def __str__(self) -> str:
        """Title and address."""
        return f"{self.title}, {self.url}"


FORMS: Final = Source(
    "Vijverberg Advocaten, Publiekrechtelijke samenwerking",
    "https://www.vijverbergadvocaten.nl/bestuursrecht/gemeenschappelijke-regelingen-wgr/publiekrechtelijke-samenwerking",
    2,
)
FORMS_DERIVED: Final = Source(f"afgeleid uit {FORMS.title}", FORMS.url, 1)
LEAVING: Final = Source(
    "Vijverberg Advocaten, Uittreden uit een gemeenschappelijke regeling",
    "https://www.vijverbergadvocaten.nl/bestuursrecht/gemeenschappelijke-regelingen-wgr/uittreden-uit-gemeenschappelijke-regeling",
    2,
)
WGR_1: Final = Source(
    "Wet gemeenschappelijke regelingen, artikel 1 (tekst vanaf 1 juli 2022)",
    "https://www.ndsz.nl/content/BWBR0003740-20220701",
    3,
)
WGR_8: Final = Source(
    "Wet gemeenschappelijke regelingen, artikel 8", "https://wetten.lawreader.nl/bwb/BWBR0003740?artikel=8", 3
)
WGR_9: Final = Source(
    "Wet gemeenschappelijke regelingen, artikel 9",
    "https://wetten.legaltools.nl/wet-gemeenschappelijke-regelingen/artikel-9",
    3,
)
CONNECTIE: Final = Source("Centrumregeling De Connectie", "https://lokaleregelgeving.overheid.nl/CVDR754796/1", 3)
DRECHTSTEDEN: Final = Source(
    "Begroting Dordrecht 2021, gemeenschappelijke regeling Drechtsteden",
    "https://dordrecht.begroting-2021.nl/p12617/gemeenschappelijke-regeling-drechtsteden",
    3,
)
