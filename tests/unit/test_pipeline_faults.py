"""Faults of the engine and the machine become named errors that hold no value."""

from __future__ import annotations

import errno
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, EnvironmentFault, RegisterError
from vroegsignalering.pipeline.faults import named_faults


def test_the_engine_quotes_no_cell(tmp_path: Path) -> None:
    with pytest.raises(RegisterError) as fault, named_faults():
        pl.DataFrame({"income": ["marked-7351"]}).select(pl.col("income").cast(pl.Int64))
    assert "7351" not in str(fault.value)
    assert fault.value.__cause__ is None and fault.value.__suppress_context__
    assert fault.value.exit_code == 12


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_refusing_machine(number: int) -> None:
    with pytest.raises(EnvironmentFault) as fault, named_faults():
        raise OSError(number, "The machine says so", "evidence/entry")
    assert fault.value.what == "the machine says so"
    assert fault.value.where == "evidence/entry"
    assert fault.value.mend
    assert fault.value.exit_code == 17


def test_no_memory() -> None:
    with pytest.raises(EnvironmentFault, match="memory ran out"), named_faults():
        raise MemoryError


def test_a_full_disk_for_real() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device that is always full on this system")
    with pytest.raises(EnvironmentFault, match="no space left"), named_faults():
        full.write_text("x" * 100_000, encoding="utf-8")


def test_our_own_errors_pass() -> None:
    with pytest.raises(DeclarationError), named_faults():
        raise DeclarationError("mine")
