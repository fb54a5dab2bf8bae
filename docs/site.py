"""Build hooks of the documentation site: the list of decisions, and no script from another machine.

The theme asks a foreign host for a script that lets search work in pages opened as files; it is taken out. Search works when
the site is served: ``python -m http.server --directory site``.
"""

from __future__ import annotations

import re
from pathlib import Path

DECISIONS = Path(__file__).parent / "decisions"
ASKED = "<!-- decisions -->"
FOREIGN = re.compile(r"<script[^>]+src=\"?https?:[^>]*></script>")


def decisions() -> str:
    """One line per decision: its number and title, linked."""
    lines = []
    for page in sorted(DECISIONS.glob("[0-9]*.md")):
        title = page.read_text("utf-8").split("\n", 1)[0].lstrip("# ").strip()
        lines.append(f"- [{title}](decisions/{page.name})")
    return "\n".join(lines)


def on_page_markdown(markdown: str, **_: object) -> str:
    """Called by mkdocs for every page."""
    return markdown.replace(ASKED, decisions())


def on_post_page(output: str, **_: object) -> str:
    """Called by mkdocs for every finished page."""
    return FOREIGN.sub("", output)


def on_post_template(output_content: str, **_: object) -> str:
    """Called by mkdocs for every page that is no page of ours, such as the one for a wrong address."""
    return FOREIGN.sub("", output_content)
