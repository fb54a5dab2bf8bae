"""Finished stages of a run, kept so that a run that was stopped goes on where it was, and a rerun does what changed.

A stage is kept under the hash of its inputs, its settings and the code that made it. It is written under another name
and moved into place with checksums, so that half a stage, or one with a changed byte, is made anew. The folder holds
rows of persons: it lies with the registers, never with the evidence.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vroegsignalering

INDEX = "index.json"
LIBRARIES = ("polars", "numpy", "numba", "scipy", "scikit-learn")
"""Libraries whose version may change a result."""

FORM = 1
"""Version of the form in which stages are kept; a folder of another form is not read."""


def key_of(*parts: Any) -> str:
    """A hash over anything that JSON can say.

    Examples
    --------
    >>> key_of("entry", 256) == key_of("entry", 256), key_of("entry", 256) == key_of("entry", 500)
    (True, False)
    """
    text = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@lru_cache(maxsize=32)
def code_of(*rooms: str) -> str:
    """A hash over the source and data files of rooms, and of modules such as ``pipeline/fit.py``."""
    home, found = Path(vroegsignalering.__file__).parent, hashlib.sha256()
    for room in sorted(rooms):
        place = home / room
        files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if _is_code(p))
        for path in files:
            found.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def _is_code(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".mo", ".pyc")


def libraries() -> dict[str, str]:
    """Versions of the libraries that compute."""
    return {name: version(name) for name in LIBRARIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A folder of finished stages.

    Parameters
    ----------
    folder : Path
        Made when it is not there; only its owner may read it.
    """

    folder: Path

    def has(self, name: str, key: str) -> bool:
        """Whether the stage is there, whole and unchanged."""
        return _is_whole(self._place(name, key))

    def is_there(self, name: str, key: str) -> bool:
        """Whether the stage was finished; its files are not looked at."""
        return (self._place(name, key) / INDEX).is_file()

    def once(self, name: str, key: str, make: Callable[[Path], None]) -> Path:
        """The folder of a stage, made by ``make`` when it is not there yet.

        Parameters
        ----------
        name : str
            Of the stage; an older result under this name is removed when the new one is there.
        key : str
            Hash of all that the result depends on.
        make : callable
            Writes its files into the empty folder that it is given.
        """
        place = self._place(name, key)
        if _is_whole(place):
            return place
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.folder / f".{name}-{os.getpid()}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        try:
            make(unfinished)
            _seal(unfinished)
            shutil.rmtree(place, ignore_errors=True)
            unfinished.replace(place)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        for old in self.folder.glob(f"{name}@*"):
            if old != place:
                shutil.rmtree(old, ignore_errors=True)
        return place

    def tidy(self) -> None:
        """Remove what stopped runs left unfinished."""
        for path in self.folder.glob(".*.part"):
            shutil.rmtree(path, ignore_errors=True)

    def clear(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, name: str, key: str) -> Path:
        return self.folder / f"{name}@{key}"


def _seal(folder: Path) -> None:
    """Write the list of files with their checksums, last."""
    content = {"form": FORM, "files": {path.name: checksum(path) for path in sorted(folder.iterdir())}}
    (folder / INDEX).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _is_whole(folder: Path) -> bool:
    try:
        content = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        files = dict(content["files"])
        return content["form"] == FORM and all(
            checksum(folder / name) == found for name, found in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
