"""Publication plans of tables without a model: poverty and areas, support that goes unused, life events, the chain.

Declarations only, as in ``plans``.
"""

from __future__ import annotations

from vroegsignalering.pipeline.plans import STATISTICS, planned

_ALL = "private households in the CBS low-income population of the year, and the persons in them"
_EVENT = "main earners with the event, and matched main earners without it"
_SIGNALS = "signals of payment arrears that municipalities received"

POVERTY = planned(
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
    together=("unit_of_count",),
    unit="share of households or persons",
    population=_ALL,
)

AREAS = planned(
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
    population=_ALL,
)

UNCLAIMED = planned(
    "unclaimed",
    ("scheme", "year", "attribute", "group"),
    (
        "Regelingen die mensen niet gebruiken",
        "Schemes that people do not use",
        "Aandeel van de rechthebbende huishoudens zonder de regeling, naar schatting uit jaarcijfers. "
        "In een groot land uit de registers van hoogstens 1 miljoen personen, door loting.",
        "Share of entitled households without the scheme, estimated from yearly figures. "
        "In a large country from the registers of at most 1 million persons, by lot.",
    ),
    numerator="not_used",
    counts=(),
    keep=("published_low", "published_high", "published_year", "published_verified"),
    across=("group",),
    unit="share of entitled households",
    population="private households that seem entitled to the scheme, by figures of a whole year",
)

SCHEME_REACH = planned(
    "scheme_reach",
    ("scheme", "year", "measure", "attribute", "group"),
    (
        "Wie recht lijkt te hebben of een regeling krijgt",
        "Who seems entitled to a scheme, or receives it",
        "Aandeel van alle huishoudens, bij regelingen waarvan niet te meten is hoeveel niet wordt gebruikt; "
        "bij de andere: van wie de regeling krijgt, het deel dat er volgens de regel geen recht op heeft. "
        "In een groot land uit de registers van hoogstens 1 miljoen personen, door loting.",
        "Share of all households, for schemes of which the share not used cannot be measured; "
        "for the others: of those who receive it, the share that is not entitled by the rule. "
        "In a large country from the registers of at most 1 million persons, by lot.",
    ),
    numerator="n_outcome",
    across=("group",),
    unit="share of households",
    population="private households with an income in the registers of the year",
)

EVENTS = planned(
    "events",
    ("event", "outcome", "arm", "months", "attribute", "group"),
    (
        "Wat volgt op een levensgebeurtenis",
        "What follows a life event",
        "Aandeel onder de grens rond de gebeurtenis, naast vergelijkbare huishoudens zonder; hoort bij elkaar, is geen oorzaak. "
        "In een groot land uit de registers van hoogstens 1 miljoen personen, door loting.",
        "Share below the line around the event, beside matched households without it; goes together, is not a cause. "
        "In a large country from the registers of at most 1 million persons, by lot.",
    ),
    share="value",
    share_of="denominator",
    statistics=("low", "high"),
    across=("group",),
    unit="share of households",
    population=_EVENT,
)

EVENTS_LEAD = planned(
    "events_lead",
    ("event", "outcome", "months"),
    (
        "Hoeveel tijd er is om te helpen",
        "How much time there is to help",
        "Van wie rond de gebeurtenis onder de grens kwam: het deel met nog zo veel maanden tot dat jaar begon.",
        "Of those who came below the line around the event: the share with so many months left until that year began.",
    ),
    numerator="n_outcome",
    unit="share of households that came below the line",
    population="main earners with the event whose household came below the line around it",
)

EVENTS_TREND = planned(
    "events_trend",
    ("event", "outcome", "attribute", "group"),
    (
        "Verschilden huishoudens al voor de gebeurtenis?",
        "Did households differ before the event already?",
        "Verschil twee jaar ervoor met vergelijkbare huishoudens; waar het verschilt, hoort wat volgt niet bij de gebeurtenis.",
        "Gap with matched households two years before; where it differs, what follows may not be read as part of the event.",
    ),
    statistics=(*STATISTICS, "differs"),
    across=("group",),
    unit="difference in shares",
    population=_EVENT,
)

EVENTS_SCHEMES = planned(
    "events_schemes",
    ("event", "scheme", "year"),
    (
        "Regelingen die na een gebeurtenis vaak niet worden gebruikt",
        "Schemes that often go unclaimed after an event",
        "Deel van de huishoudens met de gebeurtenis dat in het jaar erna recht leek te hebben en de regeling niet kreeg.",
        "Share of households with the event that seemed entitled in the year after and did not get the scheme.",
    ),
    numerator="n_outcome",
    statistics=("entitled_share", "of_entitled", "value_others"),
    unit="share of households",
    population="households with the event that seem entitled to the scheme in the year after",
)

CHAIN = planned(
    "chain",
    ("attribute", "group", "step"),
    (
        "Keten van signaal tot hulp",
        "Chain from signal to help",
        "Aandeel dat na elke stap verder komt, per partner, leeftijd, manier van contact en grootte van de gemeente. "
        "In een groot land uit de leveringen over hoogstens 200 000 inwoners, door loting.",
        "Share that goes on after each step, by partner, age, way of contact and size of the municipality. "
        "In a large country from deliveries about at most 200,000 residents, by lot.",
    ),
    count="n_from",
    numerator="n",
    statistics=("of_all", "difference", "difference_low", "difference_high", "verdict"),
    keep=("from_step", "reference"),
    across=("group",),
    unit="share of signals at the step before",
    population=_SIGNALS,
)

CHAIN_PEERS = planned(
    "chain_peers",
    ("peers", "gemeente", "step"),
    (
        "De keten naast gemeenten van dezelfde grootte",
        "The chain beside municipalities of like size",
        "Per gemeente het deel dat na elke stap verder komt, en het verschil met alle andere van die grootte; geen rangorde.",
        "Per municipality the share that goes on after each step, and the difference from all others of that size; no ranks.",
    ),
    count="n_from",
    numerator="n",
    statistics=("of_all", "difference", "difference_low", "difference_high", "verdict"),
    keep=("from_step", "reference"),
    across=("gemeente",),
    unit="share of signals at the step before",
    population=_SIGNALS,
)

SIGNALS = planned(
    "signals",
    ("partner", "contact_kind", "result"),
    (
        "Hoe signalen eindigen",
        "How signals end",
        "Mix van uitkomsten per partner en per manier van contact; moeilijke gevallen krijgen vaker huisbezoek. "
        "In een groot land uit de leveringen over hoogstens 200 000 inwoners, door loting.",
        "Mix of results by partner and by kind of contact; hard cases get house visits more often. "
        "In a large country from deliveries about at most 200,000 residents, by lot.",
    ),
    numerator="n_result",
    unit="share of signals that were reached or closed",
    population=_SIGNALS,
)
