"""Promises of the benchmarks: read rightly, kept or owned up to, and shown in the README as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks import collected, evidence

ROOT = Path(__file__).resolve().parents[2]


def one(topic: str = "reading", name: str = "speed", **said: Any) -> collected.Result:
    content = {"topics": {topic: {"machine": {}, "ratios": {name: {"unit": "times", **said}}}}}
    return collected.results(content)[0]


@pytest.mark.parametrize(
    ("value", "promise", "unit", "kept"),
    [
        (4.0, 4.0, "times", True),
        (3.9, 4.0, "times", False),
        (1.2, 1.3, "at most, seconds per row", True),
        (1.4, 1.3, "at most, seconds per row", False),
        (10.0, "< 10", "s", False),
        (9.9, "< 10", "s", True),
        (10.0, ">= 10", "persons", True),
        (2.1, "<= 2", "ratio", False),
        (0.1, None, "share", None),
        (0.1, "", "share", None),
    ],
)
def test_a_result_under_its_promise_fails(value: float, promise: Any, unit: str, kept: bool | None) -> None:
    assert one(value=value, promise=promise, unit=unit).kept is kept


def test_memory_is_a_ceiling_although_its_unit_does_not_say_so() -> None:
    assert one(name="full_read_memory", value=0.5, promise=1.0).kept is True
    assert one(name="full_read_memory", value=1.1, promise=1.0).kept is False


def test_a_promise_in_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="a promise reads"):
        one(value=1.0, promise="about 3")


def test_every_promise_is_kept_or_owned_up_to() -> None:
    found = collected.results(collected.collect())
    assert found
    missed = {result.key for result in found if result.kept is False}
    assert missed <= collected.shortfalls().keys(), "a result fell under its promise: see shortfalls.toml"


def test_every_shortfall_names_a_result_and_a_reason() -> None:
    known = {result.key for result in collected.results(collected.collect())}
    for key, reason in collected.shortfalls().items():
        assert key in known
        assert len(reason) > 20


def test_a_file_that_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps({"ratios": []}), "utf-8")
    with pytest.raises(ValueError, match=r"odd\.json"):
        collected.collect(tmp_path)


def test_the_collection_is_written_whole(tmp_path: Path) -> None:
    content = {"topics": {"reading": {"machine": {"cores": 2}, "ratios": {}}}}
    collected.write(content, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text("utf-8")) == content
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_the_table_of_the_readme_stands_between_its_markers() -> None:
    text = f"above\n{collected.BEGIN}\nold\n{collected.END}\nbelow\n"
    made = collected.in_readme(text, [one(value=10.39, promise=4.0), one(value=1.0, promise=None)])
    assert made.startswith(f"above\n{collected.BEGIN}\n| Benchmark")
    assert made.endswith(f"\n{collected.END}\nbelow\n")
    assert "old" not in made
    assert "| reading | speed, times | 10.4 | >= 4 | yes |" in made
    assert made.count("\n| reading") == 1
    assert collected.in_readme(made, [one(value=10.39, promise=4.0)]) == made


def test_a_readme_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="once each"):
        collected.in_readme("no markers", [])


def test_the_readme_shows_the_collected_results() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    if collected.BEGIN in text:
        stored = json.loads(collected.COLLECTED.read_text("utf-8"))
        assert collected.in_readme(text, collected.results(stored)) == text


def test_rows_that_cannot_be_computed_count_neither_way() -> None:
    rows = pl.DataFrame(
        {
            "role": ["calibration"] * 5 + ["validation"] * 2,
            "status": ["ok", "ok", "ok", "off", "not computable", "off", "ok"],
        }
    )
    found = evidence.fits(rows)
    assert found["calibration_rows_ok"][0] == 0.75
    assert found["calibration_rows_ok"][2] == "share of 4 published rows"
    assert found["validation_rows_ok"][0] == 0.5


def test_the_error_of_calibration_is_that_of_people_held_out() -> None:
    rows = pl.DataFrame(
        {
            "model": ["additive", "additive", "additive", "additive", "logistic"],
            "mode": ["recorded"] * 5,
            "split": ["held_out", "held_out", "held_out", "test", "held_out"],
            "metric": ["ece", "ece_by_chance", "ece_without_chance", "ece", "ece"],
            "n": [1_000] * 5,
            "value": [0.001, 0.0005, 0.0004, 0.02, 0.03],
            "low": [None, None, 0.0, None, None],
            "high": [None, None, 0.0009, None, None],
        }
    )
    assert evidence.calibrated("entry", rows) == {
        "calibration_error_entry_recorded": (
            0.001,
            "<= 0.002",
            "share; 0.0005 by chance alone, 1000 households",
        ),
        "calibration_error_without_chance_entry_recorded": (
            0.0004,
            None,
            "share, root mean square; 95 % interval 0.0 to 0.0009",
        ),
    }
