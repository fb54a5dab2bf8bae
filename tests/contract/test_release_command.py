"""``vroeg release``: options, files, exit codes, and its attack on tables of others."""

import json
import subprocess
import sys
from dataclasses import dataclass

import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.release import command
from vroegsignalering.errors import VroegError

TABLE = """gem,age,n,mark,eur,top,prov
G1,A,3,0,3000,1000;900;800,P
G1,B,40,0,40000,2000;1900,P
G1,C,55,0,50000,2000;1900,P
G2,A,50,0,50000,2000;1900,P
G2,B,60,0,60000,2000;1900,P
G2,C,70,0,70000,2000;1900,P
G3,A,80,0,80000,70000;1900,Q
G3,B,90,1,90000,2000;1900,Q
G3,C,75,0,75000,2000;1900,Q
"""


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def vroeg(_: str, *words: object) -> Done:
    """The command in this process; ``test_the_command_itself`` starts one of its own."""
    result = CliRunner().invoke(command, [str(word) for word in words])
    if isinstance(result.exception, VroegError):
        return Done(result.exception.exit_code, result.stdout, str(result.exception))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return path


def test_a_table_goes_through_the_door_and_withstands_the_attack(table, tmp_path):
    out = tmp_path / "out.csv"
    done = vroeg("release", table, "--dimensions", "gem,age", "--count", "n", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    shown = pl.read_csv(out)
    assert shown.columns == ["gem", "age", "value", "status"] and shown.height == 16
    assert shown.filter((pl.col("gem") == "Total") & (pl.col("age") == "Total"))["value"].item() == 523
    assert said["primary"] == 1 and said["secondary"] == 3 and said["narrowest"] >= 10
    log, attack = pl.read_csv(tmp_path / "out.log.csv"), pl.read_csv(tmp_path / "out.attack.csv")
    assert log.height == attack.height == said["hidden"] == shown["value"].null_count()
    again = vroeg("release", out, "--dimensions", "gem,age", "--count", "value", "--attack-only", "--json")
    assert again.returncode == 0 and json.loads(again.stdout)["narrowest"] == pytest.approx(said["narrowest"])


def test_a_table_protected_in_the_first_place_only_is_found_out(tmp_path):
    path = tmp_path / "others.csv"
    path.write_text("a,b,n\nx,p,\nx,q,40\nx,Total,43\ny,p,50\ny,q,60\ny,Total,110\nTotal,Total,153\n")
    done = vroeg("release", path, "--dimensions", "a,b", "--count", "n", "--attack-only", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 14 and said["exactly_known"] == 1 and said["cells"][0]["low"] == 3


def test_marked_cells_are_primary(table, tmp_path):
    out = tmp_path / "out.csv"
    vroeg("release", table, "--dimensions", "gem,age", "--count", "n", "--primary", "mark", "--out", out)
    shown = {row[:2]: row[2:] for row in pl.read_csv(out).rows()}
    assert shown[("G3", "B")] == (None, "primary")


def test_money_is_judged_by_its_contributors(table, tmp_path):
    out = tmp_path / "out.csv"
    done = vroeg(
        "release", table, "--dimensions", "gem,age", "--count", "n", "--value", "eur", "--contributors", "top",
        "--out", out, "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = {row[:2]: row[2:] for row in pl.read_csv(out).rows()}
    assert shown[("G3", "A")] == (None, "primary") and shown[("Total", "Total")] == (518000.0, "published")
    reasons = dict(
        pl.read_csv(tmp_path / "out.log.csv").filter(pl.col("gem") == "G3").select("age", "reason").rows()
    )
    assert reasons["A"] == "dominance"


def test_margins_may_stay_away_and_hierarchies_are_kept(table, tmp_path):
    out = tmp_path / "out.csv"
    vroeg("release", table, "--dimensions", "gem,age", "--count", "n", "--margins", "none", "--out", out)
    assert pl.read_csv(out)["status"].to_list().count("primary") == 1 and pl.read_csv(out).height == 9
    done = vroeg(
        "release", table, "--dimensions", "prov,gem,age", "--nested", "gem=prov", "--count", "n", "--out", out
    )
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(out).height == (3 + 2 + 1) * 4


def test_income_counts_leave_in_hundreds(table, tmp_path):
    out = tmp_path / "out.csv"
    vroeg("release", table, "--dimensions", "gem,age", "--count", "n", "--profile", "income", "--out", out)
    shown = pl.read_csv(out)
    assert "published" not in set(shown["status"]) and (shown["value"].drop_nulls() % 100 == 0).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,n\nx,p,-3\n", "negative"),
        ("a,b,n\nx,p,1.5\n", "not whole numbers"),
        ("a,b,n\nx,p,20\nx,p,30\n", "duplicate"),
        ("a,b,n\n,p,20\n", "no value in dimension"),
        ("a,b,n\nx,p,20\nx,q,30\nx,Total,60\n", "not the sum"),
        ("a,b,weighted\nx,p,20.5\n", "no unweighted count"),
        ("", "empty"),
    ],
)
def test_bad_input_ends_in_a_message(tmp_path, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    out = tmp_path / "out.csv"
    done = vroeg("release", path, "--dimensions", "a,b", "--count", "n", "--out", out)
    assert done.returncode == 14 and said in done.stderr and "Traceback" not in done.stderr
    assert not out.exists()


def test_rounded_input_is_tolerated_when_told(tmp_path):
    path = tmp_path / "rounded.csv"
    path.write_text("a,b,n\nx,p,20\nx,q,30\nx,Total,55\ny,p,40\ny,q,50\n")
    words = ("release", path, "--dimensions", "a,b", "--count", "n", "--out", tmp_path / "out.csv")
    assert vroeg(*words).returncode == 14
    assert vroeg(*words, "--rounded-input", "5").returncode == 0


def test_a_header_alone_and_a_table_that_hides_altogether(tmp_path):
    path, out = tmp_path / "empty.csv", tmp_path / "out.csv"
    path.write_text("a,b,n\n")
    assert vroeg("release", path, "--dimensions", "a,b", "--count", "n", "--out", out).returncode == 0
    assert out.read_text() == "a,b,value,status\n"
    path.write_text("a,b,n,mark\nx,p,4,1\n")
    done = vroeg("release", path, "--dimensions", "a,b", "--count", "n", "--primary", "mark", "--out", out)
    assert done.returncode == 0 and "Nothing in this table" in done.stderr
    assert pl.read_csv(out, infer_schema=False)["value"].null_count() == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--dimensions", "a,z", "--count", "n", "--out", "o.csv"), 2),
        (("--dimensions", "a,b", "--count", "n"), 2),
        (("--dimensions", "a,b", "--count", "n", "--profile", "loose", "--out", "o.csv"), 11),
        (("--dimensions", "a,b", "--count", "n", "--nested", "a", "--out", "o.csv"), 2),
    ],
)
def test_words_that_do_not_fit(tmp_path, words, code):
    path = tmp_path / "t.csv"
    path.write_text("a,b,n\nx,p,20\n")
    done = vroeg("release", path, *words)
    assert done.returncode == code and "Traceback" not in done.stderr


