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


def shown_rates(table: pl.DataFrame, metrics: tuple[str, ...], texts: Texts) -> pl.DataFrame:
    """One row per group with ``n``, ``n_outcome`` and a few rates with their interval, as the language writes them."""
    rates = table.filter(pl.col("metric").is_in(metrics), pl.col("reference").is_null())
    said = pl.when(pl.col("value").is_null()).then(pl.col("status")).otherwise(_interval(texts))
    wide = rates.with_columns(said=said).pivot(
        on="metric", index=["attribute", "group", "n", "n_outcome"], values="said", maintain_order=True
    )
    return wide.select(
        "attribute", "group", "n", "n_outcome", *[name for name in metrics if name in wide.columns]
    )


def shown_gaps(table: pl.DataFrame, texts: Texts) -> pl.DataFrame:
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
        gap=_interval(texts, low, high),
        visible=_said(pl.col("smallest_gap"), texts),
        verdict=pl.col("verdict"),
    )


def _interval(texts: Texts, low: pl.Expr | None = None, high: pl.Expr | None = None) -> pl.Expr:
    """The value with what lies around it in brackets."""
    around = [pl.col("low") if low is None else low, pl.col("high") if high is None else high]
    between = f" {texts('tot')} "
    said = pl.format(
        "{} ({}" + between + "{})", *(_said(number, texts) for number in (pl.col("value"), *around))
    )
    return pl.when(pl.col("value").is_null()).then(pl.lit("-")).otherwise(said)


def _said(number: pl.Expr, texts: Texts) -> pl.Expr:
    """Two decimals as the language writes them; a dash where there is no number."""
    return number.map_elements(lambda v: texts.number(v, 2), return_dtype=pl.String).fill_null("-")


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
