# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 04 Entry: a model you can read
#
# **Question.** What goes together with falling below the CBS low-income line within a year, and can every
# number of the model be read?
#
# An additive model gives each feature a curve: the estimate of a household is the sum of its values.
# Nothing is hidden, so a council can disagree with it. All persons here are **synthetic**.

# %%
import polars as pl
from drawn import figure
from fitting import practice_fit

from vroegsignalering.pipeline import plans, tables
from vroegsignalering.release import STANDARD
from vroegsignalering.study import FEATURES

fitted = practice_fit("entry", "additive")
model = fitted.models["additive"]

# %% [markdown]
# ## Who is in the study
#
# Every household that falls out is counted with its reason; death and departure are never coded as "not
# below the line". Flows pass the door in hundreds.

# %%
tables.through_the_door(tables.flow(fitted.everyone), plans.FLOW, STANDARD).table.filter(index_year=2022)

# %% [markdown]
# The cohort is what the flow leaves, nothing else.

# %% [markdown]
# ## Which features weigh most
#
# The span of a curve, in log-odds, says how far apart two households can come by this feature alone.
# Below the list stands the widest curve, with its intervals.

# %%
effects = tables.through_the_door(tables.effects(fitted, 10), plans.EFFECTS, STANDARD).table
spans = (
    effects.group_by("feature")
    .agg(span=pl.col("effect").max() - pl.col("effect").min())
    .sort("span", "feature", descending=[True, False], nulls_last=True)
)
spans.head(6)

# %%
strongest = spans["feature"][0]
curve = effects.filter(feature=strongest).with_columns(
    step=pl.coalesce(pl.col("level").cast(pl.String), pl.format("{} to {}", "from", "to"), pl.lit("edge")),
    value=pl.col("effect"),
)
figure(curve, "step", f"{FEATURES[strongest].title_en}: contribution to the log-odds", percent=False)

# %% [markdown]
# A curve with wide intervals is a question, not an answer; it goes together with the outcome and is no cause.

# %% [markdown]
# ## Does the estimated risk hold?
#
# Judged on test people, in a year that the model never saw. Discrimination asks whether those who fell
# below had the higher estimates, calibration whether estimates are as high as what was recorded.

# %%
performance = tables.through_the_door(
    tables.performances(fitted, 0.05, 64), plans.PERFORMANCE, STANDARD
).table
performance.filter(split="test").select("metric", "value", "low", "high", "n")

# %% [markdown]
# Few households make wide intervals, and some figures too small to show.

# %% [markdown]
# ## Exercise
#
# The model is its numbers. Write them as JSON, read them back, and show that the estimates are the same.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
from vroegsignalering.risk import from_numbers

again = from_numbers(model.to_numbers())
bool((again.predict_proba(fitted.test.X) == model.predict_proba(fitted.test.X)).all())

# %% [markdown]
# ## What was seen
#
# A model as a handful of curves with intervals, its estimates checked on people it did not know. What a
# readable model costs against a black box stands in the evidence table `readability`.
# Next: [06 explain](06_explain.ipynb), [07 audit](07_audit.ipynb).
