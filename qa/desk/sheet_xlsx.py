"""A report as a workbook: what is told on the first sheet, then a sheet a table. No cell is a formula."""

from __future__ import annotations

import io
import re
from typing import Any

from qa.desk.sheet import Report, Section, plain

LONGEST_TAB, LONGEST_CELL = 31, 32_000
NARROWEST, WIDEST = 8, 60
FONT = "Microsoft YaHei"
INK, SHADE = "1F3A44", "E6EFEF"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write(report: Report) -> bytes:
    """Tables keep their heading in sight and can be filtered."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    first = book.active
    first.title = _tab(report.title, [])
    first.column_dimensions["A"].width = 110
    _line(first, report.title, Font(name=FONT, size=16, bold=True, color=INK))
    for fact in report.facts:
        _line(first, fact, Font(name=FONT, size=10))
    for section in report.sections:
        if section.lines or section.table is None:
            _line(first, "", Font(name=FONT))
            _line(first, section.heading, Font(name=FONT, size=12, bold=True, color=INK))
        for line in section.lines:
            _line(first, line, Font(name=FONT, size=10))
        if section.table is not None:
            _sheet(book, section)
    book.properties.creator, book.properties.title = "Hearback", plain(report.title)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(sheet: Any, words: str, font: Any) -> None:
    from openpyxl.styles import Alignment

    _put(sheet.cell(sheet.max_row + (sheet.cell(1, 1).value is not None), 1), words, font, Alignment(wrap_text=True, vertical="top"))


def _sheet(book: Any, section: Section) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    assert section.table is not None
    sheet = book.create_sheet(_tab(section.heading, book.sheetnames))
    table = section.table
    wraps = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate((table.head, *table.rows), 1):
        for column, words in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _put(cell, words, Font(name=FONT, size=10, bold=number == 1), wraps)
            if number == 1:
                cell.fill = PatternFill("solid", fgColor=SHADE)
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width * 4, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.print_title_rows = "1:1"


def _put(cell: Any, value: str | int | float, font: Any, alignment: Any) -> None:
    """Words are kept as words, whatever they begin with: somebody else's shall not be run."""
    words = plain(value)[:LONGEST_CELL] if isinstance(value, str) else ""
    cell.value = words or (None if isinstance(value, str) else value)
    if words:
        cell.data_type, cell.quotePrefix = "s", words.startswith(("=", "+", "-", "@"))
    cell.font, cell.alignment = font, alignment


def _tab(heading: str, taken: list[str]) -> str:
    """A name of a sheet: short, without what such names must not hold, and not taken yet."""
    name = _FORBIDDEN.sub(" ", plain(heading)).strip(" '")[:LONGEST_TAB] or "-"
    number = 2
    wanted = name
    while wanted.lower() in (one.lower() for one in taken):
        ending = f" {number}"
        wanted, number = name[: LONGEST_TAB - len(ending)] + ending, number + 1
    return wanted
