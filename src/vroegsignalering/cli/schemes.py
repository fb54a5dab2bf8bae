"""``vroeg schemes``: which support a described household may be entitled to, how much, and why or why not."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.errors import UsageError
from vroegsignalering.schemes import (
    DescribedHousehold,
    Outcome,
    Reason,
    example_households,
    known_years,
    overview,
    read_household,
)
from vroegsignalering.texts import Texts

INDICATION = "Dit is een indicatie en geen besluit. Vraag het na bij de organisatie die de regeling uitvoert."
MARKS = {True: "✓", False: "✗", None: "?"}
PAYMENTS = {"month": 1, "quarter": 3, "year": 12, "once": 12}


@click.command("schemes")
@click.option(
    "--household", metavar="FILE.toml", help="A described household: a file, or the name of an example."
)
@click.option("--examples", is_flag=True, help="List the example households that ship with the suite.")
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Rules of this day instead of the file's."
)
@options.language
@options.json_only
def command(household: str | None, examples: bool, on: datetime | None, language: str, as_json: bool) -> None:
    """Which schemes a described household may be entitled to: an indication and no decision."""
    _ = Texts(language)
    if examples or household is None:
        _list_examples(_, as_json=as_json)
        return
    described = _described(household)
    day = on.date() if on else described.on
    outcomes = overview(described, on=day)
    if as_json:
        record = {
            "household": described.name,
            "date": day.isoformat(),
            "note": _(INDICATION),
            "schemes": [_record(outcome, _) for outcome in outcomes],
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        _print(described, day, outcomes, _)


def _described(household: str) -> DescribedHousehold:
    for example in example_households():
        if example.name == household.removesuffix(".toml"):
            return example
    if not household.endswith(".toml"):
        names = ", ".join(example.name for example in example_households())
        raise UsageError(f"no example household {household!r}", mend=f"a .toml file, or one of: {names}")
    return read_household(household)


def _list_examples(_: Texts, *, as_json: bool) -> None:
    titles = [
        {"name": example.name, "title": example.title_nl if _.language == "nl" else example.title_en}
        for example in example_households()
    ]
    if as_json:
        click.echo(json.dumps(titles, ensure_ascii=False, indent=1))
        return
    shown = Table(title=_("Voorbeeldhuishoudens (verzonnen)"))
    shown.add_column(_("naam"))
    shown.add_column(_("huishouden"))
    for title in titles:
        shown.add_row(title["name"], title["title"])
    wide_console().print(shown)


def _record(outcome: Outcome, _: Texts) -> dict[str, Any]:
    return {
        "scheme": outcome.scheme.name,
        "title": _(outcome.scheme.title),
        "entitled": outcome.entitled,
        "eur_month": None if outcome.eur_month is None else round(outcome.eur_month, 2),
        "payment_eur": _payment(outcome),
        "verified": outcome.verified,
        "rhythm": outcome.scheme.rhythm,
        "apply_at": _(outcome.scheme.apply_at),
        "caveat": _(outcome.scheme.caveat),
        "unknown": outcome.unknown,
        "reasons": [{"says": _say(reason, _), "holds": reason.holds} for reason in outcome.reasons],
        "parameters": [
            {
                "scheme": p.scheme,
                "name": p.name,
                "value": p.value,
                "unit": p.unit,
                "valid_from": p.valid_from.isoformat(),
                "source": p.source,
                "verified": p.verified,
            }
            for p in outcome.parameters
        ],
    }


def _payment(outcome: Outcome) -> float | None:
    if outcome.eur_month is None:
        return None
    return round(outcome.eur_month * PAYMENTS[outcome.scheme.rhythm], 2)


def _say(reason: Reason, _: Texts) -> str:
    numbers = {
        key: "?" if value is None else _.number(value, 0 if float(value).is_integer() else 2)
        for key, value in reason.values.items()
    }
    return _(reason.says, **numbers)


def _print(described: DescribedHousehold, day: date, outcomes: tuple[Outcome, ...], _: Texts) -> None:
    console = wide_console()
    title = described.title_nl if _.language == "nl" else described.title_en
    shown = Table(title=f"{title} · {_('regels van {day}', day=day.isoformat())}", show_lines=True)
    for heading in (
        _("regeling"),
        _("misschien recht"),
        _("bedrag"),
        _("voorwaarden: ✓ voldaan, ✗ niet, ? onbekend"),
    ):
        shown.add_column(heading)
    for outcome in outcomes:
        shown.add_row(_(outcome.scheme.title), _verdict(outcome, _), _amount(outcome, _), _why(outcome, _))
    console.print(shown)
    console.print(_(INDICATION), style="bold")
    _print_parameters(console, outcomes, _)


def _verdict(outcome: Outcome, _: Texts) -> str:
    if outcome.entitled is None:
        return _("niet te bepalen")
    return _("ja, misschien") if outcome.entitled else _("waarschijnlijk niet")


def _amount(outcome: Outcome, _: Texts) -> str:
    payment = _payment(outcome)
    if not outcome.entitled or payment is None:
        return ""
    rhythm = {
        "month": _("per maand"),
        "quarter": _("per kwartaal"),
        "year": _("per jaar"),
        "once": _("eenmalig"),
    }[outcome.scheme.rhythm]
    mark = "" if outcome.verified else " (!)"
    month = f"€ {_.number(outcome.eur_month or 0.0, 2)} {_('per maand')}{mark}"
    if outcome.scheme.rhythm == "month":
        return month
    return f"{month}\n(€ {_.number(payment, 2)} {rhythm})"


def _why(outcome: Outcome, _: Texts) -> str:
    if outcome.unknown:
        years = ", ".join(map(str, known_years(outcome.scheme)))
        return _("Voor deze datum zijn hier geen bedragen bekend. Wel voor: {years}.", years=years)
    lines = [f"{MARKS[reason.holds]} {_say(reason, _)}" for reason in outcome.reasons]
    if outcome.entitled:
        lines.append(f"→ {_('Vraag aan bij:')} {_(outcome.scheme.apply_at)}")
    return "\n".join([*lines, _(outcome.scheme.caveat)])


def _print_parameters(console: Console, outcomes: tuple[Outcome, ...], _: Texts) -> None:
    shown = Table(
        title=_("Gebruikte bedragen"), caption=_("! = niet nagekeken: de bron is niet bewaard of onbekend")
    )
    for heading in (_("regeling"), _("gegeven"), _("waarde"), _("eenheid"), _("geldt vanaf"), "", _("bron")):
        shown.add_column(heading, overflow="fold")
    used = {(p.scheme, p.name): p for outcome in outcomes for p in outcome.parameters}
    for p in used.values():
        mark = "" if p.verified else "!"
        shown.add_row(p.scheme, p.name, f"{p.value:g}", p.unit, p.valid_from.isoformat(), mark, p.source)
    console.print(shown)
