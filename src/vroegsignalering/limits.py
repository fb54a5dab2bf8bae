"""How a file from outside is read whole, and how large it may be: a file does not decide how much memory we take; and
how much a disk still takes.

Tables of persons are not bounded here: they are read in streams, and ``vroeg run`` says first what fits.
"""

from __future__ import annotations

import shutil
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


def whole_file(path: Path, *, again: str, closed: type[VroegError] = RegisterError) -> bytes:
    """The bytes of a file that must be there and hold something.

    Parameters
    ----------
    path : Path
    again : str
        What to do about an empty file, such as ``"download it again"``.
    closed : type of VroegError
        The error for a file that may not be read.

    Raises
    ------
    RegisterError
        No such file, or an empty one.
    VroegError
        Of the kind ``closed``: no permission.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "one.csv"
    >>> _ = path.write_bytes(b"a,b")
    >>> whole_file(path, again="download it again")
    b'a,b'
    """
    try:
        raw = path.read_bytes()
    except PermissionError:
        raise closed("a file may not be read", where=str(path), mend="ask for read permission") from None
    except OSError:
        raise RegisterError("no such file", where=str(path)) from None
    if not raw.strip():
        raise RegisterError("file is empty", where=path.name, found=f"{len(raw)} bytes", mend=again)
    return raw


def room_on_disk(folder: Path) -> int:
    """Bytes that may still be written below a folder; it need not exist yet.

    Examples
    --------
    >>> room_on_disk(Path("not") / "yet") > 0
    True
    """
    folder = folder.absolute()
    standing = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(standing).free
