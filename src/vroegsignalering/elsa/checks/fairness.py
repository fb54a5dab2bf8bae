"""Checks on differences between groups: measured, counted, with intervals and a verdict fixed beforehand.

They say whether the audit was done and shown, never whether its result is acceptable: that is for people.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.checks.found import Found, met, unmet
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.reading import (
    COVERAGE,
    HIDDEN,
    at_capacity,
    calibration_rows,
    coverage_rows,
    crossings,
    declared_crossings,
    declared_groups,
    outside_gaps,
)
from vroegsignalering.vocabulary import AUDIT_ONLY, CellStatus, Verdict

FORBIDDEN_WORDS = (
    "sex",
    "origin",
    "nationality",
    "marital",
    "disab",
    "sickness",
    "language",
    "religion",
    "migration",
)
"""Parts of a feature's name that would mean a protected attribute got in."""


def audit_attributes_stay_out(material: Material) -> Found:
    """FN-01: no class-A attribute, by class or by name, is among the features."""
    features = material.table("features")
    if features is None:
        return unmet("De tabel met variabelen ontbreekt.", "features")
    by_class = features.filter(~pl.col("attribute_class").is_in(["F", "J"]))["feature"].to_list()
    names = features["feature"].to_list()
    by_name = [n for n in names if n in set(AUDIT_ONLY) or any(word in n.lower() for word in FORBIDDEN_WORDS)]
    if by_class or by_name:
        return unmet(
            "Beschermde kenmerken in de invoer: {names}.",
            "features",
            names=", ".join(sorted({*by_class, *by_name})),
        )
    return met("Geen van {n} variabelen is een beschermd kenmerk.", "features", n=len(names))


def proxies_are_measured(material: Material) -> Found:
    """FN-02: for every feature, how well it tells each protected attribute."""
    features, proxies = material.table("features"), material.table("proxies")
    if features is None or proxies is None:
        return unmet("De sterkte van stille vervangers is niet gemeten.", "proxies")
    untested = sorted(set(features["feature"].to_list()) - set(proxies["feature"].to_list()))
    if untested:
        return unmet("Niet gemeten als stille vervanger: {names}.", "proxies", names=", ".join(untested[:5]))
    n = proxies["attribute"].n_unique()
    return met("Elke variabele is gemeten tegen {n} beschermde kenmerken.", "proxies", n=n)


def coverage_is_measured(material: Material) -> Found:
    """FN-03: coverage per group at the planned capacity, with interval, count and verdict for every group."""
    rows = coverage_rows(material)
    if rows is None or not rows.height:
        return unmet("Bereik per groep is niet gemeten.", "fairness")
    planned = set(declared_groups(material))
    lacking = sorted(planned - set(rows["attribute"].to_list()))
    if lacking:
        return unmet("Bereik ontbreekt voor: {names}.", "fairness", names=", ".join(lacking))
    if not _whole(rows):
        return unmet("Er is bereik zonder interval, aantal of oordeel.", "fairness")
    return met(
        "Bereik gemeten voor {n} groepen; {outside} buiten de marge, {unsure} onbeslist: die staan vooraan.",
        "fairness",
        n=rows.height,
        outside=_count(rows, Verdict.OUTSIDE),
        unsure=_count(rows, Verdict.INDETERMINATE),
    )


def calibration_by_group(material: Material) -> Found:
    """FN-04: observed over expected per group."""
    return _measured(material, calibration_rows(material), "Ijking per groep is gemeten voor {n} groepen.")


def allocation_by_need(material: Material) -> Found:
    """FN-05: share of offers over share of need per group."""
    return _measured(
        material,
        at_capacity(material, "allocation_per_need"),
        "Het aandeel in het aanbod is gemeten voor {n} groepen.",
    )


def needless_contact_measured(material: Material) -> Found:
    """FN-06: needless contact per group."""
    return _measured(
        material, at_capacity(material, "needless_contact"), "Onnodig contact is gemeten voor {n} groepen."
    )


def intersections_are_shown(material: Material) -> Found:
    """FN-07: declared crossings are in the evidence, also the ones that are too small."""
    found = crossings(material)
    if found is None:
        return unmet(
            "Kruisingen ontbreken: {names}.",
            "intersections",
            names=", ".join(declared_crossings(material)) or "-",
        )
    name, rows = found
    lacking = sorted(set(declared_crossings(material)) - set(rows["attribute"].unique().to_list()))
    if lacking:
        return unmet("Kruisingen ontbreken: {names}.", name, names=", ".join(lacking))
    too_small = pl.col("status").is_in(HIDDEN) | pl.col("verdict").is_in(
        [Verdict.TOO_FEW.value, Verdict.SUPPRESSED.value]
    )
    small = rows.filter(too_small).select("attribute", "group").n_unique()
    n = rows["attribute"].n_unique()
    return met("{n} kruisingen bekeken; {small} te kleine cellen staan er met naam.", name, n=n, small=small)


