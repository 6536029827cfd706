"""Language of what readers see: gettext texts, and numbers, euros and dates the Dutch (or English) way.

Source texts are English and are looked up in ``model/locale/nl/LC_MESSAGES/herijk.mo``. Dutch is the language
unless `use`, or the environment variable ``HERIJK_LANG``, says otherwise. The choice lives in a context
variable, so two threads or tasks can speak different languages at once.

Amounts are rounded to what they can bear. Give the band of an amount where it is known
(``euro(x, band=(p10, p90))``): the last digit shown is then about a tenth of the width of that band.
"""

from __future__ import annotations

import gettext as _gettext
import math
import os
from contextvars import ContextVar, Token
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from model.rounding import MILLION, Band, euro_step, half_up, noticeable, rounded, step_of, step_of_digits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from types import TracebackType

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "count_of_ten",
    "current",
    "date",
    "euro",
    "euro_against",
    "euro_difference",
    "euro_difference_range",
    "euro_exact",
    "euro_range",
    "listed",
    "month",
    "ngettext",
    "noticeable",
    "number",
    "out_of_ten",
    "percent",
    "picked",
    "rounded",
    "step_of",
    "use",
    "year",
]

LANGUAGES: Final = ("nl", "en")
MINUS: Final = "\N{MINUS SIGN}"
_DOMAIN: Final = "herijk"
_LOCALE_DIR: Final = Path(__file__).parent / "locale"
_chosen: ContextVar[str | None] = ContextVar("herijk_language", default=None)
_default: list[str] = []  # set by use(..., everywhere=True): new threads and notebook cells start from it


class use:  # noqa: N801  (reads as a statement: `use("en")`, or `with use("en"):`)
    """Speak another language from here on, or inside a ``with`` block only.

    Parameters
    ----------
    language : {"nl", "en"}
        Language of the reader.
    everywhere : bool
        Also make it the language of new threads and of later notebook cells (commands and notebooks do).

    Raises
    ------
    ValueError
        If Herijk does not speak that language.
    """

    def __init__(self, language: str, *, everywhere: bool = False) -> None:
        if language not in LANGUAGES:
            msg = f"language {language!r}: choose one of {', '.join(LANGUAGES)}"
            raise ValueError(msg)
        if everywhere:
            _default[:] = [language]
        self._token: Token[str | None] = _chosen.set(language)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _chosen.reset(self._token)


def current() -> str:
    """Language in use here: the one chosen with `use`, else that of ``HERIJK_LANG``, else Dutch."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    if _default:
        return _default[0]
    asked = os.environ.get("HERIJK_LANG", "")[:2].lower()
    return asked if asked in LANGUAGES else "nl"


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    if language == "en":  # the source texts are English
        return _gettext.NullTranslations()
    return _gettext.translation(_DOMAIN, _LOCALE_DIR, languages=[language])


def _(message: str, /, **values: object) -> str:
    """Text in the reader's language, with ``{name}`` fields filled from `values`."""
    text = _catalogue(current()).gettext(message) if message else ""
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Text in the reader's language in the number that `n` asks for; ``{n}`` is filled too."""
    text = _catalogue(current()).ngettext(singular, plural, n)
    return text.format(**{"n": n, **values})


def N_(message: str, /) -> str:  # noqa: N802  (gettext's own name: marks a text for the catalogue)
    """Mark a text for translation at a place where it is not shown yet (a constant); returns it as it is."""
    return message


def picked(texts: object) -> str:
    """Text in the reader's language out of a file's ``{nl: ..., en: ...}``; the other one if it is missing.

    Parameters
    ----------
    texts : mapping, object with attributes ``nl`` and ``en``, or str
        As cases, scenarios and options carry their titles and descriptions.
    """
    if texts is None or isinstance(texts, str):
        return texts or ""
    for language in (current(), *LANGUAGES):
        found = texts.get(language) if isinstance(texts, dict) else getattr(texts, language, None)
        if found:
            return str(found)
    return ""


def number(x: float, digits: int = 0) -> str:
    """Number with `digits` decimals: ``1.234,5`` in Dutch."""
    if not math.isfinite(x):
        return _("unknown")
    from babel.numbers import format_decimal

    decimals = max(digits, 0)
    value = half_up(x, 10.0**-digits)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = str(format_decimal(abs(value), format=pattern, locale=current(), decimal_quantization=True))
    return MINUS + text if value < 0 else text


def percent(x: float, digits: int = 0) -> str:
    """Share 0..1 as a percentage: ``35%``."""
    text = number(100 * x, digits)
    return f"{text}%" if math.isfinite(x) else text


def year(y: float) -> str:
    """Calendar year without a thousands separator; 2026.5 lies in 2026."""
    return str(math.floor(y))


def date(d: dt.date) -> str:
    """Date in words: ``15 september 2026``."""
    from babel.dates import format_date

    return str(format_date(d, format="d MMMM y", locale=current()))


def month(d: dt.date) -> str:
    """Month and year, short, for an axis: ``sep 2026``."""
    from babel.dates import format_date

    return str(format_date(d, format="MMM y", locale=current())).replace(".", "")


