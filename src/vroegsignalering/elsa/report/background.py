"""Parts 1 to 3: why help, which data, the whole model with a reason per feature."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.html import Safe, bullets, element, join, table
from vroegsignalering.elsa.narrative import data_sentence, register_title
from vroegsignalering.elsa.reading import main_model, narrowed, rate_rows
from vroegsignalering.elsa.report.dossier import MOST_ROWS, Dossier, section
from vroegsignalering.elsa.report.terms import terms
from vroegsignalering.texts import opened
from vroegsignalering.texts.words import Words


def context(dossier: Dossier) -> Safe:
    """Part 1: why help and not enforcement, and what happens to whom."""
    _, declared = dossier.texts, dossier.material.declarations
    steps = declared.section("purpose").get("next_steps", [])
    listed = ", ".join(Words(_)("next_step", str(step)) for step in steps)
    return section(
        dossier,
        "context",
        _("1. Waarom hulp, en geen controle"),
        element("p", declared.text("purpose", "why_help", _.language)),
        element(
            "p",
            _("Mogelijke stappen na een schatting:"),
            " ",
            listed,
            ".",
        ),
        element("p", declared.text("stop", "fallback", _.language)),
    )


def data(dossier: Dossier) -> Safe:
    """Part 2: sources, years, who falls out, who is not there."""
    _, material = dossier.texts, dossier.material
    missing = material.declarations.rows("missing")
    heads = [_("Wie ontbreekt"), _("Andere weg")]
    body = [(said(row, "group", _.language), said(row, "route", _.language)) for row in missing]
    return section(
        dossier,
        "data",
        _("2. Gegevens"),
        element("p", data_sentence(material, _)),
        element("p", material.declarations.text("data", "sample", _.language)),
        _line(dossier),
        element("h3", _("Wie in het onderzoek komt en wie afvalt")),
        _flow(dossier),
        element("h3", _("Wat er een jaar later van hen is vastgelegd")),
        _outcomes(dossier),
        element("h3", _("Hoe vaak het gebeurt, per groep")),
        _rates(dossier),
        element("h3", _("Wie niet in de registers staat")),
        table(_("Mensen die ontbreken, en de weg naar hen"), heads, body, widths=(45, 55)),
    )


def _line(dossier: Dossier) -> Safe | None:
    """Which line is meant wherever a table says "the line"; a study of debts has none."""
    _, words = dossier.texts, dossier.words
    if words.transition == "debt":
        return None
    line = words("line", dossier.material.head("line"))
    return element("p", _("De grens in dit dossier, waar er geen andere bij staat: {line}.", line=line))


def _flow(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("cohort_flow")
    if found is None:
        return dossier.absent("cohort_flow")
    last = narrowed(dossier.material, found)
    year = last["index_year"].max()
    order = "position" if "position" in last.columns else "row"
    rows = last.filter(pl.col("index_year") == year).sort(order).head(MOST_ROWS)
    heads = [_("Stap"), _("Afgevallen"), _("Blijft over")]
    body = [
        (
            dossier.words("cohort_step", str(r["step"])),
            dossier.whole("cohort_flow", r, "excluded"),
            dossier.whole("cohort_flow", r, "left"),
        )
        for r in rows.iter_rows(named=True)
    ]
    return join(
        (
            table(_("Stappen naar het cohort, peiljaar {year}", year=year), heads, body, numeric=(1, 2)),
            dossier.source("cohort_flow"),
        )
    )


def _outcomes(dossier: Dossier) -> Safe:
    _, found = dossier.texts, dossier.table("outcomes")
    if found is None:
        return dossier.absent("outcomes")
    year = found["index_year"].max()
    rows = found.filter(pl.col("index_year") == year).sort("row")
    column = "value" if "value" in rows.columns else "n"
    heads = [_("Uitkomst"), _("Aantal huishoudens")]
    body = [
        (
            dossier.words("outcome", str(r["outcome"])),
            dossier.whole("outcomes", r, column if r.get(column) is not None and r[column] > 1 else "n"),
        )
        for r in rows.iter_rows(named=True)
    ]
    note = element(
        "p", _("Overleden, vertrokken en onbekend tellen apart en gelden nooit als 'boven de grens'.")
    )
    return join(
        (
            table(_("Uitkomsten, peiljaar {year}", year=year), heads, body, numeric=(1,)),
            note,
            dossier.source("outcomes"),
        )
    )


def _rates(dossier: Dossier) -> Safe:
    """The share of each group that goes through the transition, as so many of a thousand."""
    _, rows = dossier.texts, rate_rows(dossier.material)
    if rows is None or not rows.height:
        return dossier.absent("rates")
    heads = [_("Groep"), _("Van de 1.000 huishoudens"), _("Aantal huishoudens")]
    body = [
        (dossier.group(r), dossier.whole_span("rates", r, 1000), dossier.whole("rates", r))
        for r in rows.head(MOST_ROWS).iter_rows(named=True)
    ]
    caption = _(
        "{what} binnen een jaar, peiljaar {year}: hoeveel van de 1.000",
        what=opened(dossier.words("metric", "base_rate")),
        year=rows["index_year"].max(),
    )
    return join((table(caption, heads, body, numeric=(2,), widths=(48, 36, 16)), dossier.source("rates")))


def model(dossier: Dossier) -> Safe:
    """Part 3: the whole model, feature by feature, with reason and class."""
    _, material = dossier.texts, dossier.material
    features = material.table("features")
    parts: list[object] = [
        element(
            "p",
            _(
                "Het hoofdmodel is het {model}. Het is leesbaar: een schatting is een optelling van de termen hieronder.",
                model=dossier.words("model", main_model(material)),
            ),
        ),
        element(
            "p", _("Een term zegt wat samengaat met een grotere of kleinere kans. Samenhang is geen oorzaak.")
        ),
    ]
    if features is None:
        return section(dossier, "model", _("3. Model"), *parts, dossier.absent("features"))
    heads = [_("Variabele"), _("Register"), _("Eenheid"), _("Klasse"), _("Reden")]
    body = [
        (
            str(r.get(f"title_{_.language}") or r["feature"]),
            register_title(str(r["source_register"]), _),
            dossier.words("unit", str(r["unit"] or "")),
            str(r["attribute_class"]),
            str(r.get(f"reason_{_.language}") or ""),
        )
        for r in features.iter_rows(named=True)
    ]
    left_out = [
        _("herkomst"),
        _("geslacht"),
        _("burgerlijke staat"),
        _("gezondheid en arbeidsongeschiktheid"),
        _("nationaliteit en verblijf"),
        _("postcode en buurt"),
    ]
    return section(
        dossier,
        "model",
        _("3. Model"),
        *parts,
        element("p", _("Wie afweegt, vindt de vijf stappen per variabele in deel 7.")),
        table(
            _("Variabelen met reden (F: vrij na afweging, J: alleen met getekende afweging)"),
            heads,
            body,
            widths=(29, 18, 10, 8, 35),
        ),
        dossier.source("features"),
        element("h3", _("Wat er bewust niet in zit")),
        bullets(left_out),
        element("h3", _("De termen van het model")),
        terms(dossier),
    )
