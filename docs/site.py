"""Build hooks of the documentation site: no script from another machine.

The theme asks a foreign host for a script that lets search work in pages opened as files; it is taken out. Search works when
the site is served: ``python -m http.server --directory site``.
"""

from __future__ import annotations

import re

FOREIGN = re.compile(r"<script[^>]+src=\"?https?:[^>]*></script>")


def on_post_page(output: str, **_: object) -> str:
    """Called by mkdocs for every finished page."""
    return FOREIGN.sub("", output)


def on_post_template(output_content: str, **_: object) -> str:
    """Called by mkdocs for every page that is no page of ours, such as the one for a wrong address."""
    return FOREIGN.sub("", output_content)
