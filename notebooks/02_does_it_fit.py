# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 02 Does the synthetic Netherlands fit what is published?
#
# **Question.** Where does the synthetic country agree with published figures, and where not?
#
# The country is simulated from published tables; no record of a person went in. Some tables steered the
# simulation (*calibration*), others were kept aside to test it (*validation*): only the second kind
# proves something. All persons here are **synthetic**.

# %%
import polars as pl
from drawn import figure

from vroegsignalering.fidelity import fidelity, read_targets, summary
from vroegsignalering.registers import Registers
from vroegsignalering.synthesis.practice import practice_registers

registers = Registers.open(practice_registers())
compared = fidelity(registers, read_targets())
compared.group_by("role", "status").len().sort("role", "status")

# %% [markdown]
# Every row is one published figure, with what the registers give and the error that chance may make.

# %% [markdown]
# ## Per table
#
# A small country misses by chance; a table that misses in a large one is wrong. The median difference
# says how far off a typical row of a table is.

# %%
summary(compared).sort("role", "table").select(
    "role", "table", "computed", "ok", "share_ok", "median_difference"
)

# %% [markdown]
# The share that agrees is lower for tables that were kept aside, as is to be expected.

# %% [markdown]
# ## One picture
#
# Achieved divided by published, for some rows that were kept aside; the line is perfect agreement. Each
# interval is what chance may do in a country of this size (95 %).

# %%
kept = compared.filter(
    pl.col("role") == "validation", pl.col("ratio").is_not_null(), pl.col("se") > 0, pl.col("published") > 0
)
half = 1.96 * pl.col("se") / pl.col("published")
drawn = kept.sort("table", "year", "group", "measure").gather_every(max(1, kept.height // 14)).head(14)
figure(
    drawn.with_columns(
        what=pl.format("{} {} {}", "table", "year", "group"),
        value=pl.col("ratio"),
        low=pl.col("ratio") - half,
        high=pl.col("ratio") + half,
    ),
    "what",
    "Achieved by published, tables kept aside",
    reference=1.0,
    percent=False,
)

# %% [markdown]
# An interval that misses the line shows where the synthetic country differs, and every result that leans on
# it inherits that.

# %% [markdown]
# ## Exercise
#
# Which rows are furthest from what is published? Sort by the distance of the ratio from one, and look at
# what these rows have in common.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
compared.filter(pl.col("ratio").is_not_null()).sort((pl.col("ratio") - 1).abs(), descending=True).select(
    "table", "year", "group", "measure", "published", "achieved", "ratio"
).head(5)

# %% [markdown]
# ## What was seen
#
# Agreement is measured per figure, and disagreement is listed instead of hidden. A fit to published tables
# does not make results about real people: a clean result here proves nothing about real groups.
# Next: [03 poverty, measured four ways](03_poverty_four_ways.ipynb).
