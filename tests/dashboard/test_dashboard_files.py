"""The dashboard's process opens evidence and its own program, and never a file of persons."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WATCH = """
import json, sys
opened, sockets = set(), set()
def watch(event, values):
    if event == "open" and isinstance(values[0], (str, bytes)):
        opened.add(values[0] if isinstance(values[0], str) else values[0].decode())
    if event == "socket.connect":
        sockets.add(str(values[1]))
sys.addaudithook(watch)
from pathlib import Path
from dashboard.app import create_app
from dashboard.pages import PAGES, built
from dashboard.state import State
from dashboard.study import Library
library = Library.read([Path(p) for p in sys.argv[1:]])
client = create_app(library).server.test_client()
for page in PAGES:
    client.get(page.path)
    for id in built(library, page.key, State()).figures():
        client.get(f"/data/{page.key}/{id}.csv"); client.get(f"/figure/{page.key}/{id}.svg")
print(json.dumps({"opened": sorted(opened), "sockets": sorted(sockets), "modules": sorted(sys.modules)}))
"""


def test_no_file_of_persons_is_ever_opened(folders: list[Path], tmp_path: Path) -> None:
    registers = tmp_path / "data" / "registers"
    registers.mkdir(parents=True)
    (registers / "INHA2022TABV1.csv").write_text("RINPERSOONS;RINPERSOON\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *map(str, folders)], capture_output=True, text=True, cwd=tmp_path, check=False,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["sockets"] == []
    system = ("/usr", "/etc", "/proc", "/sys", "/dev", "/lib")
    prefixes = (
        str(ROOT / "dashboard"),
        str(ROOT / "src"),
        *map(str, folders),
        sys.prefix,
        sys.base_prefix,
        *system,
    )
    strange = [f for f in seen["opened"] if f.startswith("/") and not f.startswith(prefixes)]
    assert [f for f in strange if not f.endswith((".pyc", ".py", ".so"))] == []
    data = [f for f in seen["opened"] if f.endswith((".sav", ".parquet", ".csv", ".dta"))]
    assert data and all(
        any(f.startswith(str(folder)) for folder in folders) or "facts/data" in f for f in data
    )
    for room in ("registers", "study", "risk", "audit", "synthesis", "pipeline", "outreach", "events"):
        assert not any(m.startswith(f"vroegsignalering.{room}") for m in seen["modules"]), room
