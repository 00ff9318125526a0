"""``doctor``: what is here, what is missing, and the mend."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from qa.cli.words import Words, lines


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "doctor")
    own.add_argument("--json", action="store_true", help=words("options.json"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.desk import health

    broken = 0
    for check in health.check(config.load()):
        broken += check.state is health.State.BROKEN
        said = check.said.to(words.language)
        if args.json:
            lines([{"name": check.name, "state": check.state, "said": said}], sys.stdout)
        else:
            name = words(f"doctor.names.{check.name}")
            print(words("doctor.line", mark=words(f"doctor.marks.{check.state}"), name=name, said=said), flush=True)
    if not args.json:
        words.say("doctor.broken" if broken else "doctor.well", count=broken)
    return 1 if broken else 0
