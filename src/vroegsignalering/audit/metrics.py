"""The registry of metrics: what each is, how it is counted, and who bears a gap in it.

Docs and reports are generated from here, so that the metric that is described is the metric that is computed. Every
metric is a function of the sums of one group; the order is that of the reports.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vroegsignalering.audit.metric import Array, Kind, Metric, Tallies, share
from vroegsignalering.errors import DeclarationError


def metric(name: str) -> Metric:
    """The metric of this name.

    Raises
    ------
    DeclarationError
        No such metric.
    """
    if name not in METRICS:
        raise DeclarationError(f"no metric {name!r}", mend="one of: " + ", ".join(METRICS))
    return METRICS[name]


def _one(sums: Tallies) -> Array:
    return np.ones_like(sums.n)


def _whole(sums: Tallies) -> Tallies:
    return sums.whole if sums.whole is not None else sums


def _both(sums: Tallies) -> Array:
    return np.minimum(sums.outcome, sums.without)


def _balanced(sums: Tallies) -> Array:
    return (share(sums.tp, sums.outcome) + share(sums.tn, sums.without)) / 2.0


_ALL: tuple[Metric, ...] = (
    Metric(
        name="selection_rate",
        title_nl="Selectiekans",
        says_nl="Deel van de groep dat geselecteerd wordt. Context, geen toets: de behoefte verschilt per groep.",
        formula="(tp + fp) / n",
        harmed_nl="wie vaker gemarkeerd wordt, en wie minder vaak een aanbod krijgt",
        above=lambda s: s.selected,
        below=lambda s: s.n,
        peer="fairlearn.metrics.selection_rate",
    ),
    Metric(
        name="base_rate",
        title_nl="Aandeel met de uitkomst",
        says_nl="Deel van de groep bij wie de uitkomst later is vastgelegd.",
        formula="(tp + fn) / n",
        harmed_nl="niemand door het model; een verschil toont ongelijke behoefte of ongelijke registratie",
        above=lambda s: s.outcome,
        below=lambda s: s.n,
        needs="",
    ),
    Metric(
        name="true_positive_rate",
        title_nl="Terecht geselecteerd",
        says_nl="Deel van de mensen met de uitkomst dat geselecteerd is.",
        formula="tp / (tp + fn)",
        harmed_nl="mensen met de uitkomst in een groep met een laag bereik: zij krijgen geen aanbod van hulp",
        above=lambda s: s.tp,
        below=lambda s: s.outcome,
        peer="fairlearn.metrics.true_positive_rate",
    ),
    Metric(
        name="false_negative_rate",
        title_nl="Gemist",
        says_nl="Deel van de mensen met de uitkomst dat niet geselecteerd is.",
        formula="fn / (tp + fn)",
        harmed_nl="mensen met de uitkomst die gemist worden",
        above=lambda s: s.fn,
        below=lambda s: s.outcome,
        peer="fairlearn.metrics.false_negative_rate",
    ),
    Metric(
        name="false_positive_rate",
        title_nl="Onterecht geselecteerd",
        says_nl="Deel van de mensen zonder de uitkomst dat toch geselecteerd is.",
        formula="fp / (fp + tn)",
        harmed_nl="mensen zonder de uitkomst die toch benaderd worden",
        above=lambda s: s.fp,
        below=lambda s: s.without,
        peer="fairlearn.metrics.false_positive_rate",
    ),
    Metric(
        name="true_negative_rate",
        title_nl="Terecht niet geselecteerd",
        says_nl="Deel van de mensen zonder de uitkomst dat niet geselecteerd is.",
        formula="tn / (fp + tn)",
        harmed_nl="mensen zonder de uitkomst die toch benaderd worden, als dit laag is",
        above=lambda s: s.tn,
        below=lambda s: s.without,
        peer="fairlearn.metrics.true_negative_rate",
    ),
    Metric(
        name="precision",
        title_nl="Trefzekerheid",
        says_nl="Deel van de geselecteerden bij wie de uitkomst is vastgelegd.",
        formula="tp / (tp + fp)",
        harmed_nl="iedereen: een aanbod dat niet nodig was, kon niet naar een ander",
        above=lambda s: s.tp,
        below=lambda s: s.selected,
        peer="sklearn.metrics.precision_score",
    ),
    Metric(
        name="false_discovery_rate",
        title_nl="Geselecteerd zonder uitkomst",
        says_nl="Deel van de geselecteerden bij wie de uitkomst niet is vastgelegd.",
        formula="fp / (tp + fp)",
        harmed_nl="mensen zonder de uitkomst die ongevraagd benaderd worden: schaamte, het gevoel gecontroleerd te worden",
        above=lambda s: s.fp,
        below=lambda s: s.selected,
    ),
    Metric(
        name="false_omission_rate",
        title_nl="Uitkomst onder wie niet geselecteerd is",
        says_nl="Deel van de niet-geselecteerden bij wie de uitkomst toch is vastgelegd.",
        formula="fn / (fn + tn)",
        harmed_nl="mensen met de uitkomst die buiten beeld blijven",
        above=lambda s: s.fn,
        below=lambda s: s.fn + s.tn,
    ),
    Metric(
        name="negative_predictive_value",
        title_nl="Terecht buiten beeld",
        says_nl="Deel van de niet-geselecteerden zonder de uitkomst.",
        formula="tn / (fn + tn)",
        harmed_nl="mensen met de uitkomst die buiten beeld blijven, als dit laag is",
        above=lambda s: s.tn,
        below=lambda s: s.fn + s.tn,
    ),
    Metric(
        name="accuracy",
        title_nl="Deel juist",
        says_nl="Deel bij wie selectie en uitkomst overeenkomen. Zegt weinig bij een zeldzame uitkomst.",
        formula="(tp + tn) / n",
        harmed_nl="niet te zeggen: beide soorten fouten tellen even zwaar",
        above=lambda s: s.tp + s.tn,
        below=lambda s: s.n,
        peer="sklearn.metrics.accuracy_score",
    ),
    Metric(
        name="balanced_accuracy",
        title_nl="Gemiddeld deel juist",
        says_nl="Gemiddelde van terecht geselecteerd en terecht niet geselecteerd.",
        formula="(tp / (tp + fn) + tn / (tn + fp)) / 2",
        harmed_nl="niet te zeggen: beide soorten fouten tellen even zwaar",
        above=_balanced,
        below=_one,
        judged_on=_both,
        kind=Kind.BOUNDED,
        peer="sklearn.metrics.balanced_accuracy_score",
    ),
    Metric(
        name="f1",
        title_nl="F1",
        says_nl="Harmonisch gemiddelde van bereik en trefzekerheid.",
        formula="2 tp / (2 tp + fp + fn)",
        harmed_nl="niet te zeggen: twee maten in één getal",
        above=lambda s: 2.0 * s.tp,
        below=lambda s: 2.0 * s.tp + s.fp + s.fn,
        kind=Kind.BOUNDED,
        peer="sklearn.metrics.f1_score",
    ),
    Metric(
        name="auc",
        title_nl="Onderscheid (AUC)",
        says_nl="Kans dat iemand met de uitkomst een hogere score heeft dan iemand zonder.",
        formula="P(p(y=1) > p(y=0)) + P(p(y=1) = p(y=0)) / 2",
        harmed_nl="groepen waarin het model slecht onderscheid maakt",
        above=lambda s: s.pairs,
        below=lambda s: s.outcome * s.without,
        judged_on=_both,
        kind=Kind.BOUNDED,
        needs="risk",
        peer="sklearn.metrics.roc_auc_score",
    ),
    Metric(
        name="brier",
        title_nl="Brierscore",
        says_nl="Gemiddelde gekwadrateerde afstand tussen risico en uitkomst; lager is beter.",
        formula="sum((p - y)^2) / n",
        harmed_nl="groepen waarin de schatting er verder naast zit",
        above=lambda s: s.squared_error,
        below=lambda s: s.n,
        kind=Kind.BOUNDED,
        needs="probability",
        peer="sklearn.metrics.brier_score_loss",
    ),
    Metric(
        name="mean_risk",
        title_nl="Gemiddeld risico",
        says_nl="Gemiddelde van het geschatte risico.",
        formula="sum(p) / n",
        harmed_nl="niemand op zichzelf; vergelijk met het aandeel met de uitkomst",
        above=lambda s: s.expected,
        below=lambda s: s.n,
        kind=Kind.BOUNDED,
        needs="probability",
    ),
    Metric(
        name="calibration_ratio",
        title_nl="IJking (waargenomen gedeeld door verwacht)",
        says_nl="Aantal met de uitkomst gedeeld door de som van de risico's; boven 1 is de behoefte onderschat.",
        formula="(tp + fn) / sum(p)",
        harmed_nl="groepen met een waarde boven 1: hun behoefte is onderschat",
        above=lambda s: s.outcome,
        below=lambda s: s.expected,
        judged_on=lambda s: s.outcome,
        kind=Kind.RATIO,
        needs="probability",
    ),
    Metric(
        name="contacts_per_100",
        title_nl="Contacten per 100",
        says_nl="Aantal benaderden per 100 leden van de groep.",
        formula="100 (tp + fp) / n",
        harmed_nl="groepen die vaker ongevraagd benaderd worden",
        above=lambda s: s.selected,
        below=lambda s: s.n,
        scale=100.0,
    ),
    Metric(
        name="allocation_per_need",
        title_nl="Aanbod naar behoefte",
        says_nl="Aandeel van de groep in het aanbod, gedeeld door haar aandeel in de behoefte; onder 1 is te weinig.",
        formula="((tp + fp) / selected overall) / ((tp + fn) / outcome overall)",
        harmed_nl="groepen met een waarde onder 1: zij krijgen minder aanbod dan hun behoefte",
        above=lambda s: s.selected * _whole(s).outcome,
        below=lambda s: s.outcome * _whole(s).selected,
        judged_on=lambda s: s.outcome,
        step=lambda s: _whole(s).outcome,
        kind=Kind.RATIO,
    ),
)

_BY_NAME = {entry.name: entry for entry in _ALL}
_AT_CAPACITY = (
    replace(
        _BY_NAME["true_positive_rate"],
        name="coverage",
        title_nl="Bereik bij capaciteit",
        says_nl="Deel van de mensen met de uitkomst dat binnen de capaciteit een aanbod krijgt.",
        needs="capacity",
        same_as="true_positive_rate",
    ),
    replace(
        _BY_NAME["false_negative_rate"],
        name="miss_rate",
        title_nl="Gemist bij capaciteit",
        says_nl="Deel van de mensen met de uitkomst dat binnen de capaciteit geen aanbod krijgt.",
        needs="capacity",
        same_as="false_negative_rate",
    ),
    replace(
        _BY_NAME["false_discovery_rate"],
        name="needless_contact",
        title_nl="Contact zonder behoefte",
        says_nl="Deel van de benaderden bij wie de uitkomst niet is vastgelegd.",
        needs="capacity",
        same_as="false_discovery_rate",
    ),
)

_SCATTERED = replace(
    _BY_NAME["false_negative_rate"],
    name="scattered_need",
    title_nl="Verspreide behoefte",
    says_nl="Deel van de behoefte dat buiten de beste cellen ligt: het plafond van elke aanpak per gebied of groep.",
    harmed_nl="mensen met behoefte die tussen weinig anderen met behoefte wonen",
    formula="need in cells below the selection line / need",
    needs="cells",
)


def _nothing(sums: Tallies) -> Array:
    return np.full(sums.n.shape, np.nan)


_FROM_SCORES = (
    Metric(
        name="calibration_slope",
        title_nl="IJklijn: helling",
        says_nl="Helling van de uitkomst op het risico (log-odds); onder 1 zijn de schattingen te uitgesproken.",
        formula="b in logit P(y=1) = a + b logit(p)",
        harmed_nl="groepen waarin hoge en lage schattingen te ver uit elkaar liggen",
        above=_nothing,
        below=_nothing,
        kind=Kind.LINE,
        needs="line",
    ),
    Metric(
        name="calibration_intercept",
        title_nl="IJklijn: hoogte",
        says_nl="Hoogte van de ijklijn (log-odds); boven 0 komt de uitkomst vaker voor dan geschat.",
        formula="a in logit P(y=1) = a + b logit(p)",
        harmed_nl="groepen met een waarde boven 0: hun behoefte is onderschat",
        above=_nothing,
        below=_nothing,
        kind=Kind.LINE,
        needs="line",
    ),
    Metric(
        name="log_loss",
        title_nl="Logaritmisch verlies",
        says_nl="Gemiddelde straf voor een schatting die er ver naast zit; lager is beter. Alleen voor het geheel.",
        formula="-mean(y log p + (1 - y) log(1 - p))",
        harmed_nl="groepen waarin de schatting er verder naast zit",
        above=_nothing,
        below=_nothing,
        kind=Kind.LINE,
        needs="line",
        peer="sklearn.metrics.log_loss",
    ),
)

METRICS: dict[str, Metric] = {
    entry.name: entry for entry in (*_ALL, *_FROM_SCORES, *_AT_CAPACITY, _SCATTERED)
}
"""Every metric by name, in the order in which reports show them."""
