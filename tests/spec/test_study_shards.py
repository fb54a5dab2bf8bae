"""Shards of whole households: rows and counts are the same however the country is cut, and with keys as numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.fidelity import compare
from vroegsignalering.fidelity.compare import fidelity, read_targets
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline import capacity, country, life, shared, whole_run
from vroegsignalering.pipeline.rows import Kept, read_rows, roles, shares, write_rows
from vroegsignalering.pipeline.shard_pass import WANTED, GroupsOnce, ShardTask, Wish
from vroegsignalering.pipeline.store import Store
from vroegsignalering.registers import Registers
from vroegsignalering.registers.shards import held, numbered, sample, shards
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME, PERSON_TO_HOUSEHOLD
from vroegsignalering.study import PARTS, Dataset, StudyDefinition, assemble, cohort
from vroegsignalering.study.dataset import Asked, assemble_together
from vroegsignalering.study.draws import lot
from vroegsignalering.study.groups import groups
from vroegsignalering.synthesis import synthesise
from vroegsignalering.synthesis.plan import SynthesisPlan
from vroegsignalering.vocabulary import GroupAttribute, InformationMode, Transition

ROOT = Path(__file__).resolve().parents[2]
YEARS = (2018, 2019)
MODES = (InformationMode.RECORDED, InformationMode.KNOWN)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Registers:
    folder = tmp_path_factory.mktemp("cut") / "registers"
    synthesise(SynthesisPlan(persons=1_500, years=(2015, 2020), seed=8, shard_size=500), folder)
    return Registers.open(folder)


def study(name: str) -> StudyDefinition:
    return Manifest.read(ROOT / "models" / name).study


def in_order(data: Dataset) -> pl.DataFrame:
    """All rows of a dataset as one frame, by year and person."""
    rows = pl.DataFrame({"year": data.year, "cluster": data.cluster, "y": data.y, "part": data.part})
    named = [
        frame.rename(lambda name, mark=mark: mark + name)
        for mark, frame in (("x", data.X), ("g", data.groups))
    ]
    return pl.concat([rows, *named], how="horizontal").sort("year", "cluster")


def test_a_country_in_parts_is_cut_and_another_is_not(registers: Registers, tmp_path: Path) -> None:
    parts = shards(registers)
    assert len(parts) == 3
    assert all(
        len(file.paths) == 1 for part in parts for years in part.files.values() for file in years.values()
    )
    synthesise(SynthesisPlan(persons=300, years=(2020, 2020), seed=8), tmp_path / "one")
    one = Registers.open(tmp_path / "one")
    assert shards(one) == (one,)
    (tmp_path / "one" / "provenance.json").unlink()
    assert len(shards(Registers.open(tmp_path / "one"))) == 1, (
        "parts of real files need not hold whole households"
    )


@pytest.mark.parametrize("mode", MODES)
def test_rows_of_shards_are_rows_of_the_whole(registers: Registers, mode: InformationMode) -> None:
    entry, leaving = study("entry"), study("exit")
    asked = [Asked(definition=one, mode=mode, years=YEARS) for one in (entry, leaving)]
    found = [assemble_together(held(part, WANTED), asked) for part in shards(registers)]
    for one in asked:
        whole = assemble(registers, one.definition, YEARS, mode)
        cut = pl.concat([in_order(part[one].rows) for part in found]).sort("year", "cluster")
        assert cut.height > 400 or one.definition is leaving
        assert cut.equals(in_order(whole))
        flow = (
            pl.concat([part[one].rows.flow for part in found])
            .group_by("index_year", "step")
            .agg(pl.col("left").sum())
        )
        assert flow.sort("index_year", "step").equals(
            whole.flow.select("index_year", "step", "left").sort("index_year", "step")
        )


def test_parts_taken_together_hold_the_same_rows(registers: Registers) -> None:
    two = shards(registers, together=2)
    numbers = [{len(file.paths) for years in part.files.values() for file in years.values()} for part in two]
    assert numbers == [{2}, {1}], "the last one holds what is left"
    assert len(shards(registers, together=5)) == 1
    one = Asked(definition=study("entry"), mode=InformationMode.RECORDED, years=YEARS)
    found = [assemble_together(held(part, WANTED), [one])[one].rows for part in two]
    cut = pl.concat([in_order(rows) for rows in found]).sort("year", "cluster")
    assert cut.equals(in_order(assemble(registers, one.definition, YEARS, one.mode)))


def test_a_country_in_many_parts_is_done_in_fewer_tasks(
    registers: Registers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def tasks() -> list[ShardTask]:
        manifest = Manifest.read(ROOT / "models" / "entry")
        return whole_run._tasks(
            [manifest], {}, registers, Store(folder=tmp_path), "ground", whole_run.RunSettings()
        )

    monkeypatch.setattr(shared, "SAMPLE_PERSONS", 1_000)
    few = tasks()
    assert [task.described for task in few] == [True, True, False]
    monkeypatch.setattr(whole_run, "MANY_PARTS", 3)
    monkeypatch.setattr(whole_run, "TOGETHER", 2)
    many = tasks()
    assert [task.described for task in many] == [True, False], "life events in the same parts"
    assert {one.key for one in few} & {one.key for one in many} == set()


def test_more_workers_than_a_large_country_has_memory_for_are_refused_before_any_work(
    registers: Registers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(capacity, "memory_free", lambda: 8_000_000_000)
    whole_run._refuse_too_large(registers, Store(folder=tmp_path), 8)
    monkeypatch.setattr(whole_run, "MANY_PARTS", 3)
    whole_run._refuse_too_large(registers, Store(folder=tmp_path), 2)
    with pytest.raises(EnvironmentFault, match="so many workers"):
        whole_run._refuse_too_large(registers, Store(folder=tmp_path), 8)


def test_counts_of_shards_add_up_to_the_whole(registers: Registers) -> None:
    whole = country.poverty(registers, YEARS, GroupAttribute.GEMEENTE)
    cut = [country.poverty(held(part, WANTED), YEARS, GroupAttribute.GEMEENTE) for part in shards(registers)]
    for place in (0, 1):
        names = [name for name in whole[place].columns if name not in ("n", "n_outcome", "band")]
        summed = pl.concat([part[place] for part in cut]).group_by(names).agg(pl.col("n", "n_outcome").sum())
        assert summed.sort(names).equals(whole[place].select(*names, "n", "n_outcome").sort(names))


def test_events_of_shards_are_those_of_the_whole(registers: Registers) -> None:
    def together(parts: list[Registers]) -> pl.DataFrame:
        marked = [dict(life.of_shard(part)) for part in parts]

        def kept(name: str) -> pl.DataFrame:
            found = [one[name] for one in marked if name in one]
            return pl.concat(found) if found else pl.DataFrame()

        return dict(life.event_tables(kept))["events"]

    cut = together([held(part, WANTED) for part in shards(registers)])
    keys = ["event", "outcome", "attribute", "group", "arm", "months"]
    whole = together([registers]).sort(keys)
    assert cut.sort(keys).select(*keys, "n").equals(whole.select(*keys, "n"))
    assert np.allclose(
        cut.sort(keys)["value"].to_numpy(), whole["value"].to_numpy(), atol=1e-12, equal_nan=True
    )


def test_rows_come_back_in_an_order_of_their_own(registers: Registers, tmp_path: Path) -> None:
    entry, mode = study("entry"), InformationMode.RECORDED
    data = assemble(registers, entry, YEARS, mode)
    half = data.cluster % 2 == 0
    for name, part in (("a", data.where(half)), ("b", data.where(~half))):
        write_rows(part, entry, mode, Kept(), tmp_path / name)
    for paths in ([tmp_path / "a", tmp_path / "b"], [tmp_path / "b", tmp_path / "a"]):
        back = read_rows(paths, "train", truth=False)
        mine = data.where(roles(data, entry, mode) == 0)
        order = np.lexsort((mine.cluster, mine.year))
        assert (back.cluster == mine.cluster[order]).all() and (back.y == mine.y[order]).all()
        assert back.groups.cast(pl.String).equals(mine.groups[order])
        assert np.allclose(
            back.X["income_to_line"].to_numpy(), mine.X["income_to_line"].to_numpy()[order], equal_nan=True
        )


def test_a_large_country_keeps_a_share_to_fit_on_and_all_to_test_on(
    registers: Registers, tmp_path: Path
) -> None:
    entry, mode = study("entry"), InformationMode.RECORDED
    kept = shares(8_000_000, entry, mode)
    # 8 million households, 5 years, 40 per cent of the people: 16 million rows to fit on, of which 1 million stay
    assert kept.train == pytest.approx(1 / 16)
    # and 3.2 million of the test people in the year of calibration, of whom 250 000 stay
    assert kept.held_out == pytest.approx(0.25 / 3.2)
    assert shares(40_000, entry, mode) == Kept()
    data = assemble(registers, entry, (2020 - 1,), mode)
    write_rows(data, entry, mode, Kept(train=0.25, beside=0.0), tmp_path / "some")
    some = read_rows([tmp_path / "some"], "train", truth=False)
    share = len(some) / (roles(data, entry, mode) == 0).sum()
    assert 0.15 < share < 0.35
    assert len(read_rows([tmp_path / "some"], "beside", truth=False)) == 0


def test_test_people_in_the_calibration_year_are_a_use_of_their_own(
    registers: Registers, tmp_path: Path
) -> None:
    entry, mode = study("entry"), InformationMode.KNOWN
    data = assemble(registers, entry, entry.years[mode].calibrate, mode)
    write_rows(data, entry, mode, Kept(train=0.0, beside=0.0), tmp_path / "rows")
    held = read_rows([tmp_path / "rows"], "held_out", truth=False)
    people = data.cluster[data.part == PARTS.index("test")]
    assert len(held) == len(people) > 0 and (np.sort(held.cluster) == np.sort(people)).all()
    calibrate = read_rows([tmp_path / "rows"], "calibrate", truth=False)
    assert len(calibrate) == (data.part == PARTS.index("calibrate")).sum()


def test_features_are_measured_of_the_kept_only_and_everybody_is_counted(registers: Registers) -> None:
    part = held(shards(registers)[0], WANTED)
    entry, mode = study("entry"), InformationMode.RECORDED
    wish = Wish(definition=entry, mode=mode, kept=Kept(train=0.3, beside=0.1))
    all_rows = Asked(definition=entry, mode=mode, years=YEARS)
    some_rows = Asked(definition=entry, mode=mode, years=YEARS, keep=wish.asked.keep)
    whole = assemble_together(part, [all_rows])[all_rows]
    some = assemble_together(part, [some_rows])[some_rows]
    role = roles(whole.rows, entry, mode)
    share = np.array([0.3, 1.0, 1.0, 1.0, 0.1])[role]  # train, calibrate, test, held out, beside
    keep = lot(whole.rows.cluster) < share
    assert 0 < keep.sum() < len(keep)
    assert in_order(some.rows).equals(in_order(whole.rows.where(keep)))
    assert some.everyone.equals(whole.everyone) and some.everyone.height == len(whole.rows)
    assert some.rows.flow.equals(whole.rows.flow) and some.rows.outcomes.equals(whole.rows.outcomes)


def test_groups_read_once_are_groups_read_apart(registers: Registers) -> None:
    part = held(shards(registers)[0], WANTED)
    on, wanted = date(2018, 12, 31), (GroupAttribute.TENURE, GroupAttribute.AGE_BAND)
    units = cohort(part, Transition.ENTRY, "low_income", 2018).units
    once = GroupsOnce(part, (GroupAttribute.AGE_BAND, GroupAttribute.SEX, GroupAttribute.TENURE))
    for _ in range(2):
        assert once(part.recorded(on), units, on, wanted).equals(groups(part.recorded(on), units, on, wanted))


def test_rows_of_one_year_come_from_its_edition_alone(registers: Registers) -> None:
    view = registers.recorded(date(2019, 12, 31))
    one = view.rows(HOUSEHOLD_INCOME, year=2018).collect()
    assert one.height > 100
    assert one.equals(view.rows(HOUSEHOLD_INCOME).filter(pl.col("year") == 2018).collect())
    assert view.rows(HOUSEHOLD_INCOME, year=2020).collect().is_empty(), "2020 lies after what the view sees"


def test_keys_are_read_as_the_numbers_that_their_text_holds(registers: Registers, tmp_path: Path) -> None:
    part = shards(registers)[0]
    as_text = part.recorded(date(2019, 12, 31)).rows(PERSON_TO_HOUSEHOLD).collect()
    as_numbers = replace(part, key_type=pl.UInt64()).recorded(date(2019, 12, 31)).rows(PERSON_TO_HOUSEHOLD)
    assert as_numbers.collect().equals(numbered(as_text))


def test_achieved_figures_do_not_depend_on_what_a_key_is_or_is_kept_in_memory(
    registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = read_targets().filter(pl.col("year").cast(pl.String).str.starts_with("2018"))
    by_number = fidelity(registers, targets)
    monkeypatch.setattr(compare, "MOST_AT_HAND", 0)
    by_text = fidelity(registers, targets)
    assert by_text["achieved"].is_not_null().sum() > 50
    assert_frame_equal(by_number, by_text)  # sums in another order: equal to five digits and more


def test_a_key_that_is_no_number_keeps_a_shard_in_text(registers: Registers, tmp_path: Path) -> None:
    part = shards(registers)[0]
    file = part.files["deaths"][max(part.files["deaths"])]
    raw = pl.read_parquet(file.paths[0])
    odd = tmp_path / file.paths[0].name
    raw.with_columns(RINPERSOON=pl.lit("00000A123")).write_parquet(odd)
    files = part.files | {"deaths": {file.year: replace(file, paths=(odd,))}}
    assert held(part, {"deaths": None}).numbers
    assert not held(replace(part, files=files), {"deaths": None}).numbers


def test_a_sample_is_whole_shards_and_says_how_many_persons(registers: Registers) -> None:
    some = sample(registers, 1_000)
    assert some.provenance.persons == 1_000
    assert len(shards(some)) == 2
    assert sample(registers, 10_000) is registers


def test_keys_with_another_letter_stay_apart() -> None:
    frame = numbered(pl.DataFrame({"person": ["R000000007", "S000000007", None], "n": [1, 2, 3]}))
    assert frame["person"].dtype == pl.UInt64
    assert frame["person"].n_unique() == 3
