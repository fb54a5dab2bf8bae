"""Need that no cell holds: who it is, and which open door serves them.

A plan made of groups has a ceiling; this table shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from vroegsignalering.outreach.cells import Cells
from vroegsignalering.outreach.population import Population


def scattered(
    people: Population,
    found: Cells,
    attributes: Sequence[str],
    route: str,
    routes: Mapping[str, Mapping[str, str]],
) -> pl.DataFrame:
    """Who in need lives outside every cell, by group, and the open route that serves them.

    Parameters
    ----------
    people : Population
    found : Cells
    attributes : sequence of str
    route : str
        Partner with a door that is open to anybody.
    routes : mapping of attribute to (group to partner)
        Other open doors for some groups.

    Returns
    -------
    polars.DataFrame
        ``attribute, group, value, n_in_need, n_outside, open_route``: ``value`` is the share of the group's need that no
        cell holds; what is left is the ceiling of any plan made of these cells.
    """
    rows = people.groups.with_columns(
        pl.lit("all").alias("all"), need=pl.Series(people.in_need), outside=pl.Series(found.of < 0)
    )
    parts = []
    for name in ("all", *attributes):
        own = dict(routes.get(name, {}))
        part = (
            rows.filter("need")
            .group_by(group=name)
            .agg(
                value=pl.col("outside").mean(),
                n_in_need=pl.len().cast(pl.Int64),
                n_outside=pl.col("outside").sum().cast(pl.Int64),
            )
        )
        door = (
            pl.col("group").replace_strict(own, default=route, return_dtype=pl.String)
            if own
            else pl.lit(route)
        )
        parts.append(part.with_columns(attribute=pl.lit(name), open_route=door))
    table = pl.concat(parts).sort("attribute", "group")
    return table.select("attribute", "group", "value", "n_in_need", "n_outside", "open_route")
