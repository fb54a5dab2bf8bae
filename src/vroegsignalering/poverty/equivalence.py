"""Equivalence factors: what a household needs, as a multiple of a person living alone.

CBS has its own scale, renewed over the years; here it is read off published line amounts, and compositions
that were not published follow a stated rule. Eurostat uses the modified OECD scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering.errors import DeclarationError

CHILD_BELOW_EU = 14
"""Eurostat counts a person as a child below this age; CBS below 18."""
_CBS_RENEWED = 2021
_CBS_OLD = {(2, 0): 1.37, (2, 2): 1.88, (1, 1): 1.33}
_CBS_NEW = {(2, 0): 1.41, (2, 2): 1.917, (1, 2): 1.525}


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Adults (18 and over) and children of a household; ``teenagers`` are the children of 13-17.

    Parameters
    ----------
    adults, children, teenagers : int
        Persons.

    Examples
    --------
    >>> Composition(adults=2, children=2).name
    'couple + 2 children'
    """

    adults: int = 1
    children: int = 0
    teenagers: int = 0

    def __post_init__(self) -> None:
        if self.adults < 1 or not 0 <= self.teenagers <= self.children:
            raise DeclarationError(
                "not a household",
                found=f"{self.adults} adults, {self.children} children, {self.teenagers} of them teenagers",
                mend="one adult or more; teenagers are among the children",
            )

    @property
    def name(self) -> str:
        """As in published tables: ``single``, ``couple``, ``single parent + 1 child``."""
        word = {1: "single", 2: "couple"}.get(self.adults, f"{self.adults} adults")
        if not self.children:
            return word
        word = "single parent" if self.adults == 1 else word
        if self.teenagers == self.children:
            return f"{word} + {self.children} teenager{'s' * (self.children > 1)}"
        return f"{word} + {self.children} child{'ren' * (self.children > 1)}"


def cbs_factor(composition: Composition, year: int) -> tuple[float, bool]:
    """CBS factor, and whether it was published (as a ratio of published line amounts).

    Not published: the square root of the number of adults, and per child the mean step of the published
    factors with children (a quarter of a single person, roughly).

    Parameters
    ----------
    composition : Composition
    year : int
        The factors were renewed; earlier years have the older ones.

    Returns
    -------
    factor : float
        Times the amount of a single person.
    published : bool

    Examples
    --------
    >>> cbs_factor(Composition(adults=2), 2022)
    (1.41, True)
    """
    table = _CBS_NEW if year >= _CBS_RENEWED else _CBS_OLD
    key = (composition.adults, composition.children)
    if key == (1, 0):
        return 1.0, True
    if key in table:
        return table[key], True
    adults = table[2, 0] if composition.adults == 2 else composition.adults**0.5
    return round(adults + composition.children * _child_step(table, composition.adults), 3), False


def _child_step(table: dict[tuple[int, int], float], adults: int) -> float:
    """Mean rise per child among the published factors of single parents or of couples."""
    parents = 1 if adults == 1 else 2
    alone = 1.0 if parents == 1 else table[2, 0]
    (children, factor), *_ = [
        (key[1], value) for key, value in table.items() if key[0] == parents and key[1] > 0
    ]
    return (factor - alone) / children


def oecd_modified(persons_14_and_over: pl.Expr, children_below_14: pl.Expr) -> pl.Expr:
    """Modified OECD scale as an expression: 1, plus 0.5 per further person of 14 and over, plus 0.3 per
    child.

    Parameters
    ----------
    persons_14_and_over, children_below_14 : Expr
        Persons in the household.

    Returns
    -------
    Expr of float

    Examples
    --------
    >>> one = pl.DataFrame({"older": [2], "children": [2]})
    >>> one.select(oecd_modified(pl.col("older"), pl.col("children")).alias("factor"))["factor"][0]
    2.1
    """
    return 1.0 + 0.5 * (persons_14_and_over - 1) + 0.3 * children_below_14
