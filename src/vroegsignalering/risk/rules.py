"""Rules in words: conditions on features joined by "and", in Dutch and English.

A rule describes households in the data; it is not a finding about any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vroegsignalering.risk.bins import Bins
from vroegsignalering.risk.kernels import PLACES
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


def said(bins: Bins, holds: np.ndarray, texts: Texts, titles: Mapping[str, str]) -> str:
    """A set of bins of one feature in words.

    Parameters
    ----------
    bins : Bins
    holds : bool array of 256
        Bins that the condition covers.
    texts : Texts
    titles : mapping of feature name to its title in that language; absent ones keep their name
    """
    title = titles.get(bins.name, bins.name)
    words = _levels(bins, holds, texts) if bins.kind == "levels" else _range(bins, holds, texts)
    if holds[bins.size] and words:
        return texts("{title}: {words}, of onbekend", title=title, words=words)
    return texts("{title}: {words}", title=title, words=words or texts("onbekend"))


def _levels(bins: Bins, holds: np.ndarray, texts: Texts) -> str:
    words = Words(texts)
    inside = [words("group", level) for b, level in enumerate(bins.levels) if holds[b]]
    outside = [words("group", level) for b, level in enumerate(bins.levels) if not holds[b]]
    if inside and len(outside) < len(inside):
        return texts("niet {words}", words=_joined(outside, texts)) if outside else texts("bekend")
    return _joined(inside, texts)


def _joined(words: Sequence[str], texts: Texts) -> str:
    return f" {texts('of')} ".join(words)


def _range(bins: Bins, holds: np.ndarray, texts: Texts) -> str:
    inside = np.flatnonzero(holds[: bins.size])
    if not len(inside):
        return ""
    if bins.scale == "yes_no" and bins.size == 2 and len(inside) == 1:
        return texts("ja") if inside[0] else texts("nee")
    low = None if inside[0] == 0 else float(bins.cuts[inside[0] - 1])
    high = None if inside[-1] == bins.size - 1 else float(bins.cuts[inside[-1]])
    if bins.scale != "real":
        low, high = (None if cut is None else float(np.ceil(cut)) for cut in (low, high))
    shown = {name: _number(cut, texts) for name, cut in (("low", low), ("high", high)) if cut is not None}
    if low is not None and high is not None:
        return texts("van {low} tot {high}", **shown)
    if low is not None:
        return texts("{low} of meer", **shown)
    return texts("minder dan {high}", **shown) if high is not None else texts("bekend")


def _number(value: float, texts: Texts) -> str:
    digits = 0 if value == np.floor(value) or abs(value) >= 1000 else 2
    return texts.number(value, digits)


def joined(parts: Sequence[str], texts: Texts) -> str:
    """Conditions joined by "and"."""
    return f" {texts('en')} ".join(parts) if parts else texts("alle huishoudens")


def met(codes: np.ndarray, conditions: Sequence[tuple[int, np.ndarray]]) -> np.ndarray:
    """Which rows meet all conditions, each a feature and a bool array of 256."""
    keep = np.ones(codes.shape[1], bool)
    for feature, holds in conditions:
        keep &= holds[codes[feature]]
    return keep


def everything() -> np.ndarray:
    """All bins."""
    return np.ones(PLACES, bool)
