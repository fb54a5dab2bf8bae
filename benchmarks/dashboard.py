"""Fifty readers at once for a minute, beside an explainerdashboard of the same model, in the same run.

The model is the logistic one of the entry study as committed (``models/entry/logistic/parameters.json``): the peer
explains those coefficients over invented rows of the model's design columns.

``python benchmarks/dashboard.py [--peer PYTHON] [--readers 50] [--seconds 60]``. The peer runs in an environment of
its own (``PYTHON`` has explainerdashboard installed). A reader opens a page, waits a second, changes a choice, waits,
and so on. Times are those of complete answers over HTTP on this machine; memory is that of the server's process.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # this file has the name of the package that it measures

from benchmarks.collected import machine  # noqa: E402
from benchmarks.explainer_peer import peer  # noqa: E402
from benchmarks.readers import Tally, ask, crowd, free_port, memory_mb, timed, wait_for  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "dashboard.json"
PAGES = (
    "/",
    "/factoren",
    "/groepen",
    "/waar",
    "/gebeurtenissen",
    "/niet-gebruikt",
    "/keten",
    "/wat-als",
    "/eerlijkheid",
    "/vertrouwen",
    "/wegen-omhoog",
    "/voorbeelden",
    "/over",
)
FILTERS = ("mode=known&x=1", "study=exit&x=2", "lang=en&x=3")
"""Choices that the readers of the crowd do not make, so that no answer to them was kept before."""
CHOICES = (
    "",
    "by=tenure",
    "by=age_band",
    "by=income_source",
    "lang=en",
    "mode=known",
    "by=sex&lang=en",
    "study=exit",
    "line=basic_needs",
)


def view(path: str, search: str) -> dict[str, Any]:
    """What a browser asks when a reader opens a page or changes a choice."""
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.search"],
    }


def our_reader(address: str, seed: int, until: float, tally: Tally) -> None:
    """Opens pages and changes choices until the time is over."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        path, search = chance.choice(PAGES), "?" + chance.choice(CHOICES)
        timed(tally, lambda p=path, s=search: ask(address + "/_dash-update-component", view(p, s)))
        time.sleep(1.0)


def ours(readers: int, seconds: float, evidence: list[str]) -> dict[str, float]:
    """Measure the dashboard."""
    port = free_port()
    words = [
        sys.executable,
        "-m",
        "dashboard",
        "--port",
        str(port),
        *(["--evidence", *evidence] if evidence else []),
    ]
    process = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        started = wait_for(address + "/health", process)
        first = Tally()
        for path in PAGES:
            timed(first, lambda p=path: ask(address + "/_dash-update-component", view(p, "")))
        warm = crowd(readers, min(seconds, 10.0), lambda s, u, t: our_reader(address, s, u, t))
        filters = Tally()
        for path in PAGES:
            for by in FILTERS:
                ask(address + "/_dash-update-component", view(path, f"?by=household_type&{by}"))
                timed(
                    filters,
                    lambda p=path, b=by: ask(address + "/_dash-update-component", view(p, f"?by=tenure&{b}")),
                )
        opened = first_views(address)
        before = memory_mb(process.pid)
        found = crowd(readers, seconds, lambda s, u, t: our_reader(address, s + 1000, u, t))
        after = memory_mb(process.pid)
    finally:
        process.terminate()
        process.wait(20)
    return {
        "start_seconds": started,
        "first_answer_slowest_seconds": max(first.took),
        "filter_p95_seconds": filters.quantile(0.95),
        "first_view_slowest_seconds": max((one.read for one in opened), default=float("nan")),
        "ready_slowest_seconds": max((one.ready for one in opened), default=float("nan")),
        "library_slowest_seconds": max((one.alive for one in opened), default=float("nan")),
        "answers": float(len(found.took)),
        "errors": float(len(found.wrong) + len(warm.wrong) + len(first.wrong) + len(filters.wrong)),
        "p50_seconds": found.quantile(0.5),
        "p95_seconds": found.quantile(0.95),
        "memory_mb": after,
        "memory_growth_mb": after - before,
    }


