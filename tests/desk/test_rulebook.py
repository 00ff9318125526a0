"""Rules in the database: put in force over the file, for everybody; what judged is kept; nothing bad gets in."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from qa.desk import activation, intake, process, rulebook
from qa.desk.house import SYSTEM, open_house
from qa.errors import Conflict, Invalid, NotFound, RubricError
from qa.model.finding import Verdict
from qa.model.rules import RuleKey, RuleKind, digest
from qa.store import rules
from tests.desk.conftest import TURNS, Cast, scored

BASIC = RuleKey(RuleKind.RUBRIC, "basic")
POLITE = RuleKey(RuleKind.RUBRIC, "polite")
WORDS = RuleKey(RuleKind.PHRASES, "thanks")
PLANS = RuleKey(RuleKind.FACTS, "plans")
THANKS = """id: thanks
title: {zh: 感谢, en: Thanks}
en: [thank you, thanks]
"""
RUBRIC = """id: polite
version: 1
title: {zh: 礼貌, en: Polite}
criteria:
  - id: thank
    title: {zh: 致谢, en: Thanks the caller}
    kind: required
    points: 10
    expect: {any: ["@thanks"]}
    examples:
      - {name: thanked, verdict: met, call: [{agent: "[[Thank you]] for calling."}]}
      - {name: not thanked, verdict: missed, call: [{agent: "Bye."}]}
"""


def put(cast: Cast, key: RuleKey, text: str, note: str = "because") -> int:
    return activation.activate(cast.house, cast.max, key, text, note)


@pytest.fixture
def polite(anywhere: Cast) -> Cast:
    """A rubric of our own and the phrase set that it refers to, both in the database alone."""
    put(anywhere, WORDS, THANKS)
    put(anywhere, POLITE, RUBRIC)
    return anywhere


def line(cast: Cast, key: RuleKey) -> rulebook.TextLine:
    return next(one for one in rulebook.listed(cast.house, cast.ann) if one.key == key)


def verdicts(cast: Cast, call: int) -> dict[str, Verdict]:
    return {f.criterion: f.verdict for e in intake.view(cast.house, SYSTEM, call).evaluations for f in e.findings}


def basic(cast: Cast) -> str:
    """The file's text with examples, so that it may be put in force, under the next version."""
    text = cast.house.rules.files[BASIC].text.replace("version: 1", "version: 2")
    said = (
        '\n    examples:\n      - {name: a, verdict: met, call: [{agent: "%s"}]}\n      - {name: b, verdict: missed, call: [{agent: "%s"}]}'
    )
    for asked, good, bad in (("[hello]", "hello", "x"), ("[goodbye]", "goodbye", "x"), ("[shut up]", "x", "shut up")):
        text = text.replace(f"{{any: {asked}}}", f"{{any: {asked}}}" + said % (good, bad))
    return text


def test_with_nothing_put_in_force_the_files_are(anywhere: Cast) -> None:
    assert [rubric.id for rubric in anywhere.house.book.rubrics] == ["basic"]
    found = line(anywhere, BASIC)
    assert (found.since.number, found.since.author, found.version, found.shipped) == (0, "", 1, False)


def test_what_is_put_in_force_stands_over_the_file_for_every_process(anywhere: Cast) -> None:
    other = open_house(anywhere.house.settings)
    assert other.book.by_id["basic"].version == 1
    assert put(anywhere, BASIC, basic(anywhere), "examples for all") == 1
    for house in (anywhere.house, other):
        assert house.book.by_id["basic"].version == 2
    other.close()
    found = line(anywhere, BASIC)
    assert (found.since.number, found.since.author, found.since.note, found.version) == (1, "Max", "examples for all", 2)


def test_a_new_call_is_judged_by_the_new_version_and_an_old_one_keeps_its_score(polite: Cast) -> None:
    before = intake.view(polite.house, SYSTEM, polite.call)
    assert {e.rubric for e in before.evaluations} == {"basic"}
    new = scored(polite.house, "call-2", "bob", (*TURNS, ("agent", "Thank you.", 7.0, 8.0)))
    assert verdicts(polite, new)["thank"] is Verdict.MET
    after = intake.view(polite.house, SYSTEM, polite.call)
    assert (after.evaluations, after.score) == (before.evaluations, before.score)


