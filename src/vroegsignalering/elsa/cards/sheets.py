"""Model card (per model) and datasheet of the registers, as Markdown that people read and diff."""

from __future__ import annotations

import polars as pl

from vroegsignalering.elsa.declarations import said
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.elsa.reading import MODE_COLUMN, coverage_rows, main_model, study_mode
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


def models_of(material: Material) -> list[str]:
    """Models with effects in the evidence, sorted; the main one alone where there are none."""
    table = material.table("effects")
    return [main_model(material)] if table is None else sorted(str(name) for name in table["model"].unique())


def model_card_markdown(material: Material, model: str, language: str) -> str:
    """A model card: what it is for and not for, how it does, for whom, and what is owed."""
    _ = Texts(language)
    words, story = Words.of_study(_, material.head), Narrative.of(material, _)
    lines = [
        f"# {_('Modelkaart')}: {words('model', model)} ({material.title(language)})",
        "",
        f"> {_('Concept, geen goedkeuring.')} {story.data_sentence}",
        "",
        f"- {_('Run')}: `{material.run_id}` · {_('bewijs')} `{material.head('bundle_sha256')}`",
        f"- {_('Parameters')}: `models/{material.study}/{model}/parameters.json`",
        "",
        f"## {_('Waarvoor')}",
        "",
        story.purpose,
        "",
        f"## {_('Niet voor')}",
        "",
        *(f"- {item}" for item in story.not_for),
        "",
        f"## {_('Hoe goed')}",
        "",
        *_performance(material, model, _, words),
        "",
        f"## {_('Voor wie')}",
        "",
        *(
            _groups(material, _, words)
            if model == main_model(material)
            else [_("Alleen het hoofdmodel is per groep getoetst.")]
        ),
        "",
        f"## {_('Grenzen')}",
        "",
        f"- {_('Samenhang is geen oorzaak.')}",
        *(f"- {text}" for text in story.fairness),
        f"- {story.stop}",
        "",
        f"## {_('Wat mensen nog moeten beantwoorden')}",
        "",
        f"- {_('Wie eigenaar is van dit model: nog niet beantwoord.')}",
        f"- {_('Of een gebruik te rechtvaardigen is: nog niet beantwoord.')}",
    ]
    return "\n".join(lines) + "\n"


def datasheet_markdown(material: Material, language: str) -> str:
    """A datasheet of the registers behind the run: origin, making, limits, who is missing."""
    _ = Texts(language)
    story, declared = Narrative.of(material, _), material.declarations
    fidelity = material.table("fidelity")
    shown = 0 if fidelity is None else fidelity.height
    lines = [
        f"# {_('Gegevensblad')}: {material.title(language)}",
        "",
        f"> {_('Concept, geen goedkeuring.')} {story.data_sentence}",
        "",
        f"- {_('Personen')}: {_.number(float(material.head('persons') or 0))}",
        f"- seed `{material.head('seed')}` · code `{material.head('code_version')}`",
        f"- {_('Vergeleken met {n} gepubliceerde cijfers (tabel fidelity).', n=shown)}",
        f"- {declared.text('data', 'sample', language)}",
        "",
        f"## {_('Registers')}",
        "",
        *(f"- {text}" for text in story.sources),
        "",
        f"## {_('Wie ontbreekt')}",
        "",
        *(f"- {said(r, 'group', language)} → {said(r, 'route', language)}" for r in declared.rows("missing")),
        "",
        f"## {_('Uitkomst')}",
        "",
        declared.text("label", "definition", language),
        "",
        declared.text("label", "gap", language),
        "",
        f"## {_('Bewaren en verwijderen')}",
        "",
        f"{declared.section('retention').get('until', '')}. {declared.text('retention', 'reason', language)}",
    ]
    return "\n".join(lines) + "\n"


def _performance(material: Material, model: str, _: Texts, words: Words) -> list[str]:
    table = material.table("performance")
    rows = None if table is None else table.filter((pl.col("model") == model) & (pl.col("split") == "test"))
    if rows is None or not rows.height:
        return [_("Dit bewijs heeft geen toetsing van dit model.")]
    lines = [
        f"| {_('Informatie')} | {_('Maat')} | {_('Waarde')} | {_('Interval')} | n |",
        "|---|---|---:|---|---:|",
    ]
    for r in rows.sort(MODE_COLUMN, "metric").iter_rows(named=True):
        if r["value"] is not None:
            span = (
                f"{_.number(r['low'], 3)} {_('tot')} {_.number(r['high'], 3)}"
                if r["low"] is not None
                else "–"
            )
            count = _.number(r["n"]) if r["n"] is not None else "–"
            lines.append(
                f"| {words('mode', r['mode'])} | {words('metric', r['metric'])} | {_.number(r['value'], 3)} | {span} | {count} |"
            )
    return lines


def _groups(material: Material, _: Texts, words: Words) -> list[str]:
    rows = coverage_rows(material)
    if rows is None or not rows.height:
        return [_("Bereik per groep is niet gemeten.")]
    lines = [
        _(
            "Bereik bij capaciteit {share}, informatie: {mode}.",
            share=_.percent(material.capacity, 0),
            mode=words("mode", study_mode(material)),
        ),
        "",
    ]
    lines += [
        f"| {_('Groep')} | {_('Bereik')} | {_('Interval')} | n | {_('Oordeel')} |",
        "|---|---:|---|---:|---|",
    ]
    for r in rows.filter(~pl.col("attribute").str.contains(r"\*")).iter_rows(named=True):
        name = f"{words('attribute', r['attribute'])}: {words('group', r['group'])}"
        verdict = words("verdict", r["verdict"]) if r["verdict"] else "–"
        if r["value"] is None:
            lines.append(f"| {name} | {words.absent(r['status'])} | – | – | {verdict} |")
            continue
        span = f"{_.percent(r['low'])} {_('tot')} {_.percent(r['high'])}" if r["low"] is not None else "–"
        lines.append(
            f"| {name} | {_.percent(r['value'])} | {span} | {_.number(r['n']) if r['n'] is not None else '–'} | {verdict} |"
        )
    return lines
