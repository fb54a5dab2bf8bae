"""Adds a table to a bundle that stands already: a user's own boundaries, or counts of complaints about its run.

Tables that stand keep their bytes; only the manifest gains an entry and a new checksum. A declared table never
takes the name of a released one, nor the other way round.
"""

from __future__ import annotations

from pathlib import Path

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.evidence import Evidence, _canonical, _digest, _entry
from vroegsignalering.release.output import Declared, Released


def declare(folder: Path, table: Declared) -> Evidence:
    """The bundle in ``folder`` with ``table`` added or replaced, written back as a whole.

    Raises
    ------
    DisclosureError
        The name belongs to a released table.
    ReproductionError
        No bundle there, or one that was changed.
    """
    return _added(folder, table, "declared")


def admit(folder: Path, table: Released) -> Evidence:
    """The bundle in ``folder`` with a table that passed the door later, written back as a whole.

    Raises
    ------
    DisclosureError
        The name belongs to a declared table, or the table passed with another profile than the bundle's.
    ReproductionError
        No bundle there, or one that was changed.
    """
    profile = Evidence.read(folder).manifest.get("profile")
    if table.profile != profile:
        raise DisclosureError(
            f"table {table.name!r} passed with profile {table.profile!r}",
            where=str(folder),
            mend=f"release it with the bundle's profile, {profile!r}",
        )
    return _added(folder, table, "released")


def _added(folder: Path, table: Released | Declared, kind: str) -> Evidence:
    old = Evidence.read(folder)
    entries = dict(old.manifest["tables"])
    standing = entries.get(table.name, {}).get("kind", kind)
    if standing != kind:
        raise DisclosureError(
            f"{table.name!r} is a {standing} table", where=str(folder), mend="use another name"
        )
    content, entries[table.name] = _entry(table)
    manifest = {k: v for k, v in old.manifest.items() if k != "bundle_sha256"} | {"tables": entries}
    contents = {name: (folder / "tables" / f"{name}.csv").read_bytes() for name in old.names()} | {
        table.name: content
    }
    made = Evidence(manifest | {"bundle_sha256": _digest(_canonical(manifest))}, contents)
    made.write(folder)
    return made
