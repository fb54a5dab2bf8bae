"""A small bundle of evidence with every table of the architecture, invented, for tests of the dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from vroegsignalering.facts.tiles import tiles
from vroegsignalering.release import BundleHeader, Declared, Evidence
from vroegsignalering.schemes import told_table

GROUPS = {
    "household_type": ("single", "one_parent", "couple", "couple_children", "other"),
    "income_source": ("wage", "self_employed", "unemployment_benefit", "social_assistance", "pension"),
    "tenure": ("owner", "rent", "rent_with_allowance"),
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "sex": ("man", "woman"),
    "origin": ("netherlands", "europe", "outside_europe", "unknown"),
    "province": ("Groningen", "Utrecht", "Zeeland", "Limburg"),
}
FEATURES = {
    "disposable_income_eur_year": ("Besteedbaar inkomen", "Disposable income", "euro per year"),
    "income_change_3y": ("Verandering van inkomen in drie jaar", "Change of income in three years", "share"),
    "months_since_job_end": ("Maanden sinds einde baan", "Months since job ended", "months"),
    "liquid_wealth_eur": ("Spaargeld", "Savings", "euro"),
    "children_count": ("Aantal kinderen", "Number of children", "count"),
    "main_income_source": ("Bron van inkomen", "Source of income", "category"),
    "partner_left_12m": ("Partner weg in het laatste jaar", "Partner left in the last year", "yes/no"),
    "arrear_signals_12m": (
        "Betalingsachterstanden in het laatste jaar",
        "Arrear signals in the last year",
        "count",
    ),
}
LINES = ("low_income", "social_minimum_101", "social_minimum_120", "eu_median_60", "basic_needs")


def _cells(extra: Iterable[tuple[str, ...]] = ()) -> Iterator[tuple[str, str]]:
    yield "all", "all"
    for attribute, groups in GROUPS.items():
        for group in groups:
            yield attribute, group
    yield from ((a, g) for a, g in extra)


class _Maker:
    """Invented values with intervals; every twelfth cell is hidden."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 11])
        self.made = 0

    def value(
        self, middle: float, n: int | None = None, signed: bool = False, whole: bool = False
    ) -> dict[str, object]:
        self.made += 1
        n = int(self.rng.integers(2_000, 90_000)) // 5 * 5 if n is None else n
        if not whole and self.made % 12 == 0:
            status = "primary" if self.made % 24 else "secondary"
            return {"value": None, "low": None, "high": None, "n": None, "status": status}
        value = float(middle * self.rng.uniform(0.5, 1.7))
        half = abs(middle) * 0.5 / (n / 2000) ** 0.5 + 1e-5
        if signed:
            value = float(self.rng.normal(0, abs(middle)))
        low, high = value - half, value + half
        if not signed:
            low, high = max(low, 0.0), min(high, 1.0) if middle < 1 else high
        return {"value": value, "low": low, "high": high, "n": n, "status": "published"}


def _rates(make: _Maker, base: float) -> dict[str, list[dict[str, object]]]:
    pairs = [
        ("household_type*tenure", f"{a} x {b}")
        for a, b in product(GROUPS["household_type"], GROUPS["tenure"])
    ]
    rates = [
        {"line": line, "index_year": year, "attribute": a, "group": g}
        | make.value(base * (1 + 0.2 * k), 8_000_000 if a == "all" else None, whole=a == "all")
        for k, line in enumerate(LINES)
        for year in (2020, 2021, 2022)
        for a, g in _cells(pairs)
    ]
    poverty = [
        {"line": line, "year": year, "attribute": a, "group": g, "unit_of_count": unit}
        | make.value(0.06 * (1 + 0.2 * k), whole=a == "all")
        for k, line in enumerate(LINES)
        for year in (2019, 2020, 2021, 2022)
        for unit in ("households", "persons")
        for a, g in _cells()
    ]
    outcomes = [
        {"index_year": year, "outcome": o, "value": v, "n": v, "status": "rounded"}
        for year in (2020, 2021, 2022)
        for o, v in (
            ("below", 241_000),
            ("above", 7_100_000),
            ("died", 98_000),
            ("emigrated", 41_000),
            ("institution", 21_000),
            ("student", 12_000),
            ("unknown_income", 33_000),
        )
    ]
    flow = [
        {
            "mode": "recorded",
            "index_year": 2022,
            "step": s,
            "says": says,
            "excluded": e,
            "left": left,
            "status": "rounded",
        }
        for s, says, e, left in (
            ("private", "is een particulier huishouden", 120_000, 8_150_000),
            ("not_students", "is geen studentenhuishouden", 380_000, 7_770_000),
            ("above", "staat boven de lage-inkomensgrens", 270_000, 7_500_000),
        )
    ]
    return {"rates": rates, "poverty": poverty, "outcomes": outcomes, "cohort_flow": flow}


