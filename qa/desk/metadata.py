"""Tables about calls: CSV and XLSX, with the column names that recorders and hotlines use, in Chinese and English."""

from __future__ import annotations

import csv
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from qa.desk.details import Details, phone_of
from qa.desk.naming import YEARS
from qa.errors import Invalid, UnreadableTranscript
from qa.speech.formats.reading import decoded

NAMES = {
    "id": "id callid uniqueid 通话编号 通话id 流水号 录音流水号 通话流水 通话流水号 呼叫id 会话id 编号",
    "file": "file filename recording recordingfile audio 文件 文件名 录音文件 录音文件名 录音名称 录音",
    "agent": "agent agentid agentname operator user 坐席 座席 坐席工号 座席工号 工号 客服 客服工号 客服代表 话务员 坐席姓名 座席姓名",
    "team": "team group 班组 小组 团队 组别 部门",
    "started_at": "startedat start starttime calltime datetime 开始时间 通话时间 呼叫时间 来电时间 录音时间 通话开始时间",
    "date": "date calldate 日期 通话日期 呼叫日期",
    "time": "time 时间 时刻",
    "phone": "phone phonenumber caller callerid ani customernumber "
    "电话 号码 主叫 主叫号码 客户号码 客户电话 来电号码 手机号 手机号码 联系电话",
    "queue": "queue queuename skill skillgroup 队列 技能 技能组 技能队列 业务组",
    "title": "title subject 标题 主题",
    "language": "language lang 语言 语种",
    "reference": "reference ticket order 工单号 单号 参考号 业务流水号",
}
LANGUAGES = {
    **dict.fromkeys(("zh", "zh-cn", "中文", "汉语", "普通话", "国语", "chinese", "mandarin"), "zh"),
    **dict.fromkeys(("en", "en-us", "en-gb", "英文", "英语", "english"), "en"),
    **dict.fromkeys(("auto", "自动"), "auto"),
}
MOST_ROWS, MOST_COLUMNS, MOST_BYTES, MOST_UNPACKED = 200_000, 200, 32 * 2**20, 512 * 2**20
TITLES = 10
"""How many lines a table may begin with before the one that names its columns."""
# What openpyxl lets through of a damaged file; XML that is none is a SyntaxError with either of its parsers.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, LookupError, ValueError, TypeError),
    *(AttributeError, ArithmeticError, RuntimeError, EOFError, OSError),
)

_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[分秒]?(?: ?([AP])M)?)?"
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[ T_-]?(\d\d):?(\d\d)(?::?(\d\d))?)?")
_HALVES = {"上午": "A", "下午": "P", "晚上": "P", "凌晨": "A"}
_BY_NAME = {name: field for field, names in NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says of calls, by call id and by file (see ``key``); ``ignored`` are columns that nobody knows."""

    rows: Mapping[str, Details]
    ignored: tuple[str, ...] = ()

    def of(self, *names: str) -> Details | None:
        """What it says under the first of these names that it knows: ids, names of files or their paths, with or without an ending."""
        return next((self.rows[key] for name in names for key in _keys(name) if key in self.rows), None)


NO_TABLE = Table({})


def key(name: str) -> str:
    """A call id or a path as it is compared: whatever the system that wrote it."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").strip().casefold()


