"""What a run is asked to make, checked before anything is written."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vroegsignalering.errors import EnvironmentFault, UsageError
from vroegsignalering.limits import room_on_disk
from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis import published

SHARD_PERSONS = 50_000
"""Residents per shard: fixed, so that the same seed gives the same persons for any number of workers."""

WHOLE_COUNTRY = int(published.POPULATION_2023)
FORMATS = ("parquet", "sav", "csv", "dta")
LARGEST_IN_ONE_FILE = 3_000_000
UNFINISHED = ".synthesis"
"""Folder in the target while a run is not finished; goes when it is."""

BYTES_PER_PERSON = {"parquet": 1_500, "sav": 9_000, "csv": 5_500, "dta": 9_000}
"""Bytes on disk per person for ten years: measured, with a margin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisPlan:
    """A checked request.

    Parameters
    ----------
    persons : int
        Residents on 1 January of the last year, about; those who died or left before come on top.
    years : (first, last)
    seed : int
    gemeente : str, optional
        Every household of this gemeente (``GM0344``) and of no other.
    formats : tuple of {"parquet", "sav", "csv", "dta"}
    signals, truth : bool
        Also write DDAS deliveries, or true probabilities.
    shard_size : int
        Residents per shard; another size gives other persons.
    """

    persons: int
    years: tuple[int, int]
    seed: int
    gemeente: str | None = None
    formats: tuple[str, ...] = ("parquet",)
    signals: bool = False
    truth: bool = False
    shard_size: int = SHARD_PERSONS

    @property
    def shards(self) -> int:
        """Number of shards of whole households."""
        return -(-self.persons // self.shard_size)

    def shard_persons(self, shard: int) -> int:
        """Residents aimed at in one shard."""
        return min(self.shard_size, self.persons - shard * self.shard_size)

    def as_json(self) -> dict[str, Any]:
        """The request in numbers and words, to recognise an interrupted run."""
        return asdict(self) | {"years": list(self.years), "formats": list(self.formats)}


def make_plan(
    persons: str | int | None,
    years: str,
    seed: int,
    *,
    gemeente: str | None = None,
    formats: str = "parquet",
    signals: bool = False,
    truth: bool = False,
) -> SynthesisPlan:
    """Check a request and fill in what follows from it.

    Parameters
    ----------
    persons : int, "all" or None
        None is allowed with ``gemeente``: everybody there.
    years : str
        ``2014-2023`` or one year.
    seed : int
        Start of every draw.
    gemeente : str, optional
        Only the inhabitants of one municipality.
    formats : str
        Kinds of file, with commas between; see :data:`FORMATS`.
    signals : bool
        Also write signal deliveries.
    truth : bool
        Also write the probabilities behind the outcomes.

    Returns
    -------
    SynthesisPlan

    Raises
    ------
    UsageError
        No persons, years outside the published figures, an unknown gemeente or format.

    Examples
    --------
    >>> make_plan(120_000, "2018-2020", 1).shards
    3
    """
    found = tuple(sorted({part.strip() for part in formats.split(",") if part.strip()}, key=_order))
    plan = SynthesisPlan(
        persons=_persons(persons, gemeente),
        years=_years(years),
        seed=_seed(seed),
        gemeente=gemeente,
        formats=found or ("parquet",),
        signals=signals,
        truth=truth,
    )
    if plan.formats != ("parquet",) and plan.persons > LARGEST_IN_ONE_FILE:
        raise UsageError(
            "too many persons for formats that are written in one piece",
            where="--format",
            found=f"{plan.persons} persons in {', '.join(plan.formats)}",
            mend=f"use --format parquet, or at most {LARGEST_IN_ONE_FILE} persons",
        )
    return plan


def _order(name: str) -> int:
    if name not in FORMATS:
        raise UsageError(
            f"unknown format {name!r}", where="--format", mend=f"one or more of: {', '.join(FORMATS)}"
        )
    return FORMATS.index(name)


def _persons(persons: str | int | None, gemeente: str | None) -> int:
    everybody = WHOLE_COUNTRY
    if gemeente is not None:
        codes = list(pl_.places().codes)
        if gemeente not in codes:
            raise UsageError(
                f"no gemeente {gemeente!r} in the classification of 2023",
                where="--gemeente",
                mend="a code such as GM0344; the codes are in facts/data/gemeenten.csv",
            )
        everybody = int(pl_.places().population[codes.index(gemeente)])
        if persons not in (None, "all"):
            raise UsageError("--gemeente makes everybody there; leave --persons out", where="--persons")
    if persons is None and gemeente is None:
        raise UsageError("how many persons?", where="--persons", mend="a number, or all")
    if persons in (None, "all"):
        return everybody
    try:
        count = int(str(persons))
    except ValueError:
        raise UsageError("not a number of persons", where="--persons", found=str(persons)) from None
    if not 0 < count <= WHOLE_COUNTRY:
        raise UsageError(
            "no such number of persons", where="--persons", found=str(count), mend=f"1 to {everybody}"
        )
    return count


def _years(text: str) -> tuple[int, int]:
    first, _, last = str(text).partition("-")
    try:
        years = (int(first), int(last or first))
    except ValueError:
        raise UsageError(
            "not a range of years", where="--years", found=str(text), mend="such as 2014-2023"
        ) from None
    if not published.FIRST_WRITTEN <= years[0] <= years[1] <= published.LAST_WRITTEN:
        raise UsageError(
            "years outside the published figures that the model is calibrated to",
            where="--years",
            found=f"{years[0]}-{years[1]}",
            mend=f"within {published.FIRST_WRITTEN}-{published.LAST_WRITTEN}, first before last",
        )
    return years


def _seed(seed: int) -> int:
    if seed < 0:
        raise UsageError("a seed is zero or more", where="--seed", found=str(seed))
    return seed


def prepare_folder(plan: SynthesisPlan, folder: Path, *, overwrite: bool, resumes: bool) -> None:
    """Make the target folder, or refuse before a byte is written or removed.

    Raises
    ------
    UsageError
        The folder holds something already and ``overwrite`` is false.
    EnvironmentFault
        No space, or the folder may not be written; what stands there stays.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError("the target is a file, not a folder", where=str(folder))
    old = [] if resumes or not folder.is_dir() else list(folder.iterdir())
    if old and not overwrite:
        begun = (folder / UNFINISHED).is_dir()
        what = "holds a run that other code, or another request, began" if begun else "is not empty"
        raise UsageError(
            f"the target folder {what}", where=str(folder), mend="another folder, or --overwrite"
        )
    if folder.is_dir() and not os.access(folder, os.W_OK):
        raise EnvironmentFault("the target folder may not be written", where=str(folder))
    _enough_space(plan, folder, overwrite)
    for entry in old:
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EnvironmentFault(
            "the target folder cannot be made", where=str(folder), found=str(fault.strerror)
        ) from None


def _enough_space(plan: SynthesisPlan, folder: Path, overwrite: bool) -> None:
    """What the folder holds counts as room: it is part of the country that goes on."""
    share = (plan.years[1] - plan.years[0] + 1) / 10
    each = share * sum(BYTES_PER_PERSON[name] for name in plan.formats)
    needed = int(plan.persons * each) + 1_000_000
    held = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())
    free = room_on_disk(folder) + held
    if free < needed:
        fitting = max(int((free - 1_000_000) / each), 0) // 1000 * 1000
        spaced = f"{fitting:,}".replace(",", " ")
        counted = f", {held / 1e9:.1f} GB of it taken by what stands there" if held else ""
        older = (
            "; or remove first what is to be replaced: it stays until the new is whole" if overwrite else ""
        )
        raise EnvironmentFault(
            "not enough space on the disk",
            where=str(folder),
            found=f"room for {free / 1e9:.1f} GB{counted}; about {needed / 1e9:.1f} GB needed",
            mend=f"about {spaced} persons would fit; fewer persons or years, parquet only, or another disk{older}",
        )
