"""Reads X, whatever it came in, as named columns of numbers or of words.

Polars frames and lazy frames, pandas frames and numeric arrays are all read one column at a time, so that a lazy
frame over a file never stands in memory as a whole. Nothing is imputed, scaled or recoded here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import assert_all_finite, check_consistent_length, column_or_1d, validate_data

from vroegsignalering.risk.faults import DataFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of X by name, read when asked for.

    Parameters
    ----------
    names : tuple of str
        In the order of the model, not of the frame.
    rows : int
    words : frozenset of str
        Columns that hold text or categories.
    read : callable
        Name to polars Series.
    """

    names: tuple[str, ...]
    rows: int
    words: frozenset[str]
    read: Callable[[str], pl.Series]

    def numbers(self, name: str) -> np.ndarray:
        """A column as float64 (or float32 as it came), missing as NaN.

        Raises
        ------
        DataFault
            The column holds words that are no numbers.
        """
        series = self.read(name)
        if series.dtype in (pl.Float64, pl.Float32):
            return series.to_numpy()
        numbers = series.cast(pl.Float64, strict=False)
        words = numbers.null_count() - series.null_count()
        if words:
            raise DataFault(
                f"column {name!r} holds words where the model was fitted on numbers",
                where="X",
                found=f"{words} of {len(series)} rows",
                mend="hand over numbers, and leave empty what is not known",
            )
        return numbers.to_numpy()

    def text(self, name: str) -> pl.Series:
        """A column as categories, text or an Enum, missing as null; numbers become their shortest text."""
        series = self.read(name)
        if series.dtype.is_float():
            series = _number_words(series)
        return series if series.dtype in (pl.String, pl.Categorical, pl.Enum) else series.cast(pl.String)


def _number_words(series: pl.Series) -> pl.Series:
    """Text of category codes that came as floats: 3.0 is said as "3"."""
    values = series.fill_nan(None)
    whole = values.drop_nulls()
    if len(whole) and bool(((whole == whole.floor()) & whole.is_finite()).all()):
        return values.cast(pl.Int64).cast(pl.String)
    return values.cast(pl.String)


def places_of(words: pl.Series, levels: Sequence[str]) -> np.ndarray:
    """Place of each row's word among ``levels``: one past the last where missing, two past for a word that is not there."""
    missing, unseen = len(levels), len(levels) + 1
    if isinstance(words.dtype, pl.Enum):
        known = {level: place for place, level in enumerate(levels)}
        table = np.array([*(known.get(word, unseen) for word in words.dtype.categories), missing])
        return table[words.to_physical().cast(pl.UInt32).fill_null(len(table) - 1).to_numpy()]
    found = words.cast(pl.String).cast(pl.Enum(list(levels)), strict=False).to_physical()
    places = found.cast(pl.Int64).fill_null(unseen).to_numpy()
    return np.where(words.is_null().to_numpy(), missing, places) if words.null_count() else places


def columns_of(estimator: Any, X: Any, *, reset: bool) -> Columns:
    """X as :class:`Columns`, checked against what the estimator was fitted on.

    Raises
    ------
    DataFault
        A column is absent, twice there, of a kind that no model can read, or X has no rows.
    """
    if isinstance(X, pl.LazyFrame | pl.DataFrame):
        return _of_frame(estimator, X, reset)
    if hasattr(X, "iloc") and hasattr(X, "columns"):
        return _of_frame(estimator, _from_pandas(X), reset)
    values = validate_data(estimator, X, reset=reset, dtype=np.float64, ensure_all_finite=False)
    return _of_array(estimator, values)


def _of_array(estimator: Any, values: np.ndarray) -> Columns:
    names = tuple(getattr(estimator, "feature_names_in_", [f"x{j}" for j in range(values.shape[1])]))
    place = {name: j for j, name in enumerate(names)}
    return Columns(
        names=names,
        rows=len(values),
        words=frozenset(),
        read=lambda name: pl.Series(name, np.ascontiguousarray(values[:, place[name]])),
    )


