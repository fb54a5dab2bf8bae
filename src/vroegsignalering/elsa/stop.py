"""The stop switch: one act that shuts every export, and a line that says who, when and why."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from vroegsignalering.elsa.answers import STANDING, read_standing, write_whole

LOG = "stops.log"


def press_stop(answers: Path, *, by: str, reason: str, today: date) -> Path:
    """Set the stop switch and log it; only people lift it, by hand.

    Returns
    -------
    Path
        ``standing.toml`` in the answers folder.
    """
    path = Path(answers) / STANDING
    sunset = read_standing(Path(answers)).sunset
    lines = [
        "# Standing orders of people. The switch was pressed; only people lift it, by hand and with a reason.",
        "stopped = true",
        f"reason = {json.dumps(reason, ensure_ascii=False)}",
        *([f"sunset = {sunset.isoformat()}"] if sunset else []),
    ]
    write_whole(path, "\n".join(lines) + "\n")
    log = Path(answers) / LOG
    before = log.read_text("utf-8") if log.is_file() else ""
    write_whole(
        log,
        before
        + f"{today.isoformat()} stop by {json.dumps(by, ensure_ascii=False)}: {json.dumps(reason, ensure_ascii=False)}\n",
    )
    return path
