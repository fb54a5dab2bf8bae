"""What changed between two dossiers: data, study, groups, results, answers; and which answers no longer fit.

Compares two ``report.json`` of the same study. Numbers count as changed when they differ; whether a change matters is
for the reader.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vroegsignalering.elsa.html import Safe, element, table
from vroegsignalering.errors import DeclarationError, ReproductionError
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words

REPORT = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what kind, which thing, from what to what."""

    kind: str
    what: str
    old: str
    new: str


def read_report(path: Path) -> dict[str, Any]:
    """An earlier ``report.json``, given as the file or its folder.

    Raises
    ------
    ReproductionError
        There is none, or it is not one.
    """
    found = path / REPORT if path.is_dir() else path
    candidates = [found] if found.is_file() else sorted(path.glob(f"*.{REPORT}"))
    try:
        old = json.loads(candidates[0].read_text("utf-8"))
        if not isinstance(old, dict) or old["schema_version"] != 1:
            raise ValueError(found)
    except (IndexError, OSError, ValueError, KeyError):
        raise ReproductionError(
            "no earlier dossier to compare with",
            where=path.as_posix(),
            mend="name a report.json, or the folder with it",
        ) from None
    return old


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Differences from one dossier to the next, in a fixed order.

    Raises
    ------
    DeclarationError
        They are dossiers of different studies.
    """
    if old.get("study") != new.get("study"):
        raise DeclarationError(
            "two dossiers of different studies", found=f"{old.get('study')!r} and {new.get('study')!r}"
        )
    found = [
        Change(kind="data", what="data_status", old=str(old["data_status"]), new=str(new["data_status"]))
    ]
    found += _pairs("hash", old["hashes"], new["hashes"])
    found += _pairs("model", old["model"], new["model"])
    found += _pairs("table", old["tables"], new["tables"])
    found += _pairs("group", _groups(old, "n"), _groups(new, "n"))
    found += _pairs("result", _groups(old, "value"), _groups(new, "value"))
    found += _pairs("verdict", _groups(old, "verdict"), _groups(new, "verdict"))
    found += _pairs("answer", _answers(old), _answers(new))
    return [change for change in found if change.old != change.new]


def change_section(found: list[Change], texts: Texts, words: Words, *, most: int = 60) -> Safe:
    """The changes as a section of the dossier."""
    _ = texts
    titles = {
        "data": _("gegevens"),
        "hash": _("controlegetal"),
        "model": _("model"),
        "table": _("tabel"),
        "group": _("groep"),
        "result": _("uitkomst"),
        "verdict": _("oordeel"),
        "answer": _("antwoord"),
    }
    title = element("h2", _("Wat veranderde sinds het vorige dossier"), id_="change")
    if not found:
        return element("section", title, element("p", _("Niets.")), aria_labelledby="change")
    heads = [_("Soort en onderdeel"), _("Was"), _("Is")]
    body = [
        (f"{titles[c.kind]}: {_what(c, words)}", _value(c, c.old, words), _value(c, c.new, words))
        for c in found[:most]
    ]
    stale = [c.what for c in found if c.kind == "answer" and c.new == "stale"]
    lead = _(
        "{n} verschillen. Antwoorden die opnieuw nodig zijn: {stale}.",
        n=len(found),
        stale=", ".join(stale) or "–",
    )
    return element(
        "section", title, element("p", lead), table(_("Verschillen"), heads, body), aria_labelledby="change"
    )


def _what(change: Change, words: Words) -> str:
    parts = change.what.split(" | ")
    if len(parts) == 3:
        return f"{words('attribute', parts[0])}: {words('group', parts[1])}, {words('metric', parts[2])}"
    return change.what


def _value(change: Change, text: str, words: Words) -> str:
    return words("verdict", text) if change.kind == "verdict" else _short(text)


def _short(text: str) -> str:
    return text[:16] + "…" if len(text) > 40 and " " not in text else text


def _pairs(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    return [
        Change(kind=kind, what=key, old=_said(old.get(key)), new=_said(new.get(key)))
        for key in sorted({*old, *new})
    ]


def _said(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _groups(report: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {
        " | ".join((row["attribute"], row["group"], row["metric"])): row[field] for row in report["groups"]
    }


def _answers(report: Mapping[str, Any]) -> dict[str, Any]:
    return {row["requirement"]: row["state"] for row in report["answers"]}
