"""Conditions that a cell may be made of: allowed features in bands that a reader knows.

A condition is one yes/no question on one declared feature. What is audit only (class A) or never selected (class N)
is refused here with the legal reason, before anything is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.study import FEATURES, Kind
from vroegsignalering.study.locks import refuse_protected
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import mark as N_
from vroegsignalering.texts.words import Words
from vroegsignalering.vocabulary import AUDIT_ONLY

LAW = (
    "a household may not be approached for sex, origin, marital status or disability: Algemene wet gelijke behandeling "
    "art. 1 and 7, Wet gelijke behandeling op grond van handicap of chronische ziekte, AVG art. 9"
)
"""Why audit attributes never define a cell."""

CUTS: dict[str, tuple[float, ...]] = {
    "persons_in_household": (2, 3, 5),
    "children_at_home": (1, 2, 3),
    "age_youngest_child": (4, 12, 18),
    "months_since_birth": (13,),
    "months_since_household_change": (13,),
    "household_changes_36m": (1,),
    "months_since_partner_left": (13, 25),
    "months_since_partner_joined": (13,),
    "months_one_parent_36m": (1,),
    "months_in_work_status": (12, 36),
    "work_changes_36m": (1, 2),
    "months_employed_36m": (1, 12, 24, 36),
    "months_self_employed_36m": (1, 24),
    "months_unemployment_36m": (1,),
    "months_social_assistance_36m": (1, 12, 36),
    "months_since_job_loss": (13, 25),
    "months_since_start_business": (13, 25),
    "months_since_move": (13,),
    "income_to_line": (1.1, 1.25, 1.5, 2.0),
    "years_below_line_3y": (1, 2),
    "years_near_line_3y": (1, 2),
    "income_change_1y": (-0.2, 0.0),
    "years_health_insurance_default_3y": (1,),
}
"""Cuts of counted features, few and round, so that a counter can ask the question in words."""

WORK = {
    "employee": "in loondienst",
    "self_employed": "zelfstandig",
    "unemployment_benefit": "WW",
    "social_assistance": "bijstand",
    "other_benefit": "andere uitkering",
    "pension": "pensioen",
    "student": "student",
    "no_income": "geen inkomen",
}
"""Work statuses in Dutch."""


SAID = {
    "household_type": N_("{level}"),
    "tenure": N_("{level}"),
    "income_source": N_("leeft vooral van: {level}"),
    "work_status": N_("hoofdkostwinner: {level}"),
    "partner_work_status": N_("partner: {level}"),
    "age_band": N_("hoofdkostwinner {level} jaar"),
    "education": N_("opleiding: {level}"),
}
"""Short forms of conditions on a level, for features that readers meet most."""

HAPPENED = {
    "months_since_birth": N_("kind geboren"),
    "months_since_household_change": N_("huishouden veranderd"),
    "months_since_partner_left": N_("partner vertrokken"),
    "months_since_partner_joined": N_("partner erbij"),
    "months_since_job_loss": N_("baan kwijt"),
    "months_since_start_business": N_("eigen bedrijf begonnen"),
    "months_since_move": N_("verhuisd"),
}
"""Short forms of things that happened, which ``months_since`` features count from."""

AT_LEAST = {
    ("years_health_insurance_default_3y", 1.0): N_("achterstand op de zorgpremie in de afgelopen drie jaar"),
    ("years_below_line_3y", 1.0): N_(
        "één jaar of langer onder de lage-inkomensgrens in de afgelopen drie jaar"
    ),
    ("years_below_line_3y", 2.0): N_(
        "twee jaar of langer onder de lage-inkomensgrens in de afgelopen drie jaar"
    ),
    ("months_social_assistance_36m", 1.0): N_("bijstand gehad in de afgelopen drie jaar"),
    ("persons_in_household", 3.0): N_("huishouden van drie of meer personen"),
    ("persons_in_household", 5.0): N_("huishouden van vijf of meer personen"),
    ("children_at_home", 1.0): N_("kinderen in huis"),
    ("children_at_home", 3.0): N_("drie of meer kinderen in huis"),
}
"""Conditions *so many or more* in the words of a counter, for features that make cells often."""

AGO = {13.0: N_("{what} in het afgelopen jaar"), 25.0: N_("{what} in de afgelopen twee jaar")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One question on one feature.

    Parameters
    ----------
    feature : str
    relation : {"=", "<", ">="}
    value : str or float
        A level, or a cut of :data:`CUTS`.
    """

    feature: str
    relation: str
    value: str | float

    def holds(self) -> pl.Expr:
        """Whether it holds for a household, by its features; a missing value never does."""
        column, value = pl.col(self.feature), pl.lit(self.value)
        answers = {"=": column == value, "<": column < value, ">=": column >= value}
        return answers[self.relation].fill_null(False)

    def says(self, texts: Texts) -> str:
        """The condition in words."""
        declared = FEATURES[self.feature]
        title = declared.title_nl if texts.language == "nl" else declared.title_en
        if declared.kind is Kind.YES_NO:
            return title
        if self.relation == "=":
            form = texts(SAID.get(self.feature, "{title}: {level}"))
            return form.format(title=title, level=_level(str(self.value), self.feature, texts))
        cut = float(self.value)
        if self.feature in HAPPENED and self.relation == "<" and cut in AGO:
            return texts(AGO[cut]).format(what=texts(HAPPENED[self.feature]))
        if self.relation == ">=" and (self.feature, cut) in AT_LEAST:
            return texts(AT_LEAST[self.feature, cut])
        number = texts.number(cut, 0 if cut.is_integer() else 2)
        if self.relation == "<":
            return texts("{title}: minder dan {number}", title=title, number=number)
        return texts("{title}: {number} of meer", title=title, number=number)


