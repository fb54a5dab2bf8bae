"""Equal questions get equal bytes; memory has a limit; nobody gets an answer before the login."""

from __future__ import annotations

from typing import Any

from werkzeug.security import generate_password_hash

from dashboard.answers import Answers
from dashboard.app import create_app
from dashboard.study import Library


def question(search: str) -> dict[str, Any]:
    """What a browser asks for the page of groups."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/groepen"},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.search"],
    }  # fmt: skip


def test_the_second_answer_is_the_first_with_all_its_headers(client: Any) -> None:
    zipped = {"Accept-Encoding": "gzip"}
    for headers in ({}, zipped):
        first = client.post("/_dash-update-component", json=question("?by=sex"), headers=headers)
        again = client.post("/_dash-update-component", json=question("?by=sex"), headers=headers)
        assert first.status_code == again.status_code == 200 and first.data == again.data
        assert first.headers.get("Content-Encoding") == again.headers.get("Content-Encoding")
        assert "Content-Security-Policy" in again.headers and "Set-Cookie" not in again.headers
    other = client.post("/_dash-update-component", json=question("?by=tenure"))
    assert other.data != again.data


def test_a_kept_answer_does_not_pass_the_login(library: Library) -> None:
    client = create_app(library, logins={"anna": generate_password_hash("lang")}).server.test_client()
    asked = {"json": question("")}
    assert client.post("/_dash-update-component", auth=("anna", "lang"), **asked).status_code == 200
    assert client.post("/_dash-update-component", **asked).status_code == 401


def test_the_oldest_answer_goes_when_there_is_no_room() -> None:
    kept = Answers(most=100)
    for name in (b"a", b"b", b"c", b"d"):
        kept.put((name, ""), b"x" * 24, {})
    assert kept.get((b"a", "")) is not None  # 4 x 25 bytes fit; asking makes it the youngest
    kept.put((b"e", ""), b"x" * 24, {})
    assert kept.get((b"b", "")) is None and kept.get((b"a", "")) is not None
    assert kept.size <= 100
    kept.put((b"f", ""), b"x" * 26, {})
    assert kept.get((b"f", "")) is None