def test_the_command_itself(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("a,b,n\nx,p,-3\n")
    words = [sys.executable, "-m", "vroegsignalering", "release", path, "--dimensions", "a,b", "--count", "n"]
    done = subprocess.run([*words, "--out", tmp_path / "o.csv"], capture_output=True, text=True, check=False)
    assert (
        done.returncode == 14
        and done.stdout == ""
        and done.stderr.startswith("vroeg: 1 counts in 'n' are negative")
    )


def counts(path, more: int = 0):
    rows = [
        f"a{i},b{j},{50 + 7 * i + 3 * j + (more if i == j == 0 else 0)}" for i in range(3) for j in range(3)
    ]
    path.write_text("a,b,n\n" + "\n".join(rows) + "\n")
    return path


def test_a_ledger_stops_a_table_that_differs_by_a_few_persons(tmp_path):
    asked = (
        "--dimensions",
        "a,b",
        "--count",
        "n",
        "--ledger",
        tmp_path / "ledger",
        "--out",
        tmp_path / "o.csv",
    )
    first, second = counts(tmp_path / "one.csv"), counts(tmp_path / "two.csv", more=3)
    assert vroeg("release", first, *asked, "--vintage", "2023").returncode == 0
    assert vroeg("release", first, *asked, "--vintage", "2023").returncode == 0  # a rerun is no leak
    assert vroeg("release", second, *asked, "--vintage", "2024").returncode == 0  # other data
    stopped = vroeg("release", second, *asked, "--vintage", "2023")
    assert stopped.returncode == 14 and "differ by a few persons" in stopped.stderr
    assert vroeg("release", first, *asked).returncode == 2


def test_attack_only_on_a_table_that_lists_some_of_its_margins(tmp_path):
    """Row totals of ``a1`` only, and the whole: a1,b0 follows from its row; nothing else is known of the other rows."""
    table = tmp_path / "t.csv"
    table.write_text("a,b,n\na0,b0,20\na0,b1,30\na1,b0,\na1,b1,45\na1,Total,52\nTotal,Total,102\n")
    out = tmp_path / "o.csv"
    done = vroeg("release", table, "--dimensions", "a,b", "--count", "n", "--attack-only", "--out", out)
    assert done.returncode == 14, "an interval narrower than ten is a finding"
    told = pl.read_csv(out)
    assert told.select("a", "b", "low", "high").rows() == [("a1", "b0", 7.0, 7.0)]


def test_a_table_as_dutch_spreadsheets_write_it(tmp_path):
    table = tmp_path / "t.csv"
    table.write_bytes("plaats;n\nSúdwest-Fryslân;120\nEpe;340\n".encode("cp1252"))
    done = vroeg("release", table, "--dimensions", "plaats", "--count", "n", "--out", tmp_path / "o.csv")
    assert done.returncode == 0, done.stderr
    assert ("Súdwest-Fryslân", 120) in pl.read_csv(tmp_path / "o.csv").select("plaats", "value").rows()
