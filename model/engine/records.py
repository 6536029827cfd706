"""Records and arrays that travel into the kernel: facts of the case, actions, noise, state and results.

Parties stand in the order of their code, whatever the order of the file; pool 0 is the arrangement, pool 1 + p is
what party p runs on its own. All are numpy records of a fixed size: the kernel hands them on as one pointer, where a
tuple of arrays would be counted in and out at every call (measured: five times slower). Money is in EUR, at prices of
the budget year unless said; staff in fte.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from model.engine.names import GOALS, ITEMS, OBSERVABLES

F8, I8 = np.float64, np.int64
FloatArray = np.ndarray

OWN, HOST, MARKET, OTHER, MERGED = range(5)
"""Where a pool has its work done; `MERGED` is in one organisation with others, at cost."""

CHANGE_FORM, CHANGE_KEY, ADD_MEMBER, ADD_TASK, INVEST, CHANGE_SOURCING, LEAVE, DISSOLVE, MERGE = range(9)
"""Kinds of action."""

DVO, SIAM, FRAMEWORK, VISION, RECALIBRATE = range(5)
"""Levers of `INVEST`."""

INHABITANTS, WORKPLACES, FTE, USAGE, FIXED = range(5)
"""Bases of a cost key."""

GOODS, WAGES, LICENCES, SAAS_PRICE, MEMBER_INDEX, OWN_INDEX, CPI = range(7)
"""Columns of `State.price`."""

CLARITY, SIAM_LEVEL, FRAMEWORK_LEVEL, VISION_LEVEL, KEY_YEAR, KEY_PHASE, RESERVE, SPEND = range(8)
HOSTED_START, SOFTWARE_UNIT, MISSING_START, OVERRUN, COORDINATION_START = range(8, 13)
"""Positions in `State.level`."""

CHARGE, CASH, LASTEN = range(3)
"""Columns of `State.paid`."""

PACE, TAILORING, SECURITY = range(3)
"""Dimensions of a need profile."""

NEVER: Final = 9999
"""A year that does not come: later than any horizon."""

MAX_PARTIES: Final = 30
MAX_POOLS: Final = MAX_PARTIES + 1
MAX_YEARS: Final = 21
MAX_ACTIONS: Final = 40
MAX_ACTS: Final = 100
MAX_SPECIALISMS: Final = 60
MAX_CONTRACTS: Final = 100
MAX_TASKS: Final = 10
"""Room in the records; `pack` refuses what does not fit."""

SURPRISES: Final = 3
"""Unknown acts of one year with a size of their own; a fourth, one year in a hundred, is as large as the first."""

BASES: Final = 5
"""Number of bases of a cost key."""
NEEDS: Final = 3
"""Number of dimensions of a need profile."""
STATUS: Final = 4
"""Length of what a kernel reports: code, draw, option, party."""
FEWEST_MEMBERS: Final = 2
"""An arrangement is one between at least two (Wgr)."""
MONTHS: Final = 12.0
"""Months in a year."""
PERCENT: Final = 100.0
"""Points in a share of one."""
ITEM_COUNT: Final = len(ITEMS)


def _record(**fields: Any) -> np.dtype:
    listed = [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in fields.items()]
    return np.dtype((np.record, listed))


CASE: Final = _record(
    parties=I8, specialisms=I8, contracts=I8, acts=I8, budget_year=F8, horizon=I8, inhabitants=F8,
    hosting=F8, technical=F8, functional=F8, back_office=F8, software=F8, overhead=F8, income=F8,
    technical_fte=F8, functional_fte=F8, back_office_fte=F8, cost_per_fte=F8,
    reserve=F8, reserve_target=F8, backlog=F8, backlog_known=I8, asset_life=F8,
    clarity=F8, siam=F8, framework=F8, vision=F8,
    notice_years=I8, exit_window_years=I8, exit_window_first=I8, capped=I8, level_estimated=I8,
    hosted=I8, tasks=I8, exit_rule=I8, exit_mean=I8, exit_years=I8, exit_start=F8, exit_step=F8, exit_factor=F8,
    exit_amount=F8,
    coordination_on=I8, exits_on=I8, plan_on=I8, vat_on=I8, vat_taxed=I8,
    stall_year=F8, returned=F8, vendor_step_year=F8, incident_year=F8, merge_year=I8, merge_one=I8, merge_other=I8,
)  # fmt: skip

PARTY: Final = _record(
    inhabitants=F8, volume=F8, workplaces=F8, fte=F8, usage=F8, fixed=F8,
    cloud_share=F8, ambition=F8, pace=F8, tailoring=F8, security=F8, seat=I8,
    retained=F8, retained_fte=F8, trust=F8, founding=I8, entry_sum=F8, leaving_sum=F8,
)  # fmt: skip

ACTION: Final = _record(
    kind=I8, year=I8, signpost=I8, above=I8, value=F8, lead=I8, party=I8, destination=I8,
    amount=F8, lever=I8, one_off=F8, yearly=F8, delay=F8, employer=I8, hosted=I8, capacity=F8, otherwise=I8, task=I8,
    members_pay=I8, phase_years=F8, key=(F8, BASES),
)  # fmt: skip

ACT: Final = _record(
    start=F8, settled=I8, maturity=I8, one_off_low=F8, one_off_high=F8, structural_low=F8, structural_high=F8,
    fte_low=F8, fte_high=F8, security=I8, fixed=F8,
)  # fmt: skip

POOL: Final = _record(
    alive=I8, sourcing=I8, members=F8, volume=F8, inhabitants=F8, extra=F8, work_cloud=F8, work_before=F8,
    technical_fte=F8, technical_start=F8, directing_fte=F8, saved_fte=F8, fte=F8, outflow_factor=F8, calm_year=I8,
    knowledge=F8, debt=F8, backlog=F8, missing=F8, days=F8, quality=F8, task_share=F8, scale_cost=F8,
    saving=F8, saving_start=I8, form_changed=I8, surplus_fte=F8, surplus_year=I8,
    deferred=F8, cut=F8, merged=F8, hosted=I8, bound_year=I8, task_fte=F8, charge=F8, regular=F8, charge_before=F8,
    charge_start=F8, volume_before=F8,
)  # fmt: skip

MEMBER: Final = _record(
    inside=I8, leaving=I8, late=F8, joined=I8, destination=I8, trust=F8, partner=I8, key_shift=F8, said=F8,
    exit_year=I8, exited_unplanned=I8, refused=I8, seat=I8,
    charge=F8, regular=F8, burden=F8, burden_before=F8, share=F8, unfair=F8, satisfaction=F8, fit=F8, fit_start=F8,
    reference=F8,
    surplus_fte=F8, left_overhead=F8, left_year=I8, borne_by_all=I8, liquidation=F8,
)  # fmt: skip


TASK: Final = _record(growth=F8, saving=F8, annual=(F8, MAX_PARTIES), fte=(F8, MAX_PARTIES))

FACTS: Final = _record(
    case=CASE, party=(PARTY, MAX_PARTIES), heads=(F8, MAX_SPECIALISMS), group=(I8, MAX_SPECIALISMS),
    contracts=(F8, (MAX_CONTRACTS, 5)), books=(F8, (MAX_YEARS, 2)), act=(ACT, MAX_ACTS),
    key=(F8, BASES), dissolution=(F8, BASES), plan=(F8, MAX_YEARS), task=(TASK, MAX_TASKS),
)  # fmt: skip
"""What holds for all draws and options of a run.

