"""Of each scheme what registers can tell: the share not used, only who seems entitled, only who receives it, or nothing.

All eight schemes are named, so that nobody takes a scheme that is not shown for one that everybody uses. Why a share
not used cannot be measured stands beside what was published about it. See ``docs/decisions/0124``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from vroegsignalering.schemes.households import require_columns
from vroegsignalering.schemes.outcomes import entitlements
from vroegsignalering.schemes.unclaimed import published_non_use


class Measure(StrEnum):
    """What registers tell of a scheme."""

    NOT_USED = "not_used"
    """Entitlement by the rules and receipt: the share not used."""
    ENTITLED = "entitled"
    """Entitlement only; receipt stands in no register."""
    RECEIVED = "received"
    """Receipt only; the rule needs what no register holds."""
    NOTHING = "nothing"
    """Neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What registers tell of one scheme, and why not more.

    Parameters
    ----------
    scheme : str
        Name in ``SCHEMES``.
    measure : Measure
    why_nl, why_en : str
    """

    scheme: str
    measure: Measure
    why_nl: str
    why_en: str


TOLD: tuple[Told, ...] = (
    Told(
        scheme="bijstand",
        measure=Measure.NOT_USED,
        why_nl="Inkomen, vermogen en bijstand staan in de registers. "
        "De regel kijkt hier naar een heel jaar, de gemeente naar een maand.",
        why_en="Income, wealth and assistance stand in registers. "
        "The rule looks at a whole year here, a municipality at a month.",
    ),
    Told(
        scheme="zorgtoeslag",
        measure=Measure.NOT_USED,
        why_nl="Inkomen, vermogen en zorgtoeslag staan in de registers. In het verzonnen Nederland volgt de toeslag uit "
        "dezelfde regel en hetzelfde inkomen: het deel zonder toeslag is daar een aanname, geen meting.",
        why_en="Income, wealth and care allowance stand in registers. In the invented Netherlands the allowance follows from "
        "the same rule and the same income: the share that goes without is an assumption there, not a measurement.",
    ),
    Told(
        scheme="kindgebonden_budget",
        measure=Measure.NOT_USED,
        why_nl="Kinderen, inkomen, vermogen en kindgebonden budget staan in de registers. In het verzonnen Nederland is "
        "het deel zonder budget een aanname, geen meting.",
        why_en="Children, income, wealth and child budget stand in registers. In the invented Netherlands the share that "
        "goes without is an assumption, not a measurement.",
    ),
    Told(
        scheme="kinderbijslag",
        measure=Measure.NOT_USED,
        why_nl="Elk gezin heeft recht, en bijna elk gezin krijgt het. "
        "Wat overblijft is vooral verschil tussen regel en register. Er is niets over gepubliceerd.",
        why_en="Every family is entitled, and nearly every family receives it. What is left is mostly the rule and the register "
        "differing. Nothing was published about it.",
    ),
    Told(
        scheme="aio",
        measure=Measure.NOT_USED,
        why_nl="Als AIO telt de bijstand van huishoudens met AOW; of het register haar daar bevat is niet bevestigd. "
        "In het verzonnen Nederland is het deel dat geen AIO vraagt een aanname, geen meting.",
        why_en="Assistance of households with a state pension counts as AIO; that the register holds it there is not confirmed. "
        "In the invented Netherlands the share that does not ask for AIO is an assumption, not a measurement.",
    ),
    Told(
        scheme="energietoeslag",
        measure=Measure.ENTITLED,
        why_nl="Wie recht lijkt te hebben is te zien, met de grens van het Rijk. Wie het kreeg niet: het CBS telt het "
        "bedrag bij iedereen met recht, ook zonder aanvraag. Gemeenten mochten eigen grenzen kiezen.",
        why_en="Who seems entitled can be seen, by the limit that the state advised. Who received it cannot: CBS adds the "
        "amount for everybody entitled, asked for or not. Municipalities could choose other limits.",
    ),
    Told(
        scheme="huurtoeslag",
        measure=Measure.RECEIVED,
        why_nl="Wie huurtoeslag krijgt is te zien. Wie recht heeft niet: daarvoor is de huur nodig, "
        "en die staat in geen register dat wij kennen.",
        why_en="Who receives rent allowance can be seen. Who is entitled cannot: that takes the rent, "
        "which stands in no register that we know of.",
    ),
    Told(
        scheme="individuele_inkomenstoeslag",
        measure=Measure.NOTHING,
        why_nl="Elke gemeente heeft eigen regels, en wie de toeslag krijgt staat niet in de registers van elk jaar.",
        why_en="Every municipality has rules of its own, and who receives it does not stand in the registers of every year.",
    ),
)  # fmt: skip
"""Every scheme, in the order in which pages name them."""


def schemes_with(measure: Measure) -> tuple[str, ...]:
    """Names of the schemes of which registers tell this.

    Parameters
    ----------
    measure : Measure

    Returns
    -------
    tuple of str
        In the order of :data:`TOLD`.

    Examples
    --------
    >>> schemes_with(Measure.RECEIVED)
    ('huurtoeslag',)
    """
    return tuple(told.scheme for told in TOLD if told.measure is measure)


def told_table(year: int) -> pl.DataFrame:
    """The evidence table ``unclaimed_schemes``: every scheme, what registers tell of it, and what was published.

    Parameters
    ----------
    year : int
        The published figure nearest before this year stands beside it, as in :func:`published_non_use`.

    Returns
    -------
    polars.DataFrame
        ``scheme``, ``measure`` (of :class:`Measure`), ``why_nl``, ``why_en``, ``published_low``, ``published_high``
        (shares not used, 0-1; null: nothing published), ``published_year``, ``published_verified`` (yes, no).

    Examples
    --------
    >>> told_table(2023).height
    8
    """
    rows = [
        {
            "scheme": told.scheme,
            "measure": told.measure.value,
            "why_nl": told.why_nl,
            "why_en": told.why_en,
            **published_non_use(told.scheme, year),
        }
        for told in TOLD
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def reach(
    households: pl.DataFrame, on: date, *, schemes: Sequence[str] | None = None, by: Sequence[str] = ()
) -> pl.DataFrame:
    """How many households seem entitled to a scheme, or receive it, where the share not used cannot be measured.

    Parameters
    ----------
    households : polars.DataFrame, one row per household of the year of ``on``
        As :func:`vroegsignalering.schemes.unclaimed` takes them; schemes of which receipt is told need
        ``received_<scheme>_eur_year``.
    on : date
        The day whose parameters hold.
    schemes : sequence of str, optional
        Only these, of those told by entitlement or receipt; all of them when absent.
    by : sequence of str
        Group attributes, each broken down on its own. A missing value is the group ``unknown``.

    Returns
    -------
    polars.DataFrame, sorted by scheme, attribute and group
        ``scheme``, ``year``, ``measure`` (entitled, received), ``attribute``, ``group``, ``n`` (households of which it is
        known), ``n_outcome`` (those entitled, or receiving).

    Raises
    ------
    RegisterError
        A column is absent or of another type.
    DeclarationError
        A scheme has no parameters on that day.

    Examples
    --------
    >>> from vroegsignalering.schemes import example_households
    >>> homes = example_households()[0].frame.with_columns(received_huurtoeslag_eur_year=pl.lit(1200.0))
    >>> reach(homes, date(2023, 7, 1)).select("scheme", "n", "n_outcome").rows()
    [('energietoeslag', 1, 1), ('huurtoeslag', 1, 1)]
    """
    entitled, received = (
        [name for name in schemes_with(measure) if schemes is None or name in schemes]
        for measure in (Measure.ENTITLED, Measure.RECEIVED)
    )
    amounts = [f"received_{name}_eur_year" for name in received]
    require_columns(households, amounts, why="the reach of schemes")
    judged = entitlements(households, on, schemes=entitled)
    base = pl.concat([households.select(*amounts, *by), judged], how="horizontal")
    asked = [(name, Measure.ENTITLED, pl.col(f"{name}_entitled")) for name in entitled]
    asked += [(name, Measure.RECEIVED, pl.col(f"received_{name}_eur_year") > 0) for name in received]
    parts = [
        _counted(base, holds, attribute).select(
            pl.lit(name).alias("scheme"), pl.lit(on.year, dtype=pl.Int64).alias("year"),
            pl.lit(measure.value).alias("measure"), pl.lit(attribute).alias("attribute"), "group", "n", "n_outcome",
        )
        for name, measure, holds in asked
        for attribute in ("all", *by)
    ]  # fmt: skip
    return pl.concat(parts).sort("scheme", "attribute", "group")


def outside_rule(unused: pl.DataFrame) -> pl.DataFrame:
    """Of the households that receive a scheme the share whom the rule denies it: how far rule and register differ.

    Parameters
    ----------
    unused : polars.DataFrame
        As :func:`vroegsignalering.schemes.unclaimed` gives it; only its whole is used.

    Returns
    -------
    polars.DataFrame
        As :func:`reach` gives it, with the measure ``outside_rule``: ``n`` households that receive it, ``n_outcome`` those
        of them that the rule denies it.
    """
    whole = unused.filter(pl.col("attribute") == "all")
    counts = {
        "n": pl.col("received") + pl.col("received_outside_rule"),
        "n_outcome": pl.col("received_outside_rule"),
    }
    return whole.select(
        "scheme", "year", pl.lit("outside_rule").alias("measure"), "attribute", "group",
        *(counted.round().cast(pl.Int64).alias(name) for name, counted in counts.items()),
    )  # fmt: skip


def _counted(base: pl.DataFrame, holds: pl.Expr, attribute: str) -> pl.DataFrame:
    group = pl.lit("all") if attribute == "all" else pl.col(attribute).cast(pl.String).fill_null("unknown")
    return base.group_by(group.alias("group")).agg(
        n=holds.is_not_null().sum().cast(pl.Int64), n_outcome=holds.sum().cast(pl.Int64)
    )
