"""A console for broad tables: as wide as the terminal, and wide enough when output goes to a file.

Square brackets in a name, a label or a group are printed as they are.
"""

from __future__ import annotations

from rich.console import Console

FILE_WIDTH = 160
"""Characters of a line when output is no terminal."""


def wide_console() -> Console:
    """A console that does not squeeze columns into 80 characters when nobody looks."""
    console = Console(markup=False)
    return console if console.is_terminal else Console(width=FILE_WIDTH, markup=False)
