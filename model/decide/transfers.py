"""The smallest money that makes an option acceptable to every party: side payments, another key, another exit sum.

The linear programs are solved by HiGHS (Huangfu & Hall 2018, doi:10.1007/s12532-017-0130-5) through SciPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from scipy.optimize import linprog

from model.decide.appraisal import CENT, Band, StandardError, band, baseline, mean_item_difference, standard_error
from model.decide.gains import SURE, Answer, agrees

if TYPE_CHECKING:
    from model.engine.outcome import FloatArray, IntArray, Outcome

ROUNDING: Final = 1e-9
EURO: Final = 1.0


@dataclass(frozen=True)
class Payment:
    """What one party receives (above zero) or pays (below zero).

    Parameters
    ----------
    amount : float
        Over the whole horizon, EUR real, discounted.
    yearly : float
        The same in equal yearly amounts at the price level of the budget year, EUR.
    share_points : float or None
        The same as a change of its share in the cost key, in percentage points (above zero it pays more); None where
        the parties have no common charge up to the horizon.
    gain_after : float
        Mean gain with the payment, EUR.
    better_after : float
        Share of the futures in which it is then better off, 0-1.
    agrees_after : {"yes", "no", "unsure"}
        Whether that share is enough. That the mean is not below zero holds by construction; on the chance it is clear
        of sampling error too.
    """

    party: str
    amount: float
    yearly: float
    share_points: float | None
    gain_after: float
    better_after: float
    agrees_after: Answer


@dataclass(frozen=True)
class Settlement:
    """Smallest payments under which every party is no worse off on average, or is also better off often enough.

    Parameters
    ----------
    moved : float
        Sum of what is received, EUR real, discounted; 0 where nothing has to be paid.
    lacking : float
        What all parties together fall short of it, EUR; 0 where payments can do it.
    payments : tuple of Payment
        In the order of the parties; empty where payments cannot do it.
    """

    basis: Literal["mean", "chance"]
    moved: float
    lacking: float
    payments: tuple[Payment, ...]


@dataclass(frozen=True)
class ShareInterval:
    """Shares of a party in the common charge that both of two parties accept on average, 0-1."""

    party: str
    present: float
    low: float
    high: float


@dataclass(frozen=True)
class ExitFactor:
    """By which factor the exit sum of a planned exit would have to change.

    Parameters
    ----------
    option, party : str
        The option in which the party leaves.
    paid : float
        Exit sum as it is, mean, EUR real, discounted.
    leaver : float
        At this factor leaving is no better than staying for the leaver; above it the party stays.
    others : float
        At this factor the others together are no worse off; below it they lose.
    """

    option: str
    party: str
    paid: float
    leaver: float
    others: float


@dataclass(frozen=True)
class Transfers:
    """What would make an option acceptable to all.

    Parameters
    ----------
    joint : Band
        Gain of all parties together, EUR.
    standard_error : StandardError
        Of its mean.
    settlements : tuple of Settlement
        On the mean, and on the chance too.
    interval : ShareInterval or None
        With two parties that keep a common charge, and gain together.
    """

    option: str
    joint: Band
    standard_error: StandardError
    settlements: tuple[Settlement, Settlement]
    interval: ShareInterval | None

    @property
    def on_average(self) -> Settlement:
        """Payments that leave nobody worse off on average."""
        return self.settlements[0]

    @property
    def often_enough(self) -> Settlement:
        """Payments that also make everybody better off often enough."""
        return self.settlements[1]


def side_payments(spare: FloatArray) -> FloatArray | None:
    """CS5: the smallest payments after which nobody is below zero, by linear programming.

    Of all smallest sets the one in which no payer gives up a larger part of what it can spare than is needed; it does
    not depend on the order of the parties.

    Parameters
    ----------
    spare : ndarray, shape (party,)
        What each party can give up, EUR; below zero what it must receive.

    Returns
    -------
    ndarray, shape (party,), or None
        Received (above zero) or paid (below zero), EUR; sums to zero. None where together they fall short.
    """
    size, parties = float(np.abs(spare).max()), len(spare)
    if size <= CENT:
        return np.zeros(parties)
    scaled, one = spare / size, np.eye(parties)
    keep = np.hstack([-one, one])  # received and paid, both at least zero
    balance = np.repeat([1.0, -1.0], parties)[None]
    least = linprog(np.ones(2 * parties), A_ub=keep, b_ub=scaled, A_eq=balance, b_eq=[0.0])
    if least.x is None:
        return None
    part = np.maximum(scaled, 0.0)[:, None]  # a payer pays at most the same part of it as any other
    even = linprog(
        np.r_[np.zeros(2 * parties), 1.0],
        A_ub=np.block([[keep, np.zeros((parties, 1))], [0.0 * one, one, -part], [np.ones((1, 2 * parties)), 0.0]]),
        b_ub=np.r_[scaled, np.zeros(parties), least.fun + ROUNDING],
        A_eq=np.hstack([balance, [[0.0]]]),
        b_eq=[0.0],
    )
    found = least.x if even.x is None else even.x
    received: FloatArray = size * (found[:parties] - found[parties : 2 * parties])
    return received


def spare(gain: FloatArray, block: IntArray, share: float | None = None) -> float:
    """CS6: what a party can give up (below zero: must receive) and still consent, EUR.

    `gain` has shape (future,), EUR. With `share`, 0-1, it must stay better off in that part of the futures, clear of
    sampling error; without it only the mean counts.
    """
    mean = float(gain.mean())
    if share is None:
        return mean
    if agrees(gain, block, share) == "yes":  # it consents as it is, and may give up what leaves that so
        return max(_safe(gain, block, share), 0.0)
    return _safe(gain, block, share)


def _safe(gain: FloatArray, block: IntArray, share: float) -> float:
    """Most that can be taken off each future while the party clearly consents, EUR, found by halving."""
    low = float(gain.mean() - SURE * standard_error(gain, block).value - np.ptp(gain)) - EURO
    high = float(gain.max())
    while high - low > EURO:
        middle = (low + high) / 2
        low, high = (middle, high) if agrees(gain - middle, block, share) == "yes" else (low, middle)
    return low - EURO  # more than what the solver rounds


def transfers(outcome: Outcome, option: str, gain: FloatArray, share: float) -> Transfers:
    """Smallest payments for one option, and what they are as a change of the key (from CS5 to CS7).

    Parameters
    ----------
    gain : ndarray, shape (future, party)
        From `model.decide.gains.gains`, EUR.
    share : float
        Share of the futures in which a party must be better off, 0-1.
    """
    together, charge = gain.sum(axis=1), common_charge(outcome, option)
    found = tuple(
        _settlement(outcome, gain, share, basis, None if charge is None else float(charge.sum()))
        for basis in ("mean", "chance")
    )
    return Transfers(
        option=option,
        joint=band(together),
        standard_error=standard_error(together, outcome.future_block),
        settlements=(found[0], found[1]),
        interval=_interval(outcome, gain.mean(axis=0), charge),
    )


def common_charge(outcome: Outcome, option: str) -> FloatArray | None:
    """CS7: present value of what each party pays to the organisation, mean, EUR real, discounted, shape (party,).

    None where not all parties are members up to the horizon in most futures: then no key divides a common charge.
    """
    o, stay = outcome.o(option), outcome.o(baseline(outcome))
    if (outcome.observable[o, :, :, -1, outcome.obs("member")].mean(axis=0) <= 0.5).any():
        return None
    cash = outcome.observable[stay, ..., outcome.obs("cost_cash")].sum(axis=1)
    worth = outcome.npv_year[stay].sum(axis=1) / cash  # of a nominal euro, by draw and year; nil in the budget year
    value: FloatArray = (outcome.charge[o] * worth[:, None, :]).sum(axis=2).mean(axis=0)
    return value if value.sum() > CENT else None


def exit_factors(outcome: Outcome) -> tuple[ExitFactor, ...]:
    """CS8: by which factor an exit sum would have to change, for every option in which one party leaves and pays."""
    found, stay = [], outcome.o(baseline(outcome))
    for name, option in zip(outcome.options, outcome.option_objects, strict=True):
        leaving = [action for action in option.actions if action.kind == "leave" and action.party in outcome.parties]
        if len(leaving) != 1:
            continue
        code = leaving[0].party
        paid = float(mean_item_difference(outcome, name, code)[outcome.i("exit_transfer")])
        if abs(paid) <= CENT:
            continue
        gain = (outcome.total[stay] - outcome.total[outcome.o(name)]).mean(axis=0)
        own, p = float(gain[outcome.p(code)]), outcome.p(code)
        others = float(np.delete(gain, p).sum())
        found.append(ExitFactor(name, code, paid, 1.0 + own / paid, 1.0 - others / paid))
    return tuple(found)


def _settlement(
    outcome: Outcome, gain: FloatArray, share: float, basis: Literal["mean", "chance"], charge: float | None
) -> Settlement:
    block = outcome.future_block
    room = np.array([spare(own, block, None if basis == "mean" else share) for own in gain.T])
    amounts = side_payments(room)
    if amounts is None:
        return Settlement(basis, float(np.maximum(-room, 0.0).sum()), float(-room.sum()), ())
    years = _years(outcome)
    payments = tuple(
        Payment(
            party=code,
            amount=float(x),
            yearly=float(x / years),
            share_points=None if charge is None else float(-100.0 * x / charge),
            gain_after=float(own.mean() + x),
            better_after=float((own + x > CENT).mean()),
            agrees_after=agrees(own + x, block, share, mean_too=basis == "chance"),
        )
        for code, own, x in zip(outcome.parties, gain.T, amounts, strict=True)
    )
    return Settlement(basis, float(np.maximum(amounts, 0.0).sum()), 0.0, payments)


def _years(outcome: Outcome) -> float:
    """Present value of one real euro in each of the years 1..H."""
    rate = next((row.base for row in outcome.assumptions if row.id == "finance.discount"), 0.0)
    return float(((1.0 + rate) ** -np.arange(1.0, outcome.horizon + 1)).sum())


def _interval(outcome: Outcome, gain: FloatArray, charge: FloatArray | None) -> ShareInterval | None:
    """With two parties (CS7), the shares of the first in the common charge that leave neither worse off on average."""
    if charge is None or len(gain) != 2 or gain.sum() < 0.0:
        return None
    total, present = charge.sum(), float(charge[0] / charge.sum())
    return ShareInterval(
        outcome.parties[0], present, present - float(gain[1] / total), present + float(gain[0] / total)
    )
