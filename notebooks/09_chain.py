# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 09 The chain: from signal to help
#
# **Question.** Where along the chain from an arrear to a conversation do people drop out, and is it the
# same for everyone?
#
# Landlords, energy and water companies and health insurers send signals of arrears to municipalities (DDAS
# deliveries). A model may be even-handed while the chain is not: a step where a group drops out is
# seen only when steps are counted. All deliveries here are **synthetic**.

# %%
import polars as pl
from drawn import figure

from vroegsignalering.audit import ChainRules, chain_of_deliveries
from vroegsignalering.registers.signals import funnel, label, read_deliveries, validate
from vroegsignalering.synthesis.practice import practice_registers

files = sorted((practice_registers() / "signals").rglob("*.json"))
len(files)

# %% [markdown]
# ## Does a delivery keep the contract?
#
# Each fault has a path and no value. Identifiers are read to link, and never kept.

# %%
faults = validate(files[:2])
deliveries = read_deliveries(files)
len(faults), deliveries.begins_on, deliveries.ends_on

# %% [markdown]
# The first number counts the faults; the dates say which period the deliveries cover.

# %% [markdown]
# ## The funnel
#
# Signal, picked up, contact attempted, reached, result: each step is a share of the one before. The last
# column is the share of all signals that came so far.

# %%
steps = funnel(deliveries).steps
steps.filter(by="all").select("step", "n", "share_of_previous", "share_of_signals")

# %% [markdown]
# The narrowest step says where to look first.

# %% [markdown]
# ## The same for everyone?
#
# The audit of the chain compares each step between senders of the signal, with the case as the unit of
# chance. A gap gets a verdict only where its interval allows one.

# %%
table = chain_of_deliveries(deliveries, attributes=("partner",), rules=ChainRules())
reached = table.filter(pl.col("attribute") == "partner", pl.col("value").is_not_null())
reached.select("group", "from_step", "step", "value", "low", "high", "n_from", "verdict").head(8)

# %%
shown = reached.with_columns(
    what=pl.format(
        "{}: {}", pl.col("group").map_elements(lambda one: label(one, "en"), return_dtype=pl.String), "step"
    )
).head(12)
figure(shown, "what", "Share that goes on to each step, by who sent the signal")

# %% [markdown]
# Where intervals are wide the month is too short to judge; where a step differs, the cause may lie in the
# signals, the addresses or the work.

# %% [markdown]
# ## Exercise
#
# Make the funnel per kind of contact. Which kind loses most people from one step to the next?

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
steps.filter(by="contact_kind").select("group", "step", "n", "share_of_previous").head(8)

# %% [markdown]
# ## What was seen
#
# A chain as counts with intervals, from files without identifiers. `vroeg signals FILES` prints the funnel;
# the evidence table `chain` holds the audit.
# Next: [08 outreach](08_outreach.ipynb), [07 audit](07_audit.ipynb).
