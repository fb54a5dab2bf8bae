"""Can I trust this: calibration, gain over simple rules, drift, fidelity, the proving ground, privacy, who is in."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.pages import trust_data, trust_model, trust_versions, trust_years
from dashboard.pages.sentences import limits
from dashboard.view import Block, View
from vroegsignalering.texts.catalogue import mark as N_

TITLE = N_("Kan ik dit vertrouwen")
QUESTION = N_("Kan ik dit vertrouwen?")

PARTS: dict[str, tuple[str, tuple[str, ...], Callable[[View], list[Block]]]] = {
    "calibration": (N_("Klopt de kans?"), ("calibration",), trust_model.calibration),
    "baselines": (
        N_("Beter dan een simpele regel?"),
        ("baselines", "readability", "performance"),
        trust_model.baselines,
    ),
    "drift": (N_("Verandert het met de jaren?"), ("drift", "stability"), trust_years.drift),
    "fidelity": (N_("Past het bij wat is gepubliceerd?"), ("fidelity",), trust_data.fidelity),
    "proving": (N_("Zou de toets een fout zien?"), ("proving",), trust_data.proving),
    "privacy": (N_("Verraadt het model iemand?"), ("membership",), trust_data.privacy),
    "versions": (N_("Wat is er anders dan de vorige versie?"), ("rates",), trust_versions.versions),
    "cohort": (N_("Wie zit erin en wie niet?"), ("cohort_flow", "outcomes"), trust_data.cohort),
}


def build(view: View) -> tuple[str, list[Block]]:
    """Answer and blocks of the page."""
    _ = view.texts
    found = [
        key
        for key, (_title, tables, _build) in PARTS.items()
        if any(view.study.table(t).height for t in tables)
    ]
    notice = view.absent(
        "calibration", "baselines", "drift", "fidelity", "proving", "membership", "cohort_flow"
    )
    if notice or not found:
        return _("Dit bewijspakket bevat geen cijfers over kwaliteit."), [notice] if notice else []
    key = view.choose("measure", _("Vraag"), found, words=lambda k: _(PARTS[k][0]))
    blocks = PARTS[key][2](view)
    answer = _("Vertrouw het zover als de toetsen hieronder reiken. Elke vraag heeft een eigen antwoord.")
    said = next((b.title for b in blocks if hasattr(b, "title") and b.title), "")
    blocks.append(
        limits(
            view,
            _("Goede cijfers op verzonnen gegevens bewijzen niet dat het in het echt klopt."),
            _("Wat niet is gemeten, staat hier niet. Ga ervan uit dat het onbekend is."),
        )
    )
    return (said + ". " if said else "") + answer, blocks
