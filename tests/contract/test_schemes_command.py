"""``vroeg schemes``: the overview of one described household, for people and for machines."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from vroegsignalering.cli.schemes import command
from vroegsignalering.errors import DeclarationError, UsageError
from vroegsignalering.schemes import SCHEMES, example_households


def run(*arguments: str):
    return CliRunner(env={"COLUMNS": "200"}).invoke(
        command, list(arguments), catch_exceptions=False, standalone_mode=False
    )


def test_json_says_amounts_reasons_parameters_and_that_it_is_no_decision():
    said = json.loads(run("--household", "alleenstaande_ouder", "--json").stdout)
    assert "geen besluit" in said["note"]
    assert [scheme["scheme"] for scheme in said["schemes"]] == list(SCHEMES)
    by_name = {scheme["scheme"]: scheme for scheme in said["schemes"]}
    assert by_name["kinderbijslag"]["payment_eur"] == 579.47  # 261.70 + 317.77, per quarter
    assert by_name["zorgtoeslag"]["parameters"] and not all(
        p["verified"] for p in by_name["zorgtoeslag"]["parameters"]
    )
    refused = [reason for reason in by_name["bijstand"]["reasons"] if reason["holds"] is False]
    assert refused == [
        {
            "says": "Uw netto inkomen is lager dan de norm voor uw huishouden, € 1.216,62 per maand.",
            "holds": False,
        }
    ]


@pytest.mark.parametrize("example", [household.name for household in example_households()])
def test_every_example_is_shown_in_both_languages(example):
    dutch = run("--household", example).stdout
    assert "Dit is een indicatie en geen besluit." in dutch and "niet nagekeken" in dutch
    english = run("--household", f"{example}.toml", "--language", "en").stdout
    assert "This is an indication and no decision." in english and "not verified" in english


def test_unverified_amounts_carry_their_mark():
    shown = run("--household", "alleenstaande_ouder").stdout
    assert "€ 154,85 per maand (!)" in shown
    assert "€ 193,16 per maand " in shown and "€ 193,16 per maand (!)" not in shown  # 579.47 / 3
    assert "(€ 579,47 per kwartaal)" in shown
    said = json.loads(run("--household", "alleenstaande_ouder", "--json").stdout)
    assert {s["scheme"]: s["verified"] for s in said["schemes"]}["zorgtoeslag"] is False
    assert {s["scheme"]: s["verified"] for s in said["schemes"]}["kinderbijslag"] is True


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "ik.toml"
    path.write_text(
        "age = 41\nis_tenant = true\nrent_eur_month = 580.0\nassessment_income_eur_year = 14600.0\n"
        "net_income_eur_month = 0.0\nwealth_eur = 900.0\n",
        encoding="utf-8",
    )
    said = json.loads(run("--household", str(path), "--json").stdout)
    assert {s["scheme"]: s["payment_eur"] for s in said["schemes"]}["bijstand"] == 1216.62


def test_another_date_shows_what_is_not_known():
    shown = run("--household", "alleenstaande_ouder", "--date", "2024-07-01").stdout
    assert "geen bedragen bekend. Wel voor: 2023" in " ".join(shown.replace("│", " ").split())


def test_the_examples_are_listed():
    names = [example["name"] for example in json.loads(run("--examples", "--json").stdout)]
    assert names == [household.name for household in example_households()]
    assert "verzonnen" in run("--examples").stdout


def test_wrong_names_and_files(tmp_path):
    with pytest.raises(UsageError, match="no example household 'iemand'"):
        run("--household", "iemand")
    with pytest.raises(DeclarationError, match="no such household file"):
        run("--household", str(tmp_path / "none.toml"))
