"""What the hand-fused kernel reads: scalars and plain arrays, from the same packed records as the engine.

The kernel covers the standard workload and no more: two founders, one legal way out (each does the work itself), and
one action of a kind per option. `plain` refuses anything else, so that it can never be compared on other mathematics.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from model.engine import legislation, records
from model.engine.actions import lever_moves
from model.engine.parameters import PARAMETER_IDS
from model.engine.records import CLARITY, NEVER

if TYPE_CHECKING:
    from model.engine.pack import Packed

At = namedtuple("At", [name.replace(".", "_") for name in PARAMETER_IDS])  # type: ignore[misc]  # noqa: PYI024
AT: Final = At(*range(len(PARAMETER_IDS)))
"""Column of each parameter: `values[d, AT.scale_elasticity]`; numba reads it as constants."""

PARTIES: Final = 2
ONCE: Final = (records.CHANGE_FORM, records.CHANGE_KEY, records.ADD_TASK, records.DISSOLVE)


class Town(NamedTuple):
    """What holds for all draws and options; pool 0 is the arrangement, pool 1 + p what party p runs itself.

    Attributes
    ----------
    people : ndarray (pool,)
        Size of a pool: its part of the use, in inhabitants.
    residents : ndarray (party,)
    heads : ndarray (pool, specialism)
        After a split: whole people by largest remainder.
    most_heads : int
        No specialism is larger, whatever scale costs after a split (an elasticity above -1).
    base_share : ndarray (party, base)
    needs : ndarray (party, 3)
    levels : ndarray (4,)
        Clarity, SIAM, framework, vision.
    contracts : ndarray (year,)
        EUR to get out of all contracts at the start of a year.
    act : ndarray (act, 8)
        Acts that are still to come: start, one-off low and range, structural low and range, fte low and range, and
        its fixed share (-1: that of security law).
    act_of : ndarray (act, 3), int
        Place in the random numbers, maturity, and whether its date may slip.
    """

    horizon: int
    budget_year: float
    notice: int
    estimated: int
    exits_on: int
    coordination_on: int
    backlog_known: int
    most_heads: int
    inhabitants: float
    hosting: float
    technical: float
    functional: float
    back_office: float
    software: float
    overhead: float
    income: float
    technical_fte: float
    other_fte: float
    cost_per_fte: float
    reserve: float
    backlog: float
    book_value: float
    asset_life: float
    people: np.ndarray
    residents: np.ndarray
    heads: np.ndarray
    group: np.ndarray
    cloud_share: np.ndarray
    ambition: np.ndarray
    needs: np.ndarray
    retained: np.ndarray
    trust: np.ndarray
    seat: np.ndarray
    base_share: np.ndarray
    dissolution_share: np.ndarray
    usage_share: np.ndarray
    key: np.ndarray
    levels: np.ndarray
    contracts: np.ndarray
    act: np.ndarray
    act_of: np.ndarray


class Choices(NamedTuple):
    """Actions per option, first dimension option: year index (`NEVER` if not in it) and terms."""

    form_year: np.ndarray
    employer: np.ndarray
    hosted: np.ndarray
    saving: np.ndarray
    seat: np.ndarray
    task_year: np.ndarray
    task: np.ndarray
    key_year: np.ndarray
    key_phase: np.ndarray
    key: np.ndarray
    end_year: np.ndarray
    levers: np.ndarray
    lever_year: np.ndarray
    lever_moves: np.ndarray


def _require(holds: bool, what: str) -> None:
    if not holds:
        msg = f"the fused kernel does not cover this: {what}"
        raise ValueError(msg)


def plain(packed: Packed) -> tuple[Town, Choices]:
    """Give the facts and the options of a run as plain arrays.

    Raises
    ------
    ValueError
        The run holds something that the kernel does not calculate.
    """
    facts = packed.facts[0]
    case = facts.case
    _require(case.parties == PARTIES and bool(facts.party["founding"][:PARTIES].all()), "parties")
    _require(case.capped == 0 and case.vat_on == 0 and case.plan_on == 0, "capped charge, VAT or planned prices")
    _require(min(case.stall_year, case.vendor_step_year, case.incident_year) == NEVER, "a stress that is forced")
    _require(case.exit_window_years == 0, "notice that can be given in some years only")
    _require(case.merge_year == NEVER, "members that merge")
    _require(case.technical_fte > 0.0, "no technical staff")
    _require(
        case.reserve_target == 0.0 and not facts.contracts[:, 3:].any(), "a reserve to fill, contracts that are known"
    )
    years = case.horizon + 1
    steady = not facts.books[:, 0].any() and np.ptp(facts.books[:years, 1]) == 0.0
    _require(bool(steady), "assets of a known age")
    town, choices = _town(facts), _choices(packed.policies)
    used = town.key + facts.dissolution + choices.key.sum(axis=0)
    _require(bool((town.base_share.sum(axis=0)[used > 0.0] > 0.0).all()), "a key on a base that nobody has")
    return town, choices


def _town(facts: np.record) -> Town:
    case, party = facts.case, facts.party[:PARTIES]
    same = {
        name: getattr(case, name).item() for name in Town._fields if name in case.dtype.names and name != "contracts"
    }
    same["book_value"] = facts.books[0, 1].item()
    share = np.zeros((PARTIES, records.BASES))
    for b, base in enumerate(("inhabitants", "workplaces", "fte", "usage", "fixed")):
        total = party[base].sum()
        share[:, b] = party[base] / total if total > 0.0 else 0.0
    act, act_of = _acts(facts)
    heads, people = _heads(facts), np.array([case.inhabitants, *party["volume"]])
    return Town(
        **same,
        notice=max(1, case.notice_years.item()),
        estimated=case.level_estimated.item(),
        other_fte=(case.functional_fte + case.back_office_fte).item(),
        most_heads=int((heads.max(axis=1) * case.inhabitants / people).max()) + 1,
        people=people,
        residents=np.array(party["inhabitants"]),
        heads=heads,
        group=np.array(facts.group[: case.specialisms]),
        cloud_share=np.array(party["cloud_share"]),
        ambition=np.array(party["ambition"]),
        needs=np.stack([party["pace"], party["tailoring"], party["security"]], axis=1),
        retained=np.array(party["retained"]),
        trust=np.array(party["trust"]),
        seat=np.array(party["seat"], float),
        base_share=share,
        dissolution_share=share @ facts.dissolution,
        usage_share=share[:, records.USAGE].copy(),
        key=np.array(facts.key),
        levels=np.array([case.clarity, case.siam, case.framework, case.vision]),
        contracts=_contracts(facts),
        act=act,
        act_of=act_of,
    )


def _heads(facts: np.record) -> np.ndarray:
    """People per specialism in the arrangement and, after a split, with each party."""
    case, people = facts.case, facts.party["volume"][:PARTIES]
    heads = np.zeros((1 + PARTIES, case.specialisms))
    heads[0] = facts.heads[: case.specialisms]
    for s in range(case.specialisms):
        due = heads[0, s] * people / case.inhabitants
        heads[1:, s] = np.floor(due)
        left = heads[0, s] - heads[1:, s].sum()
        while left > 1e-9:
            short = due - heads[1:, s]
            best = 1 if short[1] > short[0] + 1e-12 else 0
            heads[1 + best, s] += min(1.0, left)
            left -= min(1.0, left)
    return heads


def _contracts(facts: np.record) -> np.ndarray:
    case = facts.case
    rows = facts.contracts[: case.contracts]
    years = case.budget_year + np.arange(case.horizon + 1)
    left = np.maximum(0.0, rows[:, 1, None] - years + 1.0)
    out: np.ndarray = np.minimum(rows[:, 2, None], rows[:, 0, None] * left).sum(axis=0)
    return out


def _acts(facts: np.record) -> tuple[np.ndarray, np.ndarray]:
    """Acts that are not yet in the budget."""
    coming = facts.case.budget_year + 1.0
    rows, places = [], []
    for a in range(facts.case.acts):
        act = facts.act[a]
        if act.start < coming and act.settled == 1:
            continue
        rows.append((
            max(act.start, coming), act.one_off_low, act.one_off_high - act.one_off_low,
            act.structural_low, act.structural_high - act.structural_low, act.fte_low, act.fte_high - act.fte_low,
            -1.0 if act.security == 1 else act.fixed,
        ))  # fmt: skip
        slips = act.maturity != legislation.IN_FORCE and act.settled == 0
        places.append((a, act.maturity, int(slips)))
    return np.array(rows).reshape(-1, 8), np.array(places, dtype=np.int64).reshape(-1, 3)


def _choices(policies: np.recarray) -> Choices:
    options, room = len(policies), max(1, *(int(policy.actions) for policy in policies))
    year, amount = np.full((len(ONCE), options), NEVER), np.zeros((len(ONCE), options))
    seat, phase, key = np.ones((options, PARTIES)), np.zeros(options), np.zeros((options, records.BASES))
    employer, hosted = np.zeros(options, np.int64), np.zeros(options, np.int64)
    levers, lever_year = np.zeros(options, np.int64), np.zeros((options, room), np.int64)
    moves = np.zeros((options, room, 4))
    for o, policy in enumerate(policies):
        for a in range(policy.actions):
            action = policy.action[a]
            _require(action.signpost < 0, "an action that waits for a signpost")
            if action.kind == records.INVEST:
                n = levers[o]
                lever_year[o, n] = action.year
                moves[o, n] = [float(lever_moves(action.lever, CLARITY + i)) for i in range(4)]
                levers[o] += 1
                continue
            _require(action.kind in ONCE, f"action {action.kind}")
            _require(action.task < 0 and action.capacity < 0.0, "a task with its own volume, a host of known size")
            kind = ONCE.index(action.kind)
            _require(year[kind, o] == NEVER, "the same action twice")
            year[kind, o], amount[kind, o] = action.year, action.amount
            if action.kind == records.CHANGE_FORM:
                employer[o], hosted[o] = action.employer, action.hosted
                seat[o] = [float(action.hosted == 0 or action.party == p) for p in range(PARTIES)]
            if action.kind == records.CHANGE_KEY:
                phase[o], key[o] = action.phase_years, action.key
            if action.kind == records.DISSOLVE:
                ways = policy.destination[a, :PARTIES]
                _require(bool((ways == records.OWN).all()), "a split to anywhere but the party itself")
    form, change, task, end = year
    amount = np.minimum(1.0, amount)
    return Choices(
        form, employer, hosted, amount[0], seat, task, amount[2], change, phase, key, end, levers, lever_year, moves
    )
