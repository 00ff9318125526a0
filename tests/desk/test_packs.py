"""Packs: their length, versions frozen when shown, meetings, what is suggested and drawn, what a withdrawal leaves."""

from __future__ import annotations

import io
import math
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from qa.desk import drawing, excerpts, handout, keeping, packs, showing, taking
from qa.desk.drawing import Filter
from qa.errors import Conflict, Forbidden, Invalid, NotFound
from qa.model.library import ExcerptKind
from qa.model.packs import MEETING_S, Length, Votes, fitting, length
from qa.store import rows, tables
from qa.store.tables import CallRow, ExcerptRow
from qa.store.tables_packs import PresentationEntryRow
from tests.desk.conftest import Cast, scored, with_sound
from tests.desk.excerpting import excerpt
from tests.desk.pack_verbs import a_meeting, a_pack, an_excerpt, item


def refused(code: str, kind: type[Exception], verb: Any, *given: Any, **more: Any) -> None:
    with pytest.raises(kind) as found:
        verb(*given, **more)
    assert found.value.code == code  # type: ignore[attr-defined]


@given(st.lists(st.floats(0.5, 600), max_size=12), st.floats(0, 600), st.floats(0, 600))
def test_what_fits_fits_and_what_is_left_out_would_not(heard: list[float], talk: float, room: float) -> None:
    taken = fitting(room, heard, talk)
    for place, seconds in enumerate(heard):
        before = sum(heard[one] + talk for one in taken if one < place)
        assert (place in taken) == (seconds + talk <= room - before + 1e-9) or abs(seconds + talk - (room - before)) < 1e-6
    assert taken == sorted(set(taken))


def test_a_length_counts_hearing_and_talking() -> None:
    assert length([]) == Length()
    assert length([(30, 60), (500, 20)]).over == 10
    assert Length(MEETING_S, 0).over == 0


def test_talking_time_is_the_packs_or_the_excerpts_own(anywhere: Cast) -> None:
    cast, pack = anywhere, a_pack(anywhere)
    other = an_excerpt(cast, "bad", 4, 6)
    packs.put_in(cast.house, cast.lea, pack, other)
    assert packs.one(cast.house, cast.bob, pack).length == Length(6.0, 120)
    packs.set_talk(cast.house, cast.lea, pack, 30)
    packs.set_talk(cast.house, cast.lea, pack, 0, other)
    assert [(one.talk_s, one.own_talk) for one in packs.one(cast.house, cast.bob, pack).items] == [(30, False), (0, True)]
    packs.set_talk(cast.house, cast.lea, pack, None, other)
    assert packs.one(cast.house, cast.bob, pack).length.talked == 60
    for wrong in (-1, 601):
        refused("packs.talk", Invalid, packs.set_talk, cast.house, cast.lea, pack, wrong)


def test_a_version_is_frozen_when_shown_and_a_change_makes_the_next(anywhere: Cast) -> None:
    cast, pack = anywhere, a_pack(anywhere)
    first = packs.one(cast.house, cast.lea, pack)
    assert (first.version, first.frozen, first.shown) == (1, False, 0)
    one, again = (showing.start(cast.house, cast.lea, pack) for _ in "ab")
    frozen = packs.one(cast.house, cast.lea, pack)
    assert (frozen.version, frozen.frozen, frozen.shown) == (1, True, 2)
    packs.set_talking_point(cast.house, cast.lea, pack, first.items[0].excerpt.id, "listen to the pause")
    packs.rename(cast.house, cast.lea, pack, "p, better", "")
    assert packs.one(cast.house, cast.lea, pack).version == 2
    third = showing.start(cast.house, cast.max, pack, "blue")
    then = {number: showing.one(cast.house, cast.max, number) for number in (one, again, third)}
    assert [(view.version, view.title, view.items[0].talking_point) for view in then.values()] == [
        (1, "p", ""),
        (1, "p", ""),
        (2, "p, better", "listen to the pause"),
    ]
    packs.rename(cast.house, cast.lea, pack, "p", "")
    assert packs.one(cast.house, cast.lea, pack).version == 3
    assert [line.id for line in showing.listed(cast.house, cast.lea, pack)] == [again, one]  # the other team's meeting is not hers
    packs.drop(cast.house, cast.lea, pack)
    assert packs.listed(cast.house, cast.lea) == ()
    assert showing.one(cast.house, cast.lea, one).title == "p"
    refused("packs.dropped", Conflict, showing.start, cast.house, cast.lea, pack)
    refused("packs.dropped", Conflict, packs.rename, cast.house, cast.lea, pack, "x", "")
    assert [one.id for one in packs.put_away(cast.house, cast.lea)] == [pack]
    assert packs.put_away(cast.house, cast.ann) == ()
    with pytest.raises(Forbidden):
        packs.take_back(cast.house, cast.ann, pack)
    packs.take_back(cast.house, cast.lea, pack)
    assert [one.id for one in packs.listed(cast.house, cast.lea)] == [pack]
    refused("packs.not_dropped", Conflict, packs.take_back, cast.house, cast.lea, pack)


