"""Deliveries of early-warning signals as municipalities exchange them (DDAS, v0.9), for the last year of a run.

A signal follows the same hidden propensity as problematic debt; levels, partners, contact and acceptance are
those of the national monitor of 2023. Contact rates by kind are associations there and are drawn as such
here. Clients carry a birth date and nothing else: an invented name would look like a person.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.dials import Dials
from vroegsignalering.synthesis.state import State, among
from vroegsignalering.synthesis.year import Year

PER_THOUSAND_MONTH = 4.0
PARTNERS = ("Zorg", "Energie", "Huur", "Water")
PARTNER_SHARES = (0.45, 0.25, 0.19, 0.11)
PICKED_UP = 0.80
KINDS = ("Brief", "Telefoon", "Huisbezoek")
KIND_SHARES = (0.70, 0.16, 0.14)
REACHED = (0.06, 0.59, 0.46)
ACCEPTS = 0.33
YES = (
    ("(Budget)advies en/of quick fix", 0.45),
    ("Vervolghulp en/of verwijzing financieel", 0.45),
    ("Vervolghulp en/of verwijzing niet financieel", 0.10),
)
NO = (
    ("Inwoner heeft zelf al betaald/betalingsregeling getroffen", 0.5),
    ("Inwoner hoeft geen hulp vanuit vroegsignalering", 0.4),
    ("Inwoner al bekend bij schuldhulpverlening", 0.1),
)
SILENT = (("Definitief geen contact kunnen krijgen", 0.85), ("Geen reactie na eerder contact", 0.15))
LEFT = (
    ("Niet opgepakt: herhaalde melding", 0.6),
    ("Niet opgepakt: andere reden", 0.3),
    ("Niet opgepakt: onterecht signaal", 0.1),
)
STEEPNESS = 0.75


def weight(score: np.ndarray) -> np.ndarray:
    """Relative rate of signals from the score of problematic debt."""
    return np.exp(STEEPNESS * np.clip(score, -4, 6))


def month_files(
    state: State, record: Year, score: np.ndarray, dials: Dials, chance: list[int], shard: int
) -> dict[str, str]:
    """Twelve deliveries of one shard: file name to JSON text.

    Parameters
    ----------
    score : array over the record's households
        The score of problematic debt of the year.
    chance : list of int
        Seed of a stream of its own, so that registers are the same with and without deliveries.
    """
    rng = np.random.default_rng([*chance, 42, record.year])
    private = among(record.population, 1, 2, 7)
    mean = float(dials.offsets("signals:mean")[0])
    per_home = PER_THOUSAND_MONTH / 1000 * record.composition.size[record.homes].mean()
    rate = np.where(private, per_home * weight(score) / mean, 0.0)
    out = {}
    for month in range(1, 13):
        counts = rng.poisson(rate)
        homes = np.flatnonzero(counts)
        out[f"DDAS-{record.year}-{month:02d}-{shard:04d}.json"] = _delivery(
            state, record, homes, counts[homes], month, rng, shard
        )
    return out


def _delivery(
    state: State,
    record: Year,
    homes: np.ndarray,
    counts: np.ndarray,
    month: int,
    rng: np.random.Generator,
    shard: int,
) -> str:
    first = date(record.year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    order = np.argsort(record.gem[homes], kind="stable")
    homes, counts = homes[order], counts[order]
    sent: list[dict[str, Any]] = []
    number = 0
    for gem in np.unique(record.gem[homes]):
        of = record.gem[homes] == gem
        signals: list[dict[str, Any]] = []
        cases: list[dict[str, Any]] = []
        for home, count in zip(homes[of], counts[of], strict=True):
            made = _signals(state, record, int(home), int(count), first, rng, f"{shard:04d}-{number:06d}")
            number += 1
            signals += made
            _handle(made, cases, first, rng)
        sent.append(
            {
                "teller": len(sent) + 1,
                "gemeentecode": str(pl_.places().codes[gem])[2:],
                "aanleverende_organisatie": {"naam": "Synthetische gemeente"},
                "vroegsignalen": signals,
                "vroegsignaalzaken": cases,
            }
        )
    content = {
        "codeGegevensleverancier": f"SYNTHETISCH-{shard:04d}",
        "startdatumLevering": first.isoformat(),
        "einddatumLevering": last.isoformat(),
        "aanleverdatumEnTijd": f"{(last + timedelta(days=5)).isoformat()}T10:00:00Z",
        "leveringen": sent or [_empty()],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _empty() -> dict[str, Any]:
    return {
        "teller": 1,
        "gemeentecode": "0000",
        "aanleverende_organisatie": {"naam": "Synthetische gemeente"},
    }


def _pick(rng: np.random.Generator, options: tuple[tuple[str, float], ...]) -> str:
    return options[_place(rng, tuple(share for _, share in options))][0]


def _place(rng: np.random.Generator, shares: tuple[float, ...]) -> int:
    """Which of a few shares a draw falls in."""
    return bisect_right(_cuts(shares), rng.random())


@lru_cache
def _cuts(shares: tuple[float, ...]) -> list[float]:
    return list(accumulate(shares[:-1]))


def _signals(
    state: State, record: Year, home: int, count: int, first: date, rng: np.random.Generator, name: str
) -> list[dict[str, Any]]:
    main = int(record.income.main_earner[record.homes[home]])
    born = date(1970, 1, 1) + timedelta(days=int(state.persons.birth[main]))
    out = []
    for nth in range(count):
        on = first + timedelta(days=int(rng.integers(0, 28)))
        partner = PARTNERS[_place(rng, PARTNER_SHARES)]
        out.append(
            {
                "ID": f"SYN-{record.year}-{first.month:02d}-{name}-{nth + 1}",
                "crisissignaal": bool(rng.random() < 0.03),
                "warmeOverdracht": bool(rng.random() < 0.02),
                "bedrag": int(np.exp(5.6 + 0.8 * rng.standard_normal())),
                "ontstaansdatum": (on - timedelta(days=int(rng.integers(30, 90)))).isoformat(),
                "signaaldatum": on.isoformat(),
                "signaalpartner": {"type": partner},
                "client": {"Geboortedatum": born.isoformat()},
            }
        )
    return out


def _handle(
    signals: list[dict[str, Any]], cases: list[dict[str, Any]], first: date, rng: np.random.Generator
) -> None:
    """Pick the household's signals up as one case, or mark why not."""
    if rng.random() >= PICKED_UP:
        for signal in signals:
            signal["status"] = _pick(rng, LEFT)
        return
    on = date.fromisoformat(max(signal["signaaldatum"] for signal in signals)) + timedelta(days=3)
    kind = _place(rng, KIND_SHARES)
    reached = rng.random() < REACHED[kind]
    attempts = [_attempt("Brief", False, on)]
    if kind:
        attempts += [
            _attempt(KINDS[kind], False, on + timedelta(days=4 * (k + 1))) for k in range(rng.integers(0, 3))
        ]
        attempts.append(_attempt(KINDS[kind], reached, on + timedelta(days=14)))
    else:
        attempts[0]["bereikt"] = reached
    result = _pick(rng, (YES if rng.random() < ACCEPTS else NO) if reached else SILENT)
    cases.append(
        {
            "resultaat": result,
            "matchingsdatum": on.isoformat(),
            "startdatum_matchtingperiode": first.isoformat(),
            "einddatum_matchingperiode": (on + timedelta(days=30)).isoformat(),
            "datum_opgepakt": on.isoformat(),
            "vroegsignalen": [{"ID": signal["ID"]} for signal in signals],
            "contactpogingen": attempts,
        }
    )


def _attempt(kind: str, reached: bool, on: date) -> dict[str, Any]:
    part = ("Ochtend", "Middag", "Avond")[on.toordinal() % 3]
    return {"soort": kind, "bereikt": reached, "datum": on.isoformat(), "dagdeel": part}