def _factors(make: _Maker) -> dict[str, list[dict[str, object]]]:
    factors = [
        {"mode": mode, "index_year": 2022, "attribute": a, "group": g, "feature": f}
        | make.value(0.006 / (1 + k), signed=True)
        for mode in ("recorded", "known")
        for a, g in _cells()
        if a != "all"
        for k, f in enumerate(FEATURES)
    ]
    effects: list[dict[str, object]] = []
    for f in ("disposable_income_eur_year", "liquid_wealth_eur", "months_since_job_end"):
        for k in range(12):
            n = int(make.rng.integers(1000, 60_000))
            e = 1.4 - 0.25 * k
            effects.append(
                {
                    "model": "additive",
                    "mode": "recorded",
                    "feature": f,
                    "from": 5000.0 * k or None,
                    "to": 5000.0 * (k + 1),
                    "level": None,
                    "effect": e,
                    "low": e - 0.2,
                    "high": e + 0.2,
                    "n": n,
                    "status": "published",
                }
            )
    for k, level in enumerate(GROUPS["income_source"]):
        effects.append(
            {
                "model": "additive",
                "mode": "recorded",
                "feature": "main_income_source",
                "from": None,
                "to": None,
                "level": level,
                "effect": 0.4 * k - 0.6,
                "low": 0.4 * k - 0.7,
                "high": 0.4 * k - 0.5,
                "n": 40_000,
                "status": "published",
            }
        )
    parts = [
        {
            "mode": "recorded",
            "attribute": "tenure",
            "group": "rent",
            "reference": "owner",
            "feature": f,
            "part": part,
        }
        | make.value(0.004 / (1 + k), signed=True, whole=True)
        for k, f in enumerate(FEATURES)
        for part in ("composition", "structure")
    ] + [
        {
            "mode": "recorded",
            "attribute": "tenure",
            "group": "rent",
            "reference": "owner",
            "feature": "all",
            "part": "unexplained",
        }
        | make.value(0.002, signed=True, whole=True)
    ]
    subgroups = [
        {"kind": kind, "rule_nl": nl, "rule_en": en, "p_adjusted": p} | make.value(m, whole=True)
        for kind, nl, en, m, p in (
            (
                "high",
                "baan kwijt in het laatste jaar en geen spaargeld",
                "lost a job in the last year and no savings",
                0.31,
                0.001,
            ),
            (
                "high",
                "eenoudergezin met huurtoeslag",
                "one-parent household with rent allowance",
                0.14,
                0.002,
            ),
            ("low", "eigen woning en twee lonen", "owns the home and two wages", 0.004, 0.001),
        )
    ]
    ways = [
        {"factor": f, "attribute": a, "group": g}
        | {
            "rule_nl": f"regel {f}",
            "rule_en": f"rule {f}",
            "offer_nl": f"aanbod {f}",
            "offer_en": f"offer {f}",
        }
        | make.value(0.012 / (1 + k), signed=True)
        for a, g in _cells()
        if a in ("all", "household_type", "tenure")
        for k, f in enumerate(FEATURES)
    ]
    return {
        "factors": factors,
        "effects": effects,
        "decomposition": parts,
        "subgroups": subgroups,
        "ways_out": ways,
    }


