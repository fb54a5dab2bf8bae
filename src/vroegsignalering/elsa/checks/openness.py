"""Checks on openness: what citizens are told, what is published, whether a run can be repeated by someone else."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.cards.algorithm_register import draft_entry, faults_of_entry
from vroegsignalering.elsa.checks.found import Codes, Found, met, unmet
from vroegsignalering.elsa.citizens import citizen_page, letter_lacks, notice_lacks, resident_texts
from vroegsignalering.elsa.complaints import REVIEW_FROM
from vroegsignalering.elsa.html import faults_of_page
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.words import EASY_ENOUGH, reading_ease, unused_words

PUBLIC = ("features", "effects", "performance", "fairness", "baselines")


def register_entry_is_ready(material: Material) -> Found:
    """TC-01: the draft entry keeps to the publication standard and is not publishable by itself."""
    draft = draft_entry(material)
    faults = faults_of_entry(draft.entry)
    if faults:
        return unmet("De conceptregel klopt niet: {faults}.", faults="; ".join(faults[:3]))
    if draft.publishable and not draft.signed:
        return unmet("De conceptregel staat op publiceerbaar zonder handtekening.")
    return met(
        "De conceptregel klopt met standaard 1.0. Velden die op een mens wachten: {n}.",
        n=len(draft.open_fields),
    )


def notice_is_complete(material: Material) -> Found:
    """TC-02: the draft notice has every item of AVG art. 13 and 14."""
    lacking = notice_lacks(material.declarations)
    if lacking:
        return unmet("In de informatie aan mensen ontbreken: {items}.", items=", ".join(lacking))
    return met("De informatie aan mensen heeft alle punten van AVG art. 13 en 14.")


def letter_is_complete(material: Material) -> Found:
    """TC-03: the draft letter says why, from which source, how to correct, complain and stop, also by phone."""
    lacking = letter_lacks(material.declarations)
    if lacking:
        return unmet("In de conceptbrief ontbreken: {items}.", items=", ".join(lacking))
    return met("De conceptbrief noemt reden, bron, correctie, klacht, afmelden, telefoon en papier.")


def method_and_tests_are_open(material: Material) -> Found:
    """TC-04: model, tests and limits are in the public bundle."""
    missing = [name for name in PUBLIC if material.table(name) is None]
    if missing:
        return unmet("In het openbare bewijs ontbreken: {tables}.", *missing, tables=", ".join(missing))
    return met(
        "Methode, model en toetsen staan in {n} openbare tabellen.", *PUBLIC, n=len(material.evidence.names())
    )


def roles_have_names(material: Material) -> Found:
    """AO-01: the five roles have a name and a date that has not passed."""
    rows = material.declarations.rows("responsible")
    empty = [
        str(row.get("role", "?"))
        for row in rows
        if not row.get("name") or row.get("until", material.today) < material.today
    ]
    if len(rows) < 5 or empty:
        return unmet("Rollen zonder naam of verlopen: {roles}.", roles=", ".join(empty) or "-")
    return met("Alle vijf rollen hebben een naam.")


def software_gives_no_verdict(material: Material) -> Found:
    """AO-02: no text of the bundle or of the declarations speaks a final judgement."""
    tables = material.evidence.manifest.get("tables", {})
    said = " ".join(
        str(v) for about in tables.values() for k, v in about.items() if k[:5] in ("title", "says_")
    )
    words = unused_words(said + " " + " ".join(resident_texts(material.declarations, "nl")))
    if words:
        return unmet(
            "Woorden die een eindoordeel geven of die wij niet gebruiken: {words}.", words=", ".join(words)
        )
    return met("Geen tekst geeft een eindoordeel; het hoogste dat een run zet is 'in behandeling'.")


def rights_assessment_is_prefilled(material: Material) -> Found:
    """AO-03: the facts for the IAMA are there and a signed one, if any, still fits what it assessed."""
    requirement = material.register.find("AO-03")
    given = material.answers.to("AO-03", material.study)
    if given and given[-1].seen != material.seen(requirement):
        return unmet("De getekende IAMA ging over iets anders dan wat er nu ligt.", "fairness", "baselines")
    return met(
        "De feiten voor de IAMA zijn ingevuld; het gesprek en het oordeel zijn aan mensen.",
        "fairness",
        "baselines",
    )


def run_can_be_repeated(material: Material) -> Found:
    """AO-04: seed, code version and hashes are named, and the study is still the one that was run."""
    heads = ("seed", "code_version", "study_hash", "bundle_sha256")
    missing = [name for name in heads if not material.head(name)]
    if missing:
        return unmet("Het bewijs noemt niet: {names}.", names=", ".join(missing))
    if material.head("study_hash") != material.hashes.get("study_hash", ""):
        return unmet("study.toml is veranderd sinds deze run: draai de studie opnieuw.")
    return met(
        "Seed {seed}, code {code}; elke tabel heeft een controlegetal dat klopt.",
        seed=material.head("seed"),
        code=material.head("code_version")[:12],
    )


def complaints_have_a_door(material: Material) -> Found:
    """AO-05: routes are declared; what was counted often enough to ask for a review has had one, signed."""
    if not material.declarations.text("routes", "complaint", "nl"):
        return unmet("Er is geen weg voor klachten beschreven.")
    table = material.table("complaints")
    if table is None:
        return met("De weg voor klachten is beschreven; er zijn nog geen gegevens over klachten.")
    asks = table.filter(pl.col("n") >= REVIEW_FROM)
    if asks.height and not material.is_signed("AO-05"):
        return unmet("{n} soorten klachten vragen om een herziening.", "complaints", n=asks.height)
    return met("{n} soorten klachten en correcties zijn geteld.", "complaints", n=table.height)


def outsider_can_retest(material: Material) -> Found:
    """AO-06: an outsider can rerun on synthetic data with one command that the dossier names."""
    if not material.is_synthetic:
        return unmet("Met gegevens van echte mensen kan een buitenstaander niet narekenen.")
    command = str(material.declarations.section("retest").get("command", ""))
    if not command or not material.head("seed"):
        return unmet("Er is geen opdracht waarmee een buitenstaander narekent.")
    return met("Een buitenstaander rekent na met: {command}.", command=command)


def evaluation_is_planned(material: Material) -> Found:
    """AO-07: outcome, random arm and dates of an evaluation are declared and the sunset lies ahead."""
    plan = material.declarations.section("evaluation")
    sunset = material.answers.standing.sunset
    empty = [name for name in ("outcome_nl", "random_share", "read_on") if not plan.get(name)]
    if empty or sunset is None or sunset < material.today:
        return unmet(
            "Het plan voor evaluatie is niet af of de einddatum is voorbij: {fields}.",
            fields=", ".join(empty) or "-",
        )
    return met(
        "Evaluatie op {day}; het gebruik eindigt op {sunset}.",
        day=plan["read_on"],
        sunset=sunset,
    )


def results_are_stable(material: Material) -> Found:
    """RS-01: results over seeds, years, regions or resamples are in the evidence."""
    table = material.table("stability")
    if table is None:
        return unmet("De stabiliteit is niet gemeten.", "stability")
    kinds = Codes("what", tuple(table["what"].unique().to_list()))
    return met("Stabiliteit gemeten over: {kinds}.", "stability", kinds=kinds)


def random_arm_is_planned(material: Material) -> Found:
    """RS-03: part of the capacity is drawn by lot."""
    share = float(material.declarations.section("evaluation").get("random_share", 0) or 0)
    if share <= 0:
        return unmet("Er wordt niets geloot.")
    return met("Van elke honderd plaatsen worden er {n} geloot.", n=round(share * 100))


def advice_has_replies(material: Material) -> Found:
    """SP-01: every piece of advice and every core objection has a reply and a name."""
    log = material.participation
    if not log.log:
        return unmet("Er is nog geen advies van mensen met ervaring.")
    if log.open_advice or log.open_core_objections:
        return unmet(
            "{advice} adviezen en {core} kernbezwaren wachten op antwoord.",
            advice=log.open_advice,
            core=log.open_core_objections,
        )
    return met("Alle {n} adviezen en bezwaren hebben een antwoord met een naam.", n=len(log.log))


def areas_have_no_ranks(material: Material) -> Found:
    """SP-02: the table of areas has no ranks and does not stand in order of its rate."""
    table = material.table("areas")
    if table is None:
        return met("Dit bewijs heeft geen tabel van gebieden.", "areas")
    ranks = [c for c in table.columns if "rank" in c or "top" in c]
    values = table["value"].drop_nulls()
    sorted_by_rate = len(values) > 5 and (values.is_sorted() or values.is_sorted(descending=True))
    if ranks or (sorted_by_rate and values.n_unique() > 1):
        return unmet("De tabel van gebieden is een ranglijst.", "areas")
    return met("{n} rijen over gebieden, op naam, zonder rangorde.", "areas", n=table.height)


def wider_effects_have_indicators(material: Material) -> Found:
    """SP-03: each wider effect has an indicator."""
    rows = material.declarations.rows("effects")
    bare = [str(row.get("effect_nl", "?")) for row in rows if not row.get("indicator_nl")]
    if not rows or bare:
        return unmet("Gevolgen zonder maat: {names}.", names=", ".join(bare) or "-")
    return met("{n} bredere gevolgen, elk met een maat.", n=len(rows))


def offers_fit_capacity(material: Material) -> Found:
    """SP-04: a capacity is declared, and no plan in the evidence offers more than it has."""
    table = material.table("plans")
    if table is None:
        return unmet("Er is geen plan met capaciteit in het bewijs.", "plans")
    if {"offers", "capacity"} <= set(table.columns) and table.filter(
        pl.col("offers") > pl.col("capacity")
    ).height:
        return unmet("Een plan biedt meer aan dan er hulp is.", "plans")
    return met("Aanbod stopt waar de capaciteit ophoudt.", "plans")


def pages_are_accessible(material: Material) -> Found:
    """AC-01: the page for citizens passes the machine checks in both languages; the rest needs a person."""
    faults = [
        fault for language in ("nl", "en") for fault in faults_of_page(citizen_page(material, language))
    ]
    if faults:
        return unmet("De pagina heeft fouten: {faults}.", faults="; ".join(faults[:3]))
    return met("Koppen, taal, tabelkoppen en beschrijvingen van beelden kloppen in beide talen.")


def texts_are_plain(material: Material) -> Found:
    """AC-02: texts for residents reach the reading index."""
    texts = resident_texts(material.declarations, "nl")
    if not texts:
        return unmet("Er zijn nog geen teksten voor inwoners.")
    ease = reading_ease("\n".join(texts))
    if ease < EASY_ENOUGH:
        return unmet(
            "De teksten scoren {ease}; {limit} is nodig.", ease=round(ease), limit=round(EASY_ENOUGH)
        )
    return met(
        "De teksten scoren {ease} op leesgemak; {limit} is nodig.", ease=round(ease), limit=round(EASY_ENOUGH)
    )


def each_step_has_a_counter(material: Material) -> Found:
    """AC-03: information, help, objection and opt-out each have a way without a computer."""
    rows = material.declarations.rows("channels")
    bare = [str(row.get("step", "?")) for row in rows if not row.get("without_computer_nl")]
    steps = {str(row.get("step", "")) for row in rows}
    lacking = sorted({"information", "help", "objection", "opt_out"} - steps) + bare
    if lacking:
        return unmet("Stappen zonder weg buiten de computer om: {steps}.", steps=", ".join(lacking))
    return met("Elke stap kan per telefoon, aan de balie, op bezoek of op papier.")


def contact_is_limited(material: Material) -> Found:
    """PO-02: a cap on attempts and a quiet period are declared."""
    record = material.declarations.section("contact")
    attempts, quiet = int(record.get("most_attempts", 0)), int(record.get("quiet_months", 0))
    if not 0 < attempts <= 5 or quiet <= 0:
        return unmet("Het aantal pogingen of de rusttijd staat niet vast.")
    return met("Hoogstens {attempts} pogingen, daarna {quiet} maanden rust.", attempts=attempts, quiet=quiet)


def receivers_are_listed(material: Material) -> Found:
    """PO-03: who may receive a selection is a closed list without creditors, landlords or inspection."""
    receivers = set(material.declarations.section("parties").get("receivers", []))
    refused = {"creditor", "landlord", "credit_bureau", "benefit_inspection", "police"}
    if not receivers or receivers & refused:
        return unmet("De lijst van ontvangers ontbreekt of noemt een partij die niets mag krijgen.")
    return met("Ontvangers: {names}; elke andere wordt geweigerd.", names=Codes("receiver", tuple(receivers)))


def vulnerable_people_come_first(material: Material) -> Found:
    """PO-04: the harm table has its rows and each has a measure."""
    rows = {str(row.get("id", "")): row for row in material.declarations.rows("harms")}
    needed = {"children", "guardianship", "violence_at_home", "new_status_holders"}
    lacking = sorted(needed - set(rows)) + sorted(
        name for name, row in rows.items() if not row.get("measure_nl")
    )
    if lacking:
        return unmet("In de tabel van mogelijke schade ontbreken: {names}.", names=", ".join(lacking))
    return met("{n} groepen in de tabel van mogelijke schade, elk met een maatregel.", n=len(rows))


CHECKS = (
    register_entry_is_ready,
    notice_is_complete,
    letter_is_complete,
    method_and_tests_are_open,
    roles_have_names,
    software_gives_no_verdict,
    rights_assessment_is_prefilled,
    run_can_be_repeated,
    complaints_have_a_door,
    outsider_can_retest,
    evaluation_is_planned,
    results_are_stable,
    random_arm_is_planned,
    advice_has_replies,
    areas_have_no_ranks,
    wider_effects_have_indicators,
    offers_fit_capacity,
    pages_are_accessible,
    texts_are_plain,
    each_step_has_a_counter,
    contact_is_limited,
    receivers_are_listed,
    vulnerable_people_come_first,
)
