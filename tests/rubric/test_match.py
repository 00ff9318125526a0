from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.rubric.match import BadPattern, Matcher, literal, pattern, phrase
from qa.rubric.normal import normalise

LETTERS = "我也没办法 ab，,。呃Ａ１1'-"


def found(text: str, *written: str) -> list[str]:
    matcher = Matcher.of(map(phrase, written))
    hits = matcher.scan([normalise(text)]).of(frozenset(matcher.phrases))
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("text", "written", "quotes"),
    [
        ("我，也 没办法啊", "我也没办法", ["我，也 没办法"]),
        ("这个問題不歸我管", "不归我管", ["不歸我管"]),
        ("I’M SO SORRY!", "i'm so sorry", ["I’M SO SORRY"]),
        ("a sorrygram", "sorry", []),
        ("I can't", "can", []),
        ("the manager's office", "manager", ["manager"]),
        ("我也。没办法", "也没办法", []),
        ("misunderstand how", "understand (how|why)", []),
        ("I understand, why", "understand (how|why)", ["understand, why"]),
        ("sicker", "(sick|sicker)", ["sicker"]),
        ("您先别激动", "[您你].{0,2}(着急|激动)", ["您先别激动"]),
        ("5㎏", "5k", []),
        ("1290元", "129", []),
        ("我啊也没有办法呢", "我也没有办法", ["我啊也没有办法"]),
        ("这就是规定的嘛", "这就是规定", ["这就是规定"]),
        ("这是您自己事情", "这是您自己的事情", ["这是您自己事情"]),
        ("这是您事", "是您的事", []),
        ("我不了解", "我不解", []),
        ("二十四小时之内", "24小时内", []),
        ("请在24小时之内", "二十四小时之内", ["24小时之内"]),
        ("三天后", "3天", ["三天"]),
        ("等三百天", "3百天", []),
        ("一百三十天", "30天", []),
        ("third or twenty four hours", "24 hours", ["twenty four hours"]),
        ("within 3 days", "three days", ["3 days"]),
        ("没辙了。", "(没辙|没辙了)$", []),
        ("那没辙了", "(没辙|没辙了)$", ["没辙了"]),
        ("随便吧", "^随便(吧|了)?", ["随便吧"]),
        ("那随便吧", "^随便(吧|了)?", []),
    ],
)
def test_what_is_found_and_marked(text: str, written: str, quotes: list[str]) -> None:
    assert found(text, written) == quotes


def test_the_longest_of_a_list_wins_and_lists_do_not_hide_each_other() -> None:
    matcher = Matcher.of([phrase("办不了"), phrase("我也办不了")])
    hits = matcher.scan([normalise("我也办不了")])
    assert [h.phrase.written for h in hits.of(frozenset(matcher.phrases))] == ["我也办不了"]
    assert [h.phrase.written for h in hits.of(frozenset({matcher.phrases[0]}))] == ["办不了"]


@pytest.mark.parametrize(("written", "why"), [("(a", "not_a_pattern"), ("a*", "finds_nothing"), ("(?=a)b", "not_a_pattern")])
def test_a_pattern_that_is_none_is_refused(written: str, why: str) -> None:
    with pytest.raises(BadPattern) as refused:
        pattern(written)
    assert refused.value.why == why


@pytest.mark.parametrize("written", ["", "。", " 呃 ", "um"])
def test_a_phrase_that_leaves_nothing_is_refused(written: str) -> None:
    with pytest.raises(BadPattern, match="nothing_left"):
        literal(written)


@given(st.text(alphabet=LETTERS, max_size=30), st.text(alphabet=LETTERS, max_size=6), st.integers(0, 30))
def test_every_quote_has_the_phrase_as_its_normal_form(text: str, wanted: str, at: int) -> None:
    try:
        sought = literal(wanted)
    except BadPattern:
        return
    text = text[:at] + wanted + text[at:]
    for hits in Matcher.of([sought]).scan([normalise(text)]).found.values():
        for hit in hits:
            assert normalise(text[hit.start : hit.end]).text == sought.sought


@given(
    st.lists(st.text(alphabet="我也没办法", min_size=1, max_size=4), min_size=1, max_size=8), st.text(alphabet="我也没办法", max_size=20)
)
def test_all_at_once_finds_what_each_alone_finds(wanted: list[str], text: str) -> None:
    said = [normalise(text), normalise(text[::-1])]
    phrases = [literal(one) for one in wanted] + [pattern(f"({one})") for one in wanted]
    together = Matcher.of(phrases).scan(said).found
    alone = {sought: hits for one in phrases for sought, hits in Matcher.of([one]).scan(said).found.items()}
    assert dict(together) == alone