def _quality(make: _Maker) -> dict[str, list[dict[str, object]]]:
    fairness = [
        {
            "model": "additive",
            "mode": mode,
            "capacity": 0.05,
            "attribute": a,
            "group": g,
            "metric": metric,
            "n_outcome": 900,
            "reference": GROUPS.get(a, ("all",))[0],
            "verdict": ("within margin", "indeterminate", "outside margin")[k % 3],
            "holm": 0.03 * (k % 5),
        }
        | make.value(middle, whole=a == "all")
        for mode in ("recorded", "known")
        for metric, middle in (
            ("coverage", 0.6),
            ("miss_rate", 0.4),
            ("needless_contact", 0.7),
            ("precision", 0.3),
            ("calibration_ratio", 1.0),
            ("false_positive_rate", 0.05),
            ("selection_rate", 0.05),
        )
        for k, (a, g) in enumerate(_cells())
    ]
    grid = [
        {"model": "additive", "mode": mode, "capacity": c, "attribute": a, "group": g, "metric": metric}
        | make.value(middle * (c / 0.05) ** power if middle * (c / 0.05) ** power < 0.9 else 0.5, whole=True)
        for mode in ("recorded", "known")
        for c in (0.01, 0.02, 0.05, 0.1, 0.2)
        for metric, middle, power in (
            ("coverage", 0.3, 0.5),
            ("needless_contact", 0.4, 0.2),
            ("precision", 0.35, -0.3),
        )
        for a, g in _cells()
        if a in ("all", "household_type", "tenure", "sex")
    ]
    thresholds = [
        {"model": "additive", "mode": mode, "threshold": t, "attribute": a, "group": g, "metric": metric}
        | make.value(middle, whole=True)
        for mode in ("recorded", "known")
        for t in (0.05, 0.1, 0.3)
        for metric, middle in (
            ("coverage", 0.3 / t**0.2),
            ("precision", 0.3),
            ("contacts_per_100", 0.5 / t),
        )
        for a, g in _cells()
        if a in ("all", "household_type", "tenure", "sex")
    ]
    calibration = [
        {
            "model": "additive",
            "mode": mode,
            "split": "test",
            "bin": str(b),
            "expected": 0.01 * (b + 1) if b else None,
            "value": 0.0105 * (b + 1) if b else None,
            "low": 0.0095 * (b + 1) if b else None,
            "high": 0.0115 * (b + 1) if b else None,
            "n": 40_000 if b else None,
            "status": "published" if b else "primary",
        }
        for mode in ("recorded", "known")
        for b in range(10)
    ]
    performance = [
        {
            "model": m,
            "mode": mode,
            "split": "test",
            "metric": metric,
            "value": v,
            "low": v - 0.01,
            "high": v + 0.01,
            "n": 400_000,
            "status": "published",
        }
        for m in ("additive", "logistic", "scorecard")
        for mode in ("recorded", "known")
        for metric, v in (("auc", 0.85), ("brier", 0.025), ("ece", 0.003), ("coverage", 0.42))
    ]
    baselines = [
        {
            "baseline": b,
            "metric": "coverage",
            "value": v,
            "low": v - 0.02,
            "high": v + 0.02,
            "n": 400_000,
            "gain": 0.42 - v,
            "gain_low": 0.4 - v,
            "gain_high": 0.44 - v,
            "verdict": "outside margin",
            "status": "published",
        }
        for b, v in (
            ("random", 0.05),
            ("area_rate", 0.07),
            ("one_rule", 0.21),
            ("last_year_status", 0.28),
            ("signals", 0.18),
        )
    ]
    return {
        "fairness": fairness,
        "capacity": grid,
        "thresholds": thresholds,
        "calibration": calibration,
        "performance": performance,
        "baselines": baselines,
    } | _trust(make)


