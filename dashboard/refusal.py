"""What readers see while there is nothing to show: no bundle, or one that was changed, broken or of an older form.

Every address gets a page that says why and what to do; the place on the machine stands in the terminal alone. Nothing
of a bundle that was refused is shown.
"""

from __future__ import annotations

from typing import Any, cast

from dash import html
from flask import Flask, Response, request

from dashboard.access import protect
from dashboard.app import ASSETS
from dashboard.markup import markup
from dashboard.pages import PAGES
from dashboard.plain import plain
from dashboard.state import State
from vroegsignalering.errors import ReproductionError, VroegError
from vroegsignalering.texts import Texts

_DOCUMENT = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>{title} – vroegsignalering</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg"><link rel="stylesheet" href="/assets/style.css">
</head>
<body>{page}</body>
</html>"""


def refusal(fault: VroegError, logins: dict[str, str] | None = None) -> Flask:
    """A server that answers every address with why there are no figures.

    Parameters
    ----------
    fault : VroegError
        Why the bundles were refused.
    logins : dict of name to password hash, optional
        Ask for a login, as the dashboard itself would.
    """
    server = Flask("dashboard", static_folder=str(ASSETS), static_url_path="/assets")
    protect(server, logins, [])

    @server.get("/health")
    def health() -> Response:
        return Response("no evidence", status=503, mimetype="text/plain")

    @server.get("/", defaults={"path": ""})
    @server.get("/<path:path>")
    def page(path: str) -> Response:
        state = State.read(request.query_string.decode("utf-8", "replace"))
        is_known = request.path in {one.path for one in PAGES}
        return Response(document(fault, state), status=200 if is_known else 404, mimetype="text/html")

    return server


def document(fault: VroegError, state: State) -> str:
    """The page as HTML, in the reader's language."""
    _ = Texts(state.language)
    title = _("Er zijn nu geen cijfers om te tonen")
    return _DOCUMENT.format(
        lang=state.language, title=title, page=markup(plain(_content(fault, title, _, state)))
    )


def _content(fault: VroegError, title: str, _: Texts, state: State) -> list[Any]:
    why = (
        _(
            "Het bewijspakket is veranderd nadat het is gemaakt, is beschadigd, of is van een oudere versie van deze "
            "software. Daarom tonen wij er niets uit."
        )
        if isinstance(fault, ReproductionError)
        else _(
            "Dit dashboard toont alleen cijfers uit een bewijspakket. Dat is er niet, of niet in de map die is gekozen."
        )
    )
    other = "en" if state.language == "nl" else "nl"
    to_other = html.A(
        "English" if other == "en" else "Nederlands", href=f"?lang={other}", lang=other, hrefLang=other
    )
    top = html.Div(
        [html.P("vroegsignalering", className="name"), html.Ul([html.Li(to_other)], className="tools")],
        className="top",
    )
    return [
        html.Header(top),
        html.Div(
            html.Main(
                [
                    html.H1(title),
                    html.P(why, className="answer"),
                    html.H2(_("Wat u kunt doen")),
                    html.Ul(
                        [
                            html.Li(_("Leest u dit dashboard? Vraag het aan wie het aanbiedt.")),
                            html.Li(
                                _(
                                    "Biedt u het aan? Waar het aan ligt, staat in het venster waarin het dashboard is "
                                    "gestart. Maak het pakket opnieuw met vroeg run, of kies een andere map met --evidence."
                                )
                            ),
                        ]
                    ),
                ],
                **cast(Any, {"id": "main"}),
            ),
            className="body alone",
        ),
    ]
