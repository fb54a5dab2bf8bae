"""Tables of a run beside what was released before from the same data: what two of them give away together.

A bundle is written only when no count of it differs by a few persons from an earlier one, and none undoes what an earlier
table hides. Nothing is hidden here: results never depend on what was released before, only whether they may leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vroegsignalering.pipeline.lock import alone
from vroegsignalering.pipeline.store import code_of, key_of
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import ALL
from vroegsignalering.release import Ledger, Released, profile
from vroegsignalering.release.ledger import given_away
from vroegsignalering.study import StudyDefinition

CHOSEN = frozenset(
    {"model", "plan", "baseline", "metric", "position", "node", "bin", "order", "cell", "household"}
)
"""Dimensions whose values are no group of people: a model picks whom they count, or they number rows."""


def vintage_of(registers: Registers) -> str:
    """Which data these are.

    Of files that are proven synthetic their checksums and the code, since nobody stands behind what a change of code
    shows; else the names and sizes of all register files, wherever they lie.
    """
    checksum = registers.provenance.checksum
    if checksum is not None:
        return key_of(checksum, code_of("."))
    files = {path for table in ALL for file in registers.editions(table) for path in file.paths}
    return key_of(sorted((path.name, path.stat().st_size) for path in files))


def whom(study: StudyDefinition) -> str:
    """Whom tables of a study count, whatever its name: a filter is no part of it."""
    return f"{study.transition.value}, {study.status}, {study.horizon_months} months"


def refuse_what_gives_away(tables: Sequence[tuple[Released, str]], vintage: str, folder: Path | None) -> int:
    """Hold tables beside those released before, and write them down.

    Parameters
    ----------
    tables : sequence of (Released, str)
        Each with whom it counts: :func:`whom`, or nothing for tables about the country.
    vintage : str
    folder : Path, optional
        Of the ledger; without one nothing is compared.

    Returns
    -------
    int
        Earlier tables of the same data.

    Raises
    ------
    DisclosureError
        Before anything is written down.
    """
    if folder is None:
        return 0
    compared = [(one, who) for one, who in tables if not CHOSEN & set(one.plan.dimensions)]
    with alone(folder):
        ledger = Ledger(folder)
        before = sum(entry["vintage"] == vintage for entry in ledger.entries)
        for one, who in compared:
            conflicts = ledger.conflicts(one, vintage, profile(one.profile).width, who)
            if conflicts.height and not ledger.knows(one, vintage, who):
                raise given_away(one.name, conflicts, folder)
        for one, who in compared:
            ledger.record(one, vintage, who)
    return before
