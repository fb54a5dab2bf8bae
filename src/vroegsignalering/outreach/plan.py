"""A plan of outreach, as people declare it in TOML; what lacks a safeguard is refused, not repaired.

A plan offers help to groups. It needs a capacity, a door that is not digital, a way to opt out, a share drawn at
random by people, a date on which it ends, and somebody who may stop it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.facts.gemeenten import current_codes, gemeente_code
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large
from vroegsignalering.outreach.conditions import check_features
from vroegsignalering.outreach.population import Need
from vroegsignalering.study import FEATURES, STATUSES, Kind
from vroegsignalering.vocabulary import Purpose

CHANNELS = {"visit": False, "call": False, "letter": False, "desk": False, "email": True, "message": True}
"""Channels, and whether each is digital."""

PARTNERS = (
    "municipality",
    "housing_association",
    "health_insurer",
    "library",
    "volunteer",
    "energy_supplier",
)
FALLBACK = "random_draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One door: who goes there, how many fit, and how many people answer.

    ``capacity`` counts households (or ``share`` of them, 0-1); ``reached``, ``accepted`` and ``helped`` are shares 0-1,
    each of the one before; ``per_week`` households.
    """

    channel: str
    partner: str
    non_digital: str
    reached: float
    accepted: float
    helped: float
    per_week: float
    capacity: int | None = None
    share: float | None = None

    def households(self, population: int) -> float:
        """Capacity in households."""
        return float(self.capacity) if self.capacity is not None else float(self.share or 0) * population


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachPlan:
    """A declared plan; :func:`read_plan` says what each table holds."""

    id: str
    title_nl: str
    title_en: str
    gemeente: str | None
    sunset_on: date
    need: Need
    search_years: tuple[int, ...]
    year: int
    features: tuple[str, ...]
    entrance: str | None
    conditions: int
    most_cells: int
    min_households: float
    min_in_need: float
    steps: tuple[Step, ...]
    random_arm: float
    random_by: str
    most_attempts: int
    quiet_months: int
    opt_out_nl: str
    opt_out_en: str
    open_route: str
    stopped: bool
    stop_by: str
    margin: float
    minimum: int
    schemes: tuple[str, ...]
    seed: int

    def capacity(self, population: int) -> float:
        """Households that all steps together can approach.

        Raises
        ------
        DeclarationError
            Zero, or more than there are.
        """
        total = sum(step.households(population) for step in self.steps)
        if not 0 < total <= population:
            raise DeclarationError(
                "capacity must be above zero and at most the population",
                where=f"plan {self.id}, [[steps]]",
                found=f"{total:.0f} of {population} households",
            )
        return total


