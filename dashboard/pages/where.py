"""Where: gemeenten in bands, by name, beside peers of one's own choosing; a map of equal tiles. No place gets a rank."""

from __future__ import annotations

import polars as pl

from dashboard.charts import columns, estimate, say, tick
from dashboard.charts import mark as as_mark
from dashboard.drawing import Mark, Row, RowChart
from dashboard.findings import Comparison, Estimate, compare, of_thousand, share_text, word
from dashboard.pages.sentences import limits
from dashboard.pages.where_map import on_map
from dashboard.view import Block, Column, Figure, Grid, Prose, View, is_hidden, only
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Waar")
QUESTION = N_("Waar leven meer of minder huishoudens onder de grens?")
FEWEST_PEERS = 3
ALL = "all"
"""The gemeente of a row that is about a whole province."""
CUTS = (0.6, 0.85, 1.15, 1.5)
SIZES = ((100_000, "100k"), (50_000, "50k"), (20_000, "20k"), (0, "small"))


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    areas = view.study.table("areas")
    notice = view.absent("areas")
    if notice:
        return _("Dit bewijspakket bevat geen cijfers per gemeente."), [notice]
    line = view.choose_line(areas)
    year = view.choose_year(only(areas, line=line), "year")
    rows = named(view, only(only(areas, line=line), year=year))
    average = national(rows)
    rows = banded(view, rows, average)
    own = chosen_place(view, rows)
    blocks: list[Block] = []
    if own:
        blocks.append(beside_peers(view, rows, own, average))
    blocks.append(by_name(view, rows))
    blocks += on_map(view, rows, own, average, band_words(view, average))
    blocks.append(
        limits(
            view,
            _("Geen rangorde. De lijst staat op naam en is niet op hoogte te sorteren."),
            _("Niets over een buurt of straat. Kleiner dan een gemeente toont dit dashboard niet."),
            _("Niet dat een gemeente het goed of slecht doet: wie er woont, verschilt sterk per gemeente."),
        )
    )
    return answer(view, rows, own, average, line), blocks


