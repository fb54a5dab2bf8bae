"""``python -m dashboard.screenshots --to docs/screenshots``: a picture of every page, in both languages.

Needs Playwright and a Chromium that is on the machine; serves the evidence on a free port and stops it again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from waitress import create_server

from dashboard.pages import PAGES
from dashboard.serve import make
from vroegsignalering.errors import EnvironmentFault
from vroegsignalering.texts import LANGUAGES

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
"""For a browser that must find nothing but this machine."""

PATIENCE = 120_000
"""Milliseconds that a state of a page is waited for; a quick machine does not use them."""

SETTLED = """
() => {
  const shell = document.querySelector('#react-entry-point .shell'), root = document.documentElement;
  if (document.readyState !== 'complete' || document.fonts.status !== 'loaded') return false;
  if (!shell || !shell.dataset.settled || document.getElementById('first') || !window.store) return false;
  const { callbacks: { stored, completed, ...open }, paths, layout } = window.store.getState();
  if (Object.values(open).some(some => some.length)) return false;
  const said = id => paths.strs[id].reduce((at, step) => at[step], layout).props;
  const where = said('where'), content = [said('_pages_content').children].flat()[0].props;
  if (where.pathname !== location.pathname || where.search !== location.search) return false;
  if (content['data-view'] !== shell.dataset.view) return false;
  const look = shell.dataset.theme;
  if (look !== 'auto' && root.dataset.mantineColorScheme !== look) return false;
  const seen = one => one.checkVisibility({ visibilityProperty: true });
  const every = (css, holds) => [...document.querySelectorAll(css)].filter(seen).every(holds);
  return every('.picture img, main img', one => {
    const narrow = one.parentElement.querySelector('source');
    if (narrow && matchMedia(narrow.media).matches !== one.currentSrc.endsWith(narrow.srcset)) return false;
    return one.complete && one.naturalWidth > 0;
  }) && every('.places', one => {
    const head = one.querySelector('.ag-header-cell'), row = one.querySelector('.ag-cell[tabindex], .ag-overlay-no-rows-center');
    return !one.querySelector('.meanwhile') && head && seen(head) && row && seen(row);
  }) && document.getAnimations().every(one => one.playState !== 'running');
}
"""
"""Whether a page stands and nothing more is coming: the library has taken over, no question to the server is open, what
was answered for this address is drawn in the look that was asked, and so are fonts, figures and tables to search in."""


def settled(page: Any) -> None:
    """Wait until a page stands and nothing more is coming, however slow the machine is."""
    page.wait_for_function(SETTLED)


def opened(browser: Any, **more: Any) -> Any:
    """A window of a browser that is patient in all it waits for."""
    context = browser.new_context(reduced_motion="reduce", **more)
    context.set_default_timeout(PATIENCE)
    return context


def chromium() -> str:
    """Path of a Chromium on this machine.

    Raises
    ------
    EnvironmentFault
        There is none.
    """
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise EnvironmentFault(
            "no Chromium on this machine", mend="install it, for instance: apt-get install chromium"
        )
    return found


@contextmanager
def running(app: Any, threads: int = 8) -> Iterator[str]:
    """Serve an app on a free port of this machine for as long as the block lasts; gives its address."""
    server = create_server(app.server, host="127.0.0.1", port=0, threads=threads, ident=None)
    worker = threading.Thread(target=server.run, daemon=True)
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        worker.join(timeout=5)


def take(
    to: Path,
    evidence: Sequence[Path] = (),
    pages: Sequence[str] = (),
    width: int = 1280,
    look: Literal["light", "dark"] = "light",
) -> list[Path]:
    """Take the pictures; an existing picture is replaced."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    to.mkdir(parents=True, exist_ok=True)
    made = []
    with running(make(evidence)) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=list(QUIET))
        sheet = opened(browser, viewport={"width": width, "height": 900}, color_scheme=look).new_page()
        for one in PAGES:
            if pages and one.key not in pages:
                continue
            for language in LANGUAGES:
                sheet.goto(f"{address}{one.path}?lang={language}&theme={look}")
                settled(sheet)
                file = to / f"{one.key}_{language}.png"
                sheet.screenshot(path=str(file), full_page=True)
                with Image.open(file) as picture:
                    small = picture.convert("RGB").quantize(96)
                small.save(file, optimize=True)
                made.append(file)
        browser.close()
    return made


def command(words: Sequence[str]) -> int:
    """Parse and take; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.screenshots")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--evidence", type=Path, nargs="*", default=[])
    parser.add_argument("--pages", nargs="*", default=[])
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--look", choices=("light", "dark"), default="light")
    asked = parser.parse_args(words)
    for file in take(asked.to, asked.evidence, asked.pages, asked.width, asked.look):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:]))
