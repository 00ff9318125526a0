"""The worst that may come in: transcripts without end, patterns without end, files made to break the reader. All ends in time.

Bounds are processor seconds, generous to a slow machine; what they guard is that time grows with the length and not with its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from qa.errors import RubricError
from qa.model.call import Call, Speaker, Transcript, Utterance, Word
from qa.model.finding import Evaluation, Verdict
from qa.rubric.book import Book, Rubric
from qa.rubric.evaluate import evaluate, evaluate_all
from qa.rubric.load import load_book, load_phrases, load_rubric
from qa.rubric.match import BadPattern, Matcher, literal, pattern, phrase
from qa.rubric.normal import normalise

ROOT = Path(__file__).resolve().parents[2]
A, C = Speaker.AGENT, Speaker.CUSTOMER
TALK = "您好这边帮您查了一下我们规定就是这样的流量每月三十九块九对不起让您久等了我也没办法我都打了三次了"
ENGLISH = "i'm sorry to hear that this is the third time you said it's not my problem "

Write = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(ROOT / "rubrics")


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def one_turn(piece: str) -> Callable[[int], tuple[Utterance, ...]]:
    return lambda length: (Utterance(C, "您好"), Utterance(A, filled(piece, length)), Utterance(C, filled(piece, 60)))


def turns(*pieces: str, timed: bool = False) -> Callable[[int], tuple[Utterance, ...]]:
    """Agent and customer in turn, each with the next piece."""
    each = sum(map(len, pieces)) / len(pieces)

    def made(length: int) -> tuple[Utterance, ...]:
        times = ((i * 2.0, i * 2.0 + 2.5) if timed else (None, None) for i in range(int(length / each)))
        return tuple(Utterance((C, A)[i % 2], pieces[i % len(pieces)], *span) for i, span in enumerate(times))

    return made


def spoken(length: int) -> tuple[Utterance, ...]:
    """One turn whose every character has its second."""
    text = filled(TALK, length)
    return (Utterance(A, text, 0.0, float(length), tuple(Word(char, float(i), i + 1.0) for i, char in enumerate(text))),)


SHIFTED = tuple(filled(TALK[i:] + TALK, 50) for i in range(0, 40, 3))
CASES: dict[str, Callable[[int], tuple[Utterance, ...]]] = {
    "one turn": one_turn(TALK),
    "one turn of sentences": one_turn(TALK + "。"),
    "one turn with every word's second": spoken,
    "turns": turns(*SHIFTED),
    "turns with times": turns(*SHIFTED, timed=True),
    "particles": one_turn("的了呢啊吧嘛呀"),
    "digits": one_turn("1234567890"),
    "numerals": one_turn("一二三四五六七八九"),
    "tens": one_turn("十百千万亿"),
    "the third time": one_turn("第三次"),
    "the third time in turns": turns("第三次"),
    "sorry in turns": turns("对不起对不起"),
    "the same sentence": turns("喂", "我再跟您说一遍这个是规定"),
    "banned in turns": turns("我也没办法不归我管"),
    "banned and excused": one_turn("您刚才说我也没办法不归我管"),
    "homophones in turns": turns("我也没半法不贵我管"),
    "fees in turns": turns("畅享套餐月费是129元流量不限量"),
    "fees in one turn": one_turn("畅享39每月129元,流量30GB,"),
    "services in one turn": one_turn("补卡要带身份证去营业厅"),
    "upset in turns": turns("我都打了三次了还没人管", "好的"),
    "english": one_turn(ENGLISH),
    "quotation marks": one_turn("“'"),
    "accents": one_turn("e\u0301\u0301\u0301"),
    "dots": one_turn("."),
    "spaces": one_turn(" "),
    "sentence ends": one_turn("。"),
}


def judged(rubrics: Iterable[Rubric], utterances: tuple[Utterance, ...], language: str) -> tuple[float, tuple[Evaluation, ...]]:
    call = Call("long", Transcript(language, utterances), None, None)
    began = time.process_time()
    evaluations = evaluate_all(rubrics, call)
    return time.process_time() - began, evaluations


@pytest.mark.parametrize("case", CASES)
def test_time_grows_with_the_length_of_a_call(book: Book, case: str) -> None:
    language = "en" if case == "english" else "zh"
    judged(book.rubrics, CASES[case](200), language)
    short, _ = judged(book.rubrics, CASES[case](20_000), language)
    long, evaluations = judged(book.rubrics, CASES[case](100_000), language)
    assert all(len(e.findings) == len(r.criteria) for e, r in zip(evaluations, book.rubrics, strict=True))
    # Five times the length; its square would be twenty-five times the time.
    assert long < max(4.0, 12 * short), f"{short:.2f} s, then {long:.2f} s"


@pytest.mark.parametrize(
    ("case", "megabytes"),
    [("one turn", 10), ("turns with times", 1), ("upset in turns", 1), ("fees in one turn", 1), ("quotation marks", 1)],
)
def test_a_transcript_of_megabytes_is_judged_in_seconds(book: Book, case: str, megabytes: int) -> None:
    seconds, evaluations = judged(book.rubrics, CASES[case](megabytes * 1_000_000 // 3), "zh")
    assert seconds < max(12, 3 * megabytes)
    assert case == "quotation marks" or {f.verdict for e in evaluations for f in e.findings} > {Verdict.MISSED}


def test_figures_past_counting_are_left_to_a_person(book: Book) -> None:
    _, evaluations = judged(book.rubrics, CASES["fees in one turn"](400_000), "zh")
    reasons = {f.criterion: (f.verdict, f.reason.en) for e in evaluations for f in e.findings}
    verdict, reason = reasons["fees-right"]
    assert verdict is Verdict.UNSCORED
    assert "too often to check" in reason


def test_two_hundred_phrases_within_each_other_are_found_in_time() -> None:
    matcher = Matcher.of([literal("我" * size) for size in range(1, 201)])
    began = time.process_time()
    hits = matcher.scan([normalise("我" * 4_000)]).of(frozenset(matcher.phrases))
    assert [(hit.at, hit.to) for hit in hits] == [(at, at + 200) for at in range(0, 4_000, 200)]
    assert time.process_time() - began < 10


EVERY_KIND = """
id: worst
version: 1
title: Worst
criteria:
  - id: banned
    title: Banned
    points: 10
    kind: banned
    by_sound: {allow: [我也没板法]}
    never: {any: [我也没办法, 不归我管, 那是你的事], unless: [我们规定]}
  - id: last
    title: Last
    points: 10
    kind: required
    expect: {any: [感谢您的来电], last_pct: 50, last_s: 30000}
  - id: around
    title: Around
    points: 10
    kind: required
    owed: each
    when: {any: [流量]}
    expect: {any: [限速]}
  - id: near
    title: Near
    points: 10
    kind: required
    when: {any: [流量], near: {speaker: customer, any: [打了三次], within_s: 60}}
    expect: {any: [抱歉]}
  - id: reply
    title: Reply
    points: 10
    kind: reply
    owed: each
    cue: {any: [三次]}
    expect: {all: [对不起, 久等], within_s: 60}
  - id: joined
    title: Joined
    points: 10
    kind: required
    expect: {all_of: [{any: [对不起]}, {none: [再见]}]}
  - {id: repeat, title: Repeat, points: 10, kind: repeat, similarity: 0.3, unless: [流量]}
  - {id: silence, title: Silence, points: 10, kind: measure, measure: silence, max: 20, unless: [稍等]}
  - {id: overlap, title: Overlap, points: 10, kind: measure, measure: overlap, max: 20}
  - {id: pace, title: Pace, points: 10, kind: measure, measure: pace, max: 400}
