"""The page stands in the first document: the same words as the renderer's, readable without scripts, escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from dash import html

from dashboard.markup import markup
from dashboard.pages import PAGES
from dashboard.plain import plain, tag
from dashboard.screenshots import settled


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
    at_once, later = document.split('<template id="library">')
    sent = re.findall(r"<script[^>]* src=[^>]*>", at_once)
    assert sent and all(re.match(r'<script defer src="/assets/', one) for one in sent)
    assert len(re.findall(r"<script src=", later.split("</template>")[0])) > 6
    assert document.count("<h1") == 1 and '<html lang="en">' in document


def test_the_document_shows_the_choices_that_its_address_names(client: Any) -> None:
    document = client.get("/groepen?by=tenure&by=age_band&theme=dark").text
    assert re.search(
        r'<select name="by" form="asked".*<option value="tenure" selected>huur of koop</option>', document
    )
    assert re.search(r'<form id="asked" hidden><input type="hidden" name="by" value="tenure">', document)
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


@pytest.mark.browser
def test_without_scripts_the_page_reads_and_its_links_work(new_page: Any, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/groepen?lang=en")
    assert page.locator("main h1").inner_text()
    assert "Without JavaScript" in page.locator(".noscript").inner_text()
    assert not page.locator("._dash-loading").is_visible()
    page.locator("select[name=by]").select_option("tenure")
    page.locator(".choice", has=page.locator("select[name=by]")).get_by_role("button", name="OK").click()
    assert "by=tenure" in page.url and "lang=en" in page.url
    assert page.locator("select[name=by]").input_value() == "tenure"
    page.locator("#first nav.pages a").nth(1).click()
    assert "/factoren" in page.url and "lang=en" in page.url


@pytest.mark.browser
def test_a_choice_works_before_the_library_is_there_and_the_library_goes_on_from_it(
    held: Any, address: str
) -> None:
    page = held
    page.goto(f"{address}/groepen?lang=en", wait_until="commit")
    page.locator("#first details summary").first.click()
    page.locator("#first select[name=by]").select_option("tenure")
    page.wait_for_url("**by=tenure*", wait_until="commit")
    page.locator("#live", has_text="rent or own").wait_for(state="attached")
    assert page.locator("#react-entry-point main").count() == 0
    assert page.locator("#first select[name=by]").input_value() == "tenure"
    assert page.evaluate("document.activeElement.name") == "by"
    assert page.locator("#first details").first.evaluate("one => one.open")
    page.release()
    page.wait_for_selector("#react-entry-point footer", state="attached")
    assert page.locator("#first").count() == 1, "a reader with a list in hand keeps it"
    page.locator("#first .tools a").first.focus()
    settled(page)
    assert page.locator("#first").count() == 0 and "by=tenure" in page.url
    shown = page.locator("#react-entry-point .choice", has_text="Groups by").locator("input").first
    assert shown.input_value() == "rent or own"
    assert page.wrong == []


@pytest.mark.browser
def test_a_document_is_complete_without_the_library(held: Any, address: str) -> None:
    """Until then a browser keeps a reader's Back to itself."""
    held.goto(f"{address}/groepen", wait_until="load")
    assert held.evaluate("document.readyState") == "complete"
    held.wait_for_function("() => !!document.querySelector('body > script[src]')")
    assert held.evaluate("typeof window.React") == "undefined"
    assert held.locator("#react-entry-point main").count() == 0
    held.release()
    settled(held)
    assert held.wrong == []


@pytest.mark.browser
def test_back_before_the_library_is_there_gives_the_page_before(held: Any, address: str) -> None:
    page = held
    page.goto(f"{address}/groepen?by=sex", wait_until="commit")
    page.locator("#first select[name=by]").select_option("tenure")
    page.wait_for_url("**by=tenure*", wait_until="commit")
    page.go_back(wait_until="commit")
    page.wait_for_function("() => document.querySelector('#first select[name=by]').value === 'sex'")
    assert "by=sex" in page.url
    assert page.locator("#react-entry-point main").count() == 0, "the library is still held"
    page.release()


@pytest.mark.browser
@pytest.mark.parametrize(("path", "is_asked"), [("/groepen", False), ("/waar", True)])
def test_scripts_of_a_table_come_only_where_one_is_shown(
    held: Any, address: str, path: str, is_asked: bool
) -> None:
    held.release()
    held.goto(address + path)
    settled(held)
    assert any("/dash_ag_grid/" in url for url in held.asked) is is_asked
    assert not any("/dash_table/" in url for url in held.asked)
    assert held.wrong == []


@pytest.mark.browser
def test_what_a_reader_opened_stays_open_when_the_page_comes_alive(held: Any, address: str) -> None:
    page = held
    page.goto(f"{address}/groepen")
    page.locator("#first details summary").first.click()
    page.locator("#first a.go").nth(2).focus()
    stood = page.evaluate("document.activeElement.textContent")
    assert page.locator("#react-entry-point main").count() == 0
    page.release()
    settled(page)
    assert page.locator("main details").first.evaluate("one => one.open")
    assert page.evaluate("document.activeElement.textContent") == stood


@pytest.mark.browser
def test_first_rows_stand_until_the_table_to_search_in_has_its_own(new_page: Any, address: str) -> None:
    page, late, free = new_page(), [], []
    page.route("**/async-community*", lambda route: route.continue_() if free else late.append(route))
    page.goto(f"{address}/waar")
    page.wait_for_selector("#react-entry-point .places > .coming", state="attached")
    assert page.locator("#react-entry-point .places > .meanwhile td").first.is_visible()
    assert page.locator(".places .ag-cell").count() == 0
    free.append(True)
    for route in late:
        route.continue_()
    settled(page)
    assert page.locator(".places .meanwhile").count() == 0
    assert page.locator(".places .ag-cell").first.is_visible()
