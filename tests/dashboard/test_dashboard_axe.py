"""axe with WCAG 2.2 A, AA and best practice: no violation on any page, in both languages, with menus open too."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.pages import PAGES

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
"""Every rule is tried on every element; only what breaks one is written out, which takes a third of the time."""


CONTRAST: dict[str, Any] = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
BUT_CONTRAST: dict[str, Any] = {**RULES, "rules": {"color-contrast": {"enabled": False}}}
CHOICES = {"include": [[".choice"], ["[role=listbox]"]]}
"""What an open list changes: contrast is four fifths of the time, and elsewhere it is that of the page without the list."""


def violations(page: Any, options: dict[str, Any] = RULES, within: dict[str, Any] | None = None) -> list[str]:
    """Every violation with the first elements that show it."""
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}" for v in found]


def with_lists_open(sheet: Any) -> list[str]:
    """Every violation while the list of the first choice stands open, and that of the last; contrast of choices and lists."""
    fields = sheet.page.locator(".choice input:not([type=hidden])").all()
    assert fields
    found = []
    for field in (fields[0], fields[-1]):
        sheet.open_list(field)
        found += violations(sheet.page, BUT_CONTRAST) + violations(sheet.page, CONTRAST, CHOICES)
        sheet.close_list()
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("place", range(len(PAGES)))
def test_no_violation_on_any_page(open_sheet: Any, place: int, language: str) -> None:
    """With every table open; in one of the languages with lists of choices open and contrast in the cells of tables too."""
    sheet = open_sheet()
    page = sheet.go(f"{PAGES[place].path}?lang={language}")
    assert page.evaluate("document.documentElement.lang") == language
    with_cells = language == ("nl", "en")[place % 2]
    if with_cells:
        assert with_lists_open(sheet) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if with_cells:
        assert violations(page) == []
    else:
        assert violations(page, BUT_CONTRAST) + violations(page, CONTRAST, {"exclude": [["td"]]}) == []
    assert sheet.outside == []
    assert sheet.errors == []


@pytest.mark.parametrize("path", ["/waar?gemeente=GM0344&peers=own", "/wat-als?rule=plan&lang=en"])
def test_no_violation_after_a_choice_and_with_a_list_open_then(open_sheet: Any, path: str) -> None:
    sheet = open_sheet()
    page = sheet.go(path)
    assert with_lists_open(sheet) == []
    assert violations(page, CONTRAST) == []


@pytest.mark.parametrize("path", ["/groepen", "/waar", "/geen-pagina"])
def test_no_violation_in_the_dark_and_when_narrow(open_sheet: Any, path: str) -> None:
    dark = open_sheet(color_scheme="dark").go(path)
    assert violations(dark) == []
    narrow = open_sheet(viewport={"width": 320, "height": 700}).go(path)
    narrow.get_by_role("button", name="Menu").click()
    assert violations(narrow) == []


@pytest.mark.parametrize("path", ["/groepen", "/waar", "/wat-als"])
def test_no_violation_before_the_library_is_there(held: Any, address: str, path: str) -> None:
    held.goto(address + path)
    assert held.locator("#first footer").is_visible()
    found = violations(held)
    assert held.locator("#react-entry-point main").count() == 0
    held.release()
    assert found == []
