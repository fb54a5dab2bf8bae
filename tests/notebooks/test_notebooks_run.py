"""Every notebook runs from top to bottom, with nbmake, on a small country; the committed one is its source plus outputs."""

from __future__ import annotations

import json
import os
import re
import tempfile
import warnings
from pathlib import Path

import nbformat
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # imports of the notebook machinery speak of their own future
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbmake.nb_run import NotebookRun
    from traitlets import CaselessStrEnum

    from notebooks.make import SECONDS, parsed, sources

LARGEST_BYTES = 250_000


class OverFiles(AsyncKernelManager):  # type: ignore[misc]  # traitlets has no types
    """A kernel spoken to over files: a number of a port can be taken by another test between its choice and its use."""

    transport = CaselessStrEnum(["ipc"], default_value="ipc")
    folder = Path()

    def _ip_default(self) -> str:
        return str(self.folder / "at")


class Client(NotebookClient):  # type: ignore[misc]
    kernel_manager_class = OverFiles


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_a_notebook_runs(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VS_SIZE", "small")
    monkeypatch.delenv("VS_REGISTERS", raising=False)
    if os.name == "posix":
        monkeypatch.setattr("nbmake.nb_run.NotebookClient", Client)
    with tempfile.TemporaryDirectory() as folder:  # a path of a test is too long for what is spoken to
        monkeypatch.setattr(OverFiles, "folder", Path(folder))
        done = NotebookRun(source.with_suffix(".ipynb"), SECONDS).execute()
    assert done.error is None, done.error and done.error.trace
    assert not [o for o in outputs(done.nb) if o.output_type == "error" or o.get("name") == "stderr"]


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_the_committed_notebook_is_its_source_with_outputs(source: Path) -> None:
    built = source.with_suffix(".ipynb")
    assert built.stat().st_size < LARGEST_BYTES
    committed = nbformat.read(built, as_version=4)
    assert [(c.cell_type, c.source) for c in committed.cells] == [
        (c.cell_type, c.source) for c in parsed(source).cells
    ]
    assert outputs(committed)
    assert not [o for o in outputs(committed) if o.output_type == "error" or o.get("name") == "stderr"]
    said = json.dumps(outputs(committed))
    assert not [mark for mark in ("/tmp", "/home", "/work", "Users") if mark in said]


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_a_notebook_asks_one_question_and_closes(source: Path) -> None:
    text = source.read_text("utf-8")
    assert text.count("**Question.**") == 1
    assert "## What was seen" in text and "synthetic" in text
    assert 'tags=["exercise"]' in text and 'tags=["solution"]' in text


def sentences(cell: nbformat.NotebookNode) -> int:
    body = re.sub(r"^#+ .*$", "", cell.source, flags=re.MULTILINE).strip()
    return len(re.findall(r"[.?!:](?:\s|$)", body))


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_words_stand_before_code_and_say_afterwards_what_was_seen(source: Path) -> None:
    """Two sentences or more before each run of code cells, and a sentence after it."""
    cells = parsed(source).cells
    for at, cell in enumerate(cells):
        if cell.cell_type == "code" and cells[at - 1].cell_type == "markdown":
            assert sentences(cells[at - 1]) >= 2, cells[at - 1].source
        if cell.cell_type == "code" and cells[at + 1].cell_type == "markdown":
            assert sentences(cells[at + 1]) >= 1 and not cells[at + 1].source.startswith("## Exercise")
