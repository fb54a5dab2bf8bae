"""Where a folder of registers comes from: synthetic only if ``provenance.json`` proves it, else real.

The file lists every data file with its checksum. A folder without it, with one file more, or with one byte
changed, is treated as real persons: the safe side of the mistake.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vroegsignalering.errors import EnvironmentFault, RegisterError
from vroegsignalering.limits import LIST_BYTES, refuse_large
from vroegsignalering.registers.files import recognise, walk
from vroegsignalering.vocabulary import DataStatus

FILE = "provenance.json"
"""Name of the file that proves a folder synthetic."""

_BLOCK = 1 << 22
_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What is known of the origin of a folder.

    ``years`` are first and last; ``persons``, ``seed``, ``vintage`` are None for real data. ``reason`` says in one
    sentence why the status is what it is.

    Parameters
    ----------
    status : DataStatus
    reason : str
    years : (int, int), optional
    persons, seed : int, optional
    vintage : str, optional
        Version of the generator and its calibration.
    checksum : str, optional
        SHA-256 over the list of files with their checksums.
    """

    status: DataStatus
    reason: str
    years: tuple[int, int] | None = None
    persons: int | None = None
    seed: int | None = None
    vintage: str | None = None
    checksum: str | None = None


def write_provenance(
    folder: Path, *, persons: int, years: tuple[int, int], seed: int, vintage: str, **more: Any
) -> Path:
    """Prove a folder synthetic: list every file in it with its checksum.

    Parameters
    ----------
    folder : Path
        All files below it are listed; write this file last.
    persons, seed : int
    years : (first, last)
    vintage : str
        Version of the generator and its calibration.
    more
        Further facts of the generator, JSON-able (gemeente, scenario).

    Returns
    -------
    Path
        The written ``provenance.json``.

    Raises
    ------
    EnvironmentFault
        It cannot be written.
    """
    content = {
        "status": DataStatus.SYNTHETIC.value,
        "persons": persons,
        "years": list(years),
        "seed": seed,
        "vintage": vintage,
        **more,
        "files": checksums(folder),
    }
    path, temporary = folder / FILE, folder / f".{FILE}.writing"
    try:
        temporary.write_text(
            json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
        )
        temporary.replace(path)
    except OSError as fault:
        raise EnvironmentFault(
            "provenance cannot be written", where=str(path), found=str(fault.strerror)
        ) from None
    return path


def checksums(folder: Path, only: Iterable[str] | None = None) -> dict[str, str]:
    """SHA-256 by path relative to the folder, of all files or of those named."""
    if only is None:
        paths = [path for path in walk(folder) if path.name != FILE]
    else:
        paths = [folder / name for name in only]
    with ThreadPoolExecutor(max_workers=4) as pool:
        sums = list(pool.map(_checksum, paths))
    return {path.relative_to(folder).as_posix(): found for path, found in zip(paths, sums, strict=True)}


def _checksum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def read_provenance(folder: Path) -> Provenance:
    """The proven origin of a folder.

    Synthetic when ``provenance.json`` says so and lists exactly the register files that are there, byte for byte.

    Parameters
    ----------
    folder : Path
        With register files.

    Returns
    -------
    Provenance
        With the reason; whatever cannot be proven synthetic counts as real.

    Raises
    ------
    RegisterError
        A file that is listed may not be read.
    """
    path = folder / FILE
    if not path.is_file():
        return _real("no provenance.json in the folder")
    refuse_large(path, LIST_BYTES)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        listed = dict(content["files"])
        status = content["status"]
        years = (int(content["years"][0]), int(content["years"][1]))
        persons, seed, vintage = int(content["persons"]), int(content["seed"]), str(content["vintage"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return _real("provenance.json cannot be read")
    if status != DataStatus.SYNTHETIC.value:
        return _real("provenance.json does not claim that the data are synthetic")
    try:
        fault = _mismatch(folder, listed)
    except PermissionError as closed:
        raise RegisterError(
            "a file or folder may not be read", where=str(closed.filename or folder),
            mend="ask for permission to read it; without it nobody can tell whether these registers are synthetic",
        ) from None  # fmt: skip
    if fault:
        return _real(fault)
    return Provenance(
        status=DataStatus.SYNTHETIC,
        reason="provenance.json lists every register file and every checksum matches",
        years=years,
        persons=persons,
        seed=seed,
        vintage=vintage,
        checksum=hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest(),
    )


def _mismatch(folder: Path, listed: dict[str, str]) -> str:
    present = {path.relative_to(folder).as_posix() for path in walk(folder) if recognise(path) is not None}
    strangers = sorted(present - set(listed))
    if strangers:
        return f"{len(strangers)} register file(s) are not listed in provenance.json: {_some(strangers)}"
    gone = sorted(name for name in listed if not (folder / name).is_file())
    if gone:
        return f"{len(gone)} listed file(s) are not there: {_some(gone)}"
    found = checksums(folder, sorted(listed))
    changed = [name for name, value in sorted(listed.items()) if found[name] != value]
    return f"{len(changed)} file(s) differ from their checksum: {_some(changed)}" if changed else ""


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" ..." if len(names) > _NAMED else "")


def _real(reason: str) -> Provenance:
    return Provenance(status=DataStatus.REAL, reason=reason)
