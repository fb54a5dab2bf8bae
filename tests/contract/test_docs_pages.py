"""Pages that people follow: links lead somewhere, Python blocks run, commands are commands.

Blocks of Python run page by page in an empty folder. Every ``vroeg`` command in a console block is parsed with its
options; one that is marked ``<!-- run -->`` is carried out.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from vroegsignalering.cli.main import vroeg

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "how-to", ROOT / "docs" / "explanation")
    for page in folder.glob("*.md")
)
BLOCK = re.compile(r"(<!-- run -->\n)?```(python|console)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
DONE = {"check": {0, 12}}
"""Exit codes that a page may meet, where they are not only 0."""


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(block: str) -> list[list[str]]:
    lines = [line[2:] for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ ")]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("vroeg ")]


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


@pytest.mark.parametrize("page", [p for p in PAGES if "vroeg " in p.read_text("utf-8")], ids=name_of)
def test_commands_are_commands(page: Path) -> None:
    for _, kind, block in BLOCK.findall(page.read_text("utf-8")):
        for words in commands(block) if kind == "console" else []:
            parse(words)


def parse(words: list[str]) -> None:
    """Every option is there and every needed one is given; nothing is carried out."""
    group: click.Group = vroeg
    if words[0].startswith("--"):
        return
    with group.make_context("vroeg", list(words)) as context:
        name, command, rest = group.resolve_command(context, words)
        assert command is not None and name is not None
        with command.make_context(name, rest, parent=context):
            pass


@pytest.mark.parametrize("page", [p for p in PAGES if "```python" in p.read_text("utf-8")], ids=name_of)
def test_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "models", tmp_path / "models")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for run, kind, block in BLOCK.findall(page.read_text("utf-8")):
        if kind == "python":
            exec(compile(block, name_of(page), "exec"), names)
        elif run:
            for words in commands(block):
                result = CliRunner().invoke(vroeg, words)
                assert result.exit_code in DONE.get(words[0], {0}), result.output
