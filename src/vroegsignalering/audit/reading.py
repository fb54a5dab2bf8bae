"""A table of somebody's scores, from a CSV, Parquet or SPSS file to :class:`Scores`.

Labels stay text as written, text outcomes are mapped only when told which value is the outcome, and nothing is
dropped: a missing label is a group, a missing score or outcome is a refusal with its count.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vroegsignalering.audit.scores import Scores
from vroegsignalering.errors import RegisterError


def read_scores(
    path: Path,
    *,
    outcome: str,
    score: str | None = None,
    flag: str | None = None,
    groups: Sequence[str] = (),
    cluster: str | None = None,
    weight: str | None = None,
    positive: str | None = None,
) -> Scores:
    """Read the columns an audit needs.

    Parameters
    ----------
    path : Path
        ``.csv`` (``,``, ``;`` or tab), ``.parquet``, ``.sav``, ``.zsav`` or ``.dta``.
    outcome, score, flag, cluster, weight : str
        Column names.
    groups : sequence of str
        Columns of attributes.
    positive : str, optional
        The value of the outcome column (and of a text flag) that counts as 1.

    Raises
    ------
    RegisterError
        The file or a column is not there or not readable; an outcome is text without ``positive``.
    """
    wanted = [name for name in (outcome, score, flag, cluster, weight, *groups) if name is not None]
    frame = read_columns(path, wanted)
    return Scores(
        outcome=_outcome(frame[outcome], positive, f"outcome {outcome!r}"),
        risk=None if score is None else _number(frame[score], f"score {score!r}"),
        flag=None if flag is None else _flag(frame[flag], positive, f"flag {flag!r}"),
        groups=frame.select(_label(frame[name]) for name in dict.fromkeys(groups)),
        cluster=None if cluster is None else _label(frame[cluster]),
        weight=None if weight is None else _number(frame[weight], f"weight {weight!r}"),
    )


def read_columns(path: Path, wanted: Sequence[str]) -> pl.DataFrame:
    """Some columns of a file, each once, values untouched."""
    from vroegsignalering.registers.raw import (
        open_raw,
    )  # only files need the registers room; counting does not

    raw = open_raw(Path(path))
    for name in wanted:
        if name not in raw.schema:
            near = difflib.get_close_matches(name, raw.schema.names(), n=1)
            raise RegisterError(
                f"no column {name!r}",
                where=Path(path).name,
                found=", ".join(raw.schema.names()[:20]),
                mend=f"did you mean {near[0]!r}?" if near else "name a column of the file",
            )
    try:
        return raw.rows.select(list(dict.fromkeys(wanted))).collect(engine="streaming")
    except pl.exceptions.PolarsError as fault:
        raise RegisterError(
            "file cannot be read: damaged, cut short or of another format",
            where=Path(path).name,
            found=type(fault).__name__,
            mend="compare its size with the original; try `vroeg inspect` on it",
        ) from None


def _label(column: pl.Series) -> pl.Series:
    """Text of a label: whole numbers without a decimal point, no blanks around it, empty is missing."""
    if column.dtype.is_float():
        whole = column.cast(pl.Int64, strict=False)
        is_whole = bool((column.is_null() | column.is_nan() | (whole.cast(pl.Float64) == column)).all())
        column = (whole if is_whole else column.fill_nan(None)).cast(pl.String)
    text = column.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def _number(column: pl.Series, says: str) -> NDArray[np.float64]:
    if column.dtype == pl.String:
        text = column.str.strip_chars()
        text = text.set(text == "", None)
        plain = text.cast(pl.Float64, strict=False)
        if plain.null_count() > text.null_count():
            plain = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        broken = plain.null_count() - text.null_count()
        if broken:
            raise RegisterError(f"{says} is not a number", found=f"{broken} of {len(column)} rows")
        column = plain
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise RegisterError(f"{says} is not a number", found=str(column.dtype))
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _outcome(column: pl.Series, positive: str | None, says: str) -> NDArray[np.int8]:
    """0 and 1, from 0/1 or true/false, or from any value when told which one counts as 1."""
    text = _complete(column, says)
    if positive is None:
        return _plain(text, says)
    is_it = _coded(text).eq(_coded(pl.Series([positive.strip()]))[0])
    if not is_it.any():
        raise RegisterError(
            f"{says} never has the value given with --positive",
            found=f"{text.n_unique()} different values",
            mend="write the value exactly as in the file",
        )
    return is_it.cast(pl.Int8).to_numpy()


def _flag(column: pl.Series, positive: str | None, says: str) -> NDArray[np.bool_]:
    """A flag of 0/1 says itself who was selected; a text flag is in the words of the outcome."""
    text = _complete(column, says)
    if positive is None or _is_plain(text):
        return _plain(text, says).astype(np.bool_)
    return text.eq(positive.strip()).to_numpy()


def _complete(column: pl.Series, says: str) -> pl.Series:
    text = _label(column)
    if text.null_count():
        raise RegisterError(
            f"{says} is missing",
            found=f"{text.null_count()} of {len(text)} rows",
            mend="leave those rows out yourself and say so in the report",
        )
    return text


def _coded(text: pl.Series) -> pl.Series:
    return text.replace({"true": "1", "false": "0", "True": "1", "False": "0", "1.0": "1", "0.0": "0"})


def _is_plain(text: pl.Series) -> bool:
    return bool(_coded(text).is_in(["0", "1"]).all())


def _plain(text: pl.Series, says: str) -> NDArray[np.int8]:
    if not _is_plain(text):
        raise RegisterError(
            f"{says} is not 0 or 1",
            found=f"{text.n_unique()} different values",
            mend="say which value is the outcome: --positive VALUE",
        )
    return _coded(text).eq("1").cast(pl.Int8).to_numpy()
