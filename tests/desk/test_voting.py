"""Score it first: what gives the verdict away is told, on every way to it, to nobody who has yet to score; then how others scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from qa.desk import (
    concluding,
    consent,
    discuss,
    drafts,
    drawing,
    excerpt_export,
    excerpts,
    keeping,
    library,
    notices,
    packs,
    showing,
    taking,
    voting,
)
from qa.desk.house import SYSTEM
from qa.errors import Conflict, Forbidden, HearbackError, Invalid
from qa.model.library import ExcerptKind, Wanted
from qa.model.packs import Votes
from qa.model.people import Person
from qa.model.talk import Stance
from qa.store.tables import EventRow
from tests.desk.conftest import Cast, with_sound
from tests.desk.excerpting import excerpt

NOTE, BETTER, SAID, SO, CRITERION = "telltale note 套餐", "telltale wording", "telltale post", "telltale conclusion", "basic/greet"
SECRETS = ("telltale", "'good'", "GOOD", CRITERION, "Greets")


@pytest.fixture
def blind(cast: Cast, tmp_path: Path) -> int:
    """A good excerpt of Ann's call, to be scored first, that was talked about and concluded, and that stands in a pack of the red team."""
    call = with_sound(cast.house, tmp_path)
    words: dict[str, Any] = {"note": NOTE, "better": BETTER, "criterion": CRITERION, "topic": "lines", "score_first": True}
    number = excerpt(cast.house, cast.ines, call, start=0, end=4, title="Listen", **words).id
    discuss.say(cast.house, cast.ines, number, f"{SAID} @Bob @Lea")
    concluding.conclude(cast.house, cast.ines, number, SO)
    voting.give(cast.house, cast.igor, number, "good", "telltale reason")
    consent.say(cast.house, cast.ann, number, True)
    packs.put_in(cast.house, cast.lea, packs.make(cast.house, cast.lea, "p"), number)
    return number


WAYS: dict[str, Callable[[Cast, Person, int], Any]] = {
    "view": lambda c, who, i: excerpts.one(c.house, who, i),
    "listing": lambda c, who, i: excerpts.listed(c.house, who),
    "by kind": lambda c, who, i: excerpts.listed(c.house, who, kind=ExcerptKind.GOOD),
    "by the note's words": lambda c, who, i: excerpts.listed(c.house, who, words="telltale note"),
    "by the wording's words": lambda c, who, i: excerpts.listed(c.house, who, words="telltale wording"),
    "page": lambda c, who, i: library.page(c.house, who, Wanted()),
    "by the page's kind": lambda c, who, i: library.page(c.house, who, Wanted(kind=ExcerptKind.GOOD)).cards,
    "by the page's criterion": lambda c, who, i: library.page(c.house, who, Wanted(criterion=CRITERION)).cards,
    "by the note's sound": lambda c, who, i: library.page(c.house, who, Wanted(words="淘餐")).cards,
    "by its place among good ones": lambda c, who, i: library.beside(c.house, who, Wanted(kind=ExcerptKind.GOOD), i),
    "by what is new": lambda c, who, i: library.page(c.house, who, Wanted(news=True)).cards,
    "pack": lambda c, who, i: packs.listed(c.house, who),
    "thread": lambda c, who, i: discuss.thread(c.house, who, i),
    "conclusions": lambda c, who, i: concluding.history(c.house, who, i),
    "scores": lambda c, who, i: voting.result(c.house, who, i),
    "notices": lambda c, who, i: [(one.text, one.about) for one in notices.listed(c.house, who)],
    "own good ones": lambda c, who, i: consent.mine(c.house, who),
    "drafts": lambda c, who, i: drafts.listed(c.house, who),
    "packing": lambda c, who, i: drawing.on_offer(c.house, who),
    "taking along": lambda c, who, i: taking.offline(c.house, who, packs.listed(c.house, who)[0].id, "en"),
    "export": lambda c, who, i: excerpt_export.exported(c.house, who),
}
WORKS_ON_PACKS = {"packing": ("lea", "lou", "max", "ada"), "taking along": ("lea", "lou", "max", "ada"), "pack": ("lea", "max", "ada")}
EXPORTS = ("max", "ada")


def shows(way: str, cast: Cast, who: Person, number: int) -> bool:
    """Whether something tells of the verdict; what is refused tells nothing."""
    try:
        found = WAYS[way](cast, who, number)
    except HearbackError:
        return False
    if isinstance(found, bytes):
        return True
    if way.startswith("by "):
        return bool(found)
    return any(secret in repr(found) for secret in SECRETS)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_tells_the_verdict_before_the_vote(cast: Cast, blind: int, way: str) -> None:
    for name, person in cast.people.items():
        knows = name in ("ines", "igor") or name in WORKS_ON_PACKS.get(way, ()) or (way == "export" and name in EXPORTS)
        told = shows(way, cast, person, blind)
        assert not told or knows, f"{name}: {way}"
    voting.give(cast.house, cast.bob, blind, "unsure")
    voting.reveal(cast.house, cast.lea, blind)
    if way not in ("own good ones", "drafts", "packing", "taking along", "export"):
        assert shows(way, cast, cast.bob, blind)
        assert shows(way, cast, cast.lea, blind)


