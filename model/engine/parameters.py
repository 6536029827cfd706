"""Parameters of the mechanisms: one NamedTuple each, one row of `data/assumptions.csv` per field.

A field `elasticity` of mechanism `scale` is the row with id `scale.elasticity`; unit, range, source and kind stand in
that row and in the generated `docs/assumptions.md`. In a block of draws the same fields travel as a numpy record per
draw (`DTYPE`), so that an equation reads `scale.elasticity` whether it is handed a record or a NamedTuple.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np


class Prices(NamedTuple):
    """Growth rates per year, as shares."""

    inflation_mean: float
    inflation_persistence: float
    wage_agreement: float
    wage_agreement_end: float
    wage_excess: float
    own_software: float
    saas: float
    vendor_step: float
    vendor_step_rate: float
    deflator_excess: float


class Cloud(NamedTuple):
    """Adoption curve and price of cloud software."""

    curve: float
    ceiling_low: float
    ceiling_mid: float
    ceiling_high: float
    headroom: float
    least_share: float
    most_share: float
    pace_low: float
    pace_mid: float
    pace_high: float
    pace_factor: float
    ambition: float
    price_ratio: float
    stickiness: float
    joint_discount: float
    return_cost: float
    migration_cost: float


class Scale(NamedTuple):
    """Elasticity of average cost to volume, and how it divides over the items."""

    elasticity: float
    floor: float
    limit: float
    hosting: float
    technical: float
    functional: float
    back_office: float
    saas: float


class Staff(NamedTuple):
    """Labour market and staff of the organisation."""

    outflow: float
    breakup_outflow: float
    employer_outflow: float
    unrest_years: float
    time_to_fill: float
    tightness: float
    hire_found: float
    hire_premium: float
    sick: float
    leave: float
    conversion: float
    member_share: float
    replacement: float
    placement_years: float
    unemployment_years: float
    unemployment_rate: float


class Operations(NamedTuple):
    """Volume, vulnerability, knowledge and technical debt."""

    volume_growth: float
    volume_spread: float
    budget_cut: float
    budget_level: float
    common_cause: float
    vendor_absence: float
    working_days: float
    knowledge_start: float
    knowledge_ageing: float
    innovation: float
    innovation_growth: float
    debt_start: float
    debt_catch_up: float
    renewal_share: float


class Service(NamedTuple):
    """Weights in quality and in client satisfaction."""

    quality_knowledge: float
    quality_debt: float
    quality_backlog: float
    quality_vulnerability: float
    client_quality: float
    client_fit: float
    client_response: float
    client_price: float
    needs_drift: float


class Law(NamedTuple):
    """Effort of legislation."""

    growth_median: float
    growth_p95: float
    growth_cap: float
    growth_adopted: float
    slip_none: float
    slip_mean: float
    shared: float
    ict_share: float
    security_fixed: float
    one_off_years: float
    unknown_rate: float
    small_chance: float
    medium_chance: float
    small_low: float
    small_high: float
    medium_high: float
    large_high: float
    average_inhabitants: float


class Stranded(NamedTuple):
    """What a split leaves behind."""

    taken_over: float
    proceeds: float
    overhead: float
    overhead_years: float
    switching_ban: float


class Transition(NamedTuple):
    """One-off cost of change, its overrun and delay."""

    split: float
    entry: float
    form: float
    merger: float
    task: float
    sourcing: float
    staff_share: float
    staff_overrun: float
    overrun_median: float
    overrun_p95: float
    tail_chance: float
    tail_start: float
    tail_index: float
    tail_cap: float
    delay_factor: float
    delay_cap: float
    split_months: float
    form_months: float
    dual_months: float
    preparation: float
    saving_fraction: float
    saving_years: float


class Sourcing(NamedTuple):
    """Price of having it done elsewhere."""

    host_fee: float
    host_inhabitants: float
    host_refuses: float
    host_term_years: float
    market_ratio: float
    other_fee: float


class Relation(NamedTuple):
    """Trust, voice and exit."""

    trust_gain: float
    asymmetry: float
    reference_trust: float
    weight_promise: float
    weight_fit: float
    weight_contact: float
    weight_unfairness: float
    voice_rate: float
    voice_slope: float
    voice_step: float
    voice_without_seat: float
    exit_rate: float
    exit_trust: float
    exit_unfairness: float
    exit_value: float
    value_years: float
    value_limit: float
    largest_surprise: float
    merger_rate: float
    merger_cost: float


class Governance(NamedTuple):
    """Coordination and the levers on it."""

    coordination: float
    per_member: float
    per_divergence: float
    clarity_effect: float
    siam_effect: float
    lever_one_off: float
    lever_yearly: float
    lever_delay: float
    lever_effect: float


class Incident(NamedTuple):
    """Severe security incident."""

    rate: float
    damage_median: float
    damage_p95: float
    shared_targets: float
    shared_damage: float


class Exit(NamedTuple):
    """Terms of leaving where the arrangement's own text is silent."""

    unknown_factor: float
    staff_rate: float
    rest_step: float
    contract_years: float


class Finance(NamedTuple):
    """Tax and appraisal."""

    vat_rate: float
    vat_compensable: float
    discount: float
    rebuild_years: float


MECHANISMS: Final[dict[str, type]] = {
    "prices": Prices,
    "cloud": Cloud,
    "scale": Scale,
    "staff": Staff,
    "operations": Operations,
    "service": Service,
    "law": Law,
    "stranded": Stranded,
    "transition": Transition,
    "sourcing": Sourcing,
    "relation": Relation,
    "governance": Governance,
    "incident": Incident,
    "exit": Exit,
    "finance": Finance,
}

PARAMETER_IDS: Final[tuple[str, ...]] = tuple(
    f"{mechanism}.{field}"
    for mechanism, kind in MECHANISMS.items()
    for field in kind._fields  # type: ignore[attr-defined]
)
"""Ids in the order of the columns of a block of sampled values."""

DTYPE: Final = np.dtype(
    [
        (mechanism, np.dtype([(field, np.float64) for field in kind._fields]))  # type: ignore[attr-defined]
        for mechanism, kind in MECHANISMS.items()
    ]
)
"""Record of one draw: a nested record per mechanism."""


def as_records(values: np.ndarray) -> np.recarray:
    """View a block of sampled values as one record per draw.

    Parameters
    ----------
    values : ndarray (draw, parameter)
        Columns in the order of `PARAMETER_IDS`, C-contiguous float64.

    Returns
    -------
    recarray (draw,)
        The same memory, read as `record.scale.elasticity`.
    """
    rows = np.ascontiguousarray(values, dtype=np.float64)
    return rows.view(DTYPE).reshape(len(rows)).view(np.recarray)
