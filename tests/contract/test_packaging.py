"""What is declared about versions is what the locks hold; the package is one pure-Python wheel that works where it is put."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = [
    Requirement(line)
    for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in lines
]
OLDEST, NEWEST = "3.11", "3.14"


def locked(lock: str) -> dict[str, list[Version]]:
    """Versions by name: several where they differ by system or Python."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, []).append(Version(version))
    return found


@pytest.mark.parametrize("need", DECLARED, ids=lambda need: need.name)
def test_the_lowest_version_that_is_declared_is_the_one_that_is_tested(need: Requirement) -> None:
    """A bound of two numbers, such as 2.1, may meet the first release under it, such as 2.1.0."""
    (bound,) = need.specifier
    assert bound.operator == ">="
    lowest, newest = (
        min(locked("requirements.lowest.lock")[need.name]),
        locked("requirements.lock")[need.name],
    )
    said = Version(bound.version).release
    assert lowest.release[: len(said)] == said
    assert all(need.specifier.contains(version) for version in newest)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements.lowest.lock"])
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text and "--index" not in text.split("\n", 3)[3]
    packages = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 150
    assert not [one.split()[0] for one in packages if "--hash=sha256:" not in one]


def test_every_python_that_is_named_can_have_all_packages() -> None:
    named = [line.rsplit(" ", 1)[1] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert (named[0], named[-1]) == (OLDEST, NEWEST)
    assert SpecifierSet(PROJECT["requires-python"]).contains(OLDEST)
    refused = []
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        hit = re.match(
            r"^([\w.-]+)==[^\s;]+(?! ;) \\$", line
        )  # a package that only some systems need has a marker
        try:
            asked = metadata(hit[1]).get("Requires-Python") if hit else None
        except PackageNotFoundError:
            continue
        refused += [
            (hit[1], one) for one in named if hit and not SpecifierSet(asked or "").contains(f"{one}.9")
        ]
    assert not refused


def test_pages_name_the_same_pythons() -> None:
    for page in ("README.md", "docs/tutorial.md", "docs/how-to/offline.md", "Makefile", "tasks.ps1"):
        assert f"Python {OLDEST} to {NEWEST}" in (ROOT / page).read_text("utf-8"), page


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder with the install scripts, written by the lines of ``make bundle``."""
    lines = re.findall(
        r"^\t(printf .+ > dist/install\..+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    (tmp_path / "dist").mkdir()
    for line in lines:
        subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True)
    return tmp_path / "dist"


@pytest.mark.parametrize(("broken", "installed"), [(True, 1), (False, 2)])
def test_an_install_script_ends_at_the_first_fault(scripts: Path, broken: bool, installed: int) -> None:
    """Packages that pip refuses are no ground to install this one and end well."""
    pip, said = scripts / ".venv" / "bin" / "python", scripts / "said"
    pip.parent.mkdir(parents=True)
    pip.write_text(f"#!/bin/sh\necho installed >> {said}\nexit {int(broken)}\n")
    (scripts / "python3").write_text("#!/bin/sh\n")
    for program in (pip, scripts / "python3"):
        program.chmod(0o755)
    env = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "install.sh"], cwd=scripts, env=env, check=False)
    assert (done.returncode != 0) is broken
    assert said.read_text().count("installed") == installed


def test_the_install_script_of_windows_ends_at_the_first_fault(scripts: Path) -> None:
    lines = (scripts / "install.bat").read_bytes().decode().split("\r\n")[:-1]
    assert len(lines) == 3
    assert [line.endswith(" || exit /b 1") for line in lines] == [True, True, False]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built as ``make bundle`` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    words = ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    subprocess.run(
        [sys.executable, *words, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)], check=True
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_is_pure_and_whole(wheel: Path) -> None:
    """All that git keeps under the two packages is in it, and nothing else but the settings of JupyterLab."""
    assert wheel.name.endswith("-py3-none-any.whl")
    with ZipFile(wheel) as opened:
        inside = {name for name in opened.namelist() if ".dist-info/" not in name and ".data/" not in name}
    asked = ["git", "ls-files", "src/vroegsignalering", "dashboard"]
    kept = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert inside >= {name.removeprefix("src/") for name in kept if (ROOT / name).exists()}
    assert not [name for name in inside if name.endswith((".so", ".pyd", ".parquet", ".sav"))]


def test_the_installed_wheel_works_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    """Version, help, a scheme and the words of the dashboard, from the wheel alone, in a folder of its own."""
    with ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def said(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    where = said(
        "-c", "import vroegsignalering, dashboard; print(vroegsignalering.__file__, dashboard.__file__)"
    )
    assert where.count(str(tmp_path / "site")) == 2
    assert said("-m", "vroegsignalering", "--version").split()[-1] == PROJECT["version"]
    assert "alleenstaand" in said("-m", "vroegsignalering", "schemes", "--examples")
    english = "from vroegsignalering.texts import Texts; print(Texts('en')('Huishoudens'))"
    assert said("-c", english).strip() == "Households"
