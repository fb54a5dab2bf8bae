"""Ways out: what goes together with getting above the line, for whom."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, row_chart
from dashboard.findings import Comparison, Estimate, compare, within
from dashboard.pages.sentences import is_exit, lacking, limits, listed, not_here
from dashboard.study import Library, Study
from dashboard.view import Block, Column, Figure, Prose, View, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Wegen omhoog")
QUESTION = N_("Wat gaat samen met boven de grens komen?")
NOUGHT = Estimate(0.0, 0.0, 0.0)
MOST = 12


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    name, table = source(view)
    if not table.height:
        return _("Deze vraag hoort bij het onderzoek naar uitstroom."), elsewhere(view)
    by = view.choose("by", _("Groepen naar"), values(table, "attribute"), words="attribute", default="all")
    chosen = only(table, attribute=by)
    group = view.choose("group", _("Groep"), values(chosen, "group"), words="group")
    rows = (
        only(chosen, group=group)
        .with_columns(size=pl.col("value").abs())
        .sort("size", descending=True, nulls_last=True)
        .drop("size")
    )
    offer = f"offer_{_.language}"
    figure, said = strongest(view, name, rows, group, offer)
    without = lacking(view, ways_out=_("wegen omhoog met een aanbod erbij"))
    if name == "ways_out" and offer not in rows.columns:
        without = not_here(view, [_("een aanbod bij elke factor")])
    return said, [
        figure,
        *offers(view, rows, offer),
        *without,
        limits(
            view,
            _("Geen recept. Samenhang zegt niet dat meer van het een ook leidt tot het ander."),
            _("Niet hoe lang iemand boven de grens blijft. Een deel komt later terug."),
        ),
    ]


def study_with_ways(library: Library, asked: Study) -> Study:
    """The asked study, or the first with ways out when it has none and is no exit study."""
    if asked.table("ways_out").height or asked.says("transition") == "exit":
        return asked
    return next((s for s in library.studies if s.table("ways_out").height), asked)


def elsewhere(view: View) -> list[Block]:
    """Where this question is answered, for a bundle without ways out."""
    notice = view.absent("ways_out")
    if notice is None:
        return []
    other = next((s for s in view.library.studies if s.says("transition") == "exit"), None)
    text = view.texts("Bekijk het onderzoek naar uitstroom")
    links = ((text, f"/wegen-omhoog?study={other.key}"),) if other and other is not view.study else ()
    return [Prose(kind="notice", title=notice.title, paragraphs=notice.paragraphs, links=links)]


def strongest(view: View, name: str, rows: pl.DataFrame, group: str, offer: str) -> tuple[Figure, str]:
    """What goes together with getting above the line in a group, largest first, and the answer in a sentence."""
    _ = view.texts
    found = [(str(r["factor"]), estimate(r)) for r in rows.iter_rows(named=True)]
    up = [within(view.word("feature", f)) for f, e in found if compare(e, NOUGHT) is Comparison.HIGHER]
    down = [within(view.word("feature", f)) for f, e in found if compare(e, NOUGHT) is Comparison.LOWER]
    named = view.word("group", group)
    said = _answer(view, named, up, down)
    title = said.rstrip(".")
    clear = [f for f, e in found if compare(e, NOUGHT) in (Comparison.HIGHER, Comparison.LOWER)]
    if up and within(view.word("feature", clear[0])) == up[0]:
        title = _(
            "Bij {group} hangt boven de grens komen het sterkst samen met {factor}",
            group=named,
            factor=up[0],
        )
    figure = Figure(
        id="ways",
        title=title,
        table=name,
        rows=rows,
        columns=(
            *columns(view, Column("factor", _("factor"), "word", "feature"), kind="points"),
            Column(f"rule_{_.language}", _("wanneer")),
            Column(offer, _("aanbod dat erbij past")),
        ),
        says=(_("+5 betekent: gaat samen met 5 extra huishoudens per 1.000 die boven de grens komen."),),
        drawing=row_chart(
            view,
            rows.head(MOST),
            lambda r: view.word("feature", r["factor"]),
            table=name,
            title=title,
            scale="points",
            kind="bar",
        ),
    )
    return figure, said


def _answer(view: View, group: str, up: list[str], down: list[str]) -> str:
    _ = view.texts
    if up:
        return _(
            "Bij {group} gaat boven de grens komen vooral samen met {factors}.",
            group=group,
            factors=listed(up[:2], view),
        )
    if down:
        return _(
            "Bij {group} gaat boven de grens komen minder vaak samen met {factors}.",
            group=group,
            factors=listed(down[:2], view),
        )
    return _(
        "Bij {group} is van geen factor duidelijk dat die samengaat met boven de grens komen.", group=group
    )


def offers(view: View, rows: pl.DataFrame, column: str) -> list[Block]:
    """What may be offered where a factor clearly goes together with another chance; largest difference first."""
    _ = view.texts
    if column not in rows.columns:
        return []
    clear = (Comparison.HIGHER, Comparison.LOWER)
    said = [
        f"{view.word('feature', r['factor'])}: {r[column]}"
        for r in rows.iter_rows(named=True)
        if r[column] and compare(estimate(r), NOUGHT) in clear
    ]
    title = _("Wat een gemeente kan aanbieden")
    about = _("Een aanbod is geen voorwaarde en geen belofte. Mensen kiezen zelf.")
    if not said:
        none = _(
            "Bij deze groep is van geen factor een duidelijk verschil te zien. Elk aanbod staat in de tabel."
        )
        return [Prose(title=title, paragraphs=(none,))]
    return [Prose(title=title, paragraphs=(about,), items=tuple(said))]


def source(view: View) -> tuple[str, pl.DataFrame]:
    """The table of ways out; in an exit study without one, its factors say the same of the model."""
    found = view.study.table("ways_out")
    if found.height or not is_exit(view):
        return "ways_out", found
    factors = view.study.table("factors")
    if not factors.height:
        return "factors", factors
    return "factors", only(factors, mode=values(factors, "mode")[0]).rename({"feature": "factor"})
