"""Consent: who gains beside the reference of a failed vote, what passes under which rule."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.decide.consent import carried, consent
from model.decide.gains import gains, may_bring_about, references
from model.inputs import build_case, build_option
from model.inputs.case import Voting
from tests.factories import make_case, make_option, make_outcome, with_differences

if TYPE_CHECKING:
    from model.engine.outcome import Outcome
    from model.inputs import Case

A, B, C = "GM9902", "GM9901", "GM9904"  # in the order of the file, with 29, 25 and 41 thousand inhabitants
DRAWS = 64


def outcome_of(parties: int = 2, options: tuple[str, ...] = ("continue", "extend"), **deltas: Any) -> Outcome:
    """An outcome whose options cost each party a stated amount more than continue, by draw or always the same."""
    base = make_outcome(draws=DRAWS, block_size=8, parties=parties, options=options)
    full = {
        name: np.broadcast_to(np.asarray(value, dtype=float), (DRAWS, parties)) for name, value in deltas.items()
    }  # fmt: skip
    return with_differences(base, full)


def voting(outcome: Outcome, **fields: Any) -> Outcome:
    arrangement = outcome.case.arrangement.model_copy(update={"voting": Voting(**fields)})
    return dataclasses.replace(outcome, case=outcome.case.model_copy(update={"arrangement": arrangement}))


def test_two_parties_by_hand() -> None:
    """One gains 300 euros in every future, the other loses 100 in every future: 200 together, consent of one."""
    found = consent(outcome_of(extend=[-300.0, 100.0]))
    one, other = found.of("extend").positions
    assert (one.gain.mean, one.better, one.worse, one.consents) == (pytest.approx(300.0), 1.0, 0.0, "yes")
    assert (other.gain.mean, other.better, other.worse, other.consents) == (pytest.approx(-100.0), 0.0, 1.0, "no")
    assert found.of("extend").joint == pytest.approx(200.0)
    said = {one.rule: one.passes for one in found.of("extend").passages}
    assert said == {"all": "no", "two_thirds": "no", "two_thirds_inhabitants": "no", "own_text": "unknown"}


def test_the_reference_is_continue_and_stands_for_itself() -> None:
    found = consent(outcome_of(extend=[-300.0, 100.0]))
    assert [(one.party, one.option, one.kind) for one in found.references] == [
        (A, "continue", "status_quo"), (B, "continue", "status_quo"),
    ]  # fmt: skip
    assert [one.option for one in found.options] == ["extend"]
    with pytest.raises(LookupError, match="continue"):
        found.of("continue")


@pytest.mark.parametrize(
    ("better", "mean", "consents", "cautious"),
    [
        (64, 1, "yes", "yes"),
        (40, 1, "yes", "unsure"),
        (32, 1, "unsure", "no"),
        (20, 1, "no", "no"),
        (56, -1, "no", "no"),
    ],
)
def test_both_the_mean_and_the_share_count(better: int, mean: int, consents: str, cautious: str) -> None:
    """So many of 64 futures are better by 110, spread evenly over the blocks; the others are worse by 10 or 5,000."""
    order = np.arange(DRAWS) * 37 % DRAWS
    gain = np.where(order < better, 110.0, -10.0 if mean > 0 else -5_000.0)
    (one, _other) = consent(outcome_of(extend=np.stack([-gain, 0.0 * gain], axis=1))).of("extend").positions
    assert (one.better, one.consents, one.cautious) == (better / DRAWS, consents, cautious)


def test_futures_in_which_nothing_changes_give_no_reason() -> None:
    """Better in 6 futures of 64, the same in the others: nobody has a reason against it (formulas §14 asks 32)."""
    gain = np.where(np.arange(DRAWS) % 10 == 0, 1_000.0, 0.0)
    both = np.stack([-gain, 0.0 * gain], axis=1)
    one, other = consent(outcome_of(extend=both)).of("extend").positions
    assert (one.better, one.worse, one.indifferent) == (7 / 64, 0.0, False)
    assert one.consents in ("yes", "unsure")
    assert (other.consents, other.indifferent) == ("yes", True)


def test_what_hangs_on_sampling_error_is_unsure() -> None:
    noise = np.random.default_rng(1).standard_normal((DRAWS, 2))
    found = consent(outcome_of(extend=1_000.0 * (noise - noise.mean(axis=0))))
    assert [one.consents for one in found.of("extend").positions] == ["unsure", "unsure"]
    assert {one.passes for one in found.of("extend").passages} == {"unsure", "unknown"}


class TestRules:
    def test_three_parties_two_of_which_gain(self) -> None:
        """Two of three are two thirds by number, but with 54 of 95 thousand inhabitants they are not by those."""
        gains_of = {A: -10.0, B: -10.0, C: 30.0}
        found = consent(outcome_of(3, extend=list(gains_of.values())))
        said = {one.rule: one.passes for one in found.of("extend").passages}
        assert said == {"all": "no", "two_thirds": "yes", "two_thirds_inhabitants": "no", "own_text": "unknown"}

    @pytest.mark.parametrize(
        ("fields", "passes"),
        [
            ({"rule": "majority"}, "yes"),
            ({"rule": "all"}, "no"),
            ({"rule": "two_thirds", "votes": {A: 1, B: 1, C: 2}}, "no"),
            ({"rule": "majority", "votes": {A: 1, B: 1, C: 2}}, "no"),  # half is not more than half
            ({"rule": "majority", "votes": {A: 2, B: 1, C: 2}}, "yes"),
        ],
    )
    def test_the_text_of_the_arrangement(self, fields: dict[str, Any], passes: str) -> None:
        outcome = voting(outcome_of(3, extend=[-10.0, -10.0, 30.0]), **fields)
        found = consent(outcome).of("extend").passage("own_text")
        assert found is not None
        assert found.passes == passes

    @settings(max_examples=60, deadline=None)
    @given(
        answers=st.lists(st.sampled_from(["yes", "no", "unsure"]), min_size=2, max_size=6),
        share=st.sampled_from([0.5, 2 / 3, 1.0]), more=st.booleans(), data=st.data(),
    )  # fmt: skip
    def test_unsure_is_what_both_answers_could_make(
        self, answers: list[Any], share: float, more: bool, data: st.DataObject
    ) -> None:
        """Independent: resolve every unsure as yes and as no; both carried is yes, neither is no, else unsure."""
        votes = {str(k): data.draw(st.sampled_from([1.0, 2.0, 5.0])) for k in range(len(answers))}
        said = {str(k): answer for k, answer in enumerate(answers)}
        needed, results = share * sum(votes.values()), set()
        for resolved in ("yes", "no"):
            count = sum(votes[k] for k, one in said.items() if (resolved if one == "unsure" else one) == "yes")
            results.add(count > needed + 1e-6 if more else count >= needed - 1e-6)
        if more and share == 1.0:
            return
        expected = {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(results), "unsure")
        assert carried(votes, said, share, more=more) == expected

    def test_who_joins_must_agree_too(self) -> None:
        votes = {"a": 1.0, "b": 1.0}
        assert carried(votes, {"a": "yes", "b": "yes", "new": "no"}, 1.0) == "no"
        assert carried(votes, {"a": "yes", "b": "yes", "new": "yes"}, 0.5) == "yes"


def leaving(code: str, year: int = 3) -> Any:
    return build_option({"actions": [{"kind": "leave", "party": code, "after_years": year}]}, name="leave")


class TestReference:
    def with_exit(self, parties: int, delta: Any, option: Any) -> Outcome:
        outcome = outcome_of(parties, ("continue", "extend", "restructure"), restructure=delta)
        objects = (make_option("continue"), make_option("extend"), option)
        return dataclasses.replace(outcome, option_objects=objects)

    def test_who_gains_by_its_own_exit_compares_with_that(self) -> None:
        """The first of three would save 50 by leaving, which costs the others 20 each: all compare with that exit."""
        outcome = self.with_exit(3, [-50.0, 20.0, 20.0], leaving(A))
        found = consent(outcome)
        assert [(one.option, one.kind) for one in found.references] == [
            ("restructure", "own_exit"), ("restructure", "others_exit"), ("restructure", "others_exit"),
        ]  # fmt: skip
        stay = found.of("continue")
        assert [one.gain.mean for one in stay.positions] == pytest.approx([-50.0, 20.0, 20.0])
        assert [one.option for one in found.options] == ["continue", "extend"]

    def test_who_loses_by_leaving_compares_with_continue(self) -> None:
        outcome = self.with_exit(3, [50.0, -20.0, -20.0], leaving(A))
        found = consent(outcome)
        assert {one.kind for one in found.references} == {"status_quo"}
        passage = found.of("restructure").passage("own_exit")
        assert passage is not None
        assert passage.passes == "no"

    def test_with_two_members_leaving_ends_it_for_both(self) -> None:
        ending = build_option({"actions": [{"kind": "dissolve", "after_years": 3}]}, name="end")
        outcome = self.with_exit(2, [-50.0, 80.0], ending)
        found = references(outcome)
        assert [(one.option, one.kind) for one in found] == [
            ("restructure", "own_exit"),
            ("restructure", "others_exit"),
        ]
        assert gains(outcome, "continue", found).mean(axis=0) == pytest.approx([-50.0, 80.0])

    @pytest.mark.parametrize(("year", "codes"), [(1, ()), (2, (A, B)), (5, (A, B))])
    def test_not_before_notice_has_run_out(self, year: int, codes: tuple[str, ...]) -> None:
        """Notice of 18 months, given in the budget year: out on 1 January two years later."""
        ending = build_option({"actions": [{"kind": "dissolve", "after_years": year}]}, name="end")
        assert may_bring_about(make_case(), ending) == codes

    def test_only_in_the_window_of_exit(self) -> None:
        case = self.windowed(2024)
        assert may_bring_about(case, leaving(A)) == ()
        assert may_bring_about(self.windowed(2021), leaving(A)) == (A,)

    def windowed(self, first: int) -> Case:
        case = make_case()
        window = {"exit_window_years": 5, "exit_window_year": first}
        return case.model_copy(update={"arrangement": case.arrangement.model_copy(update=window)})

    def test_a_package_is_no_right_of_one_party(self) -> None:
        both = [{"kind": "leave", "party": code, "after_years": 3} for code in (A, B)]
        assert may_bring_about(make_case(parties=3), build_option({"actions": both}, name="both")) == ()
        ending = build_option({"actions": [{"kind": "dissolve", "after_years": 3}]}, name="end")
        assert may_bring_about(make_case(parties=3), ending) == ()


def test_order_of_parties_permutes_the_answers() -> None:
    delta = np.random.default_rng(3).normal([-50.0, 10.0, 30.0], 40.0, (DRAWS, 3))
    plain, turned = outcome_of(3, extend=delta), outcome_of(3, extend=delta[:, ::-1])
    found, other = consent(plain).of("extend"), consent(turned).of("extend")
    for one, same in zip(found.positions, other.positions[::-1], strict=True):
        assert one.gain.mean == pytest.approx(same.gain.mean)
        assert (one.better, one.worse, one.consents) == (same.better, same.worse, same.consents)


def test_the_vote_of_a_stranger_is_refused() -> None:
    file = {
        "name": "Regeling", "budget_year": 2026,
        "arrangement": {
            "legal_form": "openbaar_lichaam", "voting": {"rule": "majority", "votes": {"GM0001": 2, "GM9999": 1}},
        },
        "parties": [{"code": f"GM000{k}", "name": f"Gemeente {k}", "inhabitants": 10_000} for k in (1, 2)],
    }  # fmt: skip
    with pytest.raises(Exception, match="GM9999"):
        build_case(file)
    file["arrangement"]["voting"]["votes"] = {"GM0001": 2}  # type: ignore[index]
    voted = build_case(file).arrangement.voting
    assert voted is not None
    assert voted.votes == {"GM0001": 2}
