"""Who may look, what the browser may do, and what the log keeps.

Open on localhost by default. With ``--login FILE`` a name and password are asked (HTTP Basic over the proxy's TLS;
hashes by werkzeug). The log has method, path, status and time: no address of the reader, no query, no browser.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from flask import Flask, Response, g, request
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
        server.before_request(lambda: _demand(logins))
    server.before_request(_start)
    server.after_request(lambda response: _finish(response, script_hashes))
    server.register_error_handler(Exception, _fault)


def _demand(logins: dict[str, str]) -> Response | None:
    if request.path == "/health":
        return None
    given = request.authorization
    name = given.username if given and given.type == "basic" else None
    hashed = logins.get(name or "", _DECOY)
    right = check_password_hash(hashed, (given.password if given and given.password else ""))
    if right and name in logins:
        return None
    refused = Response("Inloggen is nodig. / Please log in.", status=401, mimetype="text/plain")
    refused.headers["WWW-Authenticate"] = 'Basic realm="vroegsignalering", charset="UTF-8"'
    return refused


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
