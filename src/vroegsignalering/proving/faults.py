"""Faults that can be planted in a world: pure transforms of known kind and size.

Each takes a world and gives a new one in which group ``a`` is worse off; nothing else changes. The size is on the
scale of the measure it is meant to move, so that power can be read as "a gap of ten points".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from vroegsignalering.audit import Scores
from vroegsignalering.proving.worlds import BASE, CAPACITY, LIFT, World, to_risk, to_signal

Plant = Callable[[World, float, np.random.Generator], World]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault: its name, what it stands for, where it is planted, and what its size is a size of.

    Parameters
    ----------
    name : str
    says_nl : str
        For readers (source language); English in the catalogue.
    surface : {"scores", "cases"}
        What the audit must look at to notice.
    size_of : str
        The measure on whose scale the size is.
    plant : callable
        ``(world, size, rng) -> world``; pure.
    main : tuple of str
        The main list under which it is sought.
    """

    name: str
    says_nl: str
    surface: str
    size_of: str
    plant: Plant
    main: tuple[str, ...] = ("coverage", "allocation_per_need", "calibration_ratio", "needless_contact")


def _in_a(scores: Scores) -> NDArray[np.bool_]:
    return np.asarray((scores.groups["group"] == "a").to_numpy())


def _with(scores: Scores, **changes: object) -> Scores:
    held: dict[str, object] = {
        "risk": scores.risk,
        "outcome": scores.outcome,
        "groups": scores.groups,
        "cluster": scores.cluster,
    }
    return Scores(**(held | changes))  # type: ignore[arg-type]


def nothing(world: World, size: float, rng: np.random.Generator) -> World:
    """No fault."""
    return world


def under_recording(world: World, size: float, rng: np.random.Generator) -> World:
    """A share ``size`` of the outcomes of group ``a`` was never recorded."""
    scores = world.scores
    lost = _in_a(scores) & (scores.outcome == 1) & (rng.random(len(scores)) < size)
    return replace(world, scores=_with(scores, outcome=np.where(lost, 0, scores.outcome)))


@lru_cache(maxsize=64)
def shift_for_gap(gap: float) -> float:
    """How far the signal of group ``a`` must fall for its coverage to be ``gap`` below that of ``b``, at capacity."""

    def cut(shift: float) -> float:
        def selected(at: float) -> float:
            both = [BASE * ndtr(LIFT - move - at) + (1 - BASE) * ndtr(-move - at) for move in (0.0, shift)]
            return float(sum(both) / 2.0 - CAPACITY)

        return float(brentq(selected, -6.0, 8.0))

    def miss(shift: float) -> float:
        at = cut(shift)
        return float(ndtr(LIFT - at) - ndtr(LIFT - shift - at) - gap)

    return float(brentq(miss, 0.0, 6.0)) if gap > 0 else 0.0


def proxy(world: World, size: float, rng: np.random.Generator) -> World:
    """A feature that stands in for the group lowers the scores of ``a``: coverage ``size`` below that of ``b``."""
    scores = world.scores
    assert scores.risk is not None
    signal = to_signal(scores.risk) - np.where(_in_a(scores), shift_for_gap(size), 0.0)
    return replace(world, scores=_with(scores, risk=to_risk(signal)))


def missing_group(world: World, size: float, rng: np.random.Generator) -> World:
    """A share ``size`` of group ``a`` is not in the registers: no label, and the lowest score."""
    scores = world.scores
    assert scores.risk is not None
    unseen = _in_a(scores) & (rng.random(len(scores)) < size)
    label = pl.when(pl.Series(unseen)).then(None).otherwise(pl.col("group")).alias("group")
    risk = np.where(unseen, scores.risk.min(), scores.risk)
    return replace(world, scores=_with(scores, risk=risk, groups=scores.groups.with_columns(label)))


def drift(world: World, size: float, rng: np.random.Generator) -> World:
    """Need in group ``a`` grew by ``size`` since the scores were made: new need that the score does not see."""
    scores = world.scores
    fresh = size * BASE / (1.0 - BASE)
    new = _in_a(scores) & (scores.outcome == 0) & (rng.random(len(scores)) < fresh)
    return replace(world, scores=_with(scores, outcome=np.where(new, 1, scores.outcome)))


def _lower(world: World, step: str, share: float, size: float, rng: np.random.Generator) -> World:
    """Fewer of group ``a`` go on at a step; those who stop there are gone from every later step."""
    cases = world.cases
    later = cases.columns[cases.columns.index(step) :]
    kept = pl.Series(rng.random(cases.height) >= size / share) | (cases["group"] != "a")
    return replace(world, cases=cases.with_columns(pl.col(name) & kept for name in later))


def selective_signals(world: World, size: float, rng: np.random.Generator) -> World:
    """Arrears of group ``a`` are signalled less: the share that becomes a signal is ``size`` lower."""
    return _lower(world, "signal", 0.80, size, rng)


def human_step(world: World, size: float, rng: np.random.Generator) -> World:
    """Workers pick up signals of group ``a`` less: the share picked up is ``size`` lower."""
    return _lower(world, "picked_up", 0.70, size, rng)


_ALL = (
    Fault(
        name="none",
        says_nl="Er is niets mis; elke melding is vals alarm.",
        surface="scores",
        size_of="",
        plant=nothing,
    ),
    Fault(
        name="none_chain",
        says_nl="Er is niets mis in de keten; elke melding is vals alarm.",
        surface="cases",
        size_of="",
        plant=nothing,
    ),
    Fault(
        name="single_contrast",
        says_nl="Eén vooraf gekozen vergelijking: het bereik van de groep ligt lager.",
        surface="scores",
        size_of="coverage",
        plant=proxy,
        main=("coverage",),
    ),
    Fault(
        name="proxy",
        says_nl="Een kenmerk staat in voor de groep en verlaagt haar scores; het bereik ligt lager.",
        surface="scores",
        size_of="coverage",
        plant=proxy,
    ),
    Fault(
        name="label_under_recording",
        says_nl="Een deel van de uitkomsten van de groep is nooit vastgelegd.",
        surface="scores",
        size_of="share of outcomes",
        plant=under_recording,
    ),
    Fault(
        name="missing_group",
        says_nl="Een deel van de groep staat niet in de registers: zonder label en met de laagste score.",
        surface="scores",
        size_of="share of the group",
        plant=missing_group,
    ),
    Fault(
        name="drift",
        says_nl="De behoefte in de groep is gegroeid sinds de scores gemaakt zijn.",
        surface="scores",
        size_of="calibration_ratio",
        plant=drift,
    ),
    Fault(
        name="selective_signals",
        says_nl="Achterstanden van de groep worden minder vaak een signaal.",
        surface="cases",
        size_of="share signalled",
        plant=selective_signals,
    ),
    Fault(
        name="human_step",
        says_nl="Signalen van de groep worden minder vaak opgepakt.",
        surface="cases",
        size_of="share picked up",
        plant=human_step,
    ),
)
FAULTS: dict[str, Fault] = {fault.name: fault for fault in _ALL}
"""Every fault by name."""
