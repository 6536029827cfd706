"""Exit sums: what a leaving party owes, year by year, under each rule.

Every function is a plain scalar equation: euros in, euros out, no state and no exceptions, so that the kernel
can call it inside a draw and a test can read it. The caller guards the ranges (`model.decide.exit`,
`model.inputs`). Numbers EX1-EX8 are those of docs/model.md.

Years after leaving are counted from ``tau = 0``, the first year in which the party pays no contribution any
more; amounts are nominal euros, and the base *A* is the party's own yearly contribution in the last year
before leaving. Shares and rates are 0-1, the schedule of a taper too (1.0 and 0.2, not 100 and 20 points).

References
----------
KB 14 May 1985, AB 1985/424 (five years, falling by 20 points a year).
ABRvS 15 April 2015, ECLI:NL:RVS:2015:1198 (direct damage over a bridging period of five years).
ABRvS 12 December 2001, ECLI:NL:RVS:2001:AD7959 (eighteen years of contribution were not plausible).
Rb Maastricht 12 June 2007, ECLI:NL:RBMAA:2007:BA7503 (2.5 times the last contribution, in dispute).
"""

from model.engine.compiled import compiled

TAPER, FLAT, MULTIPLE, DAMAGE, NEGOTIATED, DISSOLUTION, UNKNOWN = range(7)
"""Codes of the rules."""

BRIDGING_YEARS = 5
"""Longest bridging period for direct damage that case law accepted, in years (ECLI:NL:RVS:2015:1198).

It bounds the damage; it entitles nobody to five years.
"""


def taper(base: float, tau: int, years: int, start: float, step: float) -> float:
    """Give the instalment of a contribution that falls every year (EX1).

    Parameters
    ----------
    base : float
        Yearly contribution A, EUR.
    tau : int
        Years after leaving, from 0.
    years : int
        Number of instalments at most.
    start, step : float
        Share of A due in the first year, and how much the share falls each year.

    Returns
    -------
    float
        EUR due in year `tau`; never negative, zero outside the `years`.
    """
    if tau < 0 or tau >= years:
        return 0.0
    return base * max(start - step * tau, 0.0)


taper = compiled(taper)


def flat(base: float, tau: int, years: int) -> float:
    """Give the instalment of a contribution that is paid on in full for `years` years (EX2), EUR."""
    if tau < 0 or tau >= years:
        return 0.0
    return base


flat = compiled(flat)


def multiple(base: float, tau: int, factor: float) -> float:
    """Give the multiple of the last contribution, due at once in the first year (EX3), EUR."""
    if tau != 0:
        return 0.0
    return factor * base


multiple = compiled(multiple)


def damage_staff(base: float, tau: int, years: int, staff_share: float, staff_rate: float) -> float:
    """Give the cost of surplus staff that neither left nor was placed elsewhere after `tau` years (EX4a).

    Parameters
    ----------
    base : float
        Yearly contribution A, EUR.
    tau : int
        Years after leaving, from 0.
    years : int
        Bridging period in years; no longer than `BRIDGING_YEARS` counts.
    staff_share : float
        Share of A that pays for staff.
    staff_rate : float
        Share of the surplus that is still there a year later, (1 - outflow)(1 - re-placement), 0-1.

    Returns
    -------
    float
        EUR in year `tau`.
    """
    if tau < 0 or tau >= min(years, BRIDGING_YEARS):
        return 0.0
    return base * staff_share * min(max(staff_rate, 0.0), 1.0) ** tau


damage_staff = compiled(damage_staff)


def damage_contracts(base: float, tau: int, years: int, contract_share: float, contract_years: float) -> float:
    """Give the fees of running contracts until they end (EX4b).

    Parameters
    ----------
    base : float
        Yearly contribution A, EUR.
    tau : int
        Years after leaving, from 0.
    years : int
        Bridging period in years; no longer than `BRIDGING_YEARS` counts.
    contract_share : float
        Share of A that pays for contracts.
    contract_years : float
        Years that the contracts still run; a broken year is paid in proportion.

    Returns
    -------
    float
        EUR in year `tau`.
    """
    if tau < 0 or tau >= min(years, BRIDGING_YEARS):
        return 0.0
    return base * contract_share * min(max(contract_years - tau, 0.0), 1.0)


damage_contracts = compiled(damage_contracts)