heads: people per specialism in the budget year; group: 0 technical, 1 functional, 2 back office; contracts: EUR a year,
last year, exit cost, of which a switching charge, 1 if for own hosting; books (year, 2): EUR nominal, EUR of the budget
year; key, dissolution: weights of the bases; plan: price index of the published multi-year budget.
"""

POLICY: Final = _record(
    actions=I8, action=(ACTION, MAX_ACTIONS), destination=(I8, (MAX_ACTIONS, MAX_PARTIES))
)  # fmt: skip
"""One option; destination (action, party) is for a dissolution."""

CHANCE: Final = _record(
    cpi=(F8, MAX_YEARS), volume=(F8, MAX_YEARS), vendor=(F8, MAX_YEARS), unknown=(F8, MAX_YEARS),
    unknown_size=(F8, (MAX_YEARS, SURPRISES)),
    unknown_place=(F8, (MAX_YEARS, SURPRISES)), incident=(F8, (MAX_POOLS, MAX_YEARS)),
    damage=(F8, (MAX_POOLS, MAX_YEARS)),
    needs=(F8, (MAX_PARTIES, MAX_YEARS, NEEDS)), voice=(F8, (MAX_PARTIES, MAX_YEARS)),
    leave=(F8, (MAX_PARTIES, MAX_YEARS)),
    merger=(F8, (MAX_POOLS, MAX_YEARS)), slip=(F8, MAX_ACTS), place=(F8, MAX_ACTS), growth=(F8, MAX_ACTS),
    overrun=F8, tail=F8, host=F8,
)  # fmt: skip
"""Random numbers of the draw at hand, copied from `Noise`."""

STATE: Final = _record(
    parties=I8, pool=(POOL, MAX_POOLS), spare=(POOL, 2), member=(MEMBER, MAX_PARTIES), chance=CHANCE,
    price=(F8, (MAX_YEARS, 7)), cloud=(F8, (MAX_PARTIES, MAX_YEARS, 2)), needs=(F8, (MAX_PARTIES, MAX_YEARS, NEEDS)),
    law=(F8, (MAX_YEARS, 2)), demand=(F8, MAX_YEARS), elasticity=(F8, 5), cost=(F8, (MAX_POOLS, ITEM_COUNT)),
    extra=(F8, (MAX_POOLS, ITEM_COUNT)),
    booked=(F8, (MAX_PARTIES, MAX_YEARS, ITEM_COUNT)), paid=(F8, (MAX_PARTIES, MAX_YEARS, 3)),
    heads=(F8, (MAX_POOLS, MAX_SPECIALISMS)), staffed=(F8, (MAX_POOLS, MAX_YEARS, MAX_SPECIALISMS, 3)),
    instalment=(F8, (MAX_PARTIES, MAX_PARTIES, MAX_YEARS)),
    npv=(F8, (MAX_PARTIES, ITEM_COUNT)), npv_year=(F8, (MAX_PARTIES, MAX_YEARS)), score=(F8, (MAX_PARTIES, len(GOALS))),
    seen=(F8, (MAX_PARTIES, MAX_YEARS, len(OBSERVABLES))), scale_effect=(F8, MAX_PARTIES),
    start=(I8, MAX_ACTIONS), planned=(I8, MAX_ACTIONS), late=(F8, MAX_ACTIONS),
    instead=(I8, MAX_ACTIONS), task_year=(I8, MAX_TASKS),
    borne=(F8, (MAX_POOLS, MAX_PARTIES)), regular=(F8, (MAX_PARTIES, MAX_YEARS)),
    key=(F8, (2, BASES)), level=(F8, 13), weight=(F8, BASES), total=(F8, BASES),
)  # fmt: skip
"""Scratch space of one thread, reset for every draw and option.

