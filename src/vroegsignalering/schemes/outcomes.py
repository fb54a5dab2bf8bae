"""What the schemes come to: for a frame of many households at once, and for one described household with
reasons.

Both run the same expressions. The result is an indication under the named parameters; only the organisation
that carries out a scheme decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from vroegsignalering.errors import DeclarationError, UsageError
from vroegsignalering.schemes.aio import AIO
from vroegsignalering.schemes.bijstand import BIJSTAND
from vroegsignalering.schemes.energietoeslag import ENERGIETOESLAG
from vroegsignalering.schemes.households import DescribedHousehold, example_households, require_columns
from vroegsignalering.schemes.huurtoeslag import HUURTOESLAG
from vroegsignalering.schemes.individuele_inkomenstoeslag import INDIVIDUELE_INKOMENSTOESLAG
from vroegsignalering.schemes.kinderbijslag import KINDERBIJSLAG
from vroegsignalering.schemes.kindgebonden_budget import KINDGEBONDEN_BUDGET
from vroegsignalering.schemes.parameters import Parameter, Parameters, all_parameters
from vroegsignalering.schemes.rule import Condition, Rule, Scheme
from vroegsignalering.schemes.zorgtoeslag import ZORGTOESLAG

SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        BIJSTAND,
        AIO,
        ZORGTOESLAG,
        HUURTOESLAG,
        KINDGEBONDEN_BUDGET,
        KINDERBIJSLAG,
        INDIVIDUELE_INKOMENSTOESLAG,
        ENERGIETOESLAG,
    )
}
"""Every scheme by name, in the order of the overview."""

_STRUCTURE = ("age", "has_partner", "children_0_5", "children_6_11", "children_12_15", "children_16_17")
_COUNTS = ("cost_sharers", "other_adults")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One condition for one household: Dutch text, its numbers, and whether it holds (None: unknown).

    Parameters
    ----------
    says : str
    values : mapping of name to number
    holds : bool or None
    """

    says: str
    values: Mapping[str, float]
    holds: bool | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """One scheme for one household.

    ``entitled`` is None when it cannot be judged; ``unknown`` then says why in the case of absent parameters.

    Parameters
    ----------
    scheme : Scheme
    entitled : bool or None
    eur_month : float or None
        Euro per month.
    reasons : tuple of Reason
        One per condition.
    parameters : tuple of Parameter
        Those that the outcome rests on.
    unknown : str
    """

    scheme: Scheme
    entitled: bool | None
    eur_month: float | None
    reasons: tuple[Reason, ...]
    parameters: tuple[Parameter, ...]
    unknown: str = ""

    @property
    def verified(self) -> bool:
        """Whether there are parameters and every one that was used was verified."""
        return bool(self.parameters) and all(parameter.verified for parameter in self.parameters)


def chosen(names: Iterable[str] | None) -> tuple[Scheme, ...]:
    """Schemes by name, all of them for None.

    Raises
    ------
    UsageError
        A name that is not a scheme.
    """
    wanted = tuple(SCHEMES) if names is None else tuple(names)
    unknown = [name for name in wanted if name not in SCHEMES]
    if unknown:
        raise UsageError(f"no scheme named {', '.join(unknown)}", mend=f"one of: {', '.join(SCHEMES)}")
    return tuple(SCHEMES[name] for name in wanted)


def entitlements(households: pl.DataFrame, on: date, *, schemes: Iterable[str] | None = None) -> pl.DataFrame:
    """Entitlement and amount of every scheme for every household.

    Parameters
    ----------
    households : polars.DataFrame, one row per household, columns as in ``COLUMNS``
    on : date
        The day whose parameters hold.
    schemes : names, optional
        All schemes when absent.

    Returns
    -------
    polars.DataFrame
        Same rows in the same order; per scheme ``<scheme>_entitled`` (Boolean, null: cannot be judged) and
        ``<scheme>_eur_month`` (amount when entitled, 0 when not, null when unknown).

    Raises
    ------
    RegisterError
        A column that a scheme needs is absent or of another type.
    DeclarationError
        A scheme has no parameters on that day.

    Examples
    --------
    >>> one = example_households()[0]
    >>> entitlements(one.frame, one.on, schemes=["kinderbijslag"]).columns
    ['kinderbijslag_entitled', 'kinderbijslag_eur_month']
    """
    columns: list[pl.Expr] = []
    for scheme in chosen(schemes):
        require_columns(households, scheme.needs, why=scheme.name)
        rule = scheme.build(Parameters(on))
        entitled = _judged(scheme, rule.entitled)
        amount = pl.when(entitled).then(rule.amount_eur_month).when(~entitled).then(0.0)
        columns += [entitled.alias(f"{scheme.name}_entitled"), amount.alias(f"{scheme.name}_eur_month")]
    typed = households.lazy().with_columns(pl.col(pl.Null).cast(pl.Float64))
    return typed.select(columns).collect()  # lazily: what schemes have in common is worked out once


