"""Where each statement of law comes from; nothing about law reaches a reader without one of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """A text that can be looked up.

    Attributes
    ----------
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
WGR_11A: Final = Source(
    "Wet gemeenschappelijke regelingen, artikel 11a", "https://wetten.lawreader.nl/bwb/BWBR0003740", 3
)
WGR_BUDGET: Final = Source(
    "gemeente.nu, Tijdwinst nieuwe begrotingscyclus is sigaar uit eigen doos (2022)",
    "https://www.gemeente.nu/bestuur/tijdwinst-nieuwe-begrotingscyclus-is-sigaar-uit-eigen-doos",
    2,
)
WGR_26: Final = Source(
    "gemeente.nu, Wet elektronische publicaties: gevolgen voor bekendmaking (2021)",
    "https://www.gemeente.nu/blog/wet-elektronische-publicaties-gevolgen-bekendmaking/",
    2,
)
WGR_2022: Final = Source(
    "Capra Advocaten, Zijn alle wijzigingen van de Wgr al geïmplementeerd? (2024)",
    "https://www.binnenlandsbestuur.nl/bestuur-en-organisatie/capra-advocaten/wijzigingen-wgr-gemeenschappelijke-regeling",
    2,
)
WGR_INFORM: Final = Source(
    "Stolwijk Kennisnetwerk, Lokale overheid: wijziging Wet gemeenschappelijke regelingen (2022)",
    "https://stolwijkkennisnetwerk.nl/lokale-overheid-wijziging-wet-gemeenschappelijke-regelingen/",
    2,
)
COMMITTEE: Final = Source(
    "gemeente.nu, Gemeenschappelijke adviescommissie: weeg de belangen (2022)",
    "https://www.gemeente.nu/blog/gemeenschappelijke-adviescommissie-weeg-de-belangen/",
    2,
)
WOR_25: Final = Source("Wet op de ondernemingsraden, artikel 25", "https://ondernemingsraad.nl/wor/artikel-25/", 3)
WOR_WAIT: Final = Source(
    "De Clercq Advocaten, Opschortingstermijn", "https://www.declercq.com/keyword/opschortingstermijn/", 2
)
WOR_46D: Final = Source(
    "Capra Advocaten, Het politiek primaat in de zin van artikel 46d WOR (2012)",
    "https://www.binnenlandsbestuur.nl/bestuur-en-organisatie/capra-advocaten/medezeggenschap-bij-overheid-aan-laten-sluiten-bij-die-van",
    2,
)
TENDER: Final = Source(
    "Europa decentraal, Openbare procedure (2022)",
    "https://basis.europadecentraal.nl/onderwerp/aanbesteden/aanbestedingsprocedures/openbare-procedure/",
    2,
)
TENDER_WAIT: Final = Source(
    "Commentaar op Aanbestedingswet 2012, artikel 2.127 (Sdu, 2017)",
    "https://sdu.nl/content/commentaar-op-aanbestedingswet-2012-art-2127-aanbestedingsrecht",
    2,
)
CONNECTIE: Final = Source("Centrumregeling De Connectie", "https://lokaleregelgeving.overheid.nl/CVDR754796/1", 3)
DRECHTSTEDEN: Final = Source(
    "Begroting Dordrecht 2021, gemeenschappelijke regeling Drechtsteden",
    "https://dordrecht.begroting-2021.nl/p12617/gemeenschappelijke-regeling-drechtsteden",
    3,
)
