"""``vroeg audit`` as a user meets it: files in, JSON out, clear refusals."""

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import polars_readstat
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.audit import command
from vroegsignalering.errors import VroegError

KEYS = {"attribute", "group", "metric", "value", "low", "high", "n", "n_outcome", "status", "verdict"}
NAMES = {
    "selection_rate", "base_rate", "true_positive_rate", "false_negative_rate", "false_positive_rate",
    "true_negative_rate", "precision", "false_discovery_rate", "false_omission_rate", "accuracy", "auc", "brier",
    "calibration_ratio",
}  # fmt: skip
STATUSES = {"ok", "undefined", "too few", "suppressed"}
VERDICTS = {
    None, "within margin", "outside margin", "indeterminate", "too few to judge", "suppressed", "undefined",
}  # fmt: skip


def table(n: int = 400) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    risk = rng.random(n)
    return pl.DataFrame(
        {
            "risk": risk,
            "need": (rng.random(n) < risk).astype(int),
            "sex": rng.choice(["f", "m"], n).tolist(),
            "age": [None if i % 7 == 0 else f"0{i % 3}" for i in range(n)],
            "home": [f"h{i // 2}" for i in range(n)],
            "w": rng.random(n) + 0.5,
            "picked": rng.integers(0, 2, n),
        }
    )


