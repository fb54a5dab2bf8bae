"""A reader without a mouse, with a narrow or a dark screen, on paper, with a shared link; nothing from elsewhere."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from dashboard.pages import PAGES

pytestmark = pytest.mark.browser


def focused(page: Any) -> str:
    """What has the focus, by text or label."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels && e.labels.length ? e.labels[0].textContent : e.textContent).trim() }"
        )
    )


def test_a_walk_with_the_keyboard_alone(open_sheet: Any) -> None:
    sheet = open_sheet()
    page = sheet.go("/groepen?lang=nl")
    page.keyboard.press("Tab")
    assert focused(page) == "Naar de inhoud"
    seen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        box = page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); return [b.width, b.height, b.bottom, b.top] })()"
        )
        assert box[0] > 0 and box[1] > 0, seen[-1]
        assert outline != "none" or page.evaluate("document.activeElement.matches('input')"), seen[-1]
        if seen[-1] == "Groepen naar":
            break
    assert seen[:4] == ["vroegsignalering", "English", "Donkere weergave", "Afdrukken"]
    assert "Risicofactoren per groep" in seen and seen[-1] == "Groepen naar"
    page.keyboard.press("ArrowDown")
    sheet.listed()
    stood = page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "stood => document.activeElement.getAttribute('aria-activedescendant') !== stood", arg=stood
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**by=*")
    sheet.settle()
    assert "Getoond" in page.locator("#live").text_content()
    assert focused(page) == "Groepen naar"
    assert sheet.errors == []


def test_reading_order_and_names_for_a_screen_reader(open_sheet: Any) -> None:
    page = open_sheet().go("/factoren?lang=en")
    tree = page.locator("body").aria_snapshot()
    question = 'heading "What goes together with a higher chance, and for whom?" [level=1]'
    for said in (question, 'combobox "Groups by"', 'img "For '):
        assert said in tree, said
    order = [tree.index(said) for said in ("- banner", '- navigation "Pages"', "- main", "- contentinfo")]
    assert order == sorted(order)
    images = page.locator("main img").all()
    assert images and all(len(i.get_attribute("alt")) > 30 for i in images)


@pytest.mark.parametrize("path", [p.path for p in PAGES])
def test_nothing_is_cut_off_at_320_pixels(open_sheet: Any, path: str) -> None:
    page = open_sheet(viewport={"width": 320, "height": 720}).go(f"{path}?gemeente=GM0344")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    narrow = page.evaluate(
        "[...document.querySelectorAll('main img')].every(i => i.currentSrc.includes('w=340'))"
    )
    assert narrow


@pytest.mark.parametrize("path", ["/", "/factoren", "/waar", "/wat-als"])
def test_a_laptop_at_400_percent_shows_everything(open_sheet: Any, path: str) -> None:
    """A window of 1280 by 1024 at 400 % is 320 by 256 pixels of the page."""
    page = open_sheet(viewport={"width": 320, "height": 256}, device_scale_factor=4).go(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    menu = page.get_by_role("button", name="Menu")
    menu.click()
    assert menu.get_attribute("aria-expanded") == "true"
    page.get_by_role("link", name="Keten van hulp").click()
    page.wait_for_url("**/keten*")


PAPER = 688
"""Width in pixels of A4 within the margins of the style sheet: 182 mm at 96 dots an inch."""


@pytest.mark.parametrize("path", [p.path for p in PAGES])
def test_nothing_on_paper_is_wider_than_a4(open_sheet: Any, path: str) -> None:
    page = open_sheet(viewport={"width": PAPER, "height": 900}).go(path)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    cut = page.evaluate(
        "widest => [...document.querySelectorAll('main table, main img, main p')]"
        ".filter(e => e.offsetParent !== null && e.getBoundingClientRect().right > widest + 1)"
        ".map(e => (e.textContent || e.alt || '').slice(0, 60))",
        PAPER,
    )
    assert cut == []


def test_a_link_gives_the_same_view_again(open_sheet: Any) -> None:
    sheet = open_sheet()
    page = sheet.go("/fairness-is-elders")
    page = sheet.go("/eerlijkheid?by=tenure&lang=en&metric=coverage")
    before, heading = page.locator("main").inner_text(), page.locator("main h1").inner_text()
    page.reload()
    sheet.settle()
    assert page.locator("main").inner_text() == before
    page.get_by_role("link", name="Risk factors by group").click()
    page.wait_for_url("**/factoren?*")
    sheet.settle()
    assert page.locator("main h1").inner_text().startswith("What goes together")
    assert "lang=en" in page.url and page.title().startswith("Risk factors by group")
    page.go_back()
    page.wait_for_url("**/eerlijkheid?*")
    sheet.settle()
    assert page.locator("main h1").inner_text() == heading
    assert page.locator("main").inner_text() == before
    assert sheet.outside == []


def test_the_theme_is_in_the_address_and_reaches_the_drawings(open_sheet: Any) -> None:
    sheet = open_sheet()
    page = sheet.go("/groepen?theme=dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 20, 28)"
    assert "theme=dark" in page.locator("main img").first.get_attribute("src")
    drawn = page.request.get(sheet.address + page.locator("main img").first.get_attribute("src")).text()
    assert "#141c26" in drawn and "prefers-color-scheme" not in drawn


@pytest.mark.parametrize("path", ["/", "/groepen"])
def test_a_page_prints_on_a4_with_its_tables_and_band(open_sheet: Any, path: str) -> None:
    page = open_sheet(color_scheme="dark").go(path)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.pages").is_visible() and not page.locator("section.choices").is_visible()
    assert page.locator(".band").is_visible() and page.locator("main table").first.is_visible()
    made = pikepdf.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    width, height = (float(v) for v in made.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)
    assert 1 <= len(made.pages) <= 8


def test_no_motion_for_who_asks_for_none(open_sheet: Any) -> None:
    page = open_sheet().go("/groepen")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionProperty != 'none' &&"
        " getComputedStyle(e).transitionDuration.split(',').some(d => parseFloat(d) > 0)).length"
    )
    assert moving == 0


@pytest.mark.parametrize(("look", "paper"), [("dark", "rgb(20, 28, 38)"), ("light", "rgb(255, 255, 255)")])
def test_the_table_to_search_in_follows_the_look_of_the_page(open_sheet: Any, look: str, paper: str) -> None:
    page = open_sheet().go(f"/waar?theme={look}")
    colour = "getComputedStyle(document.querySelector('.ag-row')).backgroundColor"
    assert page.evaluate(colour) == paper
