"""Municipality codes of different years: how codes are written, which merged into which, and which match nothing.

Mergers of 2014 to 2023 stand in ``data/municipal_mergers.csv``; they come from general knowledge and their counts per year
are tested. A municipality that was divided has no single successor, and no function here pretends it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from vroegsignalering.errors import DeclarationError
from vroegsignalering.facts.published import load

FIRST_YEAR, LAST_YEAR = 2013, 2025
"""Classification years that mergers are known for; nothing merged between 2023 and 2025."""


def gemeente_code(written: object) -> str | None:
    """The code as ``GM0363``, from any way of writing: ``363``, ``"0363"``, ``"GM0363  "``, ``"Gm363"``.

    Returns None when it is no code at all.

    Examples
    --------
    >>> gemeente_code(" 363 "), gemeente_code("GM0014  "), gemeente_code("Utrecht")
    ('GM0363', 'GM0014', None)
    """
    hit = re.fullmatch(r"\s*(?:GM)?(\d{1,4})(?:\.0)?\s*", str(written), re.IGNORECASE)
    return f"GM{int(hit.group(1)):04d}" if hit and int(hit.group(1)) > 0 else None


def current_codes() -> frozenset[str]:
    """The 342 codes of the classification of 2023, 2024 and 2025."""
    return frozenset(load("gemeenten")["gm_code"].to_list())


def codes_of(year: int) -> frozenset[str]:
    """Codes of the classification of a year.

    Raises
    ------
    DeclarationError
        No mergers are known for that year.
    """
    _known(year)
    codes = set(current_codes())
    for merger_year in range(LAST_YEAR, year, -1):
        changes = _mergers().filter(pl.col("classification_year") == merger_year)
        codes -= _born(merger_year)
        codes |= set(changes["old_code"].to_list())
    return frozenset(codes)


@lru_cache(maxsize=1)
def _mergers() -> pl.DataFrame:
    return load("municipal_mergers")


def _born(year: int) -> set[str]:
    """Codes that first occur in the classification of a year."""
    changes = _mergers().filter((pl.col("classification_year") == year) & (pl.col("is_new_code") == "yes"))
    return set(changes["new_code"].to_list())


def successors(year_from: int, year_to: int) -> pl.DataFrame:
    """Where each code of one classification went in a later one.

    Parameters
    ----------
    year_from, year_to : int
        Classification years, ``year_from <= year_to``.

    Returns
    -------
    polars.DataFrame
        ``old_code, new_code, divided``: one row per old code; for a divided one ``new_code`` is null, because its
        persons went to several municipalities and a table of codes cannot tell whose went where.

    Raises
    ------
    DeclarationError
        A year without known mergers, or the years in the wrong order.
    """
    _known(year_from)
    _known(year_to)
    if year_from > year_to:
        raise DeclarationError("codes can be moved forward only", found=f"{year_from} to {year_to}",
                               mend="a merger cannot be undone from codes")  # fmt: skip
    now: dict[str, str | None] = {code: code for code in codes_of(year_from)}
    for year in range(year_from + 1, year_to + 1):
        step = _step(year)
        now = {old: step.get(code, code) if code is not None else None for old, code in now.items()}
    rows = [(old, code, code is None) for old, code in sorted(now.items())]
    return pl.DataFrame(
        rows, schema={"old_code": pl.String, "new_code": pl.String, "divided": pl.Boolean}, orient="row"
    )


def _step(year: int) -> dict[str, str | None]:
    changes = _mergers().filter(pl.col("classification_year") == year)
    return {
        row["old_code"]: None if row["divided"] == "yes" else row["new_code"]
        for row in changes.iter_rows(named=True)
    }


def match_codes(codes: Iterable[object], year: int) -> pl.DataFrame:
    """Which of these codes belong to the classification of a year, and what the others are.

    Returns
    -------
    polars.DataFrame
        ``written, code, status, new_code``, one row per distinct code, sorted; ``status`` is ``known``, ``merged``
        (older; ``new_code`` says into which), ``divided`` (older, split up), ``later`` (does not exist yet) or
        ``unknown``.
    """
    known, later = codes_of(year), current_codes()
    moved = _moved_until(year)
    rows: list[tuple[str, str | None, str, str | None]] = []
    for written in sorted({str(one) for one in codes}):
        code = gemeente_code(written)
        if code in known:
            rows.append((written, code, "known", code))
        elif code in moved:
            rows.append((written, code, "merged" if moved[code] else "divided", moved[code]))
        else:
            rows.append((written, code, "later" if code in later else "unknown", None))
    schema = {"written": pl.String, "code": pl.String, "status": pl.String, "new_code": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _moved_until(year: int) -> dict[str, str | None]:
    moved: dict[str, str | None] = {}
    for past in range(FIRST_YEAR + 1, year + 1):
        step = _step(past)
        moved = {
            old: step.get(code, code) if code is not None else None for old, code in moved.items()
        } | step
    return moved


def _known(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DeclarationError(
            f"no mergers known for the classification of {year}",
            mend=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
        )
