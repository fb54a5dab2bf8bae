"""The evidence browser of JupyterLab: an entry in its launcher that opens the dashboard in a tab of its own.

JupyterLab starts this server and passes the first request on; the answer sends the browser to the address on this
machine, where the pages and their links are at home. It shows what ``vroeg dashboard`` shows: released evidence, nothing else.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from flask import Response, redirect, request

ICON = Path(__file__).parent / "assets" / "favicon.svg"
PROXIED = "X-ProxyContextPath"
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
        "launcher_entry": {"title": "Evidence", "icon_path": str(ICON), "category": "Other"},
    }


def to_this_machine() -> Response | None:
    """Send a request that came through the proxy to the same page at this server's own address."""
    if PROXIED not in request.headers:
        return None
    return redirect(f"http://localhost:{request.environ['SERVER_PORT']}{request.full_path}")  # type: ignore[return-value]


def main(words: list[str]) -> None:
    """Serve the committed evidence at a port of this machine until JupyterLab stops."""
    from waitress import create_server  # JupyterLab reads this module when it starts, and needs only `entry`

    from dashboard.serve import make

    parser = argparse.ArgumentParser(
        prog="python -m dashboard.lab", description="The evidence browser of JupyterLab."
    )
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args(words).port
    app = make()
    app.server.before_request(to_this_machine)
    create_server(app.server, host="127.0.0.1", port=port, ident=None).run()


if __name__ == "__main__":
    main(sys.argv[1:])
