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
from dashboard.screenshots import DRAWN, running
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
        self.address = address
        self.context = browser.new_context(
            reduced_motion="reduce", **({"viewport": {"width": 1280, "height": 900}} | more)
        )
        self.page = self.context.new_page()
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on(
            "response", lambda r: self.errors.append(f"{r.status} {r.url}") if r.status >= 400 else None
        )
        self.context.route("**/*", self._gate)

    def _gate(self, route: Any) -> None:
        url = route.request.url
        if url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()

    def go(self, path: str) -> Any:
        """Open a path and wait for its content."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#react-entry-point main h1")
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_function(DRAWN)
        return self.page

    def settle(self) -> None:
        """Wait until a change has been answered."""
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(150)


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
        sheet.outside.clear()
        sheet.errors.clear()
        return sheet

    return make


@pytest.fixture
def held(browser: Any) -> Iterator[Any]:
    """A page whose library scripts wait until they are let go; what it asked for is listed."""
    context = browser.new_context()
    page = context.new_page()
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
    yield page
    context.close()
