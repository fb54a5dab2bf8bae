"""The documentation site builds strictly, without internet, and asks nothing of other machines."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FETCHED = re.compile(
    r"<(?:script|img|iframe)[^>]+src=\"?(https?:[^\"\s>]+)|<link[^>]+rel=\"?stylesheet\"?[^>]+href=\"?(https?:[^\"\s>]+)"
)


def test_the_site_builds_and_fetches_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "--site-dir",
            str(tmp_path / "site"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 20
    assert not [link for page in pages for link in FETCHED.findall(page.read_text("utf-8"))]
    decisions = (tmp_path / "site" / "decisions.html").read_text("utf-8")
    for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        assert f"decisions/{page.stem}.html" in decisions
