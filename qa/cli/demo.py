"""``demo``: a workspace of sample calls."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qa.cli.words import Words


def add(commands: Any, words: Words) -> None:
    own = words.command(commands, "demo")
    own.add_argument("--data", type=Path, help=words("demo.data"))
    own.add_argument("--language", choices=("zh", "en"), default="zh", help=words("demo.language"))
    own.set_defaults(run=run)


def run(args: argparse.Namespace, words: Words) -> int:
    from qa import config
    from qa.desk import demo
    from qa.desk.house import open_house

    settings = config.load()
    folder = args.data or settings.data / "demo"
    # A demo is a house of its own: whatever else the environment names is not touched.
    house = open_house(config.load(data=folder, database_url="", files=""))
    try:
        demo.furnish(house, lambda said: print(said.to(words.language), flush=True), args.language)
        for person in demo.people_of(house):
            words.say("demo.person", shown=person.shown, name=person.name, role=words(f"people.roles.{person.role}"))
    finally:
        house.close()
    words.say("demo.open", folder=folder)
    return 0
