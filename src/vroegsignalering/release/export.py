"""The bundle for an output checker: one flat zip, a manifest beside each file, a draft of the control form.

The draft holds the fields that we know checkers ask for; the form itself was not available to us and must
be filled in inside the environment. Nothing here approves: each file gets the verdict of the rules as far
as software can judge, and what a person must still look at.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import DisclosureError, UsageError
from vroegsignalering.release.evidence import Evidence
from vroegsignalering.release.output import HIDDEN
from vroegsignalering.release.profiles import profile
from vroegsignalering.release.scan_text import Finding
from vroegsignalering.release.scanner import longest_of, scan_bytes
from vroegsignalering.vocabulary import DataStatus

BLOCKED = {".svg", ".gph", ".eps", ".emf", ".wmf"}
"""Vector graphics can hold a point per person; model files and row files are blocked by the scanner."""

ALLOWED = {".csv", ".txt", ".json", ".png", ".html", ".pdf", ".md"}
_BY_HAND = "to be filled in by a person"
_LISTED = 8
"""So many values of a dimension are written out in a manifest."""

_FIRST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Export:
    """What was packed.

    Attributes
    ----------
    path : Path
    files : dict
        Name to its manifest.
    review : list of str
        What a person must look at before the bundle is handed in; never empty for real data.
    """

    path: Path
    files: dict[str, dict[str, Any]]
    review: list[str]


def export(bundle: str | Path, to: str | Path, *, extra: tuple[Path, ...] = ()) -> Export:
    """Pack evidence, and figures made from it, into one flat zip.

    Parameters
    ----------
    bundle : Path
        Folder of evidence.
    to : Path
        The zip; written under a temporary name first.
    extra : tuple of Path
        Further files, such as figures drawn from released tables.

    Returns
    -------
    Export

    Raises
    ------
    DisclosureError
        A file of a blocked kind, or one in which the scanner met what may belong to a person.
    """
    to = Path(to)
    if to.suffix.lower() != ".zip":
        raise UsageError("an export is a zip", where=str(to))
    evidence = Evidence.read(bundle)
    contents = {
        f"{name}.csv": (Path(bundle) / "tables" / f"{name}.csv").read_bytes() for name in evidence.names()
    }
    for path in extra:
        contents[_allowed(path, contents)] = path.read_bytes()
    _scan(contents, longest_of(bundle))
    files = {name: _described(name, content, evidence) for name, content in sorted(contents.items())}
    review = _review(evidence, files)
    form = _form(evidence, files, review)
    _pack(to, contents, files, form)
    return Export(path=to, files=files, review=review)


def _allowed(path: Path, taken: dict[str, bytes]) -> str:
    if not path.is_file():
        raise UsageError("no such file", where=str(path))
    suffix = path.suffix.lower()
    if suffix in BLOCKED or suffix not in ALLOWED:
        raise DisclosureError(
            f"files of kind {suffix or 'unknown'} are not exported",
            where=path.name,
            mend="PNG for figures, CSV for tables, parameters as a released table",
        )
    if path.name in taken:
        raise UsageError(f"two files named {path.name!r} in one flat zip")
    return path.name


def _scan(contents: dict[str, bytes], longest: int) -> None:
    found: list[Finding] = []
    for name, content in contents.items():
        found += scan_bytes(content, name, longest=longest)
    if found:
        kinds = sorted({f"{one.kind} in {one.path}" for one in found})
        raise DisclosureError(
            f"{len(found)} findings of the scanner", found="; ".join(kinds), mend="vroeg scan PATH"
        )


def _described(name: str, content: bytes, evidence: Evidence) -> dict[str, Any]:
    table = name.removesuffix(".csv")
    common = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    if table not in evidence:
        return common | {
            "kind": "figure or text",
            "description": _BY_HAND,
            "population": _BY_HAND,
            "filter": _BY_HAND,
            "n": None,
            "verdict": "needs review: software cannot judge a figure or a text",
        }
    said = evidence.manifest["tables"][table]
    frame = evidence.table(table)
    return common | {
        "kind": said["kind"],
        "description": said["says_en"] or said["title_en"] or said["says_nl"] or said["title_nl"],
        "population": said.get("population", ""),
        "filter": _filter(said["columns"], frame, evidence.manifest),
        "unit": said["unit"],
        "rows": said["rows"],
        "hidden": said["hidden"],
        "n": _smallest(frame),
        "narrowest_interval": said.get("narrowest"),
        "verdict": _verdict(said, frame, evidence.manifest["profile"]),
    }


def _filter(columns: dict[str, Any], frame: pl.DataFrame, manifest: dict[str, Any]) -> str:
    """Which study the rows belong to, and which values each dimension is limited to."""
    parts = [f"study {manifest['study']}"]
    if manifest.get("line") and "line" not in columns:
        parts.append(f"line {manifest['line']}")
    for name, column in columns.items():
        if column.get("role") == "dimension":
            held = sorted(map(str, frame[name].drop_nulls().unique()))
            few = len(held) <= _LISTED
            parts.append(
                f"{name}: " + (", ".join(held) if few else f"{held[0]} to {held[-1]}, {len(held)} values")
            )
    return "; ".join(parts)


def _smallest(frame: pl.DataFrame) -> int | None:
    """The smallest published unweighted count."""
    if "n" not in frame.columns or not frame.schema["n"].is_numeric():
        return None
    least = frame["n"].min()
    return None if least is None else int(least)  # type: ignore[arg-type]


def _verdict(said: dict[str, Any], frame: pl.DataFrame, profile_name: str) -> str:
    if said["kind"] == "declared":
        return "needs review: declared to have no person behind it"
    rules = profile(profile_name)
    shown = frame.filter(~pl.col("status").is_in(HIDDEN)) if "status" in frame.columns else frame
    least = _smallest(shown)
    narrowest = said.get("narrowest")
    if narrowest is not None and narrowest < rules.width:
        return f"fails: a hidden count can be deduced to within {narrowest:g}"
    if least is None:
        return "needs review: no column n"
    if 0 < least < rules.min_cell and "rounded" not in set(frame["status"]):
        return f"fails: a published count is {least}"
    if not said.get("population"):
        return "needs review: the population is not described"
    return f"meets the rules of profile {profile_name}, as far as software can judge"


def _review(evidence: Evidence, files: dict[str, dict[str, Any]]) -> list[str]:
    owed = [
        f"{name}: {said['verdict']}"
        for name, said in files.items()
        if not said["verdict"].startswith("meets")
    ]
    status = evidence.manifest["data_status"]
    if status != DataStatus.SYNTHETIC.value:
        owed.append("data status is not synthetic: a person must fill in and sign the control form")
        if evidence.manifest["profile"] == "standard":
            owed.append(
                "profile standard on data that are not synthetic: income is the default for money or poverty"
            )
    return owed


def _form(evidence: Evidence, files: dict[str, dict[str, Any]], review: list[str]) -> dict[str, Any]:
    rules = profile(evidence.manifest["profile"])
    return {
        "note": "Draft; the true form stands in the environment and must be filled in there by a person.",
        "study": evidence.manifest["study"],
        "data_status": evidence.manifest["data_status"],
        "bundle_sha256": evidence.manifest["bundle_sha256"],
        "code_version": evidence.manifest["code_version"],
        "number_of_files": len(files),
        "unit_of_observation": sorted({said.get("unit", "") for said in files.values()} - {""}),
        "unweighted_n_given": all(
            said["n"] is not None for said in files.values() if said["kind"] == "released"
        ),
        "rules": {
            name: {"value": one.value, "source": one.source, "doubt": one.doubt}
            for name, one in sorted(rules.thresholds.items())
        },
        "contains_individual_records": "no finding of the scanner; to be confirmed by a person",
        "contains_keys": "no finding of the scanner; to be confirmed by a person",
        "to_review": review,
        "researcher": "",
        "project_number": "",
        "contact": "",
    }


def _pack(
    to: Path, contents: dict[str, bytes], files: dict[str, dict[str, Any]], form: dict[str, Any]
) -> None:
    entries = dict(contents)
    for name, said in files.items():
        entries[f"{Path(name).stem}_{Path(name).suffix[1:]}.manifest.json"] = _json(said)
    entries["control_form_draft.json"] = _json(form)
    to.parent.mkdir(parents=True, exist_ok=True)
    made = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(entries):
                info = zipfile.ZipInfo(name, _FIRST)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(info, entries[name])
        made.replace(to)
    finally:
        made.unlink(missing_ok=True)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
