"""The scanner on artefacts with a person in them, and on the same without."""

import base64
import gzip
import json
import zipfile
import zlib
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from vroegsignalering.errors import UsageError
from vroegsignalering.release.scan_text import passes_eleven
from vroegsignalering.release.scanner import scan, scan_bytes

BSN = "111222333"
KEY = "812739465"


def kinds(content: bytes | str, name: str, **more: int) -> set[str]:
    data = content.encode() if isinstance(content, str) else content
    return {one.kind for one in scan_bytes(data, name, **more)}


def png(text: str = "") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    said = chunk(b"tEXt", b"Comment\0" + text.encode()) if text else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + said + chunk(b"IEND", b"")


def zipped(**files: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def notebook(**output: object) -> str:
    cell = {"cell_type": "code", "source": ["1"], "outputs": [{"output_type": "display_data", **output}]}
    return json.dumps({"nbformat": 4, "cells": [cell]})


def test_the_eleven_test_of_a_bsn():
    assert passes_eleven(BSN) and not passes_eleven(KEY) and not passes_eleven("000000000")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (f"household {BSN} moved", "a.txt", "number like a BSN"),
        ("nr 1112.22.333", "a.md", "number like a BSN"),
        (f"household {KEY} moved", "a.txt", "nine-digit key"),
        (f"R{KEY}", "a.log", "register key"),
        (f"<p>{KEY}</p>", "a.html", "nine-digit key"),
        (f"<script>var x=[{KEY},{KEY}];</script>", "a.html", "nine-digit key"),
        ("<table><tr><th>RINPERSOON</th></tr></table>", "a.html", "register key"),
        (f'<div data-person="{KEY}"></div>', "a.html", "nine-digit key"),
        (json.dumps({"RINPERSOON": ["a"]}), "a.json", "register key"),
        (json.dumps({"who": int(KEY)}), "a.json", "nine-digit key"),
        (f"RINPERSOON,income\n{KEY},1\n", "a.csv", "register key"),
        (f"id;income\n{KEY};1\n", "a.csv", "nine-digit key"),
        (notebook(data={"text/html": [f"<td>{KEY}</td>"]}), "a.ipynb", "nine-digit key"),
        (notebook(text=[f"R{KEY}"]), "a.ipynb", "register key"),
        (notebook(traceback=[f"KeyError: {KEY}"]), "a.ipynb", "nine-digit key"),
        ("<svg>" + "<circle/>" * 300 + "</svg>", "a.svg", "vector graphic with points"),
        ("<p>a</p><svg>" + "<circle/>" * 300 + "</svg>", "a.html", "vector graphic with points"),
        (b"\x80\x04", "model.pkl", "file that can hold persons"),
        (png(f"R{KEY}"), "a.png", "register key"),
        (png("x" * 5000), "a.png", "image metadata"),
        (png() + b"hidden rows", "a.png", "image metadata"),
        (b"PK\x03\x04 broken", "a.zip", "cannot be looked into"),
        (b"PAR1 broken", "a.parquet", "cannot be looked into"),
    ],
)
def test_a_planted_person_is_found(content, name, kind):
    assert kind in kinds(content, name)


def test_long_arrays_are_found_written_and_packed():
    numbers = list(np.random.default_rng(1).random(1500).round(4))
    packed = base64.b64encode(np.array(numbers).tobytes()).decode()
    written = "<script>draw(" + json.dumps([float(value) for value in numbers]) + ")</script>"
    typed = '<script>draw({"x":{"dtype":"f8","bdata":"' + packed + '"}})</script>'
    for page in (written, typed):
        assert kinds(page, "a.html") == {"embedded data longer than its aggregates"}
        assert kinds(page, "a.html", longest=2000) == set()
    assert "embedded data longer than its aggregates" in kinds(
        json.dumps({"x": [float(v) for v in numbers]}), "a.json"
    )