def test_what_judged_is_kept_and_explained_when_the_rules_are_others(polite: Cast) -> None:
    call = scored(polite.house, "call-2", "bob", (*TURNS, ("agent", "Thanks.", 7.0, 8.0)))
    judged = {e.rubric: e for e in intake.view(polite.house, SYSTEM, call).evaluations}
    put(polite, WORDS, THANKS.replace("thank you, thanks", "thank you"))
    put(polite, POLITE, RUBRIC.replace("version: 1", "version: 2").replace("Thanks the caller", "Says thanks"))
    made = rulebook.explain(polite.house, polite.ann, "polite", judged["polite"].version, judged["polite"].hash)
    assert (made.text, made.parts) == (RUBRIC, {WORDS: THANKS})
    # the file's version judged too, and is kept although it was never put in force
    file = polite.house.settings.rubrics / "basic.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("version: 1", "version: 7"), encoding="utf-8")
    assert rulebook.explain(polite.house, polite.ann, "basic", 1, judged["basic"].hash).text == text
    with pytest.raises(NotFound):
        rulebook.explain(polite.house, polite.ann, "basic", 6, "0" * 64)


def test_another_phrase_set_is_another_hash_under_the_same_version(polite: Cast) -> None:
    before = polite.house.book.by_id["polite"]
    found = activation.check(polite.house, polite.max, WORDS, THANKS.replace("thanks]", "thanks, cheers]"))
    assert (found.ready, found.affected) == (True, ("polite",))
    put(polite, WORDS, THANKS.replace("thanks]", "thanks, cheers]"))
    after = polite.house.book.by_id["polite"]
    assert after.version == before.version
    assert after.hash != before.hash


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("any: [", "anny: ["), "rubric.refused"),
        (("[[Thank you]]", "[[Thank]]"), "rulebook.examples_fail"),
        (("points: 10", "points: 20"), "rulebook.version_taken"),
        (("", ""), "rulebook.unchanged"),
        (("id: polite", "id: rude"), "rubric.refused"),
        (("@thanks", "@thank"), "rubric.refused"),
    ],
)
def test_what_is_not_right_is_not_put_in_force(polite: Cast, change: tuple[str, str], code: str) -> None:
    with pytest.raises((RubricError, Conflict)) as refused:
        put(polite, POLITE, RUBRIC.replace(*change))
    assert refused.value.code == code
    assert not activation.check(polite.house, polite.max, POLITE, RUBRIC.replace(*change)).ready
    assert line(polite, POLITE).since.number == 1
    for language in ("zh", "en"):
        assert refused.value.message(language)


def test_a_mistake_is_told_with_its_place(polite: Cast) -> None:
    (place,) = activation.check(polite.house, polite.max, POLITE, RUBRIC.replace("points: 10", "points: ten")).places
    assert (place.line, place.column, place.source) == (8, 13, "points: ten")
    assert "number" in place.what.en


def test_failing_examples_are_told_with_their_lines(polite: Cast) -> None:
    found = activation.check(polite.house, polite.max, POLITE, RUBRIC.replace("[[Thank you]]", "[[Thank]]"))
    assert [(one.name.en, one.ok, one.line) for one in found.examples] == [
        ("thanked", False, 11),
        ("not thanked", True, 12),
        ("examples complete", True, None),
    ]


def test_a_taken_version_number_is_mended_by_raising_it(polite: Cast) -> None:
    text = RUBRIC.replace("points: 10", "points: 20")
    found = activation.check(polite.house, polite.max, POLITE, text)
    assert (found.version, found.taken, found.free) == (1, True, 2)
    raised = activation.raised(polite.house, polite.max, text, POLITE)
    assert raised == text.replace("version: 1", "version: 2")
    assert put(polite, POLITE, raised) == 2
    # only what judges counts: another example under the same number is welcome
    assert put(polite, POLITE, raised.replace("Bye.", "Goodbye.")) == 3


