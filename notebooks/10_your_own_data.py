# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 10 Your own data
#
# **Question.** What can the suite say about a model that somebody else made?
#
# An audit needs no model, no register and no permission to see how scores were made: recorded outcomes and
# scores (or flags, or published counts) are enough.
# Everything here is invented; put your own file in its place. A **synthetic** file has no story of its own.

# %%
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from drawn import figure

from vroegsignalering.audit import Preregistration, audit, audit_counts
from vroegsignalering.audit.reading import read_scores
from vroegsignalering.audit.speaking import shown_gaps, shown_rates
from vroegsignalering.poverty import indicators
from vroegsignalering.proving import world
from vroegsignalering.texts import Texts

folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## A file of scores
#
# One row per household: a score, what was recorded later, and the groups. Any `.csv`, `.parquet`, `.sav` or
# `.dta` will do.

# %%
invented = world(400, np.random.default_rng(1)).scores
file = folder / "scores.csv"
invented.groups.with_columns(score=pl.Series(invented.risk), outcome=pl.Series(invented.outcome)).write_csv(
    file
)
scores = read_scores(file, outcome="outcome", score="score", groups=["group", "area"])
len(scores)

# %% [markdown]
# The number of rows that were read: hold it against your own file.

# %% [markdown]
# ## The audit
#
# Say beforehand which groups, which capacity and which margin; then look once. `vroeg audit scores.csv
# --outcome outcome --score score --capacity 0.05 --groups group,area`
# does the same from the command line.

# %%
registered = Preregistration(groups=("group", "area"), capacity=0.05)
table = audit(scores, registered, replicates=128)
shown_rates(table, ("base_rate", "coverage", "precision"), Texts("en"))

# %%
figure(
    table.filter(pl.col("metric") == "coverage", pl.col("reference").is_null()),
    "group",
    "Share selected among invented households with the outcome",
)

# %% [markdown]
# Both groups were made alike, and the intervals say so. Below, a verdict beside each gap says whether the
# margin is passed.

# %%
shown_gaps(table, Texts("en")).head(6)

# %% [markdown]
# ## From published counts
#
# A report often gives counts of right and wrong per group, and hides the small ones. The audit works with
# what is there: a hidden count becomes a range, not a guess.

# %%
counts = pl.DataFrame(
    {
        "attribute": ["age"] * 3,
        "group": ["under 30", "30 to 64", "65 and over"],
        "tn": ["820", "2400", "1100"],
        "fp": ["60", "110", "35"],
        "fn": ["70", "130", "suppressed"],
        "tp": ["50", "120", "20"],
    }
)
published = audit_counts(counts, Preregistration(), suppressed_below=10)
published.filter(pl.col("metric") == "true_positive_rate", pl.col("reference").is_null()).select(
    "group", "value", "low", "high", "n_outcome", "status"
)

# %% [markdown]
# The hidden count gives bounds without a point: what cannot be known is not filled in.

# %% [markdown]
# ## Indicators on a survey
#
# A survey has weights and households of several persons; standard errors follow from both. Which columns
# they are is for you to say.

# %%
rng = np.random.default_rng(2)
households = 1_000
survey = pl.DataFrame(
    {
        "household": np.repeat(np.arange(households), 2),
        "income": np.repeat(rng.lognormal(10.2, 0.5, households), 2),
        "weight": np.repeat(rng.uniform(50, 150, households), 2),
        "tenure": np.repeat(rng.choice(["rent", "own"], households), 2),
    }
)
found = indicators(survey, income="income", weight="weight", household="household", by="tenure")
rates = found.filter(indicator="at_risk_of_poverty_rate").with_columns(pl.col("tenure").fill_null("all"))
rates.select("tenure", "value", "se", "low", "high", "n")

# %%
figure(rates, "tenure", "Share of invented persons below 60 % of the median income")

# %% [markdown]
# `n` counts persons, the standard error counts households: two persons with one income are one draw.

# %% [markdown]
# ## Exercise
#
# Select with a threshold instead of a capacity, and compare the share selected per group. A threshold of
# 0.3 will do.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
other = audit(scores, Preregistration(groups=("group",), threshold=0.3), replicates=64)
shown_rates(other, ("selection_rate", "precision"), Texts("en"))

# %% [markdown]
# ## What was seen
#
# Scores, counts and a survey were enough for rates with intervals, gaps with verdicts, and indicators with
# standard errors. Nothing was published: before a table leaves your
# building it goes through the door, as in [11 to CBS and back](11_to_cbs_and_back.ipynb).
