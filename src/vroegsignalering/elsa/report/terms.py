"""The terms of the main model: the widest ones drawn, for every variable its lowest and its highest term, and which
chance belongs to which sum of terms.

All terms stand in table ``effects`` of the evidence; a drawing here is followed by a table with cited numbers.
"""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.html import Safe, element, join, table
from vroegsignalering.elsa.reading import narrowed
from vroegsignalering.elsa.report.charts import Point, intervals, steps
from vroegsignalering.elsa.report.dossier import Dossier, Row
from vroegsignalering.texts import Texts

DRAWN = 6
"""So many variables are drawn: those whose terms differ most."""

PAIR = " x "
"""Between the two names of a pair, which is drawn in the dashboard: a grid of some hundred cells."""


def terms(dossier: Dossier) -> Safe:
    """Drawings of the widest terms and one row per variable."""
    _, found = dossier.texts, dossier.table("effects")
    if found is None:
        return dossier.absent("effects")
    rows = narrowed(dossier.material, found).filter(pl.col("effect").is_not_null())
    widest = (
        rows.group_by("feature")
        .agg(width=pl.col("effect").max() - pl.col("effect").min())
        .sort(["width", "feature"], descending=[True, False])["feature"]
        .to_list()
    )
    single = [name for name in widest if PAIR not in name]
    drawings = [_drawn(dossier, narrowed(dossier.material, found), name) for name in single[:DRAWN]]
    lead = element(
        "p",
        _(
            "De {n} variabelen waarvan de termen het meest verschillen. Boven de stippellijn: gaat samen met een grotere "
            "kans; eronder: met een kleinere. Elke trede telt ongeveer even veel huishoudens.",
            n=len(drawings),
        ),
    )
    caption = _(
        "Laagste en hoogste term per variabele: bijdrage aan de som waarvan de kans wordt afgelezen. Zonder ijkcurve is "
        "die som de log-kans."
    )
    heads = [_("Variabele"), _("Laagste"), _("bij"), _("Hoogste"), _("bij"), _("Treden")]
    body = [_extremes(dossier, rows.filter(pl.col("feature") == name)) for name in widest]
    shown = table(caption, heads, body, numeric=(1, 3, 5), widths=(36, 9, 18, 9, 18, 10))
    pairs = element(
        "p",
        _(
            "Een paar (twee variabelen met × ertussen) komt boven op wat beide elk voor zich doen. Alle vakken van een paar "
            "staan in de tabel met termen."
        ),
    )
    told = (pairs,) if len(single) < len(widest) else ()
    return join((lead, *drawings, shown, *told, dossier.source("effects"), _chances(dossier)))


def _chances(dossier: Dossier) -> Safe:
    """From the sum of terms to the chance: with start and terms all that is needed to work a chance out by hand."""
    _, found = dossier.texts, dossier.table("chances")
    if found is None:
        return Safe("")
    shown = narrowed(dossier.material, found).filter(pl.col("chance").is_not_null())
    rows = list(shown.sort("position").iter_rows(named=True))
    if not rows:
        return element("p", dossier.words.absent("primary"))
    start = dossier.figure("chances", rows[0], "start", 2)
    by = {
        "curve": _(
            "De ijkcurve loopt recht van punt naar punt, en voorbij het laatste punt recht door, op de schaal van de log-kans."
        ),
        "logistic": _("De kans is de logistische functie van de som."),
    }
    lead = (
        _("Begin bij"), " ", start, " ",
        _("en tel van elke variabele de term op. Bij elke som hoort een kans."), " ", by[rows[0]["by"]],
    )  # fmt: skip
    body = [
        (dossier.figure("chances", row, "sum", 2), dossier.share("chances", row, "chance")) for row in rows
    ]
    read = table(_("Van de som naar de kans"), [_("Som"), _("Kans")], body, numeric=(1,), widths=(30, 20))
    return join((element("p", join(lead)), read, dossier.source("chances")))


def _drawn(dossier: Dossier, rows: pl.DataFrame, name: str) -> Safe:
    _, title, id_ = dossier.texts, dossier.words("feature", name), f"term-{name.replace('_', '-')}"
    own = rows.filter(pl.col("feature") == name)
    levels = own.filter(pl.col("level").is_not_null() & (pl.col("level") != "missing"))
    if levels.height:
        points = [_point(r, dossier.words("group", str(r["level"]))) for r in levels.iter_rows(named=True)]
        drawing = intervals(points, title=title, id_=id_, texts=_, reference=0.0, percent=False)
    else:
        bins = own.filter(pl.col("level").is_null()).sort("from", "row", nulls_last=False)
        first, last = bins.row(0, named=True), bins.row(-1, named=True)
        ends = (_where(_, first), _where(_, last))
        points = [_point(r, "") for r in bins.iter_rows(named=True)]
        drawing = steps(points, ends, title=title, id_=id_, texts=_)
    return element("figure", drawing, element("figcaption", title))


def _point(row: Row, label: str) -> Point:
    return Point(label=label, value=row["effect"], low=row["low"], high=row["high"])


def _extremes(dossier: Dossier, rows: pl.DataFrame) -> tuple[object, ...]:
    ordered = rows.sort("effect", "row")
    low, high = ordered.row(0, named=True), ordered.row(-1, named=True)
    cells: list[object] = [dossier.words("feature", str(low["feature"]))]
    for row in (low, high):
        cells += [dossier.figure("effects", row, "effect", 2), _at(dossier, row)]
    return (*cells, dossier.counted("effects", rows))


def _at(dossier: Dossier, row: Row) -> str:
    _ = dossier.texts
    if row.get("level") == "missing":
        return _("ontbreekt")
    if row.get("level") is not None:
        return dossier.words("group", str(row["level"]))
    return _where(_, row)


def _where(_: Texts, row: Row) -> str:
    low, high = row.get("from"), row.get("to")
    if low is None and high is None:
        return _("per eenheid of onbekend")
    if low is None:
        return _("hoogstens {high}", high=_edge(_, high))
    if high is None:
        return _("vanaf {low}", low=_edge(_, low))
    ends = (_edge(_, low), _edge(_, high))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"


def _edge(texts: Texts, value: object) -> str:
    number = float(str(value))
    return texts.number(number, 0 if abs(number) >= 10 or number == int(number) else 2)
