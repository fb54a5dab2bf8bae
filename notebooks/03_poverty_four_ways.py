# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 03 Poverty, measured four ways
#
# **Question.** How much does the answer to "who lives in poverty?" depend on the line that is drawn?
#
# There is no single poverty line in the Netherlands. CBS's low-income line follows prices, the social
# minimum follows the law, the European line follows the median, and the line of CBS, SCP and
# Nibud (2024) follows what a household needs. The suite never uses the bare word. All persons here are
# **synthetic**.

# %%
from datetime import date

import polars as pl
from drawn import figure

from vroegsignalering.pipeline import country, plans_country, tables
from vroegsignalering.poverty import Composition, indicators, lines_table, standard_lines
from vroegsignalering.registers import Registers
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.release import STANDARD
from vroegsignalering.synthesis.practice import practice_registers
from vroegsignalering.vocabulary import GroupAttribute

# %% [markdown]
# ## Four definitions
#
# Each line says what is compared, for whom, and where that is written. Read the words before the numbers:
# a share below one line answers another question than a share below the next.

# %%
lines = standard_lines()
pl.DataFrame(
    [{"line": name, "says (Dutch)": line.says, "source": line.source} for name, line in lines.items()]
)

# %% [markdown]
# No two lines say the same. Published amounts are kept with their source, and a derived amount is marked
# as derived. Here is the newest amount of each line, per type of household.

# %%
alone, family = Composition(), Composition(adults=2, children=2)
amounts = lines_table().filter(pl.col("household").is_in([alone.name, family.name])).sort("year")
amounts.group_by("line", "household", maintain_order=True).last().select(
    "line", "year", "household", "amount_eur_month", "verified"
)

# %% [markdown]
# Amounts differ by type of household: a line is never one number for everybody.

# %% [markdown]
# ## One country, four answers
#
# The same synthetic households in the same year, counted below each line. Counts pass the door first;
# intervals are 95 %.

# %%
registers = Registers.open(practice_registers())
year = 2022
counts, _ = country.poverty(registers, (year,), GroupAttribute.PROVINCE)
released = tables.through_the_door(counts, plans_country.POVERTY, STANDARD).table
whole = released.filter(attribute="all", unit_of_count="households").sort("value")
whole.select("line", "value", "low", "high", "n", "status")

# %%
figure(whole, "line", f"Share of synthetic households below each line, {year}")

# %% [markdown]
# The lines differ by more than chance: a figure without the name of its line says little.

# %% [markdown]
# ## The line decides who, not only how many
#
# Per type of household the order of groups may change with the line. Two lines stand beside each other,
# with 95 % intervals.

# %%
types = released.filter(
    pl.col("attribute") == "household_type",
    pl.col("unit_of_count") == "households",
    pl.col("line").is_in(["low_income", "eu_median_60"]),
).sort("group", "line")
figure(
    types.with_columns(what=pl.format("{}, {}", "group", "line")),
    "what",
    f"Share of synthetic households below two lines, by type of household, {year}",
)

# %% [markdown]
# Hatched rows are too small to show; where intervals overlap no order can be claimed.

# %% [markdown]
# ## From a line to indicators
#
# `indicators` gives Eurostat's indicators with standard errors, on any table with incomes: registers, or a
# survey with weights. Persons count here, each with the income of their household.

# %%
incomes = (
    registers.recorded(date(year, 12, 31))
    .rows(HOUSEHOLD_INCOME, ["year", "population", "person_count", "standardised_income_eur_year", "tenure"])
    .filter(pl.col("year") == year, HOUSEHOLD_INCOME.column("population").slug_expr() == "private")
    .with_columns(HOUSEHOLD_INCOME.column("tenure").slug_expr())
    .collect()
)
table = indicators(
    incomes, income="standardised_income_eur_year", weight="person_count", by="tenure", drop_missing=True
)
table.filter(pl.col("tenure").is_null()).drop("tenure").with_columns(pl.col(pl.Float64).round(4))

# %%
rates = table.filter(indicator="at_risk_of_poverty_rate").with_columns(pl.col("tenure").fill_null("all"))
figure(rates, "tenure", f"Share of synthetic persons below 60 % of the median, by tenure, {year}")

# %% [markdown]
# A threshold that is estimated has an error of its own, and the standard errors count it.

# %% [markdown]
# ## Exercise
#
# How much does the share change when the line is 50 % of the median? Use `threshold`.

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
half = indicators(
    incomes, income="standardised_income_eur_year", weight="person_count", threshold=0.5, drop_missing=True
)
half.filter(indicator="at_risk_of_poverty_rate").select("value", "se", "low", "high", "n")

# %% [markdown]
# ## What was seen
#
# Four lines, four answers, and not the same households. Every table of the suite therefore names its line;
# the amounts stand in the table `lines` of each bundle of evidence.
# Next: [04 a model you can read](04_entry_model.ipynb).
