# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 06 Explain: factors by group
#
# **Question.** Why is the estimated risk of one group higher than that of all others?
#
# The difference between a group and the rest is split over features, so that the parts add up to the whole.
# Parts have intervals; none of them is a cause. All persons here are **synthetic**,
# so that for once the true probabilities are known.

# %%
import numpy as np
import polars as pl
from drawn import figure
from fitting import TEST, practice_fit

from vroegsignalering.pipeline import explained, plans_beside, tables
from vroegsignalering.release import STANDARD
from vroegsignalering.risk import subgroups
from vroegsignalering.study import FEATURES
from vroegsignalering.synthesis.practice import practice_truth

fitted = practice_fit("entry", "logistic", truth=practice_truth())
data = fitted.everyone
titles = {name: FEATURES[name].title_en for name in data.X.columns}

# %% [markdown]
# ## The gap, feature by feature
#
# Renters against all others: how much of the difference in estimated risk comes with each feature, in
# share points. The largest parts are drawn with their intervals; then the parts of each group are added
# up.

# %%
parts = explained.factors(fitted, "logistic", ("tenure",))
released = tables.through_the_door(parts, plans_beside.FACTORS, STANDARD).table
largest = (
    released.filter(pl.col("group") == "rent", pl.col("value").is_not_null())
    .sort(pl.col("value").abs(), descending=True)
    .head(8)
    .with_columns(pl.col("feature").replace(titles))
)
figure(largest, "feature", "Contribution to the difference in estimated risk: renters and all others")

# %%
parts.group_by("group").agg(difference=pl.col("value").sum().round(4)).sort("group")

# %% [markdown]
# The parts of a group add up to its difference with all others, exactly.

# %% [markdown]
# ## Combinations
#
# Two features together may mark a group that neither marks alone. Combinations are proposed on one half of
# the households and tested on the other; those that fail the test are shown too.

# %%
found = subgroups(
    data.groups.select("age_band", "household_type", "tenure", "income_source"),
    data.y,
    cluster=data.cluster,
    conditions=2,
    number=3,
)
found.select("kind", "rule_en", "value", "low", "high", "n", "p_adjusted")

# %% [markdown]
# A small `p_adjusted` survived the test; the others are stories that the first half told.

# %% [markdown]
# ## The truth beside
#
# Only in a synthetic country: the probability that made each outcome, found by living the year after 200 times
# more. The audit may see it, a model never. Here it stands for a sample of households of the year that the
# model never saw.

# %%
seen = np.isin(data.year, TEST) & np.isfinite(data.truth)
beside = data.groups.select("tenure").with_columns(
    estimated=fitted.models["logistic"].predict_proba(data.X)[:, 1], true=data.truth, recorded=data.y
)
beside.filter(seen).group_by("tenure").agg(pl.len().alias("n"), pl.exclude("n").mean().round(4)).filter(
    pl.col("n") >= 100
).sort("tenure")

# %%
residual = beside.filter(seen).with_columns(value=pl.col("true") - pl.col("estimated"))
per_group = residual.group_by("tenure").agg(
    n=pl.len(), value=pl.col("value").mean(), half=1.96 * pl.col("value").std() / pl.len().sqrt()
)
figure(
    per_group.filter(pl.col("n") >= 100)
    .sort("tenure")
    .with_columns(low=pl.col("value") - pl.col("half"), high=pl.col("value") + pl.col("half")),
    "tenure",
    "True less estimated risk of entry, by tenure",
    reference=0.0,
)

# %% [markdown]
# Where the interval holds zero, the model is right on average for that group; it may still be wrong about every
# household in it. The recorded share is one draw from the truth: chance remains even with a perfect model.

# %% [markdown]
# ## Exercise
#
# Which feature contributes most for single parents? Ask for the factors by type of household, and let
# them pass the door.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
by_type = explained.factors(fitted, "logistic", ("household_type",))
shown = tables.through_the_door(by_type, plans_beside.FACTORS, STANDARD).table
shown.sort(pl.col("value").abs(), descending=True, nulls_last=True).group_by(
    "group", maintain_order=True
).first().select("group", "feature", "value", "low", "high")

# %% [markdown]
# ## What was seen
#
# A gap that adds up, combinations that were tested on households that did not propose them, and the truth
# beside. What is left unexplained is shown as such, in the evidence table `decomposition`.
# Next: [07 audit](07_audit.ipynb).
