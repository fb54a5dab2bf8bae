"""Shards of whole households: rows and counts are the same however the country is cut, and with keys as numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline import country, life
from vroegsignalering.pipeline.rows import Kept, read_rows, roles, shares, write_rows
from vroegsignalering.pipeline.shard_pass import WANTED
from vroegsignalering.registers import Registers
from vroegsignalering.registers.shards import held, numbered, sample, shards
from vroegsignalering.study import Dataset, StudyDefinition, assemble
from vroegsignalering.study.dataset import Asked, assemble_together
from vroegsignalering.synthesis import synthesise
from vroegsignalering.synthesis.plan import SynthesisPlan
from vroegsignalering.vocabulary import GroupAttribute, InformationMode

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
    # 8 million households, 5 years, 40 per cent of the people: 16 million rows to fit on, of which 2 million stay
    assert kept.train == pytest.approx(2 / 16)
    assert shares(40_000, entry, mode) == Kept()
    data = assemble(registers, entry, (2020 - 1,), mode)
    write_rows(data, entry, mode, Kept(train=0.25, beside=0.0), tmp_path / "some")
    some = read_rows([tmp_path / "some"], "train", truth=False)
    share = len(some) / (roles(data, entry, mode) == 0).sum()
    assert 0.15 < share < 0.35
    assert len(read_rows([tmp_path / "some"], "beside", truth=False)) == 0


def test_a_sample_is_whole_shards_and_says_how_many_persons(registers: Registers) -> None:
    some = sample(registers, 1_000)
    assert some.provenance.persons == 1_000
    assert len(shards(some)) == 2
    assert sample(registers, 10_000) is registers


def test_keys_with_another_letter_stay_apart() -> None:
    frame = numbered(pl.DataFrame({"person": ["R000000007", "S000000007", None], "n": [1, 2, 3]}))
    assert frame["person"].dtype == pl.UInt64
    assert frame["person"].n_unique() == 3
