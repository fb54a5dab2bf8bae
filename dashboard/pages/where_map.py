"""The map of equal tiles, or of a user's own boundaries: bands, never ranks; off in public until somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.charts import estimate
from dashboard.drawing import Area, TileMap
from dashboard.findings import Comparison, Estimate, compare
from dashboard.pages.sentences import listed
from dashboard.view import Block, Column, Figure, MapList, Prose, View, is_hidden

ALIASES = {"Friesland": "Fryslân"}
"""Names of provinces as the tiles write them."""


def on_map(
    view: View,
    rows: pl.DataFrame,
    own: Mapping[str, object] | None,
    average: Estimate,
    bands: tuple[str, ...],
) -> list[Block]:
    """The map, when it is on: off in public until somebody chooses it."""
    _ = view.texts
    tiles = view.study.table("tiles")
    if not {"gemeente", "q", "r"} <= set(tiles.columns) or not tiles.height:
        return []
    default = "off" if view.is_public else "on"
    shown = view.choose(
        "map", _("Kaart"), ["on", "off"], words=lambda k: _("aan") if k == "on" else _("uit"), default=default
    )
    if shown == "off":
        return [switched_off(view)]
    row_of = {ALIASES.get(str(r["code"]), str(r["code"])): r for r in rows.iter_rows(named=True)}
    outlines, extent = boundaries(view)
    areas, entries = [], []
    for tile in tiles.iter_rows(named=True):
        code, province = str(tile["gemeente"]), str(tile.get("province") or "")
        row = row_of.get(code) or row_of.get(province) or {}
        area = as_area(tile, row, own, outlines.get(code, ""))
        areas.append(area)
        entries.append((code, area.name, province, str(row.get("band_words") or _("geen cijfer"))))
    title = map_title(view, rows, average)
    is_province = rows.height > 0 and rows["level"][0] == "province"
    figure = Figure(
        id="map",
        title=title,
        table="areas",
        rows=rows,
        columns=(
            Column("name", _("provincie") if is_province else _("gemeente")),
            Column("band_words", _("klasse")),
            Column("status", _("getoond?"), "status", "status"),
        ),
        says=how_drawn(
            view, len(entries) - sum(bool(a.outline) for a in areas) if outlines else None, is_province
        ),
        drawing=TileMap(
            areas=tuple(areas),
            bands=bands,
            hidden=_("verborgen"),
            title=title,
            footer=view.footer("areas", rows),
            extent=extent,
        ),
    )
    return [MapList(figure=figure, areas=tuple(entries))]


def switched_off(view: View) -> Prose:
    """What stands in place of the map."""
    _ = view.texts
    return Prose(
        kind="notice",
        title=_("De kaart staat uit"),
        paragraphs=(
            _(
                "Een kaart trekt het oog naar plaatsen. De lijst op naam zegt hetzelfde. Zet de kaart "
                "hierboven aan als u hem nodig hebt."
            ),
        ),
    )


def as_area(
    tile: Mapping[str, Any], row: Mapping[str, object], own: Mapping[str, object] | None, outline: str
) -> Area:
    """One tile with the band of its row; none where the figure is hidden or absent."""
    band = row.get("shade")
    return Area(
        code=str(tile["gemeente"]),
        name=str(tile.get("name") or tile["gemeente"]),
        province=str(tile.get("province") or ""),
        q=int(tile["q"]),
        r=int(tile["r"]),
        band=int(band) if isinstance(band, (int, float)) and not is_hidden(row) else None,
        own=own is not None and own["code"] in (tile["gemeente"], tile.get("province")),
        outline=outline,
    )


def how_drawn(view: View, without_outline: int | None, is_province: bool) -> tuple[str, ...]:
    """What a shape on the map is; with a user's own boundaries whose they are, and how many gemeenten they leave out."""
    _ = view.texts
    if without_outline is not None:
        source = str(view.study.about("boundaries").get("source", ""))
        said = _("Eigen grenzen, ingelezen door de gebruiker. Bron: {source}.", source=source)
        if not without_outline:
            return (said,)
        return said, _.several(
            "{count} gemeente staat niet op deze kaart, omdat haar grens er niet bij zit.",
            "{count} gemeenten staan niet op deze kaart, omdat hun grenzen er niet bij zitten.",
            without_outline,
        )
    if is_province:
        return (
            _(
                "Elke tegel is een gemeente met de kleur van haar provincie: voor gemeenten zijn er in dit "
                "bewijspakket te weinig huishoudens."
            ),
        )
    return (
        _(
            "Elke gemeente is één even grote tegel, ongeveer op haar plaats. Dikke lijnen zijn provincies; een open plek "
            "is geen gemeente."
        ),
    )


def map_title(view: View, rows: pl.DataFrame, average: Estimate) -> str:
    """The finding over the map: which areas stand out, by name when they are few."""
    _ = view.texts
    higher = [
        str(r["name"])
        for r in rows.iter_rows(named=True)
        if compare(estimate(r), average) is Comparison.HIGHER
    ]
    if not higher:
        return _("Op de kaart springt geen gebied er duidelijk uit")
    return _("Duidelijk hoger dan heel Nederland: {names}", names=listed(higher, view))


def boundaries(view: View) -> tuple[dict[str, str], tuple[float, float, float, float] | None]:
    """A user's own outlines, when the bundle has them: a path per gemeente and the extent in metres."""
    table = view.study.table("boundaries")
    if not {"gemeente", "path", "x0", "y0", "x1", "y1"} <= set(table.columns) or not table.height:
        return {}, None
    paths = {str(r["gemeente"]): str(r["path"]) for r in table.iter_rows(named=True)}
    low = [float(str(table[c].cast(pl.Float64).min())) for c in ("x0", "y0")]
    high = [float(str(table[c].cast(pl.Float64).max())) for c in ("x1", "y1")]
    return paths, (low[0], low[1], high[0], high[1])
