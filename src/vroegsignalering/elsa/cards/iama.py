"""IAMA 2.0 as an assessment card: every question, facts where a run has them, the rest openly open.

Question numbers are those of IAMA 2.0 (MinBZK, February 2026); the questions are in our own words. A machine-filled
IAMA is no IAMA: each answer says that software wrote it, and nobody has judged it.
"""

from __future__ import annotations

from typing import Any

from vroegsignalering.elsa.cards.minbzk import DRAFT, NOT_YET, provenance
from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.texts import Texts

QUESTIONS: dict[str, str] = {
    "1.1.1": "Wat is de aanleiding en welk probleem lost het op?",
    "1.1.2": "Wat is het doel, en welke doelen horen daarbij?",
    "1.2.1": "Welke publieke waarden worden geholpen?",
    "1.2.2": "Welke publieke waarden komen in het gedrang?",
    "1.3.1": "Is dit een verboden praktijk?",
    "1.3.2": "Hoort het gebruik bij een wettelijke taak?",
    "1.3.4": "Op welke wettelijke grondslag rust het gebruik?",
    "1.4.1.1": "Wie bouwt het, en met welke plichten?",
    "1.4.1.2": "Wie gebruikt het, en met welke plichten?",
    "1.4.1.3": "Wie onderhoudt het, en met welke plichten?",
    "1.4.2": "Wie is eindverantwoordelijk?",
    "1.4.3": "Hoe stopt men?",
    "2.1.1": "Hoe werkt het en leert het zelf?",
    "2.1.2": "Welke alternatieven zijn er, en waarom deze keuze?",
    "2.2A.1": "Waar komen de regels vandaan, als het niet zelf leert?",
    "2.2A.2": "Welke aannames en vertekening zitten in die regels?",
    "2.2A.3": "Zijn voor die regels niet meer gegevens gebruikt dan nodig?",
    "2.2B.1": "Uit welke bronnen komen leer- en toetsgegevens?",
    "2.2B.2": "Hoe goed zijn die gegevens?",
    "2.2B.3": "Wie ontbreekt in de gegevens?",
    "2.2B.4": "Zijn niet meer gegevens gebruikt dan nodig?",
    "2.3.1": "Welke gegevens gaan er tijdens gebruik in?",
    "2.3.2": "Hoe goed zijn de gegevens tijdens gebruik?",
    "2.3.3": "Welke aannames en vertekening zitten in de gegevens tijdens gebruik?",
    "2.4.1": "Welke maat is leidend, en waarom?",
    "2.4.2": "Wanneer is het goed genoeg?",
    "2.4.3": "Wat zijn ongewenste gevolgen van fouten?",
    "2.5.1": "Welke afspraken zijn er met een leverancier?",
    "2.5.2": "Hoe zijn de gegevens beveiligd?",
    "2.5.3": "Wie kan bij de gegevens?",
    "3.1.1": "In welk proces wordt het gebruikt?",
    "3.1.2": "In welke periode wordt het gebruikt?",
    "3.1.3": "Hoe vaak wordt het gebruikt?",
    "3.1.4": "Waar wordt het gebruikt?",
    "3.1.5": "Welke bijwerkingen heeft het gebruik?",
    "3.2.1": "Wat doen medewerkers ermee?",
    "3.2.2": "Mogen en kunnen medewerkers ervan afwijken?",
    "3.2.3": "Weten medewerkers genoeg van AI?",
    "3.2.4": "Verleren medewerkers hun vak erdoor?",
    "3.3.1": "Wat wordt binnen de organisatie verteld?",
    "3.3.2": "Wat wordt daarbuiten verteld?",
    "3.3.3": "Aan wie wordt het verteld?",
    "3.3.4": "Hoe begrijpelijk wordt het verteld?",
    "3.4.1": "Hoe wordt bewaakt en bijgestuurd?",
    "3.4.2": "Hoe melden medewerkers een fout?",
    "3.4.3": "Hoe melden betrokkenen een fout?",
    "3.4.4": "Kan het doel verschuiven?",
    "3.4.5": "Wanneer is het een succes, en wanneer wordt dat gemeten?",
    "3.5.1": "Wie wordt erdoor geraakt?",
    "3.5.2": "Wat zijn de nadelen voor hen?",
    "3.5.3": "Wat zijn de voordelen voor hen?",
    "3.5.4": "Wat vinden de mensen om wie het gaat?",
    "3.5.5": "Kunnen zij zich eraan onttrekken?",
    "3.5.6": "Welke gevolgen voor de samenleving zijn ongewenst?",
    "3.5.7": "Welke zorgen zijn nog niet aan bod gekomen?",
    "4.1.1": "Welke grondrechten kunnen worden aangetast?",
    "4.1.2": "Welke grondrechten worden ermee beschermd?",
    "4.1.3": "Welke grondrechten worden werkelijk geraakt?",
    "4.2.1": "Is het hoog risico onder de AI-verordening?",
    "4.2.2": "Gaat het om persoonsgegevens, en is er een DPIA?",
    "4.2.3": "Is er direct of indirect onderscheid?",
    "4.2.4": "Welke andere wetten gelden?",
    "4.2.5": "Welke rechtspraak geldt, met welke eisen?",
    "4.3.1": "Hoe zwaar weegt het grondrecht?",
    "4.3.2": "Hoe groot is de inbreuk?",
    "4.3.3": "Hoe ernstig is dat samen: ernstig, middel of licht?",
    "4.4.1": "Bereikt het zijn doel?",
    "4.4.2": "Is het redelijk om dat te verwachten?",
    "4.5.1": "Kan het doel ook zonder dit worden bereikt?",
    "4.5.2": "Welke aanpassing maakt de inbreuk kleiner?",
    "4.5.3": "Wat blijft er over van de inbreuk?",
    "4.5.4": "Is wat overblijft redelijk?",
    "5.A.1": "Welke belangen worden gediend?",
    "5.A.2": "Welke belangen worden geschaad?",
    "5.A.3": "Hoe zwaar wegen die belangen?",
    "5.A.4": "Hoe waarschijnlijk zijn voordeel en nadeel?",
    "5.A.5": "Is het nodig?",
    "5.A.6": "Wat is de uitkomst van de afweging?",
    "5.B": "Wat is het advies over gebruik en voorwaarden?",
    "5.C": "Welke restrisico's blijven, en wie aanvaardt die?",
    **{f"{part}.actiepunten": f"Welke acties volgen uit deel {part}?" for part in range(1, 6)},
}
"""Every question by its number in IAMA 2.0."""


