"""Support that households are entitled to and do not receive, beside what was published.

Entitlement is computed by the rules on recorded incomes of a year; registers hold less than an application
does, so a share "not used" here is an estimate of the rule and the register together. What may be published
of it is for the room ``release``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl

from vroegsignalering import facts
from vroegsignalering.schemes.households import require_columns
from vroegsignalering.schemes.outcomes import Scheme, chosen, entitlements

_Z95 = 1.959963984540054
_ALL = ("all entitled", "all entitled households")
_SELF_EMPLOYED = {"self_employed", "self-employed", "zelfstandige", "zelfstandig"}


def unclaimed(
    households: pl.DataFrame,
    on: date,
    *,
    schemes: Iterable[str] | None = None,
    by: Sequence[str] = (),
    weight: str | None = None,
) -> pl.DataFrame:
    """Entitled, received and not used, per scheme and group, with 95 % intervals.

    Parameters
    ----------
    households : polars.DataFrame, one row per household of the year of ``on``
        What the schemes need, each named in its ``needs``; :data:`vroegsignalering.schemes.COLUMNS` says type and meaning:
        composition (``age``, ``has_partner``, ``children_0_5`` ...), dwelling (``is_tenant`` ...) and money (``wealth_eur`` ...);
        and ``received_<scheme>_eur_year`` per scheme (null: unknown) and the columns of ``by``.
    on : date
        The day whose parameters hold; 1 July is a fair choice for yearly incomes.
    schemes : names, optional
        All schemes when absent.
    by : sequence of str
        Group attributes, each broken down on its own. A missing value is the group ``unknown``.
    weight : str, optional
        Weight of a household; absent: one each.

    Returns
    -------
    polars.DataFrame, sorted by scheme, attribute and group
        ``scheme``, ``year``, ``attribute``, ``group`` (``all`` / ``all`` for the whole), ``entitled``,
        ``received`` (of those entitled), ``not_used``, ``received_outside_rule``, ``unknown`` (weighted
        households), ``value`` (share of the entitled that does not receive it), ``low``, ``high`` (Wilson,
        with the effective number of households when weighted), ``n`` (households entitled, unweighted),
        ``eur_month`` (mean amount that goes unused, per household that does not use it), ``published_low``,
        ``published_high`` (shares), ``published_year``, ``published_verified`` (yes, no). No one entitled:
        value and interval are null.

    Raises
    ------
    RegisterError
        A column is absent or of another type.
    DeclarationError
        A scheme has no parameters on that day.

    Examples
    --------
    >>> from vroegsignalering.schemes import example_households
    >>> families = example_households()[1].frame.with_columns(received_kinderbijslag_eur_year=pl.lit(0.0))
    >>> unclaimed(families, date(2023, 7, 1), schemes=["kinderbijslag"])["value"].to_list()
    [1.0]
    """
    picked = chosen(schemes)
    names = [scheme.name for scheme in picked]
    received = [f"received_{name}_eur_year" for name in names]
    require_columns(households, [*received, *([weight] if weight else [])], why="unclaimed support")
    judged = entitlements(households, on, schemes=names)
    weights = pl.lit(1.0) if weight is None else pl.col(weight).cast(pl.Float64)
    base = pl.concat([households.select(*received, *by, _weight=weights), judged], how="horizontal")
    parts = [_measure(base, scheme, on, attribute) for scheme in picked for attribute in ("all", *by)]
    return pl.concat(parts).sort("scheme", "attribute", "group")


def published_non_use(scheme: str, year: int, group: str = "all") -> dict[str, float | int | str | None]:
    """The published share not used that stands nearest before ``year``, else the nearest after.

    Parameters
    ----------
    scheme : str
        Name in ``SCHEMES``.
    year : int
    group : str
        ``all``, or an income source.

    Returns
    -------
    dict
        ``published_low``, ``published_high`` (shares 0-1), ``published_year``, ``published_verified``; None
        each when nothing was published for that scheme and group.

    Examples
    --------
    >>> published_non_use("huurtoeslag", 2023)["published_low"]
    0.12
    """
    wanted = _ALL if group == "all" else (("self-employed",) if group in _SELF_EMPLOYED else ())
    rows = facts.load("non_take_up").filter(
        (pl.col("scheme").str.to_lowercase() == scheme)
        & pl.col("group").is_in(wanted)
        & pl.col("value_high").is_not_null()
    )
    found = [(int(re.findall(r"\d{4}", str(row["year"]))[-1]), row) for row in rows.iter_rows(named=True)]
    if not found:
        return dict.fromkeys(("published_low", "published_high", "published_year", "published_verified"))
    reached, row = min(found, key=lambda pair: (pair[0] > year, abs(pair[0] - year)))
    verified = row["verified"] == "yes" and row["source_type"] not in facts.UNVERIFIED
    return {
        "published_low": float(row["value_low"]) / 100 if row["value_low"] is not None else None,
        "published_high": float(row["value_high"]) / 100,
        "published_year": reached,
        "published_verified": "yes" if verified else "no",
    }


def _measure(base: pl.DataFrame, scheme: Scheme, on: date, attribute: str) -> pl.DataFrame:
    entitled = pl.col(f"{scheme.name}_entitled")
    received = pl.col(f"received_{scheme.name}_eur_year") > 0
    known = entitled.is_not_null() & received.is_not_null()
    weight, amount = pl.col("_weight"), pl.col(f"{scheme.name}_eur_month")
    group = pl.lit("all") if attribute == "all" else pl.col(attribute).cast(pl.String).fill_null("unknown")
    sums = base.group_by(group.alias("group"), maintain_order=True).agg(
        entitled=weight.filter(known & entitled).sum(),
        received=weight.filter(known & entitled & received).sum(),
        not_used=weight.filter(known & entitled & ~received).sum(),
        received_outside_rule=weight.filter(known & ~entitled & received).sum(),
        unknown=weight.filter(~known).sum(),
        squares=(weight.filter(known & entitled) ** 2).sum(),
        unused_eur=(weight * amount).filter(known & entitled & ~received).sum(),
        n=(known & entitled).sum().cast(pl.Int64),
    )
    return _finish(sums, scheme, on, attribute)


def _finish(sums: pl.DataFrame, scheme: Scheme, on: date, attribute: str) -> pl.DataFrame:
    whole, unused = sums["entitled"].to_numpy(), sums["not_used"].to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole > 0, unused / whole, np.nan)
        low, high = wilson(share, whole**2 / sums["squares"].to_numpy())
        mean_unused = np.where(unused > 0, sums["unused_eur"].to_numpy() / unused, np.nan)
    published = [published_non_use(scheme.name, on.year, group) for group in sums["group"]]
    kinds = {"published_low": pl.Float64, "published_high": pl.Float64, "published_year": pl.Int64}
    beside = pl.DataFrame(published, schema={**kinds, "published_verified": pl.String})
    order = [
        "entitled",
        "received",
        "not_used",
        "received_outside_rule",
        "unknown",
        "value",
        "low",
        "high",
        "n",
    ]
    table = sums.with_columns(
        scheme=pl.lit(scheme.name),
        year=pl.lit(on.year, dtype=pl.Int64),
        attribute=pl.lit(attribute),
        value=pl.Series(share).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
        eur_month=pl.Series(mean_unused).fill_nan(None),
    )
    return table.select("scheme", "year", "attribute", "group", *order, "eur_month").hstack(beside)


def wilson(share: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95 % interval of a share of ``n`` (Wilson 1927); NaN for ``n`` of nothing."""
    spread = _Z95 * np.sqrt(share * (1 - share) / n + _Z95**2 / (4 * n**2))
    middle, stretch = share + _Z95**2 / (2 * n), 1 + _Z95**2 / n
    return np.clip((middle - spread) / stretch, 0, 1), np.clip((middle + spread) / stretch, 0, 1)
