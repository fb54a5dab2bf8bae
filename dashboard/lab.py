"""The evidence browser of JupyterLab: an entry in its launcher that opens the dashboard in a tab of its own.

JupyterLab starts this server and passes the first request on; the answer sends the browser to the address on this
machine, where the pages and their links are at home. It shows what ``vroeg dashboard`` shows: released evidence, nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application."""

ICON = Path(__file__).parent / "assets" / "favicon.svg"
PROXIED = "HTTP_X_PROXYCONTEXTPATH"
"""Header by which JupyterLab's proxy says that it passes a request on."""


def entry() -> dict[str, Any]:
    """What JupyterLab's server is told: how to start, how to call it, which picture.

    Examples
    --------
    >>> entry()["launcher_entry"]["title"]
    'Evidence'
    """
    return {
        "command": [sys.executable, "-m", "dashboard.lab", "--port", "{port}"],
        "timeout": 60,
        "new_browser_tab": True,
        "launcher_entry": {"title": "Evidence", "icon_path": str(ICON), "category": "Notebook"},
    }


def at_home(inner: Answer) -> Answer:
    """Wrap a server so that requests through the proxy are sent to the same page at this server's own address."""

    def answer(asked: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
        if PROXIED not in asked:
            return inner(asked, begin)
        begin("302 Found", [("Location", f"http://localhost:{asked['SERVER_PORT']}{asked['PATH_INFO']}")])
        return [b""]

    return answer


def main(words: list[str]) -> None:
    """Serve the committed evidence at a port of this machine until JupyterLab stops."""
    from waitress import create_server  # JupyterLab reads this module when it starts, and needs only `entry`

    from dashboard.serve import answering

    parser = argparse.ArgumentParser(
        prog="python -m dashboard.lab", description="The evidence browser of JupyterLab."
    )
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args(words).port
    create_server(at_home(answering()[0]), host="127.0.0.1", port=port, ident=None).run()


if __name__ == "__main__":
    main(sys.argv[1:])
