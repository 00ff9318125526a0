"""``export``: what the house knows as a table."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.words import Words, lines

if TYPE_CHECKING:
    from pandas import DataFrame

WHAT = ("reviews", "findings", "excerpts", "packs", "appeals", "calibration", "assignments", "cases", "quiz")


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "export")
    own.add_argument("what", choices=WHAT, help=words("export.what"))
    own.add_argument("--format", choices=tuple(WRITERS), default="csv", help=words("export.format"))
    own.add_argument("--output", default="-", help=words("export.output"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from pandas import DataFrame

    from qa.cli.home import opened
    from qa.desk import insight
    from qa.desk.house import SYSTEM
    from qa.errors import Invalid

    if args.output == "-" and args.format in BINARY and sys.stdout.isatty():
        raise Invalid("cli.needs_file", form=args.format)
    with opened() as house:
        rows = insight.EXPORTS[args.what](house, SYSTEM)
    content = WRITERS[args.format](DataFrame(rows, columns=insight.COLUMNS[args.what]))
    if args.output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return 0
    try:
        Path(args.output).write_bytes(content)
    except OSError as wrong:
        raise Invalid("cli.file", file=args.output, why=wrong.strerror or wrong) from wrong
    words.complain(words("export.done", count=len(rows), file=args.output))
    return 0


def as_csv(table: DataFrame) -> bytes:
    """UTF-8 with a mark, without which spreadsheet programs break Chinese."""
    text: str = table.map(harmless).to_csv(index=False)
    return text.encode("utf-8-sig")


def as_jsonl(table: DataFrame) -> bytes:
    text = io.StringIO()
    lines(table.astype(object).where(table.notna(), None).to_dict("records"), text)
    return text.getvalue().encode()


def as_xlsx(table: DataFrame) -> bytes:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    out = io.BytesIO()
    table.map(lambda cell: ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell).map(harmless).to_excel(out, index=False)
    return out.getvalue()


def as_parquet(table: DataFrame) -> bytes:
    out = io.BytesIO()
    table.to_parquet(out, index=False)
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it: somebody else's words shall not be run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


WRITERS: dict[str, Callable[[DataFrame], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "jsonl": as_jsonl, "parquet": as_parquet}
BINARY = ("xlsx", "parquet")
