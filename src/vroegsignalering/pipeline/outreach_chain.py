"""Tables of the chain: signals that municipalities delivered, step by step, and what cases ended in.

Deliveries stand in the folder ``signals`` of the registers; without them there is no chain, and the evidence says so
by having no such table. Municipalities are held against others of their size, listed by code and never ranked.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from vroegsignalering import facts
from vroegsignalering.audit.chain import STEPS, ChainRules, chain
from vroegsignalering.audit.deliveries import ATTRIBUTES, steps_of
from vroegsignalering.pipeline.dates import with_days
from vroegsignalering.registers.signals import funnel, read_deliveries
from vroegsignalering.registers.signals.reading import Deliveries
from vroegsignalering.release.profiles import STANDARD

FOLDER = "signals"
PEERS = ((100_000, "100k"), (50_000, "50k"), (20_000, "20k"), (0, "small"))
"""Least inhabitants of a set of municipalities of like size."""

LEAST_SIGNALS = 100
"""Signals that a municipality must have to be held against its peers."""

LEAST_LOST = STANDARD.min_cell
"""Cases that must stay behind at a step for it to be shown: the steps around it would tell fewer."""


_SHARD = re.compile(r"-(\d{4})\.json$")


def deliveries_in(registers_folder: Path, most_shards: int) -> list[Path]:
    """Files of deliveries beside the registers, sorted; those of the first shards when they come in many."""
    paths = sorted((registers_folder / FOLDER).rglob("*.json"))
    numbers = {path: hit.group(1) for path in paths if (hit := _SHARD.search(path.name))}
    if len(numbers) < len(paths):
        return paths
    first = set(sorted(set(numbers.values()))[:most_shards])
    return [path for path in paths if numbers[path] in first]


def chain_tables(files: list[Path]) -> list[tuple[str, pl.DataFrame]]:
    """The mix of results first, then the audited chain, then each municipality beside its peers.

    Returns
    -------
    list of (name, polars.DataFrame)
        ``signals``: results by partner and by kind of contact; ``chain``: by partner, age band, way of contact and size of the
        municipality; ``chain_peers``: by municipality, with the difference from all others of its size. A step that
        nearly everybody passes is left out of both.
    """
    read = read_deliveries(files)
    steps = with_peers(telling(steps_of(read)))
    whole = chain(steps, attributes=(*ATTRIBUTES, "size"), cluster="case")
    found = {"signals": results(read), "chain": _counted(whole), "chain_peers": beside_peers(steps)}
    return [(name, with_days(table, read.begins_on, read.ends_on)) for name, table in found.items()]


def results(read: Deliveries) -> pl.DataFrame:
    """How signals ended: counts by partner and by kind of contact; to be read before any success rate."""
    found = funnel(read).results
    total = pl.col("n").sum().over("by", "group")
    mix = found.with_columns(n_result=pl.col("n").cast(pl.Int64), n=total.cast(pl.Int64)).select(
        partner=pl.when(pl.col("by") == "partner").then("group").otherwise(pl.lit("all")),
        contact_kind=pl.when(pl.col("by") == "contact_kind").then("group").otherwise(pl.lit("all")),
        result="result",
        n="n",
        n_result="n_result",
    )
    return mix.unique(["partner", "contact_kind", "result"], keep="first", maintain_order=True)


def telling(steps: pl.DataFrame) -> pl.DataFrame:
    """The signals without the steps at which hardly anybody stays behind.

    How many come to a step is how many passed the one before. So a step that nearly all pass can be hidden, but the
    steps around it give its few away; it tells nothing, and goes.
    """
    there = [name for name in STEPS if name in steps.columns]
    before = there[0]
    for step in there[1:]:
        came = steps.filter(pl.col(before).fill_null(False))
        if int((~came[step].cast(pl.Boolean)).sum()) < LEAST_LOST:
            steps = steps.drop(step)
        else:
            before = step
    return steps


def with_peers(steps: pl.DataFrame) -> pl.DataFrame:
    """``size`` beside each signal: the set of municipalities of like size that its municipality belongs to."""
    size = pl.lit("unknown")
    for least, name in reversed(PEERS):
        size = pl.when(pl.col("population_2023") >= least).then(pl.lit(name)).otherwise(size)
    places = facts.load("gemeenten").select(gemeente_code="gm_code", size=size)
    joined = steps.join(places, on="gemeente_code", how="left", validate="m:1", maintain_order="left")
    return joined.with_columns(pl.col("size").fill_null("unknown"))


def beside_peers(steps: pl.DataFrame) -> pl.DataFrame:
    """Each municipality with enough signals, beside all others of its size; sorted by code, no ranks.

    Returns
    -------
    polars.DataFrame
        As :func:`vroegsignalering.audit.chain.chain` gives it, with ``peers`` and ``gemeente``; empty when fewer than two of
        a size have enough signals.
    """
    enough = steps.filter(pl.len().over("gemeente_code") >= LEAST_SIGNALS)
    parts = []
    for (size,), own in enough.sort("size", "gemeente_code").group_by("size", maintain_order=True):
        if size == "unknown" or own["gemeente_code"].n_unique() < 2:
            continue
        found = chain(own, attributes=("gemeente_code",), cluster="case", rules=ChainRules(replicates=128))
        parts.append(found.filter(pl.col("attribute") != "all").with_columns(peers=pl.lit(size)))
    if not parts:
        return pl.DataFrame()
    table = _counted(pl.concat(parts)).rename({"group": "gemeente"}).drop("attribute")
    return table.sort("peers", "gemeente", maintain_order=True)


def _counted(table: pl.DataFrame) -> pl.DataFrame:
    """Whole counts; a step is marked where the row before it is known at both ends and would give its few away.

    How many came to the first step is told by its own row only, so what follows gives nothing away of it.
    """
    there = table.filter(pl.col("n_from").is_not_null() & pl.col("n").is_not_null())
    place = pl.int_range(pl.len()).over("attribute", "group")
    nearly_all = (pl.col("n_from") - pl.col("n") < LEAST_LOST) & (place > 0)
    gives_away = nearly_all.shift(1).over("attribute", "group").fill_null(False)
    return there.with_columns(
        pl.col("n_from", "n").cast(pl.Int64),
        marked=pl.when(gives_away).then(pl.lit("nearly all passed the step before")),
    )
