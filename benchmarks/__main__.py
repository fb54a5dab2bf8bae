"""Runs benchmarks one after the other and collects their results.

``python -m benchmarks`` runs all at their usual size, ``python -m benchmarks reading models`` some, ``--all`` the large
sizes of ``make verify`` too, ``--collect`` none. ``--readme`` writes the table of results into the README.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import collected

HERE = Path(__file__).parent
NOT_BENCHMARKS = ("__main__", "collected", "explainer_peer", "known_truth", "one_model", "readers")
LARGE = {
    "fairness": ["--population"],
    "outreach": ["--persons", "1000000"],
    "models": ["--population"],
    "reading": ["--rows", "8000000"],
    "synthesis": ["--sizes", "0.1,1,17.8", "--peer"],
    "national": ["--sizes", "0.1,1,17.8", "--reproduce"],
}
"""What the large sizes are called where a benchmark has them."""

USUAL = {"dashboard": ["--keep"]}
"""What a benchmark needs to be told to keep its results."""


def names() -> list[str]:
    """Benchmarks that can be run, the longest one last."""
    found = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    return [name for name in found if name != "national"] + ["national"] * ("national" in found)


def run(name: str, *, large: bool) -> bool:
    """One benchmark in a process of its own; whether it finished."""
    more = [*USUAL.get(name, []), *(LARGE.get(name, []) if large else [])]
    print(f"== {name} {' '.join(more)}", flush=True)
    done = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *more], cwd=HERE.parent, check=False)
    return done.returncode == 0


def main() -> None:
    """Run, collect, judge, and say which promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="Benchmarks; all without one.")
    parser.add_argument("--all", action="store_true", help="The large sizes too: long.")
    parser.add_argument("--collect", action="store_true", help="Run nothing, collect what is there.")
    parser.add_argument("--readme", action="store_true", help="Write the table into README.md; runs nothing.")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(names()))
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(names())}")
    wanted = [] if asked.collect or asked.readme else asked.names or names()
    broken = [name for name in wanted if not run(name, large=asked.all)]
    content = collected.collect()
    found = collected.results(content)
    collected.write(content)
    if asked.readme:
        readme = HERE.parent / "README.md"
        text = collected.in_readme(readme.read_text(encoding="utf-8"), found)
        readme.write_text(text, encoding="utf-8", newline="\n")
    missed = [one for one in found if one.kept is False]
    for one in missed:
        print(f"not kept: {one.key} is {one.value:.4g}, promised {one.promise}")
    for key in sorted(collected.shortfalls().keys() - {one.key for one in missed}):
        print(f"kept after all, or gone: {key} in shortfalls.toml")
    for name in broken:
        print(f"did not finish: {name}")
    sys.exit(1 if broken or {one.key for one in missed} - collected.shortfalls().keys() else 0)


if __name__ == "__main__":
    main()
