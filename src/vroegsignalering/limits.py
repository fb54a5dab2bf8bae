"""How large a file from outside may be before it is read whole: a file does not decide how much memory we take.

Tables of persons are not bounded here: they are read in streams, and ``vroeg run`` says first what fits.
"""

from __future__ import annotations

from pathlib import Path

from vroegsignalering.errors import RegisterError, VroegError

DECLARATION_BYTES = 2_000_000
"""A declaration: ``study.toml``, a plan, a household, an answer. The largest of ours is 20 kB."""

LIST_BYTES = 200_000_000
"""A list that is read whole: the manifest of a bundle, ``provenance.json`` of a country, a month of signals, boundaries."""


def refuse_large(path: Path, most: int, kind: type[VroegError] = RegisterError) -> None:
    """Refuse a file that is larger than a reader will take whole; a file that is not there is another reader's fault.

    Parameters
    ----------
    path : Path
    most : int
        Bytes.
    kind : type of VroegError
        The error that is raised.

    Raises
    ------
    VroegError
        Of that kind: the file is larger.
    """
    try:
        size = path.stat().st_size
    except OSError:
        return
    if size > most:
        raise kind(
            "the file is larger than any of its kind should be",
            where=path.as_posix(),
            found=f"{size / 1e6:.0f} MB, at most {most / 1e6:.0f} MB are read",
            mend="look whether it is the file you meant",
        )
