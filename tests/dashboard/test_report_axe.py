"""The dossier, the citizens' page and the answer form in a real browser: axe finds nothing, nothing is fetched."""

import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.unit.elsa_bundle import TODAY, material, project, tables
from vroegsignalering.elsa import Gate, Register
from vroegsignalering.elsa.answers import Answer, Answers, write_answer
from vroegsignalering.elsa.citizens import citizen_page
from vroegsignalering.elsa.form import Form, make_server
from vroegsignalering.elsa.register import Role
from vroegsignalering.elsa.report import report_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("axe"), given=tables("outside margin"))


def violations(new_page, address: str, *, width: int = 1100) -> tuple[list[str], list[str]]:
    """What axe finds, and what the page asked of anyone but itself."""
    page = new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    page.close()
    return [rule["id"] for rule in found] + ["wider than the screen"] * bool(wide), [
        url for url in asked if url != address
    ]


@pytest.mark.parametrize(("language", "width"), [("nl", 1100), ("en", 320)])
def test_axe_finds_nothing_in_the_dossier_and_the_citizens_page(new_page, root, tmp_path, language, width):
    read = material(root)
    for name, html in (
        ("dossier", report_html(read, Gate.of(read), language)),
        ("citizens", citizen_page(read, language)),
    ):
        path = tmp_path / f"{name}.html"
        path.write_text(html, "utf-8")
        assert violations(new_page, path.as_uri(), width=width) == ([], [])


def test_a_reviewer_answers_in_the_browser_without_editing_a_file(new_page, root):
    read = material(root)
    register = Register.read(root / "ethics" / "register.toml")
    folder = root / "ethics" / "answers"

    def save(fields):
        given = Answer(
            requirement="EX-04",
            study="entry",
            role=Role(fields["role"]),
            name=fields["name"],
            signed_on=TODAY,
            position=fields["position"],
            text=fields["text"],
            seen=read.seen(register.find("EX-04")),
        )
        return write_answer(given, folder, register=register, today=TODAY).name

    form = Form(
        finding=Gate.of(read).find("EX-04"),
        study="entry",
        seen=read.seen(register.find("EX-04")),
        language="nl",
    )
    server = make_server(form, save)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    assert server.server_address[0] == "127.0.0.1"
    assert violations(new_page, address)[0] == []
    page = new_page()
    page.goto(address)
    page.get_by_label("Uw naam").fill("G. Panel")
    page.get_by_label("Toelichting in uw eigen woorden").fill("  ")
    page.get_by_role("button").click()
    assert "Vul uw naam en een toelichting in." in page.get_by_role("status").inner_text()
    page.get_by_label("Uw naam").fill("G. Panel")
    page.get_by_label("Toelichting in uw eigen woorden").fill("Wij lazen elke reden.")
    page.get_by_role("button").click()
    page.get_by_role("heading", name="Bewaard").wait_for()
    page.close()
    server.server_close()
    read_back = Answers.read(folder, register=register, today=TODAY)
    assert [(a.requirement, a.name, a.text) for a in read_back.answers] == [
        ("EX-04", "G. Panel", "Wij lazen elke reden.")
    ]


def test_a_request_without_the_token_saves_nothing(root):
    import urllib.error
    import urllib.request

    read = material(root)
    saved = []
    form = Form(finding=Gate.of(read).find("EX-04"), study="entry", seen="0" * 64, language="en")
    server = make_server(form, lambda fields: saved.append(fields) or "x")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(
                f"http://127.0.0.1:{server.server_address[1]}/", data=b"token=x&name=y", timeout=120
            )
        assert refused.value.code == 403
        refused.value.close()
        assert saved == []
    finally:
        server.shutdown()
        server.server_close()
