"""``vroeg audit``: the fairness audit on any table of scores or flags, whoever made the model."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl
from rich.table import Table

from vroegsignalering.audit.asking import declared
from vroegsignalering.audit.fairness import REPLICATES, audit
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.reading import read_scores
from vroegsignalering.audit.speaking import as_json as json_of
from vroegsignalering.audit.speaking import notes, shown_gaps, shown_rates, write
from vroegsignalering.audit.verdicts import SUPPRESSED, TOO_FEW, UNDEFINED
from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import mark
from vroegsignalering.texts.words import Words
from vroegsignalering.vocabulary import Verdict

HEADINGS = {
    "group": mark("Groep"),
    "n": mark("Aantal"),
    "n_outcome": mark("Met de uitkomst"),
    "metric": mark("Maat"),
    "gap": mark("Verschil"),
    "visible": mark("Kleinste zichtbare verschil"),
    "verdict": mark("Oordeel"),
}
SHOWN = ("base_rate", "true_positive_rate", "precision", "calibration_ratio")


@click.command("audit")
@click.argument("file", type=options.PATH)
@click.option("--outcome", required=True, metavar="COL", help="Recorded outcome, 0/1.")
@click.option("--score", metavar="COL", help="Estimated risk; a probability for calibration and Brier.")
@click.option(
    "--capacity", type=float, metavar="SHARE", help="Select the highest scores, this share of the units."
)
@click.option("--threshold", type=float, metavar="SCORE", help="Select scores at or above this one.")
@click.option("--flag", metavar="COL", help="Who was selected, 0/1, instead of a capacity or threshold.")
@click.option("--groups", metavar="A,B", default="", help="Columns of attributes, separated by commas.")
@click.option(
    "--intersections", metavar="A*B", multiple=True, help="Crossed attributes; repeat or separate by commas."
)
@click.option(
    "--reference", metavar="A=VALUE", multiple=True, help="Named reference of an attribute; repeatable."
)
@options.against
@click.option("--positive", metavar="VALUE", help="The value of a text outcome (and flag) that counts as 1.")
@click.option("--weight", metavar="COL", help="Positive weights.")
@click.option("--cluster", metavar="COL", help="Unit of chance: person key, household, outreach cell.")
@click.option(
    "--margin",
    type=float,
    default=0.10,
    show_default=True,
    help="Margin of every gap: a placeholder, not a norm.",
)
@click.option(
    "--minimum", type=int, default=30, show_default=True, help="Fewer in a denominator: too few to judge."
)
@click.option(
    "--min-persons",
    type=int,
    default=2,
    show_default=True,
    help="Smaller groups are suppressed; 10 to publish.",
)
@click.option(
    "--preregistration",
    type=options.PATH,
    metavar="FILE",
    help="Margins, groups, capacity from a file.",
)
@click.option(
    "--replicates", type=int, default=REPLICATES, show_default=True, help="Of the cluster bootstrap."
)
@options.seed
@options.language
@options.json_only
@options.also_table
def command(
    file: Path,
    outcome: str,
    score: str | None,
    flag: str | None,
    positive: str | None,
    weight: str | None,
    cluster: str | None,
    replicates: int,
    seed: int,
    language: str,
    as_json: bool,
    out: Path | None,
    **choices: object,
) -> None:
    """Audit FILE (.csv, .parquet, .sav, .dta): rates per group, gaps with verdicts, never a person."""
    registered = declared(score=score, flag=flag, **choices)  # type: ignore[arg-type]
    attributes = [*registered.groups, *(name for pair in registered.intersections for name in pair)]
    scores = read_scores(
        file,
        outcome=outcome,
        score=score,
        flag=flag,
        groups=list(dict.fromkeys(attributes)),
        cluster=cluster,
        weight=weight,
        positive=positive,
    )
    table = audit(scores, registered, replicates=replicates, seed=seed)
    if out is not None:
        write(table, out)
    if as_json:
        click.echo(json_of(table))
    else:
        clusters = None if scores.cluster is None else pl.Series(scores.cluster).n_unique()
        show(table, registered, Texts(language), clusters)


def show(table: pl.DataFrame, registered: Preregistration, texts: Texts, clusters: int | None = None) -> None:
    """Print rates, gaps of the main list and the notes."""
    console = wide_console()
    rates, gaps = shown_rates(table, SHOWN, texts), shown_gaps(table, texts)
    for attribute in rates["attribute"].unique(maintain_order=True):
        console.print(_grid(attribute, rates.filter(attribute=attribute).drop("attribute"), texts))
        own = gaps.filter(attribute=attribute).drop("attribute")
        if own.height:
            console.print(_grid(texts("{attribute}: verschillen", attribute=attribute), own, texts))
    for note in notes(table, registered, texts, clusters):
        console.print(note, style="dim")


def _grid(title: str, rows: pl.DataFrame, texts: Texts) -> Table:
    grid, words = Table(title=title, title_justify="left"), Words(texts)
    for name, kind in rows.schema.items():
        heading = METRICS[name].title_nl if name in METRICS else HEADINGS[name]
        grid.add_column(texts(heading), justify="right" if kind.is_numeric() else "left")
    for row in rows.iter_rows(named=True):
        grid.add_row(*(_cell(name, value, words) for name, value in row.items()))
    return grid


def _cell(name: str, value: object, words: Words) -> str:
    """One cell in the reader's words: measures and verdicts are ours, groups stay as the file names them."""
    if value is None:
        return "-"
    if name == "metric" and value in METRICS:
        return words.texts(METRICS[str(value)].title_nl)
    if name in METRICS and value == UNDEFINED:
        return words.absent(value)
    if name in METRICS and value in (TOO_FEW, SUPPRESSED):
        return words("verdict", Verdict.TOO_FEW if value == TOO_FEW else Verdict.SUPPRESSED)
    if name in ("n", "n_outcome"):
        return words.texts.number(float(str(value)))
    return words("verdict", str(value)) if name == "verdict" else str(value)
