"""Tables of scenarios side by side: verdict, cost, futures, consent, what turns the choice, and what goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.inputs import load_assumptions
from model.language import N_, _, count_of_ten, euro, euro_range, listed, noticeable, number
from model.rounding import half_up, step_of_band
from model.show.differing import changes, value_text
from model.show.labels import capital, lowered, option_label, party_label, row_label, scenario_label
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns
from model.show.text_turning import values_text
from model.show.units import unit_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from model.decide.appraisal import Band
    from model.decide.comparison import Answer, Comparison, Turn
    from model.decide.gains import Position
    from model.engine.outcome import Outcome
    from model.show.differing import Change

THOUSAND: Final = 1_000
SIDES: Final = {"above": N_("above {value}"), "below": N_("below {value}")}


def verdicts_table(found: Comparison) -> Table:
    """Verdict on cost under each scenario, and the difference that it rests on."""
    first, compared = first_of(found), _("compared with continuing")
    rows = tuple(
        (Cell(scenario_label(one.outcome), name), Cell(verdict_text(one), one.verdict.option), *_difference(one))
        for name, one in found.answers.items()
    )
    columns = (
        *text_columns(_("scenario"), _("verdict on cost"), _("best other option")),
        *number_columns(_("difference"), _("8 out of 10 futures"), group=compared),
        Column(_("cheaper in (futures)"), align="left", group=compared),
    )
    notes = [
        _("All municipalities together. Best other option: the cheapest on average besides continuing; the difference "
          "is its own. Minus: cheaper than continuing."),
        present_value(first),
    ]  # fmt: skip
    if any(one.verdict.conditional for one in found.answers.values()):
        notes.append(_("Most of the budget is estimated: every verdict holds only if the estimates do."))
    return Table("verdicts", _("Verdict on cost per scenario"), columns, rows, tuple(notes))


def verdict_text(one: Answer) -> str:
    """Verdict of one scenario, as short as a cell wants it."""
    if one.verdict.option is None:
        return _("no clear preference")
    option = option_label(one.outcome, one.verdict.option)
    return _("{option}, if the estimates hold", option=option) if one.verdict.conditional else option


def _difference(one: Answer) -> tuple[Cell, ...]:
    if one.verdict.challenger is None or one.verdict.difference is None:
        return Cell(_("none")), Cell("–"), Cell("–"), Cell("–")
    delta, share = one.verdict.difference, one.cost(one.verdict.challenger).cheaper
    return (
        Cell(option_label(one.outcome, one.verdict.challenger), one.verdict.challenger),
        cell_of(euro(delta.mean, band=delta.limits, sign=True), delta.mean),
        Cell(euro_range(delta.p10, delta.p90), band=(delta.p10, delta.p90)),
        Cell(count_of_ten(share), share),
    )


def costs_table(found: Comparison, party: str | None = None) -> Table:
    """What every option costs a party a year under each scenario, with its range."""
    first = first_of(found)
    rows = tuple(
        (
            Cell(scenario_label(one.outcome), name),
            *(_yearly(one.cost(option, party).cost, first.horizon) for option in first.options),
        )
        for name, one in found.answers.items()
    )
    labels = [option_label(first, option) for option in first.options]
    columns = (Column(_("scenario"), align="left"), *(Column(label, _("× € 1,000")) for label in labels))
    caption = _("Cost per year under each scenario, {party}", party=party_label(first, party))
    notes = (
        _("Average, and in brackets what 8 out of 10 futures lie within. Contribution and own costs together: present "
          "value of {years} years in prices of {year}, divided by {years}.",
          years=first.horizon, year=str(first.years[0])),
    )  # fmt: skip
    return Table(f"costs-{party or 'together'}", caption, columns, rows, notes)


def _yearly(cost: Band, years: int) -> Cell:
    """Mean and range of a year in thousands, rounded alike: as far as the range bears."""
    size = THOUSAND * max(years, 1)
    mean, low, high = (value / size for value in (cost.mean, cost.p10, cost.p90))
    step = max(step_of_band((cost.limits[0] / size, cost.limits[1] / size), mean), 1.0)
    said, first, last = (number(half_up(value, step)) for value in (mean, low, high))
    return Cell(f"{said} ({first}–{last})" if first != last else said, mean, band=(low, high))


def differences_table(found: Comparison, name: str) -> Table:
    """Per scenario and option: cost above continuing, with its range."""
    first = first_of(found)
    others = [option for option in first.options if option != found.robustness.baseline]
    rows = []
    for scenario, one in found.answers.items():
        row = [Cell(scenario_label(one.outcome), scenario)]
        for option in others:
            delta = one.cost(option).difference
            row += [cell_of(euro(delta.mean, band=delta.limits, sign=True), delta.mean),
                    Cell(euro_range(delta.p10, delta.p90), band=(delta.p10, delta.p90))]  # fmt: skip
        rows.append(tuple(row))
    columns = [Column(_("scenario"), align="left")]
    for option in others:
        columns += number_columns(_("mean"), _("8 out of 10"), group=option_label(first, option))
    caption = _("Difference in cost with continuing per scenario, {party}", party=party_label(first, None))
    return Table(name, caption, tuple(columns), tuple(rows), (present_value(first),))


def carries_table(found: Comparison) -> Table:
    """In how many futures each option carries: cheaper than continuing, and within every municipality's limits."""
    first, view = first_of(found), found.robustness.view()
    cheaper, within = _("cheaper than continuing"), _("within the limits of every municipality")
    others = [option for option in first.options if option != found.robustness.baseline]
    rows = tuple(
        (
            Cell(scenario_label(one.outcome), name),
            *(Cell(count_of_ten(one.cost(option).cheaper), one.cost(option).cheaper) for option in others),
            *(Cell(count_of_ten(share), share) for share in view.within[k]),
        )
        for k, (name, one) in enumerate(found.answers.items())
    )
    columns = (
        Column(_("scenario"), align="left"),
        *(Column(option_label(first, option), align="left", group=cheaper) for option in others),
        *(Column(option_label(first, option), align="left", group=within) for option in first.options),
    )
    notes = (
        _("Each cell counts calculated futures of that scenario, all municipalities together. Limits: growth of cost, "
          "extra cost, extra budget in one year, and service; they are a judgement of the makers unless somebody gave "
          "others."),
    )  # fmt: skip
    return Table(
        "carries",
        _("Futures in which an option is cheaper, and in which everyone stays within the limits"),
        columns,
        rows,
        notes,
    )


