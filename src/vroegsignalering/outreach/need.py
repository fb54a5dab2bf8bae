"""What *in need* means in a plan, and who of the households turned out to be so.

Entering a status, arrears, or support that goes unclaimed, within the horizon: a plan says which. Read from registers
of the year after; no key leaves these frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import (
    DEBT_ARRANGEMENTS,
    HEALTH_INSURANCE_DEFAULT,
    PERSON_TO_HOUSEHOLD,
)
from vroegsignalering.study import cohort, outcomes
from vroegsignalering.study.support import households, judged
from vroegsignalering.vocabulary import Outcome, Transition

ANY_STATUS = "low_income"
"""Line by which households are followed when a plan asks for no entry; those below it are then in the plan too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What *in need* means in a plan; at least one of the three.

    Parameters
    ----------
    enters : str, optional
        Status that a household enters within the horizon, such as ``low_income``; only households without that status
        are in the plan. Without it all private households with an observed income are.
    arrears : bool
        Also in need: in default on the health insurance, or in a debt arrangement that began within the horizon.
    unclaimed : tuple of str
        Also in need: entitled, by the rules and yearly figures, to one of these schemes and without it in the year after.
    horizon_months : int
        A multiple of 12: registers of income are yearly.

    Examples
    --------
    >>> Need(enters="low_income", arrears=True).kinds
    ('enters', 'arrears')
    """

    enters: str | None = None
    arrears: bool = False
    unclaimed: tuple[str, ...] = ()
    horizon_months: int = 12

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of need that count."""
        asked = {"enters": self.enters, "arrears": self.arrears, "unclaimed": self.unclaimed}
        return tuple(name for name, value in asked.items() if value)


def at_risk(registers: Registers, need: Need, year: int) -> pl.DataFrame:
    """``person``: main earners whom the plan is about on 31 December of a year, sorted."""
    if need.enters is not None:
        return cohort(registers, Transition.ENTRY, need.enters, year).units
    both = [cohort(registers, way, ANY_STATUS, year).units for way in (Transition.ENTRY, Transition.EXIT)]
    return pl.concat(both).sort("person")


def in_need(
    registers: Registers, units: pl.DataFrame, need: Need, year: int
) -> tuple[pl.DataFrame, np.ndarray]:
    """Those whose year after is known, and whether they were in need then.

    Returns
    -------
    units : polars.DataFrame
        ``person``, sorted; who died, left, or has no observed income is left out.
    needy : bool array
        In the order of ``units``.

    Raises
    ------
    DeclarationError
        Arrears are asked for and in no register, or a scheme has no rules for that year.
    """
    on = date(year, 12, 31)
    found = outcomes(registers, units, on, need.enters or ANY_STATUS, need.horizon_months)
    usable = found.filter(pl.col("outcome").is_in([Outcome.BELOW.value, Outcome.ABOVE.value]))
    known = usable.select("person")
    needy = np.zeros(known.height, bool)
    if need.enters is not None:
        needy |= (usable["outcome"] == Outcome.BELOW.value).to_numpy()
    later = year + need.horizon_months // 12
    if need.arrears:
        needy |= known["person"].is_in(_arrears(registers, year, later).implode()).to_numpy()
    if need.unclaimed:
        needy |= _unclaimed(registers, known, later, need.unclaimed)
    return known, needy


def _arrears(registers: Registers, year: int, later: int) -> pl.Series:
    """Main earners of whose household somebody is in default or entered a debt arrangement in the year after."""
    view = registers.recorded(date(later, 12, 31))
    those = []
    if view.has(HEALTH_INSURANCE_DEFAULT):
        those.append(view.rows(HEALTH_INSURANCE_DEFAULT, year=later).select("person"))
    if view.has(DEBT_ARRANGEMENTS):
        began = pl.col("begins_on").dt.year() == later
        those.append(view.rows(DEBT_ARRANGEMENTS).filter(began).select("person"))
    if not those:
        raise DeclarationError(
            "arrears are in no register here", mend="leave arrears out of the need of the plan"
        )
    links = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=year)
    behind = links.join(pl.concat(those).unique(), on="person", how="semi").select("main_earner").unique()
    return behind.collect()["main_earner"].sort()


def _unclaimed(registers: Registers, units: pl.DataFrame, later: int, schemes: tuple[str, ...]) -> np.ndarray:
    """Whether the household of each unit goes without a scheme that it is entitled to, in the year after."""
    view = registers.recorded(date(later, 12, 31))
    rows = view.rows(PERSON_TO_HOUSEHOLD, ["person", "main_earner"], year=later)
    links = rows.join(units.lazy(), on="person", how="semi").collect()
    frame = households(registers, later, links.lazy().select("main_earner").unique())
    without = pl.any_horizontal(pl.col(f"{name}_unclaimed").fill_null(False) for name in schemes)
    found = judged(frame, later, schemes).select("main_earner", without=without)
    both = links.join(found, on="main_earner", how="left", validate="m:1").select("person", "without")
    joined = units.join(both, on="person", how="left", validate="1:1", maintain_order="left")
    return joined["without"].fill_null(False).to_numpy()
