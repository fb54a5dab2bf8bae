"""Publication plans: what each table of the evidence is, in words, and how it passes the door.

Declarations only. A table that has no plan here is not written.
"""

from __future__ import annotations

from vroegsignalering.release import Plan

_POPULATION = "main earners of private households in the CBS low-income population"
_STATISTICS = ("value", "low", "high")
_AUDITED = (*_STATISTICS, "verdict", "holm", "holm_low", "holm_high", "margin", "smallest_gap")


def _plan(name: str, dimensions: tuple[str, ...], words: tuple[str, str, str, str], **more: object) -> Plan:
    title_nl, title_en, says_nl, says_en = words
    return Plan(
        name=name,
        dimensions=dimensions,
        population=_POPULATION,
        title_nl=title_nl,
        title_en=title_en,
        says_nl=says_nl,
        says_en=says_en,
        **more,  # type: ignore[arg-type]
    )


FLOW = _plan(
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

OUTCOMES = _plan(
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

RATES = _plan(
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

PERFORMANCE = _plan(
    "performance",
    ("model", "mode", "split", "metric"),
    (
        "Hoe goed is de schatting?",
        "How good is the estimate?",
        "Onderscheid en ijking bij mensen en in een jaar die het model niet kende.",
        "Discrimination and calibration on people and in a year the model did not know.",
    ),
    together=("metric",),
    share="value",
    share_of="denominator",
    statistics=("low", "high"),
    counts=("n_outcome",),
    unit="as the metric says",
)

CALIBRATION = _plan(
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

EFFECTS = _plan(
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

FAIRNESS = _plan(
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
    counts=("n_outcome",),
    statistics=("low", "high", *_AUDITED[3:]),
    keep=("reference",),
    across=("group",),
    together=("metric",),
    unit="as the metric says",
)

INTERSECTIONS = _plan(
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
    counts=("n_outcome",),
    statistics=("low", "high", *_AUDITED[3:]),
    keep=("reference",),
    across=("group",),
    together=("metric",),
    unit="as the metric says",
)

CAPACITY = _plan(
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
    counts=("n_outcome",),
    statistics=("low", "high"),
    across=("group",),
    together=("metric",),
    unit="as the metric says",
)

FACTORS = _plan(
    "factors",
    ("mode", "index_year", "attribute", "group", "feature"),
    (
        "Risicofactoren per groep",
        "Risk factors by group",
        "Wat in de groep samengaat met een hogere of lagere kans dan bij alle anderen; som per groep is het hele verschil.",
        "What goes together with a higher or lower risk in the group than among all others; it adds up to the difference.",
    ),
    statistics=_STATISTICS,
    unit="share points",
)

DECOMPOSITION = _plan(
    "decomposition",
    ("mode", "attribute", "group", "reference", "feature", "part"),
    (
        "Waar komt het verschil tussen groepen vandaan?",
        "Where does the difference between groups come from?",
        "Andere samenstelling, andere samenhang, en wat onverklaard blijft; telt op tot het vastgelegde verschil.",
        "Different composition, different association, and what stays unexplained; adds up to the recorded gap.",
    ),
    statistics=_STATISTICS,
    unit="share points",
)

POVERTY = _plan(
    "poverty",
    ("line", "year", "attribute", "group", "unit_of_count"),
    (
        "Onder de grens, per groep en jaar",
        "Below the line, by group and year",
        "Aandeel huishoudens en personen onder elke grens; vijf grenzen, nooit een enkel getal.",
        "Share of households and persons below each line; several lines, never one number.",
    ),
    numerator="n_outcome",
    across=("group",),
    unit="share of households or persons",
)

AREAS = _plan(
    "areas",
    ("line", "year", "province", "gemeente"),
    (
        "Onder de grens, per gebied",
        "Below the line, by area",
        "Per gebied, op naam; geen rangorde.",
        "By area, by name; no ranking.",
    ),
    numerator="n_outcome",
    across=("gemeente",),
    keep=("band",),
    unit="share of households",
)

UNCLAIMED = _plan(
    "unclaimed",
    ("scheme", "year", "attribute", "group"),
    (
        "Regelingen die mensen niet gebruiken",
        "Schemes that people do not use",
        "Aandeel van de rechthebbende huishoudens zonder de regeling, naar schatting uit jaarcijfers.",
        "Share of entitled households without the scheme, estimated from yearly figures.",
    ),
    numerator="not_used",
    counts=(),
    keep=("published_low", "published_high", "published_year", "published_verified"),
    across=("group",),
    unit="share of entitled households",
)

EVENTS = _plan(
    "events",
    ("event", "outcome", "arm", "months", "attribute", "group"),
    (
        "Wat volgt op een levensgebeurtenis",
        "What follows a life event",
        "Aandeel onder de grens rond de gebeurtenis, naast vergelijkbare huishoudens zonder; hoort bij elkaar, is geen oorzaak.",
        "Share below the line around the event, beside matched households without it; goes together, is not a cause.",
    ),
    share="value",
    share_of="denominator",
    statistics=("low", "high"),
    unit="share of households",
)

BASELINES = _plan(
    "baselines",
    ("baseline", "metric"),
    (
        "Doet een eenvoudige regel het even goed?",
        "Does a simple rule do as well?",
        "Het model naast toeval, gebied, een regel, de stand van vorig jaar en signalen van nu, bij dezelfde mensen.",
        "The model beside chance, area, one rule, last year's status and today's signals, on the same people.",
    ),
    counts=("n_outcome",),
    statistics=(*_STATISTICS, "gain", "gain_low", "gain_high", "verdict"),
    unit="as the metric says",
)

READABILITY = _plan(
    "readability",
    ("metric",),
    (
        "Wat kost leesbaarheid?",
        "What does readability cost?",
        "Het leesbare model naast een ondoorzichtig model dat alleen voor deze vergelijking is gemaakt.",
        "The readable model beside an opaque one that was made for this comparison only.",
    ),
    counts=("n_outcome",),
    statistics=("additive", "black_box", "difference", "low", "high"),
    unit="as the metric says",
)

DRIFT = _plan(
    "drift",
    ("feature", "year", "metric"),
    (
        "Verschuift er iets van jaar tot jaar?",
        "Does anything shift from year to year?",
        "Tegenover het jaar van ijking, met de grens waarboven iemand moet kijken.",
        "Against the year of calibration, with the limit above which somebody must look.",
    ),
    statistics=("value", "state"),
    keep=("limit",),
    unit="as the metric says",
)

STABILITY = _plan(
    "stability",
    ("what", "part", "metric"),
    (
        "Is het model vast of toevallig?",
        "Is the model firm or a matter of chance?",
        "Opnieuw gemaakt met ander toeval, andere trekkingen en losse jaren.",
        "Made again with other seeds, resamples and single years.",
    ),
    statistics=("value",),
    counts=("n_train",),
    unit="as the metric says",
)

SUBGROUPS = _plan(
    "subgroups",
    ("kind", "position"),
    (
        "Combinaties met een hoge of lage kans",
        "Combinations with a high or low rate",
        "Gezocht bij de ene helft van de mensen en getoetst bij de andere; voor veel toetsen gecorrigeerd.",
        "Searched among one half of the people and tested on the other; corrected for many tests.",
    ),
    numerator="n_outcome",
    statistics=("p_adjusted",),
    keep=("rule_nl", "rule_en"),
    unit="share of households",
)

SURROGATE = _plan(
    "surrogate",
    ("node",),
    (
        "Het model in enkele groepen naverteld",
        "The model retold in a few groups",
        "Een kleine boom die het model benadert; de trouw staat erbij.",
        "A small tree that approximates the model; its fidelity is stated.",
    ),
    statistics=("share", "value", "fidelity"),
    keep=("rule_nl", "rule_en"),
    unit="share of households",
)

MEMBERSHIP = _plan(
    "membership",
    ("model", "metric"),
    (
        "Verraden de modelgetallen wie erin zat?",
        "Do the parameters tell who was in the data?",
        "Aanval op lidmaatschap; 0,5 betekent dat raden even goed is.",
        "Membership attack; 0.5 means that guessing does as well.",
    ),
    statistics=_STATISTICS,
    unit="area under the curve of the attack",
)

PROXIES = _plan(
    "proxies",
    ("attribute", "feature", "metric"),
    (
        "Welke kenmerken zijn stille vervangers?",
        "Which features are silent proxies?",
        "Hoe goed een kenmerk een beschermd kenmerk verraadt (Cramérs V, gecorrigeerd voor toeval).",
        "How well a feature tells a protected attribute (Cramér's V, corrected for chance).",
    ),
    statistics=_STATISTICS,
    unit="association, 0-1",
)

ABLATION = _plan(
    "ablation",
    ("feature", "metric"),
    (
        "Wat voegt elk kenmerk toe?",
        "What does each feature add?",
        "Verlies van bereik als het kenmerk uit de som wordt gelaten, zonder het model opnieuw te maken.",
        "Loss of coverage when the feature is left out of the sum, without refitting the model.",
    ),
    statistics=_STATISTICS,
    unit="share points of coverage",
)

CHAIN = _plan(
    "chain",
    ("attribute", "group", "step"),
    (
        "Keten van signaal tot hulp",
        "Chain from signal to help",
        "Aandeel dat na elke stap verder komt, per partner en leeftijdsklasse.",
        "Share that goes on after each step, by partner and age band.",
    ),
    count="n_from",
    numerator="n",
    statistics=("of_all", "difference", "difference_low", "difference_high", "verdict"),
    keep=("from_step", "reference"),
    unit="share of signals at the step before",
)

SIGNALS = _plan(
    "signals",
    ("partner", "contact_kind", "result"),
    (
        "Hoe signalen eindigen",
        "How signals end",
        "Mix van uitkomsten per partner en per manier van contact; moeilijke gevallen krijgen vaker huisbezoek.",
        "Mix of results by partner and by kind of contact; hard cases get house visits more often.",
    ),
    numerator="n_result",
    unit="share of signals that were reached or closed",
)

HOUSEHOLDS = _plan(
    "households",
    ("household", "change"),
    (
        "Voorbeeldhuishoudens (verzonnen)",
        "Example households (invented)",
        "Wat is vastgelegd voor huishoudens zoals deze, en met een ding anders; geen schatting voor iemand.",
        "What was recorded for households like these, and with one thing different; no estimate for anyone.",
    ),
    numerator="n_outcome",
    keep=("title_nl", "title_en"),
    unit="share of households",
)
