"""How long person folders may stay: expired ones are refused, a deletion is logged by hash, never by content."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vroegsignalering.elsa.answers import file_sha256, write_whole
from vroegsignalering.elsa.declarations import Declarations
from vroegsignalering.errors import DeclarationError, ReviewOwed

PROVENANCE = "provenance.json"
LOG_HEAD = "# Deleted person folders: when, by whom, how many files, and the hash of what was there. Contents are not kept.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """Proof that a folder was deleted: its name, how many files, and one hash over all of them."""

    folder: str
    deleted_on: date
    by: str
    files: int
    sha256: str


def refuse_expired(declarations: Declarations, today: date) -> None:
    """Let a run on kept data go on, or refuse it.

    Raises
    ------
    ReviewOwed
        No retention date is declared, or it has passed.
    """
    until = declarations.section("retention").get("until")
    if not isinstance(until, date) or until < today:
        raise ReviewOwed(
            "these data may not be used any more",
            where="ethics/declarations, [retention] until",
            found="no date" if until is None else f"kept until {until}",
            mend="delete them with `vroeg answer PM-04 --delete FOLDER`, or agree a new term",
        )


def delete_folder(folder: Path, log: Path, *, by: str, today: date) -> Deletion:
    """Delete a person folder and write the proof.

    Parameters
    ----------
    folder : Path
        A folder of registers or scores: it must hold ``provenance.json``, so that no other folder is lost by mistake.
    log : Path
        TOML file to which the proof is added.
    by : str
        Who deletes.

    Raises
    ------
    DeclarationError
        The folder is no person folder.
    """
    folder = Path(folder)
    if folder.is_symlink() or not (folder / PROVENANCE).is_file():
        raise DeclarationError(
            "not a person folder",
            where=folder.as_posix(),
            found=f"no {PROVENANCE}",
            mend="name the folder of registers",
        )
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.relative_to(folder).as_posix()}:{file_sha256(path)}\n".encode())
    proof = Deletion(folder=folder.name, deleted_on=today, by=by, files=len(paths), sha256=whole.hexdigest())
    shutil.rmtree(folder)
    _write(proof, Path(log))
    return proof


def _write(proof: Deletion, log: Path) -> None:
    before = log.read_text("utf-8") if log.is_file() else LOG_HEAD
    lines = [
        "\n[[deletion]]",
        f'folder = "{proof.folder}"',
        f"deleted_on = {proof.deleted_on.isoformat()}",
        f'by = "{proof.by}"',
        f"files = {proof.files}",
        f'sha256 = "{proof.sha256}"',
    ]
    write_whole(log, before + "\n".join(lines) + "\n")
