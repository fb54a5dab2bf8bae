"""Lengths in the dictionary of an SPSS file are held to the file before a library may believe them."""

from __future__ import annotations

import struct
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from vroegsignalering.errors import RegisterError
from vroegsignalering.registers.dictionary import refuse_damaged_dictionary

HEADER = b"$FL2" + b" " * 60 + struct.pack("<i", 2) + b"\0" * 108
"""176 bytes as the PSPP manual lays them out; only the layout code matters to the walk."""


def written(path: Path, *records: bytes) -> Path:
    path.write_bytes(HEADER + b"".join(records))
    return path


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("more labels than bytes", struct.pack("<ii", 3, 2**30)),
        ("more documents than bytes", struct.pack("<ii", 6, 2**30)),
        ("an extension without end", struct.pack("<iiii", 7, 11, 8, 2**28)),
        (
            "a label of less than nothing",
            struct.pack("<iiii", 2, 0, 1, 0) + b"\0" * 16 + struct.pack("<i", -9),
        ),
        ("a variable that cannot be", struct.pack("<iiii", 2, 4000, 0, 0)),
        ("an unknown record", struct.pack("<i", 5)),
        ("no end", b""),
    ],
)
def test_a_length_that_does_not_fit_is_refused(name: str, record: bytes, tmp_path: Path) -> None:
    with pytest.raises(RegisterError):
        refuse_damaged_dictionary(written(tmp_path / "odd.sav", record))


def test_an_end_right_after_the_header_is_an_end(tmp_path: Path) -> None:
    end = struct.pack("<ii", 999, 0)
    refuse_damaged_dictionary(written(tmp_path / "bare.sav", end))
    with pytest.raises(RegisterError):
        refuse_damaged_dictionary(written(tmp_path / "half.sav", end[:3]))


@pytest.mark.parametrize("suffix", [".sav", ".zsav"])
def test_what_another_library_wrote_passes(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"whole{suffix}"
    frame = pd.DataFrame({"a": [1.0, 9.0], "long": ["x" * 700, ""], "é": ["a", "b"]})
    pyreadstat.write_sav(
        frame, str(path), file_label="label", note="a note\nof two lines", compress=suffix == ".zsav",
        column_labels={"a": "a label", "long": "y" * 200}, variable_value_labels={"a": {1.0: "one", 9.0: "nine" * 20}},
        missing_ranges={"a": [{"lo": 8, "hi": 9}]},
    )  # fmt: skip
    refuse_damaged_dictionary(path)
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(RegisterError):
        refuse_damaged_dictionary(path)
