"""Files from outside, damaged at random for a bounded time: read rightly or refused by name, never a traceback.

Declarations (TOML), bundles and proofs (JSON), register files (CSV, .sav). Deliveries of signals, boundaries and seals have
tests of their own. ``VROEG_FUZZ=2000`` makes it longer.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.contract.registers_tree import rows_of
from vroegsignalering.audit import read_preregistration
from vroegsignalering.errors import VroegError
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.faults import named_faults
from vroegsignalering.registers import Registers, write_provenance, write_table
from vroegsignalering.registers.provenance import read_provenance
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME
from vroegsignalering.release import BundleHeader, Declared, Evidence
from vroegsignalering.risk.declared import ModelDeclaration
from vroegsignalering.vocabulary import DataStatus

ROOT = Path(__file__).resolve().parents[2]
TIMES = int(os.environ.get("VROEG_FUZZ", "40"))
ODD = [None, True, -1, 0, 10**40, 1.5, "", "../x", "\x00", [], {}, [[]], {"": None}, "NaN", 1e308]


@contextmanager
def refused_by_name(refused: list[str]) -> Iterator[None]:
    """Whatever goes wrong inside is one of our errors; what it said is kept, so that a test sees damage noticed."""
    try:
        yield
    except VroegError as fault:
        assert fault.what
        refused.append(fault.what)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """One to four cuts, swaps, repeats or foreign bytes."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(made) + 1), chance.randint(1, 12)
        kind = chance.randrange(4)
        if kind == 0:
            del made[at : at + length]
        elif kind == 1:
            made[at:at] = bytes(chance.randrange(256) for _ in range(length))
        elif kind == 2:
            made[at:at] = made[at : at + length]
        else:
            made[at : at + length] = chance.choice(
                [b"\xff\xff\xff\x7f", b"\x00" * 4, b"-1", b"[[", b'"""', b"\n"]
            )
    return bytes(made)


def swapped(value: Any, chance: random.Random) -> Any:
    """A JSON value with one of its parts replaced by something odd."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        return value | {key: swapped(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], swapped(value[at], chance), *value[at + 1 :]]
    return chance.choice(ODD)


@pytest.mark.parametrize("file", ["study.toml", "preregistration.toml"])
def test_declarations(file: str, tmp_path: Path) -> None:
    chance = random.Random(file)
    refused: list[str] = []
    for name in ("study.toml", "preregistration.toml"):
        shutil.copyfile(ROOT / "models" / "entry" / name, tmp_path / name)
    content = (tmp_path / file).read_bytes()
    for _ in range(2 * TIMES):
        (tmp_path / file).write_bytes(damaged(content, chance))
        with refused_by_name(refused):
            manifest = Manifest.read(tmp_path)
            ModelDeclaration.parse(manifest.raw_study, seed=1, where=file)
            read_preregistration(tmp_path / "preregistration.toml")
    assert refused, "no damage was noticed"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    table = pl.DataFrame({"line": ["a", "b"], "value": [1.0, 2.5], "on": [date(2022, 1, 1), None]})
    declared = Declared(name="lines", table=table, source="a test")
    return Evidence.of(BundleHeader(study="entry"), [declared]).write(tmp_path / "bundle")


@pytest.mark.parametrize("file", ["manifest.json", "tables/lines.csv"])
def test_a_damaged_bundle_is_never_read(bundle: Path, file: str) -> None:
    chance = random.Random(file)
    refused: list[str] = []
    content = (bundle / file).read_bytes()
    for _ in range(TIMES):
        (bundle / file).write_bytes(damaged(content, chance))
        with refused_by_name(refused):
            found = Evidence.read(bundle)
            same = json.loads(content) == found.manifest if file == "manifest.json" else False
            assert same or (bundle / file).read_bytes() == content
    assert refused, "no damage was noticed"


def test_a_bundle_sealed_over_nonsense(bundle: Path) -> None:
    chance = random.Random(1)
    refused: list[str] = []
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    del manifest["bundle_sha256"]
    for _ in range(4 * TIMES):
        odd = swapped(manifest, chance)
        if isinstance(odd, dict):
            whole = json.dumps(odd, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            odd = odd | {"bundle_sha256": hashlib.sha256(whole.encode()).hexdigest()}
        (bundle / "manifest.json").write_text(json.dumps(odd), "utf-8")
        with refused_by_name(refused):
            found = Evidence.read(bundle)
            for name in found.names():
                found.table(name)
    assert refused, "no damage was noticed"


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    folder = tmp_path / "registers"
    write_table(HOUSEHOLD_INCOME, rows_of(HOUSEHOLD_INCOME, 2021), 2021, folder, ("csv",))
    write_provenance(folder, persons=12, years=(2021, 2021), seed=1, vintage="test")
    return folder


def test_a_damaged_proof_never_makes_data_synthetic(registers: Path) -> None:
    chance = random.Random(2)
    path = registers / "provenance.json"
    content = path.read_bytes()
    listed = json.loads(content)["files"]
    for _ in range(2 * TIMES):
        path.write_bytes(damaged(content, chance))
        if read_provenance(registers).status is DataStatus.SYNTHETIC:
            assert json.loads(path.read_bytes())["files"] == listed
    for _ in range(2 * TIMES):
        path.write_text(json.dumps(swapped(json.loads(content), chance)), "utf-8")
        if read_provenance(registers).status is DataStatus.SYNTHETIC:
            assert json.loads(path.read_bytes())["files"] == listed


@pytest.mark.parametrize("kind", ["csv", "sav"])
def test_damaged_register_files(kind: str, tmp_path: Path) -> None:
    chance = random.Random(kind)
    refused: list[str] = []
    folder = tmp_path / "registers"
    write_table(HOUSEHOLD_INCOME, rows_of(HOUSEHOLD_INCOME, 2021), 2021, folder, (kind,))
    path = next(folder.rglob(f"*.{kind}"))
    content = path.read_bytes()
    for _ in range(TIMES):
        path.write_bytes(damaged(content, chance))
        with refused_by_name(refused), named_faults():
            Registers.open(folder).status(2021).rows(HOUSEHOLD_INCOME).collect()
    assert refused, "no damage was noticed"