def _trust(make: _Maker) -> dict[str, list[dict[str, object]]]:
    readability = [
        {
            "metric": m,
            "additive": a,
            "black_box": b,
            "difference": b - a,
            "low": b - a - 0.003,
            "high": b - a + 0.003,
            "n": 400_000,
            "status": "published",
        }
        for m, a, b in (("auc", 0.851, 0.853), ("log_loss", 0.098, 0.097), ("coverage", 0.42, 0.425))
    ]
    stability = [
        {"what": w, "metric": "auc"} | make.value(0.5, whole=True) for w in ("seeds", "resamples", "regions")
    ]
    drift = [
        {
            "feature": f,
            "year": y,
            "metric": "psi",
            "value": 0.01 + 0.03 * k,
            "limit": 0.1,
            "state": "within" if k < 3 else "outside",
            "n": 1000,
            "status": "published",
        }
        for f in FEATURES
        for k, y in enumerate((2019, 2020, 2021, 2022))
    ]
    fidelity = [
        {
            "table": "83841NED",
            "year": y,
            "group_dim": "income_source",
            "group": g,
            "measure": "below_low_income_share",
            "role": role,
            "published": p,
            "achieved": p * r,
            "ratio": r,
            "se": 0.02,
            "status": s,
        }
        for y in (2021, 2022)
        for role, g, p, r, s in (
            ("calibration", "wage", 1.2, 1.01, "ok"),
            ("calibration", "pension", 2.6, 0.97, "ok"),
            ("validation", "self_employed", 6.5, 1.18, "off"),
            ("validation", "social_assistance", 48.1, 1.04, "ok"),
        )
    ]
    proving = [
        {
            "fault": f,
            "size": s,
            "n_group": n,
            "metric": metric,
            "value": v,
            "low": max(v - 0.05, 0),
            "high": min(v + 0.05, 1),
            "replicates": 200,
            "n": 200,
            "status": "published",
        }
        for f in ("label_bias", "missing_data")
        for s in (0.05, 0.1)
        for n in (500, 2000, 8000)
        for metric, v in (("power", min(0.2 + s * 4 + n / 20_000, 1.0)), ("false_alarm", 0.05))
    ]
    membership = [
        {
            "model": m,
            "metric": "attack_auc",
            "value": 0.502,
            "low": 0.495,
            "high": 0.509,
            "n": 40_000,
            "status": "published",
        }
        for m in ("additive", "logistic")
    ]
    surrogate = [
        {
            "node": str(k),
            "rule": r,
            "share": s,
            "value": v,
            "n": 5000,
            "fidelity": 0.87,
            "status": "published",
        }
        for k, (r, s, v) in enumerate((("liquid_wealth_eur < 1000", 0.2, 0.09), ("owner", 0.5, 0.01)))
    ]
    return {
        "readability": readability,
        "stability": stability,
        "drift": drift,
        "fidelity": fidelity,
        "proving": proving,
        "membership": membership,
        "surrogate": surrogate,
    }


