"""Who may look, what the browser may do, and what the log keeps.

Open on localhost by default. With ``--login FILE`` a name and password are asked (HTTP Basic by Flask-HTTPAuth
over the proxy's TLS, hashes by werkzeug). The log has method, path, status and time: no address of the reader, no
query, no browser.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, g, request
from flask_httpauth import HTTPBasicAuth
from werkzeug.exceptions import HTTPException
from werkzeug.security import check_password_hash, generate_password_hash

from vroegsignalering.errors import DeclarationError
from vroegsignalering.texts import Texts

LOG = logging.getLogger("dashboard.access")
_DECOY = generate_password_hash("nobody has this password")


def read_logins(file: Path) -> dict[str, str]:
    """Names with password hashes: lines ``name:hash`` as ``werkzeug.security.generate_password_hash`` makes them.

    Raises
    ------
    DeclarationError
        The file cannot be read, is empty, or holds a line of another form; no line is repeated in the message.
    """
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as fault:
        raise DeclarationError(
            "the login file cannot be read", where=str(file), found=type(fault).__name__
        ) from fault
    found: dict[str, str] = {}
    for k, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        name, _, hashed = line.partition(":")
        if not name or hashed.split(":")[0] not in ("scrypt", "pbkdf2"):
            raise DeclarationError(
                "a login line is not `name:hash`",
                where=f"{file}, line {k}",
                mend="make a hash with: python -m dashboard --hash-password",
            )
        found[name] = hashed
    if not found:
        raise DeclarationError("the login file names nobody", where=str(file), mend="add a line `name:hash`")
    return found


def protect(server: Flask, logins: dict[str, str] | None, script_hashes: list[str]) -> None:
    """Put login, headers, error pages and the log around a server."""
    if logins:
        server.before_request(_guard(logins))
    server.before_request(_start)
    server.after_request(lambda response: _finish(response, script_hashes))
    server.register_error_handler(Exception, _fault)


def _guard(logins: dict[str, str]) -> Callable[[], Response | None]:
    """Asks every visitor for a name and password, save who asks whether the server is well."""
    auth = HTTPBasicAuth(realm="vroegsignalering")

    @auth.verify_password
    def verify(name: str, password: str) -> str | None:
        right = check_password_hash(logins.get(name, _DECOY), password)
        return name if right and name in logins else None

    @auth.error_handler
    def refuse(status: int) -> Response:
        return Response("Inloggen is nodig. / Please log in.", status=status, mimetype="text/plain")

    let_in: Callable[[], Response | None] = auth.login_required(lambda: None)
    return lambda: None if request.path == "/health" else let_in()


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response, script_hashes: list[str]) -> Response:
    scripts = " ".join(["'self'", *script_hashes])
    response.headers.update(
        {
            "Content-Security-Policy": (
                f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                "connect-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
                "frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )
    response.headers.pop("Server-Timing", None)
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    LOG.info("%s %s %d %.0f ms", request.method, _plain(request.path), response.status_code, took)
    return response


def _plain(path: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in path[:120])


def _fault(error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        return Response(f"{error.code} {error.name}", status=error.code, mimetype="text/plain")
    LOG.error("%s on %s", type(error).__name__, _plain(request.path))
    language = "en" if request.args.get("lang") == "en" else "nl"
    said = Texts(language)("Dit verzoek is niet te beantwoorden. Ga terug naar de startpagina.")
    return Response(said, status=400, mimetype="text/plain")
