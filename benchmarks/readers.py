"""What readers of a page over HTTP do: many at once, each answer counted. Shared by the dashboard and its peer."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Tally:
    """Seconds of every answer, and what went wrong."""

    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, fault: str = "") -> None:
        """One answer."""
        with self.lock:
            self.took.append(seconds)
            if fault:
                self.wrong.append(fault)

    def quantile(self, q: float) -> float:
        """Seconds under which a share ``q`` of the answers came."""
        ordered = sorted(self.took)
        return ordered[min(int(q * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ask(url: str, body: Any = None) -> bytes:
    """One answer."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(
        url, data=data, headers={"Content-Type": "application/json"} if data else {}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def timed(tally: Tally, call: Any) -> None:
    """Count one call, its seconds and its fault."""
    start = time.perf_counter()
    fault = ""
    try:
        call()
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    tally.add(time.perf_counter() - start, fault)


def memory_mb(pid: int) -> float:
    """Resident memory of a process, in MB; NaN where /proc is absent."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return float("nan")
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), float("nan"))


def wait_for(url: str, process: subprocess.Popen[bytes], most: float = 240.0) -> float:
    """Seconds until the address answers."""
    start = time.monotonic()
    while time.monotonic() - start < most:
        try:
            ask(url)
            return time.monotonic() - start
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"the server stopped with {process.returncode}") from None
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


def crowd(readers: int, seconds: float, run: Any) -> Tally:
    """Let readers loose together and count."""
    tally, until = Tally(), time.monotonic() + seconds
    threads = [threading.Thread(target=run, args=(seed, until, tally)) for seed in range(readers)]
    for one in threads:
        one.start()
        time.sleep(0.02)
    for one in threads:
        one.join()
    return tally
