"""The engine that needs no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.errors import ModelMissing, UnreadableCall, UnreadableSound
from qa.speech import engine
from qa.speech.engine import Stretch

TURNS = [
    {"speaker": "agent", "text": "您好，请讲。", "start": 0.0, "end": 2.0},
    {"speaker": "customer", "text": "my internet is down", "start": 2.0, "end": 6.0},
    {"speaker": "agent", "text": "非常抱歉。", "start": 6.5, "end": 8.0},
]


def script(folder: Path, *lines: dict[str, Any]) -> engine.Transcriber:
    file = folder / "said.jsonl"
    file.write_text("\n".join(json.dumps({"id": str(i), "language": "zh", **line}, ensure_ascii=False) for i, line in enumerate(lines)))
    return engine.load("scripted", str(file), folder=folder)


def stretch(start: float, end: float, channel: int = 0, recording: str = "aa") -> Stretch:
    return Stretch(np.zeros(160, np.float32), start, end, channel, recording)


def texts(heard: engine.Heard) -> list[str]:
    return [segment.text for segment in heard.segments]


def test_a_channel_hears_its_own_turns(tmp_path: Path) -> None:
    house = script(tmp_path, {"turns": TURNS})
    assert texts(house.transcribe(stretch(0, 10), language=None, prompt=None)) == ["您好，请讲。", "非常抱歉。"]
    assert texts(house.transcribe(stretch(0, 10, channel=1), language=None, prompt=None)) == ["my internet is down"]


def test_a_turn_cut_in_two_is_heard_once(tmp_path: Path) -> None:
    house = script(tmp_path, {"turns": TURNS})
    heard = [house.transcribe(stretch(*cut, channel=1), language=None, prompt=None) for cut in ((0, 3), (3, 5), (5, 10))]
    assert [texts(one) for one in heard] == [[], ["my internet is down"], []]
    only = heard[1].segments[0]
    assert (only.start, only.end) == (3, 5)


def test_words_are_spread_evenly_and_join_to_the_text(tmp_path: Path) -> None:
    house = script(tmp_path, {"turns": TURNS})
    english = house.transcribe(stretch(0, 10, channel=1), language=None, prompt=None).segments[0]
    assert [word.text for word in english.words] == ["my", " internet", " is", " down"]
    assert english.words[0].start == 2.0
    assert english.words[-1].end == 6.0
    chinese = house.transcribe(stretch(0, 2), language=None, prompt=None).segments[0]
    assert [word.text for word in chinese.words] == ["您", "好，", "请", "讲。"]


def test_a_recording_has_its_own_line(tmp_path: Path) -> None:
    own = [{**TURNS[0], "text": "只有这一通。"}]
    house = script(tmp_path, {"turns": TURNS}, {"turns": own, "recording": "bb", "language": "en"})
    heard = house.transcribe(stretch(0, 10, recording="bb"), language=None, prompt=None)
    assert (heard.language, texts(heard)) == ("en", ["只有这一通。"])
    assert len(texts(house.transcribe(stretch(0, 10), language=None, prompt=None))) == 2


def test_no_line_no_words(tmp_path: Path) -> None:
    house = script(tmp_path, {"turns": TURNS, "recording": "bb"})
    assert house.transcribe(stretch(0, 10), language="en", prompt=None) == engine.Heard("en", ())


def test_channels_can_be_said(tmp_path: Path) -> None:
    mono = script(tmp_path, {"turns": TURNS, "channels": 1})
    assert len(mono.transcribe(stretch(0, 10), language=None, prompt=None).segments) == 3
    crossed = script(tmp_path, {"turns": [{**TURNS[0], "channel": 1}]})
    assert texts(crossed.transcribe(stretch(0, 10, channel=1), language=None, prompt=None)) == ["您好，请讲。"]


def test_a_line_can_fail_and_take_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = script(tmp_path, {"turns": TURNS, "fail": "no more paper", "seconds_per_stretch": 2.5})
    waited: list[float] = []
    monkeypatch.setattr("qa.speech.scripted.time.sleep", waited.append)
    with pytest.raises(UnreadableSound, match="no more paper"):
        house.transcribe(stretch(0, 10), language=None, prompt=None)
    assert waited == [2.5]


def test_what_is_wrong_with_a_script_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        engine.load("scripted", str(tmp_path / "none.jsonl"), folder=tmp_path)
    with pytest.raises(UnreadableCall, match=r"said\.jsonl, line 2: turn 0 .* no times"):
        script(tmp_path, {"turns": TURNS}, {"turns": [{"speaker": "agent", "text": "hi"}]})
    with pytest.raises(UnreadableCall, match="seconds_per_stretch"):
        script(tmp_path, {"turns": TURNS, "seconds_per_stretch": "long"})


def test_options_tell_scripts_apart(tmp_path: Path) -> None:
    one = script(tmp_path, {"turns": TURNS}).options()
    assert one["sha256"] != script(tmp_path, {"turns": TURNS[:1]}).options()["sha256"]
