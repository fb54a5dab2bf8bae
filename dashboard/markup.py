"""A page as HTML for the first document: a reader reads it before any script has run, and without scripts at all.

Takes the plain components that the browser's renderer will make again, so that both show the same. Links work, and
choices can be made (``assets/first.js``; without scripts by the button beside them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

VOID = frozenset({"br", "hr", "img", "input", "source"})
NAMES = {"className": "class", "tabIndex": "tabindex", "hrefLang": "hreflang", "srcSet": "srcset"}
"""Properties whose attribute has another name."""
SEEN = 20
"""Rows of a table to search in that its place can show."""
ASKED = "asked"
"""Name of the form that choices belong to."""


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
    """A choice as the browser's own list, in the place and size of the one that comes; its button is for who has no scripts."""
    value = props["value"]
    name, label, kind = (escape(str(one)) for one in (props["id"]["key"], props["label"], props["className"]))
    if isinstance(value, list):
        return _choice_of_many(props, value, label, kind)
    options = "".join(
        f'<option value="{escape(one["value"])}"{" selected" if one["value"] == value else ""}>{escape(one["label"])}</option>'
        for one in props["data"]
    )
    field = f'<select name="{name}" form="{ASKED}" autocomplete="off">{options}</select>'
    button = f'<noscript><button form="{ASKED}">OK</button></noscript>'
    return f'<div class="{kind} waiting"><label>{label}{field}</label>{button}</div>'


def _choice_of_many(props: Mapping[str, Any], value: list[str], label: str, kind: str) -> str:
    """What was chosen among many; it cannot be changed before the scripts are there."""
    labels: dict[str, str] = {one["value"]: one["label"] for one in props["data"]}
    shown = ", ".join(labels.get(one) or str(one) for one in value)
    field = f'<input value="{escape(shown)}" disabled>'
    return f'<div class="{kind} waiting"><label>{label}{field}</label></div>'


def form(asked: Iterable[tuple[str, str]]) -> str:
    """The form that the choices belong to, with everything else that the address names.

    A field of the page stands before it, and of two equal names in an address the first counts.

    Examples
    --------
    >>> form([("lang", "en")])
    '<form id="asked" hidden><input type="hidden" name="lang" value="en"></form>'
    """
    fields = "".join(_element("input", {"type": "hidden", "name": k, "value": v}) for k, v in asked)
    return f'<form id="{ASKED}" hidden>{fields}</form>'


def _grid(props: Mapping[str, Any]) -> str:
    """The rows of a table to search in that its place can show; all of them stand in the table after it."""
    columns = props["columnDefs"]
    head = "".join(f"<th>{escape(one['headerName'])}</th>" for one in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(row[one['field']]))}</td>" for one in columns) + "</tr>"
        for row in props["rowData"][:SEEN]
    )
    height = props["style"]["height"] or "auto"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="places" style="height:{height}">{table}</div>'


_OTHERS = {"Select": _choice, "MultiSelect": _choice, "AgGrid": _grid}
"""Components that are no HTML element."""
