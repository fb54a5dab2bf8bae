"""Chain of outreach: from signal to accepted help, where people are lost, for whom, and by which way of contact."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, ordered, paired_chart, row_chart
from dashboard.findings import of_hundred, of_thousand
from dashboard.pages.chain_peers import beside_peers
from dashboard.pages.selections import TOTALS, attributes, total
from dashboard.pages.sentences import headline, lacking, limits
from dashboard.view import Block, Column, Figure, View, only, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Keten van hulp")
QUESTION = N_("Wie wordt bereikt, en waar raken mensen uit beeld?")
ORDER = (
    "signal",
    "signals",
    "picked_up",
    "matched",
    "contact_attempted",
    "attempted",
    "contact",
    "reached",
    "accepted",
    "helped",
)


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    chain = view.study.table("chain")
    notice = view.absent("chain", "signals")
    if notice:
        return _("Dit bewijspakket bevat geen keten van signaal tot hulp."), [notice]
    blocks: list[Block] = []
    said = _("Van de keten zijn alleen de signalen bekend.")
    if chain.height:
        figure, said = steps(view, chain)
        blocks.append(figure)
        names = attributes(chain)
        by = view.choose("by", _("Groepen naar"), names, words="attribute")
        step = chosen_step(view, chain, by)
        if names:
            blocks.append(by_group(view, chain, by, step))
        beside = view.study.table("chain_peers")
        peers = beside_peers(view, in_order(beside), step) if beside.height else None
        blocks += [peers] if peers else []
    signals = mix(view)
    blocks += [signals] if signals else []
    blocks += lacking(view, chain_peers=_("elke gemeente naast gemeenten van dezelfde grootte"))
    blocks.append(
        limits(
            view,
            _(
                "Niet welke manier van contact werkt. Huisbezoek gaat vaak naar mensen die anders niet te "
                "bereiken zijn."
            ),
            _("Gemeenten leggen resultaten verschillend vast. Vergelijk ze daarom niet zonder meer."),
        )
    )
    return said, blocks


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Steps as they follow each other."""
    place = {s: k for k, s in enumerate(ORDER)}
    return (
        rows.with_columns(place=pl.col("step").replace_strict(place, default=99, return_dtype=pl.Int64))
        .sort("place", "step")
        .drop("place")
    )


def steps(view: View, chain: pl.DataFrame) -> tuple[Figure, str]:
    """The whole chain; each step as a share of the step before it."""
    _ = view.texts
    rows = in_order(chain.filter(pl.col("attribute").is_in(TOTALS)))
    follow = rows.filter(pl.col("step") != pl.col("from_step")) if "from_step" in rows.columns else rows
    lowest = follow.filter(pl.col("value").is_not_null()).sort("value").head(1)
    title, said = _("De keten van signaal tot hulp"), ""
    for r in lowest.iter_rows(named=True):
        title = _("De meeste mensen raken uit beeld bij de stap “{step}”", step=view.word("step", r["step"]))
        said = _(
            "Van elke 1.000 bij “{before}” komen er {count} tot “{step}”.",
            before=view.word("step", r.get("from_step") or ""),
            count=_.number(round(r["value"] * 1000)),
            step=view.word("step", r["step"]),
        )
    figure = Figure(
        id="steps",
        title=title,
        table="chain",
        rows=rows,
        columns=_columns(view, Column("step", _("stap"), "word", "step")),
        says=(_("Elke balk is het deel van de stap ervoor."),),
        drawing=row_chart(
            view, rows, lambda r: view.word("step", r["step"]), table="chain", title=title, kind="bar"
        ),
    )
    return figure, said or title


def _columns(view: View, *first: Column) -> tuple[Column, ...]:
    _ = view.texts
    return (
        *columns(view, *first, Column("from_step", _("deel van"), "word", "step")),
        Column("n_from", _("aantal ervoor"), "count"),
    )


def chosen_step(view: View, chain: pl.DataFrame, by: str) -> str:
    """The step that groups and municipalities are shown at."""
    _ = view.texts
    possible = [
        s for s in values(in_order(only(chain, attribute=by)), "step") if s not in ("signal", "signals")
    ]
    return view.choose("measure", _("Stap"), possible, words="step", default="reached")


def by_group(view: View, chain: pl.DataFrame, by: str, step: str) -> Figure:
    """One step per group."""
    _ = view.texts
    whole = estimate(total(only(chain, step=step)))
    rows = ordered(only(only(chain, attribute=by), step=step), by)
    kind = "partner" if by == "partner" else "group"
    say = lambda g: view.word(kind, g)  # noqa: E731
    title = headline(view, _("stap “{step}”", step=view.word("step", step)), rows, whole, say)
    return Figure(
        id="groups",
        title=title,
        table="chain",
        rows=rows,
        columns=_columns(view, Column("group", _("groep"), "word", kind)),
        says=(_("Gemiddeld: {count}.", count=of_thousand(whole.value, _)),),
        drawing=row_chart(
            view,
            rows,
            lambda r: say(str(r["group"])),
            table="chain",
            title=title,
            reference=whole.value,
            reference_label=_("gemiddeld"),
        ),
    )


def mix_title(view: View, rows: pl.DataFrame, label: str) -> str:
    """The result that is recorded most, over all ways of contact where the bundle has them together."""
    _ = view.texts
    whole = only(rows, contact_kind="all") if "all" in values(rows, "contact_kind") else rows
    for r in (
        whole.filter(pl.col("value").is_not_null())
        .sort("value", descending=True)
        .head(1)
        .iter_rows(named=True)
    ):
        return _(
            "Meest vastgelegd: {result} ({count})",
            result=view.word("result", r[label]),
            count=of_hundred(r["value"], _),
        )
    return _("Hoe signalen aflopen: te weinig om iets te zeggen")


def mix(view: View) -> Figure | None:
    """Results by partner and way of contact."""
    _ = view.texts
    signals = view.study.table("signals")
    if not signals.height:
        return None
    partner = view.choose("other", _("Signaal van"), values(signals, "partner"), words="partner")
    rows = only(signals, partner=partner)
    kinds = values(rows, "contact_kind")
    label = (
        "result"
        if "result" in rows.columns
        else next((c for c in rows.columns if c.startswith("result")), "contact_kind")
    )
    rows = rows.sort("contact_kind", label)
    title = mix_title(view, rows, label)
    return Figure(
        id="results",
        title=title,
        table="signals",
        rows=rows,
        columns=columns(
            view,
            Column("contact_kind", _("manier van contact"), "word", "contact_kind"),
            Column(label, _("resultaat"), "word", "result"),
        ),
        says=(_("Kijk eerst hoe resultaten zijn vastgelegd; pas daarna naar verschillen."),),
        drawing=paired_chart(
            view,
            rows,
            label,
            "contact_kind",
            kinds[:4],
            label=lambda r: view.word("result", r),
            series_label=lambda c: view.word("contact_kind", c),
            table="signals",
            title=title,
        ),
    )
