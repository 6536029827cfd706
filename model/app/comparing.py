"""The answer of ``herijk compare``: what two cases, scenarios or saved results differ in, going in and coming out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.app.checking import kind_of
from model.app.console import terminal_table
from model.app.results import figures, plain
from model.app.running import simulated
from model.decide.appraisal import Band, band, present_cost
from model.errors import InputError, Problem, UnknownNameError
from model.inputs import load_scenario
from model.inputs.reading import read_document
from model.language import _, euro, euro_difference, euro_range, listed, number
from model.resources import list_cases, list_scenarios
from model.show.differing import changes, value_text
from model.show.table import Cell, Column, Table, cell_of, number_columns, text_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from model.engine.outcome import Outcome
    from model.inputs import Case, Scenario
    from model.show.differing import Change


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two things: what goes into it and, where it was calculated or saved, what comes out.

    Parameters
    ----------
    name : str
        As it was asked for.
    case, scenario : Case, Scenario or None
        None where only a saved answer, or no case, is there.
    told : dict
        Answer of ``herijk run --json``; empty where nothing was calculated.
    outcome : Outcome or None
        None for a saved answer.
    """

    name: str
    case: Case | None = None
    scenario: Scenario | None = None
    told: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Result:
    """Present cost of one option for one party (None: together) on both sides, EUR real, discounted.

    ``difference`` is B less A: future by future where both were calculated on the same futures, else of the means only,
    and None where the two cannot be subtracted.
    """

    option: str
    title: str
    party: str | None
    name: str
    a: Band
    b: Band
    against: tuple[float, float]
    difference: Band | None


@dataclass(frozen=True)
class Comparison:
    """Everything that `compare` found; money as in `herijk run`.

    Parameters
    ----------
    a, b : str
        Names of the two.
    notes : tuple of str
        What could not be compared, and why.
    verdicts : tuple of two str or None
        What each side is told.
    same_verdict : bool or None
        Same kind and same option.
    cheapest : tuple of (name, option on A, option on B)
        Who has another cheapest option, titles of options.
    """

    a: str
    b: str
    notes: tuple[str, ...]
    inputs: tuple[Change, ...]
    results: tuple[Result, ...]
    verdicts: tuple[str, str] | None
    same_verdict: bool | None
    cheapest: tuple[tuple[str, str, str], ...]


def answer(
    names: tuple[str, str], case: str | None, scenario: str, options: Sequence[str], *, as_json: bool, **size: Any
) -> str:
    """Compare what was named, in words or as JSON.

    Either name is a case, a scenario, ``case:scenario``, or a file with the answer of ``herijk run --json``; `case` and
    `scenario` go with a name that stands alone, `size` to `model.app.running.simulated`. Raises InputError: a name or
    file is wrong, or the two are of different kinds.
    """
    sides = [_side(name, case, scenario, options, size) for name in names]
    if bool(sides[0].told) != bool(sides[1].told):
        lonely = next(side.name for side in sides if not side.told)
        problem = _("{name} is a scenario and the other is not: nothing to compare.", name=lonely)
        raise InputError(Problem(problem, hint=_("write case:scenario, or give --case")))
    found = compare(sides[0], sides[1])
    return json.dumps(plain(asdict(found)), ensure_ascii=False, indent=2) if as_json else as_text(found)


def compare(a: Side, b: Side) -> Comparison:
    """Compare two sides; see `Comparison`."""
    verdicts = (a.told["verdict"], b.told["verdict"]) if a.told and b.told else None
    return Comparison(
        a=a.name,
        b=b.name,
        notes=tuple(_notes(a, b)),
        inputs=tuple(changes((a.case, a.scenario), (b.case, b.scenario))),
        results=tuple(_results(a, b)),
        verdicts=None if verdicts is None else (verdicts[0]["text"], verdicts[1]["text"]),
        same_verdict=None if verdicts is None else _same(*verdicts, "kind", "gate", "option"),
        cheapest=tuple(_cheapest(a.told, b.told)),
    )


