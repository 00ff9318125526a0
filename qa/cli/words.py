"""The reader's language on the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, NoReturn

from qa import locales


def language_here(environment: Mapping[str, str]) -> str:
    """What the terminal is set to: zh or en."""
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def speak(language: str) -> None:
    """Have argparse use our words for its own: it looks each up by a function of the module, which is replaced."""
    own = locales.area(language, "cli.argparse")
    setattr(argparse, "_", lambda said: own.get(said, said))  # noqa: B010 - a name of the module that its types keep to themselves


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; an option may not be shortened, so that a new one breaks no script."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **options})

    def error(self, message: str) -> NoReturn:
        complaint: str = getattr(argparse, "_")("%(prog)s: error: %(message)s\n")  # noqa: B009 - as in speak
        self.exit(2, complaint % {"prog": self.prog, "message": message})


@dataclass(frozen=True, slots=True)
class Words:
    """Says things in one language: to the reader on the standard output, complaints on the error output."""

    language: str

    def __call__(self, key: str, **params: Any) -> str:
        """The words behind ``cli.<key>``."""
        return locales.text(self.language, f"cli.{key}", **params)

    def say(self, key: str, **params: Any) -> None:
        print(self(key, **params), flush=True)

    def warn(self, key: str, **params: Any) -> None:
        self.complain(self(key, **params))

    def complain(self, sentence: str) -> None:
        """One line on the error output, whatever the sentence was made of."""
        print(" ".join(sentence.split()), file=sys.stderr, flush=True)

    def command(self, commands: Any, name: str, **options: Any) -> Parser:
        """A command whose help stands under ``cli.<name>``."""
        about = self(f"{name.replace(' ', '_')}.about")
        added: Parser = commands.add_parser(name.split()[-1], help=about, description=about, **options)
        return added


def lines(rows: Iterable[Mapping[str, Any]], to: IO[str]) -> None:
    """One JSON object a line."""
    for row in rows:
        to.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
