"""The four ways to draw a poverty line in the Netherlands, each with its definition, and how a record is
judged.

A line is named, never a bare word: low income (CBS), the social minimum at any percentage, a share of the
median (Eurostat), and the basic-needs line of CBS, SCP and Nibud (2024). Amounts are in ``amounts``; the rule
of the basic-needs line in ``basic_needs``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.vocabulary import PovertyLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A poverty line.

    Attributes
    ----------
    name : key in tables; a :class:`PovertyLine` where it is one of the standard lines
    multiple : what the standard amount is multiplied with (1.2 for 120 % of the social minimum)
    title, says, population, compared : Dutch texts: name, definition, who is counted, what is compared
    equivalence : the factors that amounts for larger households follow
    long_term_years : years in a row that make it long-term; 0 where no such notion was published
    near_share : how far above the line is still *near* it, as a share; 0 where not published
    source : where the definition stands
    """

    name: str
    multiple: float
    title: str
    says: str
    population: str
    compared: str
    equivalence: str
    long_term_years: int
    near_share: float
    source: str


LOW_INCOME = Line(
    name=PovertyLine.LOW_INCOME,
    multiple=1.0,
    title="Lage-inkomensgrens (CBS)",
    says="Een vast bedrag met de koopkracht van de bijstand voor een alleenstaande in 1979; het stijgt alleen met "
    "de prijzen.",
    population="Particuliere huishoudens met het hele jaar inkomen, zonder studentenhuishoudens.",
    compared="Gestandaardiseerd besteedbaar inkomen zonder huurtoeslag.",
    equivalence="CBS",
    long_term_years=4,
    near_share=0.0,
    source="CBS StatLine 83841NED",
)
"""CBS low-income line: percent of a fixed amount in prices, households; as recorded in ``INHARMLAG`` (StatLine 83841NED)."""
EU_MEDIAN_60 = Line(
    name=PovertyLine.EU_MEDIAN_60,
    multiple=0.6,
    title="Europese armoedegrens (60% van de mediaan)",
    says="60% van het inkomen van de middelste persoon; stijgt en daalt mee met de welvaart.",
    population="Personen in particuliere huishoudens.",
    compared="Besteedbaar inkomen per persoon met de gewijzigde OESO-schaal.",
    equivalence="OECD-modified",
    long_term_years=4,
    near_share=0.0,
    source="Eurostat, EU-SILC methodology: monetary poverty (persistent: this year and two of the three before)",
)
"""European line: 0.6 of the national median of standardised disposable income, persons (Eurostat)."""
BASIC_NEEDS = Line(
    name=PovertyLine.BASIC_NEEDS,
    multiple=1.0,
    title="Armoedegrens van CBS, SCP en Nibud (2024)",
    says="Wat een huishouden minimaal nodig heeft, met de eigen kosten van wonen, energie en zorg; wie genoeg "
    "spaargeld heeft, telt niet mee.",
    population="Personen in particuliere huishoudens, zonder studentenhuishoudens.",
    compared="Besteedbaar inkomen na de werkelijke kosten van wonen, energie en zorg, en het liquide vermogen.",
    equivalence="minimal needs by household type (Nibud)",
    long_term_years=3,
    near_share=0.25,
    source="https://www.cbs.nl/en-gb/news/2024/42/",
)
"""Line of CBS, SCP and Nibud (2024): minimal needs with actual costs of housing, energy and care, and a test of assets."""


def social_minimum(percent: float = 100.0) -> Line:
    """The social minimum at any percentage; 101, 110 and 120 are the usual ones.

    Parameters
    ----------
    percent : float, 50-200

    Returns
    -------
    Line

    Raises
    ------
    DeclarationError
        A percentage outside 50-200.

    Examples
    --------
    >>> social_minimum(110).name
    'social_minimum_110'
    """
    if not 50 <= percent <= 200:
        raise DeclarationError("a percentage of the social minimum between 50 and 200", found=f"{percent:g}")
    return Line(
        name=f"social_minimum_{percent:g}",
        multiple=percent / 100,
        title=f"{percent:g}% van het sociaal minimum",
        says="Het wettelijke bestaansminimum voor het soort huishouden: de bijstandsnorm of de AOW, met kinderbijslag "
        "en kindgebonden budget.",
        population="Particuliere huishoudens met het hele jaar inkomen, zonder studentenhuishoudens.",
        compared="Besteedbaar inkomen zonder huurtoeslag.",
        equivalence="statutory norm by household type",
        long_term_years=4,
        near_share=0.0,
        source="CBS StatLine 83841NED; amounts from the statutory norms",
    )


