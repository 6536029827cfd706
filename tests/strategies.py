"""Hypothesis strategies for valid cases, options and scenarios, built through the same checks as files.

`cases()` draws arrangements of 2-12 parties over 1-20 years with everything that matters to the ledger; `options(case)`
draws lists of all kinds of actions that `check_option` accepts for that case; `worlds(case)` draws a shipped scenario,
or one in which every switch and shock may be on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from model.inputs import build_case, build_option, build_scenario, check_option, load_legislation, load_scenario
from model.resources import list_scenarios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.inputs import Case, Option, Scenario

BASES = ("inhabitants", "workplaces", "fte", "usage", "fixed")
LINES = ("hosting", "technical_staff", "functional_staff", "back_office_staff", "software", "overhead")
FORMS = (
    "openbaar_lichaam",
    "bedrijfsvoeringsorganisatie",
    "gemeenschappelijk_orgaan",
    "centrumregeling",
    "regeling_zonder_meer",
)
DESTINATIONS = ("own", "host", "market", "other_gr")
SIGNPOSTS = {  # with values that are sometimes passed
    "cloud_share": (0.3, 0.9), "trust": (0.2, 0.9), "vulnerability": (0.0, 0.3), "debt": (0.0, 0.5),
    "budget_gap_pct": (-5.0, 10.0), "charge_growth_pct": (-5.0, 10.0), "divergence": (0.0, 0.5),
}  # fmt: skip
SWITCHES = ("coordination", "vat", "uncertainty")
SHOCKS = ("cloud_stall_year", "vendor_step_year", "incident_year")


def few(examples: int) -> settings:
    """So many examples of something that takes a while, ten times as many in the full profile.

    A failing example is shown as it was found: making it smaller takes minutes.
    """
    part = settings.default.max_examples / 100
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=max(1, round(examples * part)), suppress_health_check=list(HealthCheck), phases=phases)


def shares(n: int, parts: int = 20) -> st.SearchStrategy[list[float]]:
    """`n` positive shares that add to one, in steps that print well."""
    cuts = st.lists(st.integers(1, parts), min_size=n, max_size=n)
    return cuts.map(_normalised)


def _normalised(weights: Sequence[int]) -> list[float]:
    total = sum(weights)
    found = [round(weight / total, 9) for weight in weights[:-1]]
    return [*found, 1.0 - sum(found)]


@st.composite
def keys(draw: st.DrawFn) -> dict[str, float]:
    """A cost key: one to three bases."""
    bases = draw(st.lists(st.sampled_from(BASES), min_size=1, max_size=3, unique=True))
    return dict(zip(bases, draw(shares(len(bases))), strict=True))


@st.composite
def exit_rules(draw: st.DrawFn) -> dict[str, Any]:
    rule = draw(st.sampled_from(["taper", "flat", "multiple", "damage", "negotiated", "dissolution", "unknown"]))
    found: dict[str, Any] = {"rule": rule, "years": draw(st.integers(1, 10))}
    found["start_pct"] = float(draw(st.integers(50, 100)))
    found["step_pct"] = float(draw(st.integers(5, 30)))
    if rule == "negotiated":
        found["amount_eur"] = float(draw(st.integers(0, 5_000_000)))
    return found


@st.composite
def parties(draw: st.DrawFn, n: int) -> list[dict[str, Any]]:
    codes = draw(st.lists(st.integers(1, 9999), min_size=n, max_size=n, unique=True))
    fixed = draw(shares(n))
    found = []
    for i, code in enumerate(codes):
        inhabitants = draw(st.integers(2_000, 120_000))
        found.append(
            {
                "code": f"GM{code:04d}",
                "name": f"Gemeente {i + 1}",
                "inhabitants": inhabitants,
                "cloud_share": draw(st.integers(0, 100)) / 100,
                "cloud_ambition": draw(st.integers(7, 14)) / 10,
                "workplaces": draw(st.integers(20, 3_000)),
                "fte": draw(st.integers(20, 1_500)),
                "usage": draw(st.integers(1, 10_000)),
                "fixed_share": fixed[i],
                "retained_fte": draw(st.integers(0, 40)) / 4,
                "trust": draw(st.integers(10, 95)) / 100,
                "needs": {name: draw(st.integers(0, 10)) / 10 for name in ("pace", "tailoring", "security")},
            }
        )
    return found


@st.composite
def contracts(draw: st.DrawFn) -> dict[str, Any]:
    price = draw(st.integers(0, 500)) * 1000
    return {
        "name": "contract",
        "annual_eur": draw(st.integers(0, 500)) * 1000,
        "end_year": draw(st.integers(2024, 2035)),
        "exit_cost_eur": price,
        "switching_eur": draw(st.sampled_from([0, price // 2, price])),
        "saas": draw(st.booleans()),
    }


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Any]:
    budget = {line: draw(st.integers(50, 8_000)) * 1000 for line in LINES}
    if draw(st.booleans()):
        budget["back_office_staff"] = 0
    heads = {"technical": draw(st.integers(1, 4)), "functional": draw(st.integers(1, 3))}
    specialisms = [
        {"name": f"{group} {i}", "group": group, "heads": draw(st.integers(1, 9))}
        for group, n in heads.items()
        for i in range(n)
    ]
    if budget["back_office_staff"]:
        specialisms.append({"name": "financiën", "group": "back_office", "heads": draw(st.integers(2, 30))})
    life = draw(st.integers(3, 8))
    asset = {
        "name": "servers",
        "book_value_eur": draw(st.integers(0, 3_000)) * 1000,
        "remaining_years": draw(st.integers(0, life)),
        "life_years": life,
    }
    reserve = draw(st.integers(-200, 2_000)) * 1000
    return {
        "budget_eur": budget,
        "other_income_eur": draw(st.integers(0, 100)) * 1000,
        "specialisms": specialisms,
        "assets": [asset] if draw(st.booleans()) else [],
        "contracts": draw(st.lists(contracts(), max_size=2)),
        "reserve_target_eur": draw(st.sampled_from([None, max(0, reserve)])),  # to be filled up only once it was used
        "reserve_eur": reserve,
        "backlog_eur": draw(st.integers(0, 1_000)) * 1000,
    }


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    sizes: tuple[int, int] = (2, 12),
    forms: Sequence[str] = FORMS,
    horizons: tuple[int, int] = (1, 20),
) -> Case:
    """A valid case.

    Parameters
    ----------
    sizes : (int, int)
        Least and most parties.
    forms : sequence of str
        Legal forms to choose from.
    horizons : (int, int)
        Least and most years.
    """
    members = draw(parties(draw(st.integers(*sizes))))
    form = draw(st.sampled_from(list(forms)))
    arrangement = {
        "legal_form": form,
        "notice_months": draw(st.sampled_from([0, 12, 18, 24])),
        "exit_rule": draw(exit_rules()),
        "cost_key": draw(keys()),
        "dissolution_key": draw(keys()),
        "charging": draw(st.sampled_from(["cost_based", "capped"])),
        "host": members[0]["code"] if form == "centrumregeling" else None,
        "agreements": {
            **{name: draw(st.integers(0, 10)) / 10 for name in ("clarity", "siam", "shared_vision")},
            "weighing_framework": draw(st.booleans()),
        },
    }
    return build_case(
        {
            "name": "Proefregeling",
            "budget_year": draw(st.integers(2020, 2030)),
            "horizon_years": draw(st.integers(*horizons)),
            "arrangement": arrangement,
            "parties": members,
            "organisation": draw(organisations()),
        },
        name="proef",
    )


@st.composite
def rooms(draw: st.DrawFn, *, otherwise: bool = False) -> dict[str, Any]:
    """What is known of the room of a host, and what happens if it refuses."""
    found: dict[str, Any] = {"host_capacity": draw(st.integers(0, 200_000))} if draw(st.booleans()) else {}
    return found | ({"otherwise": draw(st.sampled_from(["own", "market", "none"]))} if otherwise else {})


@st.composite
def volumes(draw: st.DrawFn, codes: Sequence[str]) -> dict[str, Any]:
    """Volume of a task that moves in: a part of what was kept, or its own."""
    kind = draw(st.sampled_from(["pct_of_retained", "annual_eur", "fte_of"]))
    if kind == "pct_of_retained":
        return {kind: float(draw(st.integers(0, 100)))}
    own = {"growth_pct": float(draw(st.integers(-5, 5))), "promised_saving_pct": float(draw(st.integers(0, 20)))}
    amount = draw(st.integers(1, 20))
    return own | ({kind: amount * 50_000.0} if kind == "annual_eur" else {kind: dict.fromkeys(codes, float(amount))})


@st.composite
def actions(draw: st.DrawFn, case: Case) -> dict[str, Any]:
    """One action that may or may not be allowed in `case`."""
    kinds = ("change_form", "change_key", "add_member", "add_task", "invest", "change_sourcing", "leave", "dissolve")
    kind = draw(st.sampled_from([*kinds, "merge_organisations"]))
    found: dict[str, Any] = {"kind": kind}
    moment = draw(st.sampled_from(["at", "after_years", "when"]))
    after = draw(st.integers(1, case.horizon_years))
    if moment == "when":
        signpost = draw(st.sampled_from(sorted(SIGNPOSTS)))
        low, high = SIGNPOSTS[signpost]
        value = low + draw(st.integers(0, 10)) / 10 * (high - low)
        direction = draw(st.sampled_from(["above", "below"]))
        found["when"] = {"signpost": signpost, direction: value, "lead_years": draw(st.integers(0, 4))}
    else:
        found[moment] = after if moment == "after_years" else case.budget_year + after
    codes = [party.code for party in case.parties]
    if kind == "change_form":
        saving = draw(st.integers(0, 20)) / 2
        found |= {"to": draw(st.sampled_from(FORMS)), "host": "largest", "promised_saving_pct": saving, **draw(rooms())}
    elif kind == "change_key":
        found |= {"key": draw(keys()), "phase_years": draw(st.integers(0, 5))}
    elif kind == "add_member":
        code = draw(st.sampled_from(["AA0001", "NW0001", "NW0002"]))  # before and after the founders
        found["member"] = {
            "code": code, "name": "Nieuw", "inhabitants": draw(st.integers(2_000, 120_000)),
            "entry_sum_eur": draw(st.integers(0, 500)) * 1000, "cloud_share": draw(st.integers(0, 100)) / 100,
        }  # fmt: skip
        found["integration_paid_by"] = draw(st.sampled_from(["joiner", "members"]))
    elif kind == "add_task":
        volume = draw(volumes(codes))
        found |= {"name": f"taak {sorted(volume.items())}"[:60], **volume}
    elif kind == "invest":
        levers = ["dvo", "siam", "framework", "shared_vision", "recalibrate"]
        found["lever"] = draw(st.sampled_from(levers))
    elif kind == "change_sourcing":
        found |= {"to": draw(st.sampled_from(DESTINATIONS))} | draw(rooms(otherwise=True))
    elif kind == "leave":
        found |= {"party": draw(st.sampled_from(codes)), "destination": draw(st.sampled_from(DESTINATIONS))}
        found |= draw(rooms(otherwise=True))
    elif kind == "dissolve":
        found["destination"] = draw(
            st.sampled_from(DESTINATIONS)
            | st.fixed_dictionaries({code: st.sampled_from(DESTINATIONS) for code in codes})
        )
        found |= draw(rooms(otherwise=True))
    else:
        found |= {"inhabitants": draw(st.integers(5_000, 100_000)), "name": "andere organisatie"}
    return found


@st.composite
def options(draw: st.DrawFn, case: Case, *, most: int = 4) -> Option:
    """An option of at most `most` actions that is possible in `case`."""
    chosen: list[dict[str, Any]] = []
    for action in draw(st.lists(actions(case), max_size=most)):
        if not check_option(build_option({"actions": [*chosen, action]}), case):
            chosen.append(action)
    return build_option({"actions": chosen}, name="proef")


@st.composite
def scenarios(draw: st.DrawFn, **fixed: Any) -> Scenario:
    """A valid scenario; `fixed` sets fields, such as ``uncertainty=False``."""
    found: dict[str, Any] = {name: draw(st.booleans()) for name in SWITCHES}
    found |= {"exits": draw(st.sampled_from(["simulated", "none"])), "assumptions": {}}
    if draw(st.booleans()):
        found["assumptions"]["prices.saas"] = draw(st.integers(0, 10)) / 100
    if draw(st.booleans()):
        found["assumptions"]["scale.elasticity"] = {"low": -0.15, "base": -0.05, "high": 0.0}
    if draw(st.booleans()):
        found["assumptions"]["relation.exit_rate"] = draw(st.sampled_from([0.0, 0.3, 2.0]))
    if draw(st.booleans()):
        found["cloud_return_pct"] = draw(st.integers(0, 100))
    if draw(st.booleans()):
        ids = [act.id for act in load_legislation()]
        found["laws"] = {"off": draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))}
    return build_scenario({**found, **fixed}, name="proef")


@st.composite
def worlds(draw: st.DrawFn, case: Case, **fixed: Any) -> Scenario:
    """A scenario that fits the horizon of a case: a shipped one as far as it does, or one with any switch and shock."""
    year = st.none() | st.integers(case.budget_year + 1, case.budget_year + case.horizon_years)
    shocks = {name: draw(year) for name in SHOCKS}
    if draw(st.integers(0, 2)):
        return draw(scenarios(**shocks, **fixed))
    shipped = load_scenario(draw(st.sampled_from(sorted(list_scenarios()))))
    kept = {name: value for name in SHOCKS if (value := getattr(shipped, name)) is None or value in case.years[1:]}
    return shipped.model_copy(update={**shocks, **kept, **fixed})


@st.composite
def subjects(draw: st.DrawFn, **sizes: Any) -> tuple[Case, Scenario, Option]:
    """A case, a world for it and an option with some actions."""
    case = draw(cases(**sizes))
    return case, draw(worlds(case)), draw(options(case))