def fairness_has_counts_and_intervals(material: Material) -> Found:
    """FN-08: every published fairness row has a count, and every rate an interval and a known verdict."""
    table = material.table("fairness")
    if table is None:
        return unmet("De tabel over groepen ontbreekt.", "fairness")
    lacking = sorted({"n", "n_outcome", "low", "high", "verdict"} - set(table.columns))
    if lacking:
        return unmet("De tabel over groepen mist kolommen: {names}.", "fairness", names=", ".join(lacking))
    strange = set(table["verdict"].drop_nulls().to_list()) - set(Verdict)
    shown = table.filter(pl.col("value").is_not_null())
    bare = shown.filter(pl.col("n").is_null()).height
    if strange or bare:
        return unmet(
            "{n} cijfers zonder aantal of met een onbekend oordeel.", "fairness", n=bare + len(strange)
        )
    rates = shown.filter(pl.col("metric").is_in(COVERAGE))
    without = rates.filter(pl.col("low").is_null() | pl.col("high").is_null()).height
    if without:
        return unmet("{n} maten voor bereik zonder interval.", "fairness", n=without)
    return met(
        "Alle {n} cijfers hebben een aantal. Elk oordeel is binnen de marge, buiten de marge of onbeslist.",
        "fairness",
        n=shown.height,
    )


def plan_was_fixed_before(material: Material) -> Found:
    """FN-09: the preregistration that the run names is the one in the folder."""
    fixed, now = material.head("preregistration_hash"), material.hashes.get("preregistration_hash", "")
    if not fixed or not now:
        return unmet("Er is geen vooraf vastgelegd plan.")
    if fixed != now:
        return unmet("Het plan is na de toets veranderd: een nieuwe versie, die een nieuwe run vraagt.")
    return met("Het plan {hash} lag vast voordat de testgegevens opengingen.", "fairness", hash=fixed[:12])


def mitigation_is_off_or_shown(material: Material) -> Found:
    """FN-10: mitigation is off, or a table shows before and after for all groups."""
    if str(material.declarations.section("mitigation").get("state", "")) == "off":
        return met("Mitigatie staat uit; grenzen per groep bestaan niet.")
    if material.table("mitigation") is None:
        return unmet("Mitigatie staat aan zonder tabel van voor en na.", "mitigation")
    return met("De tabel laat voor alle groepen zien wat mitigatie veranderde.", "mitigation")


def chain_is_audited(material: Material) -> Found:
    """FN-11: the chain by step and group is there, or is declared as not measured."""
    table = material.table("chain")
    if table is not None:
        return met("De keten is gemeten over {n} stappen.", "chain", n=table["step"].n_unique())
    if material.declarations.section("chain").get("state") == "not measured":
        return met("De keten is niet gemeten, en dat staat in het rapport.")
    return unmet("De keten is niet gemeten en dat staat nergens.", "chain")


def no_gap_stands_unsigned(material: Material) -> Found:
    """FN-12: no gap outside the margin stands without a signed decision on what was seen."""
    outside = outside_gaps(material)
    if not outside.height:
        return met("Geen enkel verschil ligt buiten de marge.", "fairness")
    if material.is_signed("FN-12"):
        return met(
            "Verschillen buiten de marge, met een getekend besluit: {n}.", "fairness", n=outside.height
        )
    return unmet(
        "Verschillen buiten de marge zonder getekend besluit: {n}. Benaderen is op slot.",
        "fairness",
        n=outside.height,
    )


def unnamed_groups_were_searched(material: Material) -> Found:
    """FN-13: a search for groups nobody named is in the evidence, as leads."""
    table = material.table("subgroups")
    if table is None:
        return unmet("Er is niet gezocht naar groepen die niemand noemde.", "subgroups")
    return met("{n} gevonden groepen, als aanwijzing en niet als bewijs.", "subgroups", n=table.height)


def _measured(material: Material, rows: pl.DataFrame | None, says: str) -> Found:
    if rows is None or not rows.height:
        return unmet("Deze maat per groep ontbreekt.", "fairness")
    shown = rows.filter(pl.col("status").is_in([CellStatus.PUBLISHED.value, CellStatus.ROUNDED.value, "ok"]))
    bare = shown.filter(pl.col("value").is_not_null() & pl.col("n").is_null()).height
    if bare:
        return unmet("{n} cijfers zonder aantal of met een onbekend oordeel.", "fairness", n=bare)
    return Found(
        is_met=True,
        says=says,
        values={"n": rows.select("attribute", "group").n_unique()},
        tables=("fairness",),
    )


def _whole(rows: pl.DataFrame) -> bool:
    shown = rows.filter(pl.col("value").is_not_null())
    columns = ("low", "high", "n", "verdict")
    lacking = pl.any_horizontal([pl.col(column).is_null() for column in columns])
    return not shown.filter(lacking).height


def _count(rows: pl.DataFrame, verdict: Verdict) -> int:
    return rows.filter(pl.col("verdict") == verdict.value).height


CHECKS = (
    audit_attributes_stay_out,
    proxies_are_measured,
    coverage_is_measured,
    calibration_by_group,
    allocation_by_need,
    needless_contact_measured,
    intersections_are_shown,
    fairness_has_counts_and_intervals,
    plan_was_fixed_before,
    mitigation_is_off_or_shown,
    chain_is_audited,
    no_gap_stands_unsigned,
    unnamed_groups_were_searched,
)
