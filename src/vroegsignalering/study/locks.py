"""Locks: what may never become a feature, whatever a study asks.

Class A attributes (sex, origin, ...) exist as :class:`AuditColumn`, a type that holds values for the audit and that no
feature matrix accepts. Class N matters are refused by name. This is not etiquette: earlier systems selected people on
nationality, on the language they spoke or on the street they lived in, and harmed them. The lock stands where
features are made, so that nobody has to remember it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.vocabulary import AUDIT_ONLY, GroupAttribute

_NEVER = {
    "postcode or area": r"post_?code|postal|zip_?code|neighbourhood|buurt|wijk|street|straat|\barea\b|gemeente|municipality",
    "car or licence plate": r"licen[cs]e_?plate|kenteken|car_owner",
    "religion, politics, union, orientation": r"religi|politic|union_member|orientation|geloof",
    "criminal, suspect, fraud or sanction history": r"fraud|sanction|suspect|crimin|offen[cs]e|verdacht|boete",
    "earlier inspection or contact": r"inspection|controle_?bezoek|contact_count|earlier_contact",
    "name, mail, phone, device": r"\bname\b|surname|e_?mail|phone|device",
    "language or literacy": r"language|literacy|taal",
    "free text by workers": r"free_?text|remark|opmerking",
    "keys": r"\bbsn\b|rinpersoon|person_id|\bperson\b|main_earner$|household_key",
}

_AUDIT = {
    GroupAttribute.SEX: r"\bsex\b|gender|geslacht",
    GroupAttribute.ORIGIN: r"origin|herkomst|nationalit|birth_country|geboorteland|migration|born_(in|abroad)",
    GroupAttribute.MARITAL_STATUS: r"marital|civil_status|burgerlijke",
    GroupAttribute.DISABILITY_BENEFIT: r"disab|sickness|health_cost|care_use|wajong|\bwia\b|\bwao\b",
    GroupAttribute.NEW_IN_NETHERLANDS: r"new_in_neth|residence_status|asylum|verblijf",
}


def refuse_protected(name: str, *, where: str) -> None:
    """Refuse a feature name that stands for a class A or class N attribute.

    Raises
    ------
    DeclarationError
        With the class and the reason.

    Examples
    --------
    >>> refuse_protected("months_since_move", where="study.toml")
    """
    words = name.lower()
    for attribute, pattern in _AUDIT.items():
        if words == attribute.value or re.search(pattern, words):
            raise DeclarationError(
                f"{name!r} is audit only (class A): {attribute.value}",
                where=where,
                mend="name it under [groups] to see how the study works out for these groups; it can not be a feature",
            )
    for kind, pattern in _NEVER.items():
        if re.search(pattern, words):
            raise DeclarationError(
                f"{name!r} is never selected (class N): {kind}",
                where=where,
                mend="leave it out; its presence in a register file is normal, using it is not",
            )


@dataclass(frozen=True, slots=True, eq=False)
class AuditColumn:
    """Values of an audit-only attribute: readable by the audit, refused by every feature matrix.

    Parameters
    ----------
    attribute : GroupAttribute
        One of :data:`vroegsignalering.vocabulary.AUDIT_ONLY`.
    values : polars.Series
        One per unit.
    """

    attribute: GroupAttribute
    values: pl.Series

    def __post_init__(self) -> None:
        if self.attribute not in AUDIT_ONLY:
            raise DeclarationError(f"{self.attribute.value!r} is not an audit-only attribute")


def matrix(columns: dict[str, pl.Series]) -> pl.DataFrame:
    """A feature matrix from named columns; an :class:`AuditColumn` can not join it.

    Raises
    ------
    DeclarationError
        A column is audit only, or bears the name of a protected attribute.
    """
    for name, column in columns.items():
        if not isinstance(column, pl.Series):
            raise DeclarationError(
                f"{name!r} is a {type(column).__name__}: audit-only values can not join a feature matrix"
            )
        refuse_protected(name, where="feature matrix")
    return pl.DataFrame(columns)
