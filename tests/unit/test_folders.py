"""A folder takes the place of another whole, or what stood there stands again."""

from __future__ import annotations

from pathlib import Path

import pytest

from vroegsignalering.folders import take_place


def test_what_stood_stands_again_when_the_new_cannot_be_moved(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "table.csv").write_text("mine", "utf-8")
    with pytest.raises(FileNotFoundError):
        take_place(tmp_path / "never made", old)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (old / "table.csv").read_text("utf-8") == "mine"
