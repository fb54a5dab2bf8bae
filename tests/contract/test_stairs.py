"""The stairs of the house: the import contract forbids every arrow that DESIGN forbids, and the code keeps to it.

The table of floors below is written by hand from the design, not read from the contract: taking any one
arrow out of ``pyproject.toml`` makes a forbidden import go unseen here, and a test fails.
"""

import itertools
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
FLOORS = [
    ["facts", "texts", "vocabulary", "errors", "limits", "folders", "processes", "json_schema", "chance"],
    ["schemes", "poverty", "release"],
    ["registers"],
    ["study", "synthesis"],
    ["risk", "manifest"],
    ["audit", "events"],
    ["outreach", "proving", "fidelity", "elsa"],
    ["pipeline"],
    ["cli"],
]
LEVEL = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
FORBIDDEN = [
    (importer, imported)
    for importer, imported in itertools.permutations(LEVEL, 2)
    if LEVEL[importer] < LEVEL[imported] or (LEVEL[importer] == LEVEL[imported] and LEVEL[importer] > 0)
]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("vroegsignalering", "dashboard", cache_dir=None)


def layers() -> list[grimp.Layer]:
    found = []
    for written in CONTRACTS[0]["layers"]:
        independent = "|" in written or ":" not in written
        names = [name.strip() for name in written.replace(":", "|").split("|")]
        found.append(grimp.Layer(*names, independent=independent))
    return found


def broken(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    found = graph.find_illegal_dependencies_for_layers(layers=layers(), containers={"vroegsignalering"})
    return {(d.importer.split(".")[1], d.imported.split(".")[1]) for d in found}


def test_no_room_imports_beside_or_above_itself(graph):
    assert broken(graph) == set()


@pytest.mark.parametrize(("importer", "imported"), FORBIDDEN)
def test_the_contract_sees_a_planted_arrow(graph, importer, imported):
    arrow = {"importer": f"vroegsignalering.{importer}", "imported": f"vroegsignalering.{imported}"}
    graph.add_import(**arrow)
    try:
        assert (importer, imported) in broken(graph)
    finally:
        graph.remove_import(**arrow)


def test_the_dashboard_is_kept_from_every_room_that_holds_persons():
    allowed = {
        "facts",
        "texts",
        "vocabulary",
        "errors",
        "limits",
        "folders",
        "processes",
        "json_schema",
        "chance",
        "release",
    }
    assert set(CONTRACTS[1]["forbidden_modules"]) == {
        f"vroegsignalering.{room}" for room in set(LEVEL) - allowed
    }


def test_every_room_of_the_package_has_a_floor():
    package = ROOT / "src" / "vroegsignalering"
    rooms = {
        p.stem
        for p in package.iterdir()
        if (p.is_dir() and (p / "__init__.py").exists()) or p.suffix == ".py"
    }
    assert rooms - {"__init__", "__main__"} == set(LEVEL)


def test_the_contracts_hold_as_the_checker_runs_them():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