def _of_frame(estimator: Any, frame: pl.DataFrame | pl.LazyFrame, reset: bool) -> Columns:
    schema = frame.collect_schema()
    if reset:
        names = tuple(schema)
        estimator.feature_names_in_ = np.array(names, dtype=object)
        estimator.n_features_in_ = len(names)
    else:
        names = tuple(
            getattr(estimator, "feature_names_in_", [f"x{j}" for j in range(estimator.n_features_in_)])
        )
    absent = [name for name in names if name not in schema]
    if absent:
        raise DataFault(
            f"{len(absent)} of the columns that the model was fitted on are absent",
            where="X",
            found="absent: " + ", ".join(absent),
            mend="hand over every column by its name; order and extra columns do not matter",
        )
    rows = frame.height if isinstance(frame, pl.DataFrame) else int(frame.select(pl.len()).collect().item())
    if not rows or not names:
        raise DataFault(
            "X holds nothing: 0 sample(s) or 0 feature(s)",
            where="X",
            found=f"{rows} rows, {len(names)} columns",
        )
    words = frozenset(name for name in names if _is_words(name, schema[name]))

    held: list[pl.Series] = []

    def read(name: str) -> pl.Series:
        if isinstance(frame, pl.DataFrame):
            return frame.get_column(name)
        if not held or held[0].name != name:
            held[:] = []
            held.append(frame.select(name).collect().get_column(name))
        return held[0]

    return Columns(names=names, rows=rows, words=words, read=read)


def _is_words(name: str, dtype: pl.DataType) -> bool:
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return True
    if dtype.is_numeric() or dtype in (pl.Boolean, pl.Null):
        return False
    raise DataFault(
        f"column {name!r} cannot be read by a model",
        where="X",
        found=str(dtype),
        mend="hand over numbers, yes/no, text or categories",
    )


def _from_pandas(X: Any) -> pl.DataFrame:
    if not X.columns.is_unique:
        twice = sorted({str(name) for name in X.columns[X.columns.duplicated()]})
        raise DataFault(
            "columns with the same name", where="X", found=", ".join(twice), mend="name each once"
        )
    columns = []
    for name in X.columns:
        values = X[name]
        if isinstance(values.dtype.type, type) and values.dtype.kind in "biuf" and not values.hasnans:
            columns.append(pl.Series(str(name), values.to_numpy()))
        elif values.dtype.kind in "biuf":
            columns.append(pl.Series(str(name), values.to_numpy(dtype=np.float64, na_value=np.nan)))
        else:
            words = [
                None if missing else str(value) for value, missing in zip(values, values.isna(), strict=True)
            ]
            columns.append(pl.Series(str(name), words, dtype=pl.String))
    return pl.DataFrame(columns)


def outcome_of(estimator: Any, X: Any, y: Any) -> np.ndarray:
    """The outcome as 0 and 1 (uint8), the second class being 1; sets ``classes_``.

    Raises
    ------
    DataFault
        The outcome has one class, or more than two.
    """
    if y is None:
        raise DataFault(
            f"{type(estimator).__name__} requires y to be passed, but the target y is None", where="y"
        )
    values = column_or_1d(np.asarray(y), warn=True)
    if values.dtype.kind == "f":
        assert_all_finite(values, input_name="y")
    check_classification_targets(values)
    classes = np.unique(values)
    if len(classes) > 2:
        raise DataFault(
            f"Only binary classification is supported. The type of the target is multiclass ({len(classes)} classes)",
            where="y",
        )
    if len(classes) < 2:
        raise DataFault(
            "the outcome has only one class: there is nothing to tell apart",
            where="y",
            found=f"{len(values)} rows, 1 class",
            mend="widen the cohort or the years, or check how the outcome is defined",
        )
    estimator.classes_ = classes
    return (values == classes[1]).astype(np.uint8)


def weights_of(sample_weight: Any, rows: int) -> np.ndarray | None:
    """Row weights as float64, or None when every row counts once.

    Raises
    ------
    DataFault
        A weight is negative or not finite, or the length differs, or all are zero.
    """
    if sample_weight is None:
        return None
    weight = np.asarray(sample_weight, np.float64)
    weight = np.full(rows, weight.item()) if weight.ndim == 0 else weight
    if weight.ndim != 1:
        raise DataFault(
            "Sample weights must be 1D array or scalar",
            where="sample_weight",
            found=f"{weight.ndim} dimensions",
        )
    if len(weight) != rows:
        raise DataFault(
            "sample_weight and X differ in length", where="sample_weight", found=f"{len(weight)} and {rows}"
        )
    wrong = int((~np.isfinite(weight) | (weight < 0)).sum())
    if wrong or not weight.any():
        raise DataFault(
            "weights must be zero or more, and not all zero",
            where="sample_weight",
            found=f"{wrong} negative or not finite" if wrong else "all zero",
            mend="a weight says how many times a row counts",
        )
    return weight


def same_length(*parts: Sequence[Any] | np.ndarray) -> None:
    """Refuse parts that differ in length."""
    check_consistent_length(*parts)
