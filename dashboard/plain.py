"""Components as the plain values that go to the browser; a long table is made of them at once.

A component of Dash checks every property, which is slow where thousands of cells are alike; :func:`tag` makes the same
value without it. :func:`plain` makes one of a whole page.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


def tag(kind: str, children: Any, **props: Any) -> Any:
    """An HTML element as a plain value.

    Parameters
    ----------
    kind : str
        As in ``dash.html``, such as ``Td``.
    children
        A text, or elements.
    **props
        Properties as ``dash.html`` names them.

    Examples
    --------
    >>> tag("Td", "9", className="num")["props"]
    {'children': '9', 'className': 'num'}
    """
    return {"props": {"children": children, **props}, "type": kind, "namespace": "dash_html_components"}


def plain(node: Any) -> Any:
    """A component with all that it holds, as plain values; what :func:`tag` made is plain already.

    Examples
    --------
    >>> from dash import html
    >>> plain(html.P(["a", html.B("b")]))["props"]["children"][1]["props"]
    {'children': 'b'}
    """
    if isinstance(node, Component):
        made: dict[str, Any] = node.to_plotly_json()
        return made | {"props": {key: _held(key, value) for key, value in made["props"].items()}}
    if isinstance(node, list | tuple):
        return [plain(one) for one in node]
    return node


def _held(key: str, value: Any) -> Any:
    """Of all properties only children hold components."""
    return plain(value) if key == "children" else value
