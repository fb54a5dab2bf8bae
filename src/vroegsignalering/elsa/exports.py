"""Writes everything that goes with the report: cards, forms, register entry, citizens' page, letter, open questions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from vroegsignalering.elsa.answers import write_whole
from vroegsignalering.elsa.cards.algorithm_register import draft_entry
from vroegsignalering.elsa.cards.dpia import dpia_prefill
from vroegsignalering.elsa.cards.iama import iama_card
from vroegsignalering.elsa.cards.minbzk import model_card, system_card
from vroegsignalering.elsa.cards.report_json import report_json
from vroegsignalering.elsa.cards.sheets import datasheet_markdown, model_card_markdown, models_of
from vroegsignalering.elsa.cards.yaml import to_yaml
from vroegsignalering.elsa.citizens import citizen_page, letter, notice
from vroegsignalering.elsa.gate import Finding, Gate, PersonState
from vroegsignalering.elsa.limits_sheet import limits_sheet
from vroegsignalering.elsa.material import Material
from vroegsignalering.texts import Texts
from vroegsignalering.vocabulary import AttributeClass

REASONS_IN_LETTER = 3


def write_exports(material: Material, gate: Gate, language: str, to: Path) -> list[Path]:
    """Write all exports of one language, and those that have no language, into a folder."""
    study = material.study
    texts: dict[str, str] = {
        f"{study}.report.json": _json(report_json(material, gate)),
        f"{study}.citizens.{language}.html": citizen_page(material, language),
        f"{study}.letter.{language}.txt": letter(
            material.declarations, _reasons(material, language), language
        ),
        f"{study}.notice.{language}.md": notice(material.declarations, language),
        f"{study}.datasheet.{language}.md": datasheet_markdown(material, language),
        f"{study}.limits.{language}.md": limits_sheet(material, language),
        f"{study}.open_questions.csv": open_questions(gate),
        "cards/system_card.yaml": to_yaml(system_card(material, gate)),
        "cards/model_card.yaml": to_yaml(model_card(material)),
        "cards/assessment_iama_draft.yaml": to_yaml(iama_card(material)),
        "forms/dpia_prefill.json": _json(dpia_prefill(material)),
        "register/draft.json": _json(draft_entry(material).plain(material)),
    }
    for model in models_of(material):
        texts[f"{study}.{model}.card.{language}.md"] = model_card_markdown(material, model, language)
    paths = []
    for name, text in sorted(texts.items()):
        write_whole(Path(to) / name, text)
        paths.append(Path(to) / name)
    return paths


def open_questions(gate: Gate) -> str:
    """Every question that a person still owes, as CSV: who, by when, which evidence."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("requirement", "roles", "answer_by", "severity", "state", "tables", "question_nl", "question_en")
    )
    for finding in gate.findings:
        if finding.person in (PersonState.OWED, PersonState.STALE):
            writer.writerow(_question(finding))
    return out.getvalue()


def _question(finding: Finding) -> tuple[str, ...]:
    requirement = finding.requirement
    roles = "/".join(role.value for role in requirement.roles)
    words = (
        requirement.id,
        roles,
        requirement.answer_by.value,
        requirement.severity.value,
        finding.person.value,
    )
    return (*words, "/".join(requirement.tables), requirement.question_nl, requirement.question_en)


def _reasons(material: Material, language: str) -> list[str]:
    features = material.table("features")
    if features is None:
        return []
    freely = [
        row
        for row in features.iter_rows(named=True)
        if row["attribute_class"] == AttributeClass.FEATURE.value
    ]
    titles = [str(row.get(f"title_{language}") or row["feature"]) for row in freely]
    return [title[:1].lower() + title[1:] for title in titles[:REASONS_IN_LETTER]] or [
        Texts(language)("weinig werk of inkomen")
    ]


def _json(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=False) + "\n"
