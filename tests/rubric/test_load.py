"""A wrong file is refused with its place and the mend; a right one is read as it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from qa import locales
from qa.errors import RubricError
from qa.rubric import load
from qa.rubric.load import load_book, load_phrases, load_rubric

HEAD = "id: one\nversion: 1\ntitle: One\ncriteria:\n"
GOOD = "  - {id: a, title: A, kind: banned, points: 4, never: {any: [滚]}}\n"
Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        (HEAD + GOOD + "tilte: x\n", 6, 1, "Did you mean “title”"),
        (
            HEAD + "  - id: a\n    title: A\n    kind: reply\n    points: 1\n    cue: {any: [x]}\n    expct: {any: [y]}\n",
            5,
            5,
            "“expect” is missing",
        ),
        (HEAD + "  - {id: a, title: A, kind: baned, points: 4}\n", 5, 29, "unknown kind “baned”"),
        (HEAD + "  - {id: a, title: A, kind: banned, points: -4, never: {any: [滚]}}\n", 5, 45, "too small"),
        (HEAD + "  - {id: a, title: A, kind: banned, points: many, never: {any: [滚]}}\n", 5, 45, "a number is expected"),
        (HEAD + "  - {id: a, title: A, kind: banned, points: 4, severity: bad, never: {any: [滚]}}\n", 5, 58, "not one of the choices"),
        (HEAD + '  - {id: a, title: A, kind: banned, points: 4, never: {any: [滚, "(a"]}}\n', 5, 65, "not a valid pattern"),
        (HEAD + '  - {id: a, title: A, kind: banned, points: 4, never: {any: {zh: ["@no"]}}}\n', 5, 67, "no phrase set “no”"),
        (HEAD + "  - {id: a, title: A, kind: banned, points: 4, never: {first: 2}}\n", 5, 55, "at least one of any, all, none"),
        (HEAD + "  - {id: a, title: A, kind: fact, points: 4, sheet: nope}\n", 5, 53, "no fact sheet “nope”"),
        (HEAD + "  - {id: a, title: A, kind: banned, points: 4, on_miss: '{who}', never: {any: [滚]}}\n", 5, 57, "unknown blank {who}"),
        (HEAD + GOOD + GOOD, 1, 1, "used twice"),
        (HEAD + GOOD + "id: two\n", 6, 1, "stands here twice"),
        ("id: two\n" + HEAD[8:] + GOOD, 1, 5, "not the file's name"),
        (HEAD + "  - {id: a, title: [A, kind\n", 6, 1, "not YAML"),
        (HEAD + "  - &x {id: a}\n", 5, 5, "anchors"),
        (HEAD + "  - !!python/object:os.system {id: a}\n", 5, 5, "tag"),
        (
            HEAD.replace("title: One", "title: no") + "  - {id: a, title: A, kind: banned, points: 4, excuses: no, never: {any: [滚]}}\n",
            5,
            57,
            "true or false",
        ),
        ("- a\n", 1, 1, "key: value"),
        ("", 1, 1, "key: value"),
    ],
)
def test_a_mistake_is_shown_at_its_place(write: Write, text: str, line: int, column: int, says: str) -> None:
    path = write("one.yaml", text)
    with pytest.raises(RubricError) as refused:
        load_rubric(path)
    problems = refused.value.params["problems"]
    shown = [(p.line, p.column, p.what.en) for p in problems]
    assert any((p.line, p.column) == (line, column) and says in p.what.en for p in problems), shown
    first = problems[0]
    assert f"{path}, line {first.line}, column {first.column}: " in str(refused.value)
    assert first.source in refused.value.message("zh")
    assert "\n" not in str(refused.value)


def test_all_mistakes_are_told(write: Write) -> None:
    path = write("one.yaml", "id: one\nversion: 0\ntitel: x\ncriteria: []\n")
    with pytest.raises(RubricError) as refused:
        load_rubric(path)
    assert [p.line for p in refused.value.params["problems"]] == [1, 2, 3, 4]
    assert "further problems: 3" in str(refused.value)


@pytest.mark.parametrize(
    "word",
    ["no", "Yes", "ON", "off", "True", "12:30", "1:02:03", "0123", "0x1F", "0o17", "1_000", "1e3", ".5", "5.", ".inf", ".NaN", "NULL"],
)
def test_what_readers_of_yaml_take_for_different_things_is_refused(write: Write, word: str) -> None:
    for line, column in ((f"{{any: [{word}]}}", 67), (f"{{{word}: [滚]}}", 61)):
        path = write("one.yaml", HEAD + f"  - {{id: a, title: A, kind: banned, points: 4, never: {line}}}\n")
        with pytest.raises(RubricError) as refused:
            load_rubric(path)
        problem = refused.value.params["problems"][0]
        assert (problem.line, problem.column) == (5, column - 5), problem
        assert f"“{word}”" in problem.what.en
        assert "quotes" in problem.what.en


def test_quoted_it_is_text_and_plain_words_numbers_and_days_are_themselves(write: Write) -> None:
    text = HEAD + "  - {id: a, title: 'on', kind: banned, points: 4, never: {any: ['no', \"12:30\", 2024-01-01, '0123', 10086, y]}}\n"
    criterion = load_rubric(write("one.yaml", text)).criteria[0]
    assert [entry[0].written for entry in criterion.never.any.either] == ["no", "12:30", "2024-01-01", "0123", "10086", "y"]  # type: ignore[union-attr]
    assert criterion.title.en == "on"


def test_what_is_nested_or_grown_without_end_is_refused(write: Write) -> None:
    deep = write("deep.yaml", "id: " + "[" * 3000 + "]" * 3000)
    with pytest.raises(RubricError, match="levels deep"):
        load_rubric(deep)
    big = write("big.yaml", "# " + "x" * (17 << 20))
    with pytest.raises(RubricError, match="larger than"):
        load_rubric(big)


def test_excuses_are_named_and_come_from_their_folder(write: Write) -> None:
    banned = "  - {{id: a, title: A, kind: banned, points: 4, excuses: {}, never: {{any: [滚]}}}}\n"
    path = write("one.yaml", HEAD + banned.format("true"))
    shipped = load_rubric(path).criteria[0].excuses  # type: ignore[union-attr]
    assert {excuse.id for excuse in shipped} >= {"quoted", "asked", "denied"}
    write("excuses/read.yaml", "id: read\ntitle: Reading it out\nbefore: {zh: [念一下]}\n")
    assert [excuse.id for excuse in load_rubric(path).criteria[0].excuses] == ["read"]  # type: ignore[union-attr]
    write("one.yaml", HEAD + banned.format("false"))
    assert load_rubric(path).criteria[0].excuses == ()  # type: ignore[union-attr]
    for given, says in (("[read, red]", "no excuse “red”"), ("[]", "a list of excuses"), ("read", "a list of excuses")):
        write("one.yaml", HEAD + banned.format(given))
        with pytest.raises(RubricError, match=says):
            load_rubric(path)
    write("one.yaml", HEAD + banned.format("true"))
    write("excuses/read.yaml", "id: read\ntitle: Reading it out\n")
    with pytest.raises(RubricError, match="needs before, after or both"):
        load_rubric(path)


def test_phrase_sets_and_families(write: Write) -> None:
    write("phrases/rude.yaml", "id: rude\ntitle: Rude\nzh: [滚]\nfamilies: {shirking: {title: S, zh: [不归我管], en: [not my job]}}\n")
    path = write("one.yaml", HEAD + '  - {id: a, title: A, kind: banned, points: 4, never: {any: ["@rude/shirking"]}}\n')
    rubric = load_book(path.parent).by_id["one"]
    assert {p.written for p in rubric.criteria[0].never.any.of("zh")} == {"不归我管"}  # type: ignore[union-attr]
    before = rubric.hash
    write("phrases/rude.yaml", "id: rude\ntitle: Rude\nzh: [滚]\nfamilies: {shirking: {title: S, zh: [不归我管啊], en: [not my job]}}\n")
    assert load_rubric(path).hash != before


def test_the_hash_minds_what_changes_a_verdict_only(write: Write) -> None:
    def hash_of(more: str) -> str:
        text = HEAD + f"  - {{id: a, title: A, kind: banned, points: 4, never: {{any: [滚]}}{more}}}\n"
        return load_rubric(write("one.yaml", text)).hash

    plain = hash_of("")
    assert plain == hash_of("")
    assert plain == hash_of(", examples: [{name: x, verdict: met, call: [{agent: hi}]}]")
    assert plain != hash_of(", severity: fatal")


def test_an_empty_phrase_set_is_refused(write: Write) -> None:
    with pytest.raises(RubricError, match="empty"):
        load_phrases(write("phrases/none.yaml", "id: none\ntitle: None here\n"))


def test_missing_things_are_named(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="no folder"):
        load_book(tmp_path / "nowhere")
    with pytest.raises(RubricError, match="no file"):
        load_rubric(tmp_path / "nothing.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(RubricError, match="UTF-8"):
        load_rubric(tmp_path / "bytes.yaml")


def test_both_languages_have_the_same_words() -> None:
    assert locales.area("zh", "rubric").keys() == locales.area("en", "rubric").keys()


@pytest.mark.parametrize("file", sorted((load.SHIPPED).rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_quick_reader_reads_what_the_slow_one_reads(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_text(encoding="utf-8")
    quick = load._read(file, text)
    monkeypatch.setattr(load, "_LOADER", yaml.SafeLoader)
    slow = load._read(file, text)
    assert quick.value == slow.value
    assert quick.node.end_mark.line == slow.node.end_mark.line