def test_whom_a_pack_may_be_shown_to(anywhere: Cast) -> None:
    cast = anywhere
    assert showing.teams(cast.house, cast.lea) == (cast.lea.team,)
    assert showing.teams(cast.house, cast.ann) == ()
    assert {"", cast.lea.team} <= set(showing.teams(cast.house, cast.max))


def test_a_meeting_keeps_votes_notes_and_who_was_there(anywhere: Cast) -> None:
    cast, meeting = anywhere, a_meeting(anywhere)
    place = item(cast, meeting)
    for votes in (Votes(3, 1, 0), Votes(3, 1, 0), Votes(2, 2, 1)):
        showing.vote(cast.house, cast.lea, meeting, place, votes)
    showing.remark(cast.house, cast.lea, meeting, "she waits", place)
    showing.remark(cast.house, cast.lea, meeting, "again on Friday ")
    showing.there(cast.house, cast.lea, meeting, [cast.ann.id, cast.lea.id], "Zoe, on trial")
    seen = showing.one(cast.house, cast.ann, meeting)
    assert (seen.items[0].votes, seen.items[0].remark, seen.remark) == (Votes(2, 2, 1), "she waits", "again on Friday")
    assert ({name for _, name in seen.there}, seen.others, seen.ended_at) == ({"Ann", "Lea"}, "Zoe, on trial", None)
    assert dict(showing.crew(cast.house, cast.lea, meeting)) == {cast.ann.id: "Ann", cast.lea.id: "Lea"}
    showing.finish(cast.house, cast.lea, meeting)
    ended = showing.one(cast.house, cast.lea, meeting).ended_at
    showing.finish(cast.house, cast.lea, meeting)
    assert ended is not None
    assert showing.one(cast.house, cast.lea, meeting).ended_at == ended
    with cast.house.db.reading() as session:  # the count that was replaced stays written; what said nothing new was not
        written = [rows.get(session, PresentationEntryRow, number) for number in range(1, 6)]
    assert [row.kind for row in written] == ["vote", "vote", "note", "note", "there"]
    refused("access.refused", Forbidden, showing.vote, cast.house, cast.max, meeting, place, Votes(1))
    refused("access.refused", Forbidden, showing.one, cast.house, cast.bob, meeting)
    refused("packs.votes", Invalid, showing.vote, cast.house, cast.lea, meeting, place, Votes(-1))
    refused("packs.no_item", NotFound, showing.vote, cast.house, cast.lea, meeting, place + 1, Votes(1))
    refused("store.no_row", NotFound, showing.there, cast.house, cast.lea, meeting, [999])
    refused("packs.no_meeting", NotFound, showing.finish, cast.house, cast.lea, meeting + 1)
    showing.there(cast.house, cast.lea, meeting, [cast.ann.id, cast.bob.id])
    assert showing.one(cast.house, cast.bob, meeting).id == meeting  # whoever was there may read what came of it


