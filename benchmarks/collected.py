"""Results of all benchmarks in one file, promises judged, and the table of the README made from it.

A result is ``{"value", "promise", "unit"}``. A promise is a number or words such as ``<= 2``; a number is a floor unless the
unit says "at most" or the name has one of :data:`CEILINGS`. What does not keep its promise stands in
``benchmarks/shortfalls.toml`` with its reason, or a test fails.
"""

from __future__ import annotations

import json
import operator
import os
import platform
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS, COLLECTED, SHORTFALLS = HERE / "results", HERE / "results.json", HERE / "shortfalls.toml"
BEGIN, END = "<!-- results -->", "<!-- /results -->"

CEILINGS = ("peak", "memory", "seconds", "difference")
"""Words in the name of a result whose promise is a ceiling although its unit does not say so."""

_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure of one benchmark and what was promised of it."""

    topic: str
    name: str
    value: float
    sign: str
    bound: float | None
    unit: str

    @property
    def key(self) -> str:
        """Topic and name, as ``shortfalls.toml`` writes them."""
        return f"{self.topic}.{self.name}"

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None when nothing was promised."""
        return None if self.bound is None else _COMPARED[self.sign](self.value, self.bound)

    @property
    def promise(self) -> str:
        """The promise in words; empty when there is none."""
        return "" if self.bound is None else f"{self.sign} {self.bound:g}"


def collect(folder: Path = RESULTS) -> dict[str, Any]:
    """All files of results, by topic, with the machine each was measured on.

    Raises
    ------
    ValueError
        A file is no result of a benchmark.
    """
    topics = {}
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content.get("ratios"), dict) or "machine" not in content:
            raise ValueError(f"{path.name} has no ratios or no machine")
        topics[path.stem] = {"machine": content["machine"], "ratios": dict(sorted(content["ratios"].items()))}
    return {"topics": topics}


def machine() -> dict[str, Any]:
    """What this machine is, as far as a ratio may depend on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def write(collected: dict[str, Any], path: Path = COLLECTED) -> None:
    """Write the collection under a temporary name, then move it into place."""
    temporary = path.with_suffix(".part")
    text = json.dumps(collected, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


def results(collected: dict[str, Any]) -> list[Result]:
    """All results of a collection, in order of topic and name."""
    return [
        _result(topic, name, one)
        for topic, content in sorted(collected["topics"].items())
        for name, one in sorted(content["ratios"].items())
    ]


def _result(topic: str, name: str, one: dict[str, Any]) -> Result:
    sign, bound = _promise(topic, name, one)
    return Result(
        topic=topic, name=name, value=float(one["value"]), sign=sign, bound=bound, unit=one.get("unit") or ""
    )


def _promise(topic: str, name: str, one: dict[str, Any]) -> tuple[str, float | None]:
    promise = one.get("promise")
    if promise is None or promise == "":
        return "", None
    if isinstance(promise, str):
        sign, _, bound = promise.partition(" ")
        if sign not in _COMPARED:
            raise ValueError(f"{topic}.{name}: a promise reads such as '<= 2', not {promise!r}")
        return sign, float(bound)
    ceiling = "at most" in one.get("unit", "") or any(word in name for word in CEILINGS)
    return ("<=" if ceiling else ">="), float(promise)


def shortfalls(path: Path = SHORTFALLS) -> dict[str, str]:
    """Results known not to keep their promise, ``topic.name`` to the reason."""
    read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {str(key): str(reason) for key, reason in read.get("shortfalls", {}).items()}


def table(found: list[Result]) -> str:
    """What was promised and what was measured, in Markdown."""
    lines = ["| Benchmark | Result | Measured | Promised | Kept |", "|---|---|---:|---:|---|"]
    for one in found:
        if one.bound is None:
            continue
        name = one.name.replace("_", " ")
        unit = f", {one.unit}" if one.unit else ""
        lines.append(
            f"| {one.topic} | {name}{unit} | {one.value:.3g} | {one.promise} | {'yes' if one.kept else '**no**'} |"
        )
    return "\n".join(lines)


def in_readme(text: str, found: list[Result]) -> str:
    """The text with the table between its two markers.

    Raises
    ------
    ValueError
        The markers are not there, once each and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in after:
        raise ValueError(f"the README needs {BEGIN} and {END}, once each")
    return f"{before}{BEGIN}\n{table(found)}\n{END}{after}"
