"""``vroeg audit-counts``: published counts, suppressed cells, versions and phases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from vroegsignalering.cli.audit_counts import command
from vroegsignalering.errors import RegisterError

HEAD = "group,attribute,tn,fp,fn,tp,phase,version\n"


def run(tmp_path: Path, text: str, *options: str) -> list[dict]:
    path = tmp_path / "counts.csv"
    path.write_text(text, "utf-8")
    result = CliRunner().invoke(command, [str(path), "--json", *options], catch_exceptions=False)
    rows: list[dict] = json.loads(result.stdout)
    return rows


def one(rows: list[dict], **wanted: object) -> dict:
    found = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_known_counts_are_audited_as_scores_are(tmp_path: Path) -> None:
    rows = run(tmp_path, HEAD + "f,sex,90,10,30,70,pilot,1\nm,sex,80,20,50,50,pilot,1\n")
    rate = one(rows, group="f", metric="true_positive_rate")
    assert (rate["value"], rate["n"], rate["n_outcome"], rate["status"]) == (0.7, 200, 100, "ok")
    assert (rate["version"], rate["phase"]) == ("1", "pilot")
    gap = one(rows, group="f", metric="true_positive_rate_difference")
    assert gap["value"] == pytest.approx(0.2) and gap["reference"] == "rest"
    assert one(rows, attribute="all", metric="true_positive_rate")["value"] == pytest.approx(0.6)


@pytest.mark.parametrize("hidden", ["", "suppressed", "Suppressed", "x"])
def test_a_suppressed_count_is_bounded_and_never_invented(tmp_path: Path, hidden: str) -> None:
    rows = run(
        tmp_path, HEAD + f"f,sex,900,10,300,700,,\nm,sex,800,20,{hidden},500,,\n", "--suppressed-below", "10"
    )
    rate = one(rows, group="m", metric="true_positive_rate")
    assert rate["value"] is None and rate["status"] == "suppressed" and rate["n"] is None
    # fn is 0 to 9: between 500/509 and 500/500, widened by chance
    assert 0.96 < rate["low"] < 500 / 509 and rate["high"] == 1.0
    assert one(rows, group="m", metric="precision")["value"] == pytest.approx(500 / 520)
    gap = one(rows, group="f", metric="true_positive_rate_difference")
    assert gap["value"] is None and gap["verdict"] == "suppressed"
    assert gap["low"] < 0.7 - 1.0 + 0.01 and gap["high"] < -0.2
    whole = one(rows, attribute="all", metric="true_positive_rate")
    assert whole["value"] is None and whole["status"] == "suppressed" and whole["n"] is None
    # 1200 of 1500 to 1509 in need
    assert 0.77 < whole["low"] < 1200 / 1509 < 1200 / 1500 < whole["high"] < 0.83
    assert one(rows, attribute="all", metric="precision")["value"] == pytest.approx(1200 / 1230)


def test_the_whole_comes_from_the_attribute_that_hides_nothing_or_from_the_file_itself(
    tmp_path: Path,
) -> None:
    sexes = "f,sex,90,10,30,70,,\nm,sex,80,20,,50,,\n"
    rows = run(tmp_path, HEAD + sexes + "a,age,100,10,40,50,,\nb,age,70,20,40,70,,\n")
    assert one(rows, attribute="all", metric="true_positive_rate")["value"] == pytest.approx(120 / 200)
    rows = run(tmp_path, HEAD + sexes + "all,all,170,30,80,120,,\n")
    assert one(rows, attribute="all", metric="true_positive_rate")["value"] == pytest.approx(120 / 200)
    rows = run(tmp_path, HEAD + "all,all,170,30,,120,,\n")
    assert one(rows, metric="true_positive_rate")["status"] == "suppressed"


def test_groups_without_a_name_do_not_join_a_group_that_is_called_unknown(tmp_path: Path) -> None:
    rows = run(tmp_path, HEAD + "f,sex,90,10,30,70,,\nunknown,sex,80,20,50,50,,\n ,sex,60,40,40,60,,\n")
    rates = {row["group"]: row["value"] for row in rows if row["metric"] == "true_positive_rate"}
    assert rates == {"f": 0.7, "unknown": 0.5, "missing": 0.6, "all": 0.6}


def test_without_a_rule_the_bounds_are_what_logic_gives(tmp_path: Path) -> None:
    rows = run(tmp_path, HEAD + "f,sex,90,10,30,70,,\nm,sex,80,20,50,,,\n")
    rate = one(rows, group="m", metric="true_positive_rate")
    assert (rate["low"], rate["high"]) == (0.0, 1.0)


def test_zero_is_zero_unless_told_otherwise(tmp_path: Path) -> None:
    text = HEAD + "f,sex,90,10,30,0,,\nm,sex,80,20,50,50,,\n"
    assert one(run(tmp_path, text), group="f", metric="true_positive_rate")["value"] == 0.0
    told = one(run(tmp_path, text, "--zero-is-suppressed"), group="f", metric="true_positive_rate")
    assert told["value"] is None and told["status"] == "suppressed"


def test_versions_and_phases_are_audited_apart(tmp_path: Path) -> None:
    text = (
        HEAD
        + "f,sex,90,10,30,70,pilot,1\nm,sex,80,20,50,50,pilot,1\nf,sex,90,10,60,40,test,2\nm,sex,80,20,50,50,test,2\n"
    )
    rows = run(tmp_path, text)
    gaps = {
        row["version"]: row["value"]
        for row in rows
        if row["metric"] == "true_positive_rate_difference" and row["group"] == "f"
    }
    assert gaps == {"1": pytest.approx(0.2), "2": pytest.approx(-0.1)}


def test_without_version_and_phase(tmp_path: Path) -> None:
    rows = run(
        tmp_path,
        "group,attribute,tn,fp,fn,tp\nf,sex,90,10,30,70\nm,sex,80,20,50,50\n",
        "--reference",
        "sex=m",
    )
    gap = one(rows, metric="true_positive_rate_difference")
    assert (gap["group"], gap["reference"], gap["version"], gap["phase"]) == ("f", "m", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "group,attribute,tn,fp,fn\nf,sex,1,2,3\n",
        HEAD,
        HEAD + "f,sex,-1,2,3,4,,\n",
        HEAD + "f,sex,1.5,2,3,4,,\n",
        HEAD + "f,sex,many,2,3,4,,\n",
        HEAD + "f,sex,1,2,3,4,,\nf,sex,1,2,3,4,,\n",
        "group,attribute,tn,fp,fn,tp,TP\nf,sex,1,2,3,4,4\n",
    ],
)
def test_counts_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RegisterError):
        run(tmp_path, text)


def test_people_read_it_too(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(HEAD + "f,sex,90,10,30,70,pilot,1\nm,sex,80,20,,50,pilot,1\n", "utf-8")
    said = CliRunner().invoke(command, [str(path)], catch_exceptions=False).output
    assert "pilot" in said and "verborgen" in said
