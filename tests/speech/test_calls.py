"""Calls as lines."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import UnreadableCall, UnreadableTranscript
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.speech import formats
from qa.speech.formats.calls import call_of

LINE = {
    "id": "7",
    "language": "zh",
    "agent": "1001",
    "started_at": "2026-03-01T09:00:00",
    "turns": [{"speaker": "agent", "text": "您好", "start": 0, "end": 1.5}],
}


def test_a_line_is_a_call() -> None:
    call = call_of(json.dumps(LINE), "a.jsonl", 1)
    assert call == Call("7", Transcript("zh", (Utterance(Speaker.AGENT, "您好", 0.0, 1.5),)), "1001", datetime(2026, 3, 1, 9))


def test_bad_lines_are_reported_and_the_rest_goes_on() -> None:
    lines = ["\ufeff" + json.dumps(LINE), "", "{", "[]", json.dumps({**LINE, "id": "8"})]
    found = list(formats.read_calls(lines, "a.jsonl"))
    assert [one.id if isinstance(one, Call) else one.params["line"] for one in found] == ["7", 3, 4, "8"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": None}, "id"),
        ({"id": " "}, "id"),
        ({"language": "fr"}, "language"),
        ({"agent": 3}, "agent"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"turns": None}, "turns"),
        ({"turns": ["hi"]}, "turns[0]"),
        ({"turns": [{"speaker": "agnet", "text": "hi"}]}, "turns[0].speaker"),
        ({"turns": [{"speaker": "agent"}]}, "turns[0].text"),
        ({"turns": [{"speaker": "agent", "text": "a", "start": -1}]}, "turns[0].start"),
        ({"turns": [{"speaker": "agent", "text": "a", "start": float("nan")}]}, "turns[0].start"),
        ({"turns": [{"speaker": "agent", "text": "a", "end": 10**400}]}, "turns[0].end"),
        ({"turns": [{"speaker": "agent", "text": "a", "start": True}]}, "turns[0].start"),
        ({"turns": [{"speaker": "agent", "text": "a", "start": 2, "end": 1}]}, "turns[0].end"),
    ],
)
def test_the_wrong_field_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(UnreadableCall) as problem:
        call_of(json.dumps({**LINE, **change}), "a.jsonl", 12)
    assert (problem.value.params["line"], problem.value.params["field"]) == (12, field)
    assert "a.jsonl, line 12" in str(problem.value)


def test_one_transcript_is_wanted() -> None:
    two = "\n".join(json.dumps({**LINE, "id": id}) for id in "ab").encode()
    with pytest.raises(UnreadableTranscript, match="2 calls"):
        formats.read(two, "a.jsonl")
    assert [read.call and read.call.id for read in formats.read_all(two, "a.jsonl") if isinstance(read, formats.Read)] == ["a", "b"]


def test_a_file_of_lines_may_begin_with_a_bad_one() -> None:
    first, second = formats.read_all(b"oops\n" + json.dumps(LINE).encode(), "a.jsonl")
    assert isinstance(first, UnreadableCall)
    assert isinstance(second, formats.Read)


def test_a_call_over_many_lines_of_json_is_one_call() -> None:
    assert formats.read(json.dumps(LINE, indent=2).encode(), "a.json").format == "calls"


utterances = st.builds(
    Utterance,
    speaker=st.sampled_from(list(Speaker)),
    text=st.text(),
    start=st.none() | st.floats(0, 10),
    end=st.none() | st.floats(10, 20),
)
calls = st.builds(
    Call,
    id=st.text(min_size=1).filter(str.strip),
    transcript=st.builds(Transcript, st.sampled_from(["zh", "en"]), st.lists(utterances, max_size=4).map(tuple)),
    agent=st.none() | st.text(),
    started_at=st.none() | st.datetimes(),
)


@given(st.lists(calls, max_size=4))
def test_written_calls_are_read_again(many: list[Call]) -> None:
    written = "".join(formats.write_calls(many))
    assert list(formats.read_calls(written.split("\n"), "x")) == many
