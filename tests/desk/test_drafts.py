"""Excerpts are masked before anybody else hears them, and everybody sees masked ones alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from qa.audio.mask import PAD_S
from qa.desk import consent, correct, drafts, excerpt_export, excerpts, keeping, marking, notices, packs
from qa.errors import Conflict, Invalid, NotFound
from qa.model.library import ExcerptKind
from qa.model.masking import Private
from qa.store import masks as mask_store
from qa.store.tables import CallRow, ExcerptRow
from tests.audio import sounds
from tests.desk.conftest import Cast
from tests.desk.excerpting import called, excerpt


def test_a_draft_proposes_is_heard_and_published_masked(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = called(cast, tmp_path)
    number = drafts.begin(cast.house, cast.ines, call, start=0.0, end=7.0, focus=(2.5, 5.0))
    draft = drafts.one(cast.house, cast.ines, number)
    assert [(mask.kind, mask.words, mask.hidden, mask.locked) for mask in draft.masks] == [
        (Private.STAFF, "Ann", True, True),
        (Private.PHONE, "一三八零零一三", True, False),
        (Private.PHONE, "八零零六", True, False),
    ]
    assert not draft.preview
    assert excerpts.listed(cast.house, cast.bob) == ()
    with pytest.raises(NotFound):
        drafts.sound(cast.house, cast.ines, number)
    with pytest.raises(Conflict):
        drafts.publish(cast.house, cast.ines, number, heard=draft.recipe, kind="bad", title="t")
    heard = drafts.render(cast.house, cast.ines, number)
    assert heard.preview
    file = cast.house.files.find(drafts.sound(cast.house, cast.ines, number))
    inside = sounds.read(file)[:, round((2.5 - PAD_S) * 8000) : round((5.0 + PAD_S) * 8000)]
    assert (inside[0] == inside[1]).all(), "the tone alone, in both channels"
    made = drafts.publish(cast.house, cast.ines, number, heard=heard.recipe, kind="bad", title="t", better="先确认", topic="实名")
    assert [line["text"] for line in made.lines] == ["您好，我是〔工号〕，请报一下手机号码", "〔电话〕", "〔电话〕", "好的，马上为您"]
    assert made.focus == pytest.approx((2.5, 5.0))
    assert (made.better, made.topic, made.agent) == ("先确认", "实名", "")
    exported = json.dumps(excerpt_export.exported(cast.house, cast.max), ensure_ascii=False)
    assert "八零零六" not in exported
    assert excerpts.listed(cast.house, cast.bob, words="八零零六") == ()
    with cast.house.db.reading() as session:
        (kept,) = mask_store.confirmations(session, number)
    assert (kept.author_id, kept.recipe, len(kept.masks)) == (cast.ines.id, heard.recipe, 3)


def test_masks_are_taken_off_and_added_with_author_and_the_preview_is_then_old(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path), start=2.2, end=7.6)
    first = drafts.render(cast.house, cast.ines, number)
    marking.hide(cast.house, cast.ines, number, [first.masks[1].id], False)
    marking.hide_words(cast.house, cast.ines, number, "马上")
    marking.hide_seconds(cast.house, cast.ines, number, 7.1, 7.5)
    with pytest.raises(NotFound):
        marking.hide_words(cast.house, cast.ines, number, "从来没说")
    changed = drafts.one(cast.house, cast.ines, number)
    assert not changed.preview
    assert [(mask.kind, mask.hidden, mask.author) for mask in changed.masks] == [
        (Private.PHONE, True, ""),
        (Private.PHONE, False, "Ines"),
        (Private.OTHER, True, "Ines"),
        (Private.OTHER, True, "Ines"),
    ]
    with pytest.raises(Conflict):
        drafts.publish(cast.house, cast.ines, number, heard=first.recipe, kind="good", title="t")
    with pytest.raises(NotFound):
        drafts.sound(cast.house, cast.ines, number)
    again = drafts.render(cast.house, cast.ines, number)
    assert [line["text"] for line in again.excerpt.lines][1:] == ["八零零六", "好的，〔已遮盖〕为您〔已遮盖〕"]
    with cast.house.db.reading() as session:
        assert len(mask_store.acts(session, number)) == 6


def test_words_are_masked_where_they_stand_and_a_mask_is_put_back_as_what_it_was(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path), start=2.2, end=7.6)
    before = drafts.one(cast.house, cast.ines, number).words
    assert ["".join(piece.text for piece in line.pieces) for line in before] == ["一三八零零一三", "八零零六", "好的，马上为您处理"]
    marking.hide_place(cast.house, cast.ines, number, (before[1].utterance, 3), (before[2].utterance, 2))
    (mask,) = (piece.over for piece in drafts.one(cast.house, cast.ines, number).words[0].pieces)
    marking.hide(cast.house, cast.ines, number, mask, False)
    shown = drafts.one(cast.house, cast.ines, number).words
    assert [(piece.text, piece.hidden, piece.kind, len(piece.over)) for line in shown for piece in line.pieces] == [
        ("一三八零零一三", False, Private.PHONE, 1),
        ("八零零", True, Private.PHONE, 1),
        ("六", True, Private.PHONE, 2),
        ("好的", True, Private.OTHER, 1),
        ("，马上为您处理", False, None, 0),
    ]
    marking.hide_place(cast.house, cast.ines, number, (before[0].utterance, 0), (before[0].utterance, 7))
    assert [(mask.kind, mask.hidden, mask.author) for mask in drafts.one(cast.house, cast.ines, number).masks][:1] == [
        (Private.PHONE, True, "Ines")
    ]
    for start, end in (((0, 0), (0, 3)), ((before[0].utterance, 7), (before[0].utterance, 90)), ((99, 0), (99, 1))):
        with pytest.raises(Invalid):
            marking.hide_place(cast.house, cast.ines, number, start, end)


def test_an_agents_own_name_stays_masked(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path), start=0.0, end=3.0)
    own = drafts.one(cast.house, cast.ines, number).masks[0]
    with pytest.raises(Invalid):
        marking.hide(cast.house, cast.ines, number, [own.id], False)


def test_without_times_of_words_the_whole_utterance_is_silenced(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path, worded=False), start=0.0, end=7.0)
    drafts.render(cast.house, cast.ines, number)
    heard = sounds.read(cast.house.files.find(drafts.sound(cast.house, cast.ines, number)))
    for start, end in ((0.5, 2.0), (2.5, 5.0)):
        inside = heard[:, round(start * 8000) : round(end * 8000)]
        assert (inside[0] == inside[1]).all()
    assert (heard[0, 45_000:] != heard[1, 45_000:]).any()


def test_a_title_tells_nobody_who_it_was(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path), start=0.0, end=3.0)
    heard = drafts.render(cast.house, cast.ines, number).recipe
    with pytest.raises(Invalid) as refused:
        drafts.publish(cast.house, cast.ines, number, heard=heard, kind="good", title="王建国先生的投诉")
    assert refused.value.code == "desk.excerpt_private"


def test_an_agent_is_named_by_own_consent_on_good_ones_alone(cast: Cast, tmp_path: Path) -> None:
    call = called(cast, tmp_path)
    good, bad = (excerpt(cast.house, cast.ines, call, start=2.0, end=7.0, kind=kind, title=kind) for kind in ("good", "bad"))
    assert [one.about.en for one in notices.listed(cast.house, cast.ann) if one.kind == "excerpted"] == ["good"]
    assert [(one.id, agreed) for one, agreed in consent.mine(cast.house, cast.ann)] == [(good.id, False)]
    consent.say(cast.house, cast.ann, good.id, True)
    assert excerpts.one(cast.house, cast.bob, good.id).agent == "Ann"
    assert excerpts.one(cast.house, cast.bob, bad.id).agent == ""
    consent.say(cast.house, cast.ann, good.id, False)
    assert excerpts.one(cast.house, cast.bob, good.id).agent == ""
    with pytest.raises(Exception, match="may not"):
        consent.say(cast.house, cast.ann, bad.id, True)


def test_what_expired_leaves_the_library_and_packs(cast: Cast, tmp_path: Path) -> None:
    made = excerpt(cast.house, cast.ines, called(cast, tmp_path), start=2.0, end=7.0, expires_on=excerpts.today())
    pack = packs.make(cast.house, cast.lea, "p")
    packs.put_in(cast.house, cast.lea, pack, made.id)
    with pytest.raises(Invalid):
        excerpt(cast.house, cast.ines, made.call_id or 0, start=2.0, end=7.0, expires_on=excerpts.today() - timedelta(days=1))
    with cast.house.db.writing() as session:
        row = session.get(ExcerptRow, made.id)
        assert row is not None
        row.expires_on = excerpts.today() - timedelta(days=1)
    assert excerpts.listed(cast.house, cast.bob) == ()
    assert packs.one(cast.house, cast.bob, pack).items == ()
    with pytest.raises(NotFound):
        excerpts.sound(cast.house, cast.bob, made.id)
    keeping.withdraw(cast.house, cast.ines, made.id)


def test_deleting_the_call_leaves_the_excerpt(anywhere: Cast, tmp_path: Path) -> None:
    cast = anywhere
    call = called(cast, tmp_path)
    made = excerpt(cast.house, cast.ines, call, start=2.0, end=7.0)
    with cast.house.db.writing() as session:
        session.delete(session.get(CallRow, call))
    left = excerpts.one(cast.house, cast.bob, made.id)
    assert (left.call_id, left.lines, left.kind) == (None, made.lines, ExcerptKind.GOOD)
    assert cast.house.files.find(excerpts.sound(cast.house, cast.bob, made.id)).is_file()


def test_bounds_move_and_a_dropped_draft_leaves_no_sound(cast: Cast, tmp_path: Path) -> None:
    number = drafts.begin(cast.house, cast.ines, called(cast, tmp_path), start=2.0, end=5.0)
    drafts.render(cast.house, cast.ines, number)
    before = cast.house.files.find(drafts.sound(cast.house, cast.ines, number))
    drafts.move(cast.house, cast.ines, number, 1.9, 5.1)
    drafts.render(cast.house, cast.ines, number)
    assert not before.exists()
    after = cast.house.files.find(drafts.sound(cast.house, cast.ines, number))
    assert sounds.read(after).shape[1] == round(3.2 * 8000)
    drafts.drop(cast.house, cast.ines, number)
    assert not after.exists()
    assert drafts.listed(cast.house, cast.ines) == ()


def test_an_excerpt_of_before_there_were_masks_gets_its_proposals(cast: Cast, tmp_path: Path) -> None:
    made = excerpt(cast.house, cast.ines, called(cast, tmp_path), start=2.0, end=7.0)
    with cast.house.db.writing() as session:
        row = session.get(ExcerptRow, made.id)
        assert row is not None
        row.state, row.recipe = "draft", ""
        for act in mask_store.acts(session, made.id):
            session.delete(act)
    assert [one.id for one in drafts.listed(cast.house, cast.ines)] == [made.id]
    assert len(drafts.one(cast.house, cast.ines, made.id).masks) == 2
    heard = drafts.render(cast.house, cast.ines, made.id)
    assert drafts.publish(cast.house, cast.ines, made.id, heard=heard.recipe, kind="good", title="t").lines == made.lines


def test_a_corrected_transcript_wants_another_draft(cast: Cast, tmp_path: Path) -> None:
    call = called(cast, tmp_path)
    number = drafts.begin(cast.house, cast.ines, call, start=2.0, end=7.0)
    correct.line(cast.house, cast.ines, call, revision=1, utterance=1, text="一三九零零一三")
    with pytest.raises(Conflict) as refused:
        drafts.render(cast.house, cast.ines, number)
    assert refused.value.code == "desk.words_changed"
