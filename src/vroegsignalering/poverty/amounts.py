"""What each line amounts to, per year and kind of household: published, or derived by a rule that the row
names.

Rules, in order: the published amount; another household's published amount of the same year, times the ratio
of equivalence factors; the single person's amounts of the years around it, interpolated at a constant rate.
Outside the published years there is no amount, and asking for one is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from vroegsignalering import facts
from vroegsignalering.errors import DeclarationError
from vroegsignalering.poverty.basic_needs import basic_needs
from vroegsignalering.poverty.equivalence import Composition, cbs_factor
from vroegsignalering.poverty.lines import BASIC_NEEDS, LOW_INCOME, Line, social_minimum

HOUSEHOLDS = (
    Composition(),
    Composition(adults=2),
    Composition(children=1),
    Composition(children=2),
    Composition(adults=2, children=1),
    Composition(adults=2, children=2),
    Composition(adults=2, children=3),
)
"""Kinds of household in :func:`lines_table`."""
_FACTS_NAME = {LOW_INCOME.name: "low_income_limit_CBS", BASIC_NEEDS.name: "poverty_line_new_CBS_SCP_Nibud"}
_AS_PUBLISHED = {
    "couple + 2 children <=12": "couple + 2 children",
    "couple + 2 children <13": "couple + 2 children",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmount:
    """An amount in euro per month, net.

    ``derived`` is empty for a published amount and otherwise the rule in words; a derived amount is never
    ``verified``.

    Parameters
    ----------
    line : str
        Name of the poverty line.
    year : int
    household : str
        Composition in words.
    amount_eur_month : float
    source : str
    verified : bool
        Published, and its source page kept.
    derived : str
    """

    line: str
    year: int
    household: str
    amount_eur_month: float
    source: str
    verified: bool
    derived: str


def line_amount(line: Line, year: int, composition: Composition) -> LineAmount:
    """The amount of a line for one kind of household.

    Parameters
    ----------
    line : Line
    year : int
    composition : Composition

    Returns
    -------
    LineAmount
        Euro per month, net.

    Raises
    ------
    DeclarationError
        Nothing is published to derive it from; shares of the median come from data, not from a table.

    Examples
    --------
    >>> line_amount(LOW_INCOME, 2022, Composition()).amount_eur_month
    1200.0
    """
    if line.name.startswith("social_minimum"):
        return _social_minimum(line, year, composition)
    if line.name == BASIC_NEEDS.name:
        return _basic_needs(line, year, composition)
    if line.name == LOW_INCOME.name:
        return _low_income(line, year, composition)
    raise DeclarationError(
        f"{line.name} has no table of amounts",
        mend="compute it from data: poverty.indicators gives the threshold",
    )


def lines_table() -> pl.DataFrame:
    """The evidence table ``lines``: every amount that is published or can be derived.

    Returns
    -------
    polars.DataFrame, sorted by line, year and household
        ``line``, ``year``, ``household``, ``amount_eur_month``, ``source``, ``verified`` (yes, no),
        ``derived``.

    Examples
    --------
    >>> lines_table().filter(pl.col("line") == "low_income")["year"].min()
    2000
    """
    lines = (
        LOW_INCOME,
        BASIC_NEEDS,
        social_minimum(100),
        social_minimum(101),
        social_minimum(110),
        social_minimum(120),
    )
    teenagers = (Composition(adults=2, children=2, teenagers=2), Composition(children=2, teenagers=2))
    found = []
    for line in lines:
        for year in range(2000, 2026):
            for composition in (*HOUSEHOLDS, *(teenagers if line is BASIC_NEEDS else ())):
                try:
                    found.append(line_amount(line, year, composition))
                except DeclarationError:
                    continue
    rows = [
        {
            "line": amount.line,
            "year": amount.year,
            "household": amount.household,
            "amount_eur_month": round(amount.amount_eur_month, 2),
            "source": amount.source,
            "verified": "yes" if amount.verified else "no",
            "derived": amount.derived,
        }
        for amount in found
    ]
    return pl.DataFrame(rows).sort("line", "year", "household")


@cache
def _published(name: str) -> dict[tuple[int, str], LineAmount]:
    """Published amounts of a line by year and household, yearly ones turned into months."""
    rows = facts.load("thresholds").filter(pl.col("definition") == _FACTS_NAME[name])
    found = {}
    for row in rows.iter_rows(named=True):
        household = _AS_PUBLISHED.get(row["household"], row["household"])
        months = 12 if "per year" in row["unit"] else 1
        general = row["source_type"] in facts.UNVERIFIED
        found[int(row["year"]), household] = LineAmount(
            line=name,
            year=int(row["year"]),
            household=household,
            amount_eur_month=float(row["value"]) / months,
            source=facts.source(row["source_id"]),
            verified=row["verified"] == "yes" and not general,
            derived=row["note"] or "from the source named" if general else "",
        )
    return found


def _basic_needs(line: Line, year: int, composition: Composition) -> LineAmount:
    published = _published(str(line.name))
    if (year, composition.name) in published:
        return published[year, composition.name]
    people = pl.DataFrame(
        {
            "adults": [composition.adults],
            "children": [composition.children],
            "teenagers": [composition.teenagers],
        }
    )
    amount = people.select(
        basic_needs(year).line(pl.col("adults"), pl.col("children"), pl.col("teenagers"))
    ).item()
    return LineAmount(
        line=str(line.name),
        year=year,
        household=composition.name,
        amount_eur_month=float(amount),
        source=published[year, "single"].source,
        verified=False,
        derived="published steps per person, added to the published single person or couple",
    )


def _low_income(line: Line, year: int, composition: Composition) -> LineAmount:
    published = _published(str(line.name))
    if (year, composition.name) in published:
        return published[year, composition.name]
    factor, known = cbs_factor(composition, year)
    single, rule, source = _single(year)
    note = "published ratios" if known else "step per child or root of adults"
    scaled = f"single person's amount x equivalence factor {factor:g} ({note})"
    return LineAmount(
        line=str(line.name),
        year=year,
        household=composition.name,
        amount_eur_month=single * factor,
        source=source,
        verified=False,
        derived="; ".join(part for part in (rule, scaled if factor != 1.0 else "") if part),
    )


def _single(year: int) -> tuple[float, str, str]:
    """The single person's amount of a year, how it was found, and its source."""
    published = _published(str(LOW_INCOME.name))
    singles = {y: amount for (y, household), amount in published.items() if household == "single"}
    if year in singles:
        return singles[year].amount_eur_month, singles[year].derived, singles[year].source
    others = {household: amount for (y, household), amount in published.items() if y == year}
    for household in sorted(others):
        factor = next(cbs_factor(kind, year)[0] for kind in HOUSEHOLDS if kind.name == household)
        rule = f"published for {household}, divided by its factor {factor:g}"
        return others[household].amount_eur_month / factor, rule, others[household].source
    before = max((y for y in singles if y < year), default=None)
    after = min((y for y in singles if y > year), default=None)
    if before is None or after is None:
        raise DeclarationError(
            f"no low-income line for {year}", found=f"published from {min(singles)} to {max(singles)}"
        )
    low, high = singles[before], singles[after]
    growth = (high.amount_eur_month / low.amount_eur_month) ** ((year - before) / (after - before))
    return low.amount_eur_month * growth, f"interpolated between {before} and {after}", low.source


