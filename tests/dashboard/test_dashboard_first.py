"""The page stands in the first document: the same words as the renderer's, readable without scripts, escaped."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from dash import html

from dashboard.markup import markup
from dashboard.pages import PAGES
from dashboard.plain import plain, tag


class Words(HTMLParser):
    """The words of an element with a given id."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.found = wanted, 0, [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or ("id", self.wanted) in attrs:
            self.depth += tag not in ("img", "input", "source", "br")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found.append(data)


@pytest.mark.parametrize("path", [p.path for p in PAGES])
def test_a_page_can_be_read_before_any_script(client: Any, path: str) -> None:
    document = client.get(f"{path}?lang=en").text
    reader = Words("first")
    reader.feed(document)
    said = " ".join(reader.found)
    assert "Synthetic data." in said and "This dashboard shows groups, never a person." in said
    assert document.index('id="first"') < document.index("<script")
    assert document.count("<h1") == 1 and '<html lang="en">' in document


def test_the_document_shows_the_choices_that_its_address_names(client: Any) -> None:
    document = client.get("/groepen?by=tenure&by=age_band&theme=dark").text
    assert '<input value="huur of koop" disabled>' in document.lower()
    assert '<html lang="nl" data-mantine-color-scheme="dark">' in document
    assert "%3Cscript" not in document


def test_an_unknown_page_is_helpful_in_the_first_document_too(client: Any) -> None:
    answer = client.get("/bestaat-niet")
    assert answer.status_code == 404 and "Deze pagina is er niet" in answer.text


def test_texts_and_attributes_are_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    said = markup(plain(html.Div([html.A(hostile, href=hostile), tag("Td", hostile), None, 3])))
    assert "<script" not in said and said.endswith("3</div>")


def test_a_flag_stands_bare_and_an_absent_one_not_at_all() -> None:
    assert markup(plain(html.Details("x", open=True))) == "<details open>x</details>"
    assert markup(plain(html.Details("x", open=False))) == "<details>x</details>"


def test_without_scripts_the_page_reads_and_its_links_work(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/groepen?lang=en")
    assert page.locator("main h1").inner_text()
    assert "Without JavaScript" in page.locator(".noscript").inner_text()
    assert not page.locator("._dash-loading").is_visible()
    page.locator("#first nav.pages a").nth(1).click()
    assert "/factoren" in page.url and "lang=en" in page.url
    context.close()


def test_what_a_reader_opened_stays_open_when_the_page_comes_alive(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    held: list[Any] = []
    free: list[bool] = []
    page.route("**/_dash-update-component*", lambda route: route.continue_() if free else held.append(route))
    page.goto(f"{address}/groepen")
    page.locator("#first details summary").first.click()
    page.locator("#first a.go").nth(2).focus()
    stood = page.evaluate("document.activeElement.textContent")
    page.wait_for_function("window.dash_clientside && document.querySelector('#react-entry-point')")
    while not held:
        page.wait_for_timeout(50)
    free.append(True)
    for route in held:
        route.continue_()
    page.wait_for_selector("#react-entry-point main h1")
    assert page.locator("#first").count() == 0
    assert page.locator("main details").first.evaluate("one => one.open")
    assert page.evaluate("document.activeElement.textContent") == stood
    context.close()
