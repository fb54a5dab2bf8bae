"""A bundle of public numbers: tidy tables with a manifest that says what they are and proves they are whole.

CSV and JSON only, byte-stable: the same tables give the same bytes on every machine, without a clock. A
bundle whose files do not match their checksums is refused.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import DisclosureError, ReproductionError
from vroegsignalering.folders import take_place
from vroegsignalering.limits import LIST_BYTES, refuse_large
from vroegsignalering.release.output import Declared, Released
from vroegsignalering.vocabulary import DataStatus

SCHEMA_VERSION = 1
DIGITS = 6
_KINDS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHeader:
    """What a bundle says of itself beside its tables; the fields of ``manifest.json``.

    ``replicates``, ``plans`` and ``prove`` are the settings of the run, with which the bundle can be made again.

    Parameters
    ----------
    study, transition, line : str
        Id of the study, entry or exit, poverty line.
    data_status : str
        ``synthetic``, ``municipal`` or ``real``; real unless proven otherwise.
    persons, seed : int, optional
        Of synthetic data.
    code_version, study_hash, preregistration_hash : str
        What it was made with.
    profile : str
        Name of the output profile.
    replicates : int, optional
    plans : bool, optional
    prove : int, optional
    """

    study: str
    transition: str = ""
    line: str = ""
    data_status: str = DataStatus.REAL.value
    persons: int | None = None
    seed: int | None = None
    code_version: str = ""
    study_hash: str = ""
    preregistration_hash: str = ""
    profile: str = "standard"
    replicates: int | None = None
    plans: bool | None = None
    prove: int | None = None


class Evidence:
    """Named tables of :class:`Released` and :class:`Declared`, and the manifest over them.

    Parameters
    ----------
    manifest : dict
        What ``manifest.json`` holds: the header, and rows and SHA-256 of every table.
    contents : dict of name to bytes
        The files of the tables.

    Examples
    --------
    >>> figures = pl.DataFrame({"line": ["low_income"], "value": [1450.0]})
    >>> lines = Declared(name="lines", table=figures, source="CBS")
    >>> bundle = Evidence.of(BundleHeader(study="entry"), [lines])
    >>> bundle.names(), bundle.manifest["tables"]["lines"]["rows"]
    (['lines'], 1)
    """

    def __init__(self, manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
        self.manifest = manifest
        self._contents = contents
        self._frames: dict[str, pl.DataFrame] = {}

    @classmethod
    def of(cls, header: BundleHeader, tables: Iterable[Released | Declared]) -> Evidence:
        """A bundle of these tables.

        Raises
        ------
        DisclosureError
            Something else than Released or Declared, two tables of one name, or tables of different profiles.
        """
        contents: dict[str, bytes] = {}
        entries: dict[str, dict[str, Any]] = {}
        for one in sorted(tables, key=_named):
            if not one.name or Path(one.name).name != one.name:
                raise DisclosureError(
                    "a table's name is no file name",
                    where=f"evidence of {header.study!r}",
                    found=repr(one.name),
                )
            if one.name in contents:
                raise DisclosureError(f"two tables named {one.name!r}", where=f"evidence of {header.study!r}")
            if isinstance(one, Released) and one.profile != header.profile:
                raise DisclosureError(
                    f"table {one.name!r} passed with profile {one.profile!r}",
                    where=f"evidence of {header.study!r}",
                    mend=f"release it with the bundle's profile, {header.profile!r}",
                )
            contents[one.name], entries[one.name] = _entry(one)
        manifest = {"schema_version": SCHEMA_VERSION, **asdict(header), "tables": entries}
        return cls(manifest | {"bundle_sha256": _digest(_canonical(manifest))}, contents)

    @classmethod
    def read(cls, folder: str | Path) -> Evidence:
        """The bundle in a folder, every checksum verified.

        Raises
        ------
        ReproductionError
            No manifest, an unknown schema version, a missing or stray table, or bytes that do not match.
        """
        folder = Path(folder)
        manifest = _read_manifest(folder)
        contents = {}
        for name, entry in manifest["tables"].items():
            path = folder / "tables" / f"{name}.csv"
            content = path.read_bytes() if path.is_file() else b""
            if _digest(content) != entry["sha256"]:
                raise _tampered(path, "its checksum is not the one in the manifest")
            contents[name] = content
        stray = sorted({path.stem for path in (folder / "tables").glob("*")} - set(contents))
        if stray:
            raise _tampered(folder / "tables" / stray[0], "the manifest does not name it")
        return cls(manifest, contents)

    def write(self, folder: str | Path) -> Path:
        """Write the bundle; an existing bundle in the folder is replaced as a whole.

        Returns
        -------
        Path
            The folder.
        """
        folder = Path(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            (made / "tables").mkdir()
            for name, content in self._contents.items():
                (made / "tables" / f"{name}.csv").write_bytes(content)
            text = json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n"
            (made / "manifest.json").write_bytes(text.encode())
            made.chmod(0o755)
            _replace(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return folder

    def names(self) -> list[str]:
        """Names of the tables, sorted."""
        return sorted(self._contents)

    def dimensions(self, name: str) -> list[str]:
        """Columns that name a row of a table."""
        columns = self.manifest["tables"][name]["columns"]
        return [column for column, said in columns.items() if said.get("role") == "dimension"]

    def __contains__(self, name: object) -> bool:
        return name in self._contents

    def table(self, name: str) -> pl.DataFrame:
        """One table, typed as the manifest says.

        Raises
        ------
        ReproductionError
            The bundle has no such table.
        """
        if name not in self._contents:
            raise ReproductionError(
                f"no table {name!r} in the evidence of {self.manifest['study']!r}",
                found=", ".join(self.names()),
            )
        if name not in self._frames:
            kinds = {
                column: _KINDS[said["type"]]
                for column, said in self.manifest["tables"][name]["columns"].items()
            }
            self._frames[name] = pl.read_csv(BytesIO(self._contents[name]), schema_overrides=kinds)
        return self._frames[name]


def _named(one: Released | Declared) -> str:
    if not isinstance(one, (Released, Declared)):
        raise DisclosureError(
            f"evidence does not take a {type(one).__name__}",
            mend="send results through release(), or declare a table that has no person behind it",
        )
    return one.name


def _entry(one: Released | Declared) -> tuple[bytes, dict[str, Any]]:
    texts: Any = one.plan if isinstance(one, Released) else one
    frame = _stable(one)
    content = frame.write_csv(line_terminator="\n").encode()
    entry: dict[str, Any] = {
        "kind": "released" if isinstance(one, Released) else "declared",
        "rows": frame.height,
        "hidden": one.hidden if isinstance(one, Released) else 0,
        "sha256": _digest(content),
        "columns": {
            name: {"type": _kind(kind, one.name, name)}
            | ({"role": "dimension"} if name in _keys(one) else {})
            for name, kind in frame.schema.items()
        },
    }
    if isinstance(one, Released):
        entry |= {"narrowest": one.narrowest, "population": one.plan.population}
    keys = ("title_nl", "title_en", "says_nl", "says_en", "unit", "source", "reference_date")
    return content, entry | {key: getattr(texts, key) for key in keys}


def _stable(one: Released | Declared) -> pl.DataFrame:
    """Rows in one order, six significant digits, no NaN."""
    frame = one.table
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    frame = frame.with_columns(pl.col(floats).cast(pl.Float64).fill_nan(None).round_sig_figs(DIGITS))
    infinite = [name for name in floats if frame[name].is_infinite().any()]
    if infinite:
        raise DisclosureError(f"column {infinite[0]!r} holds infinite values", where=f"table {one.name!r}")
    return frame.sort(_keys(one), nulls_last=True, maintain_order=True)


def _keys(one: Released | Declared) -> list[str]:
    """Columns that name a row."""
    if isinstance(one, Released):
        return list(one.plan.dimensions)
    whole = [name for name, kind in one.table.schema.items() if not kind.is_float()]
    return list(one.dimensions) or whole or one.table.columns


def _kind(kind: pl.DataType, table: str, column: str) -> str:
    if kind.is_integer():
        return "integer"
    if kind.is_float():
        return "float"
    if isinstance(kind, (pl.String, pl.Categorical, pl.Enum, pl.Null)):
        return "string"
    if isinstance(kind, pl.Boolean):
        return "boolean"
    if isinstance(kind, pl.Date):
        return "date"
    raise DisclosureError(f"column {column!r} of type {kind} cannot be evidence", where=f"table {table!r}")


def _canonical(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise ReproductionError(
            "no evidence here", where=str(folder), mend="a bundle is a folder with manifest.json"
        )
    refuse_large(path, LIST_BYTES, ReproductionError)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        stated = manifest.pop("bundle_sha256")
        version, tables = manifest["schema_version"], manifest["tables"]
    except (ValueError, KeyError, AttributeError, TypeError) as fault:
        raise _tampered(path, "it is not a manifest of evidence") from fault
    if version != SCHEMA_VERSION:
        raise ReproductionError(f"evidence of schema version {version}", where=str(path), mend="make it anew")
    if _digest(_canonical(manifest)) != stated:
        raise _tampered(path, "its checksum is not the one it states")
    if not isinstance(tables, dict) or not all(_is_entry(name, said) for name, said in tables.items()):
        raise _tampered(path, "it is not a manifest of evidence")
    if not isinstance(manifest.get("study"), str):
        raise _tampered(path, "it names no study")
    return {**manifest, "bundle_sha256": stated}


def _is_entry(name: str, said: Any) -> bool:
    """Whether a manifest's entry has the shape that readers rely on; a name is never a path."""
    if not name or Path(name).name != name or not isinstance(said, dict):
        return False
    columns = said.get("columns")
    if not isinstance(said.get("sha256"), str) or not isinstance(columns, dict):
        return False
    texts = ("kind", "title_nl", "title_en", "says_nl", "says_en", "unit", "source", "reference_date")
    return all(isinstance(said.get(key, ""), str) for key in texts) and all(
        isinstance(column, dict) and column.get("type") in list(_KINDS) for column in columns.values()
    )


def _tampered(path: Path, found: str) -> ReproductionError:
    return ReproductionError(
        "the bundle was changed after it was made",
        where=str(path),
        found=found,
        mend="make the evidence anew",
    )


def _replace(made: Path, folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / "manifest.json").is_file():
        raise DisclosureError("the folder holds something else than evidence", where=str(folder))
    take_place(made, folder)
