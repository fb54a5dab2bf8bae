"""The pages: one file without scripts or requests, readable by everyone, complete in two languages, in plain words."""

import ast
import io
import json
import re
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from lxml import html as reader

from tests.unit.elsa_bundle import ROOT, TODAY, material, project, tables
from vroegsignalering.cli.report import command
from vroegsignalering.elsa import Gate
from vroegsignalering.elsa.citizens import (
    NOTICE_ITEMS,
    citizen_page,
    letter,
    notice,
    notice_lacks,
    notice_owed,
    resident_texts,
)
from vroegsignalering.elsa.declarations import Declarations
from vroegsignalering.elsa.dossier import build_report
from vroegsignalering.elsa.html import element, faults_of_page
from vroegsignalering.elsa.report import report_html
from vroegsignalering.elsa.words import (
    EASY_ENOUGH,
    long_sentences,
    reading_ease,
    threatening_words,
    unused_words,
)
from vroegsignalering.errors import ReproductionError
from vroegsignalering.release import Evidence
from vroegsignalering.texts import Texts
from vroegsignalering.texts.catalogue import english

ELSA = ROOT / "src" / "vroegsignalering" / "elsa"
ORDER = [
    "front",
    "context",
    "data",
    "model",
    "quality",
    "bias",
    "chain",
    "justification",
    "desirability",
    "choices",
    "privacy",
    "limits",
    "requirements",
    "manifest",
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("pages"), given=tables("outside margin"))


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    read = material(root)
    gate = Gate.of(read)
    return {language: report_html(read, gate, language) for language in ("nl", "en")}


@pytest.fixture(scope="module")
def built(root: Path) -> Path:
    evidence = Evidence.read(root / "ethics" / "evidence" / "entry")
    build_report(root / "models" / "entry", evidence, "nl", root / "out", today=TODAY)
    return root / "out"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_stands_alone_and_has_no_faults_a_machine_finds(pages, language):
    page = pages[language]
    assert faults_of_page(page) == []
    assert (
        "<script" not in page
        and "http://" not in page.replace("http://www.w3.org", "")
        and "url(" not in page.split("</style>")[0]
    )
    assert reader.document_fromstring(page).get("lang") == language


def test_sections_stand_in_the_reviewers_order(pages):
    assert reader.document_fromstring(pages["nl"]).xpath("//h2/@id") == ORDER


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_one_has_what_a_reviewer_needs(pages, language):
    _ = Texts(language)
    whole = reader.document_fromstring(pages[language]).text_content()
    front = (
        reader.document_fromstring(pages[language])
        .xpath("//section[contains(@class,'first')]")[0]
        .text_content()
    )
    for said in (
        "Niet voor:",
        "Ontbreken:",
        "Stopregel",
        "Verantwoordelijke rollen",
        "Wat nog openstaat",
        "Winst boven de beste eenvoudiger regel",
    ):
        assert _(said) in front
    assert _("SYNTHETISCHE GEGEVENS – concept, geen goedkeuring") in whole
    assert _("nog niet beantwoord") in front


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_of_a_check_shows_a_code(root, language):
    said = {
        f.requirement.id: f.machine.text(Texts(language))
        for f in Gate.of(material(root)).findings
        if f.machine
    }
    assert {id_: text for id_, text in said.items() if re.search(r"\b[a-z]+_[a-z_]+\b", text)} == {}
    assert {"nl": "onderzoek naar risicofactoren", "en": "research on risk factors"}[language] in said[
        "LP-01"
    ]


@pytest.mark.parametrize(("language", "day"), [("nl", "31 december 2027"), ("en", "31 December 2027")])
def test_days_are_written_in_words(pages, language, day):
    assert day in pages[language]
    assert re.findall(r"\b\d{4}-\d\d-\d\d\b", pages[language]) == []


def test_hidden_cells_are_hatched_and_named(pages):
    from vroegsignalering.elsa.report.charts import Point, intervals

    drawing = intervals(
        [Point(label="a", value=0.2, low=0.1, high=0.3), Point(label="b", value=None, absent="verborgen")],
        title="t",
        id_="x",
        texts=Texts("nl"),
    )
    assert 'fill="url(#hatch-x)"' in drawing and ">verborgen<" in drawing
    assert drawing.count('v12" stroke=') == 1, "one estimate is marked, that of the cell that is shown"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_holds_a_word_we_do_not_use(root, pages, language):
    read = material(root)
    for page in (pages[language], citizen_page(read, language)):
        text = reader.document_fromstring(page).xpath("string(//body)")
        assert unused_words(text) == []


