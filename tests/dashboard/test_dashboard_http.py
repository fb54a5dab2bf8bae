"""What the server answers: status, headers, downloads, hostile addresses, logins; never a 500, never a trace."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash

from benchmarks.dashboard import view
from dashboard.access import read_logins
from dashboard.app import create_app
from dashboard.pages import PAGES
from dashboard.state import OWN, SHARED, State
from dashboard.study import Library
from vroegsignalering.errors import DeclarationError


def ask(client: Any, path: str, search: str) -> Any:
    """What the browser asks for a page."""
    return client.post("/_dash-update-component", json=view(path, search))


@pytest.mark.parametrize("path", [p.path for p in PAGES])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_answers_in_its_language(client: Any, path: str, language: str) -> None:
    first = client.get(f"{path}?lang={language}")
    assert first.status_code == 200
    assert f'<html lang="{language}">' in first.text
    answer = ask(client, path, f"?lang={language}")
    assert answer.status_code == 200
    content = json.loads(answer.data)["response"]
    assert content["_pages_content"]["children"]["props"]["lang"] == language
    assert "vroegsignalering" in content["_pages_store"]["data"]["title"]


def test_an_unknown_page_is_helpful_and_404(client: Any) -> None:
    assert client.get("/geen-pagina").status_code == 404
    assert "Deze pagina is er niet" in ask(client, "/geen-pagina", "").text
    assert "This page is not here" in ask(client, "/geen-pagina", "?lang=en").text


def test_headers_forbid_what_is_not_needed(client: Any) -> None:
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "unsafe" not in scripts and "http" not in policy
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers and "Server-Timing" not in headers


def test_the_first_document_names_no_other_host_and_no_versions(client: Any) -> None:
    text = client.get("/").text
    assert "http://" not in text and "https:" not in text
    assert "python_version" not in text


def test_health(client: Any) -> None:
    assert client.get("/health").status_code == 200


def test_downloads_say_that_they_are_synthetic(client: Any) -> None:
    table = client.get("/data/groups/groups.csv")
    assert table.status_code == 200 and "SYNTHETISCH" in table.headers["Content-Disposition"]
    assert "data_status" in table.text.splitlines()[0] and "synthetic" in table.text
    drawing = client.get("/figure/groups/groups.svg?download=1")
    assert "SYNTHETISCHE DATA" in drawing.text and "attachment" in drawing.headers["Content-Disposition"]
    assert "synthetic" in client.get("/table/entry/rates.csv").text
    assert (
        client.get("/data/groups/groups.csv", headers={"If-None-Match": table.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize(
    "path",
    ["/data/groups/nothing.csv", "/data/nothing/groups.csv", "/figure/x/y.svg", "/table/entry/nothing.csv", "/table/x/rates.csv",
     "/table/entry/..%2F..%2Fmanifest.csv", "/assets/../serve.py", "/assets/%2e%2e/serve.py"],
)  # fmt: skip
def test_files_that_are_not_there_are_404(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([p.path for p in PAGES]),
    asked=st.dictionaries(
        st.sampled_from([*SHARED, *OWN, "children", "__class__", "pathname_"]),
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                ["0", "-1", "nan", "1e999", "all", "GM0344", "'\"><script>", "../..", "null", "~", "~~"]
            ),
        ),
        max_size=6,
    ),
)
def test_hostile_choices_never_break_a_page(client: Any, path: str, asked: dict[str, str]) -> None:
    from urllib.parse import urlencode

    search = "?" + urlencode(asked, errors="replace")
    answer = ask(client, path, search)
    assert answer.status_code == 200
    assert "Traceback" not in answer.text
    assert client.get(path + search).status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(search=st.one_of(st.text(max_size=120), st.binary(max_size=120).map(lambda b: b.decode("latin-1"))))
def test_any_query_string_can_be_read(search: str) -> None:
    state = State.read(search)
    assert all(k in (*SHARED, *OWN) for k, _v in state.asked)
    assert State.read(state.query()) == state


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"output": "x"}', '{"output": 5, "inputs": null}', '"x"']
)
def test_a_broken_request_is_refused_without_a_trace(client: Any, body: str) -> None:
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text and "site-packages" not in answer.text


def test_a_request_that_is_too_large_is_refused(client: Any) -> None:
    assert client.post(
        "/_dash-update-component", data=b"x" * 400_000, content_type="application/json"
    ).status_code in (400, 413)


def test_the_log_keeps_no_reader(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="dashboard.access"):
        client.get("/waar?gemeente=GM0344", headers={"User-Agent": "curious", "X-Forwarded-For": "192.0.2.7"})
        client.get("/is-er-niet")
    said = caplog.text
    assert "GET /waar 200" in said and "GET /is-er-niet 404" in said
    assert (
        "GM0344" not in said and "curious" not in said and "192.0.2.7" not in said and "127.0.0.1" not in said
    )


def test_login_lets_in_only_who_knows_the_password(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text(f"# readers\nanna:{generate_password_hash('een lange zin')}\n", encoding="utf-8")
    client = create_app(library, logins=read_logins(file)).server.test_client()

    def enter(name: str, word: str) -> int:
        mark = base64.b64encode(f"{name}:{word}".encode()).decode()
        return int(client.get("/", headers={"Authorization": f"Basic {mark}"}).status_code)

    assert client.get("/").status_code == 401
    assert client.get("/data/groups/groups.csv").status_code == 401
    assert client.get("/health").status_code == 200
    assert enter("anna", "een lange zin") == 200
    assert enter("anna", "fout") == 401
    assert enter("bob", "nobody has this password") == 401


@pytest.mark.parametrize("content", ["", "anna", "anna:plain", ":scrypt:1"])
def test_a_login_file_of_another_form_is_refused_without_repeating_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "logins"
    file.write_text(content)
    with pytest.raises(DeclarationError) as caught:
        read_logins(file)
    assert "plain" not in str(caught.value)
    with pytest.raises(DeclarationError):
        read_logins(tmp_path / "absent")