"""


@pytest.mark.parametrize("case", ["one turn", "turns", "turns with times", "homophones in turns", "upset in turns"])
def test_every_kind_of_criterion_takes_long_calls(write: Write, case: str) -> None:
    rubric = load_rubric(write("worst.yaml", EVERY_KIND.lstrip()))
    judged([rubric], CASES[case](200), "zh")
    short, _ = judged([rubric], CASES[case](20_000), "zh")
    long, _ = judged([rubric], CASES[case](100_000), "zh")
    assert long < max(4.0, 12 * short), f"{short:.2f} s, then {long:.2f} s"


# --- patterns -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(a*)*b", "a"),
        ("(a|a|aa)*b", "a"),
        ("(a*)*b|a+", "a"),
        ("((a{1,9}){1,9}){1,9}b", "a"),
        ("(第.*不|第)", "第三次"),
        ("第.{0,60}.{0,60}不", "第三次的"),
        ("(" * 3000 + "第" + ")" * 3000, "第三次"),
        ("|".join(f"词{i}.{{0,9}}句{i}" for i in range(1000)), "词5好句5"),
        ("(" + "|".join(f"词{i}" for i in range(20_000)) + ")", "词5好"),
    ],
)  # fmt: skip
def test_no_pattern_hangs(written: str, text: str) -> None:
    began = time.process_time()
    Matcher.of([pattern(written)]).scan([normalise(filled(text, 200_000))])
    assert time.process_time() - began < 10


@pytest.mark.parametrize("written", ["我.{0,999}他", "(.{0,50}好.{0,50}){10}", "[我你].{300}[他她]"])
def test_a_pattern_that_would_slow_every_call_is_refused(written: str) -> None:
    with pytest.raises(BadPattern, match="too_wide"):
        pattern(written)


def test_a_phrase_longer_than_anybody_says_is_refused() -> None:
    assert literal("我" * 500)
    with pytest.raises(BadPattern, match="too_long"):
        literal("我" * 501)


def test_a_pattern_is_found_in_an_utterance_without_end() -> None:
    matcher = Matcher.of(map(phrase, ["我.{0,6}办法", "^办法.*", ".*办法$", "(三|四).?次$"]))
    text = filled("第三次我也没有办法 ", 50_000) + "三次"
    found = {one.written: hits for one, hits in matcher.scan([normalise(text)]).found.items()}
    assert set(found) == {"我.{0,6}办法", "(三|四).?次$"}
    assert len(found["我.{0,6}办法"]) == text.count("我也没有办法")
    assert all(text[hit.start : hit.end] == "我也没有办法" for hit in found["我.{0,6}办法"])
    assert [(hit.start, hit.end) for hit in found["(三|四).?次$"]] == [(len(text) - 2, len(text))]


def test_a_hundred_thousand_phrases_and_two_thousand_patterns_are_ready_in_time() -> None:
    began = time.process_time()
    sought = [literal(f"我也没办法{i}") for i in range(100_000)] + [pattern(f"我.{{0,6}}他{i}") for i in range(2_000)]
    hits = Matcher.of(sought).scan([normalise("我也没办法77，我好他99")])
    assert {hit.phrase.written for hits in hits.found.values() for hit in hits} >= {"我也没办法77", "我.{0,6}他99"}
    assert time.process_time() - began < 30


# --- files --------------------------------------------------------------------------------------------------------------------------

HEAD = "id: one\nversion: 1\ntitle: One\ncriteria:\n  - id: only\n    title: Only\n    points: 10\n"
SET = "id: one\ntitle: One\nzh:\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "    kind: banned\n    never: {any: " + "[" * 5000 + "a" + "]" * 5000 + "}\n", 9),
        (HEAD + "    kind: banned\n    never: " + "{all_of: [" * 300 + "{any: [a]}" + "]}" * 300 + "\n", 9),
        (HEAD.replace("points: 10", "points: " + "9" * 5000) + "    kind: manual\n", 7),
        (HEAD.replace("points: 10", "points: " + "9" * 400 + ".0") + "    kind: manual\n", 7),
        ("a: &a [1, 1]\nb: &b [*a, *a, *a]\nc: [*b, *b]\n", 1),
        ("a: !!python/object/apply:os.system [ls]\n", 1),
        ("a: \x00b\n", 1),
        ("".join(f"k: {i}\n" for i in range(2000)), 2),
        (HEAD + "    kind: manual\n" + "".join(f"    k{i}: 1\n" for i in range(1000)), 9),
        ("\t" * 100_000, 1),
    ],
)
def test_a_rubric_made_to_break_the_reader_is_refused_in_one_sentence(write: Write, text: str, line: int) -> None:
    path = write("one.yaml", text)
    began = time.process_time()
    with pytest.raises(RubricError) as refused:
        load_rubric(path)
    assert time.process_time() - began < 10
    assert refused.value.params["line"] == line
    for language in ("zh", "en"):
        assert len(refused.value.message(language)) < 1000


@pytest.mark.parametrize(
    "text",
    [
        SET + "  - " + "我" * 350_000 + "\n",
        SET + "  - 我.{0,999}你\n",
        SET + "  - (((a{1,30}){1,30}){1,30})\n",
        SET + "".join("  - (\n" for _ in range(2000)),
    ],
)
def test_a_phrase_set_made_to_break_the_reader_is_refused_in_one_sentence(write: Write, text: str) -> None:
    path = write("one.yaml", text)
    began = time.process_time()
    with pytest.raises(RubricError) as refused:
        load_phrases(path)
    assert time.process_time() - began < 10
    assert refused.value.params["line"] == 4
    for language in ("zh", "en"):
        assert len(refused.value.message(language)) < 1000


def test_what_nobody_said_ends_too(book: Book) -> None:
    for utterances in ((), (Utterance(A, ""),), (Utterance(A, "\u200b" * 1000),)):
        assert all(evaluate(rubric, Call("x", Transcript("zh", utterances), None, None)).findings for rubric in book.rubrics)
