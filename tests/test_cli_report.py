"""The command ``report``: a month, a shift and a case as files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from qa.desk import cases, improve, month
from qa.desk.house import SYSTEM, House
from qa.model.casefile import Part
from qa.store.tables import now
from tests.test_cli import house, run, workspace

__all__ = ["house", "workspace"]


def test_reports_are_written_as_files(house: House, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = month.this_month()
    improve.add(house, SYSTEM, what="say the fee first", month=at)
    case = cases.open_case(house, SYSTEM, title="line down", complained_at=now(), texts={Part.PROBLEM: "Mr Smith called"})
    assert run("report", "month") == 0
    assert capsys.readouterr().err.strip() == f"Written to month {at}.docx"
    said = Document(str(workspace / f"month {at}.docx"))
    assert any("say the fee first" in cell.text for table in said.tables for row in table.rows for cell in row.cells)
    assert run("report", "month", "2025-02", "--format", "xlsx", "--output", "m.xlsx") == 0
    book = load_workbook(io.BytesIO((workspace / "m.xlsx").read_bytes()))
    assert book.worksheets[0]["A1"].value == "Monthly quality review 2025-02"
    assert run("report", "shift", "2026-11-20..2026-11-25", "--output", "s.docx") == 0
    assert Document(str(workspace / "s.docx")).paragraphs[0].text == "Shift summary 2026-11-20 – 2026-11-25"
    for option, stands in (((), False), (("--unmasked",), True)):
        assert run("report", "case", str(case), "--output", "c.docx", *option) == 0
        assert any("Smith" in line.text for line in Document(str(workspace / "c.docx")).paragraphs) is stands
    capsys.readouterr()
    assert run("report", "month", "--output", workspace / "nowhere" / "m.docx") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
