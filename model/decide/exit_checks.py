"""What was asked about leaving, checked: every problem at once, with field, value and allowed range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Final

from model.errors import InputError, Problem, nearest
from model.language import _, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from model.inputs import Case

RULES: Final = ("taper", "flat", "multiple", "damage", "negotiated", "dissolution")
LARGEST_EUR: Final = 1e9  # nobody pays a thousand million a year to an arrangement: a slip of the keys
FIRST_YEAR, LAST_YEAR = 2000, 2100

# Customary form where no text says otherwise (KB 14 May 1985; Rb Maastricht BA7503 for the factor).
YEARS, START_PCT, STEP_PCT, FACTOR = 5, 100.0, 20.0, 2.5


@dataclass(frozen=True)
class Asked:
    """Arguments of `model.decide.exit.exit_sum`, as they came in."""

    case: Case | None
    party: str | None
    year: int | None
    contribution: float | None
    rule: str | None
    years: int | None
    start_pct: float | None
    step_pct: float | None
    factor: float | None
    amount_eur: float | None


@dataclass(frozen=True)
class Terms:
    """Terms of the rules: `years`; `start` and `step` as shares of A; `factor` times A; `amount` in EUR."""

    rule: str | None
    years: int
    start: float
    step: float
    factor: float
    amount: float | None


def checked(asked: Asked) -> Terms:
    """Give the terms to reckon with: as asked, else as the arrangement's own text, else as is customary.

    Raises InputError: with every problem that the question has.
    """
    problems = (*_problems_of_case(asked), *_problems_of_terms(asked))
    if problems:
        raise InputError(problems)
    return Terms(
        rule=asked.rule,
        years=int(_term(asked, "years", YEARS)),
        start=_term(asked, "start_pct", START_PCT) / 100.0,
        step=_term(asked, "step_pct", STEP_PCT) / 100.0,
        factor=_term(asked, "factor", FACTOR),
        amount=_amount(asked),
    )


def _term(asked: Asked, field: str, customary: float) -> float:
    """Give a term as asked, else as the arrangement's own text has it, else as is customary."""
    given = getattr(asked, field)
    if given is None and asked.case is not None:
        given = getattr(asked.case.arrangement.exit_rule, field, None)
    return float(customary if given is None else given)


def _amount(asked: Asked) -> float | None:
    found = asked.amount_eur
    if found is None and asked.case is not None:
        found = getattr(asked.case.arrangement.exit_rule, "amount_eur", None)
    return None if found is None else float(found)


def _problems_of_terms(asked: Asked) -> Iterator[Problem]:
    if asked.rule is not None and asked.rule not in RULES:
        yield Problem(
            _("There is no such exit rule."),
            field="rule",
            found=str(asked.rule),
            allowed=", ".join(RULES),
            hint=nearest(str(asked.rule), RULES),
        )
    yield from _outside("years", asked.years, 1, 20, whole=True)
    yield from _outside("start_pct", asked.start_pct, 0, 100)
    yield from _outside("step_pct", asked.step_pct, 0, 100)
    yield from _outside("factor", asked.factor, 0, 20)
    yield from _outside("contribution", asked.contribution, 0, LARGEST_EUR)
    yield from _outside("amount_eur", asked.amount_eur, 0, LARGEST_EUR)


def _problems_of_case(asked: Asked) -> Iterator[Problem]:
    case = asked.case
    if case is None:
        if asked.contribution is None:
            yield Problem(
                _("There is nothing to reckon with."),
                field="contribution",
                hint=_("give a case with a party and a year, or a contribution in euros a year"),
            )
        if asked.party is not None:
            yield Problem(_("A party needs a case."), field="party", found=str(asked.party))
        yield from _outside("year", asked.year, FIRST_YEAR, LAST_YEAR, whole=True)
        return
    yield from _problems_of_party(case, asked.party)
    yield from _problems_of_year(case, asked.year)


def _problems_of_party(case: Case, party: str | None) -> Iterator[Problem]:
    codes = [str(one.code) for one in case.parties]
    if party in codes:
        return
    names = ", ".join(f"{one.code} ({one.name})" for one in case.parties)
    if party is None:
        yield Problem(_("Say which party leaves."), field="party", allowed=names)
        return
    by_name = {str(one.name): str(one.code) for one in case.parties}
    hint = by_name.get(party) or nearest(party, [*codes, *by_name])
    yield Problem(_("This party is not in the case."), field="party", found=party, allowed=names, hint=hint)


def _problems_of_year(case: Case, year: int | None) -> Iterator[Problem]:
    first, last = case.budget_year + 1, case.budget_year + case.horizon_years
    if case.arrangement.start_year is not None:  # nobody leaves before joining, nor pays for a year before
        first = max(first, case.arrangement.start_year + 1)
    if year is None:
        yield Problem(
            _("Say in which year the party is out for the first time."), field="year", allowed=f"{first}–{last}"
        )
        return
    yield from _outside("year", year, first, last, whole=True)


def _outside(field: str, value: object, low: float, high: float, *, whole: bool = False) -> Iterator[Problem]:
    """Yield the problem of a value that is no number, not finite, broken or outside its range."""
    if value is None:
        return
    size = _size(value)
    if size is None or (whole and not size.is_integer()):
        message = _("A whole number is expected here.") if whole else _("A number is expected here.")
    elif not low <= size <= high:
        message = _("This lies outside what is possible.")
    else:
        return
    yield Problem(message, field=field, found=str(value)[:40], allowed=f"{_plain(low)}–{_plain(high)}")


def _size(value: object) -> float | None:
    """Finite number that stands here, or None: truth values, texts, NaN and infinity are no numbers."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        size = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        return None
    return size if math.isfinite(size) else None


def _plain(bound: float) -> str:
    """Write a bound: years without a point for thousands, large amounts with."""
    return number(bound) if bound > LAST_YEAR else f"{bound:g}"