def run(path: Path, *options: str) -> list[dict]:
    asked = [str(path), "--outcome", "need", "--replicates", "32", "--json", *options]
    result = CliRunner().invoke(command, asked, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    rows: list[dict] = json.loads(result.stdout)
    return rows


def refused(path: Path, *options: str) -> VroegError:
    with pytest.raises(VroegError) as caught:
        CliRunner().invoke(command, [str(path), "--replicates", "0", *options], catch_exceptions=False)
    return caught.value


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    table().write_csv(path)
    return path


def test_json_is_the_contract(csv: Path) -> None:
    rows = run(csv, "--score", "risk", "--capacity", "0.1", "--groups", "sex,age", "--intersections", "sex*age",
               "--reference", "sex=m", "--cluster", "home")  # fmt: skip
    assert all(row.keys() >= KEYS for row in rows)
    assert {row["status"] for row in rows} <= STATUSES
    assert {row["verdict"] for row in rows} <= VERDICTS
    whole = {row["metric"] for row in rows if row["attribute"] == "all"}
    assert whole >= NAMES
    assert {row["attribute"] for row in rows} == {"all", "sex", "age", "sex*age"}
    assert {row["group"] for row in rows if row["attribute"] == "age"} == {"00", "01", "02", "unknown"}
    gaps = [
        row for row in rows if row["attribute"] == "sex" and row["metric"] == "true_positive_rate_difference"
    ]
    assert [(row["group"], row["reference"]) for row in gaps] == [("f", "m")]
    assert any(row["metric"] == "true_positive_rate_ratio" for row in rows)
    selected = next(row for row in rows if row["attribute"] == "all" and row["metric"] == "selection_rate")
    assert selected["value"] == 0.1


@pytest.mark.parametrize("kind", ["csv", "parquet", "sav"])
def test_formats_agree(tmp_path: Path, kind: str) -> None:
    path, frame = tmp_path / f"scores.{kind}", table()
    if kind == "csv":
        path.write_text(
            frame.write_csv(separator=";").replace(".", ","), "utf-8"
        )  # as a Dutch spreadsheet saves it
    elif kind == "parquet":
        frame.write_parquet(path)
    else:
        polars_readstat.write_readstat(frame, str(path))
    rows = run(path, "--score", "risk", "--threshold", "0.5", "--groups", "age")
    values = {(row["group"], row["metric"]): row["value"] for row in rows}
    own = frame.filter(pl.col("age") == "01")
    assert values["01", "base_rate"] == pytest.approx(own["need"].mean())
    assert values["01", "mean_risk"] == pytest.approx(own["risk"].mean())
    assert ("unknown", "base_rate") in values


def test_missing_labels_do_not_join_a_group_that_is_called_unknown(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    own = pl.when(age="02").then(pl.lit("unknown")).otherwise("age")
    frame = table().with_columns(age=own)
    frame.write_csv(path)
    rows = run(path, "--flag", "picked", "--groups", "age", "--min-persons", "0")
    sizes = {
        row["group"]: row["n"] for row in rows if row["attribute"] == "age" and row["metric"] == "base_rate"
    }
    assert sizes["missing"] == frame["age"].null_count() > 0
    assert sizes["unknown"] == (frame["age"] == "unknown").sum() > 0


def test_flag_instead_of_score(csv: Path) -> None:
    rows = run(csv, "--flag", "picked", "--groups", "sex")
    metrics = {row["metric"] for row in rows}
    assert "auc" not in metrics and "precision" in metrics


def test_no_groups_is_the_whole(csv: Path) -> None:
    assert {row["attribute"] for row in run(csv, "--score", "risk", "--capacity", "0.05")} == {"all"}


def test_weights_and_out_file(csv: Path, tmp_path: Path) -> None:
    out = tmp_path / "audit.csv"
    rows = run(csv, "--score", "risk", "--threshold", "0.5", "--weight", "w", "--out", str(out))
    frame = table()
    expected = (frame["need"] * frame["w"]).sum() / frame["w"].sum()
    assert next(row for row in rows if row["metric"] == "base_rate")["value"] == pytest.approx(expected)
    assert pl.read_csv(out).height == len(rows)
    assert list(tmp_path.glob("*.new")) == []


def test_people_read_a_table_with_the_margin_called_a_placeholder(csv: Path) -> None:
    asked = [
        str(csv),
        "--outcome",
        "need",
        "--score",
        "risk",
        "--capacity",
        "0.1",
        "--groups",
        "sex",
        "--replicates",
        "16",
    ]
    said = CliRunner().invoke(command, asked, catch_exceptions=False).output
    assert "geen norm" in said and "sex" in said
    assert "Oordeel" in said and "Terecht geselecteerd" in said
    assert not [
        word for word in ("verdict", "indeterminate", "within margin", "true_positive_rate") if word in said
    ]
    assert re.search(r" \d,\d\d \(\d,\d\d tot \d,\d\d\)", said) and not re.search(r"\d\.\d\d\b|-0,00", said)
    said = CliRunner().invoke(command, [*asked, "--language", "en"], catch_exceptions=False).output
    assert "not a norm" in said and "Holm" in said
    assert re.search(r" \d\.\d\d \(\d\.\d\d to \d\.\d\d\)", said) and not re.search(r"\d,\d\d\b|-0\.00", said)


def test_text_outcomes_are_mapped_only_when_told(tmp_path: Path) -> None:
    path = tmp_path / "adult.csv"
    frame = table().with_columns(
        need=pl.when(pl.col("need") == 1).then(pl.lit(" >50K.")).otherwise(pl.lit(" <=50K."))
    )
    frame.write_csv(path)
    fault = refused(path, "--outcome", "need", "--score", "risk", "--threshold", "0.5")
    assert "--positive" in fault.mend and fault.exit_code == 12
    rows = run(path, "--score", "risk", "--threshold", "0.5", "--positive", "<=50K.")
    value = next(row for row in rows if row["metric"] == "base_rate")["value"]
    assert value == pytest.approx(1 - table()["need"].mean())
    assert (
        "never"
        in refused(path, "--outcome", "need", "--score", "risk", "--threshold", "0", "--positive", "yes").what
    )


def test_scores_outside_0_1_rank_but_are_not_calibrated(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    table().with_columns(pl.col("risk") * 300).write_csv(path)
    rows = run(path, "--score", "risk", "--capacity", "0.1")
    held = {row["metric"]: row for row in rows}
    assert held["auc"]["status"] == "ok"
    assert held["brier"]["value"] is None and held["brier"]["status"] == "undefined"
    assert held["calibration_ratio"]["status"] == "undefined"


@pytest.mark.parametrize("bad", ["", "NaN", "many"])
def test_a_missing_score_is_refused_with_its_count_and_no_value(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "scores.csv"
    frame = table().with_columns(pl.col("risk").cast(pl.String))
    frame[3, "risk"] = bad or None
    frame.write_csv(path)
    fault = refused(path, "--outcome", "need", "--score", "risk", "--threshold", "0.5")
    assert "1 of 400" in fault.found and "many" not in str(fault)


def test_one_person_all_selected_and_no_positives_are_defined(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    frame = pl.DataFrame(
        {
            "need": [1] + [0] * 40 + [1] * 40,
            "picked": [1] + [1] * 40 + [1] * 40,
            "g": ["one"] + ["without"] * 40 + ["all"] * 40,
        }
    )
    frame.write_csv(path)
    rows = {(row["group"], row["metric"]): row for row in run(path, "--flag", "picked", "--groups", "g")}
    assert rows["one", "selection_rate"]["status"] == "suppressed"
    assert rows["without", "true_positive_rate"]["status"] == "undefined"
    assert rows["all", "true_positive_rate"]["value"] == 1.0
    assert rows["all", "true_positive_rate"]["low"] < 1.0
    assert rows["all", "false_positive_rate"]["status"] == "undefined"


def test_an_attribute_with_5000_levels(tmp_path: Path) -> None:
    path, out = tmp_path / "levels.parquet", tmp_path / "audit.parquet"
    n = 10_000
    rng = np.random.default_rng(1)
    frame = pl.DataFrame(
        {"picked": rng.integers(0, 2, n), "need": rng.integers(0, 2, n), "g": np.arange(n) % 5000}
    )
    frame.write_parquet(path)
    preregistration = tmp_path / "preregistration.toml"
    preregistration.write_text(
        'groups = ["g"]\nmetrics = ["true_positive_rate"]\nmain = ["true_positive_rate"]\n', "utf-8"
    )
    rows = run(path, "--flag", "picked", "--preregistration", str(preregistration), "--out", str(out))
    own = [row for row in rows if row["attribute"] == "g" and row["metric"] == "true_positive_rate"]
    assert len(own) == 5000 == len({row["group"] for row in own})
    assert {row["status"] for row in own} <= {"too few", "undefined"}
    assert pl.read_parquet(out).height == len(rows)


@pytest.mark.parametrize("name", ["scores.csv", "scores.parquet"])
def test_duplicate_column_names_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("csv"):
        path.write_text("need,risk,risk\n1,0.5,0.5\n", "utf-8")
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(
            pa.Table.from_arrays([pa.array([1]), pa.array([0.5]), pa.array([0.5])], ["need", "risk", "risk"]),
            path,
        )
    assert refused(path, "--outcome", "need", "--score", "risk", "--threshold", "0.5").exit_code == 12


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--score", "risk"], 2),
        (["--score", "risk", "--capacity", "0.1", "--threshold", "0.5"], 2),
        (["--capacity", "0.1"], 2),
        (["--score", "risk", "--capacity", "1.5"], 11),
        (["--score", "risk", "--capacity", "0.1", "--groups", "sekse"], 12),
        (["--score", "risk", "--capacity", "0.1", "--groups", "sex", "--reference", "sex"], 2),
        (["--score", "risk", "--capacity", "0.1", "--groups", "sex", "--reference", "sex=x"], 11),
        (["--score", "risk", "--capacity", "0.1", "--intersections", "sex*sex"], 2),
        (["--score", "risk", "--capacity", "0.1", "--groups", "sex", "--margin", "0"], 11),
        (["--score", "sex", "--capacity", "0.1"], 12),
        (["--score", "risk", "--capacity", "0.1", "--weight", "need"], 12),
    ],
)
def test_words_that_do_not_fit_are_refused_with_their_own_code(
    csv: Path, options: list[str], code: int
) -> None:
    assert refused(csv, "--outcome", "need", *options).exit_code == code


def test_a_mistyped_column_is_suggested(csv: Path) -> None:
    assert "'need'" in refused(csv, "--outcome", "ned", "--score", "risk", "--threshold", "0.5").mend


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("need,risk\n", "utf-8")
    assert "no rows" in refused(path, "--outcome", "need", "--score", "risk", "--threshold", "0.5").what


def test_a_preregistration_decides_and_is_not_loosened(csv: Path, tmp_path: Path) -> None:
    held = tmp_path / "preregistration.toml"
    held.write_text(
        'capacity = 0.2\ngroups = ["sex"]\nminimum = 5\n[margins]\ndefault = 0.02\nset_by = "raad"\n', "utf-8"
    )
    rows = run(csv, "--score", "risk", "--preregistration", str(held), "--margin", "0.9")
    gap = next(row for row in rows if row["metric"] == "coverage_difference")
    assert gap["margin"] == 0.02
    assert next(row for row in rows if row["metric"] == "selection_rate")["value"] == 0.2
