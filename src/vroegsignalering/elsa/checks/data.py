"""Checks on the data: quality shown, the label's gap named, the missing named, drift limited, synthetic said."""

from __future__ import annotations

import re

import polars as pl

from vroegsignalering.elsa.checks.found import Codes, Found, met, unmet
from vroegsignalering.elsa.declarations import is_no_past_selection
from vroegsignalering.elsa.material import Material

CLAIMS = (
    r"in nederland blijkt",
    r"in nederland (is|zijn|leeft|leven|heeft|hebben)",
    r"nederlandse huishoudens (zijn|hebben)",
    r"in the netherlands (is|are|live|have)",
    r"dutch households (are|have)",
)
"""Ways of speaking about real residents; refused in texts about synthetic data."""


def data_quality_is_shown(material: Material) -> Found:
    """DQ-01: the flow of exclusions, the outcomes that were not coded, and fidelity to published figures are there."""
    missing = [name for name in ("cohort_flow", "outcomes", "fidelity") if material.table(name) is None]
    if missing:
        return unmet("Over de gegevens ontbreken: {tables}.", *missing, tables=", ".join(missing))
    flow = material.table("cohort_flow")
    steps = flow["step"].n_unique() if flow is not None else 0
    return met(
        "{steps} stappen met wie afvalt, alle uitkomsten geteld.",
        "cohort_flow",
        "outcomes",
        "fidelity",
        steps=steps,
    )


def label_card_is_filled(material: Material) -> Found:
    """DQ-02: what the label is and misses is written, and rates stand under at least two other lines."""
    card = material.declarations.section("label")
    if not all(material.declarations.text("label", name, "nl") for name in ("definition", "gap")):
        return unmet("De kaart van de uitkomst is niet ingevuld.")
    lines: set[str] = set()
    for name in ("rates", "poverty"):
        table = material.table(name)
        if table is not None and "line" in table.columns:
            lines |= set(table["line"].drop_nulls().to_list())
    if len(lines) < 3:
        return unmet(
            "De uitkomst is gemeten onder {n} grenzen; drie zijn nodig.", "rates", "poverty", n=len(lines)
        )
    wanted = len(card.get("alternatives", []))
    if wanted < 2:
        return unmet("De kaart noemt minder dan twee andere uitkomsten.")
    return met("De kaart is ingevuld; {n} grenzen staan naast elkaar.", "rates", "poverty", n=len(lines))


def missing_people_are_named(material: Material) -> Found:
    """DQ-03: who is not in the registers is named, each with another route."""
    rows = material.declarations.rows("missing")
    if not rows:
        return unmet("Niemand is genoemd die in de gegevens ontbreekt.")
    bare = [row.get("group_nl", "?") for row in rows if not row.get("route_nl")]
    if bare:
        return unmet("Zonder andere weg: {names}.", names=", ".join(map(str, bare)))
    return met("{n} groepen die ontbreken zijn genoemd, elk met een andere weg.", "outcomes", n=len(rows))


def sample_is_not_past_selection(material: Material) -> Found:
    """DQ-04: the origin of the sample is declared and is not past selection alone."""
    declared = str(material.declarations.section("data").get("sample_origin", ""))
    origin = Codes("sample_origin", (declared or "-",))
    if not is_no_past_selection(material.declarations):
        return unmet("Herkomst van de leergegevens: {origin}. Een oordeel is geblokkeerd.", origin=origin)
    return met("De leergegevens zijn niet alleen eerder gekozen gevallen. Herkomst: {origin}.", origin=origin)


def drift_has_limits(material: Material) -> Found:
    """DQ-05: every drift measure has a limit, and each crossed limit has a declared action and owner."""
    table = material.table("drift")
    if table is None:
        return unmet("Er is geen meting van verschuivingen.", "drift")
    if table.filter(pl.col("limit").is_null()).height:
        return unmet("Er zijn verschuivingen zonder grens.", "drift")
    crossed = table.filter(pl.col("value") > pl.col("limit")).height
    record = material.declarations.section("drift")
    if crossed and not (record.get("owner_role") and record.get("action_nl")):
        return unmet("{n} grenzen overschreden zonder eigenaar of actie.", "drift", n=crossed)
    return met(
        "{rows} metingen met een grens; {n} overschreden, met eigenaar en actie.",
        "drift",
        rows=table.height,
        n=crossed,
    )


def synthetic_is_said(material: Material) -> Found:
    """DQ-06: the status of the data is in the manifest and no text claims something of real residents."""
    status = material.head("data_status")
    if status not in ("synthetic", "municipal", "real"):
        return unmet("Het bewijs zegt niet waar de gegevens vandaan komen.")
    if status != "synthetic":
        return met("De gegevens zijn niet synthetisch; het rapport zegt dat.")
    for name, about in sorted(material.evidence.manifest.get("tables", {}).items()):
        words = " ".join(str(about.get(key, "")) for key in ("title_nl", "title_en", "says_nl", "says_en"))
        if any(re.search(claim, words.lower()) for claim in CLAIMS):
            return unmet("Tabel {name} doet een uitspraak over echte inwoners.", name, name=name)
    return met("Elke pagina en elk bestand zegt dat de gegevens synthetisch zijn.")


CHECKS = (
    data_quality_is_shown,
    label_card_is_filled,
    missing_people_are_named,
    sample_is_not_past_selection,
    drift_has_limits,
    synthetic_is_said,
)
