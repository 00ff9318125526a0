"""Banned phrases found by their sound, as a rubric asks for it; the finding of sounds itself is held by test_sound.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import RubricError
from qa.model.finding import How, Verdict
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate, evaluate_all
from tests.rubric.conftest import Judge, call_of

MET, MISSED, UNSCORED = Verdict.MET, Verdict.MISSED, Verdict.UNSCORED
KEYS = "kind: banned\nnever: {any: [不归我管, (你|您)看着办吧]}\nby_sound: true\n"


def test_what_sounds_like_it_is_found_and_said_to_be_heard(judge: Judge) -> None:
    finding = judge(KEYS, ("c", "谁负责"), ("a", "这个布规我馆"))
    assert finding.verdict is MISSED
    assert [(e.quote, e.how) for e in finding.evidence] == [("布规我馆", How.SOUND)]
    assert "布规我馆（听作“不归我管”）" in finding.reason.zh
    assert "heard as “不归我管”" in finding.reason.en


def test_without_it_sound_does_not_count(judge: Judge) -> None:
    assert judge(KEYS.replace("true", "false"), ("a", "这个布规我馆")).verdict is MET


def test_what_is_written_counts_as_written(judge: Judge) -> None:
    finding = judge(KEYS + "each: 4\n", ("a", "这个不归我管，布规我馆"))
    assert [(e.quote, e.how) for e in finding.evidence] == [("不归我管", How.LITERAL), ("布规我馆", How.SOUND)]
    assert finding.points == 2


def test_it_hears_whom_the_condition_names_and_minds_excuses(judge: Judge) -> None:
    assert judge(KEYS, ("c", "你们布规我馆"), ("a", "我来")).verdict is MET
    assert judge(KEYS, ("a", "您说布规我馆，我理解")).verdict is MET
    assert judge(KEYS.replace("吧]", "吧], unless: [馆长]"), ("a", "布规我馆馆长")).verdict is MET


def test_an_allow_list_and_tolerances(judge: Judge) -> None:
    allow = KEYS.replace("true", "{allow: [布规我馆]}")
    assert judge(allow, ("a", "这个布规我馆")).verdict is MET
    flat = "kind: banned\nnever: {any: [你自己找他去]}\nby_sound: "
    assert judge(flat + "{zh_z: true}", ("a", "你志己早他去")).verdict is MISSED
    assert judge(flat + "{zh_z: false}", ("a", "你志己早他去")).verdict is MET


def test_sound_never_decides_a_fatal_criterion_by_itself(judge: Judge) -> None:
    fatal = KEYS + "severity: fatal\n"
    finding = judge(fatal, ("a", "这个布规我馆"))
    assert (finding.verdict, [e.how for e in finding.evidence]) == (UNSCORED, [How.SOUND])
    assert judge(fatal, ("a", "这个布规我馆，不归我管")).verdict is MISSED


def test_english_calls_are_not_listened_to(judge: Judge) -> None:
    assert judge(KEYS, ("a", "这个布规我馆"), language="en").verdict is MET


def test_rubrics_judged_together_hear_what_each_hears_alone(rubric: Callable[[str], Rubric]) -> None:
    one, other = rubric(KEYS), rubric(KEYS.replace("不归我管", "布规我馆"))
    call = call_of(("a", "这个布规我馆"))
    assert evaluate_all((one, other), call) == (evaluate(one, call), evaluate(other, call))


@pytest.mark.parametrize("never", ["[滚开]", "[shut up please]"])
def test_what_cannot_be_told_by_its_sound_is_refused(rubric: Callable[[str], Rubric], never: str, tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="three syllables"):
        rubric(f"kind: banned\nnever: {{any: {never}}}\nby_sound: true\n")
