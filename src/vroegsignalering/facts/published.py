"""Reads the published figures that ship with the package; nothing is fetched, nothing is derived."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from vroegsignalering.errors import DeclarationError

UNVERIFIED = frozenset({"page_not_recorded", "general_knowledge"})
"""Values of ``source_type`` that must never be shown without a mark."""

_TEXT_COLUMNS = {"gm_code": pl.String, "province_code": pl.String, "group": pl.String, "source_id": pl.String}


def names() -> list[str]:
    """Names of the tables that :func:`load` knows, sorted.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "sources" in names()
    True
    """
    folder = files("vroegsignalering.facts") / "data"
    return sorted(
        entry.name.removesuffix(".csv") for entry in folder.iterdir() if entry.name.endswith(".csv")
    )


@cache
def load(name: str) -> pl.DataFrame:
    """One table of published figures.

    Parameters
    ----------
    name : str
        One of :func:`names`, such as ``"targets"`` or ``"thresholds"``.

    Returns
    -------
    polars.DataFrame
        Columns as in the file; ``source_id`` points into the table ``sources``.

    Raises
    ------
    DeclarationError
        No such table.

    Examples
    --------
    >>> load("gemeenten").height
    342
    """
    entry = files("vroegsignalering.facts") / "data" / f"{name}.csv"
    if not entry.is_file():
        raise DeclarationError(f"no published table named {name!r}", mend=f"one of: {', '.join(names())}")
    with entry.open("rb") as handle:
        return pl.read_csv(handle.read(), schema_overrides=_TEXT_COLUMNS, infer_schema_length=None)


def source(source_id: str) -> str:
    """The source in words behind a ``source_id``.

    Parameters
    ----------
    source_id : str
        Id in the table ``sources``.

    Returns
    -------
    str

    Raises
    ------
    DeclarationError
        The id is not in the table of sources.
    """
    found = load("sources").filter(pl.col("source_id") == source_id)["source"].to_list()
    if not found:
        raise DeclarationError(f"unknown source {source_id!r}", where="facts/data/sources.csv")
    return str(found[0])


@cache
def scheme_parameters() -> pl.DataFrame:
    """Dated parameters of income support: the published table and the rows added to it (decision 0120).

    Returns
    -------
    polars.DataFrame
        ``scheme``, ``parameter``, ``year``, ``valid_from``, ``value``, ``unit``, ``source`` (in words), ``verified``,
        ``source_type``, ``note``; all text, as published.

    Examples
    --------
    >>> scheme_parameters().height > load("scheme_parameters").height
    True
    """
    published = (
        load("scheme_parameters")
        .cast(pl.String)
        .join(
            load("sources").cast(pl.String), on="source_id", how="left", validate="m:1", maintain_order="left"
        )
    )
    entry = files("vroegsignalering.facts") / "data" / "scheme_parameters_added.csv"
    with entry.open("rb") as handle:
        added = pl.read_csv(handle.read(), infer_schema=False)
    return pl.concat([published.select(added.columns), added])
