"""Sentences on tipping points and sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.language import _, euro, euro_difference, listed, ngettext, number, percent, year
from model.show.labels import capital, lowered, option_label, party_label, row_label
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.decide.crossing import Tip, TippingRow
    from model.decide.sensitivity import Index, Sensitivity
    from model.decide.shares import Row
    from model.decide.tipping import Plane, Tipping
    from model.engine.outcome import Outcome

MOST = 4  # tipping points that get a sentence of their own
CALENDAR_YEAR = "calendar year"


def row_name(row: Row | TippingRow) -> str:
    """Name of an assumption; a judgement is marked."""
    name = row_label(row)
    return f"{name}*" if row.kind == "judgement" else name


def value_text(row: TippingRow, value: float) -> str:
    """Value of a driver with the decimals that its range asks for."""
    return values_text(row.unit, row.low, row.high, (value,))[0]


def values_text(unit: str, low: float, high: float, values: Sequence[float]) -> tuple[str, ...]:
    """Values with the decimals that a range asks for, in steps of a fourteenth of it at most; a year as a year."""
    if unit == CALENDAR_YEAR:
        return tuple(year(value) for value in values)
    digits = next((d for d in range(6) if high - low >= 14.0 * 10.0**-d), 5)
    return tuple(number(value, digits) for value in values)


def option_words(outcome: Outcome, option: str) -> str:
    """Title of an option inside a sentence."""
    return lowered(option_label(outcome, option))


def tip_words(outcome: Outcome, row: TippingRow, tip: Tip) -> str:
    """Where the preference changes, short: *boven 0,62: ontvlechten*."""
    words = {"value": value_text(row, tip.at), "option": option_words(outcome, tip.after)}
    if row.choices:
        return _("at {value}: {option}", **words)
    return _("above {value}: {option}", **words) if tip.side == "above" else _("below {value}: {option}", **words)


def tipping_sentences(outcome: Outcome, found: Tipping) -> tuple[str, ...]:
    """What could change the preference: the nearest tipping points, or that there is none; what two do together."""
    tipped = [row for row in found.drivers if row.tips]
    values = {"n": number(found.looked_at), "option": option_words(outcome, found.preferred)}
    if not tipped:
        said = [_("None of the {n} assumptions alone, anywhere in its range, puts another option before “{option}”.",
                  **values)]  # fmt: skip
    else:
        said = [ngettext("Of the {all} assumptions one alone puts another option before “{option}”.",
                         "Of the {all} assumptions {n} put another option before “{option}”, each alone.",
                         len(tipped), all=values["n"], option=values["option"])]  # fmt: skip
    said += [_tip_sentence(outcome, row) for row in tipped[:MOST]]
    if found.advantage > 0.0:
        digits = 0 if round(100 * found.advantage, 6).is_integer() else 1
        said.append(_("An option is preferred over continuing only if it is at least {share} cheaper.",
                      share=percent(found.advantage, digits)))  # fmt: skip
    said += [_nearest(outcome, found)] if found.rivals and not tipped else []
    said += [_together(outcome, found, found.plane)] if found.plane is not None else []
    if found.left_out:
        said.append(ngettext("One more assumption comes near and was not searched.",
                             "{n} more assumptions come near and were not searched.", len(found.left_out)))  # fmt: skip
    return tuple(filter(None, said))


def _tip_sentence(outcome: Outcome, row: TippingRow) -> str:
    tip = row.tips[0]
    low, high = (value_text(row, end) for end in (tip.low, tip.high))
    words = {
        "name": row_label(row), "value": value_text(row, tip.at),
        "unit": unit_label(row.unit), "option": option_words(outcome, tip.after), "base": value_text(row, row.base),
    }  # fmt: skip
    if row.choices:
        text = _("If “{name}” is {value} instead of {base} ({unit}), “{option}” is preferred.", **words)
    elif tip.side == "above":
        text = _("If “{name}” comes above {value} ({unit}; we reckon with {base}), “{option}” is preferred.", **words)
    else:
        text = _("If “{name}” comes below {value} ({unit}; we reckon with {base}), “{option}” is preferred.", **words)
    if low != high:
        text += " " + _("The tipping point itself lies between {low} and {high}.", low=low, high=high)
    judged = _("That figure is a judgement, nobody measured it.") if row.kind == "judgement" else ""
    return " ".join(filter(None, (text, judged)))


def _nearest(outcome: Outcome, found: Tipping) -> str:
    """The option that comes nearest, and how much of its arrears the worst single assumption leaves."""
    rival = found.rivals[0]
    row = next((one for one in found.drivers if one.id == rival.driver), None)
    if row is None:
        return ""
    return _("“{option}” comes nearest: the least favourable value of “{name}” leaves at least {share} of its arrears.",
             option=option_words(outcome, rival.option), name=row_label(row),
             share=percent(max(rival.kept, 0.0)))  # fmt: skip


def plane_options(found: Tipping) -> tuple[str, ...]:
    """Options that are preferred somewhere on the map of two drivers, in the order of the outcome."""
    import numpy as np

    if found.plane is None:
        return ()
    xs, ys = np.meshgrid(found.plane.xs, found.plane.ys)
    there = set(found.plane.preferred(xs, ys).ravel().tolist())
    return tuple(option for k, option in enumerate(found.plane.options) if k in there)


def _together(outcome: Outcome, found: Tipping, plane: Plane) -> str:
    words = {"first": row_label(found.row(plane.x)), "second": row_label(found.row(plane.y))}
    others = [one for one in plane_options(found) if one != found.preferred]
    if not others:
        return _("Nor does any combination of “{first}” and “{second}”.", **words)
    return _("In combinations of “{first}” and “{second}” {options} may be preferred.",
             **words, options=listed([f"“{option_words(outcome, one)}”" for one in others]))  # fmt: skip


def sensitivity_sentences(outcome: Outcome, found: Sensitivity) -> tuple[str, ...]:
    """What the difference hangs on most, and how far that can be told."""
    who = "" if found.party is None else _(" for {party}", party=party_label(outcome, found.party))
    said = []
    if found.tornado:
        widest = found.tornado[0]
        low, high = values_text(widest.row.unit, widest.low, widest.high, (widest.low, widest.high))
        spread = (found.mean - 5.0 * widest.error, found.mean + 5.0 * widest.error)
        ends = [euro_difference(end, end + spread[0] - found.mean, end + spread[1] - found.mean)
                for end in (widest.at_low, widest.at_high)]  # fmt: skip
        said.append(
            _("The average difference between “{option}” and continuing{who} moves most with “{name}”: {at_low} at "
              "{low}, {at_high} at {high}.", option=option_words(outcome, found.option), who=who,
              name=row_name(widest.row).rstrip("*"), low=low, high=high, at_low=ends[0], at_high=ends[1])
        )  # fmt: skip
    else:
        said.append(_("No single assumption moves the average difference{who} more than chance does.", who=who))
    if found.sobol and not found.few:
        first, rest = found.sobol[0], found.sobol[-1]
        if first.rows:
            said.append(
                _("Of the differences between futures {share} come from “{name}”, interplay included; {rest} from all "
                  "other assumptions and the luck of a future.", share=percent(first.total),
                  name=index_name(first).replace("*", ""), rest=percent(rest.total))
            )  # fmt: skip
    elif found.sobol:
        said.append(
            _("With {draws} futures it cannot be told which part of the spread comes from which assumption: rare "
              "futures weigh too heavily.", draws=number(found.base))
        )  # fmt: skip
    return tuple(said)


def index_name(index: Index) -> str:
    """Rows of a factor by name; all else without one."""
    return listed([row_name(row) for row in index.rows]) or _("all else, and luck")


def judgement_note(rows: Sequence[Row | TippingRow]) -> str:
    """What the mark behind a name means; empty where nothing is marked."""
    return _("* a judgement: nobody measured it.") if any(row.kind == "judgement" for row in rows) else ""


def amount_text(value: float, error: float) -> str:
    """Amount with the digits that its error bears."""
    return euro(value, band=(value - 5.0 * error, value + 5.0 * error), sign=True)


def parties_words(outcome: Outcome, row: TippingRow) -> str:
    """Tipping points of single parties: *Maasdriel 0,62*."""
    return capital("; ".join(f"{party_label(outcome, one.party)} {value_text(row, one.at)}" for one in row.parties))