def _policy(make: _Maker) -> dict[str, list[dict[str, object]]]:
    steps = ("signal", "picked_up", "contact_attempted", "reached", "accepted")
    chain = [
        {"attribute": a, "group": g, "step": s, "from_step": steps[max(k - 1, 0)], "n_from": 10_000}
        | make.value((1.0, 0.8, 0.7, 0.4, 0.3)[k] / 1.1, whole=a == "all")
        for a, g in _cells()
        if a in ("all", "age_band", "province")
        for k, s in enumerate(steps)
    ]
    signals = [
        {"partner": p, "contact_kind": c, "result": r} | make.value(0.2)
        for p in ("health_insurer", "energy", "rent", "water")
        for c in ("letter", "telephone", "home_visit")
        for r in ("reached", "not_reached", "accepted")
    ]
    events = [
        {"event": e, "outcome": "below", "arm": arm, "months": m, "attribute": "all", "group": "all"}
        | make.value(0.03 + 0.05 * (arm == "event") * (m > 0), whole=True)
        for e in ("job_loss", "divorce", "birth")
        for arm in ("event", "matched")
        for m in (-12, 0, 12, 24, 36)
    ]
    events_schemes = [
        {"event": e, "scheme": s} | make.value(0.3)
        for e in ("job_loss", "divorce", "birth")
        for s in ("zorgtoeslag", "huurtoeslag", "bijstand")
    ]
    unclaimed = [
        {
            "scheme": s,
            "year": y,
            "attribute": a,
            "group": g,
            "not_used": 20_000,
            "published_low": p,
            "published_high": p + 0.02,
        }
        | make.value(p, whole=a == "all")
        for s, p in (
            ("bijstand", 0.35),
            ("huurtoeslag", 0.12),
            ("zorgtoeslag", 0.12),
            ("kindgebonden_budget", 0.085),
        )
        for y in (2021, 2022)
        for a, g in _cells()
        if a in ("all", "household_type", "age_band")
    ]
    reach = [
        {"scheme": s, "year": 2022, "measure": m, "attribute": "all", "group": "all"}
        | make.value(v, whole=s != "kinderbijslag")
        for s, m, v in (
            ("aio", "entitled", 0.008),
            ("huurtoeslag", "received", 0.17),
            ("bijstand", "outside_rule", 0.5),
            ("kinderbijslag", "outside_rule", 0.02),
        )
    ]
    plans = [
        {"plan": p, "metric": m} | make.value(v, whole=True)
        for p in ("need_first", "open_desk")
        for m, v in (("coverage", 0.4), ("needless_contact", 0.6), ("contacts_per_100", 0.05))
    ]
    plan_groups = [
        {"plan": p, "attribute": a, "group": g, "metric": "coverage"} | make.value(0.4)
        for p in ("need_first", "open_desk")
        for a, g in _cells()
        if a in ("household_type", "sex")
    ]
    frontier = [
        {"plan": p, "capacity": c, "metric": "coverage"} | make.value(c * 5, whole=True)
        for p in ("need_first", "open_desk")
        for c in (0.02, 0.05, 0.1)
    ]
    plan_baselines = [
        {"plan": p, "baseline": b, "metric": "coverage", "gain": 0.1, "gain_low": 0.05, "gain_high": 0.15}
        | make.value(0.2, whole=True)
        for p in ("need_first", "open_desk")
        for b in ("random", "area_rate")
    ]
    households = [
        {"household": h, "change": c, "title_nl": nl, "title_en": en} | make.value(v, whole=True)
        for h, nl, en in (
            (
                "lisa",
                "Lisa, alleen met twee kinderen, werkt 24 uur",
                "Lisa, alone with two children, works 24 hours",
            ),
            ("ahmed", "Ahmed, zelfstandig, huurt", "Ahmed, self-employed, rents"),
        )
        for c, v in (("", 0.08), ("job_loss", 0.2), ("more_hours", 0.03), ("savings_gone", 0.12))
    ]
    return {
        "chain": chain,
        "signals": signals,
        "events": events,
        "events_schemes": events_schemes,
        "unclaimed": unclaimed,
        "scheme_reach": reach,
        "plans": plans,
        "plan_groups": plan_groups,
        "plan_frontier": frontier,
        "plan_baselines": plan_baselines,
        "households": households,
    }


