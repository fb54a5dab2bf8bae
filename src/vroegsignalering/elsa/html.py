"""Writes HTML that needs no script and asks nothing of the network, and finds the faults a machine can find in it.

``element("p", text, class_="note")`` escapes what it is given; what it returns is marked as safe and is not escaped
again. Nothing here knows what a page is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "meta", "input", "col", "link"})


class Safe(str):
    """Markup that is not escaped again."""

    __slots__ = ()


def element(tag: str, /, *children: object, **attributes: object) -> Safe:
    """One element; attributes end in ``_`` where Python needs it, and ``_`` inside becomes ``-``.

    Examples
    --------
    >>> element("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Safe(f"<{tag}{said}>")
    return Safe(f"<{tag}{said}>{join(children)}</{tag}>")


def join(children: Iterable[object]) -> Safe:
    """Children one after the other, escaped where they are plain text; None is nothing."""
    return Safe("".join(_child(child) for child in children))


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numeric: Sequence[int] = (),
    widths: Sequence[int] = (),
    id_: str | None = None,
) -> Safe:
    """A real table: caption, column heads with scope, the first cell of each row as its head.

    ``numeric`` columns are set to the right; ``widths`` are percentages, one per column, for paper.
    """
    columns = element("colgroup", *(element("col", style=f"width:{width}%") for width in widths))
    head = element(
        "tr",
        *(
            element("th", title, scope="col", class_="number" if i in numeric else None)
            for i, title in enumerate(heads)
        ),
    )
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(
                element("td", cell, class_="number" if i in numeric else None)
                for i, cell in enumerate(row[1:], start=1)
            ),
        )
        for row in rows
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            columns if widths else None,
            element("thead", head),
            element("tbody", *body),
            id_=id_,
        ),
        class_="scroll",
        role="region",
        aria_label=caption,
        tabindex="0",
    )


def bullets(items: Iterable[object]) -> Safe:
    """A list of points."""
    return element("ul", *(element("li", item) for item in items))


def page(title: str, body: Safe, *, language: str, style: str, description: str) -> str:
    """A whole document."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="description", content=description),
        element("meta", name="generator", content="vroegsignalering"),
        element("title", title),
        Safe(f"<style>{style}</style>"),
    )
    return f"<!doctype html>\n{element('html', head, element('body', body), lang=language)}\n"


def faults_of_page(html: str) -> list[str]:
    """What a machine can find wrong with a page; an empty list is no proof that people can use it.

    Looks for: language, title, one first heading, headings that skip, images without description, tables without
    caption or scope, scripts, and anything fetched from elsewhere.
    """
    reader = _Reader()
    reader.feed(html)
    faults = list(reader.faults)
    faults += ["no language"] * (not reader.language) + ["no title"] * (not reader.title.strip())
    faults += [f"{reader.levels.count(1)} first headings"] * (reader.levels.count(1) != 1)
    skips = [(a, b) for a, b in zip(reader.levels, reader.levels[1:], strict=False) if b > a + 1]
    faults += [f"heading skips from {a} to {b}" for a, b in skips]
    return faults


class _Reader(HTMLParser):
    """Walks a page once and notes its faults."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.title = ""
        self.levels: list[int] = []
        self.faults: list[str] = []
        self._in_title = False
        self._captions: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "html":
            self.language = said.get("lang", "")
        elif tag == "title":
            self._in_title = True
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        elif tag == "table":
            self._captions.append(False)
        elif tag == "caption" and self._captions:
            self._captions[-1] = True
        self._look(tag, said)

    def _look(self, tag: str, said: dict[str, str]) -> None:
        if tag == "script":
            self.faults.append("a script")
        if tag == "img" and "alt" not in said:
            self.faults.append("an image without description")
        if (
            tag == "svg"
            and said.get("aria-hidden") != "true"
            and not (said.get("role") == "img" and said.get("aria-label"))
        ):
            self.faults.append("a drawing without description")
        if tag == "th" and "scope" not in said:
            self.faults.append("a table head without scope")
        fetched = said.get("src", "") if tag != "link" else said.get("href", "")
        if fetched and not fetched.startswith("data:"):
            self.faults.append(f"{tag} fetches {fetched[:40]}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "table" and self._captions and not self._captions.pop():
            self.faults.append("a table without caption")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def _child(child: object) -> str:
    if child is None:
        return ""
    if isinstance(child, Safe):
        return child
    return escape(str(child), quote=False)
