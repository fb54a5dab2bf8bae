"""The position under the AI Act: a path of questions, who answered each, and what holds until a person signs.

Until then the suite is treated as high risk. The software fills in technical facts only; it classifies nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.material import Material

DEFAULT_PATH_ANSWER = "nog niet beantwoord"
DEFAULT_RISK = "hoog-risico AI"
OPEN_SOURCE = "open-source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question of the path, its answer, and whether software may have given it."""

    question_nl: str
    question_en: str
    answer: str
    answer_en: str
    by: str

    @property
    def is_open(self) -> bool:
        """Whether nobody answered yet."""
        return self.answer == DEFAULT_PATH_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the suite stands, as far as anyone answered."""

    version: str
    path: tuple[Step, ...]
    risk_group: str
    signed: bool
    dates_nl: str
    dates_en: str


def position(material: Material) -> Position:
    """The recorded position of a study.

    ``risk_group`` leaves the default only when a signed answer to LP-03 fits what is on the table now.
    """
    record = material.declarations.section("ai_act")
    path = tuple(
        Step(
            question_nl=said(row, "question", "nl"),
            question_en=said(row, "question", "en"),
            answer=str(row.get("answer", "")) or DEFAULT_PATH_ANSWER,
            answer_en=str(row.get("answer_en", row.get("answer", ""))),
            by=str(row.get("by", "person")),
        )
        for row in material.declarations.rows("ai_act", "path")
    )
    signed = material.is_signed("LP-03")
    return Position(
        version=str(record.get("version", "")),
        path=path,
        risk_group=str(record.get("risk_group", DEFAULT_RISK)) if signed else DEFAULT_RISK,
        signed=signed,
        dates_nl=str(record.get("dates_nl", "")),
        dates_en=str(record.get("dates_en", "")),
    )
