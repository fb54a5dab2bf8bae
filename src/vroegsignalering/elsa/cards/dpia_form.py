"""The questions of the Rijksmodel DPIA 3.0 and which role answers or judges each; no answers.

Numbers are those of ``sources/dpia.yaml`` in MinBZK/par-dpia-form (read 2026-11-26). Who answers is our choice of
the least role that fits: a municipality may give a question to somebody else, never to software.
"""

from __future__ import annotations

from vroegsignalering.elsa.register import Role

_LEGAL, _DPO, _POLICY = Role.LEGAL, Role.DATA_PROTECTION_OFFICER, Role.POLICY_OWNER

REPEATED = frozenset(
    (
        *("1.2", "2.1", "3.1", "3.3", "5.1", "6.1", "6.1.1", "7.1", "8.1", "8.1.1", "9.1", "9.1.1", "10.1"),
        *("10.1.1", "11.1", "11.1.1", "12.1.2", "12.2.2", "12.3.2", "13.1", "13.1.1", "16.1", "17.1"),
        *("19.1", "19.3.2", "20.1"),
    )
)
"""Questions that hold a list of rows; every other question stands on its own."""

PER_OPERATION = ("5.1", "6.1", "8.1", "9.1", "10.1", "11.1", "13.1")
"""Lists with one row for each thing that is done with the data."""


def _parts(parent: str, *roles: Role) -> dict[str, Role]:
    return {f"{parent}.{number}": role for number, role in enumerate(roles, start=1)}


QUESTIONS: dict[str, Role] = {
    "0": _POLICY,
    **{"1.1": _POLICY, "1.2.1": _POLICY},
    **_parts("2.1", _DPO, _DPO, _DPO, _DPO, _LEGAL, _DPO, _DPO, _DPO, _LEGAL),
    "2.3": _DPO,
    **_parts("3.1", _DPO, _DPO, _DPO),
    **{"3.2": _DPO, "3.3.1": _DPO, "4": _DPO, "5.1.1": _POLICY, "5.2": _POLICY},
    **_parts("6.1.1", _POLICY, _LEGAL, _POLICY, _DPO, _DPO),
    **{"6.2": _POLICY, "7.1.1": _POLICY, "7.2": Role.EXPERTS_BY_EXPERIENCE},
    **_parts("8.1.1", _DPO, _LEGAL, _DPO),
    "8.2": _DPO,
    **_parts("9.1.1", _LEGAL, _LEGAL),
    "9.2": _LEGAL,
    **_parts("10.1.1", _POLICY, _DPO, _DPO, _DPO, _DPO),
    "10.2": _DPO,
    **_parts("11.1.1", _LEGAL, _LEGAL),
    **{"11.2": _LEGAL, "12.1.1": _LEGAL},
    **_parts("12.1.2", _LEGAL, _LEGAL, _LEGAL, _LEGAL, _LEGAL),
    "12.2.1": _LEGAL,
    **_parts("12.2.2", _LEGAL, _LEGAL, _LEGAL, _LEGAL),
    "12.3.1": _LEGAL,
    **_parts("12.3.2", _LEGAL, _LEGAL, _LEGAL, _LEGAL),
    "12.4": _LEGAL,
    **_parts("13.1.1", _DPO, _DPO, _POLICY, _LEGAL, _LEGAL, _LEGAL),
    **{"13.2": _LEGAL, "14.1": _LEGAL, "14.2": _LEGAL},
    **{key: role for right in range(1, 9) for key, role in _parts(f"15.{right}", _DPO, _DPO, _LEGAL, _LEGAL).items()},
    **_parts("16.1", *(_DPO,) * 8),
    "16.2": _DPO,
    **_parts("17.1", _DPO, _DPO, _DPO, _DPO, _DPO, _DPO, _POLICY),
    **{"17.2": _DPO, "17.3": _POLICY, "18": _POLICY},
    **_parts("19.1", _POLICY, _POLICY, _POLICY),
    **{"19.2": _POLICY, "19.3.1": _POLICY},
    **_parts("19.3.2", _POLICY, _POLICY, _POLICY, _POLICY),
    **_parts("19.4", *(_POLICY,) * 6),
    **_parts("19.5", *(_DPO,) * 8),
    **_parts("20.1", *(_POLICY,) * 7),
}  # fmt: skip
"""Every question that takes an answer, in the order of the form, and the role that owes or judges it."""

RIGHTS = (
    "inzage",
    "rectificatie en aanvulling",
    "vergetelheid",
    "beperking van de verwerking",
    "dataportabiliteit",
    "geen uitsluitend geautomatiseerde besluitvorming",
    "bezwaar",
    "duidelijke informatie",
)
"""Rights of section 15, in its order."""

OPERATIONS = (
    ("Lezen", "registers lezen en toetsen aan hun verklaarde vorm"),
    ("Cohort", "huishoudens kiezen volgens de studie, met een telling van elke afvaller"),
    ("Schatten", "een leesbaar model op leergegevens schatten"),
    ("Toetsen", "verschillen tussen groepen meten met beschermde kenmerken die niet in het model zitten"),
    ("Vrijgeven", "tabellen beveiligen; alleen groepscijfers gaan naar buiten"),
    ("Rapporteren", "dossier en kaarten maken uit vrijgegeven tabellen"),
)
"""What is done with the data, step by step: name and description."""

SPECIAL = {
    "origin": "Type bijzondere persoonsgegevens: Persoonsgegevens waaruit ras of etnische afkomst blijkt",
    "disability_benefit": "Type bijzondere persoonsgegevens: Gegevens over gezondheid",
}
"""Audit attributes that can be special data (AVG art. 9), with the type as the form writes it."""

LAWS = (
    "AVG en UAVG",
    "Wet op het Centraal bureau voor de statistiek",
    "Wet gemeentelijke schuldhulpverlening met het besluit",
    "Participatiewet",
    "Algemene wet gelijke behandeling",
    "Algemene wet bestuursrecht",
    "AI-verordening",
)
"""Laws that may apply; whether one does is for a lawyer."""