def median_share(share: float = 0.6, reference: str = "the national median") -> Line:
    """A line at any share of any median; the amount comes from data (``indicators``), not from a table.

    Parameters
    ----------
    share : float, 0-1
    reference : str
        Whose median, in words.

    Returns
    -------
    Line

    Raises
    ------
    DeclarationError
        A share outside 0-1.

    Examples
    --------
    >>> median_share(0.5).name
    'eu_median_50'
    """
    if not 0 < share < 1:
        raise DeclarationError("a share of the median lies between 0 and 1", found=f"{share:g}")
    if share == EU_MEDIAN_60.multiple and reference == "the national median":
        return EU_MEDIAN_60
    title = f"{share * 100:g}% van de mediaan ({reference})"
    return replace(
        EU_MEDIAN_60, name=f"eu_median_{share * 100:g}", multiple=share, title=title, says=title + "."
    )


def standard_lines() -> dict[str, Line]:
    """The lines of :class:`PovertyLine` by name.

    Returns
    -------
    dict of name to Line

    Examples
    --------
    >>> sorted(standard_lines()) == sorted(PovertyLine)
    True
    """
    lines = (
        LOW_INCOME,
        social_minimum(101),
        social_minimum(110),
        social_minimum(120),
        EU_MEDIAN_60,
        BASIC_NEEDS,
    )
    return {str(line.name): line for line in lines}


def is_below(percent_of_line: pl.Expr, line: Line) -> pl.Expr:
    """Whether a recorded percentage lies below a line.

    Registers record income as a percentage of the low-income line, of the social minimum, or of the European
    line. Below is strictly below: 100 percent of the low-income line is not below it; null stays null. The
    basic-needs line has no such percentage: read its recorded status, or use ``basic_needs`` where costs are
    known.

    Parameters
    ----------
    percent_of_line : Expr
        Income in percent of the line, as recorded.
    line : Line

    Returns
    -------
    Expr of bool

    Raises
    ------
    DeclarationError
        The line is the basic-needs line.

    Examples
    --------
    >>> pl.DataFrame({"p": [100, 101, 109]}).select(is_below(pl.col("p"), social_minimum(101)))["p"].to_list()
    [True, False, False]
    """
    if line.name == BASIC_NEEDS.name:
        raise DeclarationError(
            "no percentage is recorded for the basic-needs line",
            mend="read the recorded status, or use poverty.below_basic_needs where costs are known",
        )
    return percent_of_line < _limit(line) - 1e-9


def is_near(percent_of_line: pl.Expr, line: Line, share: float | None = None) -> pl.Expr:
    """Whether a recorded percentage lies on or above the line by less than ``share`` (the line's own by
    default).

    Parameters
    ----------
    percent_of_line : Expr
        Income in percent of the line, as recorded.
    line : Line
    share : float, optional
        Part of the line (0.1: up to a tenth above).

    Returns
    -------
    Expr of bool

    Raises
    ------
    DeclarationError
        The line has no published share and none is given.

    Examples
    --------
    >>> pl.DataFrame({"p": [99, 100, 110]}).select(is_near(pl.col("p"), LOW_INCOME, 0.1))["p"].to_list()
    [False, True, False]
    """
    margin = line.near_share if share is None else share
    if margin <= 0:
        raise DeclarationError(
            f"no published share makes a household near {line.name}", mend="give the share"
        )
    limit = _limit(line)
    return (percent_of_line >= limit - 1e-9) & (percent_of_line < limit * (1 + margin) - 1e-9)


def _limit(line: Line) -> float:
    """Where a line lies in recorded percent: of the social minimum itself, of the European line at 60 %, or of the line."""
    if line.name.startswith("social_minimum"):
        return 100 * line.multiple
    if line.equivalence == EU_MEDIAN_60.equivalence:
        return 100 * line.multiple / EU_MEDIAN_60.multiple
    return 100.0
