"""About: purpose, choices about ethics and law, sources, accessibility statement, and every table to take away."""

from __future__ import annotations

import polars as pl

from dashboard.view import Block, Column, Figure, Kind, Prose, View, only, values
from vroegsignalering.texts import opened
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Over dit dashboard")
QUESTION = N_("Wat is dit, en wie staat ervoor in?")


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    blocks: list[Block] = [purpose(view), choices(view)]
    blocks += [f for f in (features(view), rules(view), lines(view)) if f]
    blocks += [accessibility(view), downloads(view)]
    return (
        _(
            "Een onderzoek naar het risico op armoede, voor groepen. Het helpt om hulp aan te bieden; het "
            "wijst niemand aan."
        ),
        blocks,
    )


def purpose(view: View) -> Prose:
    """What it is for and what not."""
    _ = view.texts
    return Prose(
        title=_("Waarvoor, en waarvoor niet"),
        items=(
            _("Wel: begrijpen wat samengaat met onder de grens komen, en beleid voor inkomenssteun."),
            _("Wel: een aanbod van hulp voorbereiden voor groepen."),
            _(
                "Niet: personen beoordelen, fraude zoeken, straffen, krediet geven of buurten op volgorde zetten."
            ),
            _("Een mens besluit. De software keurt niets goed."),
        ),
    )


def choices(view: View) -> Prose:
    """Choices that protect people."""
    _ = view.texts
    status = _("verzonnen") if view.study.is_synthetic else _("echt")
    return Prose(
        title=_("Keuzes die mensen beschermen"),
        items=(
            _("De gegevens achter dit bewijspakket zijn {status}.", status=status),
            _(
                "Geslacht, herkomst, burgerlijke staat en gezondheid zitten nooit in het model. Ze dienen "
                "alleen om te controleren."
            ),
            _("Postcode en buurt zijn geen kenmerk."),
            _("Cijfers over minder dan 10 zijn verborgen, net als cijfers waaruit ze te berekenen zijn."),
            _("Het hele model is leesbaar. Een ondoorzichtig model bestaat alleen als vergelijking."),
            _("Dit dashboard opent alleen openbare tabellen. Het kan geen personen laten zien."),
            _(
                "Welke vragen over ethiek en recht nog op een antwoord van mensen wachten, staat in het "
                "ELSA-dossier van dit onderzoek. Antwoorden komen ook nog na dit bewijspakket."
            ),
        ),
    )


def features(view: View) -> Figure | None:
    """Every feature of the model with its reason."""
    _ = view.texts
    table = view.study.table("features")
    if not table.height:
        return None
    reason = f"reason_{view.state.language}"
    wanted: tuple[tuple[str, str, Kind, str], ...] = (
        ("feature", _("kenmerk"), "word", "feature"),
        ("unit", _("eenheid"), "text", "unit"),
        (reason, _("reden"), "text", ""),
        ("attribute_class", _("klasse"), "text", ""),
    )
    return Figure(
        id="features",
        title=_("{count} kenmerken in het model, elk met een reden", count=table.height),
        table="features",
        rows=table,
        columns=tuple(
            Column(c, label, kind, words) for c, label, kind, words in wanted if c in table.columns
        ),
        note=_("Klasse F: mag. Klasse J: mag met een ondertekende reden."),
    )


def rules(view: View) -> Figure | None:
    """Parameters of schemes with their trust mark."""
    _ = view.texts
    table = view.study.table("scheme_rules")
    if not table.height:
        return None
    scheme = view.choose("scheme", _("Regeling"), values(table, "scheme"), words="scheme")
    table = only(table, scheme=scheme)
    unsure = table.filter(pl.col("verified") != "yes").height if "verified" in table.columns else 0
    wanted = (
        Column("scheme", _("regeling"), "word", "scheme"),
        Column("parameter", _("onderdeel"), "word", "parameter"),
        Column("valid_from", _("vanaf"), "date"),
        Column("value", _("waarde"), "number"),
        Column("unit", _("eenheid"), "text", "unit"),
        Column("source", _("bron"), "text", "source"),
        Column("verified", _("nagekeken"), "word", "group"),
    )
    return Figure(
        id="regelingen",
        title=_.several(
            "{scheme}, bedragen en grenzen: {count} is nog niet nagekeken",
            "{scheme}, bedragen en grenzen: {count} zijn nog niet nagekeken",
            unsure,
            scheme=opened(view.word("scheme", scheme)),
        ),
        table="scheme_rules",
        rows=table,
        columns=tuple(c for c in wanted if c.key in table.columns),
    )


def lines(view: View) -> Figure | None:
    """The poverty lines in euros."""
    _ = view.texts
    table = view.study.table("lines")
    if not table.height:
        return None
    line = view.choose_line(table)
    table = only(table, line=line)
    year = view.choose_year(table, "year")
    wanted = (
        Column("line", _("grens"), "word", "line"),
        Column("year", _("jaar"), "year"),
        Column("household", _("huishouden"), "word", "household"),
        Column("amount_eur_month", _("euro per maand"), "euro"),
        Column("source", _("bron"), "text", "source"),
        Column("verified", _("nagekeken"), "word", "group"),
    )
    return Figure(
        id="grenzen",
        title=_("{line} in euro's, in {year}", line=opened(view.word("line", line)), year=year),
        table="lines",
        rows=only(table, year=year),
        columns=tuple(c for c in wanted if c.key in table.columns),
    )


def accessibility(view: View) -> Prose:
    """The accessibility statement."""
    _ = view.texts
    return Prose(
        title=_("Toegankelijkheid"),
        anchor="toegankelijkheid",
        paragraphs=(
            _("Dit dashboard streeft naar WCAG 2.2, niveau A en AA. Stand: gedeeltelijk onderzocht."),
            _(
                "Onderzocht: automatisch met axe op elke pagina in beide talen, met geopende menu's; met "
                "alleen het toetsenbord; op 320 pixels breed; in donkere weergave; en op papier."
            ),
            _(
                "Nog niet onderzocht: door mensen met een beperking, en met alle schermlezers. Dat is nodig "
                "voordat een overheid dit aan burgers toont."
            ),
            _(
                "Elke figuur heeft een tekst en een tabel. Werkt iets niet voor u, meld het bij wie dit "
                "dashboard aanbiedt."
            ),
        ),
    )


def downloads(view: View) -> Prose:
    """All tables of the bundle."""
    _ = view.texts
    names = sorted(view.study.frames)
    column = f"title_{view.state.language}"
    links = tuple(
        (f"{view.study.about(n).get(column) or n} ({n}.csv)", f"/table/{view.study.key}/{n}.csv")
        for n in names
    )
    return Prose(
        title=_("Alle tabellen"),
        anchor="downloads",
        paragraphs=(
            _("Elke tabel van dit bewijspakket, zoals zij is vrijgegeven. Verborgen cellen zijn leeg."),
        ),
        links=links,
    )
