# ---
# jupyter:
#   kernelspec:
#     display_name: vroegsignalering
#     language: python
#     name: vroegsignalering
# ---

# %% [markdown]
# # 11 To CBS and back
#
# **Question.** Which steps lie between files in a closed environment and a table that may leave it?
#
# Inspect, check, run, protect, export: the same functions inside CBS and here. Only one path changes. Here
# all files are **synthetic**.

# %%
import tempfile
from pathlib import Path

import polars as pl
from drawn import figure

from vroegsignalering.errors import DisclosureError
from vroegsignalering.pipeline import country, plans_country, tables
from vroegsignalering.registers import Registers
from vroegsignalering.registers.checking import check
from vroegsignalering.registers.inspecting import inspect_file
from vroegsignalering.release import STANDARD, BundleHeader, Evidence
from vroegsignalering.release.export import export
from vroegsignalering.release.scanner import scan
from vroegsignalering.synthesis.practice import practice_registers
from vroegsignalering.vocabulary import GroupAttribute

folder, out = practice_registers(), Path(tempfile.mkdtemp())

# %% [markdown]
# ## Inspect: what is this file?
#
# Names, types and counts of empty values; never a value. The two columns of the key are left out here: the scanner
# takes their names in an artefact for a sign that rows came along.

# %%
file = sorted(folder.rglob("INHA2022*"))[0]
seen = inspect_file(file if file.is_file() else sorted(file.rglob("*.parquet"))[0])
seen.rows, seen.columns.slice(2, 5)

# %% [markdown]
# Rows are counted and columns described; nothing of a household is on the screen.

# %% [markdown]
# ## Check: is it what we think?
#
# A fault stops a run; a note is worth knowing. `vroeg check` prints the same list.

# %%
report = check(folder, headers_only=True)
report.clean, report.files

# %% [markdown]
# A clean check says that files fit their declarations, not that they are right.

# %% [markdown]
# ## Run: from rows to counts
#
# `vroeg run` does a whole study; here one table of it, to see every step. Counts come from rows, and the
# door decides which may be seen.

# %%
registers = Registers.open(folder)
counts, _ = country.poverty(registers, (2022,), GroupAttribute.PROVINCE)
released = tables.through_the_door(counts, plans_country.POVERTY, STANDARD)
released.table.height, released.hidden

# %%
rows = released.table.filter(line="low_income", attribute="age_band", unit_of_count="households")
figure(rows, "group", "Share of synthetic households below the CBS low-income line, by age, 2022")

# %% [markdown]
# Hatched rows did not pass: too few, or they would give away a neighbour.

# %% [markdown]
# ## Export: what the output checker gets
#
# Evidence accepts tables that went through the door, and declared ones behind which no person stands. A
# frame cannot get in.

# %%
header = BundleHeader(
    study="practice",
    transition="entry",
    line="low_income",
    data_status=registers.provenance.status.value,
    persons=registers.provenance.persons,
    seed=registers.provenance.seed,
    code_version="notebook",
    study_hash="",
    preregistration_hash="",
    profile="standard",
)
bundle = Evidence.of(header, [released]).write(out / "bundle")
len(scan(bundle))

# %%
packed = export(bundle, out / "export.zip")
pl.DataFrame({"file": list(packed.files)}), packed.review

# %% [markdown]
# The scanner found nothing that may belong to a person; that is no proof, and a person checks before
# anything leaves.

# %% [markdown]
# ## Exercise
#
# Try to put the counts, unprotected, into evidence. What does the message say?

# %% tags=["exercise"]
# your answer here

# %% tags=["solution"]
try:
    Evidence.of(header, [counts])
except DisclosureError as refused:
    print(type(refused).__name__, "-", str(refused).splitlines()[0])

# %% [markdown]
# ## What was seen
#
# Five steps, each of which can say no. The rules of the door are in `vroegsignalering.release`; how to do
# this inside CBS stands in `docs/how-to/remote_access.md`.