def named(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``code``, ``name``, ``province`` and ``level``: gemeenten where the bundle has them, else provinces."""
    level = "gemeente" if rows.filter(pl.col("gemeente") != ALL).height else "province"
    rows = rows.filter((pl.col("gemeente") == ALL) == (level == "province"))
    rows = rows.with_columns(code=pl.col(level))
    known = {str(t["gemeente"]): t for t in view.study.table("tiles").iter_rows(named=True)}
    found = [known.get(str(code), {}) for code in rows["code"].to_list()]
    codes = [str(code) for code in rows["code"].to_list()]
    names = [str(t.get("name") or code) for t, code in zip(found, codes, strict=True)]
    homes = [str(t.get("province") or r) for t, r in zip(found, rows["province"].to_list(), strict=True)]
    people = [t.get("inhabitants") for t in found]
    return rows.with_columns(
        name=pl.Series(names, dtype=pl.String),
        province=pl.Series(homes, dtype=pl.String),
        inhabitants=pl.Series(people, dtype=pl.Float64),
        level=pl.lit(level),
    ).sort("name", "code")


def national(rows: pl.DataFrame) -> Estimate:
    """The published areas together: their values weighted by their published n; only arithmetic on public numbers."""
    shown = rows.filter(pl.col("value").is_not_null() & pl.col("n").is_not_null())
    weight = float(shown["n"].sum() or 0)
    if not weight:
        return Estimate(None)
    value = float((shown["value"] * shown["n"]).sum()) / weight
    return Estimate(value, value, value)


def banded(view: View, rows: pl.DataFrame, average: Estimate) -> pl.DataFrame:
    """A band from 0 to 4 per area, by its value beside the average; hidden areas have none."""
    middle = average.value or 0.0
    value = pl.col("value")
    number = sum((value >= middle * cut).cast(pl.Int64) for cut in CUTS)
    words = band_words(view, average)
    return rows.with_columns(shade=number).with_columns(
        band_words=pl.col("shade").replace_strict(
            dict(enumerate(words)),
            default=view.texts("verborgen om mensen te beschermen"),
            return_dtype=pl.String,
        )
    )


def band_words(view: View, average: Estimate) -> tuple[str, ...]:
    """The five bands in words, with their borders."""
    _ = view.texts
    if average.value is None:
        return ("", "", "", "", "")
    edge = [_.percent(average.value * cut) for cut in CUTS]
    return (
        _("onder {a}", a=edge[0]),
        _("{a} tot {b}", a=edge[0], b=edge[1]),
        _("{a} tot {b}", a=edge[1], b=edge[2]),
        _("{a} tot {b}", a=edge[2], b=edge[3]),
        _("{a} of meer", a=edge[3]),
    )


def chosen_place(view: View, rows: pl.DataFrame) -> dict[str, object] | None:
    """The reader's own gemeente or province."""
    _ = view.texts
    label = _("Uw provincie") if rows.height and rows["level"][0] == "province" else _("Uw gemeente")
    names = {str(r["code"]): str(r["name"]) for r in rows.iter_rows(named=True)}
    own = view.choose(
        "gemeente",
        label,
        ["none", *names],
        words=lambda c: _("geen keuze") if c == "none" else names[c],
    )
    return next((r for r in rows.iter_rows(named=True) if r["code"] == own), None)


def answer(
    view: View, rows: pl.DataFrame, own: dict[str, object] | None, average: Estimate, line: str
) -> str:
    """One sentence on the spread, or on the reader's own gemeente."""
    _ = view.texts
    if own:
        e = estimate(own)
        if e.value is None:
            return _(
                "De cijfers van {name} zijn verborgen om mensen te beschermen.",
                name=own["name"],
            )
        return _(
            "In {name} stonden {count} huishoudens onder de {line}: {word} vergeleken met heel Nederland.",
            name=own["name"],
            count=of_thousand(e.value, _),
            line=view.word("line", line),
            word=word(compare(e, average), _),
        )
    return spread_out(view, rows, average, line)


def spread_out(view: View, rows: pl.DataFrame, average: Estimate, line: str) -> str:
    """How many areas lie clearly above or below the country, in one sentence."""
    _ = view.texts
    found = [compare(estimate(r), average) for r in rows.iter_rows(named=True)]
    is_province = rows.height > 0 and rows["level"][0] == "province"
    text = (
        _(
            "Huishoudens onder de {line}, vergeleken met heel Nederland: {higher} van de {all} provincies duidelijk "
            "meer, {lower} duidelijk minder, {same} zonder duidelijk verschil."
        )
        if is_province
        else _(
            "Huishoudens onder de {line}, vergeleken met heel Nederland: {higher} van de {all} gemeenten duidelijk "
            "meer, {lower} duidelijk minder, {same} zonder duidelijk verschil."
        )
    )
    return text.format(
        all=len(found),
        higher=found.count(Comparison.HIGHER),
        lower=found.count(Comparison.LOWER),
        same=found.count(Comparison.SAME),
        line=view.word("line", line),
    )


def size_class(row: dict[str, object]) -> str:
    """Size class by the published number of inhabitants; empty where the bundle does not say it."""
    n = row.get("inhabitants")
    return next((name for least, name in SIZES if isinstance(n, float) and n >= least), "")


def peers_of(view: View, rows: pl.DataFrame, own: dict[str, object]) -> tuple[pl.DataFrame, str]:
    """The peer set that the reader chose, without the own gemeente, and its name."""
    _ = view.texts
    sized = ["size"] if size_class(own) else []
    kind = view.choose(
        "peers",
        _("Vergelijk met"),
        ["others", "own"] if own["level"] == "province" else [*sized, "province", "own"],
        words=lambda k: {
            "others": _("alle andere provincies"),
            "size": _("even grote gemeenten"),
            "province": _("gemeenten in de provincie"),
            "own": _("eigen keuze"),
        }[k],
    )
    others = rows.filter(pl.col("code") != own["code"])
    if kind == "others":
        return others, _("alle andere provincies")
    if kind == "province":
        return only(others, province=str(own.get("province") or "")), _(
            "gemeenten in {name}", name=own.get("province")
        )
    if kind == "own":
        options = [(str(r["code"]), str(r["name"])) for r in others.iter_rows(named=True)]
        picked = view.choose_many("own", _("Uw vergelijkingsgroep"), options)
        return others.filter(pl.col("code").is_in(picked)), _("uw eigen keuze")
    mine = size_class(own)
    keep = [size_class(r) == mine for r in others.iter_rows(named=True)]
    return others.filter(pl.Series(keep, dtype=pl.Boolean)), view.word("group.size", mine)


def beside_peers(view: View, rows: pl.DataFrame, own: dict[str, object], average: Estimate) -> Block:
    """The own gemeente beside its peers; a peer set under three is refused, since it would give a place away."""
    _ = view.texts
    peers, called = peers_of(view, rows, own)
    shown = peers.filter(pl.col("value").is_not_null())
    if shown.height < FEWEST_PEERS:
        return Prose(
            kind="notice",
            title=_("Deze vergelijking is te klein"),
            paragraphs=(
                _(
                    "Een vergelijkingsgroep telt ten minste {least} gemeenten met een getoond cijfer. Met minder zou "
                    "het gemiddelde het cijfer van één gemeente verraden. Kies er een paar bij, of kies een andere groep.",
                    least=FEWEST_PEERS,
                ),
            ),
        )
    e, middle = estimate(own), national(peers)
    title = _(
        "{name}: {word} vergeleken met {called}",
        name=own["name"],
        word=word(compare(e, middle), _),
        called=called,
    )
    beside = pl.concat([rows.filter(pl.col("code") == own["code"]), peers])
    marks = [Row(label=str(own["name"]), marks=(as_mark(own, view),))]
    spread = sorted(float(v) for v in shown["value"].to_list())
    tenth, ninth = spread[round(0.1 * (len(spread) - 1))], spread[round(0.9 * (len(spread) - 1))]
    marks.append(Row(label=called, marks=(Mark(value=middle.value, low=tenth, high=ninth, series=1),)))
    whole = _("alle provincies samen") if own["level"] == "province" else _("alle getoonde gemeenten samen")
    marks.append(Row(label=whole, marks=(Mark(value=average.value, series=2),)))
    return Figure(
        id="peers",
        title=title,
        table="areas",
        rows=beside,
        columns=columns(
            view, Column("name", _("provincie") if own["level"] == "province" else _("gemeente"))
        ),
        says=(
            _(
                "{name}: {own}. Gemiddeld bij {called}: {other}.",
                name=own["name"],
                called=called,
                own=share_text(e.value, e.low, e.high, _),
                other=share_text(middle.value, None, None, _),
            ),
        ),
        note=_(
            "Bij de groep tonen de streepjes waar acht van de tien gebieden in liggen; bij uw eigen gebied het "
            "95%-interval."
        ),
        drawing=RowChart(
            rows=tuple(marks),
            tick=tick(view, "share"),
            say=say(view, "share"),
            title=title,
            footer=view.footer("areas", beside),
        ),
    )


def by_name(view: View, rows: pl.DataFrame) -> Grid:
    """All areas by name, to search in."""
    _ = view.texts
    level = rows["level"][0] if rows.height else "gemeente"
    shown = (
        Column("name", _("provincie") if level == "province" else _("gemeente")),
        *((Column("province", _("provincie")),) if level == "gemeente" else ()),
        Column("said", _("aandeel, met 95%-interval")),
        Column("n", _("huishoudens"), "count"),
    )
    said = [
        view.words.absent(r["status"]) if is_hidden(r) else share_text(*_three(r), _)
        for r in rows.iter_rows(named=True)
    ]
    rows = rows.with_columns(said=pl.Series(said, dtype=pl.String))
    title = _("Alle provincies op naam") if level == "province" else _("Alle gemeenten op naam")
    return Grid(
        id="places",
        title=title,
        figure=Figure(id="places", title=title, table="areas", rows=rows, columns=shown),
    )


def _three(row: dict[str, object]) -> tuple[float | None, float | None, float | None]:
    e = estimate(row)
    return e.value, e.low, e.high
