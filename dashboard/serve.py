"""Starts the server: reads bundles, binds to localhost unless ``--public`` says otherwise, runs waitress.

Where no bundle can be shown, readers get a page that says so (``refusal.py``), and whoever starts it a message.

Behind another WSGI server: ``gunicorn --preload 'dashboard.serve:wsgi()'``.
"""

from __future__ import annotations

import argparse
import gc
import getpass
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from waitress import create_server
from werkzeug.security import generate_password_hash

from dashboard.access import read_logins
from dashboard.app import Board, create_app
from dashboard.refusal import refusal
from dashboard.study import Library, committed
from vroegsignalering.errors import DeclarationError, EnvironmentFault, ReproductionError, VroegError

ROOT = Path(__file__).resolve().parent.parent


def make(
    evidence: Sequence[Path] = (), *, is_public: bool = False, logins: dict[str, str] | None = None
) -> Board:
    """The app over the given bundles, or over those committed under ``ethics/evidence``."""
    folders = list(evidence) or committed(Path.cwd()) or committed(ROOT)
    return create_app(Library.read(folders), is_public=is_public, logins=logins)


def answering(
    evidence: Sequence[Path] = (), *, is_public: bool = False, login: Path | None = None
) -> tuple[Flask, VroegError | None]:
    """What answers readers: the dashboard, or the page that says why there is none, with the reason.

    Raises
    ------
    DeclarationError
        The login file cannot be used; then nothing is served.
    """
    logins = read_logins(login) if login else None
    try:
        return make(evidence, is_public=is_public, logins=logins).server, None
    except (DeclarationError, ReproductionError) as fault:
        return refusal(fault, logins), fault


def wsgi() -> Flask:
    """For gunicorn and the like; folders come from ``VROEG_EVIDENCE``, separated as in ``PATH``."""
    named = [Path(p) for p in os.environ.get("VROEG_EVIDENCE", "").split(os.pathsep) if p]
    server, fault = answering(named, is_public=True)
    if fault is not None:
        sys.stderr.write(f"dashboard: {fault}\n")
    return server


def serve(
    evidence: Sequence[Path] = (),
    *,
    port: int = 8050,
    is_public: bool = False,
    login: Path | None = None,
    threads: int = 8,
) -> None:
    """Serve until stopped.

    Raises
    ------
    DeclarationError, ReproductionError
        No bundle, or one that was changed: raised when the server stops, for until then readers get a page that says so.
    EnvironmentFault
        The port is taken or not allowed.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    logging.getLogger("waitress").setLevel(logging.ERROR)
    app, fault = answering(evidence, is_public=is_public, login=login)
    if fault is not None:
        sys.stderr.write(f"dashboard: {fault}\n")
    gc.freeze()  # what was read at start stays; looking through it again would make a reader wait
    host = "0.0.0.0" if is_public else "127.0.0.1"
    server = create_server(app, sockets=[_open(host, port)], threads=threads, ident=None, channel_timeout=60)
    sys.stderr.write(f"dashboard: http://{'localhost' if not is_public else host}:{server.effective_port}/\n")
    sys.stderr.flush()
    server.run()
    if fault is not None:
        raise fault


def _open(host: str, port: int) -> socket.socket:
    """A socket that listens at the port, or a message."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except (OSError, OverflowError) as fault:
        found.close()
        raise EnvironmentFault(
            f"port {port} cannot be opened", found=str(fault), mend="choose another: --port 8051"
        ) from fault
    return found


def command(words: Sequence[str]) -> int:
    """Parse the words of the command line and serve; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Serve released evidence.")
    parser.add_argument(
        "--evidence",
        type=Path,
        nargs="*",
        default=[],
        help="folders with a bundle; default: ethics/evidence/*",
    )
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument(
        "--public", action="store_true", help="also answer other machines; the map is off until chosen"
    )
    parser.add_argument("--login", type=Path, help="file with lines name:hash; asks readers to log in")
    parser.add_argument(
        "--hash-password", action="store_true", help="ask a password and print its hash, then stop"
    )
    asked = parser.parse_args(words)
    if asked.hash_password:
        sys.stdout.write(generate_password_hash(getpass.getpass("password: ")) + "\n")
        return 0
    try:
        serve(asked.evidence, port=asked.port, is_public=asked.public, login=asked.login)
    except VroegError as fault:
        sys.stderr.write(f"dashboard: {fault}\n")
        return fault.exit_code
    except KeyboardInterrupt:
        return 130
    return 0
