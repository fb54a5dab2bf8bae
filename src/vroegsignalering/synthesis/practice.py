"""Register files to practise on: one small synthetic country, made once and shared by all notebooks.

A reader finds :func:`practice_registers` and, for who wants the truth beside, :func:`practice_truth`. Neither makes
anything where ``VS_REGISTERS`` names a folder that is there, and neither knows a study.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import polars as pl

from vroegsignalering.errors import UsageError
from vroegsignalering.synthesis.dials import calibrated
from vroegsignalering.synthesis.plan import SynthesisPlan, make_plan
from vroegsignalering.synthesis.shard import frames
from vroegsignalering.synthesis.state import State
from vroegsignalering.synthesis.truth import true_probabilities
from vroegsignalering.synthesis.writing import TRUTH, synthesise
from vroegsignalering.synthesis.year import Year

PERSONS = {"small": 4_000, "full": 100_000}
"""Residents per size; ``small`` is what the tests use, ``full`` what a reader gets."""

YEARS, SEED = "2014-2023", 1

TRUTH_YEAR, TRUTH_HOUSEHOLDS = 2022, 6_000
"""The truth is known of so many households, in one year: to follow one takes as long as to write forty."""


def practice_registers(size: str | None = None) -> Path:
    """The folder with register files that the notebooks read.

    Parameters
    ----------
    size : {"small", "full"}, optional
        Absent: the environment variable ``VS_SIZE``, and ``full`` without it.

    Returns
    -------
    Path
        The folder named by ``VS_REGISTERS``, or a folder of synthetic files in the temporary directory, with
        deliveries of signals. It is made once per size and version of the synthesis.

    Raises
    ------
    UsageError
        Another size.

    Examples
    --------
    >>> PERSONS["small"]
    4000
    """
    given = os.environ.get("VS_REGISTERS")
    if given:
        return Path(given)
    plan = _plan(size)
    folder = Path(tempfile.gettempdir()) / f"vroegsignalering-practice-{plan.persons}-{_edition()}"
    if not folder.is_dir():
        _make(plan, folder)
    return folder


def practice_truth(size: str | None = None) -> pl.LazyFrame:
    """True probabilities of entry and exit for some households of the practice registers.

    Parameters
    ----------
    size : {"small", "full"}, optional
        As in :func:`practice_registers`.

    Returns
    -------
    polars.LazyFrame
        ``person, year, p_entry, p_exit, draws, mc_se`` (probabilities 0-1): of ``TRUTH_HOUSEHOLDS`` households in
        ``TRUTH_YEAR``, found by simulating the country once more; or what stands in the folder named by ``VS_REGISTERS``.

    Raises
    ------
    UsageError
        Another size.

    Examples
    --------
    >>> TRUTH_YEAR
    2022
    """
    given = os.environ.get("VS_REGISTERS")
    if given:
        return pl.scan_parquet(Path(given) / TRUTH)
    plan, found = _plan(size), list[pl.DataFrame]()
    share = min(1.0, TRUTH_HOUSEHOLDS / (plan.persons / 2.1))
    dials = calibrated()
    for shard in range(plan.shards):

        def follow(
            state: State, record: Year, keys: pl.Series, chance: tuple[int, int] = (plan.seed, shard)
        ) -> None:
            if record.year == TRUTH_YEAR:
                found.append(
                    true_probabilities(state, record, dials, keys, sample=share, chance=list(chance))
                )

        made = frames(plan, shard, dials=dials, follow=follow)
        while len(found) <= shard:  # no year after that of the truth is lived
            next(made)
    return pl.concat(found).lazy()


def _plan(size: str | None) -> SynthesisPlan:
    """What is made for a size."""
    size = size or os.environ.get("VS_SIZE", "full")
    if size not in PERSONS:
        raise UsageError(f"no size {size!r}", where="VS_SIZE", mend=f"one of: {', '.join(PERSONS)}")
    return make_plan(PERSONS[size], YEARS, SEED, signals=True)


def _make(plan: SynthesisPlan, folder: Path) -> None:
    """Write beside the target, then rename: two notebooks that start together do no harm."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        synthesise(plan, fresh)
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _edition() -> str:
    """A short hash of the code that makes the country, so that an older one is never read."""
    own = Path(__file__).parent
    text = b"".join(path.read_bytes() for path in sorted(own.glob("*.py")) + sorted(own.glob("*.json")))
    return hashlib.sha256(text).hexdigest()[:10]
