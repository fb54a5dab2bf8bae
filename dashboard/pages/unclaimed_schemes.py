"""All schemes beside the ones that are measured: what registers tell of each, why not more, and how well rules fit."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, row_chart
from dashboard.pages.selections import TOTALS
from dashboard.view import Block, Column, Figure, View, only


def every_scheme(view: View, year: str) -> list[Block]:
    """The list of all schemes, who is entitled or reached where no more is known, and who receives outside the rule."""
    reach = only(view.study.table("scheme_reach"), year=year)
    return [figure for figure in (_listed(view), _reached(view, reach), _outside(view, reach)) if figure]


def _listed(view: View) -> Figure | None:
    _ = view.texts
    told = view.study.table("unclaimed_schemes")
    if not told.height:
        return None
    return Figure(
        id="every_scheme",
        title=_(
            "Bij {measured} van de {all} regelingen is te meten hoeveel huishoudens ze niet gebruiken",
            measured=told.filter(pl.col("measure") == "not_used").height,
            all=told.height,
        ),
        table="unclaimed_schemes",
        rows=told,
        columns=(
            Column("scheme", _("regeling"), "word", "scheme"),
            Column("measure", _("te zien in registers"), "word", "told"),
            Column(f"why_{view.state.language}", _("waarom")),
            Column("published_low", _("gepubliceerd, van"), "share"),
            Column("published_high", _("gepubliceerd, tot"), "share"),
            Column("published_year", _("jaar van publicatie"), "year"),
        ),
        says=(
            _("Gepubliceerd is welk deel van wie er recht op heeft het niet gebruikt. Leeg: daar is niets over gepubliceerd."),
        ),
        open_table=True,
    )  # fmt: skip


def _reached(view: View, reach: pl.DataFrame) -> Figure | None:
    _ = view.texts
    return _whole(
        view,
        reach,
        ("entitled", "received"),
        "reach",
        _("Van deze regelingen is alleen te zien wie er recht op lijkt te hebben, of wie ze krijgt"),
        _("Aandeel van alle huishoudens."),
    )


def _outside(view: View, reach: pl.DataFrame) -> Figure | None:
    _ = view.texts
    return _whole(
        view,
        reach,
        ("outside_rule",),
        "outside_rule",
        _("De regels passen niet precies op de registers"),
        _(
            "Van wie de regeling krijgt: het deel dat er volgens de regel geen recht op heeft. Registers tellen een heel jaar, "
            "regelingen vaak een maand. Hoe groter dit deel, hoe onzekerder is wat hierboven staat."
        ),
    )


def _whole(
    view: View, reach: pl.DataFrame, measures: tuple[str, ...], id: str, title: str, says: str
) -> Figure | None:
    """One bar per scheme, for all households."""
    _ = view.texts
    rows = (
        reach.filter(pl.col("measure").is_in(measures) & pl.col("attribute").is_in(TOTALS))
        if reach.height
        else reach
    )
    if not rows.height:
        return None
    return Figure(
        id=id,
        title=title,
        table="scheme_reach",
        rows=rows,
        columns=columns(
            view,
            Column("scheme", _("regeling"), "word", "scheme"),
            Column("measure", _("wat"), "word", "reach"),
        ),
        says=(says,),
        drawing=row_chart(
            view,
            rows,
            lambda r: f"{view.word('scheme', r['scheme'])}: {view.word('reach', r['measure'])}",
            table="scheme_reach",
            title=title,
            kind="bar",
            from_zero=True,
        ),
    )
