"""Sentences that say a share in whole households: "of 100 households in this group about X".

Always with the line by name, the time, and how sure we are. Dutch is the source.
"""

from __future__ import annotations

from vroegsignalering.risk.faults import ModelFault
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import PovertyLine, Transition

LINES_NL = {
    PovertyLine.LOW_INCOME: "de lage-inkomensgrens",
    PovertyLine.SOCIAL_MINIMUM_101: "101 procent van het sociaal minimum",
    PovertyLine.SOCIAL_MINIMUM_110: "110 procent van het sociaal minimum",
    PovertyLine.SOCIAL_MINIMUM_120: "120 procent van het sociaal minimum",
    PovertyLine.EU_MEDIAN_60: "de Europese armoedegrens",
    PovertyLine.BASIC_NEEDS: "de armoedegrens van CBS, SCP en Nibud",
}


def of_hundred(
    share: float,
    *,
    group: str,
    transition: Transition,
    line: PovertyLine,
    texts: Texts,
    low: float | None = None,
    high: float | None = None,
) -> str:
    """One sentence about a group.

    Parameters
    ----------
    share, low, high : float, 0-1
        Estimate and its interval.
    group : str
        The group in the reader's language, such as "eenoudergezinnen".
    transition : Transition
        Falling below the line, or getting above it, within a year.
    line : PovertyLine
    texts : Texts

    Returns
    -------
    str
        In the language of ``texts``.

    Raises
    ------
    ModelFault
        A share outside 0-1.

    Examples
    --------
    >>> of_hundred(0.071, group="eenoudergezinnen", transition=Transition.ENTRY, line=PovertyLine.LOW_INCOME,
    ...            texts=Texts("nl"))
    'Van 100 huishoudens in deze groep (eenoudergezinnen) komen er binnen een jaar ongeveer 7 onder de lage-inkomensgrens.'
    """
    for one in (share, low, high):
        if one is not None and not 0 <= one <= 1:
            raise ModelFault("a share lies between 0 and 1", where="of_hundred")
    said = texts(_form(share, transition), group=group, about=round(100 * share), line=texts(LINES_NL[line]))
    if low is None or high is None:
        return said
    between = {"low": max(int(100 * low), 0), "high": min(-int(-100 * high // 1), 100)}
    return said + " " + texts("De schatting is niet precies: het kunnen er {low} tot {high} zijn.", **between)


def _form(share: float, transition: Transition) -> str:
    if transition is Transition.ENTRY:
        if round(100 * share) == 0:
            return "Van 100 huishoudens in deze groep ({group}) komt er binnen een jaar minder dan 1 onder {line}."
        if round(100 * share) == 1:
            return (
                "Van 100 huishoudens in deze groep ({group}) komt er binnen een jaar ongeveer 1 onder {line}."
            )
        return "Van 100 huishoudens in deze groep ({group}) komen er binnen een jaar ongeveer {about} onder {line}."
    if round(100 * share) == 0:
        return (
            "Van 100 huishoudens in deze groep ({group}) komt er binnen een jaar minder dan 1 boven {line}."
        )
    if round(100 * share) == 1:
        return "Van 100 huishoudens in deze groep ({group}) komt er binnen een jaar ongeveer 1 boven {line}."
    return (
        "Van 100 huishoudens in deze groep ({group}) komen er binnen een jaar ongeveer {about} boven {line}."
    )