def _social_minimum(line: Line, year: int, composition: Composition) -> LineAmount:
    """The norm of bijstand, mean of the half years, with child benefit of 6-11 and full kindgebonden budget."""
    if composition.adults > 2:
        raise DeclarationError("the social minimum is known for one and two adults", found=composition.name)
    adults = "single_21_AOW" if composition.adults == 1 else "couple_21_AOW"
    norms = _parameters(year, "bijstand", f"norm_net_incl_holiday_{adults}")
    parts = [sum(norms) / len(norms)]
    if composition.children:
        parts += [
            composition.children * _mean(year, "kinderbijslag", "age_6_11") / 3,
            _child_budget(year, composition),
        ]
    return LineAmount(
        line=str(line.name),
        year=year,
        household=composition.name,
        amount_eur_month=line.multiple * sum(parts),
        source="statutory norms, see scheme_rules",
        verified=False,
        derived="mean norm of the year"
        + (" + kinderbijslag (6-11) + kindgebonden budget without taper" if composition.children else "")
        + (f", times {line.multiple:g}" if line.multiple != 1 else ""),
    )


def _child_budget(year: int, composition: Composition) -> float:
    """Kindgebonden budget per month at the social minimum, children of 6-11."""
    name = "kindgebonden_budget"
    alone = _mean(year, name, "single_parent_supplement") if composition.adults == 1 else 0.0
    if year > 2023:
        return (composition.children * _mean(year, name, "per_child") + alone) / 12
    later = (composition.children - 1) * _mean(year, name, "second_and_later_child")
    return (_mean(year, name, "first_child") + later + alone) / 12


def _mean(year: int, scheme: str, parameter: str) -> float:
    values = _parameters(year, scheme, parameter)
    return sum(values) / len(values)


def _parameters(year: int, scheme: str, parameter: str) -> list[float]:
    rows = facts.scheme_parameters().filter(scheme=scheme, parameter=parameter, year=str(year))
    if rows.is_empty():
        raise DeclarationError(
            f"{scheme}: no {parameter} for {year}", mend="choose a year with published norms"
        )
    return [float(value) for value in rows["value"]]
