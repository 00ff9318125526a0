"""The library: found by filters, words and sound, by whoever may ask; favourites; withdrawn, put back, expired."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from qa.desk import discuss, drafts, excerpts, keeping, library, packs, people, shelving
from qa.desk.house import SYSTEM, open_house
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.jobs.worker import Worker
from qa.model.library import ExcerptKind, Sort, Wanted
from qa.model.people import Person, Role
from qa.store.engine import Database
from qa.store.tables import EventRow, ExcerptRow, now
from qa.store.tables_library import ExcerptWordsRow
from tests.desk.conftest import Cast, furnish, rubrics, scored, settings, with_sound
from tests.desk.earlier import taken_back
from tests.desk.excerpting import excerpt

TURNS = (
    ("agent", "您好，您的淘餐到期了。", 0.5, 2.0),
    ("customer", "我的电话是13800138000。", 2.5, 5.0),
    ("agent", "好的，为您办理寬帶。", 5.5, 7.0),
)


def titles(cast: Cast, who: Person, number: int = 1, **wanted: object) -> list[str]:
    return [card.excerpt.title for card in library.page(cast.house, who, Wanted(**wanted), number).cards]  # type: ignore[arg-type]


def stocked(cast: Cast) -> dict[str, int]:
    """Four excerpts: two of the red team, one of the blue one, one with Chinese words."""
    blue, said = scored(cast.house, "call-2", "bob", (("agent", "Hello.", 0.0, 5.0),)), scored(cast.house, "call-3", "ann", TURNS)
    made = {
        "first": excerpt(cast.house, cast.ines, cast.call, start=0, end=4, kind="good", title="first", topic="网络"),
        "second": excerpt(cast.house, cast.ines, cast.call, start=0, end=4, kind="bad", title="second", criterion="basic/close"),
        "third": excerpt(cast.house, cast.ines, blue, start=0, end=4, kind="bad", title="third", topic="网络", note="耐心"),
        "fourth": excerpt(cast.house, cast.ines, said, start=0, end=7, kind="discuss", title="fourth", topic="资费"),
    }
    return {title: one.id for title, one in made.items()}


def test_what_is_wanted_is_found_and_counted(anywhere: Cast) -> None:
    cast = anywhere
    made = stocked(cast)
    bob = cast.bob
    assert titles(cast, bob) == ["fourth", "third", "second", "first"]
    assert titles(cast, bob, kind=ExcerptKind.BAD) == ["third", "second"]
    assert titles(cast, bob, topic="网络") == ["third", "first"]
    assert titles(cast, bob, topic="网络", kind=ExcerptKind.BAD) == ["third"]
    assert titles(cast, bob, criterion="basic/close") == ["second"]
    assert titles(cast, bob, language="en") == ["fourth", "third", "second", "first"]
    assert titles(cast, cast.ines, team="blue") == ["third"]
    discuss.say(cast.house, bob, made["second"], "I see.")
    discuss.withdraw(cast.house, bob, discuss.say(cast.house, bob, made["first"], "No."))
    assert titles(cast, bob, sort=Sort.DISCUSSED) == ["second", "fourth", "third", "first"]
    found = library.page(cast.house, bob, Wanted())
    assert (found.total, found.number, found.pages) == (4, 1, 1)
    assert found.choices.topics == (("网络", 2), ("资费", 1))
    assert [(key, title.en, many) for key, title, many in found.choices.criteria] == [("basic/close", "Says goodbye", 1)]
    assert excerpts.one(cast.house, bob, made["second"]).criterion_title == found.choices.criteria[0][1]


def test_words_before_sounds_and_nothing_of_what_is_masked(anywhere: Cast) -> None:
    cast = anywhere
    stocked(cast)
    excerpt(cast.house, cast.ines, cast.call, start=4, end=6, kind="good", title="套餐 说清楚", better="先说价格")
    assert titles(cast, cast.bob, words="套餐") == ["套餐 说清楚", "fourth"]
    assert titles(cast, cast.bob, words="tao can") == ["套餐 说清楚", "fourth"]
    assert titles(cast, cast.bob, words="“套餐”") == ["套餐 说清楚"]
    assert titles(cast, cast.bob, words="淘餐 kuan dai") == ["fourth"]
    assert titles(cast, cast.bob, words="宽带") == ["fourth"]
    assert titles(cast, cast.bob, words="价格 清楚") == ["套餐 说清楚"]
    assert titles(cast, cast.bob, words="耐心") == ["third"]
    for masked in ("13800138000", "幺三八零零", "138"):
        assert titles(cast, cast.bob, words=masked) == []
    with cast.house.db.reading() as session:
        rows = [session.get(ExcerptWordsRow, number) for number in range(1, 6)]
    assert not any("138" in f"{row.words}{row.told}" for row in rows if row)
    (card, heard) = library.page(cast.house, cast.bob, Wanted(words="套餐")).cards
    assert [(one.field, one.marks) for one in card.found] == [("title", ((0, 2, False),))]
    assert [(one.field, one.marks) for one in heard.found] == [("0", ((5, 7, True),))]


def test_a_team_is_asked_for_by_whoever_may_hear_it_or_where_it_is_large(anywhere: Cast) -> None:
    cast = anywhere
    stocked(cast)
    assert [team for team, _ in library.page(cast.house, cast.max, Wanted()).choices.teams] == ["red", "blue"]
    assert [team for team, _ in library.page(cast.house, cast.lea, Wanted()).choices.teams] == ["red"]
    assert library.page(cast.house, cast.bob, Wanted()).choices.teams == ()
    for who, team in ((cast.bob, "blue"), (cast.lea, "blue"), (cast.lea, "nobody's")):
        with pytest.raises(Forbidden):
            library.page(cast.house, who, Wanted(team=team))
        with pytest.raises(Forbidden):
            library.beside(cast.house, who, Wanted(team=team), 1)
    for number in range(library.SMALLEST_TEAM - 1):
        name = f"new{number}"
        people.add(cast.house, SYSTEM, name=name, shown=name, role=Role.AGENT, team="blue", language="en", password=None)
    assert titles(cast, cast.lea, team="blue") == ["third"]
    people.set_active(cast.house, SYSTEM, "new0", False)
    with pytest.raises(Forbidden):
        library.page(cast.house, cast.lea, Wanted(team="blue"))


def test_pages_and_neighbours(cast: Cast) -> None:
    made = [
        excerpt(cast.house, cast.ines, cast.call, start=0, end=4, kind=("good", "bad")[number % 2], title=str(number)).id
        for number in range(library.A_PAGE + 2)
    ]
    assert titles(cast, cast.ann, 2) == ["1", "0"]
    beyond = library.page(cast.house, cast.ann, Wanted(), 9)
    assert ([card.excerpt.title for card in beyond.cards], beyond.total, beyond.number, beyond.pages) == (["1", "0"], 14, 2, 2)
    beside = library.beside(cast.house, cast.ann, Wanted(kind=ExcerptKind.GOOD), made[2])
    assert beside is not None
    assert (beside.before, beside.after, beside.place, beside.total) == (made[4], made[0], 6, 7)
    assert library.beside(cast.house, cast.ann, Wanted(kind=ExcerptKind.BAD), made[2]) is None


def test_favourites_are_ones_own(anywhere: Cast) -> None:
    cast = anywhere
    made = stocked(cast)
    for _ in range(2):
        library.favour(cast.house, cast.ann, made["third"], True)
    assert titles(cast, cast.ann, favourites=True) == ["third"]
    assert titles(cast, cast.bob, favourites=True) == []
    assert [card.favourite for card in library.page(cast.house, cast.ann, Wanted()).cards] == [False, True, False, False]
    for _ in range(2):
        library.favour(cast.house, cast.ann, made["third"], False)
    assert titles(cast, cast.ann, favourites=True) == []
    with pytest.raises(NotFound):
        library.favour(cast.house, cast.ann, 99, True)


def test_withdrawn_is_gone_at_once_and_may_be_put_back_for_a_minute(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = with_sound(cast.house, tmp_path)
    made = excerpt(cast.house, cast.lea, call, start=1, end=3, kind="good", title="waits")
    pack = packs.make(cast.house, cast.lea, "p")
    packs.put_in(cast.house, cast.lea, pack, made.id)
    keeping.withdraw(cast.house, cast.max, made.id)
    assert titles(cast, cast.bob, words="waits") == []
    assert packs.one(cast.house, cast.lea, pack).items == ()
    with pytest.raises(NotFound):
        excerpts.sound(cast.house, cast.lea, made.id)
    with pytest.raises(Forbidden):  # whoever withdrew it, no other
        keeping.restore(cast.house, cast.lea, made.id)
    keeping.restore(cast.house, cast.max, made.id)
    assert titles(cast, cast.bob, words="waits") == ["waits"]
    assert cast.house.files.find(excerpts.sound(cast.house, cast.lea, made.id)).is_file()
    assert len(packs.one(cast.house, cast.lea, pack).items) == 1
    with pytest.raises(NotFound):
        keeping.restore(cast.house, cast.max, made.id)
    assert keeping.sweep(cast.house, now() + timedelta(days=1)) == 0


def test_what_was_withdrawn_is_swept_also_after_a_crash_and_then_not_put_back(cast: Cast, tmp_path: Path) -> None:
    call = with_sound(cast.house, tmp_path)
    one, two = (excerpt(cast.house, cast.ines, call, start=1, end=3, kind="good", title=title) for title in "ab")
    clip = cast.house.files.find(excerpts.sound(cast.house, cast.ines, one.id))
    keeping.withdraw(cast.house, cast.ines, one.id)
    with cast.house.db.writing() as session:
        row = session.get(ExcerptRow, one.id)
        assert row is not None
        row.sweep_at = now() - timedelta(seconds=1)
    with pytest.raises(Conflict):
        keeping.restore(cast.house, cast.ines, one.id)
    keeping.withdraw(cast.house, cast.ines, two.id)  # sweeps the first; the second may yet be put back, and has the same sound
    assert clip.is_file()
    keeping.restore(cast.house, cast.ines, two.id)
    assert cast.house.files.find(excerpts.sound(cast.house, cast.ines, two.id)) == clip
    keeping.withdraw(cast.house, cast.ines, two.id)
    clip.unlink()  # it died after the file and before the row
    assert keeping.sweep(cast.house, now() + keeping.SWEPT_AFTER) == 1
    assert keeping.sweep(cast.house, now() + keeping.SWEPT_AFTER) == 0
    with pytest.raises(Conflict):
        keeping.restore(cast.house, cast.ines, two.id)


def test_a_dropped_draft_is_not_put_back(cast: Cast) -> None:
    draft = drafts.begin(cast.house, cast.ines, cast.call, start=0, end=4)
    drafts.drop(cast.house, cast.ines, draft)
    for who in (cast.ines, cast.max):
        with pytest.raises((Conflict, Forbidden)):
            keeping.restore(cast.house, who, draft)


def test_a_day_is_set_changed_and_taken_off_and_each_is_noted(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = with_sound(cast.house, tmp_path)
    made = excerpt(cast.house, cast.ines, call, start=1, end=3, kind="good", title="until")
    clip = cast.house.files.find(excerpts.sound(cast.house, cast.ines, made.id))
    today = excerpts.today()
    for until in (today, today + timedelta(days=9), None, today):
        keeping.expire(cast.house, cast.ines, made.id, until)
        assert excerpts.one(cast.house, cast.bob, made.id).expires_on == until
    with pytest.raises(Invalid):
        keeping.expire(cast.house, cast.ines, made.id, today - timedelta(days=1))
    with cast.house.db.reading() as session:
        noted = [row.details for row in session.query(EventRow).filter_by(verb="excerpt.expire").order_by(EventRow.id)]  # type: ignore[arg-type]
    assert [(row["before"], row["until"]) for row in noted][1:3] == [
        (today.isoformat(), (today + timedelta(days=9)).isoformat()),
        ((today + timedelta(days=9)).isoformat(), None),
    ]
    assert keeping.clean(cast.house, SYSTEM) == 0
    with cast.house.db.writing() as session:
        row = session.get(ExcerptRow, made.id)
        assert row is not None
        row.expires_on = today - timedelta(days=1)
    assert titles(cast, cast.bob) == []
    Worker(cast.house)._shelve()
    assert not clip.exists()
    assert keeping.clean(cast.house, SYSTEM) == 0
    with pytest.raises(NotFound):
        keeping.expire(cast.house, cast.ines, made.id, None)


def test_what_an_earlier_version_published_is_found_once_somebody_searches(tmp_path: Path) -> None:
    rubrics(tmp_path)
    house = open_house(settings(tmp_path))
    cast = furnish(house)
    made = excerpt(house, cast.ines, cast.call, start=0, end=4, kind="bad", title="before", criterion="basic/close").id
    house.close()
    database = Database(settings(tmp_path).database)
    taken_back(database, "0011", tmp_path)
    database.close()
    house = open_house(settings(tmp_path))
    later = Cast(house, cast.people, cast.call)
    assert titles(later, cast.bob, words="line is down") == ["before"]
    assert shelving.catch_up(house, SYSTEM) == 0
    assert titles(later, cast.lea, team="red", criterion="basic/close") == ["before"]
    title = excerpts.one(house, cast.bob, made).criterion_title
    assert title is not None
    assert (title.zh, title.en) == ("道别", "Says goodbye")
    house.close()
