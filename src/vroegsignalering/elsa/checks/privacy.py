"""Checks on privacy and minimisation: every output an aggregate, every cell through the door, every variable needed."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.checks.found import Codes, Found, met, unmet
from vroegsignalering.elsa.material import Material
from vroegsignalering.vocabulary import CellStatus

KEYS = frozenset(
    {
        "person",
        "main_earner",
        "household_key",
        "address",
        "brp_household",
        "bsn",
        "rinpersoon",
        "cluster",
    }
)
"""Column names that would mean a row is about someone."""

COUNTS = ("n", "left")
"""Columns that say how many a released row rests on."""

SMALLEST = {"standard": 10, "income": 100}
"""Smallest published n by output profile; another profile is held to the first."""


def released_names(material: Material) -> list[str]:
    """Names of the tables behind which there are persons, sorted."""
    tables = material.evidence.manifest.get("tables", {})
    return sorted(name for name, about in tables.items() if about.get("kind") == "released")


def output_is_aggregate(material: Material) -> Found:
    """PM-01: no table has a key, and every released row carries the number it rests on."""
    for name in material.evidence.names():
        keys = sorted(KEYS & set(material.evidence.table(name).columns))
        if keys:
            return unmet("Tabel {name} draagt een sleutel: {keys}.", name, name=name, keys=", ".join(keys))
    names = released_names(material)
    bare = [name for name in names if not set(COUNTS) & set(material.evidence.table(name).columns)]
    if bare or not names:
        return unmet("Tabellen zonder aantal per rij: {names}.", *bare, names=", ".join(bare) or "-")
    return met(
        "Geen van {n} tabellen draagt een sleutel; elke vrijgegeven rij heeft een aantal.", n=len(names)
    )


def cells_pass_the_door(material: Material) -> Found:
    """PM-02: no published row rests on fewer than the profile allows, and hidden rows show no number."""
    profile = material.head("profile")
    smallest = SMALLEST.get(profile, SMALLEST["standard"])
    if not profile or not released_names(material):
        return unmet("Het bewijs noemt geen profiel of heeft geen vrijgegeven tabellen.")
    hidden = 0
    for name in released_names(material):
        table = material.evidence.table(name)
        if "status" not in table.columns:
            return unmet("Tabel {name} heeft geen status per cel.", name, name=name)
        small, shown, closed = _cells(table, smallest)
        hidden += closed
        if small:
            return unmet(
                "Tabel {name} heeft {small} rijen onder {n}.", name, name=name, small=small, n=smallest
            )
        if shown:
            return unmet("Tabel {name} toont {shown} verborgen cellen.", name, name=name, shown=shown)
    return met(
        "Profiel {profile}: geen rij onder {n}; {hidden} cellen verborgen.",
        profile=profile,
        n=smallest,
        hidden=hidden,
    )


def _cells(table: pl.DataFrame, smallest: int) -> tuple[int, int, int]:
    """How many open rows rest on too few, how many hidden rows show a value, how many are hidden."""
    closed = pl.col("status").is_in([CellStatus.PRIMARY.value, CellStatus.SECONDARY.value])
    counts = [pl.col(name).is_between(1, smallest - 1) for name in COUNTS if name in table.columns]
    small = table.filter(~closed & pl.any_horizontal(counts)).height if counts else 0
    hidden = table.filter(closed)
    shown = hidden.filter(pl.col("value").is_not_null()).height if "value" in table.columns else 0
    return small, shown, hidden.height


def features_are_justified(material: Material) -> Found:
    """PM-03: every feature has a reason, a source and a direction, and an ablation shows what it adds."""
    features = material.table("features")
    if features is None:
        return unmet("De tabel met variabelen ontbreekt.", "features")
    needed = ("reason_nl", "reason_en", "source_register", "when_absent")
    bare = features.filter(
        pl.any_horizontal(
            [pl.col(c).cast(pl.String).fill_null("") == "" for c in needed if c != "when_absent"]
        )
    )
    if bare.height:
        return unmet(
            "Zonder reden of bron: {names}.", "features", names=", ".join(bare["feature"].to_list()[:5])
        )
    ablation = material.table("ablation")
    if ablation is None:
        return unmet("Er is geen tabel die laat zien wat elke variabele bijdraagt.", "ablation")
    untested = sorted(set(features["feature"].to_list()) - set(ablation["feature"].to_list()))
    if untested:
        return unmet("Zonder gemeten bijdrage: {names}.", "ablation", names=", ".join(untested[:5]))
    idle = idle_features(ablation)
    return met(
        "Alle {n} variabelen hebben reden, bron en gemeten bijdrage. Zonder aantoonbare bijdrage: {idle}.",
        "features",
        "ablation",
        n=features.height,
        idle=len(idle),
    )


def idle_features(ablation: pl.DataFrame) -> list[str]:
    """Features whose removal costs nothing that the data can show: the interval of the loss reaches zero."""
    idle = ablation.filter(pl.col("low").is_null() | (pl.col("low") <= 0))
    kept = set(ablation["feature"].to_list()) - set(idle["feature"].to_list())
    return sorted(set(idle["feature"].to_list()) - kept)


def retention_is_set(material: Material) -> Found:
    """PM-04: a retention date is declared and has not passed."""
    until = material.declarations.section("retention").get("until")
    if until is None:
        return unmet("Er is geen bewaartermijn.")
    if until < material.today:
        return unmet("De bewaartermijn is verstreken op {day}.", day=until)
    return met("Bewaren tot en met {day}; verwijderen wordt met een hash vastgelegd.", day=until)


def dpia_prefill_can_be_made(material: Material) -> Found:
    """PM-05: the facts for a DPIA are there; the assessment itself is people's work."""
    if material.table("features") is None:
        return unmet("De tabel met variabelen ontbreekt.", "features")
    return met("De feiten voor een DPIA zijn ingevuld; het oordeel is aan mensen.", "features")


