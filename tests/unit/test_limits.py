"""How much room there is, asked of the folder that stands."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from vroegsignalering.limits import room_on_disk


def test_room_below_a_folder_that_is_not_there_yet_is_that_of_the_nearest_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = {tmp_path: 77, tmp_path.parent: 5}
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=room[place]))
    assert room_on_disk(tmp_path / "not" / "yet") == 77
    assert room_on_disk(tmp_path) == 77
    assert room_on_disk(tmp_path.parent) == 5
