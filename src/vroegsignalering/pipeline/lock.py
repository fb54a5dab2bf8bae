"""One run at a time in one folder: a lock that the system lets go of when its process ends, also when it is killed.

The lock is a file in the system's folder for temporary files, so that neither the target nor its parent gets a stranger.
It holds on one machine, for everyone whose temporary folder is the same.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vroegsignalering.errors import EnvironmentFault


def lock_of(folder: Path) -> Path:
    """The file that stands for the lock of a folder."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"vroeg-{name}.lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while the block runs.

    Parameters
    ----------
    folder : Path
        Where a run will write; it need not exist.

    Raises
    ------
    EnvironmentFault
        Another run holds it, or no temporary file may be written.
    """
    path = lock_of(folder)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(handle):
            raise EnvironmentFault(
                "another run is at work in this folder",
                where=folder.as_posix(),
                found=f"process {_holder(handle) or 'unknown'}",
                mend="wait until it is done, or name another folder with --to",
            )
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, str(os.getpid()).encode("ascii"))
        yield
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    text = os.read(handle, 20).decode("ascii", errors="ignore")
    return text if text.isdigit() else ""


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
