"""The sentences that several documents share, each made from a declaration or from a table of the evidence.

One place, so that the register entry, the cards and the report cannot tell different stories. A sentence whose table
is absent says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.reading import coverage_rows, main_model, outside_gaps, undecided_gaps
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """Sentences in one language."""

    short: str
    purpose: str
    not_for: tuple[str, ...]
    next_steps: str
    data_sentence: str
    sources: tuple[str, ...]
    method: tuple[str, ...]
    gain: str
    fairness: tuple[str, ...]
    alternatives: tuple[str, ...]
    enforced: tuple[str, ...]
    stop: str

    @classmethod
    def of(cls, material: Material, _: Texts) -> Narrative:
        """The sentences of one study."""
        declared = material.declarations
        return cls(
            short=_short(material, _),
            purpose=declared.text("purpose", "statement", _.language),
            not_for=tuple(map(str, declared.section("purpose").get(f"not_for_{_.language}", []))),
            next_steps=_("De stap na een schatting is alleen een aanbod, zonder gevolgen bij weigering."),
            data_sentence=data_sentence(material, _),
            sources=_sources(material, _),
            method=_method(material, _),
            gain=gain_sentence(material, _),
            fairness=_fairness(material, _),
            alternatives=tuple(said(row, "name", _.language) + "." for row in declared.rows("alternatives")),
            enforced=(
                _("De software maakt geen schatting per persoon en geen lijst van mensen."),
                _("Contact gaat nooit vanzelf."),
            ),
            stop=declared.text("stop", "rule", _.language),
        )


def _short(material: Material, _: Texts) -> str:
    words = Words.of_study(_, material.head)
    if words.transition == "exit":
        return _(
            "Dit model schat welke groepen huishoudens meer of minder kans hebben om boven de {line} te "
            "komen. Zo kan hulp beter passen. Het model zegt niets over één persoon.",
            line=words("line", material.head("line")),
        )
    if words.transition == "debt":
        return _(
            "Dit model schat welke groepen huishoudens meer kans hebben op problematische schulden. "
            "Zo kan hulp eerder komen. Het model zegt niets over één persoon."
        )
    return _(
        "Dit model schat welke groepen huishoudens meer kans hebben op weinig inkomen. "
        "Zo kan hulp eerder komen. Het model zegt niets over één persoon."
    )


def data_sentence(material: Material, _: Texts) -> str:
    """What the data are; always the first thing said."""
    if material.is_synthetic:
        return _(
            "De gegevens zijn synthetisch: nagemaakte registers, er staat niemand in. "
            "Uitkomsten gelden voor de generator en zijn geen bewijs over echte mensen."
        )
    return _("De gegevens gaan over echte mensen en vallen onder de sloten van het dossier.")


def gain_sentence(material: Material, _: Texts) -> str:
    """The gain over the best simpler rule, with its interval, as shares of people in need found."""
    best = best_baseline(material)
    if best is None:
        return _("De winst boven een eenvoudiger regel is niet gemeten.")
    return _(
        "Winst boven de beste eenvoudiger regel ({rule}): {gain} ({low} tot {high}). {advice}",
        rule=Words(_)("baseline", str(best["baseline"])),
        gain=points(best["gain"], _),
        low=_of_hundred(best["gain_low"], _),
        high=_of_hundred(best["gain_high"], _),
        advice=_("Het model voegt aantoonbaar iets toe.")
        if float(best["gain_low"] or 0) > 0
        else _("Dat is een gelijke stand: neem de eenvoudiger regel."),
    )


def best_baseline(material: Material) -> dict[str, float | str | None] | None:
    """The simpler rule over which the model gains least: the one to beat."""
    table = material.table("baselines")
    if table is None:
        return None
    rows = table.filter(pl.col("gain").is_not_null())
    for metric in ("coverage", "coverage_at_capacity", "auc"):
        found = rows.filter(pl.col("metric") == metric)
        if found.height:
            return found.sort("gain", "baseline").row(0, named=True)
    return rows.sort("gain", "baseline").row(0, named=True) if rows.height else None


def doers(material: Material, _: Texts) -> str:
    """The households whose outcome the study counts, in words."""
    words = Words.of_study(_, material.head)
    return words("doers", words.transition)


def register_title(name: str, _: Texts) -> str:
    """A register in words; an unknown one with its underscores as spaces."""
    titles = {
        "persons": _("personen"),
        "household_spells": _("huishoudens door de tijd"),
        "household_income": _("inkomen van huishoudens"),
        "personal_income": _("inkomen van personen"),
        "household_wealth": _("vermogen van huishoudens"),
        "socio_economic_spells": _("werk en uitkering door de tijd"),
        "education": _("opleiding"),
        "address_spells": _("adressen door de tijd"),
        "health_insurance_default": _("zorgpremie zes maanden niet betaald"),
        "debt_arrangements": _("wettelijke schuldsanering"),
        "housing": _("wonen"),
        "jobs": _("banen"),
    }
    return titles.get(name, name.replace("_", " "))


def points(value: float | str | None, _: Texts) -> str:
    """A difference of shares in percentage points."""
    return "-" if value is None else _("{n} procentpunt", n=_of_hundred(value, _))


def _of_hundred(value: float | str | None, _: Texts) -> str:
    return "-" if value is None else _.number(float(value) * 100, 1)


def _sources(material: Material, _: Texts) -> tuple[str, ...]:
    features = material.table("features")
    if features is None:
        return (_("De tabel met variabelen ontbreekt."),)
    names = sorted(
        {register_title(str(name), _) for name in features["source_register"].drop_nulls().to_list()}
    )
    return (_("{n} variabelen uit deze registers: {names}.", n=features.height, names=", ".join(names)),)


def _method(material: Material, _: Texts) -> tuple[str, ...]:
    features = material.table("features")
    count = 0 if features is None else features.height
    return (
        _("Invoer: {n} kenmerken van huishoudens op de peildatum.", n=count),
        _(
            "Werking: een leesbaar model ({model}) dat tijdens gebruik niet zelf bijleert.",
            model=Words(_)("model", main_model(material)),
        ),
        _("Uitvoer: geschatte kans per groep, met marge; geen uitvoer per huishouden."),
        _("Controlegetal van het bewijs: {hash}.", hash=material.head("bundle_sha256")),
    )


def _fairness(material: Material, _: Texts) -> tuple[str, ...]:
    rows = coverage_rows(material)
    if rows is None or not rows.height:
        return (_("Bereik per groep is niet gemeten."),)
    return (
        _(
            "Onderzocht is of {doers} in {n} groepen even vaak worden gevonden.",
            doers=doers(material, _),
            n=rows.height,
        ),
        _(
            "Verschillen buiten de vooraf gekozen marge, over alle maten: {outside}. Onbeslist: {unsure}.",
            outside=outside_gaps(material).height,
            unsure=undecided_gaps(material).height,
        ),
        _("Een marge is geen norm, en is voorlopig ingevuld tot mensen er een kiezen."),
    )
