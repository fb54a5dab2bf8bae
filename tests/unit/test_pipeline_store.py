"""Kept stages: a whole one is used, half or changed ones are made anew, another key is another stage."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vroegsignalering.pipeline.store import INDEX, Store, code_of, key_of


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(folder=tmp_path / "work")


def writes(text: str, calls: list[str]) -> object:
    def make(folder: Path) -> None:
        calls.append(text)
        (folder / "table.csv").write_text(text, encoding="utf-8")

    return make


def test_a_stage_is_made_once(store: Store) -> None:
    calls: list[str] = []
    for _ in range(3):
        folder = store.once("risk", "k1", writes("a", calls))
    assert calls == ["a"]
    assert (folder / "table.csv").read_text(encoding="utf-8") == "a"
    assert store.has("risk", "k1") and not store.has("risk", "k2")


def test_another_key_replaces_the_older_result(store: Store) -> None:
    calls: list[str] = []
    store.once("risk", "k1", writes("a", calls))
    store.once("risk-exit", "k1", writes("other", calls))
    store.once("risk", "k2", writes("b", calls))
    assert calls == ["a", "other", "b"]
    assert sorted(path.name for path in store.folder.iterdir()) == ["risk-exit@k1", "risk@k2"]


@pytest.mark.parametrize("harm", ["byte", "gone", "no index", "other form"])
def test_a_harmed_stage_is_made_anew(store: Store, harm: str) -> None:
    calls: list[str] = []
    folder = store.once("risk", "k1", writes("a", calls))
    if harm == "byte":
        (folder / "table.csv").write_text("b", encoding="utf-8")
    elif harm == "gone":
        (folder / "table.csv").unlink()
    elif harm == "no index":
        (folder / INDEX).unlink()
    else:
        (folder / INDEX).write_text('{"form": 99, "files": {}}', encoding="utf-8")
    assert not store.has("risk", "k1")
    store.once("risk", "k1", writes("a", calls))
    assert calls == ["a", "a"]
    assert store.has("risk", "k1")


def test_a_stage_that_fails_leaves_nothing(store: Store) -> None:
    def fails(folder: Path) -> None:
        (folder / "half.csv").write_text("x", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.once("risk", "k1", fails)
    assert list(store.folder.iterdir()) == []


def test_what_a_killed_run_left_is_tidied(store: Store) -> None:
    (store.folder / ".risk-123.part").mkdir(parents=True)
    store.tidy()
    assert list(store.folder.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind on Windows")
def test_only_the_owner_reads_kept_stages(store: Store) -> None:
    folder = store.once("risk", "k1", writes("a", []))
    assert [path.stat().st_mode & 0o077 for path in (store.folder, folder)] == [0, 0]


def test_keys_follow_content_and_code_follows_rooms() -> None:
    assert key_of({"b": 1, "a": 2}) == key_of({"a": 2, "b": 1})
    assert key_of("a", "b") != key_of("ab")
    assert code_of("risk") != code_of("audit")
    assert code_of("risk", "audit") == code_of("audit", "risk")
    assert code_of("pipeline/fit.py") != code_of("pipeline/rows.py")
