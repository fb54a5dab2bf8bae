"""Loads the package before anything else, so that its settings of threads hold in every test; one browser for all.

Tests of one file stay together in one process; files that walk the corridor share a process, so that it is made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import vroegsignalering  # noqa: F401


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The group of each test, for ``--dist loadgroup``."""
    walkers = {item.path for item in items if "corridor" in getattr(item, "fixturenames", ())}
    for item in items:
        group = "corridor" if item.path in walkers else item.path.stem
        item.add_marker(pytest.mark.xdist_group(group))


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
