"""The verdict where data are missing, and at the null of every judged effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from model.decide.appraisal import StandardError
from model.decide.verdict import NullDifference, NullResult, null_values, null_verdict, verdict
from tests.decide.known import CONVERSION, DRAWS, ELASTICITY, SAAS, noise, unit
from tests.factories import make_assumptions, make_outcome, with_differences

if TYPE_CHECKING:
    from model.engine.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return make_outcome(draws=DRAWS, block_size=128, full=False)


class TestMoreData:
    @pytest.mark.parametrize(("estimated", "kind"), [(0.60, "preferred"), (0.61, "more_data")])
    def test_over_60_percent_estimated_asks_for_data(self, estimated: float, kind: str) -> None:
        outcome = make_outcome(draws=DRAWS, block_size=128, estimated_share=estimated, full=False)
        found = verdict(with_differences(outcome, {"extend": noise(1e5) - 5e6}))
        assert found.kind == kind
        assert found.conditional == found.example == (kind == "more_data")
        assert (found.option, found.gate, found.estimated_share) == ("extend", "preferred", estimated)
        assert ("mostly_estimated" in found.reasons) == found.conditional

    def test_the_gate_still_counts_under_the_condition(self) -> None:
        outcome = make_outcome(draws=DRAWS, block_size=128, estimated_share=0.9, full=False)
        found = verdict(with_differences(outcome, {"extend": 1e6 * (unit(outcome, ELASTICITY) - 0.45)}))
        assert (found.kind, found.gate, found.option) == ("more_data", "no_clear_preference", None)
        assert found.reasons == ("turns_within_judgement", "undecided", "mostly_estimated")

    def test_an_example_is_marked_whatever_was_measured(self) -> None:
        outcome = make_outcome(draws=64, estimated_share=0.1, example=True, full=False)
        found = verdict(outcome)
        assert (found.example, found.conditional) == (True, False)


class TestNull:
    @staticmethod
    def remaining(mean: float, error: float = 1e3) -> NullResult:
        rows = tuple(
            NullDifference(option, party, mean, StandardError(error, "blocks"))
            for option in ("continue", "extend", "restructure", "unwind")
            for party in (None, "GM9902", "GM9901")
        )
        return NullResult((("scale.elasticity", 0.0),), rows)

    def test_values_are_of_judgements_with_an_effect_to_switch_off(self) -> None:
        measured = make_assumptions()[SAAS].model_copy(update={"null": 0.0})
        rows = (*make_assumptions()[:3], measured)
        assert null_values(rows) == {"scale.elasticity": 0.0, "law.shared": 0.0}

    @pytest.mark.parametrize(
        ("mean", "kind"),
        [
            (-4e5, "preferred"),
            (4e5, "no_clear_preference"),
            (-1.9e3, "no_clear_preference"),
            (0.0, "no_clear_preference"),
        ],
    )
    def test_no_verdict_owes_itself_to_judged_effects(self, outcome: Outcome, mean: float, kind: str) -> None:
        changed = with_differences(outcome, {"extend": noise(1e5) - 5e6})
        found = verdict(changed, null=self.remaining(mean))
        assert found.kind == kind
        assert ("rests_on_judgement" in found.reasons) == (kind == "no_clear_preference")
        assert found.null is not None
        assert found.null.mean == mean

    def test_a_win_of_continue_must_survive_too(self, outcome: Outcome) -> None:
        changed = with_differences(outcome, dict.fromkeys(("extend", "restructure", "unwind"), noise(1e5) + 5e5))
        assert verdict(changed, null=self.remaining(4e5)).option == "continue"
        assert verdict(changed, null=self.remaining(-4e5)).reasons == ("rests_on_judgement",)

    def test_simulates_with_every_judgement_pinned_at_its_null(self, outcome: Outcome) -> None:
        asked: dict[str, Any] = {}

        def simulate(case: Any, scenario: Any, options: Any, **given: Any) -> Outcome:
            asked.update(given, case=case, scenario=scenario, options=options)
            return with_differences(outcome, {"unwind": np.full(DRAWS, 25.0)})

        found = null_verdict(
            outcome.case,
            outcome.scenario,
            outcome.option_objects,
            simulate,
            assumptions=outcome.assumptions,
            draws=1_024,
            seed=7,
        )
        assert found is not None
        assert asked["pinned"] == {"scale.elasticity": 0.0, "law.shared": 0.0}
        assert (asked["case"], asked["draws"], asked["seed"]) == (outcome.case, 1_024, 7)
        assert found.pinned == (("law.shared", 0.0), ("scale.elasticity", 0.0))
        assert found.of("unwind").mean == pytest.approx(25.0)
        assert found.of("unwind", "GM9901").mean == pytest.approx(0.0, abs=1e-6)
        with pytest.raises(LookupError, match="no null difference"):
            found.of("anders")

    def test_without_anything_to_switch_off_there_is_no_null(self, outcome: Outcome) -> None:
        def simulate(*_given: Any, **_more: Any) -> Outcome:
            raise AssertionError

        rows = (make_assumptions()[CONVERSION],)
        assert null_verdict(outcome.case, None, None, simulate, assumptions=rows) is None
