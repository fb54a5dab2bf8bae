"""What to doubt in a plan: need that no group finds, acceptance that is assumed, and what the random draw can show."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, ordered, row_chart
from dashboard.findings import Estimate, of_hundred
from dashboard.pages.selections import TOTALS
from dashboard.pages.sentences import headline
from dashboard.pages.what_if_steps import of_plan
from dashboard.view import Column, Figure, View, number, only

SURE = 0.8
"""Chance of showing a difference that studies usually ask for (Cohen 1988, Statistical Power Analysis, chapter 2)."""

FEWEST = 0.05
"""Households below which the expected number would be written as nought."""


def doubts(view: View, plan: str, by: str) -> list[Figure]:
    """The three doubts that the bundle can speak to."""
    found = [scattered(view, plan, by), acceptance(view, plan), power(view, plan)]
    return [figure for figure in found if figure]


def scattered(view: View, plan: str, by: str) -> Figure | None:
    """Need outside all groups of the plan, per group, with the open door for these households."""
    _ = view.texts
    found = of_plan(view, "plan_scattered", plan)
    if not found.height:
        return None
    whole = found.filter(pl.col("attribute").is_in(TOTALS))
    groups = ordered(found.filter(pl.col("attribute") == by), by)
    rows = pl.concat([whole, groups])
    average = estimate(next(whole.iter_rows(named=True), None))
    title = headline(view, _("nood die geen enkele groep van het plan vindt"), groups, average)
    says = [
        _(
            "{count} huishoudens in nood vallen buiten alle groepen van het plan.",
            count=of_hundred(average.value, _),
        )
    ]
    if average.value is None:
        says = [_("Voor alle huishoudens samen is dit cijfer verborgen om mensen te beschermen.")]
    doors = [
        view.word("partner", r["open_route"]) for r in whole.iter_rows(named=True) if r.get("open_route")
    ]
    if doors:
        says.append(_("Zonder uitnodiging kan iedereen terecht bij: {door}.", door=doors[0]))
    return Figure(
        id="scattered",
        title=title,
        table="plan_scattered",
        rows=rows,
        columns=columns(
            view,
            Column("group", _("groep"), "word", "group"),
            Column("open_route", _("open deur"), "word", "partner"),
        ),
        says=tuple(says),
        drawing=row_chart(
            view,
            rows,
            lambda r: view.word("group", r["group"]),
            table="plan_scattered",
            title=title,
            reference=average.value,
            reference_label=_("gemiddeld"),
        ),
    )


def acceptance(view: View, plan: str) -> Figure | None:
    """Households in need that are expected to be helped if fewer or more people say yes than assumed."""
    _ = view.texts
    found = of_plan(view, "plan_acceptance", plan)
    if not found.height:
        return None
    rows = only(found, metric="helped_in_need").sort("times")
    shown = [r for r in rows.iter_rows(named=True) if estimate(r).value is not None]
    title = _("Als minder mensen ja zeggen: te weinig om iets te zeggen")
    if shown and float(shown[-1]["value"]) < FEWEST:
        title = _(
            "Naar verwachting bijna geen huishoudens in nood geholpen, ook niet als meer mensen ja zeggen"
        )
    elif len(shown) > 1:
        least, most = (_.number(float(estimate(r).value or 0.0), 1) for r in (shown[0], shown[-1]))
        title = _(
            "Naar verwachting {least} tot {most} huishoudens in nood geholpen; dat hangt af van hoeveel mensen ja zeggen",
            least=least,
            most=most,
        )
    return Figure(
        id="acceptance",
        title=title,
        table="plan_acceptance",
        rows=rows,
        columns=columns(view, Column("times", _("keer zo vaak ja als aangenomen"), "number"), kind="number"),
        says=(_("Hoe vaak mensen ja zeggen, is een aanname. Hier staat wat er gebeurt als die niet klopt."),),
        drawing=row_chart(
            view,
            rows,
            lambda r: _("{times} keer zo vaak ja", times=times_text(view, r["times"])),
            table="plan_acceptance",
            title=title,
            scale="number",
            kind="bar",
        ),
    )


def power(view: View, plan: str) -> Figure | None:
    """Chance that the contacts drawn at random show that the plan finds so many times as much need."""
    _ = view.texts
    found = of_plan(view, "plan_power", plan)
    if not found.height:
        return None
    rows = found.sort("times")
    shown = [(float(r["times"]), estimate(r), number(r, "drawn_needed")) for r in rows.iter_rows(named=True)]
    title = power_title(view, shown)
    return Figure(
        id="power",
        title=title,
        table="plan_power",
        rows=rows,
        columns=(
            Column("times", _("keer zo veel nood gevonden"), "number"),
            Column("value", _("kans dat de loting het aantoont"), "share"),
            Column("drawn_needed", _("gelote contacten nodig"), "count"),
            Column("n", _("gelote contacten nu"), "count"),
            Column("status", _("getoond?"), "status", "status"),
        ),
        says=(
            _(
                "Een deel van de contacten wordt geloot, om te meten of het plan meer nood vindt dan toeval. Een kans "
                "van {share} of meer is de gewone eis.",
                share=_.percent(SURE, 0),
            ),
        ),
        note=_("Vooraf berekend; daarom zonder interval."),
        drawing=row_chart(
            view,
            rows,
            lambda r: _("{times} keer zo veel nood", times=times_text(view, r["times"])),
            table="plan_power",
            title=title,
            kind="bar",
            reference=SURE,
            reference_label=_("gewone eis"),
        ),
    )


def times_text(view: View, times: float) -> str:
    """A number of times with the decimals it needs: 3, 1.5, 0.75."""
    return view.texts.number(times, next(d for d in (0, 1, 2) if d == 2 or round(times, d) == times))


def power_title(view: View, shown: list[tuple[float, Estimate, float | None]]) -> str:
    """From how large a difference on the draw is likely to show it, if from any."""
    _ = view.texts
    known = [(times, e.value) for times, e, _needed in shown if e.value is not None]
    enough = next((times for times, value in known if value >= SURE), None)
    if not known:
        return _("Wat de loting kan laten zien: te weinig om iets te zeggen")
    if enough is not None:
        return _(
            "De loting laat het pas zien als het plan {times} keer zo veel nood vindt als toeval",
            times=times_text(view, enough),
        )
    return _("De loting is te klein om te laten zien of het plan meer nood vindt")
