"""A report as sections of lines and tables, whatever file is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

FORMS = ("docx", "xlsx")
LONGEST_NAME = 80
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML has no way to write."""


@dataclass(frozen=True, slots=True)
class Table:
    """``widths``: how wide the columns are to one another. A cell is words or a number."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """``lines`` stand before the table. ``level``: 1 is a part of the report, 2 a part of that."""

    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """``facts``: what stands below the title. ``wide``: on paper it lies on its side."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    language: str
    wide: bool = False


def written(report: Report, form: str) -> bytes:
    """A report as a file, ``docx`` or ``xlsx``."""
    from qa.desk import sheet_docx, sheet_xlsx

    writers: dict[str, Callable[[Report], bytes]] = {"docx": sheet_docx.write, "xlsx": sheet_xlsx.write}
    return writers[form](report)


def file_name(title: str, form: str) -> str:
    """A name that every file system takes.

    >>> file_name("2026-11: 一班/early", "docx")
    '2026-11 一班 early.docx'
    """
    name = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+', " ", title).strip(" .")[:LONGEST_NAME].strip()
    return f"{name or 'report'}.{form}"


def plain(words: str) -> str:
    """Words without what a document cannot hold."""
    return _UNWRITABLE.sub("", words)
