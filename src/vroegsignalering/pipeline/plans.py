"""Publication plans: what each table of the evidence is, in words, and how it passes the door.

Declarations only. A table that has no plan here is not written.
"""

from __future__ import annotations

from vroegsignalering.release import Plan

_AT_RISK = (
    "main earners of private households at risk on 31 December of the index year, by the line of the study"
)
STATISTICS = ("value", "low", "high")
_AUDITED = (*STATISTICS, "verdict", "holm", "holm_low", "holm_high", "margin", "smallest_gap")

NO_TRAIT = (
    "selection_rate",
    "contacts_per_100",
    "true_positive_rate",
    "false_negative_rate",
    "false_positive_rate",
    "true_negative_rate",
    "false_discovery_rate",
    "negative_predictive_value",
    "coverage",
    "miss_rate",
    "needless_contact",
    "precision",
)
"""Shares of the audit that count who was selected, or for whom nothing was recorded: what a rule did, or the half that
nobody minds. That nineteen in twenty are selected, or missed, tells of nobody what the registers hold. Precision is the
complement of needless contact: whoever sees the one knows the other, so they are judged alike."""


def planned(
    name: str,
    dimensions: tuple[str, ...],
    words: tuple[str, str, str, str],
    *,
    population: str = _AT_RISK,
    **more: object,
) -> Plan:
    """A plan with its four texts (titles and what it says, Dutch and English) and who is counted in it."""
    title_nl, title_en, says_nl, says_en = words
    return Plan(
        name=name,
        dimensions=dimensions,
        population=population,
        title_nl=title_nl,
        title_en=title_en,
        says_nl=says_nl,
        says_en=says_en,
        **more,  # type: ignore[arg-type]
    )


FLOW = planned(
    "cohort_flow",
    ("index_year", "step"),
    (
        "Wie zit in het onderzoek, en wie viel af",
        "Who is in the study, and who fell out",
        "Huishoudens na elke stap, op 31 december van het jaar.",
        "Households after each step, on 31 December of the year.",
    ),
    count="left",
    counts=("excluded",),
    keep=("position", "says"),
    method="coarse",
    unit="households",
)

OUTCOMES = planned(
    "outcomes",
    ("index_year", "outcome"),
    (
        "Wat een jaar later was vastgelegd",
        "What was recorded a year later",
        "Overlijden, vertrek, instelling, student en onbekend inkomen tellen apart; ze heten nooit 'boven de grens'.",
        "Death, departure, institution, student and unknown income are counted apart; they are never called 'above'.",
    ),
    method="coarse",
    unit="households",
)

RATES = planned(
    "rates",
    ("line", "index_year", "attribute", "group"),
    (
        "Overgang binnen een jaar, per groep",
        "Transition within a year, by group",
        "Aandeel van de huishoudens in de groep voor wie de overgang is vastgelegd.",
        "Share of households in the group for which the transition was recorded.",
    ),
    numerator="n_outcome",
    across=("group",),
    unit="share of households",
)

PERFORMANCE = planned(
    "performance",
    ("model", "mode", "split", "metric"),
    (
        "Hoe goed is de schatting?",
        "How good is the estimate?",
        "Onderscheid en ijking bij mensen en in een jaar die het model niet kende.",
        "Discrimination and calibration on people and in a year the model did not know.",
    ),
    share="value",
    share_of="denominator",
    share_times="times",
    statistics=("low", "high"),
    counts=("n_outcome",),
    no_trait={"metric": NO_TRAIT},
    unit="as the metric says",
)

CALIBRATION = planned(
    "calibration",
    ("model", "mode", "split", "bin"),
    (
        "Klopt de geschatte kans?",
        "Does the estimated risk hold?",
        "Geschatte kans en vastgelegd aandeel, in tien even grote stappen.",
        "Estimated risk and recorded share, in ten steps of equal size.",
    ),
    numerator="n_outcome",
    statistics=("expected",),
    unit="share of households",
)

EFFECTS = planned(
    "effects",
    ("model", "mode", "feature", "position"),
    (
        "Wat weegt hoe zwaar in het model",
        "What weighs how much in the model",
        "Bijdrage van elke waarde aan de log-kansverhouding; hoort bij elkaar, is geen oorzaak.",
        "Contribution of each value to the log-odds; goes together with, is not a cause.",
    ),
    statistics=("effect", "low", "high"),
    keep=("from", "to", "level"),
    unit="log-odds",
)

CHANCES = planned(
    "chances",
    ("model", "mode", "position"),
    (
        "Van de som naar de kans",
        "From the sum to the chance",
        "Bij het begin (start) komt de bijdrage van elk kenmerk; bij elke som hoort een kans. Met een ijkcurve staan haar "
        "hoekpunten er.",
        "To the start the contribution of each feature is added; to each sum belongs a chance. With a curve of calibration "
        "its corners stand here.",
    ),
    statistics=("start", "sum", "chance"),
    keep=("by",),
    unit="share",
)

FAIRNESS = planned(
    "fairness",
    ("model", "mode", "capacity", "attribute", "group", "metric"),
    (
        "Voor wie werkt het minder goed?",
        "For whom does it work worse?",
        "Bereik, onnodig contact, ijking en verdeling per groep, met de kloof tot alle anderen en een oordeel.",
        "Coverage, needless contact, calibration and allocation by group, with the gap to all others and a verdict.",
    ),
    share="value",
    share_of="denominator",
    share_times="times",
    counts=("n_outcome",),
    statistics=("low", "high", *_AUDITED[3:]),
    keep=("reference",),
    across=("group",),
    together=("metric",),
    no_trait={"metric": NO_TRAIT},
    unit="as the metric says",
)

INTERSECTIONS = planned(
    "intersections",
    ("model", "mode", "capacity", "attribute", "group", "metric"),
    (
        "Groepen die elkaar kruisen",
        "Groups that cross",
        "Vooraf gekozen combinaties van kenmerken; verkennend, niet voor een oordeel op zich.",
        "Combinations chosen beforehand; exploratory, no verdict by themselves.",
    ),
    share="value",
    share_of="denominator",
    share_times="times",
    counts=("n_outcome",),
    statistics=("low", "high", *_AUDITED[3:]),
    keep=("reference",),
    across=("group",),
    together=("metric",),
    no_trait={"metric": NO_TRAIT},
    unit="as the metric says",
)

THRESHOLDS = planned(
    "thresholds",
    ("model", "mode", "threshold", "attribute", "group", "metric"),
    (
        "Wat als iedereen boven een geschatte kans een aanbod krijgt?",
        "What if everybody above an estimated chance gets an offer?",
        "Bereik, onnodig contact en het aantal contacten bij verschillende drempels, per groep.",
        "Coverage, needless contact and the number of contacts at several thresholds, by group.",
    ),
    share="value",
    share_of="denominator",
    share_times="times",
    counts=("n_outcome",),
    statistics=("low", "high"),
    across=("group",),
    together=("metric",),
    no_trait={"metric": NO_TRAIT},
    unit="as the metric says",
)

CAPACITY = planned(
    "capacity",
    ("model", "mode", "capacity", "attribute", "group", "metric"),
    (
        "Wat als er meer of minder mensen benaderd kunnen worden?",
        "What if more or fewer people can be approached?",
        "Bereik en onnodig contact bij verschillende capaciteit, per groep.",
        "Coverage and needless contact at several capacities, by group.",
    ),
    share="value",
    share_of="denominator",
    share_times="times",
    counts=("n_outcome",),
    statistics=("low", "high"),
    across=("group",),
    together=("metric",),
    no_trait={"metric": NO_TRAIT},
    unit="as the metric says",
)
