"""Builds the notebooks: each ``NN_topic.py`` is run and written as ``NN_topic.ipynb`` beside it.

``python -m notebooks.make`` builds all, ``python -m notebooks.make 01 07`` some. The size is that of ``VS_SIZE``;
the committed notebooks are ``small``. Nothing but the outputs is added: no clock, no path of a machine.
``python -m notebooks.make --trust`` builds none and signs those that are there, so that JupyterLab draws their pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

# First: nbformat reads the same library of schemas, which takes it two seconds more.
from vroegsignalering import json_schema as json_schema

# isort: split
import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

HERE = Path(__file__).parent
SECONDS = 600


def sources() -> list[Path]:
    """The sources, in order."""
    return sorted(HERE.glob("[0-9][0-9]_*.py"))


def parsed(source: Path) -> NotebookNode:
    """A source as a notebook without outputs, cells numbered instead of named at random."""
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"
    notebook.metadata = {
        "kernelspec": {"display_name": "vroegsignalering", "language": "python", "name": "vroegsignalering"},
        "language_info": {"name": "python"},
    }
    return notebook


def executed(source: Path) -> NotebookNode:
    """A source after a run from top to bottom; a cell that fails ends it with that cell's error."""
    notebook = parsed(source)
    client = NotebookClient(
        notebook, timeout=SECONDS, record_timing=False, resources={"metadata": {"path": str(HERE)}}
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def trust() -> None:
    """Sign the committed notebooks for this user: an unsigned one is opened without its pictures."""
    notary = NotebookNotary()
    for source in sources():
        notary.sign(nbformat.read(source.with_suffix(".ipynb"), as_version=4))


def main(wanted: list[str]) -> None:
    """Build the notebooks whose number is asked for, or all."""
    if wanted == ["--trust"]:
        return trust()
    for source in sources():
        if not wanted or source.name[:2] in wanted:
            notebook = executed(source)
            nbformat.validate(notebook)
            text = nbformat.writes(notebook) + "\n"
            source.with_suffix(".ipynb").write_text(text, encoding="utf-8", newline="\n")
            print(source.stem)


if __name__ == "__main__":
    main(sys.argv[1:])
