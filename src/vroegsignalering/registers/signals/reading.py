"""Reads signal deliveries into tidy frames: signals, cases, contacts; direct identifiers stay at the door.

BSN, names, birth dates and addresses are dropped while reading; an age band and the gemeente are kept. Ids of
signals, which a supplier may have filled with anything, become running numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.signals.contract import (
    CONTACT_KINDS,
    PARTNERS,
    PARTS_OF_DAY,
    RESULTS,
    STATUSES,
)
from vroegsignalering.registers.signals.validating import Fault, faults_of, load_delivery

AGE_BANDS = (
    (18, "0-17"),
    (25, "18-24"),
    (35, "25-34"),
    (45, "35-44"),
    (55, "45-54"),
    (65, "55-64"),
    (75, "65-74"),
)
"""Upper bounds (years, exclusive) of age bands; older is ``75+``."""

SIGNALS = pl.Schema(
    {
        "signal": pl.Int64,
        "gemeente_code": pl.String,
        "partner": pl.String,
        "age_band": pl.String,
        "amount_eur": pl.Int64,
        "is_crisis": pl.Boolean,
        "is_warm_handover": pl.Boolean,
        "arose_on": pl.Date,
        "signalled_on": pl.Date,
        "status": pl.String,
        "case": pl.Int64,
    }
)
"""One row per signal; ``case`` is null while no case holds it, and the first of them where several do (see
:attr:`Deliveries.in_several_cases`): the exchange format gives a case no number, so nothing says which is meant."""

CASES = pl.Schema(
    {
        "case": pl.Int64,
        "gemeente_code": pl.String,
        "result": pl.String,
        "matched_on": pl.Date,
        "period_begins_on": pl.Date,
        "period_ends_on": pl.Date,
        "picked_up_on": pl.Date,
        "signal_count": pl.Int32,
        "unresolved_count": pl.Int32,
    }
)
"""One row per case; ``unresolved_count`` are its signals that no delivery holds."""

CONTACTS = pl.Schema(
    {
        "case": pl.Int64,
        "attempt": pl.Int32,
        "kind": pl.String,
        "reached": pl.Boolean,
        "on": pl.Date,
        "part_of_day": pl.String,
    }
)
"""One row per attempt to reach somebody, numbered within its case."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deliveries:
    """Tidy frames of one or many deliveries, see :data:`SIGNALS`, :data:`CASES`, :data:`CONTACTS`.

    ``begins_on`` and ``ends_on`` span all deliveries; ``repeated`` counts signals and cases that a later delivery
    gave again (the later one stands); ``in_several_cases`` counts signals that more than one case names, each of which
    is followed in the first: by its signals, then by its day of matching.
    """

    signals: pl.DataFrame
    cases: pl.DataFrame
    contacts: pl.DataFrame
    begins_on: date
    ends_on: date
    files: int
    repeated: int
    in_several_cases: int


def validate(paths: Iterable[Path]) -> list[Fault]:
    """Every fault of every file, with its path; empty when all deliveries keep the contract."""
    return [fault for path in paths for fault in faults_of(load_delivery(path), path.name)]


def read_deliveries(paths: Iterable[Path]) -> Deliveries:
    """Read deliveries of one or more municipalities and periods.

    Parameters
    ----------
    paths : iterable of Path
        JSON files; order does not matter, deliveries are taken by their moment of delivery.

    Raises
    ------
    RegisterError
        A file is no delivery, or breaks the contract: every fault with its path (the first fifty are shown).
    """
    contents = [(path, load_delivery(path)) for path in paths]
    if not contents:
        raise RegisterError("no deliveries given", mend="name at least one JSON file")
    faults = [fault for path, content in contents for fault in faults_of(content, path.name)]
    if faults:
        raise _broken(faults)
    ordered = sorted(contents, key=lambda item: (item[1]["aanleverdatumEnTijd"], item[0].name))
    return _Reader().read([content for _, content in ordered])


def _broken(faults: list[Fault]) -> RegisterError:
    shown = "\n          ".join(
        f"{f.file}: {f.path}: expected {f.expected}, found {f.found}" for f in faults[:50]
    )
    more = f"\n          and {len(faults) - 50} more" if len(faults) > 50 else ""
    return RegisterError(
        f"{len(faults)} fault(s) in signal deliveries", where=faults[0].file, found=shown + more,
        mend="ask the supplier for a delivery that keeps the exchange format v0.9",
    )  # fmt: skip


