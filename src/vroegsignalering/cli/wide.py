"""A console for broad tables: as wide as the terminal, and wide enough when output goes to a file."""

from __future__ import annotations

from rich.console import Console

FILE_WIDTH = 160
"""Characters of a line when output is no terminal."""


def wide_console() -> Console:
    """A console that does not squeeze columns into 80 characters when nobody looks."""
    console = Console()
    return console if console.is_terminal else Console(width=FILE_WIDTH)
