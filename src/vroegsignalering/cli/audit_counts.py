"""``vroeg audit-counts``: the fairness audit from published confusion counts."""

from __future__ import annotations

from pathlib import Path

import click

from vroegsignalering.audit.asking import referred
from vroegsignalering.audit.preregistration import Preregistration
from vroegsignalering.audit.published import audit_counts, read_counts
from vroegsignalering.audit.speaking import as_json as json_of
from vroegsignalering.audit.speaking import write
from vroegsignalering.cli import options
from vroegsignalering.cli.audit import show
from vroegsignalering.texts import Texts


@click.command("audit-counts")
@click.argument("file", type=options.PATH)
@click.option("--zero-is-suppressed", is_flag=True, help="A count of zero may be a suppressed one.")
@click.option(
    "--suppressed-below", type=click.IntRange(min=1), metavar="N", help="Suppressed counts are below N."
)
@click.option(
    "--reference", metavar="A=VALUE", multiple=True, help="Named reference of an attribute; repeatable."
)
@options.against
@click.option("--margin", type=float, default=0.10, show_default=True, help="A placeholder, not a norm.")
@click.option(
    "--minimum", type=int, default=30, show_default=True, help="Fewer in a denominator: too few to judge."
)
@options.language
@options.json_only
@options.also_table
def command(
    file: Path,
    zero_is_suppressed: bool,
    suppressed_below: int | None,
    reference: tuple[str, ...],
    against: str,
    margin: float,
    minimum: int,
    language: str,
    as_json: bool,
    out: Path | None,
) -> None:
    """Audit FILE with columns group, attribute, tn, fp, fn, tp and perhaps phase and version."""
    registered = Preregistration(
        references=dict(referred(word) for word in reference),
        against=against,
        default_margin=margin,
        minimum=minimum,
        suppress_below=0,
        main=("true_positive_rate", "allocation_per_need", "false_discovery_rate"),
    )
    table = audit_counts(
        read_counts(file),
        registered,
        zero_is_suppressed=zero_is_suppressed,
        suppressed_below=suppressed_below,
    )
    if out is not None:
        write(table, out)
    if as_json:
        click.echo(json_of(table))
        return
    for version, phase in table.select("version", "phase").unique(maintain_order=True).rows():
        if version or phase:
            click.echo(" · ".join(part for part in (version, phase) if part))
        mine = table.filter(table["version"].eq_missing(version) & table["phase"].eq_missing(phase))
        show(mine, registered, Texts(language))
