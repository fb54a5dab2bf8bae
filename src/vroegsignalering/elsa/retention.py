"""How long person folders may stay: expired ones are refused, a deletion is logged by hash, never by content."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vroegsignalering.elsa.answers import file_sha256, write_whole
from vroegsignalering.elsa.declarations import Declarations, read_toml
from vroegsignalering.errors import DeclarationError, EnvironmentFault, ReviewOwed
from vroegsignalering.vocabulary import DataStatus

PROVENANCE, TERM = "provenance.json", "retention.toml"
"""What marks a folder of persons: where its files come from, or until when they may stay."""
LOG_HEAD = "# Deleted person folders: when, by whom, how many files, and the hash of what was there. Contents are not kept.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """Proof that a folder was deleted: its name, how many files, and one hash over all of them."""

    folder: str
    deleted_on: date
    by: str
    files: int
    sha256: str


def refuse_expired(folder: Path, answers: Path, status: DataStatus, today: date | None) -> None:
    """Let work on kept data go on, or refuse it.

    A folder that carries its own term (``until = 2027-01-31`` in ``retention.toml``) is held to it, whatever its data.
    Other data of real people, and data of a municipality, are held to ``[retention] until`` in the declarations beside
    ``answers``; made-up data without a term of their own have nobody in them.

    Raises
    ------
    ReviewOwed
        The term has passed, or no term was agreed for data of people.
    """
    own = Path(folder) / TERM
    if own.is_file():
        where, until = own.as_posix(), read_toml(own).get("until")
    elif status is DataStatus.SYNTHETIC:
        return
    else:
        where = "ethics/declarations, [retention] until"
        declared = Declarations.read(Path(answers).parent / "declarations", "")
        until = declared.section("retention").get("until")
    if not isinstance(until, date) or today is None or until < today:
        raise ReviewOwed(
            "these data may not be used any more",
            where=where,
            found=f"kept until {until}" if isinstance(until, date) else "no date",
            mend="delete them with `vroeg answer PM-04 --delete FOLDER`, or agree a new term",
        )


def delete_folder(folder: Path, log: Path, *, by: str, today: date) -> Deletion:
    """Delete a person folder and write the proof.

    Parameters
    ----------
    folder : Path
        A folder of registers or scores: it must hold ``provenance.json`` or ``retention.toml``, so that no other folder
        is lost by mistake.
    log : Path
        TOML file to which the proof is added.
    by : str
        Who deletes.

    Raises
    ------
    DeclarationError
        The folder is no person folder.
    """
    folder, log = Path(folder), Path(log)
    if folder.is_symlink() or not any((folder / name).is_file() for name in (PROVENANCE, TERM)):
        raise DeclarationError(
            "not a person folder",
            where=folder.as_posix(),
            found=f"no {PROVENANCE} and no {TERM}",
            mend=f"name the folder of registers; one from elsewhere gets a {TERM} with its term first",
        )
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.relative_to(folder).as_posix()}:{file_sha256(path)}\n".encode())
    proof = Deletion(folder=folder.name, deleted_on=today, by=by, files=len(paths), sha256=whole.hexdigest())
    before = log.read_text("utf-8") if log.is_file() else LOG_HEAD
    _write(proof, log, before)
    try:
        shutil.rmtree(folder)
    except OSError as fault:
        write_whole(log, before)
        raise EnvironmentFault(
            "the folder could not be deleted as a whole; nothing was logged",
            where=folder.as_posix(),
            found=str(fault.strerror),
            mend="close what holds its files and run it again",
        ) from None
    return proof


def _write(proof: Deletion, log: Path, before: str) -> None:
    lines = [
        "\n[[deletion]]",
        f"folder = {json.dumps(proof.folder, ensure_ascii=False)}",
        f"deleted_on = {proof.deleted_on.isoformat()}",
        f"by = {json.dumps(proof.by, ensure_ascii=False)}",
        f"files = {proof.files}",
        f'sha256 = "{proof.sha256}"',
    ]
    write_whole(log, before + "\n".join(lines) + "\n")
