"""What a scheme is: conditions and an amount, as polars expressions over a frame of households.

A condition that cannot be judged, because the household has no value there, is null, and so is the
entitlement: unknown is never "no". Texts are Dutch; their English stands in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from vroegsignalering.schemes.parameters import Parameters

Rhythm = Literal["month", "quarter", "year", "once"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """One requirement, as a reader reads it and as it is computed.

    ``says`` may hold ``{names}``; ``values`` fills them with a number or with an expression over the
    household.

    Parameters
    ----------
    says : str
        Dutch.
    holds : Expr of bool
        Null where it cannot be known.
    values : mapping of name to number or Expr
    """

    says: str
    holds: pl.Expr
    values: Mapping[str, float | pl.Expr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """The conditions of a scheme on one day, and the amount in euro per month when all hold.

    Parameters
    ----------
    conditions : tuple of Condition
    amount_eur_month : Expr of float
    """

    conditions: tuple[Condition, ...]
    amount_eur_month: pl.Expr

    @property
    def entitled(self) -> pl.Expr:
        """True when every condition holds and there is an amount; null when that cannot be judged."""
        return pl.all_horizontal(*(c.holds for c in self.conditions), self.amount_eur_month > 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scheme:
    """One scheme of income support.

    Attributes
    ----------
    name : key in tables and files
    title, says, caveat : Dutch texts: its name, what it is, and what the rule here leaves out
    apply_at : where people ask for it
    needs : columns of the household frame that the rule reads
    rhythm : how it is paid; amounts are in euro per month whatever the rhythm
    build : makes the rule of a day from its parameters
    """

    name: str
    title: str
    says: str
    caveat: str
    apply_at: str
    needs: tuple[str, ...]
    rhythm: Rhythm
    build: Callable[[Parameters], Rule]
