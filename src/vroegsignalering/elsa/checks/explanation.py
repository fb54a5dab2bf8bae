"""Checks on explanation: readable models, tried beside simpler rules, explained in words that fit."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.checks.found import Codes, Found, met, unmet
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.reading import coverage_rows, narrowed, plain_rows
from vroegsignalering.elsa.words import causal_words, stigmatising_words

READABLE = frozenset({"logistic", "additive", "scorecard"})
MOST_FEATURES = 80
"""More declared features than this is no model that someone can retell."""


def models_are_readable(material: Material) -> Found:
    """EX-01: every model with effects is of a readable kind and stays under the cap on features."""
    effects = material.table("effects")
    if effects is None:
        return unmet("Er staan geen modellen in het bewijs.", "effects")
    kinds = set(effects["model"].unique().to_list())
    other = sorted(kinds - READABLE)
    features = len(_features_in(effects))
    if other or features > MOST_FEATURES:
        return unmet(
            "Geen leesbaar model: {names} ({n} variabelen).",
            "effects",
            names=", ".join(other) or "-",
            n=features,
        )
    names = Codes("model", tuple(sorted(kinds)))
    return met("Leesbare modellen: {names}; {n} variabelen.", "effects", names=names, n=features)


def simple_rules_were_tried(material: Material) -> Found:
    """EX-02: the gain over each simpler rule is there with an interval and a verdict."""
    table = material.table("baselines")
    if table is None:
        return unmet("Er zijn geen eenvoudiger regels beproefd.", "baselines")
    rules = table["baseline"].n_unique()
    gains = table.filter(pl.col("gain").is_not_null())
    bare = gains.filter(pl.col("gain_low").is_null() | pl.col("gain_high").is_null()).height
    if rules < 2 or not gains.height or bare:
        return unmet("De winst op eenvoudiger regels is niet volledig gemeten.", "baselines")
    return met("{n} eenvoudiger regels beproefd, de winst met interval.", "baselines", n=rules)


def explanations_match_the_model(material: Material) -> Found:
    """EX-03: each model has its terms as numbers, the terms cover the declared features, no text speaks of causes."""
    effects, features = material.table("effects"), material.table("features")
    if effects is None or features is None:
        return unmet("Er staan geen modellen in het bewijs.", "effects")
    declared = set(features["feature"].to_list())
    strange = sorted(_features_in(narrowed(material, effects)) - declared)
    if strange:
        return unmet(
            "Uitleg over variabelen die niet zijn gedeclareerd: {names}.",
            "effects",
            names=", ".join(strange[:5]),
        )
    words = causal_words(_manifest_texts(material))
    if words:
        return unmet("Teksten spreken van oorzaak: {words}.", words=", ".join(words))
    return met("De uitleg is het model zelf, term voor term; geen tekst noemt een oorzaak.", "effects")


def _features_in(effects: pl.DataFrame) -> set[str]:
    """Features that have a term, alone or in a pair."""
    terms = set(effects["feature"].to_list()) - {"intercept", "(intercept)"}
    return {feature for term in terms for feature in term.split(" x ")}


def reasons_name_circumstances(material: Material) -> Found:
    """EX-04: titles and reasons of features hold no word about character, culture or behaviour."""
    features = material.table("features")
    if features is None:
        return unmet("De tabel met variabelen ontbreekt.", "features")
    columns = [c for c in ("title_nl", "title_en", "reason_nl", "reason_en") if c in features.columns]
    text = " ".join(str(value) for column in columns for value in features[column].drop_nulls().to_list())
    words = stigmatising_words(text)
    if words:
        return unmet(
            "Redenen gaan over mensen in plaats van omstandigheden: {words}.",
            "features",
            words=", ".join(words),
        )
    return met("Redenen gaan over omstandigheden; de woordenlijst vond niets.", "features")


def uncertainty_in_plain_words(material: Material) -> Found:
    """EX-05: shares by group can be said as so many out of a hundred, with their interval."""
    name, rows = plain_rows(material)
    if rows is None or not rows.height:
        return unmet("Er is geen interval om in gewone woorden te zeggen.", name)
    return met(
        "Bij {n} groepen staat een aandeel als aantal van de 100 of 1.000, met marge (tabel {table}).",
        name,
        n=rows.height,
        table=name,
    )


def estimates_show_their_doubt(material: Material) -> Found:
    """HA-04: published rates, performance and coverage carry an interval and a count; coverage may be hidden as a whole."""
    bare: dict[str, int] = {}
    for name in ("rates", "fairness", "performance"):
        table = material.table(name)
        if table is None:
            return unmet("Deze tabel ontbreekt: {name}.", name, name=name)
        rows = coverage_rows(material) if name == "fairness" else table
        shown = table.clear() if rows is None else rows.filter(pl.col("value").is_not_null())
        lacking = shown.filter(pl.col("low").is_null() | pl.col("n").is_null()).height
        if lacking or (name != "fairness" and not shown.height):
            bare[name] = lacking
    if bare:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(bare.items()))
        return unmet("Schattingen zonder interval of aantal: {names}.", *bare, names=names)
    return met(
        "Elke schatting staat met interval en aantal; er is geen rangorde.",
        "rates",
        "fairness",
        "performance",
    )


def lighter_means_were_weighed(material: Material) -> Found:
    """PO-01: alternatives are written down and the comparison with simpler rules is there."""
    table = material.table("baselines")
    rows = material.declarations.rows("alternatives")
    if table is None or not rows:
        return unmet("Lichtere middelen zijn niet opgeschreven of niet vergeleken.", "baselines")
    return met(
        "{n} lichtere middelen opgeschreven, {m} regels vergeleken.",
        "baselines",
        n=len(rows),
        m=table["baseline"].n_unique(),
    )


def _manifest_texts(material: Material) -> str:
    tables = material.evidence.manifest.get("tables", {})
    keys = ("title_nl", "title_en", "says_nl", "says_en")
    return " ".join(str(about.get(key, "")) for about in tables.values() for key in keys)


CHECKS = (
    models_are_readable,
    simple_rules_were_tried,
    explanations_match_the_model,
    reasons_name_circumstances,
    uncertainty_in_plain_words,
    estimates_show_their_doubt,
    lighter_means_were_weighed,
)