class _Reader:
    """Collects rows over deliveries; a later delivery of the same signal or case replaces the earlier one."""

    def __init__(self) -> None:
        self.signals: dict[tuple[str, str], dict[str, Any]] = {}
        self.cases: dict[tuple[str, Any], tuple[dict[str, Any], list[dict[str, Any]], list[str]]] = {}
        self.repeated = 0

    def read(self, contents: list[dict[str, Any]]) -> Deliveries:
        for content in contents:
            until = date.fromisoformat(content["einddatumLevering"])
            for delivery in content.get("leveringen", []):
                self._take(delivery, until)
        frames, several = self._frames()
        return Deliveries(
            **frames,
            begins_on=min(date.fromisoformat(content["startdatumLevering"]) for content in contents),
            ends_on=max(date.fromisoformat(content["einddatumLevering"]) for content in contents),
            files=len(contents),
            repeated=self.repeated,
            in_several_cases=several,
        )

    def _take(self, delivery: dict[str, Any], until: date) -> None:
        gemeente = "GM" + delivery["gemeentecode"].removeprefix("GM")
        for signal in delivery.get("vroegsignalen", []):
            key = (gemeente, signal["ID"])
            self.repeated += key in self.signals
            self.signals[key] = _signal(signal, gemeente, until)
        for case in delivery.get("vroegsignaalzaken", []):
            ids = sorted({signal["ID"] for signal in case.get("vroegsignalen", [])})
            identity = (gemeente, (tuple(ids), case.get("matchingsdatum")))
            self.repeated += identity in self.cases
            self.cases[identity] = (_case(case, gemeente), case.get("contactpogingen", []), ids)

    def _frames(self) -> tuple[dict[str, pl.DataFrame], int]:
        """The three frames, and how many signals more than one case names."""
        numbers = {key: i for i, key in enumerate(sorted(self.signals), start=1)}
        held: dict[tuple[str, str], int] = {}
        several: set[tuple[str, str]] = set()
        cases, contacts = [], []
        for number, (identity, (case, attempts, ids)) in enumerate(
            sorted(self.cases.items(), key=_order), start=1
        ):
            known = [(identity[0], one) for one in ids if (identity[0], one) in numbers]
            several |= held.keys() & set(known)
            held |= {key: number for key in known if key not in held}
            counts = {"case": number, "signal_count": len(ids), "unresolved_count": len(ids) - len(known)}
            cases.append(case | counts)
            contacts += [_contact(one, number, i) for i, one in enumerate(attempts, start=1)]
        signals = [
            row | {"signal": numbers[key], "case": held.get(key)} for key, row in sorted(self.signals.items())
        ]
        frames = {
            "signals": pl.DataFrame(signals, schema=SIGNALS),
            "cases": pl.DataFrame(cases, schema=CASES),
            "contacts": pl.DataFrame(contacts, schema=CONTACTS),
        }
        return frames, len(several)


def _order(item: tuple[tuple[str, Any], object]) -> tuple[str, tuple[str, ...], str]:
    (gemeente, (ids, matched)), _ = item
    return gemeente, ids, matched or ""


def _signal(signal: dict[str, Any], gemeente: str, until: date) -> dict[str, Any]:
    signalled = _day(signal.get("signaaldatum"))
    return {
        "gemeente_code": gemeente,
        "partner": PARTNERS[signal["signaalpartner"]["type"]],
        "age_band": age_band(_day(signal["client"].get("Geboortedatum")), signalled or until),
        "amount_eur": signal.get("bedrag"),
        "is_crisis": signal.get("crisissignaal"),
        "is_warm_handover": signal.get("warmeOverdracht"),
        "arose_on": _day(signal.get("ontstaansdatum")),
        "signalled_on": signalled,
        "status": STATUSES[signal["status"]] if "status" in signal else None,
    }


def _case(case: dict[str, Any], gemeente: str) -> dict[str, Any]:
    return {
        "gemeente_code": gemeente,
        "result": RESULTS[case["resultaat"]] if "resultaat" in case else None,
        "matched_on": _day(case.get("matchingsdatum")),
        "period_begins_on": _day(case.get("startdatum_matchtingperiode")),
        "period_ends_on": _day(case.get("einddatum_matchingperiode")),
        "picked_up_on": _day(case.get("datum_opgepakt")),
    }


def _contact(contact: dict[str, Any], case: int, attempt: int) -> dict[str, Any]:
    return {
        "case": case,
        "attempt": attempt,
        "kind": CONTACT_KINDS[contact["soort"]] if "soort" in contact else None,
        "reached": contact.get("bereikt"),
        "on": _day(contact.get("datum")),
        "part_of_day": PARTS_OF_DAY[contact["dagdeel"]] if "dagdeel" in contact else None,
    }


def age_band(born_on: date | None, day: date) -> str:
    """The age band on a day; ``unknown`` without a birth date or with one after that day.

    Examples
    --------
    >>> age_band(date(1985, 6, 15), date(2025, 1, 5))
    '35-44'
    """
    if born_on is None or born_on > day:
        return "unknown"
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return next((name for bound, name in AGE_BANDS if age < bound), "75+")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
