"""What a run says while it works: a bar for what takes long, one line per stage when it is done.

Lines are outputs: they hold rounded counts and names, never a value of a person. Library rooms stay silent; only
this module speaks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

ROUND_TO = 100


def about(count: int) -> str:
    """A count rounded to hundreds, with thin spaces; small ones are "under 100"."""
    if 0 < count < ROUND_TO:
        return f"under {ROUND_TO}"
    return f"{round(count / ROUND_TO) * ROUND_TO:,}".replace(",", " ")


class Stage:
    """One stage at work: :meth:`step` moves the bar, :meth:`say` sets the closing line."""

    def __init__(self, advance: Callable[[], None]) -> None:
        self.step = advance
        self.said = ""

    def say(self, line: str) -> None:
        """The words of the closing line; counts go through :func:`about`."""
        self.said = line


class Stages:
    """The stages of a run, spoken on one console.

    Parameters
    ----------
    console : rich Console, optional
        Standard error by default; ``Console(quiet=True)`` for silence.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)
        self.now = "start"
        """What is being done, for who wants to know where a run stopped."""

    @contextmanager
    def bar(self, name: str, total: int | None) -> Iterator[Callable[[], None]]:
        """A bar while the block runs; what is yielded moves it one step."""
        self.now = name
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        ) as progress:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        """Run one stage; the bar goes away, the line stays."""
        begun = time.perf_counter()
        with self.bar(name, total) as step:
            stage = Stage(step)
            yield stage
        self.line(name, stage.said, time.perf_counter() - begun)

    def kept(self, name: str) -> None:
        """Say that a stage was not done again."""
        self.line(name, "kept from an earlier run: nothing it depends on has changed", 0.0)

    def line(self, name: str, said: str, seconds: float) -> None:
        """One line of a stage that is done."""
        self.console.print(f"{name:<25} {said:<65} {seconds:>7.1f} s", soft_wrap=True)
