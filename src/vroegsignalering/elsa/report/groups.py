"""Parts 5 to 8: differences between groups, the chain, the justification test, desirability.

The software fills in facts. Whether a difference may stand is asked here and answered by people.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.checks.privacy import idle_features
from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.html import Safe, bullets, element, join, table
from vroegsignalering.elsa.reading import outside_gaps, undecided_gaps
from vroegsignalering.elsa.report.dossier import MOST_ROWS, Dossier, Row
from vroegsignalering.elsa.report.measures import measure
from vroegsignalering.texts import opened

MEASURES = ("coverage", "needless_contact", "allocation_per_need", "calibration")
TEST = ("aim", "suitable", "necessary", "proportionate")
STEPS = (
    "signals",
    "signal",
    "matched",
    "picked_up",
    "contact",
    "contact_attempted",
    "attempted",
    "reached",
    "accepted",
    "helped",
)
"""Steps of the chain in order of time, under the names they may have."""


def bias(dossier: Dossier) -> Safe:
    """Part 5: step 1, which group is missed, approached needlessly, judged otherwise."""
    _ = dossier.texts
    titles = {
        "coverage": _("Wie wordt gevonden (bereik; wie er niet bij zit, wordt gemist)"),
        "needless_contact": opened(dossier.words("metric", "needless_contact")),
        "allocation_per_need": _one_is_equal(dossier, "allocation_per_need"),
        "calibration": _one_is_equal(dossier, "calibration_ratio"),
    }
    parts = [measure(dossier, name, titles[name]) for name in MEASURES]
    set_by = dossier.material.preregistration.get("margins", {}).get("set_by", "")
    margin = (
        _("De marges zijn gekozen door: {who}.", who=set_by)
        if set_by
        else _("Niemand heeft de marges nog gekozen: 10 procentpunt is voorlopig ingevuld en geen norm.")
    )
    return element(
        "section",
        element("h2", _("5. Stap 1: verschillen tussen groepen"), id_="bias"),
        element(
            "p",
            _(
                "Elke groep staat tegenover alle anderen; geen groep geldt als gewoon. "
                "Overlap van intervallen bewijst niet dat groepen gelijk zijn."
            ),
        ),
        element("p", margin),
        *parts,
        element("h3", _("Groepen die niemand vooraf noemde")),
        _subgroups(dossier),
        aria_labelledby="bias",
    )


def _one_is_equal(dossier: Dossier, metric: str) -> str:
    return f"{opened(dossier.words('metric', metric))} ({dossier.texts('1 is gelijk')})"


def _subgroups(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("subgroups")
    if found is None:
        return dossier.absent("subgroups")
    heads = [_("Regel"), _("Soort"), _("Aandeel (interval)"), _("Aantal")]
    body = [
        (
            str(r[f"rule_{_.language}"]),
            dossier.words("kind", str(r["kind"])),
            dossier.estimate("subgroups", r),
            dossier.whole("subgroups", r),
        )
        for r in found.head(20).iter_rows(named=True)
    ]
    lead = element(
        "p",
        _(
            "Aanwijzingen, geen bewijs: gezocht zonder beschermde kenmerken, "
            "en getoetst bij mensen met wie niet is gezocht."
        ),
    )
    return join(
        (
            lead,
            table(
                _("Gevonden groepen met hoge of lage kans"),
                heads,
                body,
                numeric=(3,),
                widths=(56, 12, 22, 10),
            ),
            dossier.source("subgroups"),
        )
    )


def chain(dossier: Dossier) -> Safe:
    """Part 6: the same per step of the chain from signal to help."""
    _, found = dossier.texts, dossier.table("chain")
    title = element("h2", _("6. De keten: van signaal tot hulp"), id_="chain")
    if found is None:
        said_ = element(
            "p",
            _(
                "De keten is niet gemeten: er zijn in deze run geen gegevens over contact, aanvaarding en hulp."
            ),
            class_="owed",
        )
        return element("section", title, said_, aria_labelledby="chain")
    order = [step for step in STEPS if step in set(found["step"].to_list())]
    heads = [_("Groep"), *(dossier.words("step", step) for step in order)]
    body = []
    for attribute, group in found.select("attribute", "group").unique(maintain_order=True).rows():
        own = found.filter((pl.col("attribute") == attribute) & (pl.col("group") == group))
        by_step = {str(r["step"]): r for r in own.iter_rows(named=True)}
        cells = [dossier.estimate("chain", by_step[s]) if s in by_step else Safe("–") for s in order]
        body.append((dossier.group({"attribute": attribute, "group": group}), *cells))
    caption = _("Aandeel dat van de stap ervoor doorgaat (interval)")
    return element(
        "section",
        title,
        table(caption, heads, body, widths=(28, *[72 // len(order)] * len(order))),
        dossier.source("chain"),
        aria_labelledby="chain",
    )


def justification(dossier: Dossier) -> Safe:
    """Part 7: step 2, four empty fields per clear gap, and the five steps per variable."""
    _ = dossier.texts
    outside = outside_gaps(dossier.material)
    lead = element(
        "p", _("Voor elk duidelijk verschil vullen mensen vier velden in. De software vult alleen de feiten.")
    )
    if outside.height:
        heads = [
            _("Groep en maat"),
            _("Feit: verschil met de anderen (interval)"),
            _("Doel"),
            _("Geschikt"),
            _("Noodzakelijk"),
            _("Evenredig"),
        ]
        owed = _("nog niet beantwoord")
        body = [
            (
                f"{dossier.group(r)} ({dossier.words('metric', str(r['metric']).replace('_difference', ''))})",
                dossier.estimate("fairness", r, unit="number"),
                *(owed for _field in TEST),
            )
            for r in outside.head(MOST_ROWS).iter_rows(named=True)
        ]
        shown: Safe = table(_("Verschillen buiten de marge"), heads, body, widths=(30, 18, 13, 13, 13, 13))
    else:
        shown = element(
            "p",
            _(
                "Geen verschil ligt buiten de marge; {n} verschillen zijn onbeslist en vragen meer gegevens of een oordeel.",
                n=undecided_gaps(dossier.material).height,
            ),
        )
    return element(
        "section",
        element("h2", _("7. Stap 2: is een verschil te rechtvaardigen?"), id_="justification"),
        lead,
        shown,
        element("h3", _("Per variabele: vijf stappen")),
        features_table(dossier),
        aria_labelledby="justification",
    )


def features_table(dossier: Dossier) -> Safe:
    """Per variable: legal, proxy, quality, link, substance; the machine half filled, the human half owed."""
    _, features = dossier.texts, dossier.table("features")
    if features is None:
        return dossier.absent("features")
    strongest, losses = _strongest(dossier), _losses(dossier)
    ablation = dossier.table("ablation")
    idle = set() if ablation is None else set(idle_features(ablation))
    heads = [
        _("Variabele"),
        _("1 Mag het? Klasse"),
        _("2 Stille vervanger? Sterkste verband (0 tot 1)"),
        _("3 Goede gegevens? Ontbreekt bij"),
        _("4 Draagt het bij? Verlies zonder (procentpunt)"),
        _("5 Past het bij hulp? Oordeel van een mens"),
    ]
    body = [
        (
            dossier.words("feature", name),
            str(r["attribute_class"]),
            _said_proxy(dossier, strongest.get(name)),
            dossier.words("absent", str(r["when_absent"] or "unknown")),
            _said_loss(dossier, losses.get(name), is_idle=name in idle),
            _("nog niet beantwoord"),
        )
        for r in features.iter_rows(named=True)
        for name in [str(r["feature"])]
    ]
    return join(
        (
            table(_("Afweging per variabele"), heads, body, widths=(25, 8, 19, 17, 18, 13)),
            dossier.source("proxies"),
            dossier.source("ablation"),
        )
    )


def _said_proxy(dossier: Dossier, proxy: Row | None) -> object:
    """The audit attribute that a variable hangs together with most, and how strongly."""
    if not proxy:
        return "–"
    parts = (
        dossier.words("attribute", str(proxy["attribute"])),
        " ",
        dossier.figure("proxies", proxy, "value", 2),
        " (",
        dossier.figure("proxies", proxy, "low", 2),
        f" {dossier.texts('tot')} ",
        dossier.figure("proxies", proxy, "high", 2),
        ")",
    )
    return join(parts)


def _said_loss(dossier: Dossier, loss: Row | None, *, is_idle: bool) -> object:
    """What the model loses without the variable, in percentage points."""
    _ = dossier.texts
    if not loss:
        return "–"
    parts = (
        dossier.points("ablation", loss, "value"),
        " (",
        dossier.points("ablation", loss, "low"),
        f" {_('tot')} ",
        dossier.points("ablation", loss, "high"),
        ")",
        f". {_('Weglaten kost niets aantoonbaars.')}" if is_idle else "",
    )
    return join(parts)


def _strongest(dossier: Dossier) -> dict[str, Row]:
    found = dossier.table("proxies")
    if found is None:
        return {}
    rows = (
        found.filter(pl.col("value").is_not_null())
        .sort("value", descending=True)
        .unique("feature", keep="first", maintain_order=True)
    )
    return {str(r["feature"]): r for r in rows.iter_rows(named=True)}


def _losses(dossier: Dossier) -> dict[str, Row]:
    found = dossier.table("ablation")
    return {} if found is None else {str(r["feature"]): r for r in found.iter_rows(named=True)}


def desirability(dossier: Dossier) -> Safe:
    """Part 8: step 3, values, lighter means, what people said."""
    _, material = dossier.texts, dossier.material
    log = material.participation.log
    heads = [_("Wie en wanneer"), _("Advies"), _("Antwoord")]
    body = [
        (
            f"{a.who}, {_.date(a.asked_on)}" + (f" ({_('kernbezwaar')})" if a.core else ""),
            a.advice,
            f"{a.reply} ({a.replied_by})" if not a.is_open else _("nog niet beantwoord"),
        )
        for a in log
    ]
    advice = (
        table(_("Adviezen en bezwaren"), heads, body)
        if body
        else element("p", _("Er is nog geen advies van mensen met ervaring."), class_="owed")
    )
    harms = [
        (said(r, "group", _.language), said(r, "harm", _.language), said(r, "measure", _.language))
        for r in material.declarations.rows("harms")
    ]
    effects = [
        (said(r, "effect", _.language), said(r, "indicator", _.language))
        for r in material.declarations.rows("effects")
    ]
    return element(
        "section",
        element("h2", _("8. Stap 3: is het wenselijk?"), id_="desirability"),
        element("h3", _("Lichtere middelen die zijn opgeschreven")),
        bullets(said(r, "name", _.language) for r in material.declarations.rows("alternatives")),
        element("p", material.declarations.text("mitigation", "why", _.language)),
        element("h3", _("Wat mensen zeiden")),
        advice,
        element("h3", _("Wie eerst bekeken is op mogelijke schade")),
        table(_("Mogelijke schade en wat ertegen gebeurt"), [_("Wie"), _("Schade"), _("Maatregel")], harms),
        table(_("Bredere gevolgen, elk met een maat"), [_("Gevolg"), _("Maat")], effects),
        aria_labelledby="desirability",
    )