def test_a_withdrawal_reaches_what_is_not_frozen_and_marks_what_is(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    pack = packs.make(cast.house, cast.lea, "p")
    call = with_sound(cast.house, tmp_path)
    gone, kept = (excerpt(cast.house, cast.ines, call, start=at, end=at + 2, kind="bad", title=f"at {at}", note="why").id for at in (0, 2))
    for number in (gone, kept):
        packs.put_in(cast.house, cast.lea, pack, number, "say this")
    meeting = showing.start(cast.house, cast.lea, pack)
    clip = cast.house.files.find(excerpts.sound(cast.house, cast.lea, gone))
    with cast.house.db.writing() as session:
        session.delete(rows.get(session, CallRow, call))
    assert [one.gone for one in showing.one(cast.house, cast.lea, meeting).items] == ["", ""]
    assert clip.is_file()
    keeping.withdraw(cast.house, cast.ines, gone)
    keeping.sweep(cast.house, tables.now() + keeping.SWEPT_AFTER)
    assert not clip.exists()
    now = packs.one(cast.house, cast.lea, pack)
    assert ([one.excerpt.id for one in now.items], now.items[0].position, now.version, now.frozen) == ([kept], 0, 2, False)
    marked, whole = showing.one(cast.house, cast.lea, meeting).items
    assert (marked.gone, marked.title, marked.talking_point) == ("withdrawn", "at 0", "say this")
    assert (marked.lines, marked.has_sound, marked.note) == ((), False, "")
    assert (whole.gone, whole.has_sound, whole.note) == ("", True, "why")
    assert showing.listed(cast.house, cast.lea, pack)[0].withdrawn == 1
    packs.move(cast.house, cast.lea, pack, kept, -1)  # the place of what is gone is nobody's
    keeping.withdraw(cast.house, cast.ines, kept)
    refused("packs.empty", Invalid, showing.start, cast.house, cast.lea, pack)


def test_the_most_frequent_finding_comes_with_a_good_and_a_bad_example(anywhere: Cast) -> None:
    cast = anywhere
    scored(cast.house, "call-2", "bob", (("agent", "Hello, Bob here.", 0.0, 2.0),))  # the other team's
    well = scored(cast.house, "call-3", "ann", (("agent", "Hello.", 0.0, 2.0), ("agent", "Goodbye.", 3.0, 4.0)))
    bad = an_excerpt(cast, "bad")
    an_excerpt(cast, "discuss")
    good, better = (excerpt(cast.house, cast.ines, well, start=at, end=at + 1.5, kind="good", title="g").id for at in (0, 2.5))
    (found,) = drawing.suggested(cast.house, cast.lea)
    assert (found.rubric, found.criterion, found.missed, found.calls, found.title.en) == ("basic", "close", 1, 2, "Says goodbye")
    assert found.good is not None
    assert found.bad is not None
    assert (found.good.id, found.bad.id) == (better, bad)  # where the evidence is heard
    assert drawing.suggested(cast.house, cast.max)[0].missed == 2
    pack = packs.make(cast.house, cast.lea, "p")
    assert drawing.take(cast.house, cast.lea, pack, (bad, better), "Says goodbye") == 2
    assert drawing.take(cast.house, cast.lea, pack, (bad, better)) == 0
    assert drawing.draw(cast.house, cast.lea, pack, Filter(ExcerptKind.GOOD, rubric="basic", criterion="close")) == 1
    assert [one.excerpt.id for one in packs.one(cast.house, cast.lea, pack).items] == [bad, better, good]


def test_what_its_publisher_says_it_shows_is_shown_first(cast: Cast) -> None:
    an_excerpt(cast, "bad")
    told = an_excerpt(cast, "bad", 4, 6, criterion="basic/close")
    an_excerpt(cast, "bad", criterion="basic/greet")
    (found,) = drawing.suggested(cast.house, cast.lea)
    assert found.bad is not None
    assert (found.good, found.bad.id) == (None, told)


def test_what_expired_leaves_the_pack_and_is_marked_in_what_was_shown(cast: Cast) -> None:
    pack = a_pack(cast)
    other = an_excerpt(cast, "bad", 4, 6)
    packs.put_in(cast.house, cast.lea, pack, other)
    meeting = showing.start(cast.house, cast.lea, pack)
    (first, _) = (one.excerpt.id for one in packs.one(cast.house, cast.lea, pack).items)
    with cast.house.db.writing() as session:
        rows.get(session, ExcerptRow, first).expires_on = excerpts.today() - timedelta(days=1)
    packs.move(cast.house, cast.lea, pack, other, -5)
    assert [(one.excerpt.id, one.position) for one in packs.one(cast.house, cast.lea, pack).items] == [(other, 0)]
    assert [(one.gone, bool(one.lines)) for one in showing.one(cast.house, cast.lea, meeting).items] == [("expired", False), ("", True)]
    with cast.house.db.writing() as session:
        rows.get(session, ExcerptRow, first).expires_on = None
    assert [one.excerpt.id for one in packs.one(cast.house, cast.lea, pack).items] == [other, first]


def test_words_that_change_after_a_version_was_frozen_are_told(cast: Cast) -> None:
    pack, meeting = a_pack(cast), a_meeting(cast)
    with cast.house.db.writing() as session:
        row = rows.get(session, ExcerptRow, packs.one(cast.house, cast.lea, pack).items[0].excerpt.id)
        row.lines = [{**line, "text": "▇▇"} for line in row.lines]
    (item,) = showing.one(cast.house, cast.lea, meeting).items
    assert (item.changed, {line["text"] for line in item.lines}) == (True, {"▇▇"})  # what was masked since is masked here too


def test_a_draw_takes_the_newest_that_fit_into_ten_minutes(anywhere: Cast) -> None:
    cast = anywhere
    made = [an_excerpt(cast, "good" if at < 2 else "bad", at, at + 1) for at in (0, 1, 2, 3)]
    pack = packs.make(cast.house, cast.lea, "p")
    packs.set_talk(cast.house, cast.lea, pack, 150)
    drawn = [drawing.draw(cast.house, cast.lea, pack, sought) for sought in (Filter(words="down again"), Filter(), Filter())]
    assert drawn == [2, 1, 0]
    assert [one.excerpt.id for one in packs.one(cast.house, cast.lea, pack).items] == [made[3], made[2], made[1]]


def test_a_pack_taken_along_has_its_sounds_and_its_words(cast: Cast, tmp_path: Path) -> None:
    pack = packs.make(cast.house, cast.lea, 'a/b: "c"\x07')
    refused("packs.empty", Invalid, taking.offline, cast.house, cast.lea, pack, "en")
    call = with_sound(cast.house, tmp_path)
    made = excerpt(cast.house, cast.ines, call, start=0, end=4, kind="bad", title="Too quick\x07", note="why")
    packs.put_in(cast.house, cast.lea, pack, made.id, "ask first")
    packs.put_in(cast.house, cast.lea, pack, an_excerpt(cast, "good", 4, 6))  # words alone
    assert taking.file_name(packs.one(cast.house, cast.lea, pack), "zip") == "a b c.zip"
    with zipfile.ZipFile(io.BytesIO(taking.offline(cast.house, cast.lea, pack, "zh"))) as archive:
        assert archive.read("sounds/01.flac") == cast.house.files.find(excerpts.sound(cast.house, cast.lea, made.id)).read_bytes()
        assert [name for name in archive.namelist() if name.startswith("sounds")] == ["sounds/01.flac"]
        page = archive.read("index.html").decode()
    assert page.count("</script>") == 2
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    front, *slides = Presentation(io.BytesIO(taking.slides(cast.house, cast.lea, pack, "en"))).slides
    assert "Too quick" not in _said(front)
    assert [part in _said(slides[0]) for part in ("Hello, how can I help?", "Bad example: Too quick", "Talking point: ask first")] == [
        True
    ] * 3
    assert slides[0].notes_slide.notes_text_frame.text == "ask first\nwhy"
    assert "Good example: good 4" in _said(slides[1])


def _said(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes)


@given(st.lists(st.text("字a ", max_size=300), max_size=60))
def test_what_stands_on_a_slide_fits_it(lines: list[str]) -> None:
    size, kept = handout.fitted(lines)
    wide = (handout.WIDE - 2 * handout.EDGE) * 72 / size
    rows_taken = sum(max(1, math.ceil(sum(1.0 if c == "字" else 0.55 for c in line) / wide)) for line in kept)
    assert rows_taken * size * handout.LEADING <= handout.WORDS_HIGH * 72
    assert kept == lines or kept == [*lines[: len(kept) - 1], "…"]
