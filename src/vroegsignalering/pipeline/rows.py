"""Rows of a study on disk: features as single numbers and categories, by what they are used for.

Rows to fit, to calibrate and to test on; test people in the year of calibration, whom the model knows as little as what it
was calibrated on; and rows of other people and years for drift, subgroups and privacy. Test and calibration rows are always
all there; of the others a share of the persons is kept when the country is large. The lot of a person decides, so that every
shard draws alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from vroegsignalering.study import PARTS, Dataset, StudyDefinition
from vroegsignalering.study.dataset import stack
from vroegsignalering.study.draws import lot
from vroegsignalering.vocabulary import InformationMode

ROLES = ("train", "calibrate", "test", "held_out", "beside")
MOST_ROWS = {"train": 1_000_000, "held_out": 250_000, "beside": 1_000_000}
"""Rows kept of each use; all where there are fewer."""

_FEATURE, _GROUP = "x:", "by:"
EMPTY = pl.DataFrame({"n": pl.Series([], dtype=pl.Int64)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Share of the persons whose rows are kept, where rows are many."""

    train: float = 1.0
    held_out: float = 1.0
    beside: float = 1.0


def shares(at_risk: int, definition: StudyDefinition, mode: InformationMode) -> Kept:
    """Shares that keep a study within :data:`MOST_ROWS`, for so many households at risk a year.

    Examples
    --------
    >>> Kept() == Kept(train=1.0, held_out=1.0, beside=1.0)
    True
    """
    years, split = definition.years[mode], definition.split
    used = {
        "train": at_risk * len(years.train) * split.train,
        "calibrate": at_risk * len(years.calibrate) * split.calibrate,
        "test": at_risk * len(years.test) * split.test,
        "held_out": at_risk * len(years.calibrate) * split.test,
    }
    wanted = used | {"beside": at_risk * len(years.all) - sum(used.values())}
    return Kept(**{role: min(1.0, most / max(wanted[role], 1)) for role, most in MOST_ROWS.items()})


def write_rows(
    data: Dataset, definition: StudyDefinition, mode: InformationMode, kept: Kept, path: Path
) -> None:
    """Write the rows of a dataset that are used, with what for."""
    role = roles(data, definition, mode)
    keep = keeps(data.cluster, data.year, data.part, definition=definition, mode=mode, kept=kept)
    frame = pl.DataFrame(
        {
            "role": role,
            "y": data.y,
            "cluster": data.cluster,
            "year": data.year,
            "part": data.part,
            "truth": data.truth if data.truth is not None else np.full(len(data), np.nan),
        }
    )
    features = data.X.select(_compact(data.X, name).alias(_FEATURE + name) for name in data.X.columns)
    groups = data.groups.select(
        pl.col(name).cast(pl.Categorical).alias(_GROUP + name) for name in data.groups.columns
    )
    pl.concat([frame, features, groups], how="horizontal").filter(keep).write_ipc(path, compression="lz4")


def roles(data: Dataset, definition: StudyDefinition, mode: InformationMode) -> np.ndarray:
    """What each row is used for, a place in :data:`ROLES`."""
    return _roles(data.year, data.part, definition, mode)


def keeps(
    cluster: np.ndarray,
    year: np.ndarray,
    part: np.ndarray,
    *,
    definition: StudyDefinition,
    mode: InformationMode,
    kept: Kept,
) -> np.ndarray:
    """Whether each row is kept: all rows to calibrate and test on, of others those whose person has the lot."""
    role, luck = _roles(year, part, definition, mode), lot(cluster)
    share = np.array([getattr(kept, name, 1.0) for name in ROLES])
    return luck < share[role]


def _roles(
    year: np.ndarray, part: np.ndarray, definition: StudyDefinition, mode: InformationMode
) -> np.ndarray:
    years = definition.years[mode]
    found = np.full(len(year), ROLES.index("beside"), np.int8)
    for at, name in enumerate(PARTS):
        found[(part == at) & np.isin(year, np.asarray(getattr(years, name)))] = ROLES.index(name)
    held_out = (part == PARTS.index("test")) & np.isin(year, np.asarray(years.calibrate))
    found[held_out] = ROLES.index("held_out")
    return found


def _compact(X: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float32 if X.schema[name].is_numeric() else pl.Categorical)


def read_rows(paths: Sequence[Path], role: str, *, truth: bool) -> Dataset:
    """Rows of one use from all shards, in an order that does not depend on the shards.

    Parameters
    ----------
    paths : sequence of Path
        One file per shard.
    role : str
        One of :data:`ROLES`.
    truth : bool
        Whether true probabilities are known.

    Returns
    -------
    Dataset
        Sorted by year and person; flow and outcomes empty.
    """
    wanted = pl.col("role") == ROLES.index(role)
    kinds = _categories(tuple(paths))
    parts = [
        pl.scan_ipc(path).filter(wanted).with_columns(pl.col(n).cast(k) for n, k in kinds.items()).collect()
        for path in paths
    ]
    frame = pl.concat(parts).sort("year", "cluster")
    return Dataset(
        X=_chosen(frame, _FEATURE),
        y=frame["y"].to_numpy(),
        groups=_chosen(frame, _GROUP),
        cluster=frame["cluster"].to_numpy(),
        year=frame["year"].to_numpy(),
        part=frame["part"].to_numpy(),
        flow=EMPTY,
        outcomes=EMPTY,
        truth=frame["truth"].to_numpy() if truth else None,
    )


@lru_cache(maxsize=8)
def _categories(paths: tuple[Path, ...]) -> dict[str, pl.Enum]:
    """Categories of every column of words over all shards and uses, sorted, whatever shard met them first."""
    schema = pl.scan_ipc(paths[0]).collect_schema()
    names = [name for name, dtype in schema.items() if dtype == pl.Categorical]
    found: dict[str, set[str]] = {name: set() for name in names}
    for path in paths:
        part = pl.scan_ipc(path).select(names).collect()
        for name in names:
            found[name].update(word for word in part[name].unique() if word is not None)
    return {name: pl.Enum(sorted(words)) for name, words in found.items()}


def _chosen(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return frame.select(
        pl.col(name).alias(name.removeprefix(prefix)) for name in frame.columns if name.startswith(prefix)
    )


def gathered(parts: Sequence[Dataset]) -> Dataset:
    """Rows of all uses together, at most so many of each: for drift, subgroups and privacy."""
    most = MOST_ROWS["beside"]
    return stack(
        [part.where(lot(part.cluster) < most / len(part)) if len(part) > most else part for part in parts]
    )
