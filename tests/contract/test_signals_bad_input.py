"""Broken deliveries: every fault with its path, and never what stood there."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from vroegsignalering.cli.signals import command
from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.signals import read_deliveries, validate
from vroegsignalering.registers.signals.validating import faults_of

GOOD = {
    "codeGegevensleverancier": "TEST",
    "startdatumLevering": "2025-01-01",
    "einddatumLevering": "2025-01-31",
    "aanleverdatumEnTijd": "2025-02-05T10:30:00Z",
    "leveringen": [
        {
            "teller": 1,
            "gemeentecode": "0344",
            "aanleverende_organisatie": {"naam": "x"},
            "vroegsignalen": [{"ID": "1", "signaalpartner": {"type": "Huur"}, "client": {"Burgerservicenummer": "999991772"}}],
            "vroegsignaalzaken": [{"vroegsignalen": [{"ID": "1"}], "contactpogingen": [{"soort": "Brief", "bereikt": True}]}],
        }
    ],
}  # fmt: skip

SIGNAL = ("leveringen", 0, "vroegsignalen", 0)
CASE = ("leveringen", 0, "vroegsignaalzaken", 0)

FAULTS = {
    "an unknown partner": ((*SIGNAL, "signaalpartner", "type"), "Kapper", "leveringen[0].vroegsignalen[0].signaalpartner.type"),
    "an amount in words": ((*SIGNAL, "bedrag"), "veel", "leveringen[0].vroegsignalen[0].bedrag"),
    "a negative amount": ((*SIGNAL, "bedrag"), -5, "leveringen[0].vroegsignalen[0].bedrag"),
    "an amount that no household owes": ((*SIGNAL, "bedrag"), 10**40, "leveringen[0].vroegsignalen[0].bedrag"),
    "an end before the begin": (("einddatumLevering",), "2024-12-31", "einddatumLevering"),
    "a contact person who is none": (("leveringen", 0, "aanleverende_organisatie", "contactpersoonen"), ["x"],
                                     "leveringen[0].aanleverende_organisatie.contactpersoonen[0]"),
    "a date the other way round": ((*SIGNAL, "signaaldatum"), "05-01-2025", "leveringen[0].vroegsignalen[0].signaaldatum"),
    "30 February": ((*SIGNAL, "signaaldatum"), "2025-02-30", "leveringen[0].vroegsignalen[0].signaaldatum"),
    "a year out of range": ((*SIGNAL, "ontstaansdatum"), "0025-02-03", "leveringen[0].vroegsignalen[0].ontstaansdatum"),
    "an undeclared field": ((*SIGNAL, "nationaliteit"), "x", "leveringen[0].vroegsignalen[0]"),
    "a status that is none": ((*SIGNAL, "status"), "klaar", "leveringen[0].vroegsignalen[0].status"),
    "a municipality by name": (("leveringen", 0, "gemeentecode"), "Utrecht", "leveringen[0].gemeentecode"),
    "a result that is none": ((*CASE, "resultaat"), "geholpen", "leveringen[0].vroegsignaalzaken[0].resultaat"),
    "reached in words": ((*CASE, "contactpogingen", 0, "bereikt"), "ja",
                         "leveringen[0].vroegsignaalzaken[0].contactpogingen[0].bereikt"),
    "a case without signals": ((*CASE, "vroegsignalen"), [], "leveringen[0].vroegsignaalzaken[0].vroegsignalen"),
    "no deliveries": (("leveringen",), [], "leveringen"),
    "a moment without a time": (("aanleverdatumEnTijd",), "2025-02-05", "aanleverdatumEnTijd"),
}  # fmt: skip


def changed(path, value):
    content = copy.deepcopy(GOOD)
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return content


def test_the_good_one_is_good():
    assert faults_of(GOOD, "a.json") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_path(name):
    path, value, said = FAULTS[name]
    found = faults_of(changed(path, value), "a.json")
    assert [fault.path for fault in found] == [said]
    words = found[0].expected + found[0].found
    assert not isinstance(value, str) or len(value) < 2 or value not in words


def test_every_fault_is_told_and_no_value(tmp_path):
    content = changed((*SIGNAL, "bedrag"), "999991772")
    content["leveringen"][0]["vroegsignalen"][0]["signaalpartner"]["type"] = "Jansen"
    del content["startdatumLevering"]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(content))
    assert len(validate([path])) == 3
    with pytest.raises(RegisterError) as caught:
        read_deliveries([path])
    said = str(caught.value)
    assert caught.value.exit_code == 12
    assert "3 fault(s)" in said
    assert "leveringen[0].vroegsignalen[0].bedrag" in said
    assert "999991772" not in said
    assert "Jansen" not in said


def test_a_missing_identifier_of_the_signal():
    content = copy.deepcopy(GOOD)
    del content["leveringen"][0]["vroegsignalen"][0]["ID"]
    found = faults_of(content, "a.json")
    assert (found[0].path, found[0].expected) == ("leveringen[0].vroegsignalen[0]", "fields ID")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"[1, 2]", "no delivery"),
        (b"naam;bsn\n", "not JSON"),
        (b"\xff\xfe{", "UTF-8"),
        (b"[" * 100_000, "JSON|deeply"),
    ],
)
def test_files_that_are_no_delivery(tmp_path, content, says):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(RegisterError, match=says):
        read_deliveries([path])


def test_truncation_at_any_byte(tmp_path):
    whole = json.dumps(GOOD).encode()
    path = tmp_path / "a.json"
    for size in range(0, len(whole), 9):
        path.write_bytes(whole[:size])
        with pytest.raises(RegisterError):
            read_deliveries([path])


def test_nothing_given_and_nothing_there(tmp_path):
    with pytest.raises(RegisterError):
        read_deliveries([])
    result = CliRunner().invoke(command, [str(tmp_path / "gone.json")])
    assert isinstance(result.exception, RegisterError)


def test_a_byte_order_mark_is_no_fault(tmp_path):
    path = Path(tmp_path / "a.json")
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert read_deliveries([path]).signals.height == 1


def test_a_number_of_thousands_of_digits_is_one_message(tmp_path):
    path = tmp_path / "delivery.json"
    path.write_text(json.dumps(GOOD).replace('"teller": 1', '"teller": ' + "9" * 5000))
    with pytest.raises(RegisterError, match="number that no delivery can hold"):
        read_deliveries([path])