def _side(name: str, case: str | None, scenario: str, options: Sequence[str], size: Mapping[str, Any]) -> Side:
    """Find out what a name is, load it, and calculate it if there is a case."""
    path = Path(name)
    if path.suffix == ".json" and path.is_file():
        return Side(name, told=_saved(path))
    first, colon, second = name.rpartition(":")
    kind = _kind(name)
    if kind is None and colon and first and second:
        case, scenario = first, second
    elif kind == "case":
        case = name
    elif kind == "scenario":
        scenario = name
    else:
        raise UnknownNameError(_("case or scenario"), name, (*list_cases(), *list_scenarios()))
    if case is None:
        return Side(name, scenario=load_scenario(scenario))
    outcome = simulated(case, scenario, options, **size)
    return Side(name, outcome.case, outcome.scenario, figures(outcome), outcome)


def _kind(name: str) -> str | None:
    """Whether a name is that of a case or of a scenario; None if it is neither."""
    path = Path(name)
    if name in list_cases() or path.is_dir():
        return "case"
    if name in list_scenarios():
        return "scenario"
    return kind_of(path, read_document(path).data) if path.is_file() else None


def _saved(path: Path) -> dict[str, Any]:
    """Read the saved answer of ``herijk run --json``."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        told = None
    if not isinstance(told, dict) or not {"options", "verdict", "price_level", "years"} <= set(told):
        problem = _("This is not an answer of herijk run --json.")
        raise InputError(Problem(problem, file=path.name, hint=_("make one with: herijk run CASE --json > file.json")))
    return told


# --- what comes out ---


def _notes(a: Side, b: Side) -> Iterator[str]:
    """What cannot be compared, and what the differences rest on."""
    if not (a.told and b.told):
        yield _("Only what goes in was compared. Give --case to compare what comes out as well.")
        return
    if a.case is None or b.case is None:
        yield _("Of a saved answer it is not known what went in; only what comes out was compared.")
    if not _subtracted(a.told, b.told):
        yield _("Price level or horizon differ ({a} and {b}): amounts stand beside each other and are not subtracted.",
                a=_span(a.told), b=_span(b.told))  # fmt: skip
    codes = [{one["party"]: one["name"] for one in _parties(side.told)} for side in (a, b)]
    if codes[0] != codes[1]:
        apart = listed(sorted(str(codes[0].get(code) or codes[1][code]) for code in codes[0].keys() ^ codes[1].keys()))
        yield _("The members are not the same; only on one side: {names}. What is paid together is not subtracted.",
                names=apart)  # fmt: skip
    if apart := listed(sorted(a.told["options"].keys() ^ b.told["options"].keys())):
        yield _("These options are on one side only: {names}.", names=apart)
    if not _paired(a, b) and _subtracted(a.told, b.told):
        yield _("The two were not calculated on the same futures, so a difference is that of the averages.")


def _results(a: Side, b: Side) -> Iterator[Result]:
    if not (a.told and b.told):
        return
    codes = [{one["party"] for one in _parties(side.told)} for side in (a, b)]
    for option, before in a.told["options"].items():
        others = {one["party"]: one for one in b.told["options"].get(option, {"parties": ()})["parties"]}
        for one in before["parties"]:
            if (code := one["party"]) in others:
                known = _subtracted(a.told, b.told) and (code is not None or codes[0] == codes[1])
                first, second = (Band(**found["cost"]) for found in (one, others[code]))
                against = (one["difference"]["mean"], others[code]["difference"]["mean"])
                gap = _difference(a, b, option, code, second.mean - first.mean) if known else None
                yield Result(option, before["title"], code, one["name"], first, second, against, gap)


def _difference(a: Side, b: Side, option: str, party: str | None, mean: float) -> Band:
    """B less A, future by future where they are the same futures."""
    if a.outcome is None or b.outcome is None or not _paired(a, b):
        return Band(mean, mean, mean)
    return band(present_cost(b.outcome, option, party) - present_cost(a.outcome, option, party))


def _paired(a: Side, b: Side) -> bool:
    """Whether draw ``k`` is the same future on both sides: same members, years, seed and number of futures."""
    if a.outcome is None or b.outcome is None:
        return False
    keys = [(one.parties, one.years, one.seed, one.futures) for one in (a.outcome, b.outcome)]
    return keys[0] == keys[1]


def _subtracted(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return _same(a, b, "price_level", "years")


def _same(a: Mapping[str, Any], b: Mapping[str, Any], *keys: str) -> bool:
    return all(a.get(key) == b.get(key) for key in keys)


def _parties(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(iter(told["options"].values()))["parties"]
    return found


def _span(told: Mapping[str, Any]) -> str:
    return f"{told['years'][0]}–{told['years'][1]}"


def _cheapest(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Who has another option with the lowest mean, of the options that both sides have."""
    if not (a and b):
        return
    shared = [option for option in a["options"] if option in b["options"]]
    best: list[dict[str, str]] = []
    for told in (a, b):
        costs = {one["party"]: dict[str, float]() for one in _parties(told)}
        for option in shared:
            for one in told["options"][option]["parties"]:
                costs[one["party"]][option] = one["cost"]["mean"]
        best.append({code: min(known, key=known.__getitem__) for code, known in costs.items() if known})
    names = {one["party"]: one["name"] for one in _parties(a)}
    for code, option in best[0].items():
        if code in best[1] and best[1][code] != option:
            yield names[code], a["options"][option]["title"], b["options"][best[1][code]]["title"]


