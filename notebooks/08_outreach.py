# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 08 Outreach: whom can help reach?
#
# **Question.** When only so many households can be approached, what does each capacity bring, and which
# life events tell a moment to offer help?
#
# Help is offered to groups and at moments, not to persons with a score. Capacity is a choice with two
# sides: who is reached, and who is approached without need. All persons here are **synthetic**;
# from CBS data no outreach plan may be made.

# %%
from dataclasses import replace

import polars as pl
from drawn import figure
from fitting import practice_fit

from vroegsignalering import events
from vroegsignalering.audit import Preregistration, capacity_grid
from vroegsignalering.errors import VroegError
from vroegsignalering.outreach import read_plan, refuse_real, run_plan
from vroegsignalering.outreach import released as publish
from vroegsignalering.pipeline import plans_country, tables
from vroegsignalering.registers import Registers
from vroegsignalering.release import STANDARD
from vroegsignalering.synthesis.practice import practice_registers
from vroegsignalering.vocabulary import DataStatus

registers = Registers.open(practice_registers())

# %% [markdown]
# ## What a capacity brings
#
# The grid that the dashboard's page *What if* shows: coverage and needless contact at five capacities.
# Coverage is the share approached of those who later fell below the line, needless contact the share of
# those approached who did not.

# %%
fitted = practice_fit("entry", "scorecard")
grid = capacity_grid(fitted.scores("scorecard"), Preregistration(groups=("tenure",)), replicates=64)
both = grid.filter(
    pl.col("attribute") == "all", pl.col("metric").is_in(["coverage", "needless_contact"])
).sort("metric", "capacity")
figure(
    both.with_columns(what=pl.format("{} at {}", "metric", "capacity")),
    "what",
    "Coverage and needless contact by share of synthetic households approached",
)

# %% [markdown]
# More capacity reaches more, and most contacts stay needless when the outcome is rare: the offer must be
# worth having for everyone who gets it.

# %% [markdown]
# ## A plan, judged before anyone is approached
#
# A plan is a TOML file that people agree on: which doors, how many contacts, who may say no. Here one that ships, made
# for a large municipality, as if every municipality had it. Groups are sought in 2020 and judged in 2021, on registers
# only; what is shown is how many times as many people in need each contact would find as another way of choosing.

# %%
declared = read_plan("../models/entry/plans/large_municipality.toml")
judged = run_plan(registers, replace(declared, search_years=(2020,)), 100, everywhere=True)
door = publish([judged])
door["plan_cells"].table.select("cell", "rule_en", "n", "value").head(5)

# %%
beside = door["plan_baselines"].table.filter(
    pl.col("metric") == "in_need_per_contact_ratio", pl.col("baseline") != "universal"
)
figure(
    beside,
    "baseline",
    "In need per contact: the plan over other ways to choose, synthetic households",
    reference=1.0,
    percent=False,
)

# %% [markdown]
# Where an interval holds one, the plan was not shown to find more than that way; whom it would miss stands in the table
# `plan_groups`, and a gap beyond the agreed margin blocks the plan until people decide.

# %% [markdown]
# ## Moments
#
# Life events are moments that people know themselves. Beside each event stand matched households without
# it: the difference goes together with the event, nothing more.

# %%
found = events.panel(registers, (2019, 2020, 2021), "low_income")
had = {name: events.happened(registers, name, [found.rows]) for name in ("separation", "job_loss", "birth")}


def a_year_later(parts: pl.DataFrame) -> pl.DataFrame:
    """Everybody with an event and the matched ones, twelve months later, through the door."""
    after = parts.filter(pl.col("months") == 12, pl.col("attribute") == "all")
    counted = after.with_columns(
        outcome=pl.lit("low_income"), denominator=pl.when(pl.col("arm") == "event").then(pl.col("n"))
    ).drop("n_outcome")
    return tables.through_the_door(counted, plans_country.EVENTS, STANDARD).table


released = a_year_later(pl.concat([events.compare(found, rows, name) for name, rows in had.items()]))
figure(
    released.with_columns(what=pl.format("{}, {}", "event", "arm")),
    "what",
    "Share of synthetic households below the CBS low-income line a year after an event, and matched ones",
)

# %% [markdown]
# Hatched rows are too small; where intervals do not overlap, the moment may be worth an offer: that is for people to say.

# %% [markdown]
# ## What is refused
#
# On data of CBS no plan may be made: from these only statistics leave. `vroeg plan` stops here:

# %%
try:
    refuse_real(DataStatus.REAL)
except VroegError as refused:
    print(refused)

# %% [markdown]
# It stops before a row is read, and says why.

# %% [markdown]
# ## Exercise
#
# Which events are declared? Compare the year after a move to another address in the same way.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
print(", ".join(events.EVENTS))
other = events.compare(found, events.happened(registers, "moving", [found.rows]), "moving")
a_year_later(other).select("event", "arm", "value", "low", "high", "n", "status")

# %% [markdown]
# ## What was seen
#
# A capacity buys coverage with needless contact, and moments can say when to offer. How steps of the work
# itself lose people is in [09 the chain](09_chain.ipynb).