def test_every_text_of_the_room_has_english():
    known = english()
    said = set()
    for path in sorted(ELSA.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("_", "texts", "met", "unmet") and isinstance(node.args[0].value, str):
                    said.add(node.args[0].value)
    assert len(said) > 400
    assert sorted(text for text in said if text not in known) == []


def test_the_english_page_has_no_dutch_left(pages):
    text = reader.document_fromstring(pages["en"]).xpath("string(//main)")
    assert not re.search(
        r"\b(niet|voor de|wordt|gegevens|groepen|huishoudens)\b", re.sub(r"Tabel \w+", "", text)
    )


# veraPDF is in none of npm, Debian and PyPI (looked up on 2026-11-26; packages there only call a veraPDF of one's own), so what
# PDF/UA-1 asks is read with pikepdf instead: tags, language, title, headings, heads of tables, descriptions of drawings.
def test_the_pdf_is_tagged_and_names_language_title_heads_and_drawings(built):
    with pikepdf.open(built / "entry.nl.pdf") as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "ELSA-dossier" in str(pdf.docinfo["/Title"])
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/Outlines" in pdf.Root
        meta = bytes(pdf.Root.Metadata.read_bytes())
        assert b'pdfuaid:part="1"' in meta or b"<pdfuaid:part>1<" in meta
        nodes = list(structure(pdf.Root.StructTreeRoot))
    kinds = [kind for kind, _ in nodes]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == len(ORDER)
    figures = [node for kind, node in nodes if kind == "/Figure"]
    assert figures and all(alt for alt in figures)
    cells = [node for kind, node in nodes if kind == "/TD"]
    assert cells and all(headers for headers in cells)


def test_every_cell_of_the_pdf_names_heads_that_exist(built):
    with pikepdf.open(built / "entry.nl.pdf") as pdf:
        elements = list(tags(pdf.Root.StructTreeRoot))
        heads = {str(node.ID) for node in elements if str(node.S) == "/TH" and "/ID" in node}
        named = {
            str(name) for node in elements if str(node.S) == "/TD" for name in node.A.get("/Headers", [])
        }
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        embedded = [
            any(key in own.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            for font in fonts
            for own in font.get("/DescendantFonts", [font])
        ]
        readable = ["/ToUnicode" in font for font in fonts]
    assert named and named <= heads
    assert fonts and all(embedded) and all(readable)


def test_page_one_is_one_page(built):
    """The last words of page one and the first of part 1 stand on either side of the first page break."""
    with pikepdf.open(built / "entry.nl.pdf") as pdf:
        outline = pdf.open_outline()
        targets = {item.title: item.destination[0] for item in flat(outline.root)}
        page_of = {page.objgen: i for i, page in enumerate(pdf.pages)}
        assert page_of[targets["Op één bladzijde"].objgen] == 0
        assert page_of[targets["1. Waarom hulp, en geen controle"].objgen] == 1


def flat(items):
    for item in items:
        yield item
        yield from flat(item.children)


def tags(node):
    """Every element of the structure tree."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node.K)


def structure(node):
    """Kind of each tag, with its description (drawings) or whether it names its heads (cells)."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from structure(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            kind = str(node.S)
            yield (
                kind,
                (
                    str(node.get("/Alt", ""))
                    if kind == "/Figure"
                    else len(node.A.get("/Headers", []))
                    if kind == "/TD"
                    else ""
                ),
            )
        if "/K" in node:
            yield from structure(node.K)


def test_the_same_bundle_gives_the_same_bytes(root, built):
    evidence = Evidence.read(root / "ethics" / "evidence" / "entry")
    again = build_report(root / "models" / "entry", evidence, "nl", root / "again", today=TODAY)
    for path in again:
        if path.suffix != ".pdf":
            assert path.read_bytes() == (built / path.relative_to(root / "again")).read_bytes(), path.name


def test_where_the_machine_cannot_make_a_pdf_the_html_is_there(root, monkeypatch, tmp_path):
    from vroegsignalering.elsa.report import pdf

    monkeypatch.setattr(pdf, "can_write_pdf", lambda: False)
    evidence = Evidence.read(root / "ethics" / "evidence" / "entry")
    made = build_report(root / "models" / "entry", evidence, "en", tmp_path, today=TODAY)
    assert {p.suffix for p in made if p.stem == "entry.en"} == {".html"}


def test_the_notice_has_every_item_and_marks_what_the_organisation_owes(root):
    read = material(root)
    assert notice_lacks(read.declarations) == []
    assert len(NOTICE_ITEMS) == 19
    assert notice_owed(read.declarations) == ["controller", "officer", "legal_basis"]
    ticks = [line for line in notice(read.declarations, "nl").splitlines() if line.startswith("- [")]
    assert [line[3] for line in ticks].count("x") == 16 and len(ticks) == 19
    assert ticks[0].startswith("- [ ] AVG 13(1)(a), 14(1)(a): Wie is verantwoordelijk")


def test_an_item_that_nobody_wrote_is_missing_from_the_notice(root):
    declared = material(root).declarations
    kept = [row for row in declared.rows("notice", "items") if row["id"] != "objection"]
    lacking = Declarations(sections={**declared.sections, "notice": {"items": kept}})
    assert "- [ ] AVG 13(2)(b), 14(2)(c): missing" in notice(lacking, "en")
    counted = "there: 15. Items for the organisation to fill in: 3. Items that are missing: 1."
    assert counted in notice(lacking, "en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_texts_for_residents_are_plain_and_friendly(root, language):
    read = material(root)
    texts = resident_texts(read.declarations, language)
    assert threatening_words(" ".join(texts)) == []
    said = letter(read.declarations, ["huurt de woning"], language)
    assert "huurt de woning" in said and "%" not in said
    if language == "nl":
        assert reading_ease("\n".join(texts)) >= EASY_ENOUGH
        assert long_sentences("\n".join(texts), 18) == []


def test_reading_ease_by_hand():
    # 7 words in 2 sentences, syllables 1+1+1+1+1+1+1: 206.84 - 0.93 * 3.5 - 77 * 1
    assert reading_ease("Wij zien u. Bel of schrijf ons.") == pytest.approx(206.84 - 0.93 * 3.5 - 77)


def test_markup_in_a_declared_text_is_shown_and_not_run():
    assert element("p", "<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_the_command_writes_both_languages_and_compares(root, tmp_path, monkeypatch):
    from vroegsignalering.elsa.report import build

    monkeypatch.setattr(build, "write_pdf", lambda *_: [])
    monkeypatch.chdir(root)
    told = ["models/entry", "--to", str(tmp_path / "new"), "--against", str(root / "out"), "--json"]
    build_report(
        root / "models" / "entry",
        Evidence.read(root / "ethics/evidence/entry"),
        "nl",
        root / "out",
        today=TODAY,
    )
    done = CliRunner().invoke(command, told, catch_exceptions=False)
    assert done.exit_code == 0
    names = {Path(name).name for name in json.loads(done.stdout)["files"]}
    assert {"entry.nl.html", "entry.en.html", "entry.report.json", "draft.json", "system_card.yaml"} <= names
    assert "Niets." in (tmp_path / "new" / "entry.nl.html").read_text("utf-8")
    lost = CliRunner().invoke(command, ["models/entry", "--evidence", str(tmp_path / "none")])
    assert isinstance(lost.exception, ReproductionError)


def test_nothing_half_written_is_left(built):
    assert [path.name for path in built.rglob(".*")] == []
    assert io.BytesIO((built / "entry.nl.pdf").read_bytes()).read(5) == b"%PDF-"


def test_without_a_pdf_the_html_is_the_same(root, built, tmp_path):
    evidence = Evidence.read(root / "ethics/evidence/entry")
    made = build_report(root / "models" / "entry", evidence, "nl", tmp_path, today=TODAY, pdf=False)
    assert [path.name for path in made if path.suffix == ".pdf"] == [] == list(tmp_path.rglob("*.pdf"))
    assert (tmp_path / "entry.nl.html").read_bytes() == (built / "entry.nl.html").read_bytes()
