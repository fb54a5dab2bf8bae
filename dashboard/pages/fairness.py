"""For whom does it work worse: whom do we miss, whom do we approach needlessly, by group, with who pays for each error."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, ordered, paired_chart, row_chart
from dashboard.findings import Comparison, compare, of_hundred
from dashboard.pages.selections import attributes, clear_groups, is_crossed, split_crossed, total
from dashboard.pages.sentences import crossed_word, headline, is_exit, limits, listed
from dashboard.view import Block, Column, Figure, Kind, Prose, View, only, scale_of, values
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Voor wie werkt het minder goed")
QUESTION = N_("Voor wie werkt het model minder goed?")
FIRST = ("miss_rate", "false_negative_rate", "coverage", "needless_contact", "calibration_ratio")
GAPS = ("_difference", "_largest_gap", "_ratio_ratio")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    fairness = with_crossings(view)
    notice = view.absent("fairness")
    if notice:
        return _("Dit bewijspakket bevat geen toets per groep."), [notice]
    model = view.choose("model", _("Model"), values(fairness, "model"), words="model", default="additive")
    chosen = only(fairness, model=model)
    mode = view.choose_mode(chosen)
    chosen = only(chosen, mode=mode)
    said = lambda c: _.percent(float(c), 0 if float(c) >= 0.01 else 1)  # noqa: E731
    capacity = view.choose(
        "capacity",
        _("Capaciteit"),
        sorted(values(chosen, "capacity"), key=float),
        words=said,
        default="0.05",
    )
    chosen = only(chosen, capacity=capacity)
    names = [*attributes(chosen), *attributes(chosen, crossed=True)]
    by = view.choose(
        "by", _("Groepen naar"), names, words=lambda a: called(view, a), default="household_type"
    )
    found = [m for m in values(chosen, "metric") if not m.endswith(GAPS)]
    ranked = [m for m in FIRST if m in found] + [m for m in found if m not in FIRST]
    metric = view.choose("metric", _("Maat"), ranked, words="metric")
    figure, answer = by_group(view, chosen, by, metric)
    blocks: list[Block] = [figure, who_pays(view, metric)]
    beside = next(
        (m for m in ranked[:4] if m != metric and m in ("needless_contact", "coverage", "miss_rate")), None
    )
    if beside:
        blocks.append(by_group(view, chosen, by, beside, id="beside")[0])
    earlier = since_last(view, by, metric, model, mode, capacity)
    blocks += [earlier] if earlier else []
    blocks.append(
        limits(
            view,
            _("Niet dat het model eerlijk is. Geen enkel cijfer kan dat zeggen; het is een afweging."),
            _("Niets over groepen die niet in de registers staan."),
            _("Op verzonnen gegevens toont dit hoe de toets werkt, niet hoe het in Nederland is."),
        )
    )
    return answer, blocks


def with_crossings(view: View) -> pl.DataFrame:
    """The audit's table, with that of the intersections below it."""
    fairness, crossed = view.study.table("fairness"), view.study.table("intersections")
    return (
        pl.concat([fairness, crossed], how="diagonal_relaxed")
        if fairness.height and crossed.height
        else fairness
    )


def with_gaps(rows: pl.DataFrame, chosen: pl.DataFrame, by: str, metric: str) -> pl.DataFrame:
    """The rows with the audit's own gap to the reference, its interval and verdict, where it has them."""
    gaps = only(only(chosen, metric=f"{metric}_difference"), attribute=by)
    if not gaps.height or "verdict" not in gaps.columns:
        return rows
    kept = [c for c in ("verdict", "holm", "reference") if c in gaps.columns]
    renamed = gaps.select("group", *kept, gap="value", gap_low="low", gap_high="high")
    return rows.drop([c for c in kept if c in rows.columns]).join(
        renamed, on="group", how="left", maintain_order="left"
    )


def called(view: View, attribute: str) -> str:
    """An attribute, or two crossed, in words."""
    return " × ".join(view.word("attribute", p) for p in split_crossed(attribute))


def group_word(view: View, attribute: str, group: str) -> str:
    """A group, or a combination, in words."""
    return crossed_word(view, attribute, group) if is_crossed(attribute) else view.word("group", group)