def _level(level: str, feature: str, texts: Texts) -> str:
    if level in WORK and feature in ("work_status", "partner_work_status"):
        return texts(WORK[level])
    return Words(texts)("group", level)


def check_features(names: Sequence[str], where: str) -> None:
    """Refuse features of which no cell may be made.

    Raises
    ------
    DeclarationError
        Audit only or never selected (with the legal reason), not declared, or without bands.
    """
    if not names:
        raise DeclarationError("no features to make cells of", where=where, mend="name allowed features")
    for name in names:
        if name in {attribute.value for attribute in AUDIT_ONLY}:
            raise DeclarationError(
                f"a cell may not be defined by {name!r}",
                where=where,
                found="an audit attribute (class A)",
                mend=LAW,
            )
        refuse_protected(name, where=where)
        if name not in FEATURES:
            raise DeclarationError(
                f"no feature {name!r}", where=where, mend="see the list of declared features"
            )
        if FEATURES[name].kind is Kind.NUMBER and name not in CUTS:
            can = ", ".join(sorted(CUTS))
            raise DeclarationError(f"{name!r} has no bands for cells", where=where, mend=f"one of: {can}")


def possible(banded: pl.DataFrame, original: Sequence[str]) -> list[Condition]:
    """Every condition that some household meets, in a fixed order."""
    found: list[Condition] = []
    for name in original:
        if FEATURES[name].kind is Kind.CATEGORY:
            levels = banded[name].drop_nulls().unique().sort().to_list()
            found += [
                Condition(feature=name, relation="=", value=level) for level in levels if level != "unknown"
            ]
        elif FEATURES[name].kind is Kind.YES_NO:
            found.append(Condition(feature=name, relation=">=", value=1.0))
        else:
            ways = ("<",) if name.startswith("months_since") else ("<", ">=")
            found += [
                Condition(feature=name, relation=way, value=float(c)) for c in CUTS[name] for way in ways
            ]
    return found


def banded(circumstances: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Features rounded down to their cuts, so that like households share a row."""
    shown = []
    for name in names:
        column = pl.col(name)
        if FEATURES[name].kind is Kind.NUMBER:
            bands = (-1e9, *CUTS[name])
            value = pl.lit(bands[0])
            for cut in bands[1:]:
                value = pl.when(column >= cut).then(pl.lit(float(cut))).otherwise(value)
            column = pl.when(column.is_not_null()).then(value).alias(name)
        shown.append(column)
    return circumstances.select(shown)
