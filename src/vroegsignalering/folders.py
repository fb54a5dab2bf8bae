"""A folder that was made whole takes the place of an older one.

What stands is moved aside by one renaming and goes when the new one stands: a process that is killed, or a disk that fills,
leaves the old or the new whole. Both lie in one parent folder. Nothing is written here.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


def take_place(made: Path, folder: Path) -> None:
    """Put ``made`` where ``folder`` is, in place of what stands there.

    Parameters
    ----------
    made : Path
        A finished folder beside ``folder``.
    folder : Path
        It need not exist. Killed between the two renamings, what stood there lies whole in ``.<name>-old-*`` beside it.

    Raises
    ------
    OSError
        The parent folder may not be written, or a folder may not be moved; what stood there stands there again.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     new, old = Path(parent, "new"), Path(parent, "old")
    ...     new.mkdir(), (new / "table.csv").write_text("n"), old.mkdir()
    ...     take_place(new, old)
    ...     [path.relative_to(parent).as_posix() for path in Path(parent).rglob("*")]
    (None, 1, None)
    ['old', 'old/table.csv']
    """
    if not folder.exists():
        made.replace(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    old = aside / folder.name
    try:
        folder.replace(old)
        made.replace(folder)
    except OSError:
        if old.exists():
            old.replace(folder)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)
