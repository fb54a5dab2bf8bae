"""Models and curves as outputs: bins with too few persons merge, curves step over ten persons or more, logs round.

A ROC curve with a step per person is a list of persons, and a bin of an effect with three households describes them.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from vroegsignalering.errors import DisclosureError
from vroegsignalering.release.profiles import STANDARD, Profile
from vroegsignalering.release.rounding import nearest

Ints = NDArray[np.int64]


def merged_bins(counts: ArrayLike, outcomes: ArrayLike | None = None, *, profile: Profile = STANDARD) -> Ints:
    """Neighbouring bins merged until each holds enough persons, and enough on both sides of the outcome.

    Parameters
    ----------
    counts : array of int
        Persons per bin, in the order of the bins.
    outcomes : array of int, optional
        How many of them have the outcome.
    profile : Profile

    Returns
    -------
    array of int
        New bin of each old one, 0, 1, 2 ...

    Raises
    ------
    DisclosureError
        All bins together hold too few.

    Examples
    --------
    >>> merged_bins([50, 4, 8, 30, 3]).tolist()
    [0, 1, 1, 2, 2]
    """
    n = np.asarray(counts, dtype=np.int64)
    sides = [n] if outcomes is None else [np.asarray(outcomes, dtype=np.int64), n - np.asarray(outcomes)]
    if len(n) and min(int(side.sum()) for side in sides) < profile.min_cell:
        raise DisclosureError("too few persons in all bins together", mend="leave the feature out")
    made, bin_number = np.zeros(len(n), dtype=np.int64), 0
    held = [0] * len(sides)
    for place in range(len(n)):
        made[place] = bin_number
        held = [have + int(side[place]) for have, side in zip(held, sides, strict=True)]
        if min(held) >= profile.min_cell:
            bin_number, held = bin_number + 1, [0] * len(sides)
    return np.minimum(made, max(bin_number - 1, 0))


def stepped(
    risk: ArrayLike, outcome: ArrayLike, *, steps: int = 50, profile: Profile = STANDARD
) -> pl.DataFrame:
    """Cumulative counts over a grid of risks: all that ROC, precision and calibration curves need.

    Parameters
    ----------
    risk : array of float, 0-1
    outcome : array of 0 or 1
    steps : int
        Steps at most; steps that hold fewer than ``min_cell`` persons with or without the outcome are merged.
    profile : Profile

    Returns
    -------
    polars.DataFrame
        ``step``, ``risk`` (mean in the step), ``n``, ``n_outcome``, from the highest risk down. Send it through the
        door with ``numerator="n_outcome"``.

    Raises
    ------
    DisclosureError
        Too few persons for a single step.
    """
    p, y = np.asarray(risk, dtype=np.float64), np.asarray(outcome, dtype=np.int64)
    order = np.argsort(-p, kind="stable")
    fine = np.arange(len(p)) * max(1, steps) // max(len(p), 1)
    ties = np.searchsorted(-p[order], -p[order], side="left")
    fine = fine[ties] if len(p) else fine
    n = np.bincount(fine, minlength=steps)
    merged = merged_bins(
        n, np.bincount(fine, weights=y[order], minlength=steps).astype(np.int64), profile=profile
    )
    table = pl.DataFrame({"step": merged[fine], "risk": p[order], "outcome": y[order]})
    return (
        table.group_by("step", maintain_order=True)
        .agg(
            risk=pl.col("risk").mean().round_sig_figs(3),
            n=pl.len().cast(pl.Int64),
            n_outcome=pl.col("outcome").sum(),
        )
        .sort("step")
    )


def for_log(count: int, profile: Profile = STANDARD) -> str:
    """A count as a log line may say it.

    Parameters
    ----------
    count : int
        Persons or households.
    profile : Profile
        Its ``min_cell`` and ``round_to`` hold.

    Returns
    -------
    str

    Examples
    --------
    >>> for_log(41_203), for_log(3)
    ('41 205', 'fewer than 10')
    """
    if count < profile.min_cell:
        return f"fewer than {profile.min_cell}"
    return f"{int(nearest(np.array([count]), profile.round_to)[0]):,}".replace(",", " ")
