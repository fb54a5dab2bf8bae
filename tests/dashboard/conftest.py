"""A served dashboard over invented bundles, and a page of it in the browser of all tests."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.screenshots import opened, running, settled
from dashboard.study import Library


def _bundle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dashboard_bundle", Path(__file__).with_name("bundle.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def bundle() -> ModuleType:
    """The maker of invented bundles."""
    return _bundle()


@pytest.fixture(scope="session")
def folders(bundle: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An entry and an exit bundle on disk."""
    root = tmp_path_factory.mktemp("evidence")
    return [bundle.write(root / "entry", "entry", seed=1), bundle.write(root / "exit", "exit", seed=2)]


@pytest.fixture(scope="session")
def library(folders: list[Path]) -> Library:
    """Both studies, read."""
    return Library.read(folders)


@pytest.fixture(scope="session")
def app(library: Library) -> Any:
    """The app over both studies."""
    return create_app(library)


@pytest.fixture
def client(app: Any) -> Any:
    """A client without a network."""
    return app.server.test_client()


@pytest.fixture(scope="session")
def address(app: Any) -> Iterator[str]:
    """Address of the served app."""
    with running(app) as found:
        yield found


class Sheet:
    """A browser page that remembers outside requests, console errors and failed answers."""

    def __init__(self, browser: Any, address: str, **more: Any) -> None:
        self.address, self.viewport = address, more.get("viewport", {"width": 1280, "height": 900})
        self.context = opened(browser, **more | {"viewport": self.viewport})
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on(
            "response", lambda r: self.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None
        )
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def go(self, path: str) -> Any:
        """Open a path and wait until it stands."""
        self.page.goto(self.address + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until what was asked, chosen or resized stands."""
        settled(self.page)

    def open_list(self, field: Any) -> None:
        """Open the list of a choice and wait until all of it is seen."""
        field.click()
        self.listed()

    def listed(self) -> None:
        """Wait until the list of the choice that has the focus is seen, all of it."""
        self.page.wait_for_function(LISTED)

    def close_list(self) -> None:
        """Close it again."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_function(UNLISTED)


LISTED = """
() => {
  const field = document.activeElement, list = document.getElementById(field.getAttribute('aria-controls'));
  return field.ariaExpanded === 'true' && !!list && list.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && document.getAnimations().every(one => one.playState !== 'running');
}
"""
"""Whether the list of the choice that has the focus is there, in full."""
UNLISTED = "() => ![...document.querySelectorAll('[role=listbox]')].some(one => one.checkVisibility())"
"""Whether no list stands open."""


@pytest.fixture(scope="session")
def sheets(browser: Any, address: str) -> Iterator[Any]:
    """Opens one page per kind of screen and keeps it, so that scripts load once."""
    made: dict[str, Sheet] = {}

    def make(**more: Any) -> Sheet:
        key = repr(sorted(more.items()))
        if key not in made:
            made[key] = Sheet(browser, address, **more)
        return made[key]

    yield make
    for sheet in made.values():
        sheet.context.close()


@pytest.fixture
def open_sheet(sheets: Any) -> Any:
    """Opens a browser page on a kind of screen, with nothing remembered."""

    def make(**more: Any) -> Sheet:
        sheet: Sheet = sheets(**more)
        sheet.page.goto("about:blank")
        sheet.page.emulate_media(media="screen")
        sheet.page.set_viewport_size(sheet.viewport)
        sheet.outside.clear()
        sheet.errors.clear()
        return sheet

    return make


@pytest.fixture
def held(new_page: Any) -> Any:
    """A page whose library scripts wait until they are let go; what it asked for is listed."""
    page = new_page()
    page.asked, page.waiting, page.wrong, free = [], [], [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda fault: page.wrong.append(str(fault)))
    page.route(
        "**/_dash-component-suites/**",
        lambda route: route.continue_() if free else page.waiting.append(route),
    )

    def release() -> None:
        free.append(True)
        for route in page.waiting:
            route.continue_()

    page.release = release
    return page
