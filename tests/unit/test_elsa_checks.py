"""Every check fails on the fault it is there for, and only reads what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.unit.elsa_bundle import STUDY, TODAY, fairness, material, project, tables
from vroegsignalering.elsa import CHECKS, Material
from vroegsignalering.elsa.answers import Answer, Standing
from vroegsignalering.elsa.declarations import Declarations
from vroegsignalering.elsa.participation import Advice, Participation
from vroegsignalering.elsa.register import Role

Given = dict[str, tuple[str, pl.DataFrame]]


def unchanged(given: Given) -> Given:
    return given


@dataclass(frozen=True)
class Fault:
    """What is done to a whole project so that one check has to fail."""

    tables: Callable[[Given], Given] = unchanged
    declared: Mapping[str, Any] | None = None
    after: Callable[[Material], Material] = lambda read: read
    head: Mapping[str, Any] | None = None
    study: str = STUDY


def without(*names: str) -> Fault:
    return Fault(tables=lambda given: {k: v for k, v in given.items() if k not in names})


def changed(name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Fault:
    return Fault(tables=lambda given: given | {name: (given[name][0], change(given[name][1]))})


def added(name: str, frame: pl.DataFrame) -> Fault:
    return Fault(tables=lambda given: given | {name: ("released", frame)})


def declared(section: str, **fields: Any) -> Fault:
    return Fault(declared={section: fields})


def standing(**fields: Any) -> Fault:
    return Fault(after=lambda m: replace(m, answers=replace(m.answers, standing=Standing(**fields))))


def _set(column: str, value: Any) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        kind = frame.schema.get(column, pl.String())
        return frame.with_columns(pl.lit(value).cast(kind).alias(column))

    return change


def _metric_gone(name: str) -> Fault:
    return changed("fairness", lambda f: f.filter(~pl.col("metric").str.starts_with(name)))


AREAS = pl.DataFrame(
    {
        "gemeente": list("abcdefgh"),
        "value": [i / 10 for i in range(8)],
        "band": ["1"] * 8,
        "n": [100] * 8,
        "status": ["published"] * 8,
    }
)
PLAN = pl.DataFrame(
    {"plan": ["p"], "offers": [10], "capacity": [5], "n": [100], "value": [0.1], "status": ["published"]}
)
OPEN_ADVICE = Advice(
    who="panel", asked_on=TODAY, question="?", advice="stop", paid=True, reply="", replied_by="", core=True
)
OLD_IAMA = Answer(
    requirement="AO-03",
    study="entry",
    role=Role.LEGAL,
    name="A",
    signed_on=TODAY,
    position="yes",
    text="t",
    seen="0" * 64,
)

FAULTS: dict[str, Fault] = {
    "oversight_is_recorded": Fault(),
    "next_step_is_an_offer": declared("purpose", next_steps=["sanction"]),
    "refusing_costs_nothing": declared("routes", consequence_of_refusal="review of benefit"),
    "limits_sheet_can_be_made": without("performance"),
    "stop_switch_works": standing(stopped=True, reason="complaints"),
    "purpose_is_help": Fault(study=STUDY.replace("research_on_risk_factors", "fraud_detection")),
    "real_data_are_locked": Fault(head={"data_status": "real"}),
    "ai_act_position_is_recorded": declared("ai_act", version="1"),
    "no_special_data_in_features": changed("features", _set("attribute_class", "A")),
    "microdata_stay_statistics": Fault(tables=lambda g: g | {"plans": ("released", PLAN)}, head={"data_status": "real"}),
    "signal_conditions_declared": declared("signals", partner_kinds=["rent", "webshop"]),
    "output_is_aggregate": changed("rates", _set("person", "x")),
    "cells_pass_the_door": changed("rates", _set("n", 3)),
    "features_are_justified": changed("features", _set("reason_nl", "")),
    "retention_is_set": declared("retention", until=date(2020, 1, 1)),
    "dpia_prefill_can_be_made": without("features"),
    "linker_is_not_user": Fault(head={"data_status": "municipal"}),
    "model_leaks_no_member": changed("membership", _set("low", 0.55)),
    "synthetic_data_have_public_roots": without("fidelity"),
    "data_quality_is_shown": without("cohort_flow"),
    "label_card_is_filled": changed("rates", lambda f: f.filter(pl.col("line") == "low_income")),
    "missing_people_are_named": declared("missing", rows=[]),
    "sample_is_not_past_selection": declared("data", sample_origin="selected"),
    "drift_has_limits": changed("drift", _set("limit", None)),
    "synthetic_is_said": Fault(head={"data_status": "unknown"}),
    "audit_attributes_stay_out": changed("features", lambda f: f.with_columns(feature=pl.concat_str(pl.lit("sex_"), "feature"))),
    "proxies_are_measured": without("proxies"),
    "coverage_is_measured": _metric_gone("coverage"),
    "calibration_by_group": _metric_gone("calibration_ratio"),
    "allocation_by_need": _metric_gone("allocation_per_need"),
    "needless_contact_measured": _metric_gone("needless_contact"),
    "intersections_are_shown": changed("fairness", lambda f: f.filter(~pl.col("attribute").str.contains(r"\*"))),
    "fairness_has_counts_and_intervals": changed("fairness", _set("low", None)),
    "plan_was_fixed_before": Fault(head={"preregistration_hash": "0" * 64}),
    "mitigation_is_off_or_shown": declared("mitigation", state="on"),
    "chain_is_audited": declared("chain"),
    "no_gap_stands_unsigned": Fault(tables=lambda g: g | {"fairness": ("released", fairness("outside margin"))}),
    "unnamed_groups_were_searched": without("subgroups"),
    "models_are_readable": changed("effects", _set("model", "gradient_boosting")),
    "simple_rules_were_tried": changed("baselines", _set("gain_low", None)),
    "explanations_match_the_model": changed("effects", _set("feature", "undeclared")),
    "reasons_name_circumstances": changed("features", _set("reason_nl", "Mensen met deze mentaliteit.")),
    "uncertainty_in_plain_words": Fault(
        tables=lambda g: {
            name: (kind, _set("high", None)(frame) if name in ("fairness", "rates") else frame)
            for name, (kind, frame) in g.items()
        }
    ),
    "estimates_show_their_doubt": changed("performance", _set("low", None)),
    "lighter_means_were_weighed": declared("alternatives", rows=[]),
    "register_entry_is_ready": Fault(study=STUDY.replace("Instroom: wie komt", "Instroom <b>wie</b> komt")),
    "notice_is_complete": declared("notice", items=[]),
    "letter_is_complete": declared("letter", offer_nl="x"),
    "method_and_tests_are_open": without("baselines"),
    "roles_have_names": Fault(),
    "software_gives_no_verdict": declared("letter", offer_nl="Dit is een eerlijk model."),
    "rights_assessment_is_prefilled": Fault(after=lambda m: replace(m, answers=replace(m.answers, answers=(OLD_IAMA,)))),
    "run_can_be_repeated": Fault(head={"study_hash": "1" * 64}),
    "complaints_have_a_door": declared("routes", phone=""),
    "outsider_can_retest": declared("retest", command=""),
    "evaluation_is_planned": standing(sunset=date(2020, 1, 1)),
    "results_are_stable": without("stability"),
    "random_arm_is_planned": declared("evaluation", random_share=0.0),
    "advice_has_replies": Fault(after=lambda m: replace(m, participation=Participation(log=(OPEN_ADVICE,)))),
    "areas_have_no_ranks": added("areas", AREAS),
    "wider_effects_have_indicators": declared("effects", rows=[{"effect_nl": "vertrouwen"}]),
    "offers_fit_capacity": added("plans", PLAN),
    "pages_are_accessible": Fault(),
    "texts_are_plain": declared("notice", items=[{"id": "x", "text_nl": "Verantwoordelijkheidsverdeling conformeren"}] * 40),
    "each_step_has_a_counter": declared("channels", rows=[{"step": "help", "without_computer_nl": ""}]),
    "contact_is_limited": declared("contact", most_attempts=50, quiet_months=1),
    "receivers_are_listed": declared("parties", receivers=["landlord"]),
    "vulnerable_people_come_first": declared("harms", rows=[]),
}  # fmt: skip
OWED_AS_SHIPPED = {"oversight_is_recorded", "roles_have_names", "advice_has_replies", "offers_fit_capacity"}
"""Checks that cannot be met by what ships: names, advice and plans are people's."""


