"""Loads the package before anything else, so that its settings of threads hold in every test; one browser for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import vroegsignalering  # noqa: F401


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