# --- in words ---

MOST = 40  # inputs that a screen shows; --json gives all


def as_text(found: Comparison) -> str:
    """Tables and sentences for people."""
    parts = [_("A is {a}, B is {b}.", a=found.a, b=found.b), *found.notes]
    parts.append(terminal_table(_inputs_table(found)) if found.inputs else _("Nothing that goes in differs."))
    if len(found.inputs) > MOST:
        parts.append(_("And {n} more; --json gives them all.", n=number(len(found.inputs) - MOST)))
    if found.results:
        parts.append(terminal_table(_results_table(found)))
    if found.verdicts is not None:
        alike = _("The verdict is the same.") if found.same_verdict else _("The verdict differs.")
        parts.append("\n".join((alike, f"A: {found.verdicts[0]}", f"B: {found.verdicts[1]}")))
    parts += [
        _("Cheapest on average for {party}: {a} on A, {b} on B.", party=name, a=a, b=b) for name, a, b in found.cheapest
    ]
    return "\n\n".join(parts)


def _inputs_table(found: Comparison) -> Table:
    columns = tuple(Column(head, align="left") for head in (_("what goes in"), "A", "B"))
    rows = tuple((Cell(one.label), Cell(value_text(one.a)), Cell(value_text(one.b))) for one in found.inputs[:MOST])
    return Table("inputs", _("What differs going in"), columns, rows)


def _results_table(found: Comparison) -> Table:
    rows = tuple(
        (
            Cell(one.title, one.option), Cell(one.name, one.party),
            *(cell_of(euro(side.mean), side.mean) for side in (one.a, one.b)), *_gap(one.difference),
            *(cell_of(euro(mean, 2, sign=True), mean) for mean in one.against),
        )
        for one in found.results
    )  # fmt: skip
    against = _("compared with continuing")
    columns = (
        *text_columns(_("option"), _("municipality")),
        *number_columns("A", "B", _("B compared with A"), _("8 out of 10 futures")),
        *number_columns("A", "B", group=against),
    )  # fmt: skip
    note = _("Cost over the whole horizon, present value, average of the futures.")
    return Table("results", _("What comes out"), columns, rows, (note,), 2)


def _gap(one: Band | None) -> tuple[Cell, Cell]:
    if one is None:
        return Cell("–"), Cell("–")
    limits = () if one.p10 == one.p90 else one.limits
    spread = euro_range(one.p10, one.p90) if limits else "–"
    return Cell(euro_difference(one.mean, *limits), one.mean), Cell(spread)
