"""Makes the Dash app: pages from the library, one layout, language and title per request.

State lives in the address; the server keeps nothing about a reader. Scripts, styles and fonts come from this server.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import dash
import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, dcc
from flask import Flask, Response, current_app, g, request

from dashboard import shell
from dashboard.access import protect
from dashboard.answers import Answers, answer_first, keep_last
from dashboard.downloads import files, library
from dashboard.markup import form, markup
from dashboard.pages import PAGES, Page, built
from dashboard.plain import plain
from dashboard.scripts import arrange
from dashboard.state import State
from dashboard.study import Library
from vroegsignalering.texts import Texts

_NEEDLESS = re.compile(r'"(?:python_version|dash_version_url|plotly_version)":"[^"]*",')
ASSETS = Path(__file__).parent / "assets"
_DOCUMENT = """<!DOCTYPE html>
<html lang="{lang}"{look}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>{title}</title>{favicon}{css}{paper}{ours}
</head>
<body>
<a class="skip" href="#main">{skip}</a>
<div id="first">{first}</div>
{app_entry}
<p id="live" class="out" role="status" aria-live="polite" data-grid="{grid}"></p>
<noscript><p class="noscript">{noscript}</p></noscript>
<div hidden>{config}{library}</div>
</body>
</html>"""


class Board(Dash):
    """Dash with a document of our own: language, title, skip link, a live line, and the page itself to read meanwhile."""

    def interpolate_index(self, *_none: Any, **parts: Any) -> str:
        """The first document, in the reader's language."""
        state = State.read(request.query_string.decode("utf-8", "replace"))
        _ = Texts(state.language)
        here = next((p for p in PAGES if p.path == request.path), None)
        title = _(here.title) if here else _("Niet gevonden")
        scripts = arrange(parts["scripts"], parts["renderer"])
        look = "" if state.theme == "auto" else f' data-mantine-color-scheme="{state.theme}"'
        return _DOCUMENT.format(
            lang=state.language,
            look=look,
            first=_first(library(), here, state, bool(current_app.config["IS_PUBLIC"])),
            title=f"{title} – vroegsignalering",
            skip=_("Naar de inhoud"),
            noscript=_(
                "Zonder JavaScript kunt u alles lezen, doorklikken en kiezen: druk na een keuze op OK. "
                "Alle cijfers staan ook als CSV in het bewijspakket."
            ),
            favicon='<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">',
            paper=_paper(_, any(study.is_synthetic for study in library().studies)),
            config=_frugal(str(parts["config"])),
            ours=scripts.head,
            library=scripts.tail,
            grid=scripts.grid,
            **{k: parts[k] for k in ("css", "app_entry")},
        )


class Pressed:
    """Scripts that were compressed once are not compressed again; other answers are, each time."""

    MOST = 64

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The compressed script, if it was asked before."""
        return self.kept.get(key)

    def set(self, key: str, content: bytes) -> None:
        """Keep a script, up to a fixed number."""
        if "/_dash-component-suites/" in key and len(self.kept) < self.MOST:
            self.kept[key] = content


def _frugal(config: str) -> str:
    """The renderer's settings without versions and addresses that no reader needs."""
    return _NEEDLESS.sub("", config)


def _paper(_: Texts, is_synthetic: bool) -> str:
    """What stands in the margins of every sheet of paper: what the data are, and which sheet it is."""
    said = "vroegsignalering · " + _("SYNTHETISCHE DATA") if is_synthetic else "vroegsignalering"
    style = "font: 8pt var(--vs-font, sans-serif); color: #333;"
    return (
        f'<style>@page {{ @top-right {{ content: "{said}"; {style} }} '
        f'@bottom-right {{ content: counter(page) " / " counter(pages); {style} }} }}</style>'
    )


def create_app(shelf: Library, *, is_public: bool = False, logins: dict[str, str] | None = None) -> Board:
    """The app over a library of studies.

    Parameters
    ----------
    shelf : Library
        The bundles on offer.
    is_public : bool, default False
        Whether strangers may look; then the map is off until it is chosen.
    logins : dict of name to password hash, optional
        Ask for a login.
    """
    server = Flask("dashboard", static_folder=None)
    answers = Answers()
    keep_last(server, answers)
    server.config.update(COMPRESS_CACHE_BACKEND=Pressed, COMPRESS_CACHE_KEY=lambda asked: asked.path)
    app = Board(
        "dashboard",
        server=cast(Any, server),
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        compress=True,
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title="",
        include_pages_meta=False,
        health_endpoint="health",
    )
    app.server.config.update(LIBRARY=shelf, IS_PUBLIC=is_public, MAX_CONTENT_LENGTH=256 * 1024)
    for one in PAGES:
        dash.register_page(
            f"dashboard.pages.{one.key}", path=one.path, title=_title, name=one.key, layout=_layout(one)
        )
    dash.register_page("dashboard.pages.not_found_404", path="/404", title=_title, layout=_lost)
    app.layout = dmc.MantineProvider(
        [dcc.Location(id="where", refresh="callback-nav"), dash.page_container],
        id="look",
        theme={"fontFamily": "inherit", "primaryColor": "blue", "respectReducedMotion": True},
        defaultColorScheme="auto",
    )
    _connect(app)
    app.server.register_blueprint(files)
    hashes: list[str] = []
    protect(app.server, logins, hashes)
    app.server.after_request(
        _status
    )  # the last one told is the first one asked: the log has the status that was sent
    answer_first(app.server, answers)
    app.server.test_client().get(
        "/"
    )  # the first request completes pages and callbacks, and so the list of scripts
    hashes.extend(app.csp_hashes())
    return app


def _connect(app: Board) -> None:
    app.clientside_callback(
        ClientsideFunction("vroeg", "choose"),
        Output("where", "search"),
        Input({"type": "choice", "key": ALL, "was": ALL}, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("vroeg", "look"), Output("look", "forceColorScheme"), Input("where", "search")
    )


def _layout(one: Page) -> Any:
    def layout(**asked: str) -> Any:
        title, content = _plain(library(), one, State.read(asked), bool(current_app.config["IS_PUBLIC"]))
        g.title = title
        return content

    return layout


@lru_cache(maxsize=24)
def _plain(shelf: Library, one: Page, state: State, is_public: bool) -> tuple[str, Any]:
    """Title and content of a page as plain values, kept for the browser's first question after the document."""
    made = built(shelf, one.key, state, is_public)
    return f"{made.title} – vroegsignalering", plain(shell.whole(one, made, state, shelf))


@lru_cache(maxsize=96)
def _first(shelf: Library, one: Page | None, state: State, is_public: bool) -> str:
    """The page as HTML, for the time until the scripts are there."""
    if one is None:
        return markup(plain(shell.lost(state, shelf)))
    return markup(_plain(shelf, one, state, is_public)[1]) + form(state.asked)


def _lost(**asked: str) -> Any:
    state = State.read(asked)
    g.title = f"{Texts(state.language)('Niet gevonden')} – vroegsignalering"
    return shell.lost(state, library())


def _title(**_path: str) -> str:
    return str(g.get("title", "vroegsignalering"))


def _status(response: Response) -> Response:
    """Unknown pages keep their helpful content and get the status that machines expect."""
    known = {p.path for p in PAGES}
    if request.method == "GET" and response.mimetype == "text/html" and request.path not in known:
        response.status_code = 404
    return response