CHOOSE = """
() => {
  const list = [...document.querySelectorAll('#first main select')].find(one => one.options.length > 1);
  if (list && location.search === '') {
    list.value = [...list.options].map(one => one.value).find(value => value !== list.value);
    list.dispatchEvent(new Event('change', { bubbles: true }));
  }
  const said = document.getElementById('live').textContent;
  return said !== '' || !document.querySelector('main .choice') || !document.getElementById('first');
}
"""
"""Chooses in the first list of a page; true when its page stands (or there is no choice, or the library came first)."""


@dataclass(frozen=True)
class Opened:
    """Seconds until a page can be read, until a choice was made on it, until the library's components stand."""

    read: float
    ready: float
    alive: float


def first_views(address: str) -> list[Opened]:
    """Open each page in a fresh browser with an empty cache, twice: to choose at once, and to wait for the library.

    Empty without a browser.
    """
    try:
        from playwright.sync_api import sync_playwright

        from dashboard.screenshots import QUIET, chromium

        found = chromium()
    except Exception as fault:
        print(f"no first view measured: {fault}")
        return []

    def opened(browser: Any, path: str, wanted: str) -> tuple[float, float]:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        sheet = context.new_page()
        start = time.perf_counter()
        sheet.goto(address + path, wait_until="commit")
        sheet.wait_for_selector("main h1")
        read = time.perf_counter() - start
        sheet.wait_for_function(wanted)
        took = time.perf_counter() - start
        context.close()
        return read, took

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=list(QUIET))
        made = []
        for path in PAGES:
            read, ready = opened(browser, path, CHOOSE)
            again, alive = opened(
                browser, path, "() => !!document.querySelector('#react-entry-point main h1')"
            )
            made.append(Opened(max(read, again), ready, alive))
        browser.close()
    return made


def promised(mine: dict[str, float]) -> dict[str, dict[str, Any]]:
    """What readers were promised: seconds, and no errors."""
    asked = {
        "p95_seconds": ("<= 0.5", "s, 95 of 100 answers, 50 readers at once"),
        "filter_p95_seconds": ("<= 0.2", "s, 95 of 100 answers to a choice not made before"),
        "first_view_slowest_seconds": ("<= 2", "s in a browser until the slowest page can be read"),
        "ready_slowest_seconds": ("<= 2", "s in a browser until a choice was made on the slowest page"),
        "errors": ("<= 0", "answers with an error"),
    }
    return {
        name: {"value": round(mine[name], 3), "promise": promise, "unit": unit}
        for name, (promise, unit) in asked.items()
    }


def main() -> None:
    """Run, print, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="python of an environment with explainerdashboard")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--evidence", nargs="*", default=[])
    parser.add_argument("--keep", action="store_true", help="write benchmarks/results/dashboard.json")
    asked = parser.parse_args()
    here = machine()
    mine = ours(asked.readers, asked.seconds, asked.evidence)
    print("ours ", {k: round(v, 3) for k, v in mine.items()})
    ratios = promised(mine)
    if asked.peer:
        theirs = peer(asked.peer, asked.readers, asked.seconds)
        print("peer ", {k: round(v, 3) for k, v in theirs.items()})
        ratio = theirs["p95_seconds"] / mine["p95_seconds"]
        print(f"p95 of the peer is {ratio:.1f} times ours")
        ratios["p95_peer_over_ours"] = {
            "value": round(ratio, 2),
            "promise": 1.0,
            "unit": "times as long for the peer",
        }
    if asked.keep:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(
            json.dumps(
                {
                    "topic": "dashboard",
                    "machine": here,
                    "ratios": ratios,
                    "measured": mine,
                },
                indent=2,
            )
            + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
