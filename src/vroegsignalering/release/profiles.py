"""Output profiles as data: each threshold with its value, its source and how sure we are of it.

The text of the CBS guideline for output from the microdata environment was not available to us; the numbers
below are the rules that CBS published elsewhere, or that groups who export from CBS state they follow. The
doubt stands beside each number and is printed in reports. A profile prepares an output; CBS's checker
decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vroegsignalering.errors import DeclarationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One number of a profile, with where it comes from.

    Parameters
    ----------
    value : float
        Persons, share 0-1, or rounding base, as the name of the field in :class:`Profile` says.
    source : str
        Who states it.
    doubt : str
        What is not settled; empty when nothing is.
    """

    value: float
    source: str
    doubt: str = ""


_GROUPS = "metasyn-disclosure-control, kansenkaart and AHTI, who state that they follow CBS"
_NOT_CBS = "the text of the CBS guideline was not obtained"
_SUITE = "choice of this suite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The thresholds that one release must meet.

    Attributes
    ----------
    name : str
    min_cell : int
        Fewest persons or households (unweighted) behind a published count, and behind both halves of a
        proportion.
    min_denominator : int
        Fewest behind a published share.
    min_amount_n : int
        Fewest behind a mean, median or sum of money.
    group_share : float, 0-1
        No category holds this share of a group or more.
    dominance_n, dominance_share : int, float
        The largest ``dominance_n`` contributors together hold no more than ``dominance_share`` of a sum.
    p_share : float, 0-1
        No contributor can be estimated more closely than this share by the next largest one.
    max_extreme_share : float, 0-1
        Largest absolute value over the absolute sum (``income`` only; 1.0 switches it off).
    min_dof : int
        Residual degrees of freedom of a model.
    round_to : int
        Base to which published counts are rounded by the method ``round``.
    coarse_to : int
        Base that leaves every count below ``min_cell`` indistinguishable from nought (method ``coarse``).
    always_round : bool
        No exact count may be published.
    zeros : {"disclosive", "always"}
        Hide noughts only in a group that sits in one category, or always.
    width : int
        Narrowest interval that an attacker may deduce for a hidden count.
    told_width : int
        The same for a count that its status tells to be below ``min_cell``.
    thresholds : dict
        Name to :class:`Threshold`, for reports.

    Examples
    --------
    >>> profile("standard").min_cell, profile("income").min_denominator
    (10, 100)
    """

    name: str
    min_cell: int = 10
    min_denominator: int = 10
    min_amount_n: int = 10
    group_share: float = 0.90
    dominance_n: int = 1
    dominance_share: float = 0.50
    p_share: float = 0.10
    max_extreme_share: float = 1.0
    min_dof: int = 10
    round_to: int = 5
    coarse_to: int = 20
    always_round: bool = False
    zeros: str = "disclosive"
    width: int = 10
    told_width: int = 2
    thresholds: dict[str, Threshold] = field(default_factory=dict, compare=False, repr=False)


_STANDARD = {
    "min_cell": Threshold(value=10, source=_GROUPS, doubt=_NOT_CBS),
    "min_denominator": Threshold(
        value=10, source="kansenkaart: both halves of a share hold ten", doubt=_NOT_CBS
    ),
    "min_amount_n": Threshold(value=10, source=_GROUPS, doubt=_NOT_CBS),
    "group_share": Threshold(
        value=0.90, source="metasyn-disclosure-control", doubt=f"one source; {_NOT_CBS}"
    ),
    "dominance_share": Threshold(value=0.50, source="metasyn-disclosure-control; AHTI", doubt=_NOT_CBS),
    "p_share": Threshold(value=0.10, source="default of acro", doubt="not a CBS number"),
    "min_dof": Threshold(value=10, source="metasyn-disclosure-control; AHTI", doubt=_NOT_CBS),
    "round_to": Threshold(value=5, source="default of acro", doubt="not a CBS number"),
    "coarse_to": Threshold(value=20, source=f"{_SUITE}: twice the smallest cell, so that 0-9 all become 0"),
    "width": Threshold(value=10, source=f"{_SUITE}: as wide as the smallest cell"),
    "told_width": Threshold(value=2, source=f"{_SUITE}: three values or more stay possible"),
}

_INCOME_NOTE = "CBS, Aanvullende onderzoeksbeschrijving Inkomensstatistiek 2021, section 5"
_PUBLICATION = (
    "a rule for CBS publications; whether it binds exports from the microdata environment is not settled"
)

_INCOME = _STANDARD | {
    "min_denominator": Threshold(value=100, source=_INCOME_NOTE, doubt=_PUBLICATION),
    "min_amount_n": Threshold(value=100, source=_INCOME_NOTE, doubt=_PUBLICATION),
    "max_extreme_share": Threshold(value=0.30, source=_INCOME_NOTE, doubt=_PUBLICATION),
    "round_to": Threshold(value=100, source=_INCOME_NOTE, doubt=_PUBLICATION),
    "coarse_to": Threshold(value=100, source=_INCOME_NOTE, doubt=_PUBLICATION),
}

STANDARD = Profile(name="standard", thresholds=_STANDARD)
"""Ten persons, 0.90, 0.50, ten degrees of freedom, rounding to five."""

INCOME = Profile(
    name="income",
    min_denominator=100,
    min_amount_n=100,
    max_extreme_share=0.30,
    round_to=100,
    coarse_to=100,
    always_round=True,
    thresholds=_INCOME,
)
"""Stricter, and the default for real data with money or poverty: counts in hundreds, shares on a hundred
or more."""

PROFILES = {one.name: one for one in (STANDARD, INCOME)}
"""Output profiles by name: ``standard``, and ``income`` for income, wealth or poverty from real registers."""


def profile(name: str) -> Profile:
    """The profile with this name.

    Parameters
    ----------
    name : str
        Such as ``standard`` or ``income``.

    Returns
    -------
    Profile

    Raises
    ------
    DeclarationError
        No such profile.

    Examples
    --------
    >>> profile("standard").min_cell
    10
    """
    if name not in PROFILES:
        raise DeclarationError(
            f"no output profile named {name!r}", mend=f"one of: {', '.join(sorted(PROFILES))}"
        )
    return PROFILES[name]
