"""Signal deliveries to the chain: a handful of signals by hand."""

from dataclasses import replace
from datetime import date

import polars as pl

from vroegsignalering.audit import ChainRules
from vroegsignalering.audit.deliveries import WAYS, chain_of_deliveries, steps_of
from vroegsignalering.registers.signals import Deliveries
from vroegsignalering.registers.signals.contract import CONTACT_KINDS
from vroegsignalering.registers.signals.reading import CASES, CONTACTS, SIGNALS


def deliveries() -> Deliveries:
    """Two signals share case 1 (reached, helped); case 2 is reached, result open; signal 4 is in no case."""
    signals = [{"signal": at, "partner": "rent" if at < 3 else "energy", "age_band": "25-34", "case": case}
               for at, case in ((1, 1), (2, 1), (3, 2), (4, None))]  # fmt: skip
    cases = [
        {"case": 1, "result": "financial_help", "picked_up_on": date(2024, 1, 2)},
        {"case": 2, "picked_up_on": date(2024, 1, 2)},
    ]
    contacts = [{"case": case, "attempt": 1, "kind": "telephone", "reached": True} for case in (1, 2)]
    return Deliveries(
        signals=pl.DataFrame(signals, schema=SIGNALS),
        cases=pl.DataFrame(cases, schema=CASES),
        contacts=pl.DataFrame(contacts, schema=CONTACTS),
        begins_on=date(2024, 1, 1),
        ends_on=date(2024, 1, 31),
        files=1,
        repeated=0,
        in_several_cases=0,
    )


def test_a_result_not_yet_registered_is_unknown() -> None:
    rows = steps_of(deliveries()).sort("case", "partner")
    assert rows["accepted"].to_list() == [True, True, None, False]
    assert rows["case"].n_unique() == 3


def test_the_way_of_contact_is_the_one_with_most_effort() -> None:
    """Words as the reader gives them: a case that was visited or called is no case without contact."""
    tried = {1: ("letter", "home_visit"), 2: ("email", "telephone"), 3: ("card",), 4: (None,)}
    cases = [{"case": case} for case in tried]
    contacts = [
        {"case": case, "kind": kind, "reached": False} for case, kinds in tried.items() for kind in kinds
    ]
    read = replace(
        deliveries(),
        signals=pl.DataFrame(
            [{"signal": at, "case": at if at < 5 else None} for at in range(1, 6)], schema=SIGNALS
        ),
        cases=pl.DataFrame(cases, schema=CASES),
        contacts=pl.DataFrame(contacts, schema=CONTACTS),
    )
    assert steps_of(read)["way"].to_list() == ["home_visit", "telephone", "card", "unknown", "none"]
    assert set(WAYS) == set(CONTACT_KINDS.values())


def test_the_chain_of_deliveries() -> None:
    rules = ChainRules(replicates=8, suppress_below=0)
    rows = chain_of_deliveries(deliveries(), rules=rules).filter(attribute="all")
    assert rows.select("step", "n_from", "n", "n_unknown").rows() == [
        ("picked_up", 4, 3, 0),
        ("contact", 3, 3, 0),
        ("reached", 3, 3, 0),
        ("accepted", 2, 2, 1),
    ]
