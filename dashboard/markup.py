"""A page as HTML for the first document: a reader reads it before any script has run, and without scripts at all.

Takes the plain components that the browser's renderer will make again, so that both show the same. Choices stand as
they are set and cannot be changed until the scripts are there; links work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

VOID = frozenset({"br", "hr", "img", "input", "source"})
NAMES = {"className": "class", "tabIndex": "tabindex", "hrefLang": "hreflang", "srcSet": "srcset"}
"""Properties whose attribute has another name."""


def markup(node: Any) -> str:
    """HTML of a plain component, a list of them, or a text.

    Parameters
    ----------
    node : mapping with ``type``, ``namespace`` and ``props``, or list, text, number or None

    Returns
    -------
    str
        Texts and attributes are escaped.

    Examples
    --------
    >>> markup({"type": "P", "namespace": "dash_html_components", "props": {"children": "a < b", "className": "says"}})
    '<p class="says">a &lt; b</p>'
    """
    if node is None:
        return ""
    if isinstance(node, Mapping):
        draw = _OTHERS.get(str(node["type"]))
        props: Mapping[str, Any] = node["props"]
        return draw(props) if draw else _element(str(node["type"]).lower(), props)
    if isinstance(node, Sequence) and not isinstance(node, str):
        return "".join(markup(one) for one in node)
    return escape(str(node), quote=False)


def _element(tag: str, props: Mapping[str, Any]) -> str:
    said = "".join(_attribute(NAMES.get(name, name), value) for name, value in props.items())
    if tag in VOID:
        return f"<{tag}{said}>"
    return f"<{tag}{said}>{markup(props.get('children'))}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    if name in ("children", "style") or value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _choice(props: Mapping[str, Any]) -> str:
    """A choice as it is set, in the place and size of the one that comes."""
    labels: dict[str, str] = {one["value"]: one["label"] for one in props["data"]}
    value = props["value"]
    shown = ", ".join(labels.get(one) or str(one) for one in (value if isinstance(value, list) else [value]))
    field = f'<input value="{escape(shown)}" disabled>'
    return f'<div class="{escape(props["className"])} waiting"><label>{escape(props["label"])}{field}</label></div>'


def _grid(props: Mapping[str, Any]) -> str:
    """The place of a table to search in; the same rows stand in the real table after it."""
    height = props["style"]["height"] or "auto"
    return f'<div class="places" style="height:{height}"></div>'


_OTHERS = {"Select": _choice, "MultiSelect": _choice, "AgGrid": _grid}
"""Components that are no HTML element."""
