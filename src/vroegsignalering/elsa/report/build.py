"""Puts the sections in order and writes the dossier: HTML, PDF where the machine can make one, and ``report.json``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vroegsignalering.elsa.answers import write_whole
from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.html import Safe, element, join, page
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.report.background import context, data, model
from vroegsignalering.elsa.report.closing import choices, limits, manifest, privacy, requirements
from vroegsignalering.elsa.report.dossier import Dossier
from vroegsignalering.elsa.report.front import page_one
from vroegsignalering.elsa.report.groups import bias, chain, desirability, justification
from vroegsignalering.elsa.report.pdf import write_pdf
from vroegsignalering.elsa.report.quality import quality
from vroegsignalering.elsa.style import STYLE

SECTIONS: tuple[Callable[[Dossier], Safe], ...] = (
    page_one,
    context,
    data,
    model,
    quality,
    bias,
    chain,
    justification,
    desirability,
    choices,
    privacy,
    limits,
    requirements,
    manifest,
)
"""Parts in the order a reviewer reads them; the one page comes first."""


def report_html(material: Material, gate: Gate, language: str, *, change: Safe | None = None) -> str:
    """The dossier as one HTML document without scripts or requests.

    Parameters
    ----------
    change : Safe, optional
        A section on what changed since an earlier dossier, put after page one.
    """
    dossier = Dossier.of(material, gate, language)
    _ = dossier.texts
    title = f"{_('ELSA-dossier')}: {material.title(language)}"
    sections = [section(dossier) for section in SECTIONS]
    if change is not None:
        sections.insert(1, change)
    body = join(
        (
            element("header", _status(dossier), element("h1", title), _line(dossier)),
            element("main", *sections),
            element(
                "footer",
                element(
                    "p",
                    _("Concept, geen goedkeuring. Software keurt niets goed; mensen tekenen."),
                    class_="note",
                ),
            ),
        )
    )
    about = _(
        "Dossier voor toetsing: bewijs uit de run {run}, en wat mensen nog moeten beantwoorden.",
        run=material.run_id,
    )
    return page(title, body, language=language, style=STYLE, description=about)


def write_report(
    material: Material, gate: Gate, language: str, to: Path, *, change: Safe | None = None, pdf: bool = True
) -> list[Path]:
    """Write ``<study>.<language>.html`` and, where asked and possible, ``.pdf`` into a folder."""
    html = report_html(material, gate, language, change=change)
    path = Path(to) / f"{material.study}.{language}.html"
    write_whole(path, html)
    made = write_pdf(html, path.with_suffix(".pdf")) if pdf else []
    return [path, *made]


def _status(dossier: Dossier) -> Safe:
    _ = dossier.texts
    said = (
        _("SYNTHETISCHE GEGEVENS – concept, geen goedkeuring")
        if dossier.material.is_synthetic
        else _("Concept, geen goedkeuring")
    )
    return element("p", said, class_="band status")


def _line(dossier: Dossier) -> Safe:
    _, material = dossier.texts, dossier.material
    run = _(
        "Run {run} · studie {study} · {persons} personen · code {code}",
        run=material.run_id,
        study=material.study,
        persons=_.number(float(material.head("persons") or 0)),
        code=material.head("code_version")[:12],
    )
    return element("p", run, class_="note")
