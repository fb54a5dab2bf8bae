"""The peer of the dashboard's benchmark: an explainerdashboard of the same model, and readers who use its first tab."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks.readers import Tally, ask, crowd, free_port, memory_mb, timed, wait_for

MODEL = Path(__file__).resolve().parent.parent / "models" / "entry" / "logistic" / "parameters.json"
PEER = """
import sys
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
from explainerdashboard import ClassifierExplainer, ExplainerDashboard
import json
numbers = json.load(open(sys.argv[2], encoding="utf-8"))
rng = np.random.default_rng(7)
X = pd.DataFrame(rng.normal(size=(2000, len(numbers["coef"]))), columns=[f"f{k}" for k in range(len(numbers["coef"]))])
model = LogisticRegression().fit(X, np.arange(2000) % 2)  # fitted only to fill what scikit-learn asks for
model.coef_, model.intercept_ = np.array([numbers["coef"]]), np.array([numbers["intercept"]])
y = pd.Series((rng.random(2000) < model.predict_proba(X)[:, 1]).astype(int))
board = ExplainerDashboard(ClassifierExplainer(model, X.iloc[:1000], y.iloc[:1000]), shap_interaction=False, whatif=False)
import waitress
waitress.serve(board.flask_server(), host="127.0.0.1", port=int(sys.argv[1]), threads=8)
"""


def peer_reader(address: str, calls: list[dict[str, Any]], seed: int, until: float, tally: Tally) -> None:
    """Repeats the peer's own first view: layout, then the cut-off callbacks of its first tab."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        call = chance.choice(calls)
        timed(tally, lambda c=call: ask(address + c["path"], c["body"]))
        time.sleep(1.0)


def peer(python: str, readers: int, seconds: float) -> dict[str, float]:
    """Measure an explainerdashboard: its layout and the callbacks that its own first tab sends."""
    port = free_port()
    process = subprocess.Popen(
        [python, "-c", PEER, str(port), str(MODEL)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        started = wait_for(address + "/", process)
        layout = json.loads(ask(address + "/_dash-layout"))
        known = json.loads(ask(address + "/_dash-dependencies"))
        calls = _peer_calls(layout, known, address)
        found = crowd(readers, seconds, lambda s, u, t: peer_reader(address, calls, s, u, t))
        after = memory_mb(process.pid)
    finally:
        process.terminate()
        process.wait(20)
    return {
        "start_seconds": started,
        "calls": float(len(calls)),
        "answers": float(len(found.took)),
        "errors": float(len(found.wrong)),
        "p50_seconds": found.quantile(0.5),
        "p95_seconds": found.quantile(0.95),
        "memory_mb": after,
    }


def _peer_calls(layout: Any, known: list[dict[str, Any]], address: str) -> list[dict[str, Any]]:
    """Callbacks of the peer with the values that its layout starts with; only those that answer are used."""
    values: dict[tuple[str, str], Any] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            props = node.get("props", {})
            if isinstance(props.get("id"), str):
                values.update({(props["id"], k): v for k, v in props.items()})
            for one in props.values():
                walk(one)

    walk(layout)
    calls = []
    for one in known:
        if one.get("clientside_function") or "{" in one["output"]:
            continue
        pairs = {
            side: [{**i, "value": values.get((i["id"], i["property"]))} for i in one[side]]
            for side in ("inputs", "state")
        }
        outputs = [
            {"id": part.rsplit(".", 1)[0], "property": part.rsplit(".", 1)[1]}
            for part in one["output"].strip(".").split("...")
        ]
        body = {"output": one["output"], "outputs": outputs if one["output"].startswith("..") else outputs[0], **pairs,
                "changedPropIds": [f"{i['id']}.{i['property']}" for i in one["inputs"][:1]]}  # fmt: skip
        try:
            ask(address + "/_dash-update-component", body)
        except OSError:
            continue
        calls.append({"path": "/_dash-update-component", "body": body})
    if not calls:
        raise SystemExit("none of the peer's callbacks answers")
    return calls
