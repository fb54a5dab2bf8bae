"""Files behind a figure: its numbers as CSV, its drawing as SVG, and any table of the bundle.

Every file says when its data are synthetic. The numbers are those of the bundle, not those of the screen.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import polars as pl
from flask import Blueprint, Response, current_app, request

from dashboard.blocks import NARROW, WIDE
from dashboard.pages import built
from dashboard.state import State
from dashboard.study import Library, Study
from dashboard.view import Figure

files = Blueprint("files", __name__)
_KEPT = "private, max-age=300"


def library() -> Library:
    """The library of the app that answers."""
    found: Library = current_app.config["LIBRARY"]
    return found


def asked(path: str, id: str) -> tuple[Figure | None, State, Study]:
    """The figure that an address names, if it is there."""
    state = State.read(dict(request.args.items()))
    try:
        page = built(library(), path, state, bool(current_app.config["IS_PUBLIC"]))
    except KeyError:
        return None, state, library().studies[0]
    return page.figures().get(id), state, page.study


@files.get("/figure/<page>/<id>.svg")
def drawing(page: str, id: str) -> Response:
    """The drawing of a figure at the asked width."""
    width = NARROW if request.args.get("w") == str(NARROW) else WIDE
    state = State.read(dict(request.args.items()))
    content = _svg(library(), page, id, state, width, bool(current_app.config["IS_PUBLIC"]))
    if content is None:
        return _gone(state)
    response = Response(content, mimetype="image/svg+xml")
    if request.args.get("download"):
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{_name(asked(page, id)[2].key, page, id)}.svg"'
        )
    return _etag(response)


@lru_cache(maxsize=256)
def _svg(shelf: Library, page: str, id: str, state: State, width: int, is_public: bool) -> bytes | None:
    try:
        made = built(shelf, page, state, is_public)
    except KeyError:
        return None
    figure = made.figures().get(id)
    if figure is None or figure.drawing is None:
        return None
    return figure.drawing.svg(width, state.theme, made.texts).encode()


@files.get("/data/<page>/<id>.csv")
def numbers(page: str, id: str) -> Response:
    """The table of a figure, as it stands in the evidence."""
    figure, state, study = asked(page, id)
    if figure is None:
        return _gone(state)
    return _csv(figure.rows, study, _name(study.key, page, id))


@files.get("/table/<study>/<name>.csv")
def table(study: str, name: str) -> Response:
    """A whole table of a bundle."""
    state = State.read(dict(request.args.items()))
    if study not in [s.key for s in library().studies] or name not in library().get(study).frames:
        return _gone(state)
    found = library().get(study)
    return _csv(found.evidence.table(name), found, f"vroegsignalering_{study}_{name}")


def _csv(rows: pl.DataFrame, study: Study, name: str) -> Response:
    status = study.says("data_status", "real")
    content = rows.with_columns(data_status=pl.lit(status)).write_csv(line_terminator="\n")
    response = Response(content, mimetype="text/csv")
    mark = "_SYNTHETISCH" if study.is_synthetic else ""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{mark}.csv"'
    return _etag(response)


def _name(study: str, page: str, id: str) -> str:
    return f"vroegsignalering_{study}_{page}_{id}"


def _gone(state: State) -> Response:
    said = "Not here." if state.language == "en" else "Dit bestand is er niet."
    return Response(said, status=404, mimetype="text/plain")


def _etag(response: Response) -> Response:
    response.headers["Cache-Control"] = _KEPT
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:24])
    response.make_conditional(request)
    return response