def by_group(
    view: View, chosen: pl.DataFrame, by: str, metric: str, id: str = "groups"
) -> tuple[Figure, str]:
    """One measure per group against everybody."""
    _ = view.texts
    of_metric = only(chosen, metric=metric)
    whole = estimate(total(of_metric))
    rows = with_gaps(ordered(only(of_metric, attribute=by), by), chosen, by, metric)
    scale = scale_of(metric)
    named = view.word("metric", metric)
    found = clear_groups(rows, whole)
    title = headline(view, named, rows, whole, lambda g: group_word(view, by, g))
    says = []
    if scale == "share" and whole.value is not None:
        says.append(_("Bij alle huishoudens samen: {count}.", count=of_hundred(whole.value, _)))
    too_few = len(found[Comparison.TOO_FEW])
    if too_few:
        says.append(
            _.several(
                "Van {count} groep is te weinig bekend om iets te zeggen.",
                "Van {count} groepen is te weinig bekend om iets te zeggen.",
                too_few,
            )
        )
    kind: Kind = "gap" if scale == "share" else "number"
    beside = (
        _("verschil met alle anderen, in procentpunten")
        if scale == "share"
        else _("verschil met alle anderen")
    )
    possible = (
        Column("gap", beside, kind),
        Column("gap_low", _("van"), kind),
        Column("gap_high", _("tot"), kind),
        Column("verdict", _("oordeel van de toets"), "word", "verdict"),
        Column("holm", _("p, gecorrigeerd"), "chance"),
    )
    extra = [column for column in possible if column.key in rows.columns]
    figure = Figure(
        id=id,
        title=title,
        table="fairness",
        rows=rows,
        columns=(*columns(view, Column("group", _("groep"), "word", "group"), kind=scale), *extra),
        says=tuple(says),
        drawing=row_chart(
            view,
            rows,
            lambda r: group_word(view, by, str(r["group"])),
            table="fairness",
            title=title,
            scale=scale,
            reference=whole.value,
            reference_label=_("alle huishoudens"),
        ),
    )
    return figure, title + "."


def who_pays(view: View, metric: str) -> Prose:
    """What the measure means, and who bears the error."""
    _ = view.texts
    miss = _(
        "Wie gemist wordt, krijgt geen aanbod en kan dieper in de problemen raken. De rekening ligt bij dat huishouden."
    )
    needless = _(
        "Wie onnodig wordt benaderd, kan zich bekeken voelen. De rekening ligt bij dat huishouden, en bij de "
        "tijd van hulpverleners."
    )
    wrong = _(
        "Klopt de kans niet, dan gaat hulp naar de ene groep en niet naar de andere, zonder dat iemand het ziet."
    )
    if is_exit(view):
        miss = needless = _(
            "Deze maat gaat over wie boven de grens komt. Wie onder de grens blijft, heeft hulp misschien harder nodig."
        )
    said = {
        "miss_rate": miss,
        "false_negative_rate": miss,
        "coverage": miss,
        "true_positive_rate": miss,
        "needless_contact": needless,
        "false_positive_rate": needless,
        "precision": needless,
        "false_discovery_rate": needless,
    }
    return Prose(title=_("Wie betaalt voor deze fout?"), paragraphs=(said.get(metric, wrong),))


def since_title(view: View, rows: pl.DataFrame, metric: str) -> str:
    """Which groups are clearly different from the version before."""
    _ = view.texts
    named = view.word("metric", metric)
    moved = []
    for group in values(rows, "group"):
        of_group = {str(r["version"]): estimate(r) for r in only(rows, group=group).iter_rows(named=True)}
        if len(of_group) == 2 and compare(of_group["now"], of_group["before"]) in (
            Comparison.HIGHER,
            Comparison.LOWER,
        ):
            moved.append(view.word("group", group))
    if moved:
        return _(
            "Sinds de vorige versie: {metric} duidelijk anders bij {groups}",
            metric=named,
            groups=listed(moved, view),
        )
    return _("Sinds de vorige versie: {metric} nergens duidelijk anders", metric=named)


def since_last(view: View, by: str, metric: str, model: str, mode: str, capacity: str) -> Figure | None:
    """The same measure in the version before this one."""
    _ = view.texts
    previous = view.study.previous
    if previous is None:
        return None
    kept = {"model": model, "mode": mode, "capacity": capacity, "metric": metric, "attribute": by}
    before, now = only(previous.table("fairness"), **kept), only(view.study.table("fairness"), **kept)
    if not before.height or not now.height:
        return None
    rows = pl.concat(
        [
            f.select("group", "value", "low", "high", "n", "status").with_columns(version=pl.lit(v))
            for f, v in ((now, "now"), (before, "before"))
        ]
    ).sort("group", "version", descending=[False, True])
    title = since_title(view, rows, metric)
    label = {"now": _("deze versie"), "before": _("vorige versie")}
    return Figure(
        id="since",
        title=title,
        table="fairness",
        rows=rows,
        columns=columns(
            view,
            Column("group", _("groep"), "word", "group"),
            Column("version", _("versie"), "word", "version"),
        ),
        drawing=paired_chart(
            view,
            rows,
            "group",
            "version",
            ["now", "before"],
            label=lambda g: view.word("group", g),
            series_label=lambda v: label[v],
            table="fairness",
            title=title,
        ),
    )
