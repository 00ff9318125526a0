"""Where transcripts go: the standard output, or a file each in a folder."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from qa.cli.words import Words
from qa.errors import HearbackError, Invalid
from qa.model.call import Transcript

FORMS = ("calls", "srt", "vtt", "json", "txt", "docx")
BINARY = ("docx",)
Named = tuple[str, Transcript | HearbackError]


def deliver(paths: Iterable[Path], make: Callable[[Path], list[Named]], form: str, out: str, words: Words) -> int:
    """Write what ``make`` gets out of each path; what cannot be used is complained about, and the rest is done.

    Gives 0, 1 where some could not be used, 2 where none could.
    """
    if form in BINARY and out == "-":
        raise Invalid("cli.needs_folder", form=form)
    folder = None if out == "-" else _folder(Path(out))
    done = bad = 0
    for path in paths:
        try:
            made = make(path)
        except HearbackError as problem:
            words.complain(problem.message(words.language))
            bad += 1
            continue
        for name, what in made:
            if isinstance(what, HearbackError):
                words.complain(what.message(words.language))
                bad += 1
                continue
            _write(what, name, form, folder)
            done += 1
    return 0 if not bad else 1 if done else 2


def _write(what: Transcript, name: str, form: str, folder: Path | None) -> None:
    from qa.desk import bare

    written = bare.written(what, form, name)
    if folder is not None:
        file = folder / (re.sub(r"[^\w.-]+", "_", name) + bare.suffix(form))
        file.write_bytes(written.encode() if isinstance(written, str) else written)
    elif isinstance(written, str):
        sys.stdout.write(written if written.endswith("\n") else written + "\n")


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise Invalid("cli.folder", folder=folder, why=wrong.strerror or wrong) from wrong
    return folder
