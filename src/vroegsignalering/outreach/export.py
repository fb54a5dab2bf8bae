"""What leaves the room: tables for the door, and a folder with plan, evaluation and call sheets.

Cells and counts only. A folder is written to a temporary name first, so that a broken run leaves nothing half made.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.folders import take_place
from vroegsignalering.outreach.evaluate import Evaluation
from vroegsignalering.outreach.sheet import call_sheet
from vroegsignalering.texts import LANGUAGES, Texts

LEAST = 10
"""Least in need, and not in need, for a figure of a group to be written."""

FIGURES = ("value", "low", "high", "n", "n_outcome", "n_in_need", "n_outside", "gap", "gap_low", "gap_high")
"""Columns that are left out together where few people stand behind one of them."""

TABLES = (
    "cells",
    "lines",
    "plans",
    "groups",
    "frontier",
    "baselines",
    "acceptance",
    "power",
    "scattered",
)


def evidence_tables(evaluations: Iterable[Evaluation]) -> dict[str, pl.DataFrame]:
    """Frames for the evidence tables, to go through the door.

    Parameters
    ----------
    evaluations : iterable of Evaluation

    Returns
    -------
    dict of name to polars.DataFrame
        ``plans`` (plan, metric, value, low, high, n), ``plan_groups`` (plan, attribute, group, metric, ..., n_outcome, gap,
        gap_low, gap_high, verdict), ``plan_frontier`` (plan, capacity, metric, ...), ``plan_baselines`` (plan, baseline,
        metric, ..., gain, gain_low, gain_high), ``plan_cells``, ``plan_lines``, ``plan_scattered``, ``plan_acceptance`` and
        ``plan_power``.
    """
    done = list(evaluations)
    parts: dict[str, list[pl.DataFrame]] = {
        "plans": [e.plans for e in done],
        "plan_groups": [e.groups for e in done],
        "plan_frontier": [e.frontier for e in done],
        "plan_baselines": [e.baselines for e in done],
        "plan_cells": [_of(e, e.cells.rename({"households": "n", "rate": "value"})) for e in done],
        "plan_lines": [_of(e, e.lines.rename({"households": "n"})) for e in done],
        "plan_scattered": [_of(e, e.scattered.rename({"n_in_need": "n"})) for e in done],
        "plan_acceptance": [e.acceptance for e in done],
        "plan_power": [e.power for e in done],
    }
    return {
        name: pl.concat(frames, how="vertical_relaxed").fill_nan(None)
        for name, frames in parts.items()
        if frames
    }


def _of(evaluation: Evaluation, table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.lit(evaluation.plan.id).alias("plan"), *table.columns)


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """A table as people may see it: where fewer than ten are in need, or not in need, the figures are left out."""
    frame = frame.fill_nan(None)
    parts = {"n_outcome": "n", "n_outside": "n_in_need"}
    part = next((name for name in parts if name in frame.columns), None)
    if part is None:
        return frame
    whole = parts[part]
    few = (pl.col(part) < LEAST) | (pl.col(whole) - pl.col(part) < LEAST)
    hidden = [c for c in FIGURES if c in frame.columns]
    return frame.with_columns(pl.when(~few).then(pl.col(c)).alias(c) for c in hidden)


def write_plan(evaluation: Evaluation, folder: str | Path) -> Path:
    """Write tables (CSV) and call sheets (HTML, nl and en) of an evaluated plan.

    Parameters
    ----------
    evaluation : Evaluation
    folder : path
        Replaced when it holds an earlier plan.

    Returns
    -------
    Path
        The folder written.

    Raises
    ------
    EnvironmentFault
        It cannot be written, or the folder holds something else than a plan.
    """
    target = Path(folder)
    fresh = target.with_name(f".{target.name}.writing")
    if target.exists() and not (
        target.is_dir() and (target / "lines.csv").exists() or not any(target.iterdir())
    ):
        raise EnvironmentFault(
            "the folder holds something else", where=str(target), mend="name another folder"
        )
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in TABLES:
            shown(getattr(evaluation, name)).write_csv(fresh / f"{name}.csv", float_precision=6)
        for language in LANGUAGES:
            (fresh / f"call_sheet_{language}.html").write_text(
                call_sheet(evaluation, Texts(language)), encoding="utf-8", newline="\n"
            )
        take_place(fresh, target)
    except OSError as fault:
        raise EnvironmentFault(
            "the plan cannot be written", where=str(target), found=str(fault.strerror)
        ) from None
    return target
