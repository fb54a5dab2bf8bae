"""Loads the package before anything else, so that its settings of threads hold in every test; one browser for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import vroegsignalering  # noqa: F401


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session: a second driver in the same process is refused by its library."""
    from playwright.sync_api import sync_playwright

    from dashboard.screenshots import QUIET, chromium

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield found
        found.close()
