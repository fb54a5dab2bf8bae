# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 05 Exit: ways out
#
# **Question.** Among households below the CBS low-income line, who gets above it within a year, and what
# goes together with that?
#
# The exit study is a second folder of declarations: the same code, another transition. Features that raise
# the risk of falling below are expected to lower the chance of getting out, and the directions turn
# round by themselves. All persons here are **synthetic**.

# %%
import polars as pl
from drawn import figure
from fitting import practice_fit

from vroegsignalering.pipeline import explained, plans, plans_beside, tables
from vroegsignalering.release import STANDARD
from vroegsignalering.study import FEATURES

fitted = practice_fit("exit", "logistic")
len(fitted.everyone), round(float(fitted.everyone.y.mean()), 2)

# %% [markdown]
# ## What was recorded a year later
#
# Getting above the line is one outcome among several; death and departure are others, and are counted as
# such. Each has its count, or the reason why the door hides it.

# %%
outcomes = tables.through_the_door(tables.outcomes(fitted.everyone), plans.OUTCOMES, STANDARD).table
outcomes.filter(index_year=2022).select("outcome", "n", "status")

# %% [markdown]
# Above the line by one euro is also above: how far, the study of the line itself must say.

# %% [markdown]
# ## By group
#
# Shares with 95 % intervals, over all index years of this notebook together. A group that is too small to
# show is hatched.

# %%
everyone = fitted.everyone
frame = everyone.groups.with_columns(y=pl.Series(everyone.y))
counted = pl.concat(
    frame.group_by(pl.col(name).alias("group")).agg(
        n=pl.len().cast(pl.Int64), n_outcome=pl.col("y").sum().cast(pl.Int64)
    )
    .with_columns(attribute=pl.lit(name), line=pl.lit("low_income"), index_year=pl.lit(2022, pl.Int32))
    for name in ("household_type", "income_source")
)  # fmt: skip
released = tables.through_the_door(counted, plans.RATES, STANDARD).table
figure(
    released, "group", "Share of synthetic households that got above the CBS low-income line within a year"
)

# %% [markdown]
# Wide intervals: few households live below the line in a small country, and years of one household are
# counted as if they were separate.

# %% [markdown]
# ## What goes together with getting out
#
# The contributions that differ most between households on social assistance and all others. Nobody is
# helped by a correlation: it says where to look.

# %%
parts = explained.factors(fitted, "logistic", ("income_source",))
door = tables.through_the_door(parts, plans_beside.FACTORS, STANDARD).table
titles = {name: FEATURES[name].title_en for name in fitted.everyone.X.columns}
largest = (
    door.filter(pl.col("group") == "social_assistance", pl.col("value").is_not_null())
    .sort(pl.col("value").abs(), descending=True)
    .head(8)
    .with_columns(what=pl.format("{}: {}", "group", pl.col("feature").replace(titles)))
)
figure(largest, "what", "Contribution to the difference in estimated chance of getting above the line")

# %% [markdown]
# A contribution describes the model, not what would happen if a feature changed.

# %% [markdown]
# ## Exercise
#
# How many households of the cohort of 2022 have an outcome that is neither above nor below? Counts that
# the door hides are left out.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
others = outcomes.filter(pl.col("index_year") == 2022, ~pl.col("outcome").is_in(["above", "below"]))
int(others["n"].sum() or 0)

# %% [markdown]
# ## What was seen
#
# The same code, another transition: one word in `study.toml`. A third study, `models/debt/`, shows that a
# new subject needs no Python either.
# Next: [06 explain](06_explain.ipynb).
