"""A small bundle of evidence and a project around it, written by hand, for the tests of room ``elsa``.

The numbers are invented and few. The folder is written without the code under test: files, checksums and manifest
as ``docs/architecture.md`` says, so that ``Evidence.read`` has to accept it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.elsa import Material
from vroegsignalering.release import Evidence

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 23)
FEATURES = ("disposable_income_eur_year", "months_with_work", "rents_home")
ATTRIBUTES = {
    "sex": ("man", "woman"),
    "origin": ("born_nl", "born_abroad"),
    "age_band": ("18-34", "35-64", "65+"),
}
KINDS = {
    pl.String: "string",
    pl.Int64: "integer",
    pl.Float64: "float",
    pl.Boolean: "boolean",
    pl.Date: "date",
}

STUDY = """
[study]
id = "entry"
title_nl = "Instroom: wie komt onder de lage-inkomensgrens?"
title_en = "Entry: who falls below the low-income line?"
purpose = "research_on_risk_factors"
transition = "entry"
[modes]
report = ["recorded", "known"]
primary = "recorded"
[groups]
attributes = ["sex", "origin", "age_band"]
[capacity]
share = 0.05
"""
PREREGISTRATION = """
schema_version = 1
version = 1
study = "entry"
capacity = 0.05
groups = ["sex", "origin", "age_band"]
intersections = [["sex", "age_band"]]
main = ["coverage", "allocation_per_need", "calibration_ratio", "needless_contact"]
[margins]
default = 0.10
set_by = ""
"""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fairness(verdict: str = "within margin") -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    groups = {**ATTRIBUTES, "sex*age_band": ("man*18-34", "woman*65+")}
    for attribute, names in groups.items():
        for i, group in enumerate(names):
            for metric, value in (
                ("coverage", 0.40 + 0.02 * i),
                ("needless_contact", 0.60),
                ("allocation_per_need", 1.0 - 0.05 * i),
                ("calibration_ratio", 1.01),
            ):
                judged = verdict if (attribute, i, metric) == ("origin", 1, "coverage") else "within margin"
                rows.append(_fair(attribute, group, metric, value, None))
                rows.append(_fair(attribute, group, f"{metric}_difference", value - 0.41, judged))
    rows.append(_fair("all", "all", "coverage", 0.41, None))
    small = _fair("sex*age_band", "man*65+", "coverage", None, "suppressed")
    rows.append(small | {"low": None, "high": None, "n": None, "n_outcome": None, "status": "primary"})
    return pl.DataFrame(rows, infer_schema_length=None)


def _fair(
    attribute: str, group: str, metric: str, value: float | None, verdict: str | None
) -> dict[str, Any]:
    low, high = (None, None) if value is None else (value - 0.04, value + 0.04)
    return {
        "model": "additive",
        "mode": "recorded",
        "capacity": 0.05,
        "attribute": attribute,
        "group": group,
        "metric": metric,
        "value": value,
        "low": low,
        "high": high,
        "n": 1200,
        "n_outcome": 300,
        "reference": "rest",
        "status": "published",
        "verdict": verdict,
        "holm": 0.5,
    }


def _rates() -> pl.DataFrame:
    rows = []
    for line, base in (("low_income", 0.04), ("social_minimum_110", 0.06), ("eu_median_60", 0.09)):
        for attribute, names in ATTRIBUTES.items():
            for i, group in enumerate(names):
                value = base + 0.01 * (i if line != "eu_median_60" else -i)
                rows.append(
                    (line, 2022, attribute, group, value, value - 0.005, value + 0.005, 1200, "published")
                )
    names = ["line", "index_year", "attribute", "group", "value", "low", "high", "n", "status"]
    return pl.DataFrame(rows, schema=names, orient="row")


def tables(verdict: str = "within margin") -> dict[str, tuple[str, pl.DataFrame]]:
    """Every table by name with its kind."""
    shown = {"n": [1200] * 3, "status": ["published"] * 3}
    band = {"low": [0.1] * 3, "high": [0.3] * 3}
    features = pl.DataFrame(
        {
            "feature": FEATURES,
            "title_nl": ["Besteedbaar inkomen", "Maanden met werk", "Huurt de woning"],
            "title_en": ["Disposable income", "Months with work", "Rents the home"],
            "unit": ["eur_year", "months", "yes/no"],
            "source_register": ["household_income", "jobs", "housing"],
            "reason_nl": [
                "Inkomen bepaalt de afstand tot de grens.",
                "Werk geeft inkomen.",
                "Huur is een vaste last.",
            ],
            "reason_en": [
                "Income sets the distance to the line.",
                "Work gives income.",
                "Rent is a fixed cost.",
            ],
            "direction": ["decreasing", "decreasing", "increasing"],
            "when_absent": ["unknown", "0", "unknown"],
            "attribute_class": ["J", "F", "J"],
        }
    )
    effects = pl.DataFrame(
        {
            "model": ["additive"] * 4 + ["logistic"],
            "mode": ["recorded"] * 5,
            "feature": [FEATURES[0], FEATURES[0], FEATURES[1], FEATURES[2], FEATURES[0]],
            "from": [None, 20000.0, None, None, None],
            "to": [20000.0, None, None, None, None],
            "level": [None, None, None, "rent", None],
            "effect": [0.8, -0.5, -0.3, 0.2, -0.4],
            "low": [0.7, -0.6, -0.4, 0.1, -0.5],
            "high": [0.9, -0.4, -0.2, 0.3, -0.3],
            "n": [4000, 8000, 12000, 5000, 12000],
            "status": ["published"] * 5,
        }
    )
    performance = pl.DataFrame(
        {
            "model": ["additive"] * 3,
            "mode": ["recorded", "recorded", "known"],
            "split": ["test"] * 3,
            "metric": ["auc", "coverage", "auc"],
            "value": [0.84, 0.41, 0.79],
            "low": [0.83, 0.38, 0.78],
            "high": [0.85, 0.44, 0.80],
            **shown,
        }
    )
    baselines = pl.DataFrame(
        {
            "baseline": ["random", "one_rule", "last_status"],
            "metric": ["coverage"] * 3,
            "value": [0.05, 0.30, 0.33],
            "low": [0.04, 0.28, 0.31],
            "high": [0.06, 0.32, 0.35],
            "gain": [0.36, 0.11, 0.08],
            "gain_low": [0.34, 0.09, 0.05],
            "gain_high": [0.38, 0.13, 0.11],
            "verdict": ["gain"] * 3,
            **shown,
        }
    )
    ablation = pl.DataFrame(
        {
            "feature": FEATURES,
            "value": [0.05, 0.01, 0.0],
            "low": [0.04, 0.005, -0.01],
            "high": [0.06, 0.02, 0.01],
            **shown,
        }
    )
    pairs = [(f, a) for f in FEATURES for a in ("sex", "origin")]
    proxies = pl.DataFrame(
        {
            "feature": [f for f, _ in pairs],
            "attribute": [a for _, a in pairs],
            "metric": ["auc"] * 6,
            "value": [0.55, 0.62, 0.51, 0.52, 0.53, 0.66],
            "low": [0.54] * 6,
            "high": [0.67] * 6,
            "n": [1200] * 6,
            "status": ["published"] * 6,
        }
    )
    simple: dict[str, tuple[str, pl.DataFrame]] = {
        "cohort_flow": (
            "released",
            pl.DataFrame(
                {
                    "mode": ["recorded"] * 3,
                    "index_year": [2022] * 3,
                    "step": ["all", "private", "full_year"],
                    "says": ["a", "b", "c"],
                    "excluded": [0, 300, 200],
                    "left": [12500, 12200, 12000],
                    **shown,
                }
            ),
        ),
        "outcomes": (
            "released",
            pl.DataFrame(
                {
                    "index_year": [2022] * 3,
                    "outcome": ["below", "above", "died"],
                    "value": [500, 11400, 100],
                    **shown,
                }
            ),
        ),
        "calibration": (
            "released",
            pl.DataFrame(
                {
                    "model": ["additive"] * 3,
                    "mode": ["recorded"] * 3,
                    "split": ["test"] * 3,
                    "bin": [1, 2, 3],
                    "expected": [0.01, 0.05, 0.3],
                    "value": [0.012, 0.048, 0.31],
                    "low": [0.01, 0.04, 0.28],
                    "high": [0.014, 0.056, 0.34],
                    **shown,
                }
            ),
        ),
        "subgroups": (
            "released",
            pl.DataFrame(
                {
                    "kind": ["high"] * 3,
                    "rule_nl": ["huurt"] * 3,
                    "rule_en": ["rents"] * 3,
                    "value": [0.2] * 3,
                    **band,
                    "p_adjusted": [0.01] * 3,
                    **shown,
                }
            ),
        ),
        "membership": (
            "released",
            pl.DataFrame(
                {
                    "model": ["additive", "logistic", "scorecard"],
                    "metric": ["attack_auc"] * 3,
                    "value": [0.5, 0.5, 0.5],
                    "low": [0.48] * 3,
                    "high": [0.52] * 3,
                    **shown,
                }
            ),
        ),
        "stability": (
            "released",
            pl.DataFrame(
                {
                    "what": ["seed", "year", "region"],
                    "metric": ["auc"] * 3,
                    "value": [0.84] * 3,
                    **band,
                    **shown,
                }
            ),
        ),
        "drift": (
            "released",
            pl.DataFrame(
                {
                    "feature": FEATURES,
                    "year": [2022] * 3,
                    "metric": ["psi"] * 3,
                    "value": [0.01, 0.02, 0.3],
                    "limit": [0.25] * 3,
                    "state": ["ok", "ok", "crossed"],
                    **shown,
                }
            ),
        ),
        "fidelity": (
            "released",
            pl.DataFrame(
                {
                    "table": ["83841NED"] * 3,
                    "year": [2022] * 3,
                    "measure": ["share"] * 3,
                    "role": ["target"] * 3,
                    "published": [0.04] * 3,
                    "achieved": [0.041] * 3,
                    "ratio": [1.02] * 3,
                    **shown,
                }
            ),
        ),
    }
    return simple | {
        "features": ("declared", features),
        "effects": ("released", effects),
        "performance": ("released", performance),
        "baselines": ("released", baselines),
        "ablation": ("released", ablation),
        "proxies": ("released", proxies),
        "rates": ("released", _rates()),
        "fairness": ("released", fairness(verdict)),
    }


def write_bundle(folder: Path, given: dict[str, tuple[str, pl.DataFrame]], **head: Any) -> Path:
    """Write a bundle by hand: files, checksums, manifest."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    about = {}
    for name, (kind, frame) in sorted(given.items()):
        text = frame.write_csv(line_terminator="\n")
        (folder / "tables" / f"{name}.csv").write_text(text, "utf-8")
        columns = {c: {"type": KINDS[type(t)]} for c, t in frame.schema.items()}
        about[name] = {
            "kind": kind,
            "rows": frame.height,
            "hidden": 0,
            "sha256": digest(text),
            "columns": columns,
            "title_nl": f"Tabel {name}",
            "title_en": f"Table {name}",
            "says_nl": "Cijfers per groep.",
            "says_en": "Figures by group.",
            "unit": "share",
            "source": "synthetic registers",
            "reference_date": "2022-12-31",
        }
    manifest = {
        "schema_version": 1,
        "study": "entry",
        "transition": "entry",
        "line": "low_income",
        "data_status": "synthetic",
        "persons": 20000,
        "seed": 1,
        "code_version": "0.1.0",
        "study_hash": digest(STUDY),
        "preregistration_hash": digest(PREREGISTRATION),
        "profile": "standard",
        "tables": about,
    } | head
    canonical = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    whole = {**manifest, "bundle_sha256": digest(canonical)}
    (folder / "manifest.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    return folder


def project(
    folder: Path, *, given: dict[str, tuple[str, pl.DataFrame]] | None = None, study: str = STUDY, **head: Any
) -> Path:
    """A project with one study, its evidence and the ethics folder as it ships; returns its root."""
    (folder / "models" / "entry").mkdir(parents=True)
    (folder / "models" / "entry" / "study.toml").write_text(study, "utf-8")
    (folder / "models" / "entry" / "preregistration.toml").write_text(PREREGISTRATION, "utf-8")
    shutil.copytree(ROOT / "ethics" / "declarations", folder / "ethics" / "declarations")
    shutil.copy(ROOT / "ethics" / "register.toml", folder / "ethics" / "register.toml")
    (folder / "ethics" / "answers").mkdir()
    shutil.copy(
        ROOT / "ethics" / "answers" / "standing.toml", folder / "ethics" / "answers" / "standing.toml"
    )
    head.setdefault("study_hash", digest(study))
    write_bundle(folder / "ethics" / "evidence" / "entry", tables() if given is None else given, **head)
    return folder


def material(root: Path, today: date = TODAY) -> Material:
    """The material of the project's one study."""
    evidence = Evidence.read(root / "ethics" / "evidence" / "entry")
    return Material.read(root / "models" / "entry", evidence, ethics=root / "ethics", today=today)
