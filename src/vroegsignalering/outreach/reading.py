"""Reads a plan from TOML and refuses what lacks a safeguard, with a name for every refusal; nothing is repaired.

What a plan holds is declared in ``plan``; here is only what may not be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from vroegsignalering.errors import DeclarationError, ReviewOwed
from vroegsignalering.facts.gemeenten import current_codes, gemeente_code
from vroegsignalering.limits import DECLARATION_BYTES, refuse_large
from vroegsignalering.outreach.conditions import check_features
from vroegsignalering.outreach.need import Need
from vroegsignalering.outreach.plan import CHANNELS, FALLBACK, OFFERED, PARTNERS, OutreachPlan, Step
from vroegsignalering.outreach.population import SHOWN
from vroegsignalering.outreach.words import Words
from vroegsignalering.study import FEATURES, STATUSES, Kind
from vroegsignalering.study.support import SCHEMES as COUNTED
from vroegsignalering.vocabulary import AUDIT_ONLY, Purpose

TEXTS = {
    "title_nl": ("plan", "title_nl"),
    "title_en": ("plan", "title_en"),
    "random_by": ("random_arm", "decided_by"),
    "opt_out_nl": ("opt_out", "route_nl"),
    "opt_out_en": ("opt_out", "route_en"),
    "stop_by_nl": ("stop", "by_nl"),
    "stop_by_en": ("stop", "by_en"),
}
"""What people read or who decides, and where in the file it stands."""


def read_plan(path: str | Path, *, today: date | None = None) -> OutreachPlan:
    """Read and check a plan.

    Parameters
    ----------
    path : path of a .toml file
    today : date, optional
        When given, a plan past its sunset date is refused.

    Returns
    -------
    OutreachPlan

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
    """The plan of parsed TOML.

    Parameters
    ----------
    raw : mapping
        Tables and keys as ``tomllib`` gives them.
    where : str
        Names the file in messages.
    today : datetime.date, optional
        The day on which the sunset of the plan may not have passed; absent: it is not held to a day.

    Returns
    -------
    OutreachPlan

    Raises
    ------
    DeclarationError
        What :func:`read_plan` refuses: another purpose, no sunset, no random draw, no open door, ...
    ReviewOwed
        The plan is past its sunset.
    """
    read = Words(raw, where)
    if read.get("plan", "purpose", str) != Purpose.OUTREACH.value:
        raise DeclarationError(
            "a plan is an offer of help", where=where, mend=f'purpose = "{Purpose.OUTREACH}"'
        )
    need = _need(read)
    search_years, year = _years(read, need)
    return OutreachPlan(
        id=_name(read),
        gemeente=_gemeente(raw.get("plan", {}).get("gemeente"), where),
        sunset_on=_sunset(read, today),
        need=need,
        search_years=search_years,
        year=year,
        features=_features(read),
        entrance=_entrance(raw.get("cells", {}).get("entrance"), where),
        conditions=read.at_least("cells", "conditions", 1),
        most_cells=read.at_least("cells", "most", 1),
        min_households=read.get("cells", "min_households", int),
        min_in_need=read.get("cells", "min_in_need", int),
        steps=_steps(raw.get("steps"), where),
        random_arm=_random_arm(read),
        most_attempts=read.at_least("limits", "most_attempts", 1),
        quiet_months=read.at_least("limits", "quiet_months", 1),
        open_route=read.one_of("open_route", "partner", PARTNERS),
        open_routes=_routes(read),
        stopped=_stopped(read),
        margin=read.share("judging", "margin"),
        minimum=read.at_least("judging", "minimum", 10),
        schemes=read.words_of("offer", "schemes", OFFERED),
        seed=read.get("plan", "seed", int),
        **{name: read.get(table, key, str) for name, (table, key) in TEXTS.items()},
    )


def _sunset(read: Words, today: date | None) -> date:
    sunset = read.get("plan", "sunset_on", date)
    if today is not None and sunset < today:
        raise ReviewOwed(
            "the plan is past its sunset date",
            where=read.where,
            found=f"ended on {sunset}",
            mend="agree anew",
        )
    return cast(date, sunset)


