"""Part 4: how good the estimate is, against what it costs and against simpler rules, and over time."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.html import Safe, element, join, table
from vroegsignalering.elsa.narrative import baseline_title
from vroegsignalering.elsa.reading import narrowed
from vroegsignalering.elsa.report.charts import Point, calibration
from vroegsignalering.elsa.report.dossier import MOST_ROWS, Dossier, section

SHOWN = ("auc", "log_loss", "brier", "calibration_ratio", "ece", "coverage", "needless_contact", "precision")
"""Measures of quality that are printed; the others stand in the evidence."""

RATIOS = ("log_loss", "brier", "slope", "intercept", "ratio", "auc", "ece", "error")
"""Parts of a metric's name that mean it is no share."""


def quality(dossier: Dossier) -> Safe:
    """Part 4: discrimination, calibration, over time, against simpler rules, and the price of readability."""
    _ = dossier.texts
    return section(
        dossier,
        "quality",
        _("4. Kwaliteit"),
        _performance(dossier),
        element("h3", _("Klopt de schatting met wat er gebeurde?")),
        _calibration(dossier),
        element("h3", _("Tegenover eenvoudiger regels")),
        _baselines(dossier),
        element("h3", _("Wat kost leesbaarheid?")),
        _readability(dossier),
        element("h3", _("Verschuiving in de tijd")),
        _drift(dossier),
    )


def _performance(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("performance")
    if found is None:
        return dossier.absent("performance")
    chosen = (pl.col("split") == "test") & pl.col("metric").is_in(SHOWN)
    rows = found.filter(chosen).sort("model", "mode", "metric").head(MOST_ROWS)
    heads = [_("Model, informatie en maat"), _("Waarde (interval)"), _("Aantal")]
    body = [
        (
            f"{dossier.words('model', r['model'])}, {dossier.words('mode', r['mode'])}: {dossier.words('metric', r['metric'])}",
            dossier.estimate("performance", r, unit=_kind(str(r["metric"]))),
            dossier.whole("performance", r),
        )
        for r in rows.iter_rows(named=True)
    ]
    note = element(
        "p",
        _(
            "Een vroege waarschuwing kan alleen gebruiken wat op de dag zelf bekend was. "
            "Het inkomensregister komt daarvoor te laat; het verschil tussen beide rijen is wat dat kost."
        ),
    )
    return join(
        (
            table(_("Toetsing op mensen die het model niet kende"), heads, body, numeric=(2,)),
            note,
            dossier.source("performance"),
        )
    )


def _calibration(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("calibration")
    if found is None:
        return dossier.absent("calibration")
    rows = narrowed(dossier.material, found).filter(pl.col("split") == "test").sort("bin").head(20)
    drawn = rows.filter(pl.col("expected").is_not_null() & pl.col("value").is_not_null())
    points = [
        Point(label=str(r["bin"]), value=r["value"], low=r["low"], high=r["high"])
        for r in drawn.iter_rows(named=True)
    ]
    title = _("Geschat tegenover vastgelegd aandeel, {n} klassen", n=rows.height)
    drawing = calibration(points, drawn["expected"].to_list(), title=title, id_="calibration-line", texts=_)
    heads = [_("Klasse"), _("Geschat"), _("Vastgelegd (interval)"), _("Aantal")]
    body = [
        (
            str(r["bin"]),
            dossier.share("calibration", r, "expected"),
            dossier.estimate("calibration", r),
            dossier.whole("calibration", r),
        )
        for r in rows.iter_rows(named=True)
    ]
    return join(
        (
            element("figure", drawing, element("figcaption", title)),
            table(title, heads, body, numeric=(1, 2, 3)),
            dossier.source("calibration"),
        )
    )


def _baselines(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("baselines")
    if found is None:
        return dossier.absent("baselines")
    heads = [
        _("Regel en maat"),
        _("Waarde (interval)"),
        _("Winst van het model (procentpunt bij aandelen)"),
        _("Interval van de winst"),
    ]
    body = []
    for r in found.sort("metric", "baseline").head(MOST_ROWS).iter_rows(named=True):
        shares = _kind(str(r["metric"])) == "share"
        gain, low, high = (
            dossier.points("baselines", r, c) if shares else dossier.figure("baselines", r, c)
            for c in ("gain", "gain_low", "gain_high")
        )
        name = f"{baseline_title(str(r['baseline']), _)}: {dossier.words('metric', str(r['metric']))}"
        body.append(
            (
                name,
                dossier.estimate("baselines", r, unit=_kind(str(r["metric"]))),
                gain,
                join((low, f" {_('tot')} ", high)),
            )
        )
    return join(
        (
            table(_("Het model naast eenvoudiger regels"), heads, body, numeric=(2, 3)),
            dossier.source("baselines"),
        )
    )


def _readability(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("readability")
    if found is None:
        return dossier.absent("readability")
    heads = [_("Maat"), _("Optelmodel"), _("Zwarte doos"), _("Verschil"), _("Interval")]
    body = [
        (
            dossier.words("metric", str(r["metric"])),
            dossier.figure("readability", r, "additive"),
            dossier.figure("readability", r, "black_box"),
            dossier.figure("readability", r, "difference", 4),
            dossier.span("readability", r, unit="number"),
        )
        for r in found.iter_rows(named=True)
    ]
    return join(
        (
            table(
                _("De prijs van leesbaarheid; de zwarte doos bestaat alleen in deze vergelijking"),
                heads,
                body,
                numeric=(1, 2, 3, 4),
            ),
            dossier.source("readability"),
        )
    )


def _drift(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("drift")
    if found is None:
        return dossier.absent("drift")
    crossed = found.filter(pl.col("value") > pl.col("limit")).sort("row")
    lead = element(
        "p",
        dossier.counted("drift", crossed),
        " ",
        _("van de"),
        " ",
        dossier.counted("drift", found),
        " ",
        _("metingen liggen boven hun grens."),
    )
    heads = [_("Variabele, jaar en maat"), _("Waarde"), _("Grenswaarde")]
    body = [
        (
            f"{dossier.words('feature', str(r['feature']))}, {r['year']}: {dossier.words('metric', str(r['metric']))}",
            dossier.figure("drift", r),
            dossier.figure("drift", r, "limit"),
        )
        for r in crossed.head(MOST_ROWS).iter_rows(named=True)
    ]
    shown = table(_("Boven de grens"), heads, body, numeric=(1, 2)) if body else None
    action = element("p", dossier.material.declarations.text("drift", "action", _.language))
    return join((lead, shown, action if body else None, dossier.source("drift")))


def _kind(metric: str) -> str:
    return "number" if any(part in metric for part in RATIOS) else "share"