def test_records_in_json_are_rows():
    rows = [{"age": i, "income": i * 2} for i in range(1200)]
    assert "row-level array" in kinds(json.dumps(rows), "a.json")
    assert kinds(json.dumps([row | {"n": 20} for row in rows]), "a.json") == set()


def test_tables_of_single_rows_are_found():
    rows = pl.DataFrame({"age": range(1500), "income": range(1500)})
    assert "row-level array" in kinds(rows.write_csv(), "a.csv")
    buffer = BytesIO()
    rows.write_parquet(buffer)
    assert "row-level array" in kinds(buffer.getvalue(), "a.parquet")
    buffer = BytesIO()
    pl.DataFrame({"person": [f"R{i:09d}" for i in range(5)], "x": range(5)}).write_parquet(buffer)
    assert kinds(buffer.getvalue(), "b.parquet") == {"register key"}
    counted = rows.rename({"income": "n"})
    assert kinds(counted.write_csv(), "a.csv") == set()


def test_a_person_in_a_pdf_is_found():
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure
    from weasyprint import HTML

    drawn = BytesIO()
    figure = Figure()
    figure.text(0.1, 0.5, f"household {KEY}")
    FigureCanvasPdf(figure).print_pdf(drawn)
    assert "nine-digit key" in kinds(drawn.getvalue(), "a.pdf")
    printed = HTML(string=f"<p>Huishouden {BSN} is verhuisd.</p>").write_pdf()
    assert "number like a BSN" in kinds(printed, "a.pdf")
    assert kinds(HTML(string="<p>Er zijn 1.234.500 huishoudens.</p>").write_pdf(), "a.pdf") == set()


def test_archives_are_opened_also_inside_one_another():
    inner = zipped(rows__csv=f"id\n{KEY}\n".encode())
    assert kinds(zipped(more__zip=inner), "a.zip") == {"nine-digit key"}
    assert kinds(zipped(model__joblib=b"x"), "a.zip") == {"file that can hold persons"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Op 31-12-2021 waren er 8.123.456 huishoudens; som 123 456 000 euro; tel. 0123456789.", "a.md"),
        ("sha256 0123456789abcdef012345678 and 0.123456789 and 1.5e-10", "a.txt"),
        ("https://github.com/x/y/issues/123456789", "a.md"),
        (json.dumps({"amount_eur": 123456000, "share": 0.123456789}), "a.json"),
        ("group,n,value\na,100,0.1\n", "a.csv"),
        ("<table>" + "<tr><td>1</td></tr>" * 50 + "</table>", "a.html"),
        (png("Software: matplotlib"), "a.png"),
    ],
)
def test_public_numbers_pass(content, name):
    assert kinds(content, name) == set()


def test_a_folder_is_walked_and_findings_hold_no_value(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text(f"person {KEY}")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_text(f"person {KEY}")
    found = scan(tmp_path)
    assert len(found) == 1 and KEY not in repr(found)
    with pytest.raises(UsageError):
        scan(tmp_path / "nowhere")


def test_compressed_files_are_looked_into():
    rows = "rinpersoon,v\n" + "\n".join(f"{KEY},{number}" for number in range(5))
    assert kinds(gzip.compress(rows.encode()), "a.csv.gz") == kinds(rows, "a.csv") != set()
    assert not kinds(gzip.compress(b"group,n\na,100\n"), "a.csv.gz")
    assert kinds(b"no archive", "a.csv.gz") == kinds(b"anything", "a.7z") == {"cannot be looked into"}


def test_data_packed_as_text_in_a_page_are_found():
    values = json.dumps([round(1.37 * number, 2) for number in range(1500)]).encode()
    page = f"<script>const z = '{base64.b64encode(values).decode()}'</script>"
    assert "embedded data longer than its aggregates" in kinds(page, "a.html")
    assert not kinds(
        f"<script>const font = '{base64.b64encode(bytes(range(256)) * 30).decode()}'</script>", "a.html"
    )
