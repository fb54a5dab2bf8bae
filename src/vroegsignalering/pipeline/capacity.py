"""How many persons fit on this machine: memory and disk that a run will ask for, said before it starts.

Amounts are measured per person for ten years and grow with years and formats. Nothing is reserved, and a machine
that cannot say how much it has is believed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.limits import room_on_disk

RUN_BASE_BYTES, RUN_BYTES_PER_PERSON = 600_000_000, 7_000
"""Memory of ``vroeg run``: what the libraries take, and each person on top; set by ``benchmarks/national.py``."""

SYNTHESIS_BYTES_PER_WORKER = 900_000_000
"""Memory of one worker of ``vroeg synthesise``: shards have one size, so that persons do not count."""

SHARDED_BASE_BYTES, SHARDED_BYTES_PER_PERSON = 2_500_000_000, 300
"""Memory of ``vroeg run`` on shards: two workers, rows to fit on that do not grow with the country, and each person's
share of the rows that are always kept (to calibrate and to test on)."""

JOINED_BYTES_PER_WORKER = 2_900_000_000
"""Memory of one worker on the parts that a large country takes together; of two workers less than later stages take."""

KEPT_BYTES_PER_PERSON = 450
"""Disk of the finished stages that a run keeps, per person for ten years."""

COPY_BYTES_PER_PERSON = 2_600
"""Disk of the working copy of registers that are not in parquet, per person for ten years."""

SPARE = 0.9
"""Share of what is free that may be planned for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the machine has free and what was asked for, in bytes; None where the machine does not say."""

    memory_free: int | None
    memory_needed: int
    disk_free: int
    disk_needed: int
    persons: int
    persons_that_fit: int

    @property
    def fits(self) -> bool:
        """Whether the size that was asked for fits."""
        return self.persons <= self.persons_that_fit


def room(
    persons: int,
    *,
    folder: Path,
    years: int = 10,
    memory_base: int = RUN_BASE_BYTES,
    memory_per_person: int = RUN_BYTES_PER_PERSON,
    disk_per_person: int = COPY_BYTES_PER_PERSON,
) -> Room:
    """Memory and disk for so many persons against what is free.

    Parameters
    ----------
    persons : int
    folder : Path
        Where files will be written; the nearest folder above it that exists is asked.
    years : int
        Years of registers; amounts per person are for ten.
    memory_base, memory_per_person, disk_per_person : int
        Bytes; those of ``vroeg run`` when nothing is said.

    Examples
    --------
    >>> room(1_000, folder=Path("."), memory_base=0, memory_per_person=0, disk_per_person=0).fits
    True
    """
    memory_each, disk_each = memory_per_person * years / 10, disk_per_person * years / 10
    memory, disk = memory_free(), room_on_disk(folder)
    limits = [persons]
    if memory is not None:
        limits.append(_most(memory * SPARE - memory_base, memory_each, persons))
    limits.append(_most(disk * SPARE, disk_each, persons))
    return Room(
        memory_free=memory,
        memory_needed=int(memory_base + persons * memory_each),
        disk_free=disk,
        disk_needed=int(persons * disk_each),
        persons=persons,
        persons_that_fit=min(limits),
    )


def fits(persons: int, *, folder: Path, years: int = 10, copies: bool = True, sharded: bool = False) -> Room:
    """Refuse a run of ``vroeg run`` that this machine cannot finish, before it starts.

    Parameters
    ----------
    persons : int
        Persons in the registers.
    folder : Path
        Where finished stages and copies go.
    years : int
        Years of registers.
    copies : bool
        Whether registers are copied to parquet first (``.sav`` and ``.csv`` are).
    sharded : bool
        Whether the registers come in shards, so that memory hardly grows with the country.

    Raises
    ------
    EnvironmentFault
        Too little memory or disk; says how many persons would fit.
    """
    base, each = RUN_BASE_BYTES, RUN_BYTES_PER_PERSON
    if sharded and base + persons * each > SHARDED_BASE_BYTES + persons * SHARDED_BYTES_PER_PERSON:
        base, each = SHARDED_BASE_BYTES, SHARDED_BYTES_PER_PERSON
    disk = KEPT_BYTES_PER_PERSON + COPY_BYTES_PER_PERSON * copies
    found = room(
        persons, folder=folder, years=years, memory_base=base, memory_per_person=each, disk_per_person=disk
    )
    _refuse(found, folder)
    return found


def synthesis_fits(workers: int) -> None:
    """Refuse more workers than memory holds; space on the disk is checked by ``synthesis`` itself.

    Raises
    ------
    EnvironmentFault
        Too little memory for so many workers; says how many would fit.
    """
    _workers_fit(workers, SYNTHESIS_BYTES_PER_WORKER)


def shards_fit(workers: int) -> None:
    """Refuse more workers on the shards of a large country than memory holds.

    Raises
    ------
    EnvironmentFault
        Too little memory for so many workers; says how many would fit.
    """
    _workers_fit(workers, JOINED_BYTES_PER_WORKER)


def _workers_fit(workers: int, each: int) -> None:
    memory, needed = memory_free(), workers * each
    if memory is None or needed <= memory * SPARE:
        return
    most = int(memory * SPARE // each)
    raise EnvironmentFault(
        "not enough memory for so many workers",
        where="--workers",
        found=f"{_gb(memory)} free, about {_gb(needed)} needed for {workers}",
        mend=f"--workers {most}" if most else "a machine with more memory, or close other programs",
    )


def memory_free() -> int | None:
    """Bytes of memory that are free for a new program; None where the machine does not say.

    Linux says what can be had without swapping, and a container what it may still take; elsewhere what is installed
    counts, if that is known.
    """
    found = [amount for amount in (_available(), _container(), _installed()) if amount is not None]
    return min(found) if found else None


def _available() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    amounts = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(amounts[0]) * 1024 if amounts else None


def _container() -> int | None:
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text(encoding="ascii").strip()
        used = int((group / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return max(int(limit) - used, 0) if limit.isdigit() else None


def _installed() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _refuse(found: Room, folder: Path) -> None:
    if found.fits:
        return
    memory = found.memory_free
    short_of_memory = memory is not None and found.memory_needed > memory * SPARE
    free, needed = (
        (memory or 0, found.memory_needed) if short_of_memory else (found.disk_free, found.disk_needed)
    )
    fitting = found.persons_that_fit // 1000 * 1000
    raise EnvironmentFault(
        "not enough memory for so many persons" if short_of_memory else "not enough space on the disk",
        where="this machine" if short_of_memory else str(folder),
        found=f"{_gb(free)} free, about {_gb(needed)} needed for {_spaced(found.persons)} persons",
        mend=f"about {_spaced(fitting)} persons would fit; fewer persons or years, or a larger machine",
    )


def _most(free: float, each: float, asked: int) -> int:
    """Persons for whom there is room; as many as asked when one takes nothing."""
    if each <= 0:
        return asked if free >= 0 else 0
    return max(int(free // each), 0)


def _spaced(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _gb(amount: float) -> str:
    return f"{amount / 1e9:.1f} GB"
