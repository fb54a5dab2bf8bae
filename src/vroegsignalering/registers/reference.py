"""Writes ``docs/reference/registers.md`` from the declarations, so that the page stays right.

Run ``python -m vroegsignalering.registers.reference > docs/reference/registers.md``; a test compares the two.
"""

from __future__ import annotations

from vroegsignalering.registers.schema import Table
from vroegsignalering.registers.schema_column import Column, Kind
from vroegsignalering.registers.tables import ALL


def registers_page() -> str:
    """The reference page in Markdown: every table, its time semantics, its columns by English name."""
    return "\n".join([*_opening(), *(line for table in ALL for line in _table(table))]) + "\n"


def _opening() -> list[str]:
    return [
        "# Registers",
        "",
        "Made by `python -m vroegsignalering.registers.reference`; do not edit. Keys are one string, letter and digits",
        "joined. A yearly frame also has `year`; columns marked * have a companion `<name>_absent` that says why a",
        "value is null. Class: F feature, J feature with a signed justification, A audit and statistics only.",
        "",
        "| Constant's table | CBS file | One row is | Known after |",
        "|---|---|---|---|",
        *(f"| [`{t.name}`](#{t.name}) | {t.cbs} | {t.en} ({t.shape}) | {t.lag.days} days |" for t in ALL),
        "",
    ]


def _table(table: Table) -> list[str]:
    month_day = f"{table.reference[1]:02d}-{table.reference[0]:02d}"
    lines = [
        f"## {table.name}",
        "",
        f"{table.cbs}: {table.en}. Shape {table.shape}; "
        + (
            "one edition holds all earlier years; "
            if table.cumulative
            else f"one file per year, reference {month_day}; "
        )
        + f"{table.sure}. Lag {table.lag.days} days ({table.lag.source}).",
    ]
    lines += [f"Coverage: {table.coverage}."] if table.coverage else []
    lines += [f"Break in {found.year}: {found.says}." for found in table.breaks]
    lines += [
        "",
        "| Name | CBS | Type | Says | Codes (slug) | Class | Sure |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{key.name}` | {' + '.join(key.cbs)} | String | key of a {key.kind} | | | |" for key in table.keys
    ]
    lines += [_column(column) for column in table.columns]
    return [*lines, ""]


def _column(column: Column) -> str:
    name = f"`{column.name}`" + ("*" if column.keeps_reason else "")
    coded = (
        ", ".join(f"{entry.code} {entry.slug}" for entry in column.codes) if column.kind is Kind.CODE else ""
    )
    optional = ", optional" if column.optional else ""
    return (
        f"| {name} | {column.cbs} | {column.kind.dtype} ({column.kind}{optional}) | {column.en} | {coded} "
        f"| {column.attribute_class} | {column.sure} |"
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(registers_page())
