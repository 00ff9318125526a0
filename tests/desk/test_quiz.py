"""The quiz at the desk: what two judges agree on is played, what it pays, matches, weak items, what a withdrawal leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import soundfile

from qa.desk import excerpts, intake, keeping, notices, people, process, quiz_agree, quiz_items, quiz_make, quiz_match, quiz_play, voting
from qa.desk.house import SYSTEM, House, open_house
from qa.desk.intake import Details
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.people import Person, Role
from qa.model.quiz import ActKind, Content, ItemKind, ItemState, MatchState
from qa.model.text import Text
from qa.rubric import load
from qa.store import rows
from qa.store.tables import ExcerptRow, now
from qa.store.tables_quiz import QuizMatchRow
from tests.desk.conftest import Cast, line, settings, with_sound
from tests.desk.excerpting import excerpt
from tests.desk.quiz_verbs import agree, an_excerpt, answer, choosing, crowd, playing, proposed, right_place


def refused(code: str, kind: type[Exception], verb: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(kind) as found:
        verb(*given, **more)
    assert found.value.code == code  # type: ignore[attr-defined]


def state(cast: Cast, item: int) -> ItemState:
    return view(cast, item).state


def view(cast: Cast, item: int, who: Person | None = None) -> Any:
    return next(one for one in quiz_items.listed(cast.house, who or cast.max) if one.id == item)


# agreeing


def test_an_item_tells_nobody_what_they_are_to_score_first(anywhere: Cast) -> None:
    cast = anywhere
    on = excerpt(cast.house, cast.ines, cast.call, start=0, end=4, title="t", score_first=True).id
    item = playing(cast, on=on)
    refused("quiz.nothing", Conflict, quiz_play.begin, cast.house, cast.ann)
    refused("quiz.nothing", Conflict, quiz_match.challenge, cast.house, cast.lea, cast.ann.id)
    voting.give(cast.house, cast.ann, on, "good")
    assert quiz_play.round_of(cast.house, cast.ann, quiz_play.begin(cast.house, cast.ann)).open == (item,)
    assert on in [one.id for one in quiz_make.offered(cast.house, cast.igor)]


def test_an_item_is_played_once_a_second_judge_gives_the_same_answer_blind(anywhere: Cast) -> None:
    cast, item = anywhere, proposed(anywhere, anywhere.lea)
    refused("quiz.nothing", Conflict, quiz_play.begin, cast.house, cast.ann)
    with pytest.raises(NotFound):
        quiz_play.sound(cast.house, cast.ann, item)
    assert view(cast, item, cast.igor).content is None
    assert view(cast, item, cast.igor).acts == ()
    assert view(cast, item, cast.lea).content is not None
    assert [one.id for one in quiz_agree.waiting(cast.house, cast.igor)] == [item]
    blind = quiz_agree.question(cast.house, cast.igor, item)
    assert (blind.about.en, blind.question, sorted(one.en for one in blind.options)) == ("", "", ["care", "close", "greet", "never"])
    assert agree(cast, item)
    assert state(cast, item) is ItemState.PLAYING
    first, second = view(cast, item).acts
    assert [(one.kind, one.author, one.note, one.answer.en) for one in (first, second)] == [
        (ActKind.PROPOSED, "Lea", "she says hello", "greet"),
        (ActKind.AGREED, "Igor", "heard it", "greet"),
    ]
    refused("quiz.decided", Conflict, quiz_agree.refuse, cast.house, cast.max, item, "late")
    assert quiz_play.lobby(cast.house, cast.ann).items == 1
    for knows in (cast.lea, cast.igor):
        assert quiz_play.lobby(cast.house, knows).items == 0, "who knows what is right does not play it"


def test_a_differing_answer_keeps_it_out_and_both_reasons_stay(anywhere: Cast) -> None:
    cast = anywhere
    other, unclear = proposed(cast), proposed(cast)
    with pytest.raises(Forbidden):
        quiz_agree.question(cast.house, cast.ines, other)
    refused("quiz.reason", Invalid, quiz_agree.agree, cast.house, cast.igor, other, choice=0, reason=" ")
    refused("quiz.no_answer", Invalid, quiz_agree.agree, cast.house, cast.igor, other, choice=4, reason="r")
    assert not agree(cast, other, right=False)
    quiz_agree.refuse(cast.house, cast.max, unclear, "two are right")
    assert [state(cast, one) for one in (other, unclear)] == [ItemState.DIFFERENT] * 2
    assert [(one.author, bool(one.note)) for one in view(cast, other).acts] == [("Ines", True), ("Igor", True)]
    assert view(cast, unclear).acts[-1].note == "two are right"
    refused("quiz.nothing", Conflict, quiz_play.begin, cast.house, cast.ann)
    quiz_items.retire(cast.house, cast.max, other, "never")
    refused("quiz.not_retired", Conflict, quiz_items.bring_back, cast.house, cast.max, other, "no")


# playing


def test_points_are_full_once_half_after_an_error_and_seen_by_nobody_else(anywhere: Cast) -> None:
    cast, item = anywhere, playing(anywhere)
    assert [answer(cast, cast.ann, right) for right in (False, True, True)] == [0, 5, 0]
    assert [answer(cast, cast.bob, right) for right in (True, True)] == [10, 0]
    lobby = quiz_play.lobby(cast.house, cast.ann)
    assert (lobby.points, lobby.answered, lobby.right, lobby.fresh, lobby.week) == (5, 1, 0, 0, 5)
    assert quiz_play.lobby(cast.house, cast.lou).points == 0
    begun = quiz_play.begin(cast.house, cast.ann)
    with pytest.raises(Forbidden):
        quiz_play.round_of(cast.house, cast.lea, begun)
    told = quiz_play.answer(cast.house, cast.ann, begun, item, choice=right_place(cast, cast.ann, begun, item))
    shown, again = quiz_play.question(cast.house, cast.ann, begun, item)
    assert again == told
    assert shown.options[told.choice or 0].en == "greet"
    assert (told.why, told.about.en, told.excerpt) == ("she says hello", "Greets", an_excerpt(cast))
    refused("quiz.answered", Conflict, quiz_play.answer, cast.house, cast.ann, begun, item, choice=0)
    refused("quiz.no_item", NotFound, quiz_play.answer, cast.house, cast.ann, begun, item + 1, choice=0)
    refused("quiz.no_round", NotFound, quiz_play.round_of, cast.house, cast.ann, begun + 1)
    seen = quiz_play.round_of(cast.house, cast.ann, begun)
    assert (seen.open, seen.right, seen.points) == ((), 1, 0)


def test_a_round_is_of_a_topic_or_a_criterion_that_it_does_not_ask_for(cast: Cast) -> None:
    one = excerpt(cast.house, cast.ines, cast.call, start=0, end=4, topic="fees").id
    two = excerpt(cast.house, cast.ines, cast.call, start=0, end=5, topic="faults").id
    naming = playing(cast, on=one)
    fact = quiz_make.propose(
        cast.house, cast.ines, two, Content(ItemKind.FACT, criterion="basic/greet", claim="c", row=Text("r", "r"), why="w")
    )
    assert quiz_agree.agree(cast.house, cast.igor, fact, choice=0, reason="r")
    lobby = quiz_play.lobby(cast.house, cast.ann)
    assert (lobby.topics, [key for key, _ in lobby.criteria]) == (("faults", "fees"), ["basic/greet"])
    rounds = [quiz_play.begin(cast.house, cast.ann, topic=topic) for topic in ("fees", "faults")]
    rounds.append(quiz_play.begin(cast.house, cast.ann, criterion="basic/greet"))
    played = [[slot.item for slot in quiz_play.round_of(cast.house, cast.ann, number).slots] for number in rounds]
    assert played == [[naming], [fact], [fact]]
    assert quiz_play.lobby(cast.house, cast.ann).unfinished == rounds[-1]
    refused("quiz.nothing", Conflict, quiz_play.begin, cast.house, cast.ann, topic="other")


def test_before_the_answer_nothing_of_it_is_heard_or_read(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = with_sound(cast.house, tmp_path)
    found = excerpt(cast.house, cast.ines, call, start=0, end=7, kind="bad", better="I am on it.", criterion="basic/close", note="n")
    reply = next(one for one in quiz_make.proposed(cast.house, cast.ines, found.id) if one.kind is ItemKind.REPLY)
    assert (reply.until, [one.text.en for one in reply.options]) == (4.5, ["I am on it.", "I will look into it."])
    item = playing(cast, replace(reply, why="says what she does"), on=found.id)
    begun = quiz_play.begin(cast.house, cast.ann)
    shown, _ = quiz_play.question(cast.house, cast.ann, begun, item)
    assert [one["text"] for one in shown.heard.lines] == ["Hello, how can I help?", "My line is down again."]
    assert (shown.heard.seconds, len(shown.heard.peaks), shown.heard.has_sound) == (4.5, 2 * 112, True)
    key = quiz_play.sound(cast.house, cast.ann, item)
    assert soundfile.info(cast.house.files.find(key)).duration == pytest.approx(4.5, abs=0.01)
    told = quiz_play.answer(cast.house, cast.ann, begun, item, choice=right_place(cast, cast.ann, begun, item, "I am on it."))
    assert (told.right, len(told.heard.lines), told.heard.seconds) == (True, 3, found.seconds)
    # a withdrawal takes the shortened sound along
    keeping.withdraw(cast.house, cast.ines, found.id)
    with pytest.raises(NotFound):
        quiz_play.sound(cast.house, cast.ann, item)
    keeping.restore(cast.house, cast.ines, found.id)
    assert quiz_play.sound(cast.house, cast.ann, item) == key
    keeping.withdraw(cast.house, cast.ines, found.id)
    keeping.sweep(cast.house, now() + timedelta(minutes=2))
    assert not cast.house.files.path(key).exists()


def test_an_item_dies_with_its_excerpt_and_its_answers_stay(anywhere: Cast) -> None:
    cast, item = anywhere, playing(anywhere)
    assert answer(cast, cast.ann) == 10
    begun = quiz_play.begin(cast.house, cast.bob)
    with cast.house.db.writing() as session:
        row = rows.get(session, ExcerptRow, an_excerpt(cast))
        row.expires_on = excerpts.today() - timedelta(days=1)
    assert view(cast, item).gone == "expired"
    assert quiz_play.round_of(cast.house, cast.bob, begun).open == ()
    with cast.house.db.writing() as session:
        rows.get(session, ExcerptRow, row.id).expires_on = None
    assert quiz_play.round_of(cast.house, cast.bob, begun).open == (item,)
    keeping.withdraw(cast.house, cast.ines, row.id or 0)
    refused("quiz.no_item", NotFound, quiz_play.answer, cast.house, cast.bob, begun, item, choice=0)
    refused("quiz.nothing", Conflict, quiz_play.begin, cast.house, cast.bob)
    gone = view(cast, item)
    assert (gone.gone, gone.excerpt, gone.title, gone.quality.difficulty.count) == ("withdrawn", None, "", 1)
    assert quiz_play.lobby(cast.house, cast.ann).points == 10


# one against one


def test_a_match_is_the_same_items_for_both_and_its_result_theirs(anywhere: Cast) -> None:
    cast = anywhere
    for number in range(3):
        playing(cast, on=excerpt(cast.house, cast.ines, cast.call, start=0, end=3 + number).id)
    match = quiz_match.challenge(cast.house, cast.ann, cast.bob.id)
    (notice,) = (one for one in notices.listed(cast.house, cast.bob) if one.kind == "challenged")
    assert (notice.href, notice.count, notice.author) == (f"/quiz?match={match}", 3, "Ann")
    refused("quiz.match_open", Conflict, quiz_match.challenge, cast.house, cast.bob, cast.ann.id)
    refused("quiz.opponent", Invalid, quiz_match.challenge, cast.house, cast.bob, cast.bob.id)
    with pytest.raises(Forbidden):
        quiz_match.one(cast.house, cast.max, match)
    mine, theirs = (quiz_match.play(cast.house, who, match) for who in (cast.ann, cast.bob))
    assert quiz_match.play(cast.house, cast.ann, match) == mine
    refused("quiz.match_over", Conflict, quiz_match.decline, cast.house, cast.bob, match)
    rounds = [quiz_play.round_of(cast.house, who, number) for who, number in ((cast.ann, mine), (cast.bob, theirs))]
    assert rounds[0].open == rounds[1].open
    for place, item in enumerate(rounds[0].open):
        shown = [quiz_play.question(cast.house, who, number, item)[0].options for who, number in ((cast.ann, mine), (cast.bob, theirs))]
        assert shown[0] == shown[1]
        right = right_place(cast, cast.ann, mine, item)
        quiz_play.answer(cast.house, cast.ann, mine, item, choice=right)
        seen = quiz_match.one(cast.house, cast.bob, match)
        assert (seen.mine, seen.theirs, seen.their_done) == (None, None, place == 2)
        quiz_play.answer(cast.house, cast.bob, theirs, item, choice=right if place else (right + 1) % 4)
    results = [quiz_match.one(cast.house, who, match) for who in (cast.ann, cast.bob)]
    assert [(one.mine, one.theirs, one.count, one.state) for one in results] == [(3, 2, 3, MatchState.OVER), (2, 3, 3, MatchState.OVER)]
    assert notices.listed(cast.house, cast.ann)[0].kind == "matched"
    assert quiz_match.challenge(cast.house, cast.bob, cast.ann.id) != match


def test_a_match_may_be_declined_and_ends_after_seven_days(cast: Cast) -> None:
    playing(cast)
    match = quiz_match.challenge(cast.house, cast.ann, cast.bob.id)
    with pytest.raises(Forbidden):
        quiz_match.decline(cast.house, cast.ann, match)
    quiz_match.decline(cast.house, cast.bob, match)
    assert notices.listed(cast.house, cast.ann)[0].kind == "declined"
    refused("quiz.match_over", Conflict, quiz_match.play, cast.house, cast.ann, match)
    second = quiz_match.challenge(cast.house, cast.ann, cast.bob.id)
    mine = quiz_match.play(cast.house, cast.ann, second)
    (item,) = quiz_play.round_of(cast.house, cast.ann, mine).open
    with cast.house.db.writing() as session:
        rows.get(session, QuizMatchRow, second).until = now() - timedelta(minutes=1)
    refused("quiz.match_over", Conflict, quiz_play.answer, cast.house, cast.ann, mine, item, choice=0)
    seen = {one.id: (one.state, one.mine) for one in quiz_match.listed(cast.house, cast.bob)}
    assert seen == {match: (MatchState.DECLINED, None), second: (MatchState.OVER, None)}


# how good items are


def test_a_weak_item_is_retired_by_the_machine_and_judged_anew_when_it_is_back(anywhere: Cast) -> None:
    cast, item = anywhere, playing(anywhere)
    crowd(cast.house, item, [True] * 18)
    assert answer(cast, cast.ann) == 10
    assert state(cast, item) is ItemState.PLAYING, "of nineteen nothing is said"
    assert not view(cast, item).quality.enough
    begun = quiz_play.begin(cast.house, cast.lou)
    assert answer(cast, cast.bob) == 10
    found = view(cast, item)
    assert found.state is ItemState.RETIRED
    act = found.acts[-1]
    assert (act.kind, act.author, act.details["why"], act.details["count"]) == (ActKind.RETIRED, "", "easy", 20)
    assert quiz_play.round_of(cast.house, cast.lou, begun).open == ()
    with pytest.raises(Forbidden):
        quiz_items.bring_back(cast.house, cast.lea, item, "r")
    refused("quiz.reason", Invalid, quiz_items.bring_back, cast.house, cast.igor, item, "")
    quiz_items.bring_back(cast.house, cast.igor, item, "newcomers need it")
    assert answer(cast, cast.lou) == 10
    back = view(cast, item)
    assert (back.state, back.quality.difficulty.count, back.acts[-1].note) == (ItemState.PLAYING, 1, "newcomers need it")


def test_what_many_got_wrong_is_told_without_names_and_not_of_few(anywhere: Cast) -> None:
    cast, item = anywhere, playing(anywhere)
    crowd(cast.house, item, [True, False, False, False])
    assert quiz_items.wrong(cast.house, cast.lea) == ()
    crowd(cast.house, item, [True])
    (found,) = quiz_items.wrong(cast.house, cast.lea)
    assert (found.rate.value, found.rate.count, found.often.en, found.count, found.excerpt) == (0.6, 5, "close", 3, an_excerpt(cast))
    (told,) = quiz_items.exported(cast.house, cast.max)
    assert list(told) == quiz_items.COLUMNS
    assert (told["right_answer"], told["first_answers"], told["difficulty"], told["discrimination"]) == ("greet", 5, 0.4, None)


# making


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (replace(choosing(), why=" "), "quiz.why"),
        (choosing("one"), "quiz.options"),
        (choosing("one", "one"), "quiz.options"),
        (choosing("1", "2", "3", "4", "5"), "quiz.options"),
        (choosing("one", "x" * 601), "quiz.options"),
        (replace(choosing(), question="x" * 601), "desk.too_long"),
        (replace(choosing(), question="打 13800138000 找她"), "desk.excerpt_private"),
        (choosing("one", "打 13800138000 找她"), "desk.excerpt_private"),
        (Content(ItemKind.PLACE, about=Text("a", "a"), span=(1.0, 2.0), why="w"), "quiz.span"),  # this excerpt has no sound
        (replace(choosing("a", "b", kind=ItemKind.REPLY), until=99.0), "quiz.until"),
        (choosing("a", "b", kind=ItemKind.REPLY), "quiz.until"),
        (Content(ItemKind.FACT, claim="c", why="w"), "quiz.claim"),
    ],
)
def test_an_item_that_cannot_be_is_refused(cast: Cast, content: Content, code: str) -> None:
    refused(code, Invalid, quiz_make.propose, cast.house, cast.ines, an_excerpt(cast), content)
    refused(code, Invalid, quiz_make.preview, cast.house, cast.ines, an_excerpt(cast), content)


def test_a_place_is_proposed_from_the_evidence_and_found_by_ear(cast: Cast, tmp_path: Path) -> None:
    call = with_sound(cast.house, tmp_path)
    found = excerpt(cast.house, cast.ines, call, start=0.2, end=7.0, criterion="basic/greet")
    place = next(one for one in quiz_make.proposed(cast.house, cast.ines, found.id) if one.kind is ItemKind.PLACE)
    assert place.span == pytest.approx((0.3, 0.64), abs=0.1)  # the word that was found
    item = quiz_make.propose(cast.house, cast.ines, found.id, replace(place, why="hello"))
    assert quiz_agree.agree(cast.house, cast.igor, item, at=(place.span or (0, 0))[1] + 1.9, reason="there")
    begun = quiz_play.begin(cast.house, cast.ann)
    refused("quiz.no_answer", Invalid, quiz_play.answer, cast.house, cast.ann, begun, item, choice=0)
    told = quiz_play.answer(cast.house, cast.ann, begun, item, at=(place.span or (0, 0))[1] + 3.5)
    assert (told.right, told.share, told.points, told.span) == (False, 0.5, 5, place.span)


def test_a_checked_fact_is_proposed_with_its_row(tmp_path: Path) -> None:
    house = open_house(settings(tmp_path, rubrics=load.SHIPPED))
    try:
        call = _fact_call(house)
        found = excerpt(house, _inspector(house), call, start=0, end=8, kind="bad", criterion="accuracy/fees-right")
        (fact,) = (one for one in quiz_make.proposed(house, SYSTEM, found.id) if one.kind is ItemKind.FACT)
        assert (fact.true, fact.claim) == (False, "银龄十九元套餐每个月二十九块钱。")
        assert "19" in fact.row.zh
    finally:
        house.close()


def _fact_call(house: House) -> int:
    turns = (("customer", "老人用什么套餐？", 0.5, 3.0), ("agent", "银龄十九元套餐每个月二十九块钱。", 3.5, 8.0))
    said = line("fact", "", turns).replace(b'"en"', b'"zh"')
    call = intake.load_transcript(house, SYSTEM, "fact.jsonl", said, Details(language="zh")).call_id
    process.score(house, SYSTEM, call, process.attempt(house, SYSTEM, call))
    return call


def _inspector(house: House) -> Person:
    return people.add(house, SYSTEM, name="ines", shown="Ines", role=Role.INSPECTOR, password=None)