def _features(read: Words) -> tuple[str, ...]:
    features = tuple(read.get("cells", "features", list))
    check_features(features, f"{read.where}, [cells] features")
    return features


def _random_arm(read: Words) -> float:
    share = read.share("random_arm", "share")
    if not 0 < share < 1:
        raise DeclarationError(
            "a plan needs a random arm", where=f"{read.where}, [random_arm]", mend="0 < share < 1"
        )
    return share


def _stopped(read: Words) -> bool:
    if read.get("stop", "fallback", str) != FALLBACK:
        raise DeclarationError("a stopped plan falls back to a random draw", where=f"{read.where}, [stop]")
    return bool(read.get("stop", "pressed", bool))


def _name(read: Words) -> str:
    name = str(read.get("plan", "id", str))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise DeclarationError(
            "the id of a plan is a short name", where=f"{read.where}, [plan] id", mend="a-z, 0-9 and _"
        )
    return name


def _need(read: Words) -> Need:
    where, raw = f"{read.where}, [need]", dict(read.raw.get("need", {}))
    enters = raw.get("enters") or None
    if enters is not None and enters not in STATUSES:
        raise DeclarationError(f"no status {enters!r}", where=where, mend=f"one of: {', '.join(STATUSES)}")
    horizon = read.get("need", "horizon_months", int)
    if horizon < 12 or horizon % 12:
        raise DeclarationError(
            "the horizon is one or more whole years",
            where=where,
            found=f"{horizon} months",
            mend="12, 24, ...",
        )
    unclaimed = read.words_of("need", "unclaimed", COUNTED) if raw.get("unclaimed") else ()
    arrears = read.get("need", "arrears", bool)
    need = Need(enters=enters, arrears=arrears, unclaimed=unclaimed, horizon_months=horizon)
    if not need.kinds:
        raise DeclarationError(
            "the plan does not say what need is", where=where, mend="enters, arrears or unclaimed"
        )
    return need


def _years(read: Words, need: Need) -> tuple[tuple[int, ...], int]:
    """Search years and the plan's own; a search year must be over before the plan's, or be the same (other people)."""
    searched, year = read.get("time", "search", list), read.get("time", "year", int)
    if not searched or not all(isinstance(one, int) and not isinstance(one, bool) for one in searched):
        raise DeclarationError(
            "the plan says no years to search", where=f"{read.where}, [time]", mend="search = [2019, 2020]"
        )
    ahead = need.horizon_months // 12
    if late := [one for one in searched if one + ahead > year and one != year]:
        raise DeclarationError(
            "cells may not be searched in years that the plan cannot know yet",
            where=f"{read.where}, [time] search",
            found=f"{late[0]} beside a plan for {year}",
            mend=f"years up to {year - ahead}, or {year} itself (then among other people)",
        )
    return tuple(dict.fromkeys(searched)), year


def _routes(read: Words) -> dict[str, dict[str, str]]:
    """Open doors for some groups: ``[open_route.age_band]`` with ``67_plus = "volunteer"``."""
    raw = read.raw.get("open_route", {})
    found: dict[str, dict[str, str]] = {}
    shown = {attribute.value for attribute in SHOWN if attribute not in AUDIT_ONLY}
    for name, own in raw.items():
        if name == "partner":
            continue
        if name not in shown or not isinstance(own, Mapping) or not set(own.values()) <= set(PARTNERS):
            raise DeclarationError(
                f"no open route for {name!r}",
                where=f"{read.where}, [open_route]",
                mend=f"a group attribute, and of its groups one of: {', '.join(PARTNERS)}",
            )
        found[name] = dict(own)
    return found


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
    read = Words({"step": raw}, where)
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
    if (
        isinstance(amount, bool)
        or not isinstance(amount, (int, float))
        or not amount > 0
        or (share is not None and share > 1)
    ):
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
