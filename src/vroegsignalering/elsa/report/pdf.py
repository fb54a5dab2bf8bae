"""From HTML to a tagged PDF/UA: titles, language, headings, table heads and descriptions of drawings come along.

WeasyPrint needs Pango, a library of the system. Where it is absent, no PDF is made and whoever called can say so.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vroegsignalering.elsa.style import STYLE

VARIANT = "pdf/ua-1"


def can_write_pdf() -> bool:
    """Whether this machine has what WeasyPrint needs."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def write_pdf(html: str, path: Path) -> list[Path]:
    """Write a PDF beside the HTML; an empty list where the machine lacks Pango."""
    if not can_write_pdf():
        return []
    from weasyprint import HTML

    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    plain = re.sub(
        r"</?data\b[^>]*>", "", html
    )  # where a number comes from is for the HTML; on paper it is a box too many
    with _no_collecting():
        HTML(string=_colours(plain)).write_pdf(temporary, pdf_variant=VARIANT, full_fonts=False)
    temporary.replace(path)
    return [path]


def _colours(html: str) -> str:
    """The page with its colours in place of their names: working out each name for each box takes a sixth of the time."""
    named = dict(re.findall(r"(--[a-z]+):([^;}]+)", STYLE[STYLE.index(":root") : STYLE.index("}")]))
    return re.sub(r"var\((--[a-z]+)\)", lambda found: named[found[1]], html)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Layout makes millions of small objects that stay to the end; looking for garbage among them only takes time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
