"""The engine that needs no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.errors import ModelMissing, UnreadableCall, UnreadableSound
from qa.speech import engine
from qa.speech.engine import Heard, Sound
from qa.speech.windows import pack, unpack

TURNS = [
    {"speaker": "agent", "text": "您好，请讲。", "start": 0.0, "end": 2.0},
    {"speaker": "customer", "text": "my internet is down", "start": 2.0, "end": 6.0},
    {"speaker": "agent", "text": "非常抱歉。", "start": 6.5, "end": 8.0},
]


def script(folder: Path, *lines: dict[str, Any]) -> engine.Transcriber:
    file = folder / "said.jsonl"
    file.write_text("\n".join(json.dumps({"id": str(i), "language": "zh", **line}, ensure_ascii=False) for i, line in enumerate(lines)))
    return engine.load("scripted", str(file), folder=folder)


def sound(*spans: tuple[float, float], channel: int = 0, recording: str = "aa") -> Sound:
    """These seconds of the call in one window."""
    (window,) = pack(channel, spans)
    return Sound(np.zeros(160, np.float32), window, recording)


def hear(by: engine.Transcriber, *sounds: Sound, language: str | None = None) -> list[Heard]:
    return by.transcribe(sounds, language=language, prompt=None)


def texts(heard: engine.Heard) -> list[str]:
    return [segment.text for segment in heard.segments]


def test_a_channel_hears_its_own_turns(tmp_path: Path) -> None:
    agent, customer = hear(script(tmp_path, {"turns": TURNS}), sound((0, 10)), sound((0, 10), channel=1))
    assert texts(agent) == ["您好，请讲。", "非常抱歉。"]
    assert texts(customer) == ["my internet is down"]


def test_times_are_those_of_the_window_and_lead_back_to_the_call(tmp_path: Path) -> None:
    packed = sound((0, 2.2), (6.3, 8.4))
    (heard,) = hear(script(tmp_path, {"turns": TURNS}), packed)
    assert heard.segments[1].start == pytest.approx(packed.window.pieces[1].at + 0.2)
    back = unpack(packed.window, heard)
    assert [(segment.start, segment.end) for segment in back.segments] == [(0, 2), (6.5, 8)]


def test_a_turn_cut_in_two_is_heard_once(tmp_path: Path) -> None:
    heard = hear(script(tmp_path, {"turns": TURNS}), *(sound(cut, channel=1) for cut in ((0, 3), (3, 5), (5, 10))))
    assert [texts(one) for one in heard] == [[], ["my internet is down"], []]
    only = heard[1].segments[0]
    assert (only.start, only.end) == (0, 2)


def test_words_are_spread_evenly_and_join_to_the_text(tmp_path: Path) -> None:
    customer, agent = hear(script(tmp_path, {"turns": TURNS}), sound((0, 10), channel=1), sound((0, 2)))
    english = customer.segments[0]
    assert [word.text for word in english.words] == ["my", " internet", " is", " down"]
    assert english.words[0].start == 2.0
    assert english.words[-1].end == 6.0
    assert [word.text for word in agent.segments[0].words] == ["您", "好，", "请", "讲。"]


def test_a_recording_has_its_own_line(tmp_path: Path) -> None:
    own = [{**TURNS[0], "text": "只有这一通。"}]
    house = script(tmp_path, {"turns": TURNS}, {"turns": own, "recording": "bb", "language": "en"})
    its_own, another = hear(house, sound((0, 10), recording="bb"), sound((0, 10)))
    assert (its_own.language, texts(its_own)) == ("en", ["只有这一通。"])
    assert len(texts(another)) == 2


def test_no_line_no_words(tmp_path: Path) -> None:
    house = script(tmp_path, {"turns": TURNS, "recording": "bb"})
    assert hear(house, sound((0, 10)), language="en") == [engine.Heard("en", ())]


def test_channels_can_be_said(tmp_path: Path) -> None:
    (mono,) = hear(script(tmp_path, {"turns": TURNS, "channels": 1}), sound((0, 10)))
    assert len(mono.segments) == 3
    (crossed,) = hear(script(tmp_path, {"turns": [{**TURNS[0], "channel": 1}]}), sound((0, 10), channel=1))
    assert texts(crossed) == ["您好，请讲。"]


def test_a_line_can_fail_and_take_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = script(tmp_path, {"turns": TURNS, "fail": "no more paper", "seconds_per_window": 2.5})
    waited: list[float] = []
    monkeypatch.setattr("qa.speech.scripted.time.sleep", waited.append)
    with pytest.raises(UnreadableSound, match="no more paper"):
        hear(house, sound((0, 10)))
    assert waited == [2.5]


def test_what_was_heard_can_be_written_down(tmp_path: Path) -> None:
    first, second = sound((0, 2), (6.5, 8)), sound((2, 6), channel=1)
    hear(script(tmp_path, {"turns": TURNS, "log": True}), first, second)
    lines = [json.loads(line) for line in (tmp_path / "said.jsonl.log").read_text(encoding="utf-8").splitlines()]
    assert lines == [{"recording": "aa", **one.window.to_json()} for one in (first, second)]


def test_what_is_wrong_with_a_script_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        engine.load("scripted", str(tmp_path / "none.jsonl"), folder=tmp_path)
    with pytest.raises(UnreadableCall, match=r"said\.jsonl, line 2: turn 0 .* no times"):
        script(tmp_path, {"turns": TURNS}, {"turns": [{"speaker": "agent", "text": "hi"}]})
    with pytest.raises(UnreadableCall, match="seconds_per_window"):
        script(tmp_path, {"turns": TURNS, "seconds_per_window": "long"})


def test_options_tell_scripts_apart(tmp_path: Path) -> None:
    one = script(tmp_path, {"turns": TURNS}).options()
    assert one["sha256"] != script(tmp_path, {"turns": TURNS[:1]}).options()["sha256"]
