"""Is there a person in this artefact? Walks a file or folder of any kind and says what it met, never the
value.

A finding is a reason to look, and enough to stop a release. No finding is no proof: the scanner knows keys,
numbers and row-level data, not faces or stories.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import json
import lzma
import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from vroegsignalering.errors import UsageError
from vroegsignalering.release import scan_formats as formats
from vroegsignalering.release import scan_tables as tables
from vroegsignalering.release.scan_text import (
    LONGEST,
    PERSON_FILE,
    UNREADABLE,
    Finding,
    arrays_in,
    columns_in,
    keys_in,
)

_PERSON_FILES = {
    ".pkl", ".pickle", ".joblib", ".onnx", ".sav", ".zsav", ".por", ".dta", ".sas7bdat", ".rds", ".rdata", ".pt",
    ".pth", ".npy", ".npz", ".h5", ".hdf5", ".feather", ".arrow", ".sqlite", ".db", ".duckdb", ".gph", ".xpt",
}  # fmt: skip
_ARCHIVES = {".zip", ".whl", ".xlsx", ".docx", ".pptx", ".ods", ".odt"}
_PACKED = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress}
_CLOSED = {".7z", ".rar", ".tar", ".tgz", ".zst", ".gpg", ".age"}
_IMAGES = {".png", ".jpg", ".jpeg"}
_SKIPPED_FOLDERS = {
    ".git",
    ".venv",
    "node_modules",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}
_MOST_BYTES = 300_000_000
_DEEPEST = 4


def scan(path: str | Path, *, longest: int = LONGEST) -> list[Finding]:
    """Everything in a file or folder that may belong to a person.

    Parameters
    ----------
    path : str or Path
    longest : int
        Longest array or uncounted table that the aggregates behind the artefact can explain.

    Returns
    -------
    list of Finding
        Sorted; empty when nothing was met.

    Raises
    ------
    UsageError
        The path does not exist.
    """
    path = Path(path)
    if not path.exists():
        raise UsageError("nothing to scan", where=str(path))
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    found: list[Finding] = []
    for one in files:
        inside = one.relative_to(path).parts if path.is_dir() else ()
        if _SKIPPED_FOLDERS.isdisjoint(inside):
            found += _scan_file(one, longest)
    return sorted(set(found))


def longest_of(folder: str | Path) -> int:
    """Rows of the longest table of a bundle: nothing built from it needs a longer array."""
    manifest = Path(folder) / "manifest.json"
    if not manifest.is_file():
        raise UsageError("no evidence here", where=str(folder))
    rows = [entry["rows"] for entry in json.loads(manifest.read_text(encoding="utf-8"))["tables"].values()]
    return max([LONGEST, *rows])


def scan_bytes(content: bytes, name: str, *, longest: int = LONGEST, depth: int = 0) -> list[Finding]:
    """One artefact in memory, by the suffix of its name and by what its first bytes say.

    Parameters
    ----------
    content : bytes
    name : str
        Ends in the file's suffix; a name inside an archive stands after ``!``.
    longest, depth : int
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _PERSON_FILES:
        return [Finding(path=name, kind=PERSON_FILE, place=suffix)]
    if suffix in _PACKED:
        return _packed(content, name, suffix, longest, depth)
    if suffix in _CLOSED:
        return [Finding(path=name, kind=UNREADABLE, place=suffix)]
    if suffix in _ARCHIVES or content.startswith(b"PK\x03\x04"):
        return _archive(content, name, longest, depth)
    if content.startswith(b"%PDF"):
        return formats.pdf(content, name, longest)
    if suffix in _IMAGES or content.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return formats.image(content, name)
    if suffix == ".parquet" or content.startswith(b"PAR1"):
        return tables.parquet(content, name, longest)
    if suffix in (".csv", ".tsv"):
        return tables.csv(content.replace(b"\t", b",") if suffix == ".tsv" else content, name, longest)
    return _text(content.decode("utf-8", errors="replace"), name, suffix, longest)


def _scan_file(path: Path, longest: int) -> list[Finding]:
    if path.suffix.lower() in _PERSON_FILES:
        return [Finding(path=str(path), kind=PERSON_FILE, place=path.suffix.lower())]
    if path.stat().st_size > _MOST_BYTES:
        return [Finding(path=str(path), kind=UNREADABLE, place="too large")]
    try:
        return scan_bytes(path.read_bytes(), str(path), longest=longest)
    except OSError:
        return [Finding(path=str(path), kind=UNREADABLE)]


def _text(text: str, name: str, suffix: str, longest: int) -> list[Finding]:
    if suffix in (".html", ".htm", ".xhtml"):
        return formats.html(text, name, longest)
    if suffix in (".json", ".geojson", ".ipynb"):
        try:
            value = json.loads(text)
        except ValueError:
            return keys_in(text, name) + arrays_in(text, name, longest)
        if suffix == ".ipynb" or (isinstance(value, dict) and "nbformat" in value):
            return _notebook(value, name, longest)
        return formats.tree(value, name, longest)
    found = keys_in(text, name) + arrays_in(text, name, longest)
    return found + (formats.svg(text, name) if suffix == ".svg" else [])


def _notebook(value: Any, name: str, longest: int) -> list[Finding]:
    found: list[Finding] = []
    for place, media, content in formats.notebook(value, name, longest):
        if media.startswith("image/") and media != "image/svg+xml":
            found += formats.image(_from_base64(content), f"{name}!{place}")
        elif media == "text/html":
            found += formats.html(content, f"{name}!{place}", longest)
        elif media == "image/svg+xml":
            found += formats.svg(content, f"{name}!{place}")
        elif isinstance(content, dict):
            found += formats.tree(content, name, longest, place)
        else:
            said = columns_in(content, name, place) if "output" in place else []
            found += keys_in(content, name, place) + arrays_in(content, name, longest, place) + said
    return found


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _packed(content: bytes, name: str, suffix: str, longest: int, depth: int) -> list[Finding]:
    """One compressed file, looked into by the name that is left without its suffix."""
    try:
        inside = _PACKED[suffix](content)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        return [Finding(path=name, kind=UNREADABLE, place=suffix)]
    inner = name[: -len(suffix)]
    if depth >= _DEEPEST or len(inside) > _MOST_BYTES or inner.endswith(".tar"):
        return [Finding(path=name, kind=UNREADABLE, place=suffix)]
    return scan_bytes(inside, inner, longest=longest, depth=depth + 1)


def _archive(content: bytes, name: str, longest: int, depth: int) -> list[Finding]:
    if depth >= _DEEPEST:
        return [Finding(path=name, kind=UNREADABLE, place="archive in archive")]
    found: list[Finding] = []
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for entry in sorted(archive.infolist(), key=lambda one: one.filename):
                if entry.is_dir():
                    continue
                inner = f"{name}!{entry.filename}"
                if entry.flag_bits & 1 or entry.file_size > _MOST_BYTES:
                    found.append(Finding(path=inner, kind=UNREADABLE, place="encrypted or too large"))
                    continue
                found += scan_bytes(archive.read(entry), inner, longest=longest, depth=depth + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        found.append(Finding(path=name, kind=UNREADABLE, place="archive"))
    return found
