"""Files and folders that may not be read, with real permissions: one message, exit code 12, no traceback.

The superuser may read everything, so where tests run as root they give that up while the command runs.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.registers_tree import write_tree
from vroegsignalering.cli.main import main
from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.provenance import read_provenance, write_provenance
from vroegsignalering.registers.tables import HOUSEHOLD_INCOME

NOBODY = 65534


@contextmanager
def without_privilege() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def tree() -> Iterator[Path]:
    """A synthetic tree that anybody may read, outside the closed folders of the test runner."""
    folder = Path(tempfile.mkdtemp(prefix="vroeg-closed-"))
    folder.chmod(0o755)
    write_tree(folder / "registers", ("parquet", "csv"), (HOUSEHOLD_INCOME,))
    write_provenance(folder / "registers", persons=12, years=(2019, 2021), seed=1, vintage="test")
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    yield folder / "registers"
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def vroeg(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["vroeg", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code)  # type: ignore[arg-type]


@pytest.mark.parametrize("closed", [".", "InkomenBestedingen"])
@pytest.mark.parametrize("command", [("check",), ("check", "--headers")])
def test_a_closed_folder(tree, monkeypatch, capsys, command, closed):
    vroeg(monkeypatch, *command, tree)  # what the command imports is there before the privilege is gone
    capsys.readouterr()
    (tree / closed).chmod(0)
    with without_privilege():
        assert vroeg(monkeypatch, *command, tree) == 12
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "read" in said and "where:" in said and "mend:" in said


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.parametrize("command", [("inspect",), ("indicators", "--income", "INHBESTINKH")])
def test_a_closed_file(tree, monkeypatch, capsys, command, suffix):
    path = next(tree.rglob(f"INHA2020*.{suffix}"))
    vroeg(monkeypatch, *command, path)
    capsys.readouterr()
    path.chmod(0)
    with without_privilege():
        assert vroeg(monkeypatch, *command, path) == 12
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "where:" in said and "mend:" in said


def test_a_target_that_may_not_be_written_is_the_machine(tree, monkeypatch, capsys):
    vroeg(monkeypatch, "check", tree, "--headers")
    target = tree.parent / "closed"
    target.mkdir(mode=0o555)
    asked = ("release", "x.csv", "--dimensions", "a", "--count", "b", "--out", target / "out.csv")
    (tree / "x.csv").write_text("a,b\nx,100\ny,200\n", encoding="utf-8")
    monkeypatch.chdir(tree)
    vroeg(monkeypatch, *asked[:-1], tree.parent / "out.csv")
    capsys.readouterr()
    with without_privilege():
        assert vroeg(monkeypatch, *asked) == 17
    assert "Traceback" not in capsys.readouterr().err


def test_whether_a_tree_is_synthetic_cannot_be_told_of_a_closed_file(tree):
    (tree / "InkomenBestedingen").chmod(0)
    with without_privilege(), pytest.raises(RegisterError, match="may not be read") as fault:
        read_provenance(tree)
    assert fault.value.exit_code == 12 and "INHA" in fault.value.where
