"""One page for people who work with the results: what the run can and cannot say, and ten questions to check it."""

from __future__ import annotations

from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.narrative import Narrative
from vroegsignalering.elsa.reading import outside_gaps, undecided_gaps
from vroegsignalering.texts import Texts


def limits_sheet(material: Material, language: str) -> str:
    """The sheet as Markdown, made from this run."""
    _ = Texts(language)
    story = Narrative.of(material, _)
    outside, unsure = outside_gaps(material).height, undecided_gaps(material).height
    points = (
        story.data_sentence,
        story.gain,
        _("Verschillen buiten de marge: {n}. Onbeslist: {m}.", n=outside, m=unsure),
        _("Een schatting gaat over een groep. Zij zegt niets over wie voor u zit."),
        _("U mag altijd afwijken, en u hoeft dat niet te verdedigen."),
    )
    questions = (
        _("Gaat een schatting over een persoon of over een groep?"),
        _("Wat betekent het interval achter een aandeel?"),
        _("Wat zegt 'onbeslist' over twee groepen?"),
        _("Mag u een schatting in een dossier zetten?"),
        _("Wie ontbreekt in deze gegevens?"),
        _("Wat doet u als iemand nee zegt?"),
        _("Waar kan iemand zich melden die niet in een gekozen groep valt?"),
        _("Is samenhang een oorzaak?"),
        _("Wie mag de stopknop indrukken?"),
        _("Waarvoor mogen deze cijfers nooit worden gebruikt?"),
    )
    lines = [
        f"# {_('Grenzen van deze cijfers')}: {material.title(language)}",
        "",
        f"> {_('Concept, geen goedkeuring.')} {_('Run')} `{material.run_id}`",
        "",
    ]
    lines += [f"- {point}" for point in points]
    lines += ["", f"## {_('Tien vragen om zelf te toetsen')}", ""]
    lines += [f"{i}. {question}" for i, question in enumerate(questions, start=1)]
    return "\n".join(lines) + "\n"
