"""Measures features of work, benefits, moves and education: where a person stands, for how long, what came before.

Sickness and disability benefits read "other_benefit" here: that somebody is ill is for the audit, never for a model.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from vroegsignalering.registers import Known, Recorded
from vroegsignalering.registers.jobs import months_with_job
from vroegsignalering.registers.tables import (
    ADDRESS_SPELLS,
    EDUCATION,
    HOUSEHOLD_SPELLS,
    JOBS,
    SOCIO_ECONOMIC_SPELLS,
)
from vroegsignalering.study.measure_household import WINDOW, months_before, months_within
from vroegsignalering.study.yearly import latest, latest_whole

WORK_STATUS = {
    "employee": "employee",
    "director_owner": "self_employed",
    "self_employed": "self_employed",
    "other_self_employed": "self_employed",
    "assisting_family_member": "self_employed",
    "unemployment_benefit": "unemployment_benefit",
    "social_assistance": "social_assistance",
    "other_social_provision": "other_benefit",
    "sickness_or_disability_benefit": "other_benefit",
    "pension": "pension",
    "student_with_income": "student",
    "student_without_income": "student",
    "other_without_income": "no_income",
}
"""From the register's socio-economic categories to the ones a feature may use."""


FULL_TIME_HOURS = 52 * 38.0
"""Hours of a full-time year; 38 a week is an assumption within the 36 to 40 of collective agreements."""


