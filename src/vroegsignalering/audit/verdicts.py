"""What an audit may say: within, outside, indeterminate, too few, suppressed, undefined; never "fair".

The whole interval decides, never the point. Statuses say what a figure is, verdicts what it means beside a margin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vroegsignalering.vocabulary import Verdict

Array = NDArray[np.float64]
OK, UNDEFINED, TOO_FEW, SUPPRESSED = "ok", "undefined", "too few", "suppressed"
_SAID = {UNDEFINED: Verdict.UNDEFINED, TOO_FEW: Verdict.TOO_FEW, SUPPRESSED: Verdict.SUPPRESSED}


def statuses(
    value: Array, n: Array, base: Array, *, minimum: int, suppress_below: int
) -> NDArray[np.object_]:
    """Status of each figure.

    Parameters
    ----------
    value : float array
        NaN where undefined.
    n : float array
        Units in the group, or in the smaller side of a gap.
    base : float array
        The count a judgement rests on, or that of the weaker side.

    Examples
    --------
    >>> statuses(np.array([0.5, np.nan, 0.5]), np.array([90.0, 90, 1]), np.array([90.0, 0, 1]),
    ...          minimum=30, suppress_below=2).tolist()
    ['ok', 'undefined', 'suppressed']
    """
    status = np.full(value.shape, OK, dtype=object)
    status[base < minimum] = TOO_FEW
    status[np.isnan(value)] = UNDEFINED
    status[n < suppress_below] = SUPPRESSED
    return status


def verdicts(low: Array, high: Array, margin: float, status: NDArray[np.object_]) -> list[str]:
    """Verdict on each gap: where the whole interval lies, beside a margin on both sides of zero."""
    said = []
    for bottom, top, state in zip(low.tolist(), high.tolist(), status.tolist(), strict=True):
        if state in _SAID:
            said.append(_SAID[state].value)
        elif bottom >= -margin and top <= margin:
            said.append(Verdict.WITHIN.value)
        elif bottom > margin or top < -margin:
            said.append(Verdict.OUTSIDE.value)
        else:
            said.append(Verdict.INDETERMINATE.value)
    return said


def verdict_of_state(state: str) -> str | None:
    """What a figure's status already says; None for a figure that is not a gap and is fine."""
    return _SAID[state].value if state in _SAID else None
