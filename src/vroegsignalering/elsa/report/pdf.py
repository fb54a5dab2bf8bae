"""From HTML to a tagged PDF/UA: titles, language, headings, table heads and descriptions of drawings come along.

WeasyPrint needs Pango, a library of the system. Where it is absent, no PDF is made and whoever called can say so.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

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
    HTML(string=plain).write_pdf(temporary, pdf_variant=VARIANT, full_fonts=False)
    temporary.replace(path)
    return [path]
