"""Consent in sentences and the table of payments: who agrees, what carries an option, what would make it carry."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, Final

from model.decide.appraisal import CENT, CHANCE
from model.decide.budget import largest_remainder
from model.decide.drivers import STILL
from model.language import N_, _, count_of_ten, euro, euro_difference, listed, number, out_of_ten, percent
from model.rounding import euro_step
from model.show.chart_drivers import BEARS, DRIVERS
from model.show.labels import capital, lowered, option_label, party_label
from model.show.table import Cell, Column, Table, cell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from model.decide.consent import Consent, OptionConsent
    from model.decide.drivers import DriverShares
    from model.decide.transfers import Settlement, Transfers
    from model.engine.outcome import Outcome

RULES: Final = {
    "all": N_("all municipalities"),
    "two_thirds": N_("two thirds of the municipalities"),
    "two_thirds_inhabitants": N_("two thirds by inhabitants"),
    "own_text": N_("the rule of the arrangement"),
    "own_exit": N_("the right of one municipality to leave"),
}
LEADING: Final = 3  # drivers that are named
NARROW: Final = 0.001  # an interval of shares that is smaller says nothing that anybody could agree on


def consent_sentences(outcome: Outcome, found: Consent) -> tuple[str, ...]:
    """What is compared, who gains by which option, and which rule carries it."""
    said = [_reference(outcome, found), *(_option(outcome, one) for one in found.options)]
    if outcome.case.arrangement.voting is None:
        said.append(_("Which majority the arrangement itself asks for is not in the data: look it up in its text."))
    return tuple(said)


def transfer_sentences(outcome: Outcome, found: Consent) -> tuple[str, ...]:
    """The smallest payments that make the option with the largest joint gain acceptable, and other ways to do that."""
    best = found.best
    if best is None:
        return ()
    option, mean = _inside(outcome, best.option), best.on_average
    if mean.lacking > 0.0:
        amount = euro(mean.lacking, band=_about(mean.lacking, best.standard_error.value))
        return (
            _("No payment between the municipalities can make them all consent to {option}, the best other choice: "
              "together they lose {amount} on average.", option=option, amount=amount), *_exits(outcome, found),
        )  # fmt: skip
    if found.of(best.option).passages[0].passes == "yes":
        return (_("For {option} no payment is needed: everyone consents.", option=option), *_key(outcome, best),
                *_exits(outcome, found))  # fmt: skip
    said = [_paid(outcome, found, best, mean), *_key(outcome, best)] if _counts(found, best, mean) else []
    short = [one for one in mean.payments if one.agrees_after != "yes"]
    if short:
        shares = {one.party: one.better_after for one in short}
        said.append(_("Not certain of consent then: {who}.", who=_grouped(outcome, shares)))
        said.append(_enough(outcome, found, best))
    elif not said:  # nothing to pay, and yet not certain
        said.append(
            _("Whether everyone consents to {option} is a close call for {who}: more futures must tell.",
              option=option, who=listed([party_label(outcome, one.party) for one in found.of(best.option).positions
                                         if one.consents != "yes"]))
        )  # fmt: skip
    return (*filter(None, said), *_exits(outcome, found))


def payments_table(outcome: Outcome, found: Consent) -> Table | None:
    """Payments a year under both demands, rounded so that they add to nothing; None where none can be made."""
    best = found.best
    shown = [one for one in best.settlements if one.payments] if best is not None else []
    if best is None or not any(one.moved > CENT for one in shown):
        return None
    groups = {"mean": _("no loss on average"), "chance": _("better off often enough too")}
    columns = [Column(_("municipality"), align="left"), Column(_("mean gain"), _("EUR"))]
    cells = {code: [Cell(party_label(outcome, code), code)] for code in outcome.parties}
    totals = [Cell(capital(_("together")), "together")]
    for who in found.of(best.option).positions:
        cells[who.party].append(cell_of(euro(who.gain.mean, band=who.gain.limits, sign=True), who.gain.mean))
    totals.append(cell_of(euro(best.joint.mean, band=best.joint.limits, sign=True), best.joint.mean))
    for one in shown:
        group = groups[one.basis]
        columns += [
            Column(_("receives a year"), _("EUR"), group=group),
            Column(_("key"), _("points"), group=group),
            Column(_("then better off"), _("share of futures"), align="left", group=group),
        ]
        for paid, yearly in zip(one.payments, _rounded(found, best, one), strict=True):
            points = paid.share_points
            cells[paid.party] += [
                Cell(euro(yearly, 9, sign=True), paid.yearly),
                Cell("–") if points is None else Cell(_signed(points), points),
                Cell(capital(count_of_ten(paid.better_after)), paid.better_after),
            ]
        totals += [Cell(euro(0.0), 0.0), Cell(""), Cell("")]
    caption = _("Smallest payments that make {option} acceptable", option=_inside(outcome, best.option))
    notes = (
        _("A minus pays. Equal yearly amounts at the price level of {year}, over {years} years. Beside it the same "
          "money as a change of the cost key: a plus pays a larger share.", year=str(outcome.years[0]),
          years=outcome.horizon),
    )  # fmt: skip
    return Table("payments", caption, tuple(columns), (*map(tuple, cells.values()), tuple(totals)), notes,
                 totals=(len(cells),))  # fmt: skip


def driver_sentence(outcome: Outcome, shares: DriverShares) -> str:
    """What the option itself does, and the drivers that weigh most."""
    least = BEARS * shares.standard_error.value
    ranked = sorted(shares.parts, key=lambda part: (-abs(part.mean), list(STILL).index(part.driver)))
    told = [part for part in ranked[:LEADING] if abs(part.mean) > least / 10]
    own = euro_difference(shares.own, shares.own - least / 2, shares.own + least / 2)
    said = _("{option}: in a world that stands still it would be {own} than continuing.",
             option=capital(option_label(outcome, shares.option)), own=own)  # fmt: skip
    if own == euro_difference(0.0):
        said = _("{option}: in a world that stands still it would cost about as much as continuing.",
                 option=capital(option_label(outcome, shares.option)))  # fmt: skip
    parts = [
        _("{item} ({amount})", item=_(DRIVERS[part.driver]),
          amount=euro_difference(part.mean, part.mean - least / 2, part.mean + least / 2))
        for part in told
    ]  # fmt: skip
    most = _("Most is added by: {drivers}.", drivers=listed(parts))
    return f"{said} {most}" if parts else said


def _reference(outcome: Outcome, found: Consent) -> str:
    kinds = {one.kind for one in found.references}
    if kinds == {"status_quo"}:
        return _("Compared with what happens if the vote fails: the arrangement goes on as it is.")
    leavers = [party_label(outcome, one.party) for one in found.references if one.kind == "own_exit"]
    said = _("On average {who} would be better off leaving than going on. Compared with what happens if the vote "
             "fails: who gains by leaving uses its right to leave.", who=listed(leavers))  # fmt: skip
    staying = [party_label(outcome, one.party) for one in found.references if one.kind == "status_quo"]
    more = _("For {who} it is that the arrangement goes on.", who=listed(staying)) if staying else ""
    return f"{said} {more}".rstrip()


def _option(outcome: Outcome, one: OptionConsent) -> str:
    """Shares of the futures, those alike together; what it is on average; then the rules by what they say."""
    shares = {who.party: who.better for who in one.positions}
    said = [f"{capital(option_label(outcome, one.option))}: {_grouped(outcome, shares)}.", _on_average(outcome, one)]
    known = [passage for passage in one.passages if passage.passes != "unknown"]
    if len({passage.passes for passage in known}) == 1:
        whole = {
            "yes": _("Enough consent under every rule that was looked at."),
            "no": _("Not enough consent under any rule that was looked at."),
            "unsure": _("Not certain under any rule whether there is enough consent."),
        }
        return " ".join((*said, whole[str(known[0].passes)]))
    texts = {
        "yes": N_("Enough consent for: {rules}."),
        "no": N_("Not enough for: {rules}."),
        "unsure": N_("Not certain for: {rules}."),
    }
    for answer, text in texts.items():
        rules = [_(RULES[passage.rule]) for passage in known if passage.passes == answer]
        said += [_(text, rules=listed(rules))] if rules else []
    return " ".join(said)


def _on_average(outcome: Outcome, one: OptionConsent) -> str:
    """What each party is cheaper or dearer off, those for whom it hardly differs together."""
    none = euro_difference(0.0)
    told = {
        who.party: euro_difference(-who.gain.mean, *(-limit for limit in reversed(who.gain.limits)))
        for who in one.positions
    }
    if set(told.values()) == {none}:
        return _("On average that hardly makes a difference.")
    named = [
        _("{item} ({amount})", item=party_label(outcome, code), amount=amount)
        for code, amount in told.items()
        if amount != none
    ]
    return _("On average: {parties}.", parties=listed(named))


def _grouped(outcome: Outcome, shares: Mapping[str, float]) -> str:
    """Parties with the share of the futures in which each is better off, those alike together."""
    ordered = sorted(shares, key=lambda code: (-shares[code], code))
    return "; ".join(
        _("{parties} better off in {share}", share=share,
          parties=listed([party_label(outcome, code) for code in alike]))
        for share, alike in ((share, list(group)) for share, group in groupby(ordered, lambda p: out_of_ten(shares[p])))
    )  # fmt: skip


def _paid(outcome: Outcome, found: Consent, best: Transfers, settlement: Settlement) -> str:
    """Who pays what to whom a year."""
    amounts = dict(zip(outcome.parties, _rounded(found, best, settlement), strict=True))
    pays, gets = (
        listed([_("{party} {amount}", party=party_label(outcome, code), amount=euro(abs(amount), 9))
                for code, amount in amounts.items() if sign * amount > 0]) for sign in (-1, 1)
    )  # fmt: skip
    return _("Under {option} nobody loses on average if these pay each year: {pays}; and these receive: {gets}.",
             option=_inside(outcome, best.option), pays=pays, gets=gets)  # fmt: skip


def _enough(outcome: Outcome, found: Consent, best: Transfers) -> str:
    """What it takes to have everybody better off often enough."""
    chance = best.often_enough
    option = _inside(outcome, best.option)
    if not chance.payments:
        amount = euro(chance.lacking, band=_about(chance.lacking, best.standard_error.value))
        return _("Payments cannot mend that: for everyone to be better off often enough, {amount} is lacking.",
                 amount=amount)  # fmt: skip
    amounts = _rounded(found, best, chance)
    moved = sum(amount for amount in amounts if amount > 0)
    if moved == 0:
        return ""
    payers = [party_label(outcome, code) for code, amount in zip(outcome.parties, amounts, strict=True) if amount < 0]
    return _("With {amount} a year from {payers} everyone is also better off often enough to consent to {option}.",
             amount=euro(moved, 9), payers=listed(payers), option=option)  # fmt: skip


def _key(outcome: Outcome, best: Transfers) -> tuple[str, ...]:
    """The same money as a change of the key; with two parties the interval that both accept."""
    said = []
    points = [one.share_points for one in best.on_average.payments]
    moved = sum(max(one or 0.0, 0.0) for one in points)
    if None not in points and moved >= 0.005:
        said.append(_("In the cost key that is a shift of {points} percentage points.", points=_points(moved)))
    if (shares := best.interval) is not None and shares.high - shares.low >= NARROW:
        low, high, now = (percent(max(min(x, 1.0), 0.0), 2) for x in (shares.low, shares.high, shares.present))
        said.append(
            _("Both accept, on average, that {party} bears between {low} and {high} of the common cost; now {now}.",
              party=party_label(outcome, shares.party), low=low, high=high, now=now)
        )  # fmt: skip
    return tuple(said)


def _exits(outcome: Outcome, found: Consent) -> tuple[str, ...]:
    """Factors on the exit sum."""
    said = []
    for one in found.exits:
        own = (
            _("Leaving is no better than staying for it from {n} times that sum.", n=number(one.leaver, 1))
            if one.leaver > 0.0
            else _("Leaving is no better than staying for it even without that sum.")
        )
        others = (
            _("Those who stay lose nothing from {n} times that sum.", n=number(one.others, 1))
            if one.others > 0.0
            else _("Those who stay lose nothing even without that sum.")
        )
        paid = _("{option}: the exit sum of {party} is {paid} on average.", paid=euro(one.paid, 2),
                 option=capital(option_label(outcome, one.option)), party=party_label(outcome, one.party))  # fmt: skip
        said.append(f"{paid} {own} {others}")
    return tuple(said)


def _rounded(found: Consent, best: Transfers, settlement: Settlement) -> tuple[float, ...]:
    """Yearly amounts on one step that the least certain of them bears, adding to exactly nothing, EUR."""
    years = abs(settlement.payments[0].amount / settlement.payments[0].yearly) if settlement.moved else 1.0
    errors = [who.standard_error.value / years for who in found.of(best.option).positions]
    pairs = list(zip((one.yearly for one in settlement.payments), errors, strict=True))
    step = max(euro_step(amount, _about(amount, error)) for amount, error in pairs)
    codes = [one.party for one in settlement.payments]
    exact = [amount / step for amount, _error in pairs]
    exact[0] -= sum(exact)  # what the solver rounds
    return tuple(step * count for count in largest_remainder(exact, 0, codes))


def _counts(found: Consent, best: Transfers, settlement: Settlement) -> bool:
    return settlement.moved > CENT and any(_rounded(found, best, settlement))


def _about(amount: float, error: float) -> tuple[float, float]:
    return amount - CHANCE * error, amount + CHANCE * error


def _points(points: float) -> str:
    """Percentage points with two digits that count."""
    return number(points, max(0, 1 - math.floor(math.log10(abs(points)))) if points else 0)


def _signed(points: float) -> str:
    return ("+" if points > 0 else "") + number(points, 2)


def _inside(outcome: Outcome, option: str) -> str:
    """Title of an option inside a sentence; one that begins with the name of a municipality keeps its capital."""
    title = option_label(outcome, option)
    return title if title.startswith(outcome.party_names) else lowered(title)
