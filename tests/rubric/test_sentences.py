"""The shipped rubrics on sentences that are no examples of theirs: ours (in sentences/) and other people's, where those are at hand.

Ours tell what must be found and, as important, what must not: kind words that hold the same characters, plain enquiries that are
no occasion.
The dialogues and lists of others are not part of the project; the figures they gave are told beside each bound.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.model.finding import How, Verdict
from qa.rubric.book import Rubric
from qa.rubric.evaluate import evaluate
from qa.rubric.load import load_known, load_rubric
from qa.rubric.match import Matcher
from qa.rubric.normal import normalise

HERE = Path(__file__).resolve()
FOLDER = HERE.parents[2] / "rubrics"
OURS = HERE.parent / "sentences"
THEIRS = next((folder / "shared/data" for folder in HERE.parents if (folder / "shared/data").is_dir()), HERE)
KNOWN = load_known(FOLDER)
LANGUAGES = ("zh", "en")


def sentences(name: str) -> list[str]:
    return (OURS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


@cache
def rubric(name: str) -> Rubric:
    return load_rubric(FOLDER / f"{name}.yaml", KNOWN)


@cache
def matcher(set_: str, language: str) -> Matcher:
    return Matcher.of(phrase for phrase in KNOWN.phrases[set_].phrases if phrase.language == language)


def hit(set_: str, language: str, text: str) -> bool:
    return bool(matcher(set_, language).scan([normalise(text)]).raw)


def said(text: str, language: str, by: Speaker = Speaker.AGENT) -> Call:
    """A call in which only this is said, and nothing to the point is answered."""
    turns = [Utterance(by, text)]
    if by is Speaker.CUSTOMER:
        turns += [Utterance(Speaker.AGENT, "嗯" if language == "zh" else "well")] * 2
    return Call("call", Transcript(language, tuple(turns)))


def faults(text: str, language: str) -> list[str]:
    """What the rubrics hold against an agent who says this."""
    found = [f.criterion for f in evaluate(rubric("banned_phrases"), said(text, language)).findings if f.verdict is not Verdict.MET]
    return [*found, "not-minimising"] if hit("minimising", language, text) else found


def missed(name: str, found: Any) -> list[str]:
    return [text for text in sentences(name) if not found(text)]


# --- our sentences ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_not_be_said_is_found(language: str) -> None:
    unseen = missed(f"banned_{language}", lambda text: faults(text, language))
    assert len(unseen) <= 0.05 * len(sentences(f"banned_{language}")), unseen


@pytest.mark.parametrize("language", LANGUAGES)
def test_kind_words_are_no_fault(language: str) -> None:
    assert {text: found for text in sentences(f"kind_{language}") if (found := faults(text, language))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_empathic_words_are_moves_of_empathy(language: str) -> None:
    unseen = missed(f"empathic_{language}", lambda text: hit("empathy", language, text))
    assert len(unseen) <= 0.05 * len(sentences(f"empathic_{language}")), unseen


@pytest.mark.parametrize("language", LANGUAGES)
def test_occasions_are_occasions(language: str) -> None:
    unseen = missed(f"occasion_{language}", lambda text: hit("upset", language, text))
    assert len(unseen) <= 0.05 * len(sentences(f"occasion_{language}")), unseen


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_enquiries_owe_no_empathy(language: str) -> None:
    owed = {}
    for text in sentences(f"plain_{language}"):
        call = said(text, language, Speaker.CUSTOMER)
        found = [*evaluate(rubric("empathy"), call).findings, *evaluate(rubric("service_standard"), call).findings]
        cued = [f.criterion for f in found if f.verdict is Verdict.MISSED and f.evidence]
        if cued:
            owed[text] = cued
    assert owed == {}


# --- other people's -----------------------------------------------------------------------------------------------------------------------


def theirs(name: str) -> Path:
    path = THEIRS / name
    if not path.is_file():
        pytest.skip("the shared material is not here")
    return path


def turns(name: str) -> Iterator[dict[str, Any]]:
    for line in theirs(name).read_text(encoding="utf-8").splitlines():
        yield from json.loads(line)["turns"]


def shares(counted: Iterator[tuple[str, bool]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for label, found in counted:
        seen[label] += 1
        hits[label] += found
    return {label: hits[label] / seen[label] for label in seen}


@pytest.mark.parametrize("around", ["{}", "{}。", "您好，{}。"])
def test_lists_of_banned_phrases(around: str) -> None:
    """All 92 were found when this was written; 52 before the families were widened."""
    lists = json.loads(theirs("phrases/banned_zh.json").read_text(encoding="utf-8"))["banned_zh"].values()
    phrases = sorted({phrase for one in lists for phrase in one})
    unseen = [phrase for phrase in phrases if not faults(around.format(phrase), "zh")]
    assert len(unseen) <= 0.03 * len(phrases), unseen


def test_support_in_english() -> None:
    """Affirmation 0.64 (0.31 before), reflection 0.65 (0.45); questions 0.10, information 0.14, suggestions 0.17, others 0.20."""
    labelled = (
        (turn["labels"][0].removeprefix("strategy:"), hit("empathy", "en", turn["text"]))
        for turn in turns("dialogues/esconv_dev.jsonl")
        if turn["speaker"] == "agent"
    )
    found = shares(labelled)
    assert found["Affirmation and Reassurance"] >= 0.60
    assert found["Reflection of feelings"] >= 0.60
    assert found["Questions"] <= 0.13
    assert found["Information"] <= 0.18
    assert found["Providing Suggestions"] <= 0.21
    assert found["Other"] <= 0.24


def test_supporters_in_english_say_nothing_banned() -> None:
    """One of 3,084, and rightly ("let's calm down")."""
    supporters = [turn["text"] for turn in turns("dialogues/esconv_dev.jsonl") if turn["speaker"] == "agent"]
    assert sum(hit("banned", "en", text) for text in supporters) <= 4


def test_comfort_apology_and_talk_in_chinese() -> None:
    """Comfort 0.55 (0.11 before), apologies 0.77 (0.42); of the rest 0.01 are taken for empathy."""
    labelled = [
        (next(x[3:] for x in turn["labels"] if x.startswith("DA:")), turn["text"]) for turn in turns("dialogues/cped_valid_zh.jsonl")
    ]
    empathic = shares((label, hit("empathy", "zh", text)) for label, text in labelled)
    assert empathic["comfort"] >= 0.50
    assert shares((label, hit("apology", "zh", text)) for label, text in labelled)["apology"] >= 0.70
    assert all(share <= 0.05 for label, share in empathic.items() if label not in ("comfort", "apology"))


def test_banned_words_in_the_quarrels_of_television() -> None:
    """About one turn in fifty is found so. Read by eye, nearly all of them are rude, if rarely to a customer; few are plain mistakes."""
    call = Call("tv", Transcript("zh", tuple(Utterance(Speaker.AGENT, turn["text"]) for turn in turns("dialogues/cped_valid_zh.jsonl"))))
    evidence = [e for finding in evaluate(rubric("banned_phrases"), call).findings for e in finding.evidence]
    assert 100 <= len({e.utterance for e in evidence}) <= 0.028 * len(call.transcript.utterances)
    assert sum(e.how is How.SOUND for e in evidence) <= 10
