"""Pages that people follow: links lead somewhere, Python blocks run, commands are commands.

Blocks of Python run page by page in an empty folder. Every line of a console block is one that can be typed: program,
command, options, target and module are there. A block that is marked ``<!-- run -->`` is carried out.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.main import vroeg

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for folder in (ROOT, ROOT / "ethics", *(ROOT / "docs" / part for part in (".", "how-to", "explanation")))
    for page in folder.glob("*.md")
)
BLOCK = re.compile(r"(<!-- run -->\n)?```(python|console)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
DONE = {"check": {0, 12}}
"""Exit codes that a page may meet, where they are not only 0."""
MAKEFILE, TASKS = (ROOT / "Makefile").read_text("utf-8"), (ROOT / "tasks.ps1").read_text("utf-8")
OTHERS = {"git", "cd", "source", "mkdir", "cp", "sh"}
"""Programs that a reader has."""


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    dead = []
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        path = page if not target else (page.parent / target)
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            dead.append(link)
    assert not dead


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


HOUSE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_every_room_stands_in_the_house_on_its_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [re.split(r" [|:] ", layer) for layer in reversed(contracts[0]["layers"])]
    told: dict[int, set[str]] = {}
    for floor, rooms in re.findall(r"^\| (\d) \| (`[^|]+) \|", HOUSE, re.MULTILINE):
        told.setdefault(int(floor), set()).update(re.findall(r"`(\w+)`", rooms))
    assert told == {floor: set(rooms) for floor, rooms in enumerate(layers)}


@pytest.mark.parametrize("study", ["entry", "exit"])
def test_every_table_of_the_evidence_stands_in_the_house(study: str) -> None:
    manifest = json.loads((ROOT / "ethics" / "evidence" / study / "manifest.json").read_text("utf-8"))
    told = {
        name: kind
        for names, kind in re.findall(r"^\| (`[^|]+) \| ([RD]) \|", HOUSE, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", names)
    }
    kinds = {name: table["kind"][0].upper() for name, table in manifest["tables"].items()}
    assert {name: told.get(name) for name in kinds} == kinds


def typed(block: str) -> list[list[str]]:
    lines = [line[2:] for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ ")]
    return [shlex.split(line, comments=True) for line in lines]


def console_lines(page: Path) -> list[list[str]]:
    """Every line that a reader of the page types, in words."""
    blocks = BLOCK.findall(page.read_text("utf-8"))
    return [words for _, kind, block in blocks if kind == "console" for words in typed(block)]


def fault(words: list[str]) -> str | None:
    """Why a line cannot be typed: no such program, command, option or target, or a needed one that is not given."""
    program = Path(words[0]).name
    if program == "vroeg":
        return fault_of_vroeg(words[1:])
    if program == "make":
        absent = [target for target in words[1:] if f"\n{target}:" not in MAKEFILE]
        return f"no target {absent}" if absent else None
    if program == "powershell":
        return None if f'"{words[-1]}"' in TASKS else f"no task {words[-1]}"
    if program in ("python", "python3") and words[1] == "-m":
        return None if find_spec(words[2]) else f"no module {words[2]}"
    if program == "python":
        return None if (ROOT / words[1]).is_file() else f"no file {words[1]}"
    return None if program in OTHERS else f"no program {program}"


def fault_of_vroeg(words: list[str]) -> str | None:
    """Parse a command with its options; nothing is carried out."""
    if words == ["--version"]:
        return None
    try:
        with vroeg.make_context("vroeg", list(words)) as context:
            name, command, rest = vroeg.resolve_command(context, words)
            assert command is not None
            with command.make_context(name, rest, parent=context):
                return None
    except click.ClickException as refused:
        return f"{' '.join(words)}: {refused.format_message()}"


@pytest.mark.parametrize("page", [p for p in PAGES if "```console" in p.read_text("utf-8")], ids=name_of)
def test_commands_are_commands(page: Path) -> None:
    lines = console_lines(page)
    assert lines
    assert [found for words in lines if (found := fault(words))] == []


@pytest.mark.parametrize(
    "page", [p for p in PAGES if re.search("`vroeg [a-z]", p.read_text("utf-8"))], ids=name_of
)
def test_commands_in_sentences_exist(page: Path) -> None:
    """A command that a sentence names may leave its file out, but not have an option that is not there."""
    absent = []
    for said in re.findall(r"`vroeg ([a-z][^`]*)`", page.read_text("utf-8")):
        with click.Context(vroeg) as context:
            command = vroeg.get_command(context, said.split()[0])
        while isinstance(command, click.Group) and len(said.split()) > 1:
            command, said = command.commands.get(said.split()[1]), said.split(" ", 1)[1]
        options = {
            name for one in (command.params if command else ()) for name in (*one.opts, *one.secondary_opts)
        }
        if command is None or not {word for word in said.split() if word[:2] == "--"} <= options:
            absent.append(said)
    assert absent == []


@pytest.mark.parametrize(
    "line",
    [
        "vroeg audti f.csv",
        "vroeg audit",
        "vroeg scan x --no-such",
        "make denmo",
        "python -m dashbord",
        "vreog run",
    ],
)
def test_a_line_that_cannot_be_typed_is_seen(line: str) -> None:
    assert fault(line.split())


@pytest.mark.parametrize("page", [p for p in PAGES if "```python" in p.read_text("utf-8")], ids=name_of)
def test_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for run, kind, block in BLOCK.findall(page.read_text("utf-8")):
        if kind == "python":
            exec(compile(block, name_of(page), "exec"), names)
        elif run:
            for words in typed(block):
                assert words[0] == "vroeg", "only commands of the suite are carried out here"
                result = CliRunner().invoke(vroeg, words[1:])
                assert result.exit_code in DONE.get(words[1], {0}), result.output
