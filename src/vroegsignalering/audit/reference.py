"""The page of metrics in the reference, generated from the registry so that words and arithmetic cannot part."""

from __future__ import annotations

from vroegsignalering.audit.metric import Kind, Metric
from vroegsignalering.audit.metrics import METRICS
from vroegsignalering.texts import Texts

_OPENING = """# Metrics of the audit

Generated from `vroegsignalering.audit.METRICS`; do not edit. Counts: `tp` selected with the outcome, `fp` selected without
it, `fn` and `tn` the same among those not selected; `p` is the estimated risk, `y` the recorded outcome. A share of
nothing is undefined, never zero. Gaps are `<metric>_difference`, `<metric>_ratio` and `<metric>_largest_gap`.

"""
_INTERVAL = {
    Kind.SHARE: "Wilson on the effective number that the cluster bootstrap implies",
    Kind.BOUNDED: "Wilson form with the cluster bootstrap's standard error",
    Kind.LINE: "normal, with errors robust to clusters",
    Kind.RATIO: "log-normal with the cluster bootstrap's standard error",
}
_NEEDS = {
    "": "an outcome",
    "flag": "a selection",
    "risk": "a score",
    "probability": "a risk between 0 and 1",
    "capacity": "a selection within a capacity",
    "line": "a risk between 0 and 1; computed from the raw scores",
    "cells": "cells of areas or groups",
}


def metrics_page() -> str:
    """The page, in English, as Markdown."""
    return _OPENING + "\n".join(_entry(entry) for entry in METRICS.values())


def _entry(entry: Metric) -> str:
    english = Texts("en")
    lines = [
        f"## `{entry.name}`",
        "",
        f"**{english(entry.title_nl)}.** {english(entry.says_nl)}",
        "",
        f"- formula: `{entry.formula}`",
        f"- who is harmed by a gap: {english(entry.harmed_nl)}",
        f"- interval: {_INTERVAL[entry.kind]}",
        f"- needs: {_NEEDS[entry.needs]}",
    ]
    if entry.same_as:
        lines.append(f"- the same count as `{entry.same_as}`; a family of tests holds it once")
    if entry.peer:
        lines.append(f"- equal to `{entry.peer}` (tested)")
    return "\n".join(lines) + "\n"