def damage_rest(base: float, tau: int, years: int, rest_share: float, rest_step: float) -> float:
    """Give the remaining cost (capital charges, overhead), which is scaled down in equal steps (EX4c).

    Parameters
    ----------
    base : float
        Yearly contribution A, EUR.
    tau : int
        Years after leaving, from 0.
    years : int
        Bridging period in years; no longer than `BRIDGING_YEARS` counts.
    rest_share : float
        Share of A that pays for anything but staff and contracts.
    rest_step : float
        Part of that cost that each further year takes away, 0-1.

    Returns
    -------
    float
        EUR in year `tau`.
    """
    if tau < 0 or tau >= min(years, BRIDGING_YEARS):
        return 0.0
    return base * rest_share * max(1.0 - max(rest_step, 0.0) * tau, 0.0)


damage_rest = compiled(damage_rest)


def damage(
    base: float,
    tau: int,
    years: int,
    staff_share: float,
    contract_share: float,
    rest_share: float,
    staff_rate: float,
    contract_years: float,
    rest_step: float,
) -> float:
    """Give the direct damage in year `tau`: unavoidable cost as it runs off (EX4), EUR.

    With shares that add to one it never exceeds the contribution itself, so never the flat sum over the same
    years. The arguments are those of `damage_staff`, `damage_contracts` and `damage_rest`.
    """
    return (
        damage_staff(base, tau, years, staff_share, staff_rate)
        + damage_contracts(base, tau, years, contract_share, contract_years)
        + damage_rest(base, tau, years, rest_share, rest_step)
    )


damage = compiled(damage)


def negotiated(amount: float, tau: int) -> float:
    """Give an amount that was agreed or fixed beforehand, due at once in the first year (EX5), EUR."""
    if tau != 0:
        return 0.0
    return amount


negotiated = compiled(negotiated)


def liquidation(stranded: float, surplus_staff: float, proceeds: float, reserve: float) -> float:
    """Give the balance that an arrangement leaves when it ends (EX6).

    Parameters
    ----------
    stranded : float
        Book value of assets that nobody uses on and what it costs to end the contracts, EUR.
    surplus_staff : float
        Cost of staff without a task until they have left or been placed, EUR.
    proceeds : float
        What the assets fetch, EUR.
    reserve : float
        Reserve of the organisation, EUR; negative when it is short.

    Returns
    -------
    float
        EUR that the members bear together by the dissolution key; negative when there is money to divide.
    """
    return stranded + surplus_staff - proceeds - reserve


liquidation = compiled(liquidation)


def instalment(
    rule: int,
    base: float,
    tau: int,
    years: int,
    start: float,
    step: float,
    factor: float,
    amount: float,
    staff_share: float,
    contract_share: float,
    rest_share: float,
    staff_rate: float,
    contract_years: float,
    rest_step: float,
) -> float:
    """Give the amount that falls due `tau` years after leaving under the rule with this code (EX7).

    Parameters
    ----------
    rule : int
        `TAPER` ... `UNKNOWN`. An unknown code owes nothing.
    base : float
        Yearly contribution A, EUR.
    tau : int
        Years after leaving, from 0.
    years : int
        Length of a taper, of a flat sum or of the bridging period, years.
    start, step : float
        Schedule of the taper, shares of A.
    factor : float
        Multiple of A (`MULTIPLE`); for `UNKNOWN` the multiple drawn from the range.
    amount : float
        Sum agreed (`NEGOTIATED`) or the party's part of the liquidation balance (`DISSOLUTION`), EUR.
    staff_share, contract_share, rest_share : float
        How A divides, shares that add to one (`DAMAGE`).
    staff_rate, contract_years, rest_step : float
        How each part runs off (`DAMAGE`).

    Returns
    -------
    float
        EUR due in year `tau`, nominal.
    """
    if rule == TAPER:
        return taper(base, tau, years, start, step)
    if rule == FLAT:
        return flat(base, tau, years)
    if rule in (MULTIPLE, UNKNOWN):
        return multiple(base, tau, factor)
    if rule == DAMAGE:
        return damage(base, tau, years, staff_share, contract_share, rest_share, staff_rate, contract_years, rest_step)
    if rule in (NEGOTIATED, DISSOLUTION):
        return negotiated(amount, tau)
    return 0.0


instalment = compiled(instalment)


def windfall(total: float, stranded: float) -> float:
    """Give what an exit sum pays beyond the cost that is really stranded (EX8), EUR.

    Positive is a gain for those who stay; negative is damage that they bear themselves.
    """
    return total - stranded


windfall = compiled(windfall)
