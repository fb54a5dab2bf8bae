"""How an audit is written down: JSON records, files, and a table for the terminal.

Numbers are written as computed; what is hidden or undefined is null. The plain table shows rates with their interval,
the gaps of the main list with their verdict, and says when a margin is a placeholder.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.errors import EnvironmentFault, UsageError
from vroegsignalering.texts import Texts

FIRST = (
    "attribute",
    "group",
    "metric",
    "value",
    "low",
    "high",
    "n",
    "n_outcome",
    "status",
    "verdict",
    "reference",
)


def records(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, the keys of the contract first."""
    rest = [name for name in table.columns if name not in FIRST]
    return table.select(*[name for name in FIRST if name in table.columns], *rest).to_dicts()


def as_json(table: pl.DataFrame) -> str:
    """The records as JSON, one to a line; there is no NaN in it."""
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records(table))
    return "[\n" + ",\n".join(lines) + "\n]"


def write(table: pl.DataFrame, path: Path) -> None:
    """Write the tidy table to ``.csv``, ``.parquet`` or ``.json``, whole or not at all.

    Raises
    ------
    UsageError
        Another suffix.
    EnvironmentFault
        The file cannot be written.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".parquet", ".json"):
        raise UsageError(f"no writer for {path.suffix!r}", where="--out", mend=".csv, .parquet or .json")
    fresh = path.with_name(path.name + ".new")
    try:
        if path.suffix == ".csv":
            fresh.write_text(table.write_csv(), "utf-8", newline="\n")
        elif path.suffix == ".parquet":
            table.write_parquet(fresh)
        else:
            fresh.write_text(as_json(table) + "\n", "utf-8", newline="\n")
        fresh.replace(path)
    except OSError as fault:
        raise EnvironmentFault(
            "the table cannot be written", where=path.as_posix(), found=str(fault.strerror)
        ) from None


def shown_rates(table: pl.DataFrame, metrics: tuple[str, ...]) -> pl.DataFrame:
    """One row per group with ``n``, ``n_outcome`` and a few rates as text with their interval."""
    rates = table.filter(pl.col("metric").is_in(metrics), pl.col("reference").is_null())
    said = (
        pl.when(pl.col("value").is_null()).then(pl.col("status")).otherwise(_interval("value", "low", "high"))
    )
    wide = rates.with_columns(said=said).pivot(
        on="metric", index=["attribute", "group", "n", "n_outcome"], values="said", maintain_order=True
    )
    return wide.select(
        "attribute", "group", "n", "n_outcome", *[name for name in metrics if name in wide.columns]
    )


def shown_gaps(table: pl.DataFrame) -> pl.DataFrame:
    """The gaps of the main list: interval, verdict and the smallest gap that these data could show."""
    gaps = table.filter(
        pl.col("metric").str.ends_with("_difference"),
        ~pl.col("metric").is_in([f"{name}_difference" for name, entry in METRICS.items() if entry.same_as]),
    )
    main = gaps.filter(pl.col("holm").is_not_null())["metric"].unique()
    low, high = pl.coalesce("holm_low", "low"), pl.coalesce("holm_high", "high")
    return gaps.filter(pl.col("metric").is_in(main.implode())).select(
        "attribute",
        "group",
        pl.col("metric").str.strip_suffix("_difference"),
        gap=_interval("value", "low", "high", low=low, high=high),
        visible=_rounded("smallest_gap"),
        verdict=pl.col("verdict"),
    )


def _interval(
    value: str, low_name: str, high_name: str, *, low: pl.Expr | None = None, high: pl.Expr | None = None
) -> pl.Expr:
    bottom = _rounded(low_name) if low is None else _text(low)
    top = _rounded(high_name) if high is None else _text(high)
    return pl.format("{} [{} {}]", _rounded(value), bottom, top)


def _rounded(name: str) -> pl.Expr:
    return _text(pl.col(name))


def _text(number: pl.Expr) -> pl.Expr:
    return number.round(2).cast(pl.String).fill_null("-")


def notes(
    table: pl.DataFrame, registered: Preregistration, texts: Texts, clusters: int | None = None
) -> list[str]:
    """What a reader must know beside the figures."""
    _ = texts
    said = []
    if clusters is not None:
        said.append(_("Eenheid van toeval: {n} clusters.", n=_.number(clusters)))
    if registered.margin_note:
        said.append(
            _("Marge {margin}: voorlopig ingevuld, geen norm.", margin=_.number(registered.default_margin, 2))
        )
    else:
        said.append(_("Marges vastgesteld door: {who}.", who=registered.margins_set_by))
    said.append(
        _(
            "Grenzen van de hoofdlijst zijn gecorrigeerd voor het aantal vergelijkingen (Holm); de rest is verkennend."
        )
    )
    few = table.filter(pl.col("status") == "too few").select("attribute", "group").n_unique()
    if few:
        said.append(
            _("In {few} groepen zijn er te weinig mensen om een of meer maten te beoordelen.", few=few)
        )
    said.append(_("Een verschil gaat samen met de groep; de audit zegt niet waardoor het komt."))
    return said