def consents_table(found: Comparison) -> Table | None:
    """How many municipalities consent to each option under each scenario; None with nothing to consent to."""
    first = first_of(found)
    others = [option for option in first.options if option != found.robustness.baseline]
    if not others:
        return None
    rows = tuple(
        (Cell(scenario_label(one.outcome), name), *(_consenting(first, one.positions[option]) for option in others))
        for name, one in found.answers.items()
    )
    columns = text_columns(_("scenario"), *(option_label(first, option) for option in others))
    note = _("A municipality consents if it does not lose on average and is better off often enough, beside what "
             "happens if the vote fails. Whom an option changes nothing for is not against it.")  # fmt: skip
    return Table("consents", _("Who consents under each scenario"), columns, rows, (note,))


def _consenting(outcome: Outcome, positions: Sequence[Position]) -> Cell:
    """Who consents, by name where that is not everybody or nobody; then who is not certain."""
    groups = {
        answer: [party_label(outcome, one.party) for one in positions if one.consents == answer]
        for answer in ("yes", "unsure")
    }
    sure, open_ = groups["yes"], groups["unsure"]
    said = _("everyone") if len(sure) == len(positions) else listed(sure)
    if open_:
        unsure = _("not certain")
        doubt = _("everyone") if len(open_) == len(positions) else listed(open_)
        said = "; ".join(filter(None, (said, f"{unsure}: {doubt}")))
    return Cell(said or _("nobody"), len(sure))


def cheapest_table(found: Comparison) -> Table:
    """Which option is cheapest for whom under each scenario, and what hardly differs from it."""
    first = first_of(found)
    everybody: tuple[str | None, ...] = (None, *first.parties)
    views = [found.robustness.view(party) for party in everybody]
    rows = tuple(
        (Cell(scenario_label(one.outcome), name), *(_best(first, view.regret[k]) for view in views))
        for k, (name, one) in enumerate(found.answers.items())
    )
    columns = text_columns(_("scenario"), *(capital(party_label(first, party)) for party in everybody))
    note = _("In brackets: options that hardly differ from it. On average, present value.")
    return Table("cheapest", _("Cheapest option under each scenario, and for whom"), columns, rows, (note,))