def test_what_tells_nothing_is_there_before_the_vote(cast: Cast, blind: int) -> None:
    seen = excerpts.one(cast.house, cast.bob, blind)
    assert (seen.hidden, seen.kind, seen.title, seen.topic, seen.by_criterion, seen.agent, seen.posts) == (
        True,
        None,
        "Listen",
        "lines",
        True,
        "",
        1,
    )
    assert seen.lines
    assert cast.house.files.find(excerpts.sound(cast.house, cast.bob, blind)).is_file()
    for words in ("listen", "lines", "how can I help"):
        assert [one.id for one in excerpts.listed(cast.house, cast.bob, words=words)] == [blind]
    assert voting.waiting(cast.house, cast.bob) == 1
    assert [card.excerpt.id for card in library.page(cast.house, cast.bob, Wanted(waiting=True)).cards] == [blind]
    assert [one.text for one in notices.listed(cast.house, cast.bob)] == [""], "a mention is told, without its words"
    with pytest.raises(Conflict):
        discuss.say(cast.house, cast.bob, blind, "first")
    voting.give(cast.house, cast.bob, blind, "good")
    assert voting.waiting(cast.house, cast.bob) == 0
    assert library.page(cast.house, cast.bob, Wanted(waiting=True)).cards == ()
    assert SAID in notices.listed(cast.house, cast.bob)[0].text
    after = asdict(excerpts.one(cast.house, cast.bob, blind))
    assert (after["note"], after["conclusion"], after["criterion"], after["agent"]) == (NOTE, SO, CRITERION, "Ann")


def test_present_mode_shows_all_of_it(cast: Cast, blind: int) -> None:
    (pack,) = packs.listed(cast.house, cast.lea)
    assert packs.listed(cast.house, cast.bob)[0].items[0].excerpt.hidden
    (item,) = showing.one(cast.house, cast.lea, showing.start(cast.house, cast.lea, pack.id)).items
    assert (item.kind, item.note, item.better, item.conclusion) == (ExcerptKind.GOOD, NOTE, BETTER, SO)


def test_the_first_vote_counts_and_a_changed_mind_stands_beside_it(anywhere: Cast) -> None:
    cast, house = anywhere, anywhere.house
    number = excerpt(house, cast.ines, cast.call, start=0, end=4, score_first=True).id
    for who, stance in ((cast.ann, "good"), (cast.igor, "bad"), (cast.max, "good"), (cast.bob, "unsure")):
        voting.give(house, who, number, stance, f"  because\n {who.shown} ")
    voting.give(house, cast.bob, number, "unsure", "because Bob")
    voting.give(house, cast.bob, number, "bad", "heard it again")
    voting.reveal(house, cast.bob, number)
    voting.reveal(house, cast.lea, number)
    found = voting.result(house, cast.bob, number)
    assert found is not None
    assert (found.inspectors, found.others) == (Votes(good=1, bad=1), Votes(good=1, unsure=1))
    assert found.mine is not None
    assert (found.mine.stance, found.mine.reason) == (Stance.UNSURE, "because Bob")
    assert [(stance, reason) for stance, reason, _ in found.mine.later] == [(Stance.BAD, "heard it again")]
    assert [voice.name for voice in found.voices] == ["Ann", "Igor", "Max", "Bob"]
    looked = voting.result(house, cast.lea, number)
    assert looked is not None
    assert (looked.mine, looked.may_change) == (None, False)
    with pytest.raises(Conflict) as late:
        voting.give(house, cast.lea, number, "good")
    assert late.value.code == "voting.looked"
    with pytest.raises(Conflict) as own:
        voting.give(house, cast.ines, number, "good")
    assert own.value.code == "voting.own"
    with pytest.raises(Invalid):
        voting.give(house, cast.lou, number, "great")
    with pytest.raises(Invalid):
        voting.give(house, cast.lou, number, "good", "x" * (voting.LONGEST_REASON + 1))


def test_what_is_not_scored_first_is_shown_at_once_and_takes_no_votes(cast: Cast) -> None:
    number = excerpt(cast.house, cast.ines, cast.call, start=0, end=4, note=NOTE).id
    assert excerpts.one(cast.house, cast.bob, number).note == NOTE
    assert voting.result(cast.house, cast.bob, number) is None
    assert voting.waiting(cast.house, cast.bob) == 0
    for verb in (lambda: voting.give(cast.house, cast.bob, number, "good"), lambda: voting.reveal(cast.house, cast.bob, number)):
        with pytest.raises(Conflict):
            verb()


def test_the_system_sees_all_and_export_is_the_managers(cast: Cast, blind: int) -> None:
    assert not excerpts.one(cast.house, SYSTEM, blind).hidden
    with pytest.raises(Forbidden):
        excerpt_export.exported(cast.house, cast.lea)


def test_scoring_first_is_turned_off_and_on_later_and_scores_stay(cast: Cast, blind: int) -> None:
    keeping.ask(cast.house, cast.ines, blind, False)
    keeping.ask(cast.house, cast.ines, blind, False)
    assert not excerpts.one(cast.house, cast.bob, blind).hidden
    shown = voting.result(cast.house, cast.bob, blind)
    assert shown is not None
    assert ([voice.name for voice in shown.voices], shown.inspectors.good) == (["Igor"], 1)
    with pytest.raises(Conflict):
        voting.give(cast.house, cast.bob, blind, Stance.GOOD)
    keeping.ask(cast.house, cast.max, blind, True)
    assert excerpts.one(cast.house, cast.bob, blind).hidden
    assert not excerpts.one(cast.house, cast.igor, blind).hidden
    with cast.house.db.reading() as session:
        acts = session.query(EventRow).filter_by(verb="excerpt.ask").order_by(EventRow.id)  # type: ignore[arg-type]
        assert [(act.actor_id, act.details) for act in acts] == [(cast.ines.id, {"first": False}), (cast.max.id, {"first": True})]
