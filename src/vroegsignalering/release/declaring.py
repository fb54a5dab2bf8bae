"""Adds a table without persons to a bundle that stands already: a user's own boundaries, for instance.

Released tables keep their bytes; only the manifest gains an entry and a new checksum. A released table is never
replaced by a declared one.
"""

from __future__ import annotations

from pathlib import Path

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.evidence import Evidence, _canonical, _digest, _entry
from vroegsignalering.release.output import Declared


def declare(folder: Path, table: Declared) -> Evidence:
    """The bundle in ``folder`` with ``table`` added or replaced, written back as a whole.

    Raises
    ------
    DisclosureError
        The name belongs to a released table.
    ReproductionError
        No bundle there, or one that was changed.
    """
    old = Evidence.read(folder)
    entries = dict(old.manifest["tables"])
    if entries.get(table.name, {}).get("kind") == "released":
        raise DisclosureError(
            f"{table.name!r} is a released table", where=str(folder), mend="use another name"
        )
    content, entries[table.name] = _entry(table)
    manifest = {k: v for k, v in old.manifest.items() if k != "bundle_sha256"} | {"tables": entries}
    contents = {name: (folder / "tables" / f"{name}.csv").read_bytes() for name in old.names()} | {
        table.name: content
    }
    made = Evidence(manifest | {"bundle_sha256": _digest(_canonical(manifest))}, contents)
    made.write(folder)
    return made