def read(content: bytes, name: str) -> Table:
    """A table from a file's content; its beginning tells which kind. Raises Invalid, naming row, column and value."""
    if len(content) > MOST_BYTES:
        raise Invalid("sources.table_size", file=name, limit=MOST_BYTES // 2**20)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("sources.table_old", file=name)
    lines = enumerate(_spreadsheet(content, name) if content.startswith(b"PK\x03\x04") else _text(content, name), 1)
    header, fields = _header(lines, name)
    rows: dict[str, tuple[Details, int]] = {}
    near: dict[str, Details | None] = {}
    for number, line in lines:
        if number > MOST_ROWS:
            raise Invalid("sources.table_rows", file=name, limit=MOST_ROWS)
        cells = {field: cell for field, cell in zip(fields, line, strict=False) if field and _written(cell)}
        named = [_written(cells[field]) for field in ("file", "id") if field in cells]
        if not named:
            continue
        details = _details(cells, name, number)
        before, at = rows.setdefault(key(named[0]), (details, number))
        if before != details:
            raise Invalid("sources.table_twice", file=name, row=number, first=at, value=named[0])
        base = PurePath(key(named[0]))
        for other in {base.name, base.stem, *map(key, named[1:])} if "file" in cells else ():
            # the same name in two folders, or two files of one call: then only the whole path tells which
            near[other] = details if near.get(other, details) == details else None
    ignored = tuple(_written(cell) for cell, field in zip(header, fields, strict=True) if field is None and _written(cell))
    return Table({one: told for one, told in near.items() if told} | {one: told for one, (told, _) in rows.items()}, ignored)


def over(first: Details, then: Details) -> Details:
    """Details of which the first count, and the others where those say nothing."""
    told = {name: value for name in Details.__slots__ if (value := getattr(first, name)) is not None}
    return replace(then, **told)


def details_of(told: Mapping[str, Any]) -> Details:
    """What a file's name told, as details."""
    return Details(**{"reference" if name == "call_id" else name: value for name, value in told.items()})


def _keys(name: str) -> Iterator[str]:
    """The whole path, then less and less of its folders; each with its ending and without."""
    path = PurePath(key(name))
    for skipped in range(len(path.parts)):
        rest = PurePath(*path.parts[skipped:])
        yield str(rest)
        if rest.suffix and not rest.suffix[1:].isdigit():
            yield str(rest.with_suffix(""))


def _header(lines: Iterator[tuple[int, Sequence[Any]]], file: str) -> tuple[Sequence[Any], list[str | None]]:
    """The line that names the columns, and the field of each; of two columns for one field the first counts."""
    first = list(islice(((number, line) for number, line in lines if any(map(_written, line))), 1))
    if not first:
        raise Invalid("sources.table_empty", file=file)
    for _, line in chain(first, islice(lines, TITLES)):
        fields: list[str | None] = []
        for cell in line:
            field = _BY_NAME.get(_plain(_written(cell)))
            fields.append(field if field not in fields else "")
        if {"id", "file"} & set(fields):
            return line, fields
    raise Invalid("sources.table_columns", file=file, columns="file / 文件名, call id / 通话编号")


def _details(cells: Mapping[str, Any], file: str, row: int) -> Details:
    text = {name: _written(cell) for name, cell in cells.items()}

    def wrong(column: str, expected: str) -> Invalid:
        return Invalid("sources.table_cell", file=file, row=row, column=column, value=text[column][:40], expected=expected)

    language = text.get("language")
    if language is not None and language.casefold() not in LANGUAGES:
        raise wrong("language", "zh, en, auto")
    try:
        phone = phone_of(text["phone"]) if "phone" in text else None
    except Invalid as problem:
        raise wrong("phone", "13800138000") from problem
    started = None
    if column := next((name for name in ("started_at", "date", "time") if name in cells), None):
        started = _moment(cells[column], cells.get("time") if column == "date" else None)
        if started is None:
            raise wrong(column, "2026-01-31 09:30:00")
    return Details(
        title=text.get("title"),
        reference=text.get("reference") or text.get("id"),
        language=LANGUAGES[language.casefold()] if language else None,
        agent=text.get("agent"),
        team=text.get("team"),
        started_at=started,
        queue=text.get("queue"),
        phone=phone,
    )


def _moment(cell: Any, clock: Any = None) -> datetime | None:
    """A moment as people and spreadsheets write it, of local time unless it says otherwise; None for anything else."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    if isinstance(cell, datetime) and isinstance(clock, time):
        cell = datetime.combine(cell, clock)
    elif clock is not None:
        day = f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else _written(cell)
        return _moment(f"{day} {_written(clock)}")
    found = cell if isinstance(cell, datetime) else _parsed(_written(cell))
    return found.astimezone() if found and found.year in YEARS else None


def _parsed(written: str) -> datetime | None:
    written = " ".join(unicodedata.normalize("NFKC", written).upper().split())
    half = next((half for name, half in _HALVES.items() if name in written), "")
    found = _MOMENT.fullmatch(re.sub("|".join(_HALVES), " ", written)) or _DIGITS.fullmatch(written)
    try:
        if found is None:
            return datetime.fromisoformat(written)
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        half = half or (found[7] or "" if found.re is _MOMENT else "")
        return datetime(year, month, day, hour % 12 + 12 * (half == "P") if half and hour <= 12 else hour, minute, second)
    except ValueError:
        return None


def _written(cell: Any) -> str:
    """A cell as text; a spreadsheet keeps a work number as 1001.0."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _plain(name: str) -> str:
    """A column's name without what people put around it: “Started At *”, “开始时间（必填）”."""
    return re.sub(r"\(.*?\)|[\s_\-*:.#]+", "", unicodedata.normalize("NFKC", name)).casefold()


def _text(content: bytes, name: str) -> Iterator[Sequence[Any]]:
    try:
        text = decoded(content, name)
        mark = max(",;\t", key="\n".join(islice(io.StringIO(text), TITLES)).count)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    except (UnreadableTranscript, csv.Error) as wrong:
        raise Invalid("sources.table_text", file=name) from wrong


def _spreadsheet(content: bytes, name: str) -> Iterator[Sequence[Any]]:
    """The lines of the first sheet. What a packed file opens to is bounded before it is opened."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(inside.file_size for inside in packed.infolist()) > MOST_UNPACKED:
                raise Invalid("sources.table_size", file=name, limit=MOST_BYTES // 2**20)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a program wrote there is not always so
        rows: Iterable[Sequence[Any]] = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        yield from rows
    except (InvalidFileException, *BROKEN) as wrong:
        raise Invalid("sources.table_broken", file=name) from wrong