def iama_card(material: Material) -> dict[str, Any]:
    """IAMA answers as an assessment card: facts where a run has them, the rest openly open."""
    answers = facts(material)
    contents = []
    for key, question in QUESTIONS.items():
        row = {"question": f"{key} {question}", "urn": f"urn:nl:iama:2.0:{key}"}
        if key in answers:
            row |= {"answer": answers[key], "remarks": "ingevuld door software, niet beoordeeld"}
        contents.append(row if key in answers else row | {"answer": NOT_YET})
    return {
        "provenance": provenance(material),
        "name": f"IAMA (concept) {material.title('nl')}: {DRAFT}",
        "date": "0000-00-00",
        "contents": contents,
    }


def facts(material: Material) -> dict[str, str]:
    """What the run itself can say, by question; never a judgement."""
    story = Narrative.of(material, Texts("nl"))
    alternatives = " ".join(story.alternatives)
    return {
        "1.1.2": f"{story.purpose} Niet voor: {'; '.join(story.not_for)}.",
        "1.4.3": story.stop,
        "2.1.1": " ".join(story.method),
        "2.1.2": f"{story.gain} {alternatives}",
        "2.2B.1": " ".join((story.data_sentence, *story.sources)),
        "2.2B.3": "; ".join(said(r, "group", "nl") for r in material.declarations.rows("missing")),
        "2.2B.4": f"Wat elke variabele bijdraagt, staat in tabel ablation. Oordeel: {NOT_YET}",
        "2.4.1": "Bereik per groep bij vaste capaciteit, vooraf vastgelegd.",
        "2.4.3": " ".join(story.fairness),
        "3.4.1": material.declarations.text("drift", "action", "nl"),
        "3.4.4": "Een doel buiten hulp wordt door de software geweigerd.",
        "3.5.1": f"Aantallen en uitkomsten per groep staan in tabel fairness. Oordeel: {NOT_YET}",
        "4.2.3": f"Sterkte van stille vervangers staat in tabel proxies. Oordeel: {NOT_YET}",
        "4.4.1": story.gain,
        "4.5.1": f"{story.gain} {alternatives} Oordeel: {NOT_YET}",
    }
