"""Reports opened again: what stands in them, fonts for both scripts, no formula, masked unless somebody says otherwise."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from qa.desk import cases, coaching, improve, improve_record, month, packs, report, shift, showing
from qa.desk.house import SYSTEM
from qa.desk.sheet import Report, Section, Table, file_name, plain, written
from qa.errors import Invalid
from qa.model.casefile import Part
from qa.model.improve import Field, ImproveAct, ImproveState, Listed
from qa.model.packs import Votes
from qa.store import rows
from qa.store.tables import CallRow, EventRow
from tests.desk.case_verbs import closed
from tests.desk.conftest import Cast
from tests.desk.improve_verbs import added
from tests.desk.pack_verbs import a_meeting, item
from tests.desk.published import publish

ANYTHING = st.text(st.characters(codec=None), max_size=12)
CELL = st.one_of(st.integers(-9, 9), ANYTHING, st.sampled_from(("=1+1", "+86", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1", "《=》")))
ROW = st.tuples(CELL, CELL, CELL)
TABLES = st.builds(
    lambda head, cells: Table(head, tuple(cells), (1, 1, 1)), st.tuples(ANYTHING, ANYTHING, ANYTHING), st.lists(ROW, max_size=4)
)
REPORTS = st.builds(
    Report,
    ANYTHING,
    st.tuples(ANYTHING),
    st.lists(st.builds(Section, ANYTHING, st.tuples(ANYTHING), st.none() | TABLES), max_size=4).map(tuple),
    st.sampled_from(("zh", "en")),
    st.booleans(),
)


def words_of_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def words_of_xlsx(content: bytes) -> str:
    cells = (cell.value for sheet in load_workbook(io.BytesIO(content)) for row in sheet for cell in row)
    return "\n".join(str(value) for value in cells if value is not None)


def words(content: bytes, form: str) -> str:
    return words_of_docx(content) if form == "docx" else words_of_xlsx(content)


@settings(max_examples=25, deadline=None)
@given(REPORTS)
def test_whatever_is_said_can_be_written_and_no_cell_is_a_formula(made: Report) -> None:
    book = load_workbook(io.BytesIO(written(made, "xlsx")))
    for sheet in book:
        assert len(sheet.title) <= 31
        for row in sheet:
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.data_type == "n" or not str(cell.value).startswith(("=", "+", "-", "@")) or cell.quotePrefix
    tables = [section.table for section in made.sections if section.table is not None]
    assert len(book.sheetnames) == 1 + len(tables)
    document = Document(io.BytesIO(written(made, "docx")))
    assert [len(table.rows) for table in document.tables] == [1 + len(table.rows) for table in tables]
    for table, found in zip(tables, document.tables, strict=True):
        for row, cells in zip(table.rows, list(found.rows)[1:], strict=True):
            assert [cell.text for cell in cells.cells] == [_broken(plain(str(one))) for one in row]


def _broken(text: str) -> str:
    """How Word takes the ends of lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_document_knows_its_fonts_its_paper_and_repeats_its_headings() -> None:
    table = Table(("项目", "数"), (("通话", 3),), (3, 1))
    document = Document(io.BytesIO(written(Report("月度质检回顾", ("一班",), (Section("数字", (), table),), "zh", wide=True), "docx")))
    for style in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei", style
        assert fonts.get(qn("w:eastAsiaTheme")) is None, "a theme's font would stand over it"
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    (found,) = document.tables
    assert found.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert found.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert "PAGE" in page.footer._element.xml
    names = [name for name in ("con", "数字") if file_name(name, "docx") == f"{name}.docx"]
    assert names == ["con", "数字"]
    assert file_name(" /:* ", "xlsx") == "report.xlsx"


def test_a_month_with_its_improvements(anywhere: Cast) -> None:
    cast, at = anywhere, month.this_month()
    publish(cast)
    number = added(cast, what="=HYPERLINK(1) first")
    improve.change(cast.house, cast.lea, number, [ImproveAct(Field.STATE, "", ImproveState.DONE), ImproveAct(Field.OUTCOME, "-5 a week")])
    closed(cast)
    month.wave_away(cast.house, cast.lea, at, "red", "cases:product", "too few")
    added(cast, month=at.before.before, what="from long ago")
    for form in report.FORMS:
        said = words(report.of_month(cast.house, cast.lea, at, "red", form, "en"), form)
        for wanted in (f"Monthly quality review {at}", "red", "Reviews published", "0/1", "Says goodbye", "1/1", "Made by Lea"):
            assert wanted in said, wanted
        for wanted in ("=HYPERLINK(1) first", "-5 a week", "Done", "Bob", "too few", "from long ago"):
            assert wanted in said, wanted
        assert "月度质检回顾" in words(report.of_month(cast.house, cast.max, at, "", form, "zh"), form)


