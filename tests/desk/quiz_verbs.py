"""The verbs of the quiz, for the table in test_access, and short ways to items: Ines makes them, Igor agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import excerpts, quiz_agree, quiz_items, quiz_make, quiz_match, quiz_play
from qa.desk.house import SYSTEM, House
from qa.model.people import Person, Role
from qa.model.quiz import Content, Given, ItemKind, ItemState, Option
from qa.model.text import Text
from qa.store import rows
from qa.store.tables import PersonRow
from qa.store.tables_quiz import QuizAnswerRow, QuizRoundRow
from tests.desk.conftest import Cast
from tests.desk.excerpting import excerpt

Try = Callable[[Cast, Person], Any]


def an_excerpt(cast: Cast) -> int:
    found = excerpts.listed(cast.house, SYSTEM)
    return found[0].id if found else excerpt(cast.house, cast.ines, cast.call, start=0, end=4, title="t").id


def choosing(*words: str, kind: ItemKind = ItemKind.CRITERION) -> Content:
    """A choice whose first words are right."""
    options = tuple(Option(Text.same(one), f"basic/{one}") for one in words or ("greet", "close", "never", "care"))
    return Content(kind, criterion="basic/greet", about=Text("问候", "Greets"), options=options, why="she says hello")


def proposed(cast: Cast, by: Person | None = None, content: Content | None = None, on: int | None = None) -> int:
    return quiz_make.propose(cast.house, by or cast.ines, on or an_excerpt(cast), content or choosing())


def agree(cast: Cast, item: int, right: bool = True, by: Person | None = None, words: str = "greet") -> bool:
    """Igor's second opinion on a choice, of which ``words`` are right."""
    by = by or cast.igor
    shown = [one.en for one in quiz_agree.question(cast.house, by, item).options]
    place = shown.index(words)
    return quiz_agree.agree(cast.house, by, item, choice=place if right else (place + 1) % len(shown), reason="heard it")


def playing(cast: Cast, content: Content | None = None, on: int | None = None) -> int:
    """An item in play."""
    content = content or choosing()
    item = proposed(cast, content=content, on=on)
    assert agree(cast, item, words=content.options[0].text.en)
    return item


def right_place(cast: Cast, who: Person, round_id: int, item: int, words: str = "greet") -> int:
    """Where the right choice stands among those that a player is shown."""
    shown, told = quiz_play.question(cast.house, who, round_id, item)
    assert told is None
    return [one.en for one in shown.options].index(words)


def answer(cast: Cast, who: Person, right: bool = True, item: int | None = None) -> int:
    """Begins a round and answers its item (the named one, else the first); gives the points."""
    made = quiz_play.begin(cast.house, who, count=99)
    item = item or quiz_play.round_of(cast.house, who, made).slots[0].item
    place = right_place(cast, who, made, item)
    return quiz_play.answer(cast.house, who, made, item, choice=place if right else (place + 1) % 4).points


def crowd(house: House, item: int, rights: list[bool]) -> None:
    """First answers of as many new people, straight into the tables."""
    with house.db.writing() as session:
        taken = session.connection().exec_driver_sql("select count(*) from person").scalar() or 0
        for place, right in enumerate(rights):
            person = rows.add(session, PersonRow(name=f"p{taken + place}", shown="P", role=Role.AGENT)).id or 0
            begun = rows.add(session, QuizRoundRow(person_id=person, items=[item])).id or 0
            row = QuizAnswerRow(round_id=begun, item_id=item, person_id=person, given=Given(choice=0 if right else 1).to_json())
            row.share, row.right, row.first, row.points = float(right), right, True, 10 * right
            rows.add(session, row)


def _in_play(cast: Cast) -> int:
    found = [one.id for one in quiz_items.listed(cast.house, SYSTEM) if one.state is ItemState.PLAYING]
    return found[0] if found else playing(cast)


def _retired(cast: Cast) -> int:
    item = playing(cast)
    quiz_items.retire(cast.house, cast.max, item, "r")
    return item


def _round(cast: Cast) -> int:
    _in_play(cast)
    return quiz_play.begin(cast.house, cast.ann)


