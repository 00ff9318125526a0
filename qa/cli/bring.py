"""``import``: recordings, folders and transcripts of other tools into the workspace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.cli.words import Words, lines
from qa.errors import Invalid

if TYPE_CHECKING:
    from qa.desk.house import House
    from qa.desk.views import CallLine


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "import")
    own.add_argument("path", nargs="*", type=Path, help=words("import.path"))
    own.add_argument("--metadata", type=Path, help=words("import.metadata"))
    own.add_argument("--source", help=words("import.source"))
    own.add_argument("--rule", help=words("import.rule"))
    own.add_argument("--raw", default="", help=words("options.raw"))
    own.add_argument("--wait", action="store_true", help=words("import.wait"))
    own.add_argument("--json", action="store_true", help=words("options.json"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa.cli.home import opened
    from qa.desk import bulk
    from qa.desk.house import SYSTEM

    if not args.path and not args.metadata:
        raise Invalid("cli.no_path")
    with opened() as house:
        origin = bulk.origin_of(house, SYSTEM, args.source, args.rule, args.metadata, args.raw)
        if origin.table.ignored and not args.json:
            words.warn("import.ignored", columns=", ".join(origin.table.ignored))
        failed, ids = 0, []
        came = bulk.bring(house, SYSTEM, args.path, origin) if args.path else bulk.fill_in(house, SYSTEM, origin.table)
        for one in came:
            if one.what is bulk.What.PASSED and args.metadata and Path(one.file) == args.metadata:
                continue
            failed += one.what is bulk.What.BAD
            ids += [one.call_id] if one.call_id else []
            note = one.note.to(words.language)
            if args.json:
                lines([{"file": one.file, "what": one.what, "call": one.call_id, "note": note}], sys.stdout)
            else:
                said = words(f"import.{one.what}", file=one.file, call=one.call_id, note=note)
                print(" ".join(said.split()), file=sys.stderr if one.what is bulk.What.BAD else sys.stdout, flush=True)
        if args.wait and ids:
            failed += _wait(house, ids, args.json, words)
    return 1 if failed else 0


def _wait(house: House, ids: list[int], as_json: bool, words: Words) -> int:
    """Be a worker until these calls are at their end; gives how many failed."""
    from qa.cli.work import end_now, leave_on_signals
    from qa.desk import intake
    from qa.desk.house import SYSTEM
    from qa.jobs.worker import Worker
    from qa.model.call import CallState

    def settled() -> bool:
        moving = intake.listed(house, SYSTEM, states=tuple(state for state in CallState if state.moving), limit=1_000_000)
        return not {line.id for line in moving} & set(ids)

    worker = Worker(house)
    leave_on_signals(worker)
    if not worker.run(until=settled):
        end_now()
    failed = 0
    for call_id in dict.fromkeys(ids):
        line = intake.view(house, SYSTEM, call_id).line
        failed += line.state is CallState.FAILED
        _say(line, as_json, words)
    return failed


def _say(line: CallLine, as_json: bool, words: Words) -> None:
    why = line.problem.message(words.language) if line.problem else ""
    if as_json:
        lines([{"call": line.id, "state": line.state, "percent": line.percent, "note": why}], sys.stdout)
        return
    score = "" if line.percent is None else f"{line.percent:.0f} %"
    print(words("import.state", call=line.id, title=line.title, state=words(f"import.states.{line.state}"), more=why or score), flush=True)
