"""The stages in order, one call each: from register files to a bundle of evidence.

The only room that hands results to the door. It speaks (progress, one line per stage); the rooms below are silent.
Its names are looked up when they are asked for: a worker that reads a shard, or a command that only takes a lock, loads
no models.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vroegsignalering.pipeline.progress import Stages
    from vroegsignalering.pipeline.whole_run import RunSettings, run

__all__ = ["RunSettings", "Stages", "run"]

_STANDS_IN = {"RunSettings": "whole_run", "Stages": "progress", "run": "whole_run"}


def __getattr__(name: str) -> Any:
    if name not in _STANDS_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_STANDS_IN[name]}"), name)
