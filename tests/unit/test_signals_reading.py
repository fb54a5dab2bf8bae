"""Signal deliveries into tidy frames and a funnel; expected counts by hand."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.signals import command
from vroegsignalering.registers.signals import funnel, read_deliveries
from vroegsignalering.registers.signals.contract import DIRECT_IDENTIFIERS
from vroegsignalering.registers.signals.reading import age_band

CLIENT = {
    "Burgerservicenummer": "999991772", "Voorletters": "Q.", "Voorvoegsel": "van der", "Achternaam": "Zuurkool",
    "Geboortedatum": "1985-06-15", "Straatnaam": "Kwebbelpad", "Postcode": "9999ZZ", "Huisnummer": "7731",
    "Huisnummertoevoeging": "bis", "Plaatsnaam": "Verzonnendam",
}  # fmt: skip


def signal(number: int, partner: str, **more: Any) -> dict[str, Any]:
    return {"ID": f"VS-{number}", "signaaldatum": "2025-01-05", "bedrag": 450, "signaalpartner": {"type": partner},
            "client": dict(CLIENT)} | more  # fmt: skip


def case(*numbers: int, contacts: tuple[tuple[str, bool], ...] = (), **more: Any) -> dict[str, Any]:
    attempts = [
        {"soort": kind, "bereikt": reached, "datum": "2025-01-15", "dagdeel": "Middag"}
        for kind, reached in contacts
    ]
    return {
        "vroegsignalen": [{"ID": f"VS-{number}"} for number in numbers],
        "contactpogingen": attempts,
    } | more


def delivery(
    signals: list[Any], cases: list[Any], *, gemeente: str = "0344", moment: str = "2025-02-05T10:30:00Z"
) -> dict[str, Any]:
    return {
        "codeGegevensleverancier": "TEST", "startdatumLevering": "2025-01-01", "einddatumLevering": "2025-01-31",
        "aanleverdatumEnTijd": moment,
        "leveringen": [{"teller": 1, "gemeentecode": gemeente, "aanleverende_organisatie": {"naam": "Gemeente Test"},
                        "vroegsignalen": signals, "vroegsignaalzaken": cases}],
    }  # fmt: skip


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def january() -> dict[str, Any]:
    """Five signals: three in two cases picked up, one turned away, one in no case."""
    signals = [
        signal(1, "Energie"), signal(2, "Huur"), signal(3, "Energie"), signal(4, "Water"),
        signal(5, "Zorg", status="Nog niet opgepakt"),
    ]  # fmt: skip
    cases = [
        case(1, 2, contacts=(("Telefoon", False), ("Huisbezoek", True)), datum_opgepakt="2025-01-10",
             resultaat="(Budget)advies en/of quick fix"),
        case(3, contacts=(("Brief", False),), datum_opgepakt="2025-01-11", resultaat="Definitief geen contact kunnen krijgen"),
        case(4, resultaat="Niet opgepakt: onterecht signaal"),
    ]  # fmt: skip
    return delivery(signals, cases)


def test_frames_are_tidy_and_signals_find_their_case(tmp_path, january):
    found = read_deliveries([write(tmp_path, "a.json", january)])
    assert found.signals["partner"].to_list() == ["energy", "rent", "energy", "water", "health_insurance"]
    assert found.signals["case"].to_list() == [1, 1, 2, 3, None]
    assert found.signals["gemeente_code"].unique().to_list() == ["GM0344"]
    assert found.signals["age_band"].unique().to_list() == ["35-44"]
    assert found.cases["signal_count"].to_list() == [2, 1, 1]
    assert found.cases["result"].to_list() == [
        "advice_or_quick_fix",
        "never_reached",
        "not_picked_up_unjust_signal",
    ]
    assert found.contacts.select("case", "kind", "reached").rows() == [
        (1, "telephone", False), (1, "home_visit", True), (2, "letter", False),
    ]  # fmt: skip
    assert (found.begins_on, found.ends_on) == (date(2025, 1, 1), date(2025, 1, 31))


def test_the_funnel_counted_by_hand(tmp_path, january):
    steps = funnel(read_deliveries([write(tmp_path, "a.json", january)])).steps
    everybody = steps.filter(pl.col("by") == "all")
    assert everybody["n"].to_list() == [5, 3, 3, 2, 2]
    assert everybody["share_of_previous"].to_list() == [None, 3 / 5, 1.0, 2 / 3, 1.0]
    assert everybody["share_of_signals"].to_list() == [1.0, 3 / 5, 3 / 5, 2 / 5, 2 / 5]
    energy = steps.filter((pl.col("by") == "partner") & (pl.col("group") == "energy"))
    assert energy["n"].to_list() == [2, 2, 2, 1, 1]
    visits = steps.filter((pl.col("by") == "contact_kind") & (pl.col("group") == "home_visit"))
    assert visits["n"].to_list() == [2, 2, 2, 2, 2]
    calls = steps.filter((pl.col("by") == "contact_kind") & (pl.col("group") == "telephone"))
    assert calls["n"].to_list() == [2, 2, 2, 0, 0]


def test_the_mix_of_end_results(tmp_path, january):
    results = funnel(read_deliveries([write(tmp_path, "a.json", january)])).results
    everybody = results.filter(pl.col("by") == "all")
    assert dict(zip(everybody["result"], everybody["n"], strict=True)) == {
        "advice_or_quick_fix": 2, "never_reached": 1, "not_picked_up_unjust_signal": 1,
    }  # fmt: skip
    assert everybody["share"].sum() == pytest.approx(1.0)


def test_no_direct_identifier_passes_the_door(tmp_path, january):
    path = write(tmp_path, "a.json", january)
    found = read_deliveries([path])
    said = "".join(frame.write_csv() for frame in (found.signals, found.cases, found.contacts))
    said += CliRunner().invoke(command, [str(path), "--json"]).stdout
    said += CliRunner().invoke(command, [str(path)]).stdout
    for field in DIRECT_IDENTIFIERS:
        assert field not in said
        assert CLIENT[field] not in said
    assert "VS-1" not in said


def test_a_case_may_hold_a_signal_of_an_earlier_delivery(tmp_path, january):
    february = delivery(
        [], [case(5, contacts=(("Mail", True),), datum_opgepakt="2025-02-02")], moment="2025-03-05T10:30:00Z"
    )
    paths = [write(tmp_path, "b.json", february), write(tmp_path, "a.json", january)]
    found = read_deliveries(paths)
    assert found.signals["case"].null_count() == 0
    assert found.cases["unresolved_count"].sum() == 0
    alone = read_deliveries(paths[:1])
    assert alone.signals.is_empty()
    assert alone.cases["unresolved_count"].to_list() == [1]


def test_a_signal_in_two_cases_is_counted_and_said(tmp_path, january):
    """VS-1 and VS-2 stand in a second case too: each is followed once, and the two are counted."""
    path = write(tmp_path, "a.json", january)
    assert read_deliveries([path]).in_several_cases == 0
    assert "meer dan één zaak" not in CliRunner().invoke(command, [str(path)]).stdout
    january["leveringen"][0]["vroegsignaalzaken"].append(
        case(1, 2, 5, resultaat="Geen reactie na eerder contact")
    )
    path = write(tmp_path, "a.json", january)
    found = read_deliveries([path])
    assert found.in_several_cases == 2
    assert found.signals.height == 5 and found.signals["signal"].is_unique().all()
    assert found.signals["case"].to_list() == [1, 1, 3, 4, 2]
    record = json.loads(CliRunner().invoke(command, [str(path), "--json"]).stdout)
    assert record["in_several_cases"] == 2
    assert "2 signalen staan in meer dan één zaak" in CliRunner().invoke(command, [str(path)]).stdout
    english = CliRunner().invoke(command, [str(path), "--language", "en"]).stdout
    assert "2 signals stand in more than one case" in english


def test_a_later_delivery_replaces_an_earlier_one(tmp_path, january):
    again = copy.deepcopy(january)
    again["aanleverdatumEnTijd"] = "2025-02-06T10:30:00Z"
    again["leveringen"][0]["vroegsignalen"][4]["status"] = "Inwoner is overleden"
    found = read_deliveries([write(tmp_path, "z.json", january), write(tmp_path, "a.json", again)])
    assert found.signals.height == 5
    assert found.repeated == 8
    assert found.signals["status"].to_list()[-1] == "deceased"


def test_the_same_id_in_two_municipalities_is_two_signals(tmp_path, january):
    other = delivery([signal(1, "Huur")], [], gemeente="GM0363")
    found = read_deliveries([write(tmp_path, "a.json", january), write(tmp_path, "b.json", other)])
    assert found.signals.height == 6
    assert sorted(found.signals["gemeente_code"].unique()) == ["GM0344", "GM0363"]


def test_order_of_files_does_not_matter(tmp_path, january):
    other = delivery([signal(1, "Huur")], [], gemeente="0363")
    paths = [write(tmp_path, "a.json", january), write(tmp_path, "b.json", other)]
    assert read_deliveries(paths).signals.equals(read_deliveries(paths[::-1]).signals)


def test_age_bands():
    day = date(2025, 1, 5)
    assert age_band(date(2007, 1, 5), day) == "18-24"
    assert age_band(date(2007, 1, 6), day) == "0-17"
    assert age_band(date(1950, 1, 5), day) == "75+"
    assert age_band(None, day) == "unknown"
    assert age_band(date(2026, 1, 1), day) == "unknown"


def test_the_command_prints_json_and_nothing_else(tmp_path, january):
    result = CliRunner().invoke(command, [str(write(tmp_path, "a.json", january)), "--json"])
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["funnel"][0] == {"by": "all", "group": "all", "step": "signal", "n": 5, "share_of_previous": None,
                                   "share_of_signals": 1.0}  # fmt: skip
    shown = CliRunner().invoke(command, [str(tmp_path / "a.json"), "--language", "en"])
    assert "picked up" in shown.stdout
    dutch = CliRunner().invoke(command, [str(tmp_path / "a.json")])
    assert "Energie" in dutch.stdout
    assert "huisbezoek" in dutch.stdout.lower()
