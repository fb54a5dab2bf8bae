"""A small form on localhost, so that a reviewer need not edit TOML: one requirement, what was seen, an answer.

It listens on 127.0.0.1 only, accepts one answer per token, and writes what the command would write. Nothing is
fetched from elsewhere; it works without scripts, with a keyboard and a screen reader.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from vroegsignalering.elsa.answers import POSITIONS
from vroegsignalering.elsa.gate import Finding
from vroegsignalering.elsa.html import Safe, element, join, page
from vroegsignalering.elsa.people import title_of_role
from vroegsignalering.elsa.style import STYLE
from vroegsignalering.errors import VroegError
from vroegsignalering.texts import Texts

MOST_BYTES = 64_000
FIELDS = ("role", "name", "position", "text")
Save = Callable[[Mapping[str, str]], str]
"""Takes the filled-in fields, writes the answer, and returns the name of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a reviewer sees: the question, the evidence sentence, what is signed for."""

    finding: Finding
    study: str
    seen: str
    language: str

    def page(self, token: str, *, note: str = "") -> str:
        """The form as a page."""
        _ = Texts(self.language)
        requirement, machine = self.finding.requirement, self.finding.machine
        title = f"{requirement.id}: {requirement.question(self.language)}"
        shown = machine.text(_) if machine else _("De software kan hier niets over zeggen.")
        body = element(
            "main",
            element("p", _("Concept. U beantwoordt één vereiste; u keurt niets goed."), class_="band"),
            element("h1", title),
            element("p", note, class_="owed", role="status") if note else None,
            element("p", element("strong", _("Bewijs uit de run:")), " ", shown),
            element("p", element("strong", _("Bron:")), " ", requirement.source),
            element(
                "p",
                element("strong", _("U tekent voor wat u zag:")),
                " ",
                element("span", self.seen, class_="hash"),
            ),
            self._fields(token, _),
        )
        return page(
            title,
            body,
            language=self.language,
            style=STYLE,
            description=_("Formulier voor een antwoord op een vereiste."),
        )

    def lacks(self, fields: Mapping[str, str]) -> str:
        """What a person still has to fill in, in their language; empty when nothing is."""
        _ = Texts(self.language)
        if fields["role"] not in [role.value for role in self.finding.requirement.roles]:
            return _("Deze rol mag dit vereiste niet beantwoorden. Kies een rol uit de lijst.")
        if fields["position"] not in POSITIONS:
            return _("Kies een antwoord uit de lijst.")
        if not fields["name"].strip() or not fields["text"].strip():
            return _("Vul uw naam en een toelichting in.")
        return ""

    def refused(self, fault: VroegError) -> str:
        """That an answer was not kept, with the program's own words behind it."""
        return Texts(self.language)(
            "Uw antwoord is niet bewaard. Het programma meldt: {said}", said=str(fault.what)
        )

    def _fields(self, token: str, _: Texts) -> Safe:
        roles = [
            element("option", title_of_role(role.value, _), value=role.value)
            for role in self.finding.requirement.roles
        ]
        titles = {
            "yes": _("ja, hieraan is voldaan"),
            "no": _("nee, hieraan is niet voldaan"),
            "with conditions": _("ja, onder voorwaarden die ik opschrijf"),
        }
        positions = [element("option", titles[name], value=name) for name in POSITIONS]
        return element(
            "form",
            element("input", type="hidden", name="token", value=token),
            _labelled(
                "role", _("Uw rol"), element("select", *roles, id_="role", name="role", required="required")
            ),
            _labelled(
                "name",
                _("Uw naam"),
                element("input", id_="name", name="name", required="required", autocomplete="name"),
            ),
            _labelled(
                "position",
                _("Uw antwoord"),
                element("select", *positions, id_="position", name="position", required="required"),
            ),
            _labelled(
                "text",
                _("Toelichting in uw eigen woorden"),
                element("textarea", "", id_="text", name="text", rows="8", cols="60", required="required"),
            ),
            element("p", element("button", _("Teken en bewaar"), type="submit")),
            method="post",
            action="/",
        )


def serve(form: Form, save: Save, *, port: int = 0, announce: Callable[[str], None]) -> None:
    """Serve the form until one answer is saved.

    Parameters
    ----------
    save : callable
        Gets the fields; raises a :class:`VroegError` when the answer is not acceptable.
    port : int
        0 takes a free one.
    announce : callable
        Gets the address.
    """
    server = make_server(form, save, port=port)
    announce(f"http://127.0.0.1:{server.server_address[1]}/")
    try:
        server.serve_forever(poll_interval=0.2)
    finally:
        server.server_close()


def make_server(form: Form, save: Save, *, port: int = 0) -> ThreadingHTTPServer:
    """The server, bound to 127.0.0.1; it shuts itself down after one saved answer."""
    token = secrets.token_urlsafe(16)

    class Handler(BaseHTTPRequestHandler):
        """Answers GET with the form and POST with what became of it."""

        def do_GET(self) -> None:
            self._send(200, form.page(token))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= MOST_BYTES or not _is_local(self.headers.get("Host", "")):
                self._send(400, form.page(token, note=Texts(form.language)("Dit verzoek is geweigerd.")))
                return
            fields = {
                key: values[0]
                for key, values in parse_qs(self.rfile.read(length).decode("utf-8", "replace")).items()
            }
            if not secrets.compare_digest(fields.pop("token", ""), token):
                self._send(403, form.page(token, note=Texts(form.language)("Dit verzoek is geweigerd.")))
                return
            self._save({name: fields.get(name, "") for name in FIELDS})

        def _save(self, fields: Mapping[str, str]) -> None:
            note, name = form.lacks(fields), ""
            if not note:
                try:
                    name = save(fields)
                except VroegError as fault:
                    note = form.refused(fault)
            if note:
                self._send(422, form.page(token, note=note))
                return
            self._send(200, _thanks(name, form.language))
            threading.Thread(target=self.server.shutdown, daemon=True).start()

        def _send(self, status: int, html: str) -> None:
            content = html.encode("utf-8")
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
            )
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged: a log line could hold a name."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _thanks(name: str, language: str) -> str:
    _ = Texts(language)
    title = _("Bewaard")
    body = element(
        "main",
        element("h1", title),
        element("p", _("Uw antwoord staat in {name}. U kunt dit venster sluiten.", name=name)),
    )
    return page(title, body, language=language, style=STYLE, description=title)


def _is_local(host: str) -> bool:
    return host.rsplit(":", 1)[0] in ("127.0.0.1", "localhost")


def _labelled(name: str, title: str, field: Safe) -> Safe:
    return element("p", element("label", title, for_=name), join((element("br"), field)))