def _beside(make: _Maker) -> dict[str, list[dict[str, object]]]:
    """What is said beside events, plans and the chain."""
    events, plans = ("job_loss", "divorce", "birth"), ("need_first", "open_desk")
    lead = [
        {"event": e, "outcome": "below", "months": m, "n_outcome": 100}
        | make.value(0.9 - 0.04 * m, whole=e == "birth")
        for e in events
        for m in (1, 3, 6, 12, 18)
    ]
    trend = [
        {"event": e, "outcome": "below", "attribute": a, "group": g, "differs": "false"}
        | make.value(0.01, signed=True)
        for e in events
        for a, g in _cells()
        if a in ("all", "age_band")
    ]
    cells = [
        {
            "plan": p,
            "cell": f"c{k}",
            "expected_in_need": 12.5,
            "rule_nl": f"regel {k}",
            "rule_en": f"rule {k}",
        }
        | make.value(0.1, whole=True)
        for p in plans
        for k in (1, 2)
    ]
    lines = [
        {
            "plan": p,
            "order": k,
            "cell": c,
            "channel": channel,
            "partner": "library",
            "non_digital": channel,
            "n": 40 * k,
            "weeks": None if c == "random_draw" else 1.5 * k,
            "status": "rounded",
        }
        for p in plans
        for k, (c, channel) in enumerate(
            [*((f"c{1 + k % 2}", ("visit", "letter")[k // 6]) for k in range(11)), ("random_draw", "letter")],
            start=1,
        )
    ]
    scattered = [
        {"plan": p, "attribute": a, "group": g, "n_outside": 500, "open_route": "library"} | make.value(0.4)
        for p in plans
        for a, g in _cells()
        if a in ("all", "household_type")
    ]
    acceptance = [
        {"plan": p, "times": t, "metric": "helped_in_need"} | make.value(40.0 * t, whole=True)
        for p in plans
        for t in (0.5, 0.75, 1.0, 1.25)
    ]
    power = [
        {"plan": p, "times": t, "n": 40, "value": v, "drawn_needed": d, "status": "rounded"}
        for p, most in zip(plans, (0.6, 0.9), strict=True)
        for t, v, d in ((1.5, 0.1, 900), (2.0, most / 2, 300), (3.0, most, 60))
    ]
    peers = [
        {
            "peers": s,
            "gemeente": g,
            "step": step,
            "from_step": "picked_up",
            "n_from": 500,
            "reference": "rest",
        }
        | {"difference": d, "difference_low": d - 0.02, "difference_high": d + 0.02}
        | make.value(0.5, n=250, whole=True)
        for s, g, d in (
            ("100k", "GM0344", 0.05),
            ("100k", "GM0363", 0.01),
            ("100k", "GM0599", -0.06),
            ("20k", "GM0150", 0.0),
        )
        for step in ("reached", "accepted")
    ]
    return {
        "events_lead": lead,
        "events_trend": trend,
        "plan_cells": cells,
        "plan_lines": lines,
        "plan_scattered": scattered,
        "plan_acceptance": acceptance,
        "plan_power": power,
        "chain_peers": peers,
    }


def _declared(make: _Maker) -> dict[str, list[dict[str, object]]]:
    features = [
        {
            "feature": f,
            "title_nl": nl,
            "title_en": en,
            "unit": u,
            "source_register": "income",
            "reason_nl": "hangt samen met het inkomen",
            "reason_en": "goes together with income",
            "direction": "lower",
            "when_absent": "unknown",
            "attribute_class": "J",
        }
        for f, (nl, en, u) in FEATURES.items()
    ]
    rules = [
        {
            "scheme": scheme,
            "parameter": "maximum_single",
            "valid_from": "2023-01-01",
            "value": 154.0,
            "unit": "euro per month",
            "source": "Belastingdienst",
            "verified": "no",
        }
        for scheme in ("zorgtoeslag", "bijstand")
    ]
    lines = [
        {
            "line": line,
            "year": 2022,
            "household": h,
            "amount_eur_month": 1200.0 * f,
            "source": "CBS",
            "verified": "yes",
        }
        for line in LINES
        for h, f in (("single", 1.0), ("couple", 1.4))
    ]
    drawn = tiles().to_dicts()
    areas = [
        {"gemeente": gm, "province": p, "line": line, "year": year, "band": None} | make.value(0.06)
        for line in LINES[:2]
        for year in (2021, 2022)
        for gm, p in tiles().select("gemeente", "province").rows()
    ]
    return {
        "features": features,
        "scheme_rules": rules,
        "unclaimed_schemes": told_table(2022).to_dicts(),
        "lines": lines,
        "tiles": drawn,
        "areas": areas,
    }


def tables(seed: int = 1, base: float = 0.03) -> dict[str, pl.DataFrame]:
    """All tables of a bundle."""
    make = _Maker(seed)
    rows = _rates(make, base) | _factors(make) | _quality(make) | _policy(make) | _declared(make)
    rows |= _beside(make)
    return {name: pl.DataFrame(content, infer_schema_length=None) for name, content in rows.items()}


def as_written_by_a_run(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The shapes in which a run writes some tables: areas by province, crossings apart, one line, gaps as metrics."""
    make = _Maker(9)
    cells = [(a, g) for a, g in _cells() if a in ("all", "sex", "household_type")]
    base = {"model": "additive", "mode": "recorded", "capacity": 0.05, "n_outcome": 40}
    fairness = [
        base
        | {"attribute": a, "group": g, "metric": m, "verdict": v, "holm": None, "reference": r}
        | make.value(0.3)
        for a, g in cells
        for m, v, r in (
            ("miss_rate", None, None),
            ("miss_rate_difference", "indeterminate", "rest"),
            ("auc", None, None),
        )
    ]
    crossed = [
        base
        | {
            "attribute": "sex*household_type",
            "group": f"{a}*{b}",
            "metric": m,
            "verdict": None,
            "reference": None,
        }
        | make.value(0.03)
        for a, b in product(GROUPS["sex"], GROUPS["household_type"])
        for m in ("base_rate", "miss_rate")
    ]
    areas = [
        {"line": line, "year": 2022, "province": p, "gemeente": "all", "band": None} | make.value(0.06)
        for line in LINES[:2]
        for p in ("Friesland", "Utrecht", "Zeeland", "Limburg", "Drenthe")
    ]
    flow = [
        {
            "index_year": 2022,
            "step": s,
            "position": k,
            "says": s,
            "excluded": 10,
            "left": 900 - k,
            "status": "rounded",
        }
        for k, s in enumerate(("private", "no_students", "above"))
    ]
    changed = {"fairness": fairness, "intersections": crossed, "areas": areas, "cohort_flow": flow}
    kept = {
        n: f
        for n, f in frames.items()
        if n not in ("ways_out", "households", "chain", "chain_peers", "signals", "subgroups")
    }
    kept |= {n: pl.DataFrame(rows, infer_schema_length=None) for n, rows in changed.items()}
    one_line = kept["rates"].filter(
        (pl.col("line") == "low_income") & ~pl.col("attribute").str.contains("*", literal=True)
    )
    return kept | {"rates": one_line}


def evidence(
    study: str = "entry",
    seed: int = 1,
    status: str = "synthetic",
    without: tuple[str, ...] = (),
    run: bool = False,
) -> Evidence:
    """A bundle in memory; with ``run`` in the shapes that a run writes."""
    header = BundleHeader(
        study=study,
        transition=study,
        line="low_income",
        data_status=status,
        persons=1_000_000,
        seed=seed,
        code_version="0.1.0",
        study_hash="0" * 64,
        profile="standard",
    )
    frames = tables(seed, 0.03 if study == "entry" else 0.42)
    frames = as_written_by_a_run(frames) if run else frames
    made = [
        Declared(
            name=name,
            table=frame,
            source="verzonnen voor toetsen",
            title_nl=f"Tabel {name}",
            title_en=f"Table {name}",
            reference_date="" if run else "2022-12-31",
        )
        for name, frame in frames.items()
        if name not in without
    ]
    return Evidence.of(header, made)


def write(folder: Path, study: str = "entry", **more: object) -> Path:
    """The bundle on disk."""
    return evidence(study, **more).write(folder)  # type: ignore[arg-type]
