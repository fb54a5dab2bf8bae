"""Bundles that are absent, tampered with, older or smaller; and two versions of one study."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import polars as pl
import pytest

from dashboard.pages import PAGES, built
from dashboard.serve import ROOT, answering, command
from dashboard.state import State
from dashboard.study import Library
from vroegsignalering.errors import DeclarationError, ReproductionError, VroegError
from vroegsignalering.release import Declared
from vroegsignalering.release.declaring import declare

TABLES = ("rates", "poverty", "factors", "effects", "decomposition", "subgroups", "fairness", "capacity", "areas", "tiles",
          "chain", "signals", "events", "events_schemes", "unclaimed", "plan_frontier", "households", "ways_out",
          "calibration", "baselines", "cohort_flow", "outcomes", "features")  # fmt: skip


def refused(folder: Path, kind: type[VroegError]) -> None:
    """Every page of a server over this folder says in both languages that there is nothing to show, and not where."""
    server, fault = answering([folder])
    assert isinstance(fault, kind)
    client = server.test_client()
    for path, status in (
        *((p.path, 200) for p in PAGES),
        ("/is-er-niet", 404),
        ("/figure/groups/groups.svg", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status and "geen cijfers om te tonen" in answer.text
        assert (
            str(folder) not in answer.text
            and "default-src 'self'" in answer.headers["Content-Security-Policy"]
        )
    assert "There are no figures to show now" in client.get("/?lang=en&study=%3Cscript%3E").text
    assert client.get("/health").status_code == 503
    with client.get("/assets/style.css") as style:
        assert style.status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="a process is stopped in another way there")
def test_a_server_without_a_bundle_gives_a_page_and_in_the_end_an_exit_code(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "dashboard", "--port", "0", "--evidence", str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr is not None
        said = []
        while not (said and said[-1].startswith("dashboard: http://")):
            said.append(started.stderr.readline())
            assert said[-1], said
        assert "no bundle of evidence" in said[0] and str(tmp_path) in "".join(said)
        with urlopen(said[-1].removeprefix("dashboard: ").strip()) as answer:
            assert answer.status == 200 and "geen cijfers om te tonen" in answer.read().decode()
        started.send_signal(signal.SIGINT)
        rest = started.stderr.read()
    assert started.returncode == 11 and "Traceback" not in rest


def test_no_bundle_is_a_page_that_says_so(tmp_path: Path) -> None:
    refused(tmp_path, DeclarationError)
    with pytest.raises(DeclarationError, match="no evidence"):
        Library.read([])
    with pytest.raises(DeclarationError, match="no bundle"):
        Library.read([tmp_path])


def test_a_tampered_bundle_is_refused(folders: list[Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folders[0], tmp_path / "copy"))
    table = copy / "tables" / "rates.csv"
    table.write_text(table.read_text().replace("0.0", "0.1", 1))
    with pytest.raises(ReproductionError):
        Library.read([copy])
    refused(copy, ReproductionError)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"schema_version": 99}', "\x00"])
def test_a_manifest_that_is_none_is_refused(folders: list[Path], tmp_path: Path, content: str) -> None:
    copy = Path(shutil.copytree(folders[0], tmp_path / "copy"))
    (copy / "manifest.json").write_text(content)
    with pytest.raises(ReproductionError):
        Library.read([copy])


def test_an_older_schema_is_refused_with_what_to_do(folders: list[Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folders[0], tmp_path / "copy"))
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(manifest | {"schema_version": 0}))
    with pytest.raises(ReproductionError) as caught:
        Library.read([copy])
    assert caught.value.mend
    refused(copy, ReproductionError)


@pytest.mark.parametrize("table", TABLES)
def test_a_smaller_bundle_says_what_it_lacks(bundle: Any, table: str) -> None:
    library = Library([bundle.evidence(without=(table,))])
    for page in PAGES:
        made = built(library, page.key, State())
        assert made.answer


def test_a_bundle_with_nothing_but_a_name_still_gives_every_page(bundle: Any) -> None:
    library = Library([bundle.evidence(without=tuple(bundle.tables()))])
    for page in PAGES:
        made = built(library, page.key, State())
        assert made.answer and made.blocks


def test_two_versions_of_one_study_are_compared(bundle: Any) -> None:
    library = Library([bundle.evidence(seed=3), bundle.evidence(seed=4)])
    assert [s.key for s in library.studies] == ["entry"]
    assert "since" in built(library, "fairness", State()).figures()


def test_data_that_are_not_synthetic_carry_no_band(bundle: Any) -> None:
    library = Library([bundle.evidence(status="real")])
    assert not library.studies[0].is_synthetic


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("study", ["entry", "exit"])
def test_tables_in_the_shapes_of_a_run_fill_the_pages(bundle: Any, study: str, language: str) -> None:
    library = Library([bundle.evidence(study, run=True)])
    for page in PAGES:
        made = built(library, page.key, State.read(f"lang={language}"))
        for figure in made.figures().values():
            if figure.drawing is not None:
                assert figure.drawing.svg(340, "light", made.texts)
    fairness = built(library, "fairness", State.read("by=sex")).figures()["groups"].rows
    assert {"gap", "gap_low", "gap_high"} <= set(fairness.columns)
    assert fairness["verdict"].to_list() == ["indeterminate"] * 2
    assert "combinations" in built(library, "groups", State()).figures()
    assert "map" in built(library, "where", State()).figures()
    peers = built(library, "where", State.read("gemeente=Utrecht")).figures()
    assert peers["peers"].rows["name"].to_list()[0] == "Utrecht"
    other = built(library, "start", State.read("line=eu_median_60"))
    assert other.remarks and other.figures()["years"].table == "poverty"
    assert ("ways" in built(library, "ways_out", State()).figures()) == (study == "exit")


def test_a_port_that_is_taken_is_a_message(folders: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert command(["--evidence", str(folders[0]), "--port", str(taken.getsockname()[1])]) == 17
    said = capsys.readouterr().err
    assert "--port" in said and "Traceback" not in said


def test_own_boundaries_replace_the_tiles(bundle: Any, tmp_path: Path) -> None:
    folder = bundle.write(tmp_path / "entry")
    extent = {"x0": [120_000], "y0": [480_000], "x1": [130_000], "y1": [490_000]}
    outline = pl.DataFrame({"gemeente": ["GM0344"], "path": ["M120000 480000l10000 0 0 10000z"]} | extent)
    declare(folder, Declared(name="boundaries", table=outline, source="own", dimensions=("gemeente",)))
    made = built(Library.read([folder]), "where", State())
    figure = made.figures()["map"]
    assert figure.drawing is not None and "M120000 480000" in figure.drawing.svg(760, "light", made.texts)
    assert "Eigen grenzen" in figure.says[0] and "Bron: own." in figure.says[0]
    assert "staan niet op deze kaart" in figure.says[1]