def _best(outcome: Outcome, regret: Sequence[Band]) -> Cell:
    best = min(range(len(regret)), key=lambda k: regret[k].mean)
    close = [
        k for k, one in enumerate(regret) if k != best and (one.mean <= 0.0 or not noticeable(one.mean, one.limits))
    ]
    near = listed([lowered(option_label(outcome, outcome.options[k])) for k in close])
    label = option_label(outcome, outcome.options[best])
    return Cell(f"{label} ({near})" if near else label, outcome.options[best])


def turns_table(found: Comparison) -> Table | None:
    """Judgements that turn the choice on their own, and under how many scenarios; None where none does."""
    if not found.turns:
        return None
    first = first_of(found)
    units = {row.id: row.unit for row in first.assumptions}
    rows = tuple(_turn(first, one, units, len(found.answers)) for one in found.turns)
    columns = (
        *text_columns(_("estimate"), _("then cheaper"), _("if it is"), _("reckoned with"), _("unit"),
                      _("under scenarios")),
    )  # fmt: skip
    notes = (
        _("Estimates that nobody has measured. Each on its own makes another option the cheaper one on average, all "
          "else as reckoned with; a range where it differs by scenario."),
    )  # fmt: skip
    return Table("turns", _("Estimates that turn the choice"), columns, rows, notes)


def _turn(outcome: Outcome, one: Turn, units: dict[str, str], every: int) -> tuple[Cell, ...]:
    rows = [row for _scenario, row in one.rows]
    first, unit = rows[0], units.get(rows[0].id, "")
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    ends = values_text(unit, low, high, (low, high))
    places = sorted(row.turns_at for row in rows)
    at = dict.fromkeys(values_text(unit, low, high, (places[0], places[-1])))
    return (
        Cell(row_label(first), first.id), Cell(option_label(outcome, one.rival), one.rival),
        Cell(_(SIDES[first.side], value=_span(tuple(at)))), Cell(_span(tuple(dict.fromkeys(ends)))),
        Cell(unit_label(unit), unit), Cell(_("{n} of {all}", n=len(rows), all=every), len(rows)),
    )  # fmt: skip


def _span(ends: Sequence[str]) -> str:
    return ends[0] if len(ends) == 1 else _("{low} to {high}", low=ends[0], high=ends[-1])


def inputs_table(found: Comparison) -> Table | None:
    """What goes in otherwise than under the reference; estimates are marked. None where nothing does."""
    rows = [
        (
            Cell(scenario_label(found.answers[name].outcome), name), Cell(one.label, one.field),
            Cell(value_text(one.a)), Cell(value_text(one.b)), Cell(_("estimated") if guessed else ""),
        )
        for name, told in _inputs(found) for one, guessed in told
    ]  # fmt: skip
    if not rows:
        return None
    reference = scenario_label(found.answers[found.reference].outcome)
    columns = (
        *text_columns(_("scenario"), _("what goes in")), *number_columns(reference, _("here")),
        Column(_("origin"), align="left"),
    )  # fmt: skip
    note = _("Of a range: low, base and high.")
    caption = _("What goes in otherwise than under “{scenario}”", scenario=lowered(reference))
    return Table("inputs", caption, columns, tuple(rows), (note,), 2)


def _inputs(found: Comparison) -> Iterator[tuple[str, list[tuple[Change, bool]]]]:
    """Per scenario what differs from the reference, and whether that is an estimate."""
    judged = {f"assumptions.{row.id}" for row in load_assumptions() if row.kind == "judgement"}
    reference = found.answers[found.reference].outcome
    for name, one in found.answers.items():
        told = changes((reference.case, reference.scenario), (one.outcome.case, one.outcome.scenario))
        own = one.outcome.scenario.assumptions
        marked = judged | {f"assumptions.{key}" for key, value in own.items() if value.estimated}
        yield name, [(change, change.field in marked) for change in told]


def present_value(outcome: Outcome) -> str:
    """Which euros these are."""
    return _("Present value over {years} years, price level of {year}.", years=outcome.horizon, year=outcome.years[0])


def first_of(found: Comparison) -> Outcome:
    """Outcome that lends names to all."""
    return found.answers[found.reference].outcome