def planted(folder: Any, fault: Fault, whole: Material) -> Material:
    """The whole material with the fault in it; written anew only where the fault is in the bundle or the study."""
    read = whole
    if fault.tables is not unchanged or fault.head or fault.study != STUDY:
        read = material(
            project(folder, given=fault.tables(tables()), study=fault.study, **dict(fault.head or {}))
        )
    if fault.declared is not None:
        read = replace(
            read, declarations=Declarations(sections={**read.declarations.sections, **fault.declared})
        )
    return fault.after(read)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return material(project(tmp_path_factory.mktemp("whole")))


def test_every_check_has_a_fault():
    assert set(FAULTS) == set(CHECKS)


@pytest.mark.parametrize("name", sorted(set(CHECKS) - OWED_AS_SHIPPED))
def test_a_check_is_met_by_a_whole_bundle(whole, name):
    assert CHECKS[name](whole).is_met


@pytest.mark.parametrize("name", sorted(set(FAULTS) - {"pages_are_accessible"}))
def test_a_check_fails_on_its_fault(tmp_path, whole, name):
    assert not CHECKS[name](planted(tmp_path, FAULTS[name], whole)).is_met


@pytest.mark.parametrize("is_met", [True, False])
def test_a_pair_is_of_declared_features_or_the_explanation_fails(tmp_path, whole, is_met):
    first, second = whole.table("features")["feature"].head(2)
    fault = changed("effects", _set("feature", f"{first} x {second if is_met else 'undeclared'}"))
    assert CHECKS["explanations_match_the_model"](planted(tmp_path, fault, whole)).is_met is is_met


def test_a_page_with_a_fault_fails(whole, monkeypatch):
    from vroegsignalering.elsa.checks import openness

    monkeypatch.setattr(
        openness, "citizen_page", lambda *_: "<html><title>t</title><h1>a</h1><img src='x.png'></html>"
    )
    found = openness.pages_are_accessible(whole)
    assert not found.is_met
    assert "no language" in str(found.values)


@pytest.mark.parametrize(
    "table", ["features", "effects", "fairness", "membership", "ablation", "subgroups", "drift"]
)
def test_no_check_stumbles_over_an_absent_table(tmp_path, whole, table):
    read = planted(tmp_path, without(table), whole)
    assert all(check(read) is not None for check in CHECKS.values())
