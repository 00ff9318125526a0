"""A text of the rules tried on one call, stored or typed in. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.access import authorize
from qa.desk import answers, choosing, record
from qa.desk.house import House
from qa.desk.rulebook import tidied
from qa.errors import Invalid, NotFound, UnreadableCall
from qa.model.call import Call, Transcript, Utterance
from qa.model.finding import Finding
from qa.model.people import Person
from qa.model.rules import RuleKey
from qa.model.text import Text
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate_all
from qa.rubric.texts import Shelf, over
from qa.speech.formats import plain, read_calls
from qa.speech.formats.labels import parted, role
from qa.speech.formats.reading import finish
from qa.store.tables import AnswerRow

LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class TriedRubric:
    """What a rubric says of the call; ``version`` is its own."""

    rubric: str
    version: int
    title: Text
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The call's words, and what each rubric that the text has a say in makes of them."""

    transcript: Transcript
    rubrics: tuple[TriedRubric, ...]


def on_stored(house: House, actor: Person, key: RuleKey, text: str, call_id: int) -> Tried:
    """On a call of the house, with what its sound says. Raises NotFound, RubricError."""
    authorize(actor, "rubric.try")
    with house.db.reading() as session:
        found = next(choosing.read(session, [call_id]), None)
    if found is None:
        raise NotFound("desk.no_call", call=call_id)
    return _tried(house, key, text, record.heard_call(found.call, found.recording, found.transcript), found.given)


def on_words(house: House, actor: Person, key: RuleKey, text: str, words: str) -> Tried:
    """On "speaker: words" lines, or on one call as a line of JSON. Raises UnreadableTranscript, UnreadableCall, Invalid, RubricError."""
    authorize(actor, "rubric.try")
    if len(words) > LONGEST:
        raise Invalid("desk.too_long", longest=LONGEST)
    if not words.strip():
        raise Invalid("rulebook.no_words")
    if not words.lstrip("\ufeff \t\r\n").startswith("{"):
        return _tried(house, key, text, Call("typed", _talk(words)))
    call = next(read_calls(words.splitlines(), "-"))
    if isinstance(call, UnreadableCall):
        raise call
    return _tried(house, key, text, call)


def _talk(words: str) -> Transcript:
    """Typed words; a single line is a talk too where it begins with who says it. Raises UnreadableTranscript."""
    lines = [line for line in words.splitlines() if line.strip()]
    who, said = parted(lines[0].strip())
    if len(lines) == 1 and who:
        return finish([Utterance(role(who), said.strip())], None, "-", plain.FORMAT.name).transcript
    return plain.read(words, "-").transcript


def _tried(house: House, key: RuleKey, text: str, call: Call, given: Sequence[AnswerRow] = ()) -> Tried:
    here = house.rules.shelf
    shelf = Shelf(over(here.sources, {key: tidied(text)}), here)
    if (fault := shelf.fault(key)) is not None:
        raise fault
    book = Book(tuple(shelf.rubric(name) for name in shelf.users(key)), {}, {}, {})
    found = evaluate_all(book.rubrics, call, answers.known(book, call, given))
    return Tried(call.transcript, tuple(TriedRubric(e.rubric, e.version, e.title, e.findings) for e in found))