def test_the_number_of_the_file_is_taken_too(anywhere: Cast) -> None:
    text = basic(anywhere).replace("version: 2", "version: 1")
    assert activation.check(anywhere.house, anywhere.max, BASIC, text).taken is False  # the examples are all that is new
    found = activation.check(anywhere.house, anywhere.max, BASIC, text.replace("points: 20", "points: 30"))
    assert (found.taken, found.free) == (True, 2)


@pytest.mark.parametrize("change", [("thanks]", "thanks, bye]"), ("en: [thank you, thanks]", "en: [thanks]"), ("id: thanks", "id: thank")])
def test_a_phrase_set_that_breaks_a_rubric_is_refused_with_the_list(polite: Cast, change: tuple[str, str]) -> None:
    with pytest.raises((RubricError, Conflict)) as refused:
        put(polite, WORDS, THANKS.replace(*change))
    if isinstance(refused.value, Conflict):
        assert refused.value.code == "rulebook.breaks"
        assert refused.value.params["rubrics"] == "polite"
        (broken,) = activation.check(polite.house, polite.max, WORDS, THANKS.replace(*change)).broken
        assert (broken.rubric, broken.before) == ("polite", False)


def test_a_note_is_asked_for(polite: Cast) -> None:
    for note in ("", "  \n ", "x" * 501):
        with pytest.raises(Invalid):
            put(polite, WORDS, THANKS + "zh: [谢谢]\n", note)


def test_going_back_is_putting_in_force_like_any_other(polite: Cast) -> None:
    put(polite, WORDS, THANKS + "zh: [谢谢]\n", "Chinese too")
    old = rulebook.text_of(polite.house, polite.max, WORDS, "version:1")
    assert put(polite, WORDS, old, "back") == 3
    told = [(one.number, one.note, one.in_force) for one in rulebook.history(polite.house, polite.ann, WORDS)]
    assert told == [(3, "back", True), (2, "Chinese too", False), (1, "because", False)]
    assert polite.house.rules.shelf.sources[WORDS].text == THANKS


def test_a_newer_file_is_told_of_and_taken_over_or_left(anywhere: Cast) -> None:
    put(anywhere, BASIC, basic(anywhere))
    assert not line(anywhere, BASIC).shipped
    file = anywhere.house.settings.rubrics / "basic.yaml"
    file.write_text(basic(anywhere).replace("version: 2", "version: 3").replace("hello]", "hello, hi]"), encoding="utf-8")
    assert line(anywhere, BASIC).shipped
    assert anywhere.house.book.by_id["basic"].version == 2
    shipped = rulebook.view(anywhere.house, anywhere.max, BASIC).shipped_text
    assert shipped == file.read_text(encoding="utf-8")
    put(anywhere, BASIC, anywhere.house.rules.shelf.sources[BASIC].text, "we keep ours")
    assert not line(anywhere, BASIC).shipped
    put(anywhere, BASIC, shipped, "the product's")
    assert (anywhere.house.book.by_id["basic"].version, line(anywhere, BASIC).shipped) == (3, False)


def test_set_aside_is_not_in_force_and_comes_back(polite: Cast) -> None:
    with pytest.raises(Conflict) as refused:
        activation.retire(polite.house, polite.max, WORDS, "not needed")
    assert refused.value.code == "rulebook.in_use"
    activation.retire(polite.house, polite.max, POLITE, "not needed")
    activation.retire(polite.house, polite.max, WORDS, "not needed")
    activation.retire(polite.house, polite.max, BASIC, "a file can be set aside too")
    assert polite.house.book.rubrics == ()
    assert line(polite, BASIC).retired
    with pytest.raises(Conflict):
        activation.retire(polite.house, polite.max, BASIC, "again")
    put(polite, WORDS, THANKS)
    put(polite, POLITE, RUBRIC)
    assert [rubric.id for rubric in polite.house.book.rubrics] == ["polite"]


