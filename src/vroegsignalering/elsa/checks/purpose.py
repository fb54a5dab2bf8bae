"""Checks on human agency and on lawfulness: purpose, next step, locks. Most read what people declared."""

from __future__ import annotations

from vroegsignalering.elsa.ai_act import position
from vroegsignalering.elsa.checks.found import Codes, Found, met, unmet
from vroegsignalering.elsa.locks import RECORDS, purpose_of
from vroegsignalering.elsa.material import Material
from vroegsignalering.errors import DeclarationError
from vroegsignalering.vocabulary import Purpose

OFFERS = ("inform", "invite", "visit offer", "partner outreach")
"""Next steps that a plan may name; none of them has legal effect."""

MARKS = frozenset({"score", "risk", "rank", "probability", "decision"})
"""Columns that an outreach table may not carry."""


def oversight_is_recorded(material: Material) -> Found:
    """HA-01: a record of oversight names role, training date and freedom to deviate."""
    record = material.declarations.section("oversight")
    empty = [name for name in ("role", "trained_on", "may_deviate_on") if not record.get(name)]
    if record.get("automatic_contact") is not False:
        return unmet("Er staat niet vast dat contact nooit vanzelf gaat.")
    if empty:
        return unmet("Het toezicht is nog niet ingevuld: {fields}.", fields=Codes("oversight", tuple(empty)))
    return met("Contact gaat nooit vanzelf; rol, scholing en ruimte om af te wijken staan vast.")


def next_step_is_an_offer(material: Material) -> Found:
    """HA-02: the declared step after an estimate is an offer, and no outreach table carries a score."""
    steps = list(material.declarations.section("purpose").get("next_steps", []))
    strange = sorted(set(steps) - set(OFFERS))
    if not steps or strange:
        return unmet("De volgende stap is geen aanbod: {steps}.", steps=", ".join(strange) or "-")
    for name in ("plans", "plan_groups"):
        table = material.table(name)
        marks = sorted(MARKS & set(table.columns)) if table is not None else []
        if marks:
            return unmet(
                "De uitvoer voor benadering draagt een oordeel: {columns}.", name, columns=", ".join(marks)
            )
    return met(
        "De volgende stap is alleen een aanbod ({steps}), zonder rechtsgevolg.",
        "plans",
        steps=Codes("next_step", tuple(steps)),
    )


def refusing_costs_nothing(material: Material) -> Found:
    """HA-03: an opt-out route is declared and refusing has no consequence."""
    routes = material.declarations.section("routes")
    if routes.get("consequence_of_refusal") != "none":
        return unmet("Er staat niet vast dat weigeren geen gevolgen heeft.")
    if not material.declarations.text("routes", "opt_out", "nl"):
        return unmet("Er is nog geen weg om zich af te melden.")
    return met("Weigeren heeft geen gevolgen; de weg om zich af te melden is beschreven.")


def limits_sheet_can_be_made(material: Material) -> Found:
    """HA-05: the sheet of limits for staff rests on tables that are there."""
    missing = [name for name in ("performance", "fairness") if material.table(name) is None]
    if missing:
        return unmet(
            "Het blad met grenzen kan niet worden gemaakt zonder: {tables}.", tables=", ".join(missing)
        )
    return met("Het blad met grenzen voor medewerkers wordt gemaakt uit deze run.", "performance", "fairness")


def stop_switch_works(material: Material) -> Found:
    """HA-06: the stop switch exists, is not set, and a fallback without a model is declared."""
    if material.answers.standing.stopped:
        return unmet("De stopknop is ingedrukt: {reason}.", reason=material.answers.standing.reason or "-")
    if material.declarations.section("stop").get("fallback") != "random draw":
        return unmet("Er is geen terugval zonder model beschreven.")
    return met("Eén handeling stopt de uitvoer; de terugval is loting, zonder model.")


def purpose_is_help(material: Material) -> Found:
    """LP-01: the study's purpose is one of helping; other words are refused by the enum itself."""
    declared = str(material.definition.get("study", {}).get("purpose", ""))
    try:
        purpose = purpose_of(declared)
        purpose_of("fraud_detection")
    except DeclarationError:
        if declared in set(Purpose):
            return met(
                "Het doel is {purpose}; een ander doel wordt geweigerd.",
                purpose=Codes("purpose", (declared,)),
            )
        return unmet("Het doel {purpose} is geen doel van hulp.", purpose=declared or "-")
    return unmet("Het slot op het doel laat {purpose} door.", purpose=purpose)


def real_data_are_locked(material: Material) -> Found:
    """LP-02: without signed records a run on real data is refused; here the data are synthetic, or records stand."""
    if material.is_synthetic:
        return met(
            "De gegevens zijn synthetisch; echte gegevens blijven op slot tot drie stukken zijn getekend."
        )
    owed = [
        name for name in RECORDS if not any(a.document for a in material.answers.to(name, material.study))
    ]
    if owed:
        return unmet("Voor echte gegevens ontbreken getekende stukken: {owed}.", owed=", ".join(owed))
    return met("Grondslag, DPIA en IAMA zijn getekend en hun hashes kloppen.")


def ai_act_position_is_recorded(material: Material) -> Found:
    """LP-03: the path of answers is stored; as long as nobody signed, the default is high risk."""
    record = position(material)
    if not record.path:
        return unmet("Het pad door de beslishulp ontbreekt.")
    open_ = sum(step.is_open for step in record.path)
    return met(
        "Behandeld als {risk}. Vragen die op een mens wachten: {open} van de {steps}.",
        risk=record.risk_group,
        open=open_,
        steps=len(record.path),
    )


def no_special_data_in_features(material: Material) -> Found:
    """LP-04: no feature is of class A (special category and grounds of distinction) or N (never)."""
    features = material.table("features")
    if features is None:
        return unmet("De tabel met variabelen ontbreekt.", "features")
    classes = features["attribute_class"].to_list()
    if any(found not in ("F", "J") for found in classes):
        return unmet("Er staan bijzondere gegevens tussen de variabelen.", "features")
    return met("Alle {n} variabelen zijn van klasse F of J.", "features", n=len(classes))


def microdata_stay_statistics(material: Material) -> Found:
    """LP-05: on CBS provenance only statistics leave; every released row is an aggregate."""
    if material.head("data_status") == "real" and material.table("plans") is not None:
        return unmet("Er staat een plan voor benadering bij gegevens van het CBS.", "plans")
    return met("Er verlaten alleen groepscijfers de run; een plan op CBS-gegevens wordt geweigerd.")


def signal_conditions_declared(material: Material) -> Found:
    """LP-06: the four legal kinds of signal partner and three conditions are declared."""
    record = material.declarations.section("signals")
    partners = set(record.get("partner_kinds", []))
    conditions = set(record.get("conditions", []))
    if partners != {"rent", "energy", "water", "health_insurance"}:
        return unmet("De soorten signaalpartners zijn niet de vier uit het besluit.")
    if not {"own_effort", "reminder_sent", "not_refused"} <= conditions:
        return unmet("De voorwaarden voor doorgeven zijn niet volledig.")
    return met("Vier soorten partners en drie voorwaarden voor doorgeven staan vast.")


CHECKS = (
    oversight_is_recorded,
    next_step_is_an_offer,
    refusing_costs_nothing,
    limits_sheet_can_be_made,
    stop_switch_works,
    purpose_is_help,
    real_data_are_locked,
    ai_act_position_is_recorded,
    no_special_data_in_features,
    microdata_stay_statistics,
    signal_conditions_declared,
)
