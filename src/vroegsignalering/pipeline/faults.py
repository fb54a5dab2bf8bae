"""What goes wrong below our own checks, turned into errors of the family: files that break while rows are read, a full disk,
a read-only target, no memory.

A message of the engine may quote a cell, and a cell belongs to a person: only the kind of fault is passed on.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from polars.exceptions import PanicException, PolarsError

from vroegsignalering.errors import EnvironmentFault, RegisterError

MEND = {
    errno.ENOSPC: "make room, or name a target on another disk; nothing half-written is taken for good",
    errno.EDQUOT: "make room, or name a target on another disk; nothing half-written is taken for good",
    errno.EFBIG: "a file may not grow so large here; name a target on another disk, or ask for a higher limit",
    errno.EROFS: "name a target that may be written",
    errno.EACCES: "ask for permission, or name another folder",
    errno.EPERM: "ask for permission, or name another folder",
    errno.ENOTDIR: "a file stands where a folder is needed; name another folder",
}


@contextmanager
def named_faults() -> Iterator[None]:
    """Run a block so that faults of engine and machine become errors with an exit code and no person's value.

    Raises
    ------
    RegisterError
        Rows of a file cannot be read as its header promised.
    EnvironmentFault
        Disk, permission or memory.

    Examples
    --------
    >>> with named_faults():
    ...     raise OSError(errno.ENOSPC, "No space left on device", "evidence/entry")
    Traceback (most recent call last):
    ...
    vroegsignalering.errors.EnvironmentFault: no space left on device
      where: evidence/entry
      mend:  make room, or name a target on another disk; nothing half-written is taken for good
    """
    try:
        yield
    except (PolarsError, PanicException) as fault:
        _refuse_full(fault)
        raise RegisterError(
            "rows of a register file cannot be read",
            found=type(fault).__name__,
            mend="vroeg check names the file and what is wrong with it",
        ) from None
    except MemoryError:
        raise EnvironmentFault(
            "memory ran out", mend="fewer persons, or a machine with more memory; close other programs"
        ) from None
    except OSError as fault:
        raise EnvironmentFault(
            str(fault.strerror or "the machine refused").lower(),
            where=str(fault.filename or ""),
            mend=MEND.get(fault.errno or 0, ""),
        ) from None


_OS_ERROR = re.compile(r"\(os error (\d+)\)")


def _refuse_full(fault: BaseException) -> None:
    """The engine wraps what the system said; of that only the number is read."""
    said = _OS_ERROR.search(str(fault))
    number = int(said.group(1)) if said else 0
    if number in MEND:
        raise EnvironmentFault(os.strerror(number).lower(), mend=MEND[number]) from None
