# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 01 Meet the registers
#
# **Question.** Which files does the suite read, and what may be seen of them at a given moment?
#
# A study of poverty in the Netherlands stands on register files of CBS: one file per subject and year, with
# Dutch names and codes.
# The suite declares each file once; from then on everything has an English name and a unit. All persons
# here are **synthetic**.

# %%
from datetime import date

import polars as pl
from drawn import figure

from vroegsignalering.pipeline import country, plans_country, tables
from vroegsignalering.registers import Registers
from vroegsignalering.registers.checking import check
from vroegsignalering.registers.tables import ALL, HOUSEHOLD_INCOME, HOUSEHOLD_WEALTH, SOCIO_ECONOMIC_SPELLS
from vroegsignalering.release import STANDARD
from vroegsignalering.synthesis.practice import practice_registers
from vroegsignalering.vocabulary import GroupAttribute

# %% [markdown]
# ## Open a folder
#
# `Registers.open` finds the files and proves where they come from. A folder without a matching
# `provenance.json` counts as *real*, and then other rules apply. The first notebook that you run makes the
# practice country, and the others find it: 100,000 persons, or 4,000 with `VS_SIZE=small`.

# %%
registers = Registers.open(practice_registers())
registers.provenance.status, registers.provenance.persons

# %%
pl.DataFrame(
    [
        {
            "name": table.name,
            "file": table.cbs,
            "columns": len(table.columns),
            "years": str(registers.years(table)[-3:]),
        }
        for table in ALL
        if registers.years(table)
    ]
).head(12)

# %% [markdown]
# Each file has an English name beside its CBS name; yearly files have a year, files of spells have one
# edition that holds all earlier years.

# %% [markdown]
# ## What a column is
#
# A declaration says what a column is called, what its codes mean, and which values are no values at all.
# It also says whether the column may ever be used to estimate a risk.

# %%
pl.DataFrame(
    [
        {
            "name": c.name,
            "CBS": c.cbs,
            "meaning": c.en,
            "no value": len(c.sentinels),
            "class": c.attribute_class.name,
        }
        for c in HOUSEHOLD_INCOME.columns
    ]
).head(8)

# %%
work_status = next(c for c in SOCIO_ECONOMIC_SPELLS.columns if c.codes)
{code.code: (code.slug, code.nl) for code in work_status.codes[:6]}

# %% [markdown]
# Codes stay codes in the files and get words only where people read; the same declaration makes
# `docs/reference/registers.md`.

# %% [markdown]
# ## Four ways to reach a row
#
# The future leaks into a study through dates. So there is no `read`: `status(year)` defines who is at risk,
# `recorded(until)` and `known(on)` serve
# features, `after(on)` serves outcomes. *Known* counts a file only from the day it was published.

# %%
day = date(2022, 12, 31)
pl.DataFrame(
    [
        {
            "table": table.name,
            "recorded until 31-12-2022": registers.recorded(day).covers(table)[-1],
            "known on 31-12-2022": registers.known(day).covers(table)[-1],
            "days until published": registers.lag(table),
        }
        for table in (HOUSEHOLD_INCOME, HOUSEHOLD_WEALTH, SOCIO_ECONOMIC_SPELLS)
    ]
)

# %% [markdown]
# On the last day of 2022 the newest income that anybody could know is two years old: a model on incomes is
# research on factors, not an alarm.

# %% [markdown]
# ## Look without looking at anyone
#
# `check` compares the files with their declarations and counts; it prints no value of a person. `vroeg
# check DIR` is the same function.

# %%
report = check(practice_registers(), headers_only=True)
report.findings.group_by("severity", "rule").len().sort("len", descending=True).head(6)

# %% [markdown]
# Findings about how a file is made are worth reading before any result.

# %% [markdown]
# ## One picture
#
# The share of households below the CBS low-income line in each year, with a 95 % interval. The figure is
# drawn by the function that draws the reports,
# and its numbers pass the door (`release`) first.

# %%
years = registers.years(HOUSEHOLD_INCOME)[-3:]
counts, _ = country.poverty(registers, years, GroupAttribute.PROVINCE)
released = tables.through_the_door(counts, plans_country.POVERTY, STANDARD).table
whole = released.filter(line="low_income", attribute="all", unit_of_count="households").sort("year")
whole.select("year", "value", "low", "high", "n", "status")

# %%
figure(whole, "year", "Synthetic households below the CBS low-income line, per year")

# %% [markdown]
# Where the intervals overlap, the years do not differ by more than chance may do.

# %% [markdown]
# ## Exercise
#
# How many of all declared columns may be used to estimate a risk, and how many never? Group the columns of all
# tables by their class.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
pl.Series("class", [c.attribute_class.name for t in ALL for c in t.columns]).value_counts(sort=True)

# %% [markdown]
# ## What was seen
#
# Files with Dutch codes become tables with English names; four accesses keep the future out; checks and
# counts tell much without showing anyone.
# Next: [02 does the synthetic Netherlands fit](02_does_it_fit.ipynb), or [03 poverty, measured four
# ways](03_poverty_four_ways.ipynb).