def work(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Work or benefit on the index date and over the three years before, one row per unit."""
    months = months_before("begins_on", on)
    recent = ~pl.col("is_first") & months.is_between(0, WINDOW - 1)
    settled = ["employee", "self_employed", "pension"]
    changes = {
        "months_since_job_loss": (pl.col("before") == "employee") & ~pl.col("status").is_in(settled),
        "months_since_job_start": _entered("employee"),
        "months_since_start_business": _entered("self_employed"),
        "months_since_assistance_began": _entered("social_assistance"),
        "months_since_assistance_ended": (pl.col("before") == "social_assistance")
        & (pl.col("status") != "social_assistance"),
    }
    during = months_within(on)
    marked = _work_spells(view, units).select(
        "person",
        "status",
        months=months,
        recent=recent,
        **{name: pl.when(recent & change).then(months) for name, change in changes.items()},
        **{status: pl.when(pl.col("status") == status).then(during) for status in COUNTED},
    )
    return marked.group_by("person", maintain_order=True).agg(
        work_status=pl.col("status").last(),
        months_in_work_status=pl.col("months").last().clip(0, 120),
        work_changes_36m=pl.col("recent").sum().cast(pl.Int32),
        **{name: pl.col(status).sum().clip(0, WINDOW) for status, name in COUNTED.items()},
        **{name: pl.col(name).min() for name in changes},
    )


COUNTED = {
    "employee": "months_employed_36m",
    "self_employed": "months_self_employed_36m",
    "unemployment_benefit": "months_unemployment_36m",
    "social_assistance": "months_social_assistance_36m",
}
"""Statuses whose months are counted, and the feature that holds them."""


def _entered(status: str) -> pl.Expr:
    return (pl.col("before") != status) & (pl.col("status") == status)


def _work_spells(view: Recorded | Known, units: pl.LazyFrame) -> pl.LazyFrame:
    """Spells of work status in order, neighbours of the same status joined into one."""
    same_person = pl.col("person").eq_missing(pl.col("person").shift(1))
    return (
        view.rows(SOCIO_ECONOMIC_SPELLS)
        .join(units, on="person", how="semi")
        .with_columns(status=work_status())
        .sort("person", "begins_on")
        .with_columns(is_new=~(same_person & pl.col("status").eq_missing(pl.col("status").shift(1))))
        .with_columns(spell=pl.col("is_new").cum_sum())
        .set_sorted("spell")
        .group_by("spell", maintain_order=True)
        .agg(pl.col("person", "status", "begins_on").first(), pl.col("ends_on").last())
        .with_columns(
            is_first=pl.col("person").ne_missing(pl.col("person").shift(1)), before=pl.col("status").shift(1)
        )
    )


def work_status() -> pl.Expr:
    """The category a feature may use, from the register's code."""
    slug = SOCIO_ECONOMIC_SPELLS.column("socio_economic").slug_expr()
    return slug.replace_strict(WORK_STATUS, default="no_income", return_dtype=pl.String)


def partner(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Work or benefit of the partner in the household on the index date, one row per unit with a partner."""
    partners = HOUSEHOLD_SPELLS.column("place_in_household").slug_expr().str.starts_with("partner")
    now = (
        view.rows(HOUSEHOLD_SPELLS)
        .filter(pl.col("ends_on").is_null() | (pl.col("ends_on") >= on))
        .filter(partners)
        .select("person", "brp_household")
    )
    pairs = (
        now.join(units, on="person", how="semi")
        .join(now.rename({"person": "partner"}), on="brp_household")
        .filter(pl.col("person") != pl.col("partner"))
        .group_by("partner")
        .agg(pl.col("person").min())
    )
    status = (
        view.rows(SOCIO_ECONOMIC_SPELLS)
        .filter(pl.col("ends_on").is_null() | (pl.col("ends_on") >= on))
        .select(partner="person", partner_work_status=work_status())
        .group_by("partner")
        .agg(pl.col("partner_work_status").last())
    )
    return (
        pairs.join(status, on="partner", how="left", validate="1:1")
        .group_by("person")
        .agg(pl.col("partner_work_status").min())
    )


def jobs(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Hours, contract and months with a job, from job spells aggregated per person and year before any join."""
    wide = units.join(_job_year(view, units, on, 0), on="person", how="left", validate="1:1")
    for back in (1, 3):
        earlier = _job_year(view, units, on, back).select(
            "person", pl.col("full_time_factor").alias(f"back{back}")
        )
        wide = wide.join(earlier, on="person", how="left", validate="1:1")
    return wide.select(
        "person",
        "full_time_factor",
        "flexible_contract",
        months_with_job_12m=pl.col("months_with_job_12m").fill_null(0),
        hours_change_1y=pl.col("full_time_factor") - pl.col("back1"),
        hours_change_3y=pl.col("full_time_factor") - pl.col("back3"),
    )


def _job_year(view: Recorded | Known, units: pl.LazyFrame, on: date, back: int) -> pl.LazyFrame:
    year = latest_whole(view, JOBS, on, back)
    contract = JOBS.column("contract").slug_expr()
    return (
        view.rows(JOBS, year=year)
        .group_by("person")
        .agg(
            full_time_factor=(pl.col("base_hours").sum() / FULL_TIME_HOURS).clip(0, 1.5),
            flexible_contract=(contract == "temporary").any(),
            months_with_job_12m=months_with_job(),
        )
        .join(units, on="person", how="semi")
    )


def moves(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Moves in the three years before the index date, one row per unit that the address register knows."""
    months = months_before("begins_on", on)
    moved = (
        view.rows(ADDRESS_SPELLS)
        .join(units, on="person", how="semi")
        .sort("person", "begins_on")
        .with_columns(is_first=pl.col("person").ne_missing(pl.col("person").shift(1)))
    )
    recent = ~pl.col("is_first") & months.is_between(0, WINDOW - 1)
    marked = moved.select("person", recent=recent, months=pl.when(recent).then(months))
    return marked.group_by("person").agg(
        months_since_move=pl.col("months").min(), moves_36m=pl.col("recent").sum().cast(pl.Int32)
    )


def education(view: Recorded | Known, units: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Highest attained education in four levels; null where the register does not know."""
    year = latest(view, EDUCATION, on, 0)
    level = EDUCATION.column("highest_attained").slug_expr()
    return (
        view.rows(EDUCATION, year=year)
        .join(units, on="person", how="semi")
        .select("person", education=pl.when(level != "unknown").then(level))
        .unique("person", keep="first", maintain_order=True)
    )