spare: pools that are put aside; price (year, kind): the columns from `GOODS` on; cloud (party, year, 2): share of
software money, share of work; needs (party, year, 3): pace, tailoring, security, 0-1; law (year, 2): EUR of the year
per municipality that acts alone, and per inhabitant; demand (year,): unforeseen volume, a factor; elasticity (5,): of
hosting, technical, functional, back office and overhead, SaaS; cost (pool, item): EUR nominal of this year; extra
(pool, item): EUR nominal of this year's events, added to cost once the pools have run; booked (party, year, item), paid
(party, year, kind): EUR nominal; heads (pool, specialism): whole people; staffed (pool, year, specialism, 3):
`STAFFED`; instalment (payer, receiver, year): exit sums agreed, EUR nominal; start, planned (action,): year index from
which an action holds, and was to hold, `NEVER` until it is known; late (action,): months late beyond whole years; borne
(pool, party): part of each in the staff without work that a pool left; regular (party, year): charge less what happens
once, EUR nominal; key (2, base): weights before and after the latest change; level: see `CLARITY` and on; weight,
total: key of this year.
"""


class Noise(NamedTuple):
    """Random numbers of one block; u is uniform, z standard normal.

    Attributes
    ----------
    cpi : ndarray (draw, year)
        Resampled residuals of CPI growth.
    volume : ndarray (draw, year), z
    vendor, unknown : ndarray (draw, year), u
    unknown_size, unknown_place : ndarray (draw, year, `SURPRISES`), u
    incident : ndarray (draw, pool, year), u
    damage : ndarray (draw, pool, year), z
    needs : ndarray (draw, party, year, 3), z
    voice, leave : ndarray (draw, party, year), u
    merger : ndarray (draw, 1 + party, year), u
    slip, place : ndarray (draw, act), u
    growth : ndarray (draw, act), z
    overrun : ndarray (draw,), z
    tail, host : ndarray (draw,), u
    """

    cpi: FloatArray
    volume: FloatArray
    vendor: FloatArray
    unknown: FloatArray
    unknown_size: FloatArray
    unknown_place: FloatArray
    incident: FloatArray
    damage: FloatArray
    needs: FloatArray
    voice: FloatArray
    leave: FloatArray
    merger: FloatArray
    slip: FloatArray
    place: FloatArray
    growth: FloatArray
    overrun: FloatArray
    tail: FloatArray
    host: FloatArray


SUMS: Final = ("cost_sum", "staffed_sum")
"""Results without a draw: added up over a block, then over the blocks in their order."""


class Results(NamedTuple):
    """What a block leaves behind: dimensions as in `Outcome`, but draw before option and parties in code order.

    With the draw first, a block of draws is one stretch of memory and needs no copy. `cost_sum` and `staffed_sum`
    (option, party, year, specialism, 3) have no draw.
    """

    charge: FloatArray
    npv: FloatArray
    npv_year: FloatArray
    score: FloatArray
    observable: FloatArray
    scale_effect: FloatArray
    cost_sum: FloatArray
    staffed_sum: FloatArray
    cost: FloatArray