def linker_is_not_user(material: Material) -> Found:
    """PM-06: for data of real people, linker and user are named and differ."""
    record = material.declarations.section("parties")
    linker, user = str(record.get("linker", "")), str(record.get("user", ""))
    if material.is_synthetic:
        return met("De gegevens zijn synthetisch: er wordt niets van echte mensen gekoppeld.")
    if not linker or not user or linker == user:
        return unmet("Koppelaar en gebruiker zijn niet genoemd of dezelfde.")
    return met("De koppelaar is een ander dan de gebruiker.")


def model_leaks_no_member(material: Material) -> Found:
    """PM-07: the interval of each attack on membership includes one half, or a reviewer signed for what it shows."""
    table = material.table("membership")
    if table is None:
        return unmet("Er is geen aanval op het model geprobeerd.", "membership")
    auc = table.filter(
        pl.col("metric").str.to_lowercase().str.contains("auc") & pl.col("value").is_not_null()
    )
    if not auc.height:
        return unmet("De aanval op het model heeft geen uitkomst.", "membership")
    leaks = auc.filter(pl.col("low") > 0.5).sort("value", descending=True)
    if leaks.height and material.is_signed("PM-07"):
        return met(
            "{n} aanvallen doen het iets beter dan raden; een mens heeft dat gezien en aanvaard.",
            "membership",
            n=leaks.height,
        )
    if leaks.height:
        worst = leaks.row(0, named=True)
        return unmet(
            "De aanval ({model}) doet het beter dan raden: {value} ({low} tot {high}; 0,5 is raden). "
            "Een mens beslist of het model openbaar mag.",
            "membership",
            model=Codes("model", (str(worst["model"]),)),
            value=float(worst["value"]),
            low=float(worst["low"]),
            high=float(worst["high"]),
        )
    return met("In {n} aanvallen is geen lid van de leergegevens te herkennen.", "membership", n=auc.height)


def synthetic_data_have_public_roots(material: Material) -> Found:
    """PM-08: synthetic data stand beside the published figures that they were made from."""
    if not material.is_synthetic:
        return met("De gegevens zijn niet synthetisch; deze vraag is niet aan de orde.")
    table = material.table("fidelity")
    if table is None:
        return unmet("Er is geen vergelijking met gepubliceerde cijfers.", "fidelity")
    return met(
        "Gemaakt uit {n} gepubliceerde cijfers, niet uit gegevens van mensen.", "fidelity", n=table.height
    )


CHECKS = (
    output_is_aggregate,
    cells_pass_the_door,
    features_are_justified,
    retention_is_set,
    dpia_prefill_can_be_made,
    linker_is_not_user,
    model_leaks_no_member,
    synthetic_data_have_public_roots,
)
