# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 07 Audit: whom do we miss?
#
# **Question.** When help is offered to the five per cent with the highest estimated risk, who is missed,
# how sure are we, and would we have noticed?
#
# A model can be right on average and wrong for a group. The audit compares each group with all others,
# gives every figure an interval, and gives a verdict that
# is never "fair": at best *no difference beyond the margin was shown*. All persons here are **synthetic**.

# %%
import warnings
from dataclasses import replace
from pathlib import Path

import polars as pl
from drawn import figure
from fitting import practice_in_memory

from vroegsignalering.audit import read_preregistration
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline import plans, tables
from vroegsignalering.pipeline.fit import Fitted, directions
from vroegsignalering.proving import prove
from vroegsignalering.release import STANDARD
from vroegsignalering.risk import ModelDeclaration, SeparationWarning, fit_declared
from vroegsignalering.study import assemble

# %% [markdown]
# ## A model to audit
#
# The entry study declares everything: who is at risk, which features, which years. Here we take four of its
# years and the logistic model, to be quick.
# People are split by their key: nobody is in two parts.

# %%
study = Path("../models/entry")
definition = Manifest.read(study).study
mode = definition.primary_mode
registers = practice_in_memory()
data = assemble(registers, definition, (2019, 2020, 2021, 2022), mode)
train, held, test = data.of("train", (2019, 2020)), data.of("calibrate", (2021,)), data.of("test", (2022,))
declared = ModelDeclaration(id="logistic", kind="logistic")
with warnings.catch_warnings():
    warnings.simplefilter("ignore", SeparationWarning)  # a small country holds some rare values
    model = fit_declared(train, held, declared, directions=directions(definition))
fitted = Fitted(mode=mode, models={"logistic": model}, everyone=data, train=train, calibrate=held, test=test)

# %% [markdown]
# The test people and the test year were never seen by the model.

# %% [markdown]
# ## What was fixed beforehand
#
# Groups, capacity, margins and the order of the main list stand in `preregistration.toml`, sealed before
# the test year is opened. A margin that nobody has set is a
# placeholder and is printed as such.

# %%
registered = replace(
    read_preregistration(study / "preregistration.toml"),
    groups=("age_band", "household_type", "tenure", "sex", "origin"),
    intersections=(("sex", "tenure"),),
)
registered.capacity, registered.main, registered.margin_note

# %% [markdown]
# What is printed here is what the audit is held to, the note on the margin included.

# %% [markdown]
# ## Whom do we miss
#
# *Coverage* is the share that would be offered help, among those whose income later fell below the line.
# The table passes the door before anyone sees it: small groups are hidden.

# %%
whole, crossed = tables.fairness(fitted, "logistic", registered, replicates=128)
released = tables.through_the_door(whole, plans.FAIRNESS, STANDARD).table
coverage = released.filter(pl.col("metric") == "coverage", pl.col("reference").is_null())
coverage.select("attribute", "group", "value", "low", "high", "n", "status")

# %%
figure(
    coverage.filter(pl.col("attribute").is_in(["all", "tenure", "age_band"])),
    "group",
    "Share offered help among synthetic households that later fell below the CBS low-income line",
)

# %% [markdown]
# Wide intervals are the honest answer of a small country; hatched rows are too small to show.

# %% [markdown]
# ## How sure are we
#
# Each gap is held against the margin. Four verdicts exist, and *too few to judge* is one of them.

# %%
released.filter(pl.col("metric").str.ends_with("_difference")).group_by("verdict").len().sort(
    "len", descending=True
)

# %% [markdown]
# A verdict that cannot be given is counted, not left out.

# %% [markdown]
# ## Would we have noticed
#
# The proving ground plants a fault of known size in invented scores and runs the same audit blind. The
# share of times that it notices is its *power*; how often it cries
# without a fault is its false alarm. Ten worlds each, to be quick; the evidence has a hundred.

# %%
planted = {"faults": ("none", "single_contrast"), "sizes": (0.2,), "group_sizes": (50, 200)}
proven = prove(replicates=10, **planted, intervals=False, workers=1)
power = proven.with_columns(what=pl.format("{}, {} in need per group", "metric", "n_group"))
figure(power, "what", "How often the audit speaks: with a planted gap of 20 points, and without a fault")

# %% [markdown]
# With few people in need per group even a large gap often goes unseen: silence of an audit is no proof.

# %% [markdown]
# ## Exercise
#
# What happens to coverage when twice as many households can be approached? Change the capacity and run the
# audit again.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
everyone = replace(registered, capacity=0.10, groups=(), intersections=())
wider, _ = tables.fairness(fitted, "logistic", everyone, replicates=64)
door = tables.through_the_door(wider, plans.FAIRNESS, STANDARD).table
door.filter(metric="coverage", attribute="all").select("capacity", "value", "low", "high", "n")

# %% [markdown]
# ## What was seen
#
# Coverage differs between groups by chance and perhaps by more; the intervals say which. Where an audit has
# little power its silence says little. The same audit runs on
# anybody's scores: see [10 your own data](10_your_own_data.ipynb).
