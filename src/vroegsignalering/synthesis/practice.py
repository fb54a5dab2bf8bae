"""Register files to practise on: one small synthetic country, made once and shared by all notebooks.

A reader finds :func:`practice_registers`. It makes nothing where ``VS_REGISTERS`` names a folder that is there, and
it knows no study.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from vroegsignalering.errors import UsageError
from vroegsignalering.synthesis.plan import make_plan
from vroegsignalering.synthesis.writing import synthesise

PERSONS = {"small": 4_000, "full": 100_000}
"""Residents per size; ``small`` is what the tests use, ``full`` what a reader gets."""

YEARS, SEED = "2014-2023", 1


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
        deliveries of signals and true probabilities. It is made once per size and version of the synthesis.

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
    size = size or os.environ.get("VS_SIZE", "full")
    if size not in PERSONS:
        raise UsageError(f"no size {size!r}", where="VS_SIZE", mend=f"one of: {', '.join(PERSONS)}")
    folder = Path(tempfile.gettempdir()) / f"vroegsignalering-practice-{size}-{_edition()}"
    if not folder.is_dir():
        _make(PERSONS[size], folder)
    return folder


def _make(persons: int, folder: Path) -> None:
    """Write beside the target, then rename: two notebooks that start together do no harm."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        synthesise(make_plan(persons, YEARS, SEED, signals=True, truth=True), fresh)
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
