"""What a study declares: transition, line, time, splits, features, groups, release rule.

Read from the tables of ``study.toml`` into frozen values; a missing or unknown word is refused with its place.
The numbers that protect people (``min_persons``) have no default.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vroegsignalering.errors import DeclarationError
from vroegsignalering.study.declared import FEATURES
from vroegsignalering.study.locks import refuse_protected
from vroegsignalering.study.statuses import STATUSES
from vroegsignalering.vocabulary import GroupAttribute, InformationMode, Purpose, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Shares of people, by hash of the person key, that train, calibrate and test."""

    train: float
    calibrate: float
    test: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Index years that train, calibrate and test, in one information mode.

    Parameters
    ----------
    train, calibrate, test : tuple of int
        The index date is 31 December.

    Examples
    --------
    >>> Years(train=(2016, 2017), calibrate=(2018,), test=(2020,)).all
    (2016, 2017, 2018, 2020)
    """

    train: tuple[int, ...]
    calibrate: tuple[int, ...]
    test: tuple[int, ...]

    @property
    def all(self) -> tuple[int, ...]:
        """All of them, in order."""
        return (*self.train, *self.calibrate, *self.test)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyDefinition:
    """A study as declared; see ``models/entry/study.toml`` for the meaning of each word.

    Parameters
    ----------
    id, title_nl, title_en : str
    purpose : Purpose
    transition : Transition
        Into or out of ``status``.
    status : str
        Household status, such as ``low_income``.
    horizon_months : int
        Months from the index date to the outcome; 12 or more.
    seed : int
    years : mapping of InformationMode to Years
    modes : tuple of InformationMode
        Modes that are reported; ``primary_mode`` comes first for readers.
    primary_mode : InformationMode
    split : Split
        Shares of people that train, calibrate and test.
    min_persons : int
        Fewest persons behind a published figure.
    profile : str
        Output profile.
    features : tuple of str
    groups : tuple of GroupAttribute
        Attributes of which groups are shown.
    area : GroupAttribute
    capacity : float, 0-1
        Share of people that can be approached.
    capacity_grid : tuple of float, 0-1

    Raises
    ------
    DeclarationError
        From :meth:`parse`, for anything missing, unknown or contradictory.
    """

    id: str
    title_nl: str
    title_en: str
    purpose: Purpose
    transition: Transition
    status: str
    horizon_months: int
    seed: int
    years: Mapping[InformationMode, Years]
    modes: tuple[InformationMode, ...]
    primary_mode: InformationMode
    split: Split
    min_persons: int
    profile: str
    features: tuple[str, ...]
    groups: tuple[GroupAttribute, ...]
    area: GroupAttribute
    capacity: float
    capacity_grid: tuple[float, ...]

    @classmethod
    def parse(cls, raw: Mapping[str, Any], *, where: str = "study.toml") -> StudyDefinition:
        """A definition from the parsed TOML of ``study.toml``.

        Parameters
        ----------
        raw : mapping
            Tables ``study``, ``time``, ``modes``, ``split``, ``release``, ``groups``, ``capacity`` and, optionally, ``features``.
        where : str
            Name of the file, for messages.
        """
        read = _Reader(raw, where)
        read.refuse_unknown(KEYS)
        features = _features(read)
        definition = cls(
            id=read.text("study", "id"),
            title_nl=read.text("study", "title_nl"),
            title_en=read.text("study", "title_en"),
            purpose=read.word("study", "purpose", [p.value for p in Purpose], Purpose, _PURPOSE_MEND),
            transition=read.word("study", "transition", [t.value for t in Transition], Transition),
            status=read.word("study", "status", list(STATUSES), str),
            horizon_months=read.whole("study", "horizon_months", least=12),
            seed=read.whole("study", "seed", least=0),
            years=_years(read),
            modes=tuple(
                InformationMode(m) for m in read.words("modes", "report", [m.value for m in InformationMode])
            ),
            primary_mode=read.word("modes", "primary", [m.value for m in InformationMode], InformationMode),
            split=Split(**{part: read.share("split", part) for part in ("train", "calibrate", "test")}),
            min_persons=read.whole("release", "min_persons", least=1, mend=_MIN_PERSONS_MEND),
            profile=read.text("release", "profile"),
            features=features,
            groups=tuple(
                GroupAttribute(g)
                for g in read.words("groups", "attributes", [g.value for g in GroupAttribute])
            ),
            area=read.word("groups", "areas", [g.value for g in GroupAttribute], GroupAttribute),
            capacity=read.share("capacity", "share"),
            capacity_grid=tuple(float(share) for share in read.table("capacity").get("grid", ())),
        )
        _consistent(definition, where)
        return definition


KEYS: Mapping[str, frozenset[str]] = {
    table: frozenset(keys.split())
    for table, keys in {
        "study": "id title_nl title_en purpose transition status horizon_months seed",
        "time": "train calibrate test recorded known",
        "time.recorded": "train calibrate",
        "time.known": "train calibrate",
        "modes": "report primary",
        "split": "train calibrate test",
        "release": "min_persons profile",
        "groups": "attributes areas",
        "capacity": "share grid",
        "features": "use without",
    }.items()
}
"""What each table may hold; ``[[models]]`` is read by the room ``risk``."""

_PURPOSE_MEND = (
    "the suite serves purposes of helping only; fraud, sanction and credit are refused and will stay so"
)
_MIN_PERSONS_MEND = "there is no default, because the number protects people; take it from the output rules of your data provider"


def _years(read: _Reader) -> dict[InformationMode, Years]:
    """Years per mode; the table ``[time.known]`` holds what was knowable on the test date, else both are the same."""
    test = read.years("time", "test")
    found = {}
    for mode in InformationMode:
        own = f"time.{mode.value}" if mode.value in read.table("time") else "time"
        found[mode] = Years(train=read.years(own, "train"), calibrate=read.years(own, "calibrate"), test=test)
    return found


def _features(read: _Reader) -> tuple[str, ...]:
    wanted = read.raw.get("features", {}).get("use")
    if wanted is None:
        without = set(read.raw.get("features", {}).get("without", ()))
        _known(without, read.where)
        return tuple(name for name in FEATURES if name not in without)
    for name in wanted:
        refuse_protected(name, where=f"{read.where}, [features]")
    _known(wanted, read.where)
    return tuple(wanted)


def _known(wanted: Sequence[str] | set[str], where: str) -> None:
    for name in sorted(set(wanted) - set(FEATURES)):
        close = difflib.get_close_matches(name, FEATURES, n=1)
        raise DeclarationError(
            f"feature {name!r} is not declared",
            where=f"{where}, [features]",
            mend=f"did you mean {close[0]!r}?"
            if close
            else "see docs/reference/features.md for the declared ones",
        )


def _consistent(definition: StudyDefinition, where: str) -> None:
    for years in (one.all for one in definition.years.values()):
        if list(years) != sorted(set(years)):
            raise DeclarationError(
                "years of train, calibrate and test must follow each other without overlap",
                where=f"{where}, [time]",
                found=", ".join(str(year) for year in years),
                mend="test people of a later year than the model was fitted on",
            )
    if abs(sum((definition.split.train, definition.split.calibrate, definition.split.test)) - 1.0) > 1e-9:
        raise DeclarationError("shares of the split do not add up to 1", where=f"{where}, [split]")
    if definition.primary_mode not in definition.modes:
        raise DeclarationError("the primary mode is not among the reported ones", where=f"{where}, [modes]")
    if set(definition.modes) != set(InformationMode):
        raise DeclarationError(
            "both information modes are always reported",
            where=f"{where}, [modes]",
            found=", ".join(definition.modes),
            mend='report = ["recorded", "known"]',
        )


class _Reader:
    """Reads typed words from parsed TOML and names the place of every fault."""

    def __init__(self, raw: Mapping[str, Any], where: str) -> None:
        self.raw, self.where = raw, where

    def refuse_unknown(self, known: Mapping[str, frozenset[str]]) -> None:
        """A word that nobody reads is a choice that is not made: refused, with the nearest one that is read."""
        tops = frozenset(table.split(".")[0] for table in known) | {"models"}
        places = [("the file", self.raw, tops)]
        places += [(f"[{name}]", self.table(name), known[name]) for name in known if self._has(name)]
        for place, found, words in places:
            for key in found:
                if key not in words:
                    close = difflib.get_close_matches(key, sorted(words), n=1)
                    mend = (
                        f"did you mean {close[0]!r}?" if close else f"it may hold {', '.join(sorted(words))}"
                    )
                    raise DeclarationError(
                        f"{place} has {key!r}, which nothing reads", where=self.where, mend=mend
                    )

    def _has(self, table: str) -> bool:
        found: Any = self.raw
        for part in table.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return isinstance(found, Mapping)

    def table(self, table: str) -> Mapping[str, Any]:
        found: Any = self.raw
        for part in table.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            raise DeclarationError(
                f"no table [{table}]", where=self.where, mend="see models/entry/study.toml"
            )
        return found

    def value(self, table: str, key: str, mend: str = "") -> Any:
        found = self.table(table)
        if key not in found:
            raise DeclarationError(f"[{table}] has no `{key}`", where=self.where, mend=mend or "add it")
        return found[key]

    def fault(self, table: str, key: str, expected: str, found: object, mend: str = "") -> DeclarationError:
        return DeclarationError(
            f"`{key}` is not {expected}", where=f"{self.where}, [{table}]", found=repr(found), mend=mend
        )

    def text(self, table: str, key: str) -> str:
        found = self.value(table, key)
        if not isinstance(found, str) or not found:
            raise self.fault(table, key, "a text", found)
        return found

    def whole(self, table: str, key: str, *, least: int, mend: str = "") -> int:
        found = self.value(table, key, mend)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.fault(table, key, f"a whole number of at least {least}", found, mend)
        return found

    def share(self, table: str, key: str) -> float:
        found = self.value(table, key)
        if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found < 1:
            raise self.fault(table, key, "a share between 0 and 1", found)
        return float(found)

    def years(self, table: str, key: str) -> tuple[int, ...]:
        found = self.value(table, key)
        if not isinstance(found, list) or not found or not all(isinstance(y, int) for y in found):
            raise self.fault(table, key, "a list of years", found)
        return tuple(found)

    def word(self, table: str, key: str, allowed: Sequence[str], kind: type, mend: str = "") -> Any:
        found = self.value(table, key)
        if found not in allowed:
            raise self.fault(table, key, f"one of {', '.join(allowed)}", found, mend)
        return kind(found)

    def words(self, table: str, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        found = self.value(table, key)
        if not isinstance(found, list) or not found:
            raise self.fault(table, key, "a list of words", found)
        for word in found:
            if word not in allowed:
                raise self.fault(table, key, f"made of {', '.join(allowed)}", word)
        return tuple(found)
