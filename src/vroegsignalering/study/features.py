"""What a feature is.

Each feature carries its unit, source register, reason, direction, class, and what absence means. The declarations
stand in ``declared_money``, ``declared_life`` and ``declared_work``; how values are measured stands in the modules
``measure_*``. Protected attributes can not be declared: :mod:`vroegsignalering.study.locks` looks at every name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vroegsignalering.study.locks import refuse_protected
from vroegsignalering.vocabulary import AttributeClass


class Kind(StrEnum):
    """How a feature's values read."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CATEGORY = "category"


class Direction(StrEnum):
    """Where the risk of being below the line may go when the value rises; ``FREE`` leaves it to the data."""

    UP = "up"
    DOWN = "down"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One declared feature.

    Parameters
    ----------
    name : str
        English, with its unit and window: ``months_employed_36m``.
    title_nl, title_en : str
        What readers see.
    unit : str
        ``euro``, ``months``, ``ratio to the line``, ``persons``, ``years``, ``count``, ``share``, ``category`` or ``yes/no``.
    source_register : str
        English name of the table in ``registers`` that it is measured from.
    reason_nl, reason_en : str
        Why it may go together with the outcome; half of the justification, the other half is owed by people.
    direction : Direction
        Of the risk of being below the line (a study of exit turns it round).
    when_absent : str
        What a missing value means; the models keep it as a level of its own and never fill it in.
    attribute_class : AttributeClass
        F or J.
    kind : Kind
    """

    name: str
    title_nl: str
    title_en: str
    unit: str
    source_register: str
    reason_nl: str
    reason_en: str
    direction: Direction
    when_absent: str
    attribute_class: AttributeClass
    kind: Kind

    def __post_init__(self) -> None:
        refuse_protected(self.name, where="declared features")
