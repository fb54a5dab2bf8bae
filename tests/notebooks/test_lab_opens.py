"""JupyterLab opens ready, without internet: kernel and evidence browser stand in its launcher, and both work.

A real server on this machine, a real browser that may reach nothing else; a committed notebook opens with the suite's
kernel, its frames and figures drawn.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 240
"""How long a slow machine may take for a state that is waited for."""
OVER_FILES = ["--KernelManager.transport=ipc"] if os.name == "posix" else []
"""A kernel's port can be taken by another test between its choice and its use; a file cannot."""
HERE = ("http://127.0.0.1", "http://localhost", "ws://127.0.0.1", "data:", "blob:")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def run() -> Iterator[Path]:
    """Where the kernels' files stand: what is spoken to over files has a short path."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, run: Path) -> Iterator[str]:
    """The address of a JupyterLab on the notebooks, with settings of its own."""
    home, port = tmp_path_factory.mktemp("jupyter"), free_port()
    words = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--notebook-dir=notebooks", *OVER_FILES,
    ]  # fmt: skip
    own = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(run),
        "HOME": str(home),
    }
    env = {**os.environ, **own}
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "notebooks.make", "--trust"], cwd=ROOT, env=env, check=True
    )
    with subprocess.Popen(
        words, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, start_new_session=True
    ) as server:
        try:
            yield waited_for(f"http://127.0.0.1:{port}", server)
        finally:
            os.killpg(
                server.pid, signal.SIGKILL
            )  # with its kernel and the dashboard: asked to end, it may take long


def waited_for(address: str, server: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=SECONDS).close()
            return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"JupyterLab did not answer, exit code {server.poll()}")


@pytest.fixture(scope="module")
def page(lab: str, browser: Any) -> Iterator[Any]:
    """A tab that may reach this machine only, and remembers what it asked elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    outside: list[str] = []

    def gate(route: Any) -> None:
        if route.request.url.startswith(HERE):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    found = context.new_page()
    found.outside = outside
    found.goto(f"{lab}/lab")
    found.wait_for_selector(".jp-Launcher")
    yield found
    context.close()


@pytest.mark.browser
def test_the_launcher_offers_kernel_and_evidence(page: Any) -> None:
    page.wait_for_selector(".jp-LauncherCard[title^='Evidence']")
    cards = page.eval_on_selector_all(".jp-LauncherCard", "found => found.map(one => one.innerText.trim())")
    assert {"vroegsignalering", "Evidence"} <= {card.split(" [")[0] for card in cards}
    assert page.outside == []


@pytest.mark.browser
def test_the_evidence_browser_shows_the_dashboard(page: Any) -> None:
    with page.context.expect_page() as opened:
        page.click(".jp-LauncherCard[title^='Evidence']")
    shown = opened.value
    shown.wait_for_selector("main h1")
    assert shown.url.startswith("http://localhost:")
    assert shown.title().endswith("vroegsignalering")
    shown.click("nav a[href^='/factoren']")
    shown.wait_for_url("**/factoren*")
    shown.close()
    assert page.outside == []


def scrolled_to(page: Any, selector: str) -> None:
    """Scroll down a notebook, whose cells are drawn when they come into view, until something is seen."""
    page.wait_for_function(
        """selector => {
            if (document.querySelector(selector)) return true;
            const panel = document.querySelector('.jp-WindowedPanel-outer'), stood = panel.scrollTop;
            panel.scrollBy(0, 300);
            if (panel.scrollTop === stood) panel.scrollTo(0, 0);
            return false;
        }""",
        arg=selector,
        polling=200,
    )


@pytest.mark.browser
def test_a_frame_and_a_figure_render(page: Any, lab: str) -> None:
    """The committed notebook opens with the suite's kernel, and its table and picture are drawn, not printed."""
    page.goto(f"{lab}/lab/tree/01_meet_the_registers.ipynb?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-RenderedHTMLCommon table.dataframe")
    page.wait_for_selector(".jp-Toolbar-kernelName >> text=vroegsignalering")
    scrolled_to(page, ".jp-NotebookPanel .jp-RenderedSVG")
    assert page.outside == []
