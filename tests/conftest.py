"""Loads the package before anything else, so that its settings of threads hold in every test; one browser for all.

Which tests one worker takes together: those of a file; and all that walk the corridor, which is then built once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

import vroegsignalering.json_schema  # noqa: F401  before what notebooks need, which else reads a grammar for seconds

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # no property depends on how busy a machine is

WALKS = {
    f"tests/pipeline/{path.name}"
    for path in Path(__file__).with_name("pipeline").glob("test_*.py")
    if "corridor: Corridor" in path.read_text("utf-8")
}
"""Files whose tests walk the corridor."""


class Together(LoadFileScheduling):
    """A worker takes a file at a time, and what walks the corridor as if it were one file."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "corridor" if file in WALKS else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Take the place of ``--dist loadfile``."""
    return Together(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the corridor in front: it takes longest, and what comes after lets workers end together."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in WALKS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session, that knows no address but this machine's: a second driver in a process is refused."""
    from playwright.sync_api import sync_playwright

    from dashboard.screenshots import ALONE, QUIET, chromium

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=[*QUIET, ALONE])
        yield found
        found.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Any]:
    """Opens pages with nothing remembered, that wait for a state as long as a slow machine needs."""
    from dashboard.screenshots import opened

    contexts = []

    def make(**more: Any) -> Any:
        contexts.append(opened(browser, **more))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()
