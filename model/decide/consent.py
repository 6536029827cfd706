"""Who consents to an option, under which rule it passes, and what payments would make the best one pass.

Side payments and the reference of a failed vote follow the theory of bargaining with transferable utility (Raiffa 1982,
*The Art and Science of Negotiation*, ISBN 978-0674048133; Nash 1950, doi:10.2307/1907266).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from model.decide.gains import Answer, Position, Reference, every, gains, may_bring_about, position, references
from model.decide.transfers import ExitFactor, Transfers, exit_factors, transfers
from model.inputs import load_assumptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.engine.outcome import FloatArray, Outcome

CHANCE: Final = "decide.consent_chance"
TWO_THIRDS: Final = 2.0 / 3.0
ROUNDING: Final = 1e-9  # of a vote
Rule = Literal["all", "two_thirds", "two_thirds_inhabitants", "own_exit", "own_text"]


@dataclass(frozen=True)
class Passage:
    """Whether an option passes under one rule.

    Parameters
    ----------
    rule : {"all", "two_thirds", "two_thirds_inhabitants", "own_exit", "own_text"}
        All parties; two thirds of them, by number or by inhabitants; the right of one party to leave; what the text of
        the arrangement says, as the case gives it.
    passes, cautious : {"yes", "no", "unsure", "unknown"}
        At the default and at the cautious chance; "unknown" where the case does not give the rule.
    """

    rule: Rule
    passes: Answer | Literal["unknown"]
    cautious: Answer | Literal["unknown"]


@dataclass(frozen=True)
class OptionConsent:
    """One option: where each party stands, and under which rules it passes.

    Parameters
    ----------
    positions : tuple of Position
        In the order of the parties.
    joint : float
        Mean gain of all parties together, EUR real, discounted.
    passages : tuple of Passage
        "own_exit" only where the option is a party's own exit.
    """

    option: str
    positions: tuple[Position, ...]
    joint: float
    passages: tuple[Passage, ...]

    def passage(self, rule: Rule) -> Passage | None:
        """Outcome under one rule, None where the rule is not at stake."""
        return next((one for one in self.passages if one.rule == rule), None)


@dataclass(frozen=True)
class Consent:
    """Consent to every option but the one that all compare with.

    Parameters
    ----------
    chance, cautious_chance : float
        Share of the futures in which a party must be better off before it consents, 0-1.
    references : tuple of Reference
        What each party compares with.
    best : Transfers or None
        For the option with the largest joint gain (or the smallest joint loss); None where none differs from continue.
    """

    chance: float
    cautious_chance: float
    references: tuple[Reference, ...]
    options: tuple[OptionConsent, ...]
    best: Transfers | None
    exits: tuple[ExitFactor, ...]

    def of(self, option: str) -> OptionConsent:
        """One option; LookupError where it was not looked at."""
        found = next((one for one in self.options if one.option == option), None)
        if found is None:
            raise LookupError(f"no consent for option {option!r}; there is {[one.option for one in self.options]}")
        return found


def consent(outcome: Outcome) -> Consent:
    """Who consents to which option, and what would make the best one pass.

    Raises ValueError: continue is not among the options.
    """
    chance, against = chances(outcome), references(outcome)
    found: dict[str, OptionConsent] = {}
    gain = {name: gains(outcome, name, against) for name in outcome.options}
    for name in outcome.options:
        if all(one.option == name for one in against):
            continue
        positions = positions_of(outcome, gain[name], chance)
        joint = sum(one.gain.mean for one in positions)
        found[name] = OptionConsent(name, positions, joint, _passages(outcome, name, positions))
    moving = [name for name, one in found.items() if not all(party.indifferent for party in one.positions)]
    best = max(moving, key=lambda name: found[name].joint, default=None)
    money = None if best is None else transfers(outcome, best, gain[best], chance[0])
    return Consent(*chance, against, tuple(found.values()), money, exit_factors(outcome))


def chances(outcome: Outcome) -> tuple[float, float]:
    """Share of the futures in which a party must be better off before it consents: default and cautious, 0-1."""
    row = next(row for row in (*outcome.assumptions, *load_assumptions()) if row.id == CHANCE)
    return row.base, max(row.base, row.base if row.high is None else row.high)


def positions_of(outcome: Outcome, gain: FloatArray, chance: tuple[float, float]) -> tuple[Position, ...]:
    """Where each party stands on an option; `gain` (future, party) in EUR, from `model.decide.gains.gains`."""
    return tuple(
        position(code, own, outcome.future_block, chance) for code, own in zip(outcome.parties, gain.T, strict=True)
    )


def carried(votes: Mapping[str, float], answers: Mapping[str, Answer], share: float, *, more: bool = False) -> Answer:
    """CS4: whether enough votes are for it; "unsure" where those that are unsure decide.

    A party without votes counts all the same if it is not a member yet: nobody joins against its will. `share` is the
    part of the votes that is needed, 0-1, or with `more` must be passed.
    """
    needed, sure, open_ = (
        share * sum(votes.values()),
        *(
            sum(vote for code, vote in votes.items() if answers[code] in counted)
            for counted in ({"yes"}, {"yes", "unsure"})
        ),
    )

    def enough(count: float) -> bool:
        return count > needed + ROUNDING if more else count >= needed - ROUNDING

    members: Answer = "yes" if enough(sure) else "unsure" if enough(open_) else "no"
    return every([members, *(answer for code, answer in answers.items() if code not in votes)])


def _passages(outcome: Outcome, option: str, positions: Sequence[Position]) -> tuple[Passage, ...]:
    case = outcome.case
    one = {party.code: 1.0 for party in case.parties}
    rules: dict[Rule, tuple[Mapping[str, float], float, bool]] = {
        "all": (one, 1.0, False),
        "two_thirds": (one, TWO_THIRDS, False),
        "two_thirds_inhabitants": ({p.code: float(p.inhabitants) for p in case.parties}, TWO_THIRDS, False),
    }
    if (text := case.arrangement.voting) is not None:
        votes = {code: text.votes.get(code, 0.0) for code in one} if text.votes else one
        rules["own_text"] = (votes, {"all": 1.0, "two_thirds": TWO_THIRDS, "majority": 0.5}[text.rule],
                             text.rule == "majority")  # fmt: skip
    usual, careful = ({p.party: getattr(p, which) for p in positions} for which in ("consents", "cautious"))
    found = [
        Passage(rule, *(carried(votes, answers, share, more=more) for answers in (usual, careful)))
        for rule, (votes, share, more) in rules.items()
    ]
    if text is None:
        found.append(Passage("own_text", "unknown", "unknown"))
    if leavers := may_bring_about(case, outcome.option_objects[outcome.o(option)]):
        one = dict.fromkeys(leavers, 1.0)
        answers = ({code: said[code] for code in leavers} for said in (usual, careful))
        found.append(Passage("own_exit", *(carried(one, said, 1.0 / len(one)) for said in answers)))
    return tuple(found)
