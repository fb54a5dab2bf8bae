"""What the package may not do: run what a file says, open a connection, leave its folder. Read from its own text."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import polars as pl
import pytest

from vroegsignalering.errors import DeclarationError, ReproductionError, VroegError
from vroegsignalering.manifest import Manifest
from vroegsignalering.registers.signals import read_deliveries
from vroegsignalering.release import BundleHeader, Declared, Evidence
from vroegsignalering.release.scanner import scan

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "src" / "vroegsignalering").rglob("*.py"), *(ROOT / "dashboard").rglob("*.py")])

MODULES = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "subprocess", "pty",
    "socket", "ssl", "ftplib", "smtplib", "telnetlib", "poplib", "imaplib", "xmlrpc", "asyncio", "urllib3",
    "requests", "httpx", "aiohttp", "http.client", "urllib.request", "ctypes", "code", "codeop", "runpy",
}  # fmt: skip
"""Modules that load code from data, start programs or open connections."""

CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
METHODS = {
    "os.system", "os.popen", "os.execv", "os.execve", "os.execvp", "os.spawnl", "os.spawnv", "os.startfile",
    "pd.read_pickle", "pandas.read_pickle", "yaml.load", "yaml.unsafe_load", "np.fromfile", "torch.load",
}  # fmt: skip


def names_of(node: ast.AST) -> list[str]:
    """Modules that an import names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a call."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def offences(text: str) -> Iterator[str]:
    """Everything in a module that may not be there."""
    for node in ast.walk(ast.parse(text)):
        for name in names_of(node):
            if name in MODULES or name.split(".")[0] in MODULES:
                yield f"line {node.lineno}: import {name}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            called = dotted(node.func)
            words = {word.arg: word.value for word in node.keywords}
            if called in CALLS or called in METHODS or called.endswith((".to_pickle", ".read_pickle")):
                yield f"line {node.lineno}: {called}()"
            for risky in ("shell", "allow_pickle"):
                if risky in words and not (
                    isinstance(words[risky], ast.Constant) and not words[risky].value  # type: ignore[attr-defined]
                ):
                    yield f"line {node.lineno}: {risky}="


LISTENS = {"dashboard/serve.py": {"import socket"}}
"""The dashboard's server binds a port of its own machine; it never connects to another."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_from_data_no_program_no_connection(path: Path) -> None:
    allowed = LISTENS.get(path.relative_to(ROOT).as_posix(), set())
    assert not [one for one in offences(path.read_text("utf-8")) if one.split(": ", 1)[1] not in allowed]


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from joblib import load",
        "import urllib.request",
        "from urllib import request",
        "from http import client",
        "eval('1')",
        "import os\nos.system('ls')",
        "frame.to_pickle('x')",
        "run('ls', shell=True)",
        "np.load('x', allow_pickle=True)",
    ],
)
def test_the_walk_sees_what_it_looks_for(text: str) -> None:
    assert list(offences(text))


def test_no_model_or_evidence_in_the_repository_is_a_pickle() -> None:
    odd = {".pkl", ".pickle", ".joblib", ".onnx", ".pt", ".npy", ".npz"}
    kept = [
        path for folder in ("models", "ethics", "src", "benchmarks") for path in (ROOT / folder).rglob("*")
    ]
    assert not [path for path in kept if path.suffix in odd]


@pytest.mark.parametrize("name", ["../stray", "a/b", "..", "a\\..\\b"])
def test_a_table_named_as_a_path_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    _write_bundle(name, tmp_path / "in" / "bundle")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all((tmp_path / "in" / "bundle") in path.parents for path in written)


@pytest.mark.parametrize("name", ["../../stray", "{folder}/stray"])
def test_a_table_named_by_a_path_that_climbs_out_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    _write_bundle(name.format(folder=tmp_path.as_posix()), tmp_path / "in" / "bundle")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all((tmp_path / "in" / "bundle") in path.parents for path in written)


def _write_bundle(name: str, folder: Path) -> None:
    declared = Declared(name=name, table=pl.DataFrame({"a": ["b"]}), source="a test")
    with suppress(VroegError, OSError):
        Evidence.of(BundleHeader(study="entry"), [declared]).write(folder)


@pytest.mark.parametrize("name", ["../stray", "/etc/passwd", "a/b"])
def test_a_bundle_that_names_a_path_is_refused(name: str, tmp_path: Path) -> None:
    folder = Evidence.of(BundleHeader(study="entry"), []).write(tmp_path / "bundle")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"] = {name: {"sha256": hashlib.sha256(b"").hexdigest(), "columns": {}}}
    del manifest["bundle_sha256"]
    whole = json.dumps(manifest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    manifest["bundle_sha256"] = hashlib.sha256(whole.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(ReproductionError, match="changed after it was made"):
        Evidence.read(folder)


def test_scanning_an_archive_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "odd.zip", "w") as archive:
        archive.writestr("../../escaped.txt", "text")
        archive.writestr("/escaped.txt", "text")
    before = set(tmp_path.parent.rglob("*"))
    scan(tmp_path / "in")
    assert set(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize("name", ["study.toml", "preregistration.toml"])
def test_a_declaration_of_gigabytes_is_refused_unread(name: str, tmp_path: Path) -> None:
    study = shutil.copytree(ROOT / "models" / "entry", tmp_path / "entry")
    with (study / name).open("r+b") as handle:
        handle.truncate(3_000_000_000)  # a sparse file: takes no room, would take three GB to read
    with pytest.raises(DeclarationError, match="larger than any"):
        Manifest.read(study)


def test_a_manifest_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    folder = Evidence.of(BundleHeader(study="entry"), []).write(tmp_path / "bundle")
    with (folder / "manifest.json").open("r+b") as handle:
        handle.truncate(3_000_000_000)
    with pytest.raises(ReproductionError, match="larger than any"):
        Evidence.read(folder)


def test_a_delivery_of_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "DDAS-2023-01-0000.json").open("wb") as handle:
        handle.truncate(3_000_000_000)
    with pytest.raises(VroegError, match="larger than any"):
        read_deliveries([tmp_path / "DDAS-2023-01-0000.json"])


def _dependencies() -> object:
    spec = spec_from_file_location("dependencies", ROOT / "docs" / "dependencies.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_dependencies_names_every_package_of_the_lock() -> None:
    dependencies = _dependencies()
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    listed = [tuple(cell.strip() for cell in line.split("|")[1:3]) for line in page.splitlines()[7:]]
    assert listed == [(name, version) for name, version, _ in dependencies.locked()]  # type: ignore[attr-defined]
    assert len(listed) > 100
