"""Everything that can go wrong on purpose, drawn.

    HearbackError                  the root: whoever called gets a sentence, never a traceback
    ├── BadInput                   what was given cannot be used; nothing was changed
    │   ├── UnreadableSound        a recording that cannot be decoded; the inspector sees it on the call
    │   ├── UnreadableTranscript   a transcript of another tool that is none, or is broken; names the place
    │   ├── UnreadableCall         one line of calls as lines that is none; names file and line
    │   ├── RubricError            a rubric, phrase set or fact sheet that is wrong; names file, line and column
    │   └── Invalid                a field of a form or an option that cannot be; the person who typed it
    ├── Forbidden                  this person may not do this
    ├── NotFound                   what was asked for is not here (or not for this person's eyes)
    ├── Conflict                   somebody or something was there first; load again
    ├── ModelMissing               no speech model is at hand; the call waits and says what to do
    ├── EngineMissing              the chosen speech engine is not installed; names the mend
    ├── ReaderError                a language model gave no usable answer: its criterion stays unscored and may be asked again
    │   ├── ReaderUnavailable      it cannot be reached, is too slow or has too much to do
    │   ├── ReaderRefused          it will not: key, address, model or request; the person who runs the house
    │   └── UnreadableAnswer       it wrote something that is no answer
    ├── ProcessLost                a process that judged calls beside others was ended from outside; fewer at a time, or again
    └── Misconfigured              a setting that cannot work; the person who runs the house

Each error has a ``code``, ``area.name``: its sentence stands in the locale file of the area, under ``[errors]``, and ``{…}`` is filled from
``params``.
"""

from __future__ import annotations

from typing import Any

from qa import locales


class HearbackError(Exception):
    """``code`` picks the sentence, ``params`` fill it. ``str()`` speaks English; ``message`` speaks the reader's language."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def message(self, language: str) -> str:
        """What happened, where, and what to do next, for a reader of ``language``."""
        area, name = self.code.split(".", 1)
        return locales.text(language, f"{area}.errors.{name}", **self.params)

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.params)


def _again(kind: type[HearbackError], code: str, params: dict[str, Any]) -> HearbackError:
    return kind(code, **params)


class BadInput(HearbackError):
    pass


class UnreadableSound(BadInput):
    pass


class UnreadableTranscript(BadInput):
    pass


class UnreadableCall(BadInput):
    pass


class RubricError(BadInput):
    pass


class Invalid(BadInput):
    pass


class Forbidden(HearbackError):
    pass


class NotFound(HearbackError):
    pass


class Conflict(HearbackError):
    pass


class ModelMissing(HearbackError):
    pass


class EngineMissing(HearbackError):
    pass


class ReaderError(HearbackError):
    pass


class ReaderUnavailable(ReaderError):
    pass


class ReaderRefused(ReaderError):
    pass


class UnreadableAnswer(ReaderError):
    pass


class ProcessLost(HearbackError):
    pass


class Misconfigured(HearbackError):
    pass
