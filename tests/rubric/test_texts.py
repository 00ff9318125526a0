"""Rules as texts: which refer to which, what is wrong with which, and nothing loaded twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import RubricError
from qa.model.rules import RuleKey, RuleKind
from qa.rubric.load import example_lines, load_book
from qa.rubric.texts import Shelf, over, problems_of, read_folder, standing, with_version

FOLDER = Path(__file__).resolve().parents[2] / "rubrics"
BASIC = RuleKey(RuleKind.RUBRIC, "basic")
OTHER = RuleKey(RuleKind.RUBRIC, "other")
WORDS = RuleKey(RuleKind.PHRASES, "words")
UNUSED = RuleKey(RuleKind.PHRASES, "unused")
PHRASES = "id: words\ntitle: w\nen: [hello]\n"
RUBRIC = """id: basic
version: 3
title: b
criteria:
  - id: greet
    title: g
    kind: required
    points: 1
    expect: {any: ["@words"]}
    examples:
      - {name: said, verdict: met, call: [{agent: "[[hello]]"}]}
      -
        name: not said
        verdict: missed
        call: [{agent: "bye"}]
"""


def shelf(**changes: str | None) -> Shelf:
    texts = {
        BASIC: RUBRIC,
        WORDS: PHRASES,
        UNUSED: PHRASES.replace("words", "unused"),
        OTHER: RUBRIC.replace("basic", "other").replace('"@words"', "hello"),
    }
    keys = {key.name: key for key in texts}
    return Shelf(over({}, {**texts, **{keys[name]: text for name, text in changes.items()}}))


def test_the_book_of_a_folder_is_the_one_that_was_always_loaded() -> None:
    ours, before = Shelf(read_folder(FOLDER)).book(), load_book(FOLDER)
    assert ours.rubrics == before.rubrics
    assert (ours.phrases, ours.facts) == (before.phrases, before.facts)
    assert {key.name for key in ours.texts if key.kind is RuleKind.RUBRIC} == {rubric.id for rubric in before.rubrics}


def test_what_refers_to_what() -> None:
    here = shelf()
    assert here.uses("basic") == {WORDS}
    assert here.uses("other") == frozenset()
    assert (here.users(WORDS), here.users(UNUSED), here.users(BASIC)) == (("basic",), (), ("basic",))


def test_of_the_rubrics_of_the_house_each_refers_to_something() -> None:
    here = Shelf(read_folder(FOLDER))
    for name in here.names:
        assert all(name in here.users(key) for key in here.uses(name))
        assert here.uses(name)


def test_one_that_is_wrong_keeps_no_other_from_being_looked_at() -> None:
    here = shelf(basic=RUBRIC.replace("points: 1", "points: x"), unused="id: unused\n")
    assert here.fault(OTHER) is None
    assert here.fault(WORDS) is None
    fault = here.fault(BASIC)
    assert fault is not None
    assert [(one.line, one.file) for one in problems_of(fault)] == [(8, Path("basic.yaml"))]
    assert here.fault(UNUSED) is not None
    with pytest.raises(RubricError):
        here.book()


def test_one_that_does_not_load_may_refer_to_anything() -> None:
    assert shelf(basic="nothing").users(UNUSED) == ("basic",)


def test_only_what_changed_is_loaded_again() -> None:
    before = shelf()
    before.book()
    after = Shelf(over(before.sources, {WORDS: PHRASES.replace("hello", "hello, hi")}), before)
    assert after.rubric("other") is before.rubric("other")
    assert after.rubric("basic") is not before.rubric("basic")
    assert after.phrases["unused"] is before.phrases["unused"]
    same = Shelf(dict(after.sources), after)
    assert same.rubric("basic") is after.rubric("basic")


def test_what_is_gone_is_missed_by_those_that_refer_to_it() -> None:
    before = shelf()
    before.book()
    after = Shelf(over(before.sources, {WORDS: None}), before)
    assert after.fault(BASIC) is not None
    assert after.rubric("other") is before.rubric("other")


def test_how_a_rubric_stands() -> None:
    good, bad = standing(shelf(other=RUBRIC.replace("basic", "other").replace('"[[hello]]"', "hi")), ("basic", "other"))
    assert (good.holds, bad.holds, [one.name.en for one in bad.failures]) == (True, False, ["said"])
    (broken,) = standing(shelf(basic="x"), ("basic",))
    assert broken.fault is not None
    assert not broken.holds


def test_the_lines_of_examples() -> None:
    assert example_lines(RUBRIC) == {"greet": (11, 13)}


def test_examples_of_the_house_begin_with_their_names() -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        found = example_lines(text)
        assert any(found.values())
        for places in found.values():
            assert all("name:" in lines[place - 1] for place in places)


def test_another_version_number() -> None:
    assert with_version(RUBRIC, 12) == RUBRIC.replace("version: 3", "version: 12")
    assert with_version("id: x\nversion: 3 # third\n  version: 4\n", 5) == "id: x\nversion: 5 # third\n  version: 4\n"


@pytest.mark.parametrize("text", ["[" * 3000, "a: " + "{b: " * 3000, "- " * 3000 + "x"])
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    fault = shelf(basic=text).fault(BASIC)
    assert fault is not None
    assert fault.message("zh")
    assert fault.message("en")


def test_names_of_texts() -> None:
    for written in ("phrases/upset", "phrases:upset", "phrases/upset.yaml"):
        assert RuleKey.of(written) == RuleKey(RuleKind.PHRASES, "upset")
    assert RuleKey.of("facts/plans.csv").file == "facts/plans.csv"
    assert RuleKey.of("courtesy.yaml").file == "courtesy.yaml"
    assert RuleKey.of("rubrics/courtesy.yaml") == RuleKey(RuleKind.RUBRIC, "courtesy")


def test_an_excuse_is_referred_to_by_what_it_excuses() -> None:
    quoted = RuleKey(RuleKind.EXCUSES, "quoted")
    here = Shelf(read_folder(FOLDER))
    assert "banned_phrases" in here.users(quoted)
    text = here.sources[quoted].text
    after = Shelf(over(here.sources, {quoted: text.replace("zh: 8", "zh: 9")}), here)
    assert after.rubric("banned_phrases").hash != here.rubric("banned_phrases").hash


def test_a_folder_without_excuses_has_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "basic.yaml").write_text(RUBRIC.replace('"@words"', "hello"), encoding="utf-8")
    shipped = {path.stem for path in (FOLDER / "excuses").glob("*.yaml")}
    assert {key.name for key in read_folder(tmp_path) if key.kind is RuleKind.EXCUSES} == shipped
