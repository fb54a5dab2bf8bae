"""Part 4: how good the estimate is, against what it costs and against simpler rules, and over time."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.html import Safe, element, join, table
from vroegsignalering.elsa.reading import narrowed
from vroegsignalering.elsa.report.charts import Point, calibration
from vroegsignalering.elsa.report.dossier import Dossier, Row, section

SHOWN = ("auc", "coverage", "needless_contact", "calibration_ratio", "brier")
"""Measures of quality that are printed; the others stand in the evidence."""

MOST_DRIFTS = 20
"""Drifts over their limit that are printed; the caption says where the others stand."""

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
    rows = found.filter((pl.col("split") == "test") & pl.col("metric").is_in(SHOWN))
    heads = [_("Model en informatie"), *(dossier.words("metric", name) for name in SHOWN)]
    body = []
    for model, mode in rows.select("model", "mode").unique().sort("model", "mode").rows():
        own = rows.filter((pl.col("model") == model) & (pl.col("mode") == mode))
        by_metric = {str(r["metric"]): r for r in own.iter_rows(named=True)}
        cells = [_measured(dossier, "performance", by_metric.get(name), name) for name in SHOWN]
        body.append((f"{dossier.words('model', model)}, {dossier.words('mode', mode)}", *cells))
    note = element(
        "p",
        _(
            "Een vroege waarschuwing kan alleen gebruiken wat op de dag zelf bekend was. "
            "Het inkomensregister komt daarvoor te laat; het verschil tussen beide rijen is wat dat kost."
        ),
    )
    return join(
        (
            table(
                _("Toetsing op mensen die het model niet kende: waarde (95%-interval)"),
                heads,
                body,
                widths=(20, 16, 16, 16, 16, 16),
            ),
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
    heads = [_("Tiende, van laag naar hoog geschat"), _("Geschat"), _("Vastgelegd (interval)"), _("Aantal")]
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
            table(title, heads, body, numeric=(1, 3), widths=(34, 16, 34, 16)),
            dossier.source("calibration"),
        )
    )


def _baselines(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("baselines")
    if found is None:
        return dossier.absent("baselines")
    metrics = [name for name in SHOWN if name in set(found["metric"].to_list())]
    heads = [_("Regel")]
    for name in metrics:
        said = dossier.words("metric", name)
        heads += [said, _("winst van het model: {what}", what=said)]
    body = []
    for baseline in found["baseline"].unique().sort().to_list():
        own = {
            str(r["metric"]): r for r in found.filter(pl.col("baseline") == baseline).iter_rows(named=True)
        }
        cells: list[object] = []
        for name in metrics:
            cells += [
                _measured(dossier, "baselines", own.get(name), name),
                _gain(dossier, own.get(name), name),
            ]
        body.append((dossier.words("baseline", str(baseline)), *cells))
    share = 78 // max(1, 2 * len(metrics))
    widths = (100 - share * 2 * len(metrics), *[share] * (2 * len(metrics)))
    caption = _(
        "Het model naast eenvoudiger regels: waarde en winst (interval); winst in bereik in procentpunt"
    )
    return join((table(caption, heads, body, widths=widths), dossier.source("baselines")))


def _measured(dossier: Dossier, name: str, row: Row | None, metric: str) -> Safe:
    return Safe("–") if row is None else dossier.estimate(name, row, unit=_kind(metric))


def _gain(dossier: Dossier, row: Row | None, metric: str) -> Safe:
    if row is None or row.get("gain") is None:
        return Safe("–")
    one = dossier.points if _kind(metric) == "share" else dossier.figure
    gain, low, high = (one("baselines", row, column) for column in ("gain", "gain_low", "gain_high"))
    return join((gain, " (", low, f" {dossier.texts('tot')} ", high, ")"))


def _readability(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("readability")
    if found is None:
        return dossier.absent("readability")
    heads = [_("Maat"), _("Optelmodel"), _("Ondoorzichtig model"), _("Verschil"), _("Interval")]
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
                _("De prijs van leesbaarheid; het ondoorzichtige model bestaat alleen in deze vergelijking"),
                heads,
                body,
                numeric=(1, 2, 3, 4),
                widths=(40, 14, 14, 12, 20),
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
        _("Metingen boven hun grens:"),
        " ",
        dossier.counted("drift", crossed),
        f" {_('van de')} ",
        dossier.counted("drift", found),
        ".",
    )
    heads = [_("Variabele, jaar en maat"), _("Waarde"), _("Grenswaarde")]
    body = [
        (
            f"{dossier.words('feature', str(r['feature']))}, {r['year']}: {dossier.words('metric', str(r['metric']))}",
            dossier.figure("drift", r),
            dossier.figure("drift", r, "limit"),
        )
        for r in crossed.head(MOST_DRIFTS).iter_rows(named=True)
    ]
    caption = _("Boven de grens")
    if crossed.height > MOST_DRIFTS:
        caption += " " + _("(de eerste {n}; de rest staat in tabel {name})", n=MOST_DRIFTS, name="drift")
    shown = table(caption, heads, body, numeric=(1, 2), widths=(64, 18, 18)) if body else None
    action = element("p", dossier.material.declarations.text("drift", "action", _.language))
    return join((lead, shown, action if body else None, dossier.source("drift")))


def _kind(metric: str) -> str:
    return "number" if any(part in metric for part in RATIOS) else "share"
