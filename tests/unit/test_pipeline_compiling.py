"""The rehearsal on invented rows compiles the loops that a study needs, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

from vroegsignalering.audit import counting, recalibration
from vroegsignalering.manifest import Manifest
from vroegsignalering.pipeline.compiling import rehearse
from vroegsignalering.release import hypercubes
from vroegsignalering.risk import gap_kernels, kernels, smooth

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    kernels.refresh, kernels.move, kernels.score, smooth.solve_chain, smooth.monotone, counting.fold,
    counting.add_replicates, counting.number_cells, recalibration._step, gap_kernels.add_rows,
    gap_kernels.returns_step, gap_kernels.returns_shares, hypercubes._search,
)  # fmt: skip


def test_rehearsing_compiles_and_leaves_nothing(tmp_path: Path) -> None:
    said = rehearse(Manifest.read(ROOT / "models" / "entry").study, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert "models" in said
    assert [one.__name__ for one in NEEDED if not one.signatures] == []
