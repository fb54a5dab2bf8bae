"""The tasks of Windows do what the Makefile does: the same programs with the same words, in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VARIABLES = {"$(DEMO)": "data/demo", "$(PORT)": "$Port", "$(TEST_WORKERS)": "$TestWorkers"}


def of_make(task: str) -> list[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    recipe = re.search(rf"^{task}:.*?\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert recipe, task
    lines = [line.strip() for line in recipe[1].splitlines()]
    programs = [line.removeprefix("$(BIN)/") for line in lines if line.startswith("$(BIN)/")]
    for name, value in VARIABLES.items():
        programs = [line.replace(name, value) for line in programs]
    return programs


def of_windows(task: str) -> list[str]:
    text = (ROOT / "tasks.ps1").read_text("utf-8")
    block = re.search(rf'^    "{task}" \{{(?: (.*?) \}}\n|\n(.*?)^    \}}\n)', text, re.MULTILINE | re.DOTALL)
    assert block, task
    found = re.findall(r'Run "\$Bin\\(\w[\w-]*)\.exe" ?([^}\n]*)', block[1] or block[2])
    unquoted = [(program, words.replace('"', "").strip()) for program, words in found]
    return [f"{program} {words}".strip() for program, words in unquoted]


@pytest.mark.parametrize("task", ["demo", "test", "check", "lab", "dashboard", "docs"])
def test_a_task_of_windows_is_that_of_make(task: str) -> None:
    assert of_windows(task) == of_make(task) != []


def test_every_task_that_windows_names_is_there() -> None:
    text = (ROOT / "tasks.ps1").read_text("utf-8")
    named = re.search(r"\$Tasks = @\((.*?)\)", text)
    assert named
    for task in re.findall(r'"(\w+)"', named[1]):
        assert task == "setup" or f'    "{task}" {{' in text


def test_both_check_before_they_test() -> None:
    assert re.search(
        r"^test:.*\n(?:\t.*\n)*?\t@\$\(MAKE\) .*\bcheck warm\n\t.* pytest ",
        (ROOT / "Makefile").read_text("utf-8"),
        re.MULTILINE,
    )
    assert re.search(r"Run \$PSCommandPath check\n +Run .* pytest ", (ROOT / "tasks.ps1").read_text("utf-8"))
