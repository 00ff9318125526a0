"""A report as a Word document: A4, its tables with a heading row that comes again on every page. The one place that builds one."""

from __future__ import annotations

import io
from typing import Any

from qa.desk.sheet import Report, Section, Table, plain

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
A4_MM, EDGE_MM = (210, 297), 18
BODY_PT, CELL_PT, TITLE_PT = 10.5, 9.5, 20
INK, SHADE = "1F3A44", "E6EFEF"
LONGEST_PROPERTY = 255
"""So many characters the format has for a property of a document."""


def write(report: Report) -> bytes:
    """Headings, lines and tables in order, with the number of the page at its foot."""
    from docx import Document

    document = Document()
    _page(document, report)
    _styles(document, report.language)
    document.core_properties.title, document.core_properties.author = plain(report.title)[:LONGEST_PROPERTY], "Hearback"
    document.add_heading(plain(report.title), level=0)
    for fact in report.facts:
        document.add_paragraph(plain(fact))
    for section in report.sections:
        _section(document, section, _room(report))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, report: Report) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    page = document.sections[0]
    wide, high = reversed(A4_MM) if report.wide else A4_MM
    page.page_width, page.page_height = Mm(wide), Mm(high)
    page.orientation = WD_ORIENT.LANDSCAPE if report.wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(EDGE_MM)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number = OxmlElement("w:r")
    number.text = "1"
    field.append(number)
    foot._p.append(field)


def _room(report: Report) -> int:
    """The breadth between the edges, in millimetres."""
    return A4_MM[report.wide] - 2 * EDGE_MM


def _styles(document: Any, language: str) -> None:
    """Fonts for both scripts on every style: headings have theirs from the theme, which knows none for Chinese."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": BODY_PT, "Title": TITLE_PT, "Heading 1": 14, "Heading 2": 11.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        for script, font in (("w:ascii", LATIN), ("w:hAnsi", LATIN), ("w:eastAsia", CHINESE)):
            fonts.set(qn(script), font)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(INK)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)


def _section(document: Any, section: Section, room: int) -> None:
    document.add_heading(plain(section.heading), level=section.level)
    for line in section.lines:
        document.add_paragraph(plain(line))
    if section.table is not None:
        _table(document, section.table, room)


def _table(document: Any, table: Table, room: int) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = document.add_table(rows=0, cols=len(table.head))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    broad = [Mm(room * width / sum(table.widths)) for width in table.widths]
    for column, width in zip(made.columns, broad, strict=True):
        column.width = width
    for number, row in enumerate((table.head, *table.rows)):
        cells = made.add_row()
        rules = cells._tr.get_or_add_trPr()
        rules.append(OxmlElement("w:cantSplit"))
        if number == 0:
            rules.append(OxmlElement("w:tblHeader"))
        for cell, words, width in zip(cells.cells, row, broad, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(plain(str(words)))
            run.font.size, run.bold = Pt(CELL_PT), number == 0 or None
            if number == 0:
                shade = OxmlElement("w:shd")
                for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", SHADE)):
                    shade.set(qn(key), value)
                cell._tc.get_or_add_tcPr().append(shade)
    document.add_paragraph().paragraph_format.space_after = Pt(2)