def test_the_list_tells_whose_each_is_and_an_agent_takes_what_is_told_to_all(cast: Cast) -> None:
    added(cast, what="of the red team")
    added(cast, cast.lou, what="of the blue team", team="blue")
    for form in report.FORMS:
        said = {who.name: words(report.of_list(cast.house, who, Listed(), form, "en"), form) for who in (cast.max, cast.lea, cast.ann)}
        assert [("red" in one, "blue" in one) for one in said.values()] == [(True, True), (True, False), (False, False)]
        assert "None." in said["ann"]


def test_a_shift_with_what_was_said_and_is_due(anywhere: Cast) -> None:
    cast, today = anywhere, improve_record.today()
    meeting = a_meeting(cast)
    one = item(cast, meeting)
    packs.rename(cast.house, cast.lea, packs.listed(cast.house, SYSTEM)[0].id, "renamed later", "")
    showing.vote(cast.house, cast.lea, meeting, one, Votes(3, 1, 0))
    showing.remark(cast.house, cast.lea, meeting, "greet by name", one)
    showing.remark(cast.house, cast.lea, meeting, "short and lively")
    showing.there(cast.house, cast.lea, meeting, [cast.ann.id], "a guest")
    showing.finish(cast.house, cast.lea, meeting)
    given = {"utterance": 0, "from_char": 0, "to_char": 5, "follow_up": today}
    coaching.note(cast.house, cast.lea, cast.call, text="smile when you greet", **given)
    added(cast, what="say the fee first", due=today)
    for form in report.FORMS:
        said = words(report.of_shift(cast.house, cast.lea, "red", today, today, form, "en"), form)
        for wanted in ("good 3 · bad 1 · unsure 0", "greet by name", "short and lively", "Ann · a guest", "good 0", "smile when you greet"):
            assert wanted in said, wanted
        for wanted in ("say the fee first", "Says goodbye", "1/1", "Meetings: 1", "Excerpts heard: 1", "Calls scored: 1", "Packs shown: p"):
            assert wanted in said, wanted
        other = words(report.of_shift(cast.house, cast.lou, "blue", today, today, form, "en"), form)
        assert "greet by name" not in other
        assert "smile" not in other
        inspector = words(report.of_shift(cast.house, cast.ines, "", today, today, form, "zh"), form)
        assert "greet by name" in inspector
        assert "smile" not in inspector, "coaching is between the agent and who leads"


def test_days_that_cannot_be_are_refused(cast: Cast) -> None:
    today = improve_record.today()
    for since, until in ((today, today - month.date.resolution), (today, today + 31 * month.date.resolution)):
        with pytest.raises(Invalid) as wrong:
            shift.view(cast.house, cast.lea, "red", since, until)
        assert wrong.value.code == "month.days"
    with pytest.raises(Invalid) as form:
        report.of_shift(cast.house, cast.lea, "red", today, today, "pdf", "en")
    assert form.value.code == "month.form"


def test_a_case_is_masked_unless_somebody_says_otherwise(anywhere: Cast) -> None:
    cast = anywhere
    with cast.house.db.writing() as session:
        rows.get(session, CallRow, cast.call).phone = "88990017"
    case = closed(cast)
    private = "Ann promised it.\nThe customer, Mrs Smith, can be reached at 07700 900123 or 88990017"
    cases.write(cast.house, cast.ines, case, Part.PROBLEM, private)
    cases.write(cast.house, cast.ines, case, Part.HANDLING, "=客户张女士，电话13812345678")
    for form in report.FORMS:
        hidden = words(report.of_case(cast.house, cast.lea, case, form, "en"), form)
        for secret in ("Smith", "900123", "88990017", "13812345678", "Ann"):
            assert secret not in hidden, secret
        for wanted in (
            "〔姓名〕女士",
            "〔电话〕",
            "〔phone〕",
            "〔staff〕",
            "line repaired",
            "the splitter was rusty",
            "Settled",
            "Late",
            "call-1",
        ):
            assert wanted in hidden, wanted
        assert "Ines wrote" in hidden, "who worked on it and when stands there"
        open_words = words(report.of_case(cast.house, cast.lea, case, form, "zh", masked=False), form)
        for wanted in ("Smith", "900123", "13812345678", "Ann", "未遮盖"):
            assert wanted in open_words, wanted
    with cast.house.db.reading() as session:
        noted = [one.details for one in session.query(EventRow).filter(EventRow.verb == "report.case")]  # type: ignore[deprecated]
    taken = [(form, masked) for form in report.FORMS for masked in (True, False)]
    assert [(one["form"], one["masked"]) for one in noted] == taken, "who took what is kept"


def test_a_report_is_made_of_nothing(cast: Cast) -> None:
    at, today = month.this_month(), improve_record.today()
    made: list[Any] = [report.of_month(cast.house, cast.max, at.before.before, "", form, "en") for form in report.FORMS]
    made += [report.of_shift(cast.house, cast.max, "blue", today, today, form, "en") for form in report.FORMS]
    assert all("None." in words(content, form) for content, form in zip(made, report.FORMS * 2, strict=True))
