"""Items of the quiz as they are asked and told: what goes out before the answer, and what after it."""

from __future__ import annotations

from qa import locales
from qa.desk import excerpts
from qa.desk.quiz_views import Heard, Question, Told
from qa.errors import Invalid, NotFound
from qa.model.library import ExcerptKind, ExcerptState
from qa.model.quiz import Content, Given, ItemKind, shuffled
from qa.model.text import NO_TEXT, Text
from qa.store import quiz
from qa.store.engine import Session
from qa.store.quiz import Pair
from qa.store.tables import ExcerptRow
from qa.store.tables_quiz import QuizItemRow

PEAKS_RATE = 25


def gone(item: QuizItemRow, excerpt: ExcerptRow | None) -> str:
    """Why an item is out of play with its excerpt: ``withdrawn``, ``expired``, ``changed``; "" where it is not."""
    if excerpt is None or excerpt.state != ExcerptState.PUBLISHED:
        return "withdrawn"
    if excerpts.over(excerpt):
        return "expired"
    return "" if excerpt.recipe == item.recipe else "changed"


def pair(session: Session, item_id: int) -> Pair:
    """An item with its excerpt. Raises NotFound."""
    found = quiz.items(session, ids=[item_id])
    if not found:
        raise NotFound("quiz.no_item", item=item_id)
    return found[0]


def alive(session: Session, item_id: int) -> tuple[QuizItemRow, ExcerptRow]:
    """The same, where its excerpt can be heard. Raises NotFound."""
    item, excerpt = pair(session, item_id)
    if excerpt is None or gone(item, excerpt):
        raise NotFound("quiz.no_item", item=item_id)
    return item, excerpt


def asked(item_id: int, content: Content, excerpt: ExcerptRow, seed: str, worth: int = 0, sound: str | None = None) -> Question:
    """An item as it is asked. ``seed`` decides the order of its options; ``sound``: its own sound, where it has one."""
    return Question(
        item=item_id,
        kind=content.kind,
        question=content.question,
        about=content.about if content.kind is ItemKind.PLACE else NO_TEXT,
        options=tuple(content.options[place].text for place in order(content, seed)) if content.options else (),
        claim=content.claim,
        heard=heard(excerpt, content.until if content.kind is ItemKind.REPLY else None, sound),
        worth=worth,
        shows=content.shows if content.kind is ItemKind.PLACE else ExcerptKind.DISCUSS,
    )


def told(content: Content, excerpt: ExcerptRow, given: Given, share: float, points: int, seed: str) -> Told:
    """What is told after an answer."""
    shown = order(content, seed)
    begins, ends = excerpt.focus_from, excerpt.focus_to
    focus = None if begins is None or ends is None else (max(begins - excerpt.starts_at, 0.0), ends - excerpt.starts_at)
    return Told(
        right=share == 1,
        share=share,
        points=points,
        excerpt=excerpt.id or 0,
        heard=heard(excerpt),
        chosen=None if given.choice is None else shown.index(given.choice),
        at=given.at,
        choice=shown.index(content.right) if shown else None,
        span=content.span or focus,
        about=content.about if content.criterion else NO_TEXT,
        title=excerpt.title,
        why=content.why,
        better=excerpt.better,
        row=content.row,
    )


def given(content: Content, seed: str, choice: int | None, at: float | None) -> Given:
    """An answer as it came from the page: ``choice`` among the options as shown. Raises Invalid for one that cannot be."""
    if content.kind is ItemKind.PLACE:
        if at is None or not 0 <= at < 1e6:
            raise Invalid("quiz.no_answer")
        return Given(at=round(float(at), 2))
    shown = order(content, seed)
    if choice is None or not 0 <= choice < len(shown):
        raise Invalid("quiz.no_answer")
    return Given(choice=shown[choice])


def order(content: Content, seed: str) -> tuple[int, ...]:
    """The options in the order in which they are shown; right and wrong always stand in theirs."""
    return (0, 1) if content.kind is ItemKind.FACT else shuffled(content.choices, seed)


def words(content: Content, answer: Given, lines: list[dict[str, object]]) -> Text:
    """An answer in words: the option, right or wrong, or the second with what is said then."""
    if answer.choice is not None:
        if content.kind is ItemKind.FACT:
            return locales.both("quiz.fact.wrong" if answer.choice else "quiz.fact.right")
        return content.options[answer.choice].text
    at = answer.at or 0.0
    said = [line for line in lines if isinstance(start := line["start"], int | float) and start <= at + 0.05]
    return Text.same(f"{int(at) // 60}:{int(at) % 60:02} {said[-1]['text'] if said else ''}".strip())


def heard(excerpt: ExcerptRow, until: float | None = None, sound: str | None = None) -> Heard:
    """An excerpt as it is heard, to its end or up to a second. Of what comes later neither words nor waveform are in it."""
    seconds, lines, peaks = excerpt.seconds, excerpt.lines, excerpt.peaks
    if until is not None:
        seconds = min(until, seconds)
        lines = [line for line in lines if line["start"] is not None and line["start"] < until - 0.05]
        length = len(peaks) // max(excerpt.channels, 1)
        keep = int(until * PEAKS_RATE)
        peaks = b"".join(peaks[channel * length : channel * length + min(keep, length)] for channel in range(excerpt.channels))
    has_sound = bool(excerpt.sound if sound is None else sound)
    return Heard(tuple(lines), seconds, excerpt.channels, excerpt.agent_channel, peaks, has_sound)
