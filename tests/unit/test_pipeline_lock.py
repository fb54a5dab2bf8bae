"""One run at a time in one folder, with real processes; a killed holder holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.pipeline.lock import alone, lock_of

HOLDER = """
import sys, time
from pathlib import Path
from vroegsignalering.pipeline.lock import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(900)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_and_told_who_is_at_work(tmp_path: Path) -> None:
    first = holder(tmp_path / "evidence")
    with first:
        with pytest.raises(EnvironmentFault) as fault, alone(tmp_path / "evidence"):
            raise AssertionError("two runs in one folder")
        with alone(tmp_path / "elsewhere"):
            pass
        first.kill()
    assert fault.value.exit_code == 17
    assert fault.value.found == f"process {first.pid}"
    assert "--to" in fault.value.mend


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    first = holder(tmp_path / "evidence")
    with first:
        os.kill(first.pid, signal.SIGKILL)
    with alone(tmp_path / "evidence"):
        pass
    assert not lock_of(tmp_path / "evidence").exists()


def test_the_lock_leaves_the_folder_alone(tmp_path: Path) -> None:
    with alone(tmp_path / "evidence"):
        assert list(tmp_path.iterdir()) == []