def test_who_comes_second_is_told(polite: Cast) -> None:
    seen = digest(THANKS)
    activation.activate(polite.house, polite.max, WORDS, THANKS + "zh: [谢谢]\n", "first", instead_of=seen)
    with pytest.raises(Conflict) as late:
        activation.activate(polite.house, polite.ada, WORDS, THANKS + "zh: [多谢]\n", "second", instead_of=seen)
    assert late.value.code == "rulebook.overtaken"


def test_a_house_that_did_not_notice_yet_cannot_put_anything_over_it(polite: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = polite.house.rules
    put(polite, WORDS, THANKS + "zh: [谢谢]\n")
    monkeypatch.setattr(type(polite.house), "rules", stale)
    with pytest.raises(Conflict) as late:
        put(polite, POLITE, RUBRIC.replace("version: 1", "version: 2"))
    assert late.value.code == "rulebook.overtaken"


# drafts


def test_a_draft_is_kept_and_others_are_told(polite: Cast) -> None:
    rulebook.write(polite.house, polite.max, WORDS, THANKS + "zh: [谢谢]")
    rulebook.write(polite.house, polite.ada, WORDS, THANKS)
    mine = rulebook.view(polite.house, polite.max, WORDS)
    assert mine.draft is not None
    assert mine.draft.text == THANKS + "zh: [谢谢]\n"
    assert [note.author for note in mine.others] == ["Ada"]
    assert {note.author for note in line(polite, WORDS).drafts} == {"Max", "Ada"}
    rulebook.drop(polite.house, polite.max, WORDS)
    assert rulebook.view(polite.house, polite.max, WORDS).draft is None


def test_a_draft_knows_that_it_fell_behind(polite: Cast) -> None:
    rulebook.write(polite.house, polite.max, WORDS, THANKS + "zh: [谢谢]\n")
    activation.activate(polite.house, polite.ada, WORDS, THANKS + "zh: [多谢]\n", "first")
    draft = rulebook.view(polite.house, polite.max, WORDS).draft
    assert draft is not None
    assert draft.behind
    rulebook.catch_up(polite.house, polite.max, WORDS)
    draft = rulebook.view(polite.house, polite.max, WORDS).draft
    assert draft is not None
    assert (draft.behind, draft.text) == (False, THANKS + "zh: [谢谢]\n")


def test_a_draft_begun_from_what_was_on_the_page_says_so(polite: Cast) -> None:
    put(polite, WORDS, THANKS + "zh: [谢谢]\n")
    rulebook.write(polite.house, polite.max, WORDS, THANKS + "zh: [多谢]\n", base=digest(THANKS))
    draft = rulebook.view(polite.house, polite.max, WORDS).draft
    assert draft is not None
    assert draft.behind


def test_two_windows_do_not_undo_each_other(polite: Cast) -> None:
    rulebook.write(polite.house, polite.max, WORDS, "one\n", seen="")
    rulebook.write(polite.house, polite.max, WORDS, "two\n", seen=digest("one\n"))
    with pytest.raises(Conflict) as refused:
        rulebook.write(polite.house, polite.max, WORDS, "three\n", seen=digest("one\n"))
    assert refused.value.code == "rulebook.draft_elsewhere"
    assert rulebook.text_of(polite.house, polite.max, WORDS, "draft") == "two\n"


def test_putting_in_force_ends_the_draft(polite: Cast) -> None:
    text = THANKS + "zh: [谢谢]\n"
    rulebook.write(polite.house, polite.max, WORDS, text)
    put(polite, WORDS, text)
    assert rulebook.view(polite.house, polite.max, WORDS).draft is None


def test_something_new_begins_as_a_draft(polite: Cast) -> None:
    new = RuleKey(RuleKind.FACTS, "fees")
    rulebook.begin(polite.house, polite.max, new, "subject,aliases,attribute,value,unit,valid_from,valid_to\n")
    assert line(polite, new).size == 0
    for taken in (new, POLITE):
        with pytest.raises(Conflict):
            rulebook.begin(polite.house, polite.max, taken, "x")
    for bad in ("Fees", "a b", "../x", "x" * 61, ""):
        with pytest.raises(Invalid):
            rulebook.begin(polite.house, polite.max, RuleKey(RuleKind.FACTS, bad), "x")


def test_anothers_draft_is_for_those_who_try_rules(polite: Cast) -> None:
    rulebook.write(polite.house, polite.max, WORDS, "mine\n")
    which = f"draft:{polite.max.id}"
    assert rulebook.text_of(polite.house, polite.ines, WORDS, which) == "mine\n"
    with pytest.raises(Exception, match="may not"):
        rulebook.text_of(polite.house, polite.ann, WORDS, which)


def test_what_is_too_long_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        rulebook.write(cast.house, cast.max, BASIC, "#" * (rulebook.LONGEST_TEXT + 1))


@pytest.mark.parametrize("text", ["", "[" * 2000, "a: [1", "id: basic", "\x00", "- x", "id: {{{", "criteria: [[[]]]", "%"])
def test_whatever_is_typed_gets_an_answer(cast: Cast, text: str) -> None:
    found = activation.check(cast.house, cast.max, BASIC, text)
    assert found.places
    assert not found.ready


def test_a_file_that_is_wrong_is_listed_and_mended_on_the_page(anywhere: Cast) -> None:
    (anywhere.house.settings.rubrics / "basic.yaml").write_text("id: basic\n", encoding="utf-8")
    assert line(anywhere, BASIC).wrong is not None
    with pytest.raises(RubricError):
        _ = anywhere.house.book
    put(anywhere, POLITE, RUBRIC.replace('"@thanks"', "thank you"))
    text = RUBRIC.replace('"@thanks"', "thank you").replace("id: polite", "id: basic")
    put(anywhere, BASIC, text.replace("version: 1", "version: 2"), "mended")
    assert [rubric.id for rubric in anywhere.house.book.rubrics] == ["basic", "polite"]


# comparing


def test_a_comparison_shows_what_differs_with_its_lines() -> None:
    old = "".join(f"line {i}\n" for i in range(1, 31))
    new = old.replace("line 10\n", "line ten\n").replace("line 25\n", "")
    found = rulebook.compare(old, new, context=1)
    assert [(one.mark, one.old, one.new, one.text) for one in found] == [
        ("@", None, None, ""),
        (" ", 9, 9, "line 9"),
        ("-", 10, None, "line 10"),
        ("+", None, 10, "line ten"),
        (" ", 11, 11, "line 11"),
        ("@", None, None, ""),
        (" ", 24, 24, "line 24"),
        ("-", 25, None, "line 25"),
        (" ", 26, 25, "line 26"),
    ]
    assert rulebook.compare(old, old) == ()


# cost


def test_nothing_is_read_again_while_nothing_changes(polite: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    book = polite.house.book
    asked: list[str] = []
    event.listen(polite.house.db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert polite.house.book is book
    assert len(asked) == 1
    assert "max(rule.id)" in asked[0]


def test_only_what_changed_is_loaded_again(polite: Cast) -> None:
    before = polite.house.book
    put(polite, POLITE, RUBRIC.replace("version: 1", "version: 2"))
    after = polite.house.book
    assert after.by_id["basic"] is before.by_id["basic"]
    assert after.by_id["polite"] is not before.by_id["polite"]


def test_a_rubric_that_judged_is_kept_once(polite: Cast) -> None:
    for number in (2, 3):
        scored(polite.house, f"call-{number}", "bob", (*TURNS, ("agent", f"Thanks {number}.", 7.0, 8.0)))
    with polite.house.db.reading() as session:
        assert len(rules.bases(session, "polite")) == 1


def test_a_retried_call_is_judged_by_what_is_in_force_then(polite: Cast, tmp_path: Path) -> None:
    put(polite, POLITE, RUBRIC.replace("version: 1", "version: 2"))
    new = scored(polite.house, "call-2", "bob", (*TURNS, ("agent", "Thanks a lot.", 7.0, 8.0)))
    assert process.state(polite.house, SYSTEM, new).value == "ready"
    assert {e.rubric: e.version for e in intake.view(polite.house, SYSTEM, new).evaluations} == {"basic": 1, "polite": 2}
