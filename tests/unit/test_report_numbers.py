"""Every number that the dossier takes from the evidence names its cell, and the cell holds that number."""

import csv
import re
from pathlib import Path

import polars as pl
import pytest
from lxml import html as reader

from tests.unit.elsa_bundle import ATTRIBUTES, material, project, tables
from vroegsignalering.elsa import Gate
from vroegsignalering.elsa.report import report_html

DASH = "–"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, reader.HtmlElement]]:
    root = project(tmp_path_factory.mktemp("numbers"), given=tables("outside margin"))
    read = material(root)
    gate = Gate.of(read)
    pages = {
        language: reader.document_fromstring(report_html(read, gate, language)) for language in ("nl", "en")
    }
    return root / "ethics" / "evidence" / "entry" / "tables", pages


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def written(text: str, language: str) -> float:
    plain = text.replace("%", "").replace("−", "-")
    plain = plain.replace(".", "").replace(",", ".") if language == "nl" else plain.replace(",", "")
    return float(plain)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_cited_number_is_the_number_in_its_cell(made, language):
    folder, pages = made
    cited = pages[language].xpath("//data[@data-from]")
    assert len(cited) > 200
    for found in cited:
        table, row, column = found.get("data-from").split("/")
        cell = float(cells(folder, table)[int(row)][column])
        assert float(found.get("value")) == pytest.approx(cell, rel=1e-5, abs=1e-9)
        shown = written(found.text_content(), language)
        assert any(
            shown == pytest.approx(cell * unit, abs=half)
            for unit, half in ((1, 0.5), (100, 0.5), (1000, 0.5))
        )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_count_of_rows_counts_the_rows_it_names(made, language):
    folder, pages = made
    counted = pages[language].xpath("//data[@data-rows]")
    assert counted
    for found in counted:
        table, numbers = found.get("data-rows").split("/")
        rows = [cells(folder, table)[int(number)] for number in numbers.split()]
        assert len(rows) == int(found.get("value"))


def test_the_gap_outside_the_margin_stands_on_page_one(made):
    folder, pages = made
    front = pages["nl"].xpath("//section[contains(@class,'first')]")[0]
    counted = front.xpath(".//data[@data-rows]")[0]
    table, numbers = counted.get("data-rows").split("/")
    assert [cells(folder, table)[int(n)]["verdict"] for n in numbers.split()] == ["outside margin"]
    first = front.xpath(".//tbody/tr")[0].text_content()
    assert "geboren buiten Nederland" in first and "buiten de afgesproken marge" in first


def test_numbers_in_tables_are_cited_or_are_no_evidence(made):
    """A bare percentage in a table cell would be a claim without a source."""
    _, pages = made
    for cell in pages["nl"].xpath("//td"):
        bare = "".join(cell.xpath(".//text()[not(ancestor::data)]"))
        assert not re.search(r"\d+,\d", bare), bare


def test_every_group_with_a_line_in_the_evidence_has_one_in_the_dossier(made):
    _, pages = made
    text = pages["en"].xpath("//section[@aria-labelledby='bias']")[0].text_content()
    assert text.count("Hidden crossings:") >= 1
    heads = [th.text_content() for th in pages["en"].xpath("//section[@aria-labelledby='bias']//tbody/tr/th")]
    assert len({h for h in heads if " × " not in h and h}) >= sum(
        len(groups) for groups in ATTRIBUTES.values()
    )


def test_a_number_that_changes_in_the_evidence_changes_in_the_dossier(tmp_path):
    given = tables()
    kind, frame = given["baselines"]
    given["baselines"] = (kind, frame.with_columns(gain_low=pl.lit(-0.01)))
    read = material(project(tmp_path, given=given))
    page = reader.document_fromstring(report_html(read, Gate.of(read), "nl"))
    assert "neem de eenvoudiger regel" in page.xpath("//section[contains(@class,'first')]")[0].text_content()
