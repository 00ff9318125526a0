"""``rubric``: do the examples of the rubrics hold, what would another version find, what is in force and since when."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli import backtest, rulebook
from qa.cli.words import Parser, Words


def add(commands: Any, words: Words) -> None:
    group = words.command(commands, "rubric")
    own = group.add_subparsers(title=words("commands"), metavar=words("command"), required=True, dest="verb", parser_class=Parser)
    test = words.command(own, "rubric test")
    test.add_argument("file", nargs="*", type=Path, help=words("rubric_test.file"))
    test.set_defaults(run=run)
    backtest.add(own, words)
    rulebook.add(own, words)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.desk import bare

    language, failed = words.language, 0
    for trial in bare.trials(bare.rubrics(config.load(), args.file)):
        failed += len(trial.failures)
        gaps = sum(result.known_gap is not None for result in trial.results)
        key = "rubric_test.fails" if trial.failures else "rubric_test.holds"
        words.say(key, rubric=trial.rubric, count=len(trial.results), failed=len(trial.failures), gaps=gaps)
        for result in trial.failures:
            words.say("rubric_test.failure", criterion=result.criterion, name=result.name.to(language), why=result.why.to(language))
    return 1 if failed else 0