def read_plan(path: str | Path, *, today: date | None = None) -> OutreachPlan:
    """Read and check a plan.

    Parameters
    ----------
    path : path of a .toml file
    today : date, optional
        When given, a plan past its sunset date is refused.

    Raises
    ------
    DeclarationError
        Something is missing or may not be.
    ReviewOwed
        The sunset date has passed.
    """
    file = Path(path)
    refuse_large(file, DECLARATION_BYTES, DeclarationError)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeclarationError("no such plan", where=str(file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DeclarationError("the plan is no readable TOML", where=str(file), found=str(fault)) from None
    return parse_plan(raw, where=file.name, today=today)


def parse_plan(
    raw: Mapping[str, Any], *, where: str = "plan.toml", today: date | None = None
) -> OutreachPlan:
    """The plan of parsed TOML; see :func:`read_plan`."""
    read = _Reader(raw, where)
    if read.get("plan", "purpose", str) != Purpose.OUTREACH.value:
        raise DeclarationError(
            "a plan is an offer of help", where=where, mend=f'purpose = "{Purpose.OUTREACH}"'
        )
    sunset = read.get("plan", "sunset_on", date)
    if today is not None and sunset < today:
        raise ReviewOwed(
            "the plan is past its sunset date", where=where, found=f"ended on {sunset}", mend="agree anew"
        )
    enters = read.get("need", "enters", str)
    if enters not in STATUSES:
        raise DeclarationError(
            f"no status {enters!r}", where=f"{where}, [need]", mend=f"one of: {', '.join(STATUSES)}"
        )
    if raw["need"].get("unclaimed"):
        raise DeclarationError(
            "need by unclaimed support cannot be counted yet",
            where=f"{where}, [need] unclaimed",
            mend="leave it out: need is entering the status, with or without arrears",
        )
    features = tuple(read.get("cells", "features", list))
    check_features(features, f"{where}, [cells] features")
    random_arm = read.share("random_arm", "share")
    if not 0 < random_arm < 1:
        raise DeclarationError(
            "a plan needs a random arm", where=f"{where}, [random_arm]", mend="0 < share < 1"
        )
    if read.get("stop", "fallback", str) != FALLBACK:
        raise DeclarationError("a stopped plan falls back to a random draw", where=f"{where}, [stop]")
    return OutreachPlan(
        id=read.get("plan", "id", str),
        title_nl=read.get("plan", "title_nl", str),
        title_en=read.get("plan", "title_en", str),
        gemeente=_gemeente(raw.get("plan", {}).get("gemeente"), where),
        sunset_on=sunset,
        need=Need(
            enters=enters,
            arrears=read.get("need", "arrears", bool),
            horizon_months=read.get("need", "horizon_months", int),
        ),
        search_years=tuple(read.get("time", "search", list)),
        year=read.get("time", "year", int),
        features=features,
        entrance=_entrance(raw.get("cells", {}).get("entrance"), where),
        conditions=read.get("cells", "conditions", int),
        most_cells=read.get("cells", "most", int),
        min_households=read.get("cells", "min_households", int),
        min_in_need=read.get("cells", "min_in_need", int),
        steps=_steps(raw.get("steps"), where),
        random_arm=random_arm,
        random_by=read.get("random_arm", "decided_by", str),
        most_attempts=read.get("limits", "most_attempts", int),
        quiet_months=read.get("limits", "quiet_months", int),
        opt_out_nl=read.get("opt_out", "route_nl", str),
        opt_out_en=read.get("opt_out", "route_en", str),
        open_route=read.get("open_route", "partner", str),
        stopped=read.get("stop", "pressed", bool),
        stop_by=read.get("stop", "by", str),
        margin=read.share("judging", "margin"),
        minimum=read.get("judging", "minimum", int),
        schemes=tuple(read.get("offer", "schemes", list)),
        seed=read.get("plan", "seed", int),
    )


def _gemeente(written: object, where: str) -> str | None:
    if not written:
        return None
    code = gemeente_code(written)
    if code is None or code not in current_codes():
        raise DeclarationError(
            f"no municipality {written!r}", where=f"{where}, [plan] gemeente", mend="such as GM0344"
        )
    return code


def _entrance(name: object, where: str) -> str | None:
    if not name:
        return None
    check_features([str(name)], f"{where}, [cells] entrance")
    if FEATURES[str(name)].kind is not Kind.YES_NO and not str(name).startswith("months_since"):
        raise DeclarationError(f"{name!r} is no life event", where=f"{where}, [cells] entrance")
    return str(name)


def _steps(raw: object, where: str) -> tuple[Step, ...]:
    if not isinstance(raw, list) or not raw:
        raise DeclarationError(
            "a plan needs a capacity", where=where, mend="declare [[steps]] with a capacity"
        )
    return tuple(_step(one, f"{where}, step {number + 1}") for number, one in enumerate(raw))


def _step(raw: Mapping[str, Any], where: str) -> Step:
    read = _Reader({"step": raw}, where)
    channel, partner = read.get("step", "channel", str), read.get("step", "partner", str)
    if channel not in CHANNELS:
        raise DeclarationError(f"no channel {channel!r}", where=where, mend=f"one of: {', '.join(CHANNELS)}")
    if partner not in PARTNERS:
        raise DeclarationError(f"no partner {partner!r}", where=where, mend=f"one of: {', '.join(PARTNERS)}")
    door = raw.get("non_digital", "" if CHANNELS[channel] else channel)
    if CHANNELS.get(door, True):
        raise DeclarationError(
            "a step needs a channel that is not digital",
            where=where,
            found=f"{door!r}",
            mend='non_digital = "letter"',
        )
    if absent := [name for name in ("reached", "accepted", "helped") if name not in raw]:
        raise DeclarationError(
            f"channel {channel!r} has no acceptance rates",
            where=where,
            found=f"no {', '.join(absent)}",
            mend="shares 0-1",
        )
    capacity, share = raw.get("capacity"), raw.get("capacity_share")
    if (capacity is None) == (share is None):
        raise DeclarationError(
            "a plan needs a capacity", where=where, mend="capacity or capacity_share, one of the two"
        )
    amount = capacity if capacity is not None else share
    if not isinstance(amount, (int, float)) or not amount > 0 or (share is not None and share > 1):
        raise DeclarationError("capacity must be above zero and at most the population", where=where)
    per_week = float(read.get("step", "per_week", (int, float)))
    if per_week <= 0:
        raise DeclarationError("per_week must be above zero", where=where)
    rates = {name: read.share("step", name) for name in ("reached", "accepted", "helped")}
    return Step(
        channel=channel,
        partner=partner,
        non_digital=door,
        per_week=per_week,
        capacity=capacity,
        share=share,
        **rates,
    )


class _Reader:
    """Reads words of a plan and says where one is missing."""

    def __init__(self, raw: Mapping[str, Any], where: str) -> None:
        self.raw, self.where = raw, where

    def get(self, table: str, key: str, kind: type | tuple[type, ...]) -> Any:
        """A required value of a kind."""
        found = self.raw.get(table)
        if not isinstance(found, Mapping) or key not in found:
            raise DeclarationError(
                f"the plan says no {key!r}", where=f"{self.where}, [{table}]", mend=_WHY.get(table, "")
            )
        value = found[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or value == "":
            raise DeclarationError(
                f"{key!r} cannot be read", where=f"{self.where}, [{table}]", found=type(value).__name__
            )
        return value

    def share(self, table: str, key: str) -> float:
        """A share 0-1."""
        value = float(self.get(table, key, (int, float)))
        if not 0 <= value <= 1:
            raise DeclarationError(f"{key!r} must be a share from 0 to 1", where=f"{self.where}, [{table}]")
        return value


_WHY = {
    "opt_out": "a plan needs a route to opt out, in nl and en",
    "random_arm": "a plan needs a share that people draw at random",
    "stop": "a plan needs somebody who may stop it",
    "open_route": "those no group plan can find need an open door",
}
