"""Work in other processes: every task once, errors of the family come back, workers end with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from vroegsignalering.errors import RegisterError
from vroegsignalering.processes import in_processes


def note(folder: Path, number: int) -> None:
    (folder / f"{number}").write_text(os.environ.get("POLARS_MAX_THREADS", ""), encoding="ascii")


def fail(number: int) -> None:
    if number == 2:
        raise RegisterError("a task failed", where=f"task {number}")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(tmp_path: Path, workers: int) -> None:
    calls: list[None] = []
    in_processes(partial(note, tmp_path), range(4), workers, lambda: calls.append(None))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "3"]
    assert len(calls) == 4
    if workers == 2:
        assert {path.read_text(encoding="ascii") for path in tmp_path.iterdir()} == {"1"}


def note_memory(folder: Path, number: int) -> None:
    (folder / f"{number}").write_text(os.environ.get("_RJEM_MALLOC_CONF", ""), encoding="ascii")


def test_workers_of_tasks_that_are_alike_keep_memory_and_no_others(tmp_path: Path) -> None:
    before = os.environ.get("_RJEM_MALLOC_CONF")  # polars writes its own
    for name, alike in (("alike", True), ("other", False)):
        (tmp_path / name).mkdir()
        in_processes(partial(note_memory, tmp_path / name), range(2), 2, alike=alike)
    said = {path: path.read_text(encoding="ascii") for path in tmp_path.rglob("?")}
    same, mixed = ({said[tmp_path / name / number] for number in "01"} for name in ("alike", "other"))
    assert all("dirty_decay_ms:60000" in words for words in same)
    assert not any("dirty_decay_ms:60000" in words for words in mixed)
    assert os.environ.get("_RJEM_MALLOC_CONF") == before


def only_after(folder: Path, is_alone: bool, number: int) -> None:
    """Task 2 needs what tasks 0 and 1 leave; task 3 needs nothing, and task 0 lasts until a second worker did it."""
    if number == 0 and not is_alone:
        _until(lambda: [0 for path in folder.iterdir() if path.name == "3"], 1)
    if number == 2:
        assert {"0", "1"} <= {path.name for path in folder.iterdir()}
    note(folder, number)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_begins_when_what_it_needs_is_done(tmp_path: Path, workers: int) -> None:
    in_processes(partial(only_after, tmp_path, workers == 1), range(4), workers, needs=[(), (), (0, 1), ()])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0", "1", "2", "3"]
    if workers == 2:
        written = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
        assert written["3"] < written["2"], "who needs nothing does not wait for who does"


def test_an_error_of_a_task_comes_back(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="a task failed") as fault:
        in_processes(fail, range(4), 2)
    assert fault.value.where == "task 2"


SLOW = """
import os, sys, time
from functools import partial
from pathlib import Path
from vroegsignalering.processes import in_processes

def sleep(folder, number):
    (Path(folder) / f"{os.getpid()}").touch()
    time.sleep(900)

if __name__ == "__main__":
    in_processes(partial(sleep, sys.argv[1]), range(2), 2)
"""


def fail_beside_work(folder: Path, number: int) -> None:
    """Task 0 fails once task 1 is at work, which would last a quarter of an hour."""
    if number == 0:
        _until(lambda: list(folder.iterdir()), 1)
        raise RegisterError("a task failed")
    (folder / f"{os.getpid()}").touch()
    time.sleep(900)
    (folder / "slept").touch()


def test_an_error_does_not_wait_for_tasks_at_work(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="a task failed"):
        in_processes(partial(fail_beside_work, tmp_path), range(2), 2)
    (worker,) = (path.name for path in tmp_path.iterdir())
    assert worker != "slept"
    assert not _alive(int(worker))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "pids").mkdir()
    script = tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path / "pids")])
    workers = _until(lambda: [int(path.name) for path in (tmp_path / "pids").iterdir()], 2)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    gone = _until(lambda: [pid for pid in workers if not _alive(pid)], 2)
    assert sorted(gone) == sorted(workers)


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are those of Unix")
def test_ctrl_c_ends_workers_without_a_word_of_theirs(tmp_path: Path) -> None:
    (tmp_path / "pids").mkdir()
    script = tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    with (tmp_path / "said").open("w", encoding="utf-8") as said:
        parent = subprocess.Popen(
            [sys.executable, str(script), str(tmp_path / "pids")], stderr=said, start_new_session=True
        )
    workers = _until(lambda: [int(path.name) for path in (tmp_path / "pids").iterdir()], 2)
    os.killpg(parent.pid, signal.SIGINT)  # as a terminal does: to the parent and to its workers
    parent.wait()
    assert not [pid for pid in workers if _alive(pid)]
    words = (tmp_path / "said").read_text("utf-8")
    assert words.count("Traceback (most recent call last)") == 1, words
    assert "semaphore" not in words


def _until(found: object, count: int, seconds: float = 240.0) -> list[int]:
    end = time.monotonic() + seconds
    while len(there := found()) < count:  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.2)
    return there  # type: ignore[no-any-return]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.is_file() or state.read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
