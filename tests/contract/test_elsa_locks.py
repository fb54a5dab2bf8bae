"""Static promises: elsa reads evidence and no room that holds persons, and no code of it writes a row per person."""

import ast

import grimp
import pytest

from tests.unit.elsa_bundle import ROOT
from vroegsignalering.elsa import Register
from vroegsignalering.elsa.words import STIGMATISING, THREATS, unused_words

ELSA = ROOT / "src" / "vroegsignalering" / "elsa"
ALLOWED = {"elsa", "errors", "json_schema", "limits", "release", "texts", "vocabulary"}
SOURCE = ROOT / "src" / "vroegsignalering"
ROW_WRITERS = {
    "write_parquet",
    "sink_ipc",
    "sink_ndjson",
    "write_avro",
    "write_delta",
    "write_database",
    "write_clipboard",
    "to_parquet",
    "to_json",
    "to_excel",
    "to_sql",
    "savetxt",
    "savez",
    "write_sav",
    "write_dta",
    "write_csv",
    "write_ipc",
    "write_json",
    "write_ndjson",
    "write_excel",
    "sink_csv",
    "sink_parquet",
    "to_csv",
    "to_pickle",
    "dump",
}
APART_FROM = {
    "cli",
    "pipeline",
    "outreach",
    "proving",
    "fidelity",
    "audit",
    "events",
    "risk",
    "manifest",
    "study",
    "synthesis",
    "registers",
}


def test_elsa_imports_only_what_stands_on_the_far_side_of_the_door():
    graph = grimp.build_graph("vroegsignalering", cache_dir=None)
    modules = {
        m for m in graph.modules if m == "vroegsignalering.elsa" or m.startswith("vroegsignalering.elsa.")
    }
    reached = {found for module in modules for found in graph.find_modules_directly_imported_by(module)}
    rooms = {found.split(".")[1] for found in reached if found.startswith("vroegsignalering.")}
    assert rooms <= ALLOWED
    assert not rooms & APART_FROM


WRITES_ROWS = {
    # rows of invented persons, before any door: the synthetic registers, and a user's registers in another form
    "synthesis/writing.py": "synthetic registers",
    "registers/writing.py": "registers as a user declared them",
    "registers/working_copy.py": "a working copy of registers beside them",
    # rows between two steps of one run, in its own work folder, removed at its end
    "pipeline/rows.py": "rows of a study between two steps",
    "pipeline/shard_pass.py": "counts and rows of one shard between two steps",
    "pipeline/jobs.py": "tables of one step before the door",
    # tables of groups
    "registers/checking/__init__.py": "counts of faults per column",
    "audit/speaking.py": "metrics per group",
    "outreach/export.py": "groups and counts of a plan",
    "release/ledger.py": "released cells",
    "release/evidence.py": "released tables",
    "release/files.py": "released tables",
}
"""The only files of the package that write a frame, and what each writes. None writes a score or a key beside one."""


def written_in(path) -> set[str]:
    """Names of the calls in a file that would write a frame as rows."""
    return {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    } & ROW_WRITERS


def test_only_declared_files_of_the_package_write_rows():
    found = {
        path.relative_to(SOURCE).as_posix(): calls
        for path in SOURCE.rglob("*.py")
        if (calls := written_in(path))
    }
    assert set(found) == set(WRITES_ROWS), {k: v for k, v in found.items() if k not in WRITES_ROWS}


def test_the_rooms_after_the_door_write_no_rows_at_all():
    rooms = ("elsa", "risk", "events", "proving", "fidelity", "schemes", "poverty", "study", "texts", "cli")
    assert not [name for name in WRITES_ROWS if name.split("/")[0] in rooms]


def test_a_writer_is_found_where_one_stands(tmp_path):
    file = tmp_path / "leak.py"
    file.write_text(
        "import polars as pl\npl.DataFrame({'rin': [1], 'score': [0.2]}).write_parquet('x')\n", "utf-8"
    )
    assert written_in(file) == {"write_parquet"}


@pytest.mark.parametrize("path", sorted(ELSA.rglob("*.py")), ids=lambda p: p.relative_to(ELSA).as_posix())
def test_the_clock_is_read_at_the_edge_only(path):
    if path.name != "dossier.py" or path.parent != ELSA:
        text = path.read_text("utf-8")
        assert "datetime.now" not in text and "date.today" not in text and "time.time" not in text


def test_the_register_asks_in_words_we_use():
    for requirement in Register.read(ROOT / "ethics" / "register.toml"):
        assert unused_words(f"{requirement.question_nl} {requirement.question_en}") == []
        assert requirement.question_nl.endswith("?") and requirement.question_en.endswith("?")
        assert len(requirement.roles) >= 1
    assert STIGMATISING and THREATS
