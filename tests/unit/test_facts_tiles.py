"""The tile map: every gemeente once, roughly in its place, provinces together."""

from __future__ import annotations

import polars as pl

from vroegsignalering.facts import load, tiles

NEIGHBOURS = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))


def test_every_gemeente_has_a_tile_of_its_own() -> None:
    drawn = tiles()
    assert drawn.height == 342
    assert set(drawn["gemeente"]) == set(load("gemeente_centroids_2024")["gm_code"])
    assert drawn.select("q", "r").is_unique().all()


def test_directions_are_those_of_the_country() -> None:
    at = {name: (q + r / 2, r) for name, q, r in tiles().select("name", "q", "r").iter_rows()}
    assert at["Groningen"][1] < at["Utrecht"][1] < at["Maastricht"][1]
    assert at["Vlissingen"][0] < at["Utrecht"][0] < at["Enschede"][0]
    assert at["Den Helder"][1] < at["Amsterdam"][1] < at["Rotterdam"][1]


def test_most_gemeenten_touch_one_of_their_own_province() -> None:
    province = {(q, r): p for q, r, p in tiles().select("q", "r", "province").iter_rows()}
    alone = [
        at
        for at, p in province.items()
        if not any(province.get((at[0] + a, at[1] + b)) == p for a, b in NEIGHBOURS)
    ]
    assert len(alone) <= 4


def test_the_map_is_the_same_every_time() -> None:
    tiles.cache_clear()
    again = tiles()
    tiles.cache_clear()
    assert again.equals(tiles())
    assert again.schema["q"] == pl.Int64
