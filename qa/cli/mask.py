"""``mask``: transcripts with private words masked, to be passed on; without a workspace."""

from __future__ import annotations

import argparse
from typing import Any

from qa.cli.convert import arguments, written
from qa.cli.words import Words


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "mask")
    arguments(own, words)
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa.desk import bare

    return written(args, words, bare.masked)
