"""What the project released before: two tables that differ by a few persons give those persons away.

Entries are keyed by the vintage of the data, the study and the content of the table, so that a rerun is recognised and
is no leak. The ledger holds protected numbers only; it may be committed.
"""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path

import polars as pl

from vroegsignalering.errors import DisclosureError, ReproductionError
from vroegsignalering.release.disclosure import MARKED, release
from vroegsignalering.release.output import HIDDEN, Released
from vroegsignalering.release.plan import TOTAL, Plan
from vroegsignalering.release.presentation import base_of
from vroegsignalering.release.profiles import PROFILES, STANDARD, Profile

_CELL = {"key": pl.String, "column": pl.String, "low": pl.Float64, "high": pl.Float64, "status": pl.String}
_ENTRY = ("vintage", "study", "name", "population", "profile", "content")
_TRIES = 6
_SHOWN_BEFORE = "is shown in table"


class Ledger:
    """Released cells of a project, in a folder of its own or in memory.

    Parameters
    ----------
    folder : Path, optional
        ``index.json`` and one CSV per released table.

    Raises
    ------
    ReproductionError
        A file of the ledger was changed.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = None if folder is None else Path(folder)
        self._entries: list[dict[str, str]] = []
        self._cells: dict[str, pl.DataFrame] = {}
        if self.folder is not None and (self.folder / "index.json").is_file():
            self._read(self.folder)

    @property
    def entries(self) -> list[dict[str, str]]:
        """One per released table: vintage, study, name, population, profile, content."""
        return list(self._entries)

    def knows(self, released: Released, vintage: str, study: str = "") -> bool:
        """This very table was released before from these data."""
        content = _content(released)
        return any(one["content"] == content for one in self._of(vintage, study))

    def conflicts(self, released: Released, vintage: str, width: float, study: str = "") -> pl.DataFrame:
        """Rows that would give persons away beside what was released before from the same data.

        Parameters
        ----------
        released : Released
        vintage : str
            Names the data.
        width : float
            Fewest persons that two counts of one cell may surely differ by.
        study : str
            Whom a table counts whose dimensions do not say it, such as ``entry, low_income``; a cell of another
            study is another cell.

        Returns
        -------
        polars.DataFrame
            ``key``, ``column`` and ``reason``: the count differs from an earlier one by fewer than
            ``width``; an earlier table of the same population hid the cell to protect others; or this table
            hides it to protect others, and an earlier one shows it.
        """
        new = _cells(released)
        hides, hid = pl.col("status").is_in(HIDDEN), pl.col("status_old").is_in(HIDDEN)
        found = [pl.DataFrame(schema={"key": pl.String, "column": pl.String, "reason": pl.String})]
        for entry in self._of(vintage, study):
            both = new.join(self._cells[entry["content"]], on=["key", "column"], suffix="_old")
            least, most = pl.col("low") - pl.col("high_old"), pl.col("high") - pl.col("low_old")
            same = (pl.col("low") == pl.col("low_old")) & (pl.col("high") == pl.col("high_old"))
            near = pl.max_horizontal(least.abs(), most.abs()) < width
            near = ~hides & ~same & near
            found.append(_said(both.filter(near), f"differs by a few from table {entry['name']}"))
            if entry["population"] == released.plan.population:
                opens = ~hides & (pl.col("status_old") == "secondary")
                opened = ~hid & (pl.col("status") == "secondary")
                found.append(_said(both.filter(opens), f"protects others in table {entry['name']}"))
                found.append(_said(both.filter(opened), f"{_SHOWN_BEFORE} {entry['name']}"))
        return pl.concat(found).unique(["key", "column"], keep="first", maintain_order=True)

    def record(self, released: Released, vintage: str, study: str = "") -> None:
        """Write the table down, once per vintage, study and content."""
        if self.knows(released, vintage, study):
            return
        content = _content(released)
        self._cells[content] = _cells(released)
        plan = released.plan
        said = (vintage, study, plan.name, plan.population, released.profile, content)
        self._entries.append(dict(zip(_ENTRY, said, strict=True)))
        self._entries.sort(key=lambda one: (one["vintage"], one["study"], one["name"], one["content"]))
        if self.folder is not None:
            self._write(self.folder, content)

    def _of(self, vintage: str, study: str) -> list[dict[str, str]]:
        return [one for one in self._entries if (one["vintage"], one["study"]) == (vintage, study)]

    def _write(self, folder: Path, content: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        files = {
            f"{content}.csv": self._cells[content].write_csv(line_terminator="\n"),
            "index.json": json.dumps(self._entries, indent=1, ensure_ascii=False) + "\n",
        }
        for name, text in files.items():
            made = folder / f".{name}.part"
            made.write_bytes(text.encode())
            made.replace(folder / name)

    def _read(self, folder: Path) -> None:
        index = folder / "index.json"
        try:
            self._entries = [
                {name: str(one[name]) for name in _ENTRY} for one in json.loads(index.read_bytes())
            ]
        except (ValueError, KeyError, TypeError):
            raise ReproductionError(
                "the index of the ledger cannot be read", where=str(index), mend="put back the file as it was"
            ) from None
        for entry in self._entries:
            path = folder / f"{entry['content']}.csv"
            if not path.is_file():
                raise ReproductionError("the ledger misses a table", where=str(path))
            frame = pl.read_csv(BytesIO(path.read_bytes()), schema_overrides=_CELL)
            if _digest(frame) != entry["content"]:
                raise ReproductionError("the ledger was changed", where=str(path))
            self._cells[entry["content"]] = frame


def release_once(
    table: pl.DataFrame,
    plan: Plan,
    profile: Profile = STANDARD,
    *,
    ledger: Ledger,
    vintage: str,
    rounded_input: int = 1,
) -> Released:
    """Release a table so that it gives nothing away beside earlier ones, and write it down.

    Parameters
    ----------
    table, plan, profile, rounded_input
        As for :func:`release`.
    ledger : Ledger
    vintage : str
        Names the data, such as the checksum in their provenance; other data are other persons.

    Returns
    -------
    Released
        Written down in the ledger, unless the same was there.

    Raises
    ------
    DisclosureError
        Conflicts remain after hiding what conflicts.
    """
    given = table[MARKED].cast(pl.String).fill_null("") if MARKED in table.columns else [""] * table.height
    marks = pl.Series(MARKED, given, dtype=pl.String)
    for _ in range(_TRIES):
        released = release(table.with_columns(marks), plan, profile, rounded_input=rounded_input)
        if ledger.knows(released, vintage):
            return released
        conflicts = ledger.conflicts(released, vintage, profile.width)
        if not conflicts.height:
            ledger.record(released, vintage)
            return released
        closing = conflicts.filter(~pl.col("reason").str.starts_with(_SHOWN_BEFORE))
        if not closing.height:
            break  # what an earlier table shows cannot be hidden any more
        reasons = closing.group_by("key").agg(pl.col("reason").sort().first())
        keyed = table.select(_key(plan).alias("key")).join(
            reasons, on="key", how="left", maintain_order="left"
        )
        marks = pl.Series(MARKED, [new or old for new, old in zip(keyed["reason"], marks, strict=True)])
    raise given_away(plan.name, conflicts, ledger.folder)


def given_away(name: str, conflicts: pl.DataFrame, ledger: Path | None = None) -> DisclosureError:
    """The error for a table with conflicts; it names how many and the first reason, and no cell.

    Parameters
    ----------
    name : str
        Of the table.
    conflicts : polars.DataFrame
        From :meth:`Ledger.conflicts`.
    ledger : Path, optional
        Where the earlier tables stand.
    """
    beside = f", beside the ledger {ledger.as_posix()}" if ledger else ""
    return DisclosureError(
        f"{conflicts.height} cells differ by a few persons from earlier tables, or undo what those hide",
        where=f"table {name!r}{beside}",
        found=conflicts["reason"][0],
        mend="publish the same groups as before, or wider ones; synthetic data, behind which nobody stands, may begin "
        "another --ledger",
    )


def _cells(released: Released) -> pl.DataFrame:
    """Key, column, bounds and status of every count of a released table."""
    plan = released.plan
    base = base_of(plan, PROFILES.get(released.profile, STANDARD))
    keyed = released.table.select(_key(plan).alias("key"), *plan.count_columns, "status")
    long = keyed.unpivot(
        plan.count_columns, index=["key", "status"], variable_name="column", value_name="value"
    )
    low = (pl.col("value") - base // 2).clip(lower_bound=0)
    bounded = long.with_columns(
        low=low.cast(pl.Float64), high=(pl.col("value") + (base - 1) // 2).cast(pl.Float64)
    )
    return bounded.select(list(_CELL)).sort("key", "column")


def _key(plan: Plan) -> pl.Expr:
    """Dimensions in words, sorted by name, margins left out."""
    words = [
        pl.when(pl.col(name).cast(pl.String) != TOTAL).then(
            pl.format(f"{name}={{}}", pl.col(name).cast(pl.String))
        )
        for name in sorted(plan.dimensions)
    ]
    return pl.concat_str(words, separator="|", ignore_nulls=True)


def _said(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    return rows.select("key", "column", pl.lit(reason).alias("reason"))


def _content(released: Released) -> str:
    return _digest(_cells(released))


def _digest(cells: pl.DataFrame) -> str:
    return hashlib.sha256(cells.write_csv(line_terminator="\n").encode()).hexdigest()