def _match(cast: Cast) -> int:
    _in_play(cast)
    found = quiz_match.listed(cast.house, cast.ann)
    return found[0].id if found else quiz_match.challenge(cast.house, cast.ann, cast.bob.id)


def _nothing(_: Cast) -> About:
    return access.NOTHING


def _anns(cast: Cast) -> About:
    return About(author=cast.ann.id)


def _ines(cast: Cast) -> About:
    return About(author=cast.ines.id)


def _both(cast: Cast) -> About:
    return About(members=frozenset({cast.ann.id, cast.bob.id}))


QUIZ: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "quiz_lobby": ("quiz.play", _nothing, lambda c, who: quiz_play.lobby(c.house, who)),
    "quiz_begin": ("quiz.play", _nothing, lambda c, who: quiz_play.begin(c.house, who)),
    "quiz_sound": ("quiz.play", _nothing, lambda c, who: quiz_play.sound(c.house, who, _in_play(c))),
    "quiz_round": ("quiz.round", _anns, lambda c, who: quiz_play.round_of(c.house, who, _round(c))),
    "quiz_question": ("quiz.round", _anns, lambda c, who: quiz_play.question(c.house, who, _round(c), _in_play(c))),
    "quiz_answer": ("quiz.round", _anns, lambda c, who: quiz_play.answer(c.house, who, _round(c), _in_play(c), choice=0)),
    "quiz_colleagues": ("quiz.play", _nothing, lambda c, who: quiz_match.colleagues(c.house, who)),
    "quiz_challenge": ("quiz.play", _nothing, lambda c, who: quiz_match.challenge(c.house, who, c.ada.id)),
    "quiz_matches": ("quiz.play", _nothing, lambda c, who: quiz_match.listed(c.house, who)),
    "quiz_match": ("quiz.match", _both, lambda c, who: quiz_match.one(c.house, who, _match(c))),
    "quiz_match_play": ("quiz.match", _both, lambda c, who: quiz_match.play(c.house, who, _match(c))),
    "quiz_decline": (
        "quiz.match",
        lambda c: About(members=frozenset({c.bob.id})),
        lambda c, who: quiz_match.decline(c.house, who, _match(c)),
    ),
    "quiz_offered": ("quiz.make", _nothing, lambda c, who: quiz_make.offered(c.house, who)),
    "quiz_criteria": ("quiz.make", _nothing, lambda c, who: quiz_make.criteria(c.house, who)),
    "quiz_proposals": ("quiz.make", _nothing, lambda c, who: quiz_make.proposed(c.house, who, an_excerpt(c))),
    "quiz_blank": ("quiz.make", _nothing, lambda c, who: quiz_make.blank(c.house, who, an_excerpt(c), ItemKind.FACT)),
    "quiz_preview": ("quiz.make", _nothing, lambda c, who: quiz_make.preview(c.house, who, an_excerpt(c), choosing())),
    "quiz_propose": ("quiz.make", _nothing, lambda c, who: quiz_make.propose(c.house, who, an_excerpt(c), choosing())),
    "quiz_waiting": ("quiz.list", _nothing, lambda c, who: quiz_agree.waiting(c.house, who)),
    "quiz_blind": ("quiz.agree", _ines, lambda c, who: quiz_agree.question(c.house, who, proposed(c))),
    "quiz_agree": ("quiz.agree", _ines, lambda c, who: quiz_agree.agree(c.house, who, proposed(c), choice=0, reason="r")),
    "quiz_refuse": ("quiz.agree", _ines, lambda c, who: quiz_agree.refuse(c.house, who, proposed(c), "r")),
    "quiz_items": ("quiz.see", _nothing, lambda c, who: quiz_items.listed(c.house, who)),
    "quiz_wrong": ("quiz.see", _nothing, lambda c, who: quiz_items.wrong(c.house, who)),
    "quiz_retire": (
        "quiz.retire",
        lambda c: About(author=c.lea.id),
        lambda c, who: quiz_items.retire(c.house, who, proposed(c, c.lea), "r"),
    ),
    "quiz_back": ("quiz.back", _nothing, lambda c, who: quiz_items.bring_back(c.house, who, _retired(c), "r")),
    "quiz_export": ("export", _nothing, lambda c, who: quiz_items.exported(c.house, who)),
}
