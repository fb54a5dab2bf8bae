"""Tables of the chain: signals that municipalities delivered, step by step, and what cases ended in.

Deliveries stand in the folder ``signals`` of the registers; without them there is no chain, and the evidence says so
by having no such table.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from vroegsignalering.audit.deliveries import chain_of_deliveries
from vroegsignalering.registers.signals import funnel, read_deliveries

FOLDER = "signals"


_SHARD = re.compile(r"-(\d{4})\.json$")


def deliveries_in(registers_folder: Path, most_shards: int) -> list[Path]:
    """Files of deliveries beside the registers, sorted; those of the first shards when they come in many."""
    paths = sorted((registers_folder / FOLDER).rglob("*.json"))
    numbers = {path: hit.group(1) for path in paths if (hit := _SHARD.search(path.name))}
    if len(numbers) < len(paths):
        return paths
    first = set(sorted(set(numbers.values()))[:most_shards])
    return [path for path in paths if numbers[path] in first]


def chain_tables(files: list[Path]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The audited chain by partner and age band, and the mix of results by partner and by kind of contact."""
    read = read_deliveries(files)
    chain = chain_of_deliveries(read).filter(pl.col("n_from").is_not_null() & pl.col("n").is_not_null())
    results = funnel(read).results
    total = pl.col("n").sum().over("by", "group")
    mix = results.with_columns(n_result=pl.col("n").cast(pl.Int64), n=total.cast(pl.Int64)).select(
        partner=pl.when(pl.col("by") == "partner").then("group").otherwise(pl.lit("all")),
        contact_kind=pl.when(pl.col("by") == "contact_kind").then("group").otherwise(pl.lit("all")),
        result="result",
        n="n",
        n_result="n_result",
    )
    return chain.with_columns(pl.col("n_from", "n").cast(pl.Int64)), mix.unique(
        ["partner", "contact_kind", "result"], keep="first", maintain_order=True
    )
