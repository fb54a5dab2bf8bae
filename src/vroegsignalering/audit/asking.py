"""From the words of a command to a preregistration, with clear refusals of words that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vroegsignalering.audit.preregistration import Preregistration, read_preregistration
from vroegsignalering.errors import UsageError


def declared(
    *,
    score: str | None,
    flag: str | None,
    capacity: float | None,
    threshold: float | None,
    groups: str,
    intersections: Sequence[str],
    reference: Sequence[str],
    against: str,
    margin: float,
    minimum: int,
    min_persons: int,
    preregistration: Path | None,
) -> Preregistration:
    """A preregistration from options; options add to a file's choices, and never loosen its margins.

    Raises
    ------
    UsageError
        Not exactly one way of selecting, a reference that is not ``attribute=value``, an attribute crossed with itself.
    """
    base = Preregistration() if preregistration is None else read_preregistration(preregistration)
    if preregistration is not None and capacity is None and threshold is None and flag is None:
        capacity, threshold = base.capacity, base.threshold
    _one_way(score, flag, capacity, threshold)
    named = tuple(name.strip() for name in groups.split(",") if name.strip())
    own = {} if preregistration is not None else {
        "default_margin": margin, "minimum": minimum, "suppress_below": min_persons, "against": against,
    }  # fmt: skip
    return replace(
        base,
        groups=named or base.groups,
        intersections=tuple(_crossed(intersections)) or base.intersections,
        references=dict(base.references) | dict(referred(word) for word in reference),
        capacity=capacity,
        threshold=threshold,
        main=_main(base.main, capacity is not None),
        **own,  # type: ignore[arg-type]
    )


def _one_way(score: str | None, flag: str | None, capacity: float | None, threshold: float | None) -> None:
    ways = [
        name
        for name, value in (("--capacity", capacity), ("--threshold", threshold), ("--flag", flag))
        if value is not None
    ]
    if len(ways) != 1:
        raise UsageError(
            "an audit needs one way of selecting",
            found=" and ".join(ways) or "none",
            mend="--score COL --capacity 0.05, or --score COL --threshold 0.5, or --flag COL",
        )
    if flag is None and score is None:
        raise UsageError(f"{ways[0]} needs a score", mend="add --score COL")


def _crossed(words: Sequence[str]) -> list[tuple[str, ...]]:
    crossed = []
    for word in (part.strip() for text in words for part in text.split(",") if part.strip()):
        names = tuple(name.strip() for name in word.split("*"))
        if len(names) < 2 or len(set(names)) < len(names) or not all(names):
            raise UsageError(
                f"no intersection in {word!r}", mend="write --intersections a*b, with two different columns"
            )
        crossed.append(names)
    return crossed


def referred(word: str) -> tuple[str, str]:
    """Attribute and value of ``attribute=value``."""
    attribute, equals, value = word.partition("=")
    if not (equals and attribute.strip() and value.strip()):
        raise UsageError(f"no reference in {word!r}", mend="write --reference attribute=value")
    return attribute.strip(), value.strip()


def _main(names: tuple[str, ...], at_capacity: bool) -> tuple[str, ...]:
    """Without a capacity the main list has the same counts under their general names."""
    same = {
        "coverage": "true_positive_rate",
        "miss_rate": "false_negative_rate",
        "needless_contact": "false_discovery_rate",
    }
    return names if at_capacity else tuple(same.get(name, name) for name in names)