def listed(parts: Sequence[str]) -> str:
    """Enumeration in words: ``a, b en c``."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])


def euro(x: float, digits: int | None = None, *, band: Band | None = None, sign: bool = False) -> str:
    """Euros as people say them: ``€ 1,2 mln``, ``€ 125.000``.

    Parameters
    ----------
    x : float
        EUR.
    digits : int, optional
        Significant digits. By default a tenth of a million from a million up, three digits below.
    band : (float, float), optional
        P10 and P90 of the amount in EUR; decides the rounding instead of `digits`.
    sign : bool
        Write a plus before amounts above zero (for differences), and zero for what its band hides.
    """
    if not math.isfinite(x):
        return _("unknown")
    if sign and not noticeable(x, band):
        x = 0.0
    step = euro_step(x, band) if band is not None else step_of_digits(x, digits)
    return _amount(half_up(x, step), step, sign=sign)


def euro_exact(x: float) -> str:
    """Whole euros: ``€ 1.234.567``."""
    return _currency(number(abs(x)), x <= -0.5, "") if math.isfinite(x) else _("unknown")


def euro_range(low: float, high: float) -> str:
    """Band of euros: ``€ 0,9–1,4 mln``, or ``€ −0,3 tot 0,4 mln`` where a sign needs room."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return _("unknown")
    low, high = min(low, high), max(low, high)
    step = euro_step(low, (low, high))
    first, last = half_up(low, step), half_up(high, step)
    if first == last:
        return _amount(first, step)
    in_millions = max(abs(first), abs(last)) >= MILLION
    digits = [_plain(value, step, millions=in_millions) for value in (first, last)]
    joined = f"{digits[0]}–{digits[1]}" if first >= 0 else _("{low} to {high}", low=digits[0], high=digits[1])
    return _currency(joined, negative=False, unit=_unit(in_millions))


def euro_difference(x: float, low: float | None = None, high: float | None = None) -> str:
    """Difference in cost in words: ``€ 0,3 mln duurder``, ``€ 40.000 goedkoper``, ``vrijwel even duur``.

    EUR; above zero costs more. The band (P10, P90) decides the rounding, and whether there is a difference at all (see
    `noticeable`).
    """
    if not math.isfinite(x):
        return _("unknown")
    band = (low, high) if low is not None and high is not None else None
    step = euro_step(x, band) if band is not None else step_of_digits(x, None)
    value = half_up(x, step)
    if value == 0 or not noticeable(x, band):
        return _("about as expensive")
    amount = _amount(abs(value), step)
    return _("{amount} more expensive", amount=amount) if value > 0 else _("{amount} cheaper", amount=amount)


def euro_against(other: str, x: float, low: float | None = None, high: float | None = None) -> str:
    """Difference in cost with something else, in words: ``€ 0,3 mln duurder dan doorgaan``.

    Parameters
    ----------
    other : str
        What it is compared with, in the reader's language.
    """
    said = euro_difference(x, low, high)
    if said == _("about as expensive"):
        return _("about as expensive as {other}", other=other)
    return _("{difference} than {other}", difference=said, other=other)


def euro_difference_range(low: float, high: float) -> str:
    """Band of a difference in cost in words: ``€ 0,2 mln goedkoper tot € 1,5 mln duurder``.

    Parameters
    ----------
    low, high : float
        EUR; above zero costs more.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return _("unknown")
    low, high = min(low, high), max(low, high)
    step = euro_step(low, (low, high))
    first, last = half_up(low, step), half_up(high, step)
    if first == last == 0:
        return _("about as expensive")
    if first >= 0:
        return _("{amount} more expensive", amount=euro_range(low, high))
    if last <= 0:
        return _("{amount} cheaper", amount=euro_range(-high, -low))
    cheaper, dearer = _amount(-first, step), _amount(last, step)
    return _("{cheaper} cheaper to {dearer} more expensive", cheaper=cheaper, dearer=dearer)


def out_of_ten(share: float) -> str:
    """Share of the draws in words: ``7 van de 10 doorgerekende toekomsten``.

    Near the ends a count out of ten would claim too much: from 0.95 up it is ``vrijwel alle``, below 0.05
    ``vrijwel geen van de``; only a share of exactly 0 or 1 drops the *vrijwel*.
    """
    if not math.isfinite(share):
        return _("an unknown part of the calculated futures")
    if share <= 0:
        return _("none of the calculated futures")
    if share < 0.05:
        return _("hardly any of the calculated futures")
    if share >= 1:
        return _("all calculated futures")
    if share >= 0.95:
        return _("nearly all calculated futures")
    return _("{n} out of 10 calculated futures", n=math.floor(10 * share + 0.5))


def count_of_ten(share: float) -> str:
    """As `out_of_ten`, for a cell of a table whose head says that it counts futures: ``7 van de 10``."""
    if not math.isfinite(share):
        return _("unknown")
    if share <= 0:
        return _("none")
    if share < 0.05:
        return _("hardly any")
    if share >= 1:
        return _("all")
    if share >= 0.95:
        return _("nearly all")
    return _("{n} out of 10", n=math.floor(10 * share + 0.5))


def _amount(value: float, step: float, *, sign: bool = False) -> str:
    in_millions = abs(value) >= MILLION
    text = _currency(_plain(abs(value), step, millions=in_millions), value < 0, _unit(in_millions))
    if not (sign and value > 0):
        return text
    return text.replace("€ ", "€ +") if current() == "nl" else f"+{text}"


def _plain(value: float, step: float, *, millions: bool) -> str:
    """Digits of an amount already rounded to `step`, without symbol or unit."""
    if millions:
        return number(value / MILLION, min(max(0, 6 - round(math.log10(step))), 3))
    return number(value, 2 if step < 1 and value != round(value) else 0)  # euros have no or two decimals


def _unit(in_millions: bool) -> str:
    return _("million (short)") if in_millions else ""


def _currency(digits: str, negative: bool, unit: str) -> str:
    """Put symbol, sign and unit together: ``€ −1,2 mln`` in Dutch, ``−€1.2m`` in English."""
    minus = MINUS if negative else ""
    if current() == "nl":
        return f"€ {minus}{digits} {unit}".rstrip()
    return f"{minus}€{digits}{'m' if unit else ''}"