def overview(household: DescribedHousehold, *, on: date | None = None) -> tuple[Outcome, ...]:
    """Every scheme for one described household, with the reasons and the parameters.

    Parameters
    ----------
    household : DescribedHousehold
    on : date, optional
        The household's own date when absent. A scheme without parameters on that day comes with ``entitled``
        None.

    Returns
    -------
    tuple of Outcome
        In the order of ``SCHEMES``.

    Examples
    --------
    >>> [o.scheme.name for o in overview(example_households()[0])][0]
    'bijstand'
    """
    return tuple(_outcome(scheme, household, on or household.on) for scheme in SCHEMES.values())


def example_outcomes(on: date | None = None) -> pl.DataFrame:
    """Outcomes of every scheme for the example households; invented households, so no person stands behind
    it.

    Parameters
    ----------
    on : date, optional
        The day on which each household is described when absent.

    Returns
    -------
    polars.DataFrame
        ``household``, ``title_nl``, ``title_en``, ``on``, ``scheme``, ``rhythm``, ``entitled`` (null: cannot
        be judged), ``eur_month``, ``verified`` (yes, no: of the parameters used), ``not_met`` (conditions
        that fail).
    """
    rows = []
    for household in example_households():
        for outcome in overview(household, on=on):
            rows.append(
                {
                    "household": household.name,
                    "title_nl": household.title_nl,
                    "title_en": household.title_en,
                    "on": on or household.on,
                    "scheme": outcome.scheme.name,
                    "rhythm": outcome.scheme.rhythm,
                    "entitled": outcome.entitled,
                    "eur_month": None if outcome.eur_month is None else round(outcome.eur_month, 2),
                    "verified": "yes" if outcome.verified else "no",
                    "not_met": sum(reason.holds is False for reason in outcome.reasons),
                }
            )
    return pl.DataFrame(rows, schema_overrides={"entitled": pl.Boolean, "eur_month": pl.Float64})


def known_years(scheme: Scheme) -> dict[int, tuple[Parameter, ...]]:
    """The years in which the rule of a scheme can be worked out on 1 January and on 1 July, with what it then uses.

    Parameters
    ----------
    scheme : Scheme

    Returns
    -------
    dict of year to tuple of Parameter

    Examples
    --------
    >>> sorted(known_years(SCHEMES["huurtoeslag"]))
    [2023]
    """
    found = {}
    for year in sorted({parameter.valid_from.year for parameter in all_parameters()}):
        halves = [Parameters(date(year, month, 1)) for month in (1, 7)]
        try:
            for parameters in halves:
                scheme.build(parameters)
        except DeclarationError:
            continue
        found[year] = tuple(dict.fromkeys(used for parameters in halves for used in parameters.used))
    return found


def _outcome(scheme: Scheme, household: DescribedHousehold, on: date) -> Outcome:
    parameters = Parameters(on, household.municipal)
    try:
        rule = scheme.build(parameters)
    except DeclarationError as absent:
        return Outcome(
            scheme=scheme, entitled=None, eur_month=None, reasons=(), parameters=(), unknown=f"{absent.what}"
        )
    entitled = _judged(scheme, rule.entitled)
    row = household.frame.select(entitled=entitled, amount=rule.amount_eur_month).row(0, named=True)
    amount = row["amount"] if row["entitled"] else (0.0 if row["entitled"] is False else None)
    return Outcome(
        scheme=scheme,
        entitled=row["entitled"],
        eur_month=amount,
        reasons=_reasons(scheme, rule, household.frame),
        parameters=parameters.used,
    )


def _reasons(scheme: Scheme, rule: Rule, frame: pl.DataFrame) -> tuple[Reason, ...]:
    return tuple(_reason(scheme, condition, frame) for condition in rule.conditions)


def _reason(scheme: Scheme, condition: Condition, frame: pl.DataFrame) -> Reason:
    values = {
        key: value if isinstance(value, float | int) else frame.select(value.cast(pl.Float64)).item()
        for key, value in condition.values.items()
    }
    return Reason(
        says=condition.says, values=values, holds=frame.select(_judged(scheme, condition.holds)).item()
    )


def _judged(scheme: Scheme, holds: pl.Expr) -> pl.Expr:
    """Null where the household's composition is unknown: an unknown partner is not "no partner"."""
    gaps = [pl.col(name).is_null() for name in (*_STRUCTURE, *_COUNTS) if name in scheme.needs]
    if "partner_age" in scheme.needs:
        gaps.append(pl.col("has_partner") & pl.col("partner_age").is_null())
    return pl.when(~pl.any_horizontal(gaps)).then(holds)
