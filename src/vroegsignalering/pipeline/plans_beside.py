"""Publication plans of tables that explain, test and illustrate a model: factors, trust, examples.

Declarations only, as in ``plans``.
"""

from __future__ import annotations

from vroegsignalering.pipeline.plans import STATISTICS, planned

FACTORS = planned(
    "factors",
    ("mode", "index_year", "attribute", "group", "feature"),
    (
        "Risicofactoren per groep",
        "Risk factors by group",
        "Wat in de groep samengaat met een hogere of lagere kans dan bij alle anderen; som per groep is het hele verschil.",
        "What goes together with a higher or lower risk in the group than among all others; it adds up to the difference.",
    ),
    statistics=STATISTICS,
    unit="share points",
)

DECOMPOSITION = planned(
    "decomposition",
    ("mode", "attribute", "group", "reference", "feature", "part"),
    (
        "Waar komt het verschil tussen groepen vandaan?",
        "Where does the difference between groups come from?",
        "Andere samenstelling, andere samenhang, en wat onverklaard blijft; telt op tot het vastgelegde verschil.",
        "Different composition, different association, and what stays unexplained; adds up to the recorded gap.",
    ),
    statistics=STATISTICS,
    unit="share points",
)

BASELINES = planned(
    "baselines",
    ("baseline", "metric"),
    (
        "Doet een eenvoudige regel het even goed?",
        "Does a simple rule do as well?",
        "Het model naast toeval, gebied, een regel, de stand van vorig jaar en signalen van nu, bij dezelfde mensen.",
        "The model beside chance, area, one rule, last year's status and today's signals, on the same people.",
    ),
    counts=("n_outcome",),
    statistics=(*STATISTICS, "gain", "gain_low", "gain_high", "verdict"),
    unit="as the metric says",
)

READABILITY = planned(
    "readability",
    ("metric",),
    (
        "Wat kost leesbaarheid?",
        "What does readability cost?",
        "Het leesbare model naast een ondoorzichtig model dat alleen voor deze vergelijking is gemaakt, op dezelfde mensen. "
        "De vormen van het leesbare model zijn hier niet bijgesteld op het jaar van ijking. "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "The readable model beside an opaque one that was made for this comparison only, on the same people. "
        "Here the shapes of the readable model are not revised on the year of calibration. "
        "In a large country on at most 200,000 households, by lot.",
    ),
    counts=("n_outcome",),
    statistics=("additive", "black_box", "difference", "low", "high"),
    unit="as the metric says",
)

DRIFT = planned(
    "drift",
    ("feature", "year", "metric"),
    (
        "Verschuift er iets van jaar tot jaar?",
        "Does anything shift from year to year?",
        "Tegenover het jaar van ijking, met de grens waarboven iemand moet kijken. "
        "In een groot land op hoogstens 1 miljoen huishoudens, door loting.",
        "Against the year of calibration, with the limit above which somebody must look. "
        "In a large country on at most 1 million households, by lot.",
    ),
    statistics=("value", "state"),
    keep=("limit",),
    unit="as the metric says",
)

STABILITY = planned(
    "stability",
    ("what", "part", "metric"),
    (
        "Is het model vast of toevallig?",
        "Is the model firm or a matter of chance?",
        "Opnieuw gemaakt met ander toeval, andere trekkingen en losse jaren. "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "Made again with other seeds, resamples and single years. "
        "In a large country on at most 200,000 households, by lot.",
    ),
    statistics=("value",),
    counts=("n_train",),
    unit="as the metric says",
)

SUBGROUPS = planned(
    "subgroups",
    ("kind", "position"),
    (
        "Combinaties met een hoge of lage kans",
        "Combinations with a high or low rate",
        "Gezocht bij de ene helft van de mensen en getoetst bij de andere; voor veel toetsen gecorrigeerd. "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "Searched among one half of the people and tested on the other; corrected for many tests. "
        "In a large country on at most 200,000 households, by lot.",
    ),
    numerator="n_outcome",
    statistics=("p_adjusted",),
    keep=("rule_nl", "rule_en"),
    unit="share of households",
)

SURROGATE = planned(
    "surrogate",
    ("node",),
    (
        "Het model in enkele groepen naverteld",
        "The model retold in a few groups",
        "Een kleine boom die het model benadert; de trouw staat erbij. "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "A small tree that approximates the model; its fidelity is stated. "
        "In a large country on at most 200,000 households, by lot.",
    ),
    statistics=("share", "value", "fidelity"),
    keep=("rule_nl", "rule_en"),
    unit="share of households",
)

MEMBERSHIP = planned(
    "membership",
    ("model", "metric"),
    (
        "Verraden de modelgetallen wie erin zat?",
        "Do the parameters tell who was in the data?",
        "Aanval op lidmaatschap; 0,5 betekent dat raden even goed is. "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "Membership attack; 0.5 means that guessing does as well. "
        "In a large country on at most 200,000 households, by lot.",
    ),
    statistics=STATISTICS,
    unit="area under the curve of the attack",
)

PROXIES = planned(
    "proxies",
    ("attribute", "feature", "metric"),
    (
        "Welke kenmerken zijn stille vervangers?",
        "Which features are silent proxies?",
        "Hoe goed een kenmerk een beschermd kenmerk verraadt (Cramérs V, gecorrigeerd voor toeval). "
        "In een groot land op hoogstens 200 000 huishoudens, door loting.",
        "How well a feature tells a protected attribute (Cramér's V, corrected for chance). "
        "In a large country on at most 200,000 households, by lot.",
    ),
    statistics=STATISTICS,
    unit="association, 0-1",
)

ABLATION = planned(
    "ablation",
    ("feature", "metric"),
    (
        "Wat voegt elk kenmerk toe?",
        "What does each feature add?",
        "Verlies van bereik als het model zonder dat kenmerk opnieuw wordt gemaakt; wat een ander kenmerk overneemt, telt niet. "
        "In een groot land op hoogstens 100 000 huishoudens, door loting.",
        "Loss of coverage when the model is fitted again without the feature; what another feature takes over does not count. "
        "In a large country on at most 100,000 households, by lot.",
    ),
    statistics=STATISTICS,
    unit="share points of coverage",
)

HOUSEHOLDS = planned(
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
