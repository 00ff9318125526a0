"""Who is the agent, told by the words; and nothing where they do not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.model.call import Call, Doubt, Speaker, Transcript, Utterance
from qa.speech import casting
from qa.speech.formats import read_calls

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "calls.jsonl"
CHANNEL = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1, Speaker.UNKNOWN: 0}
OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT, Speaker.UNKNOWN: Speaker.UNKNOWN}


def stereo(call: Call) -> Transcript:
    said = call.transcript
    return replace(said, utterances=tuple(replace(one, channel=CHANNEL[one.speaker]) for one in said.utterances))


def turned(said: Transcript) -> Transcript:
    return replace(said, utterances=tuple(replace(one, speaker=OTHER[one.speaker]) for one in said.utterances))


SAID = [stereo(call) for call in read_calls(SAMPLES.read_text(encoding="utf-8").splitlines(), "calls.jsonl") if isinstance(call, Call)]


def test_a_right_call_is_never_turned_and_a_wrong_one_nearly_always() -> None:
    assert not any(casting.swapped(said, casting.by_channel(said)) for said in SAID)
    wrong = [turned(said) for said in SAID]
    found = [said for said in wrong if casting.swapped(said, casting.by_channel(said))]
    assert len(found) >= 0.8 * len(wrong)


@pytest.mark.parametrize("said", [said for said in SAID if casting.by_channel(said).speakers][:4])
def test_turning_by_the_words_gives_the_right_call_and_says_why(said: Transcript) -> None:
    wrong = turned(said)
    found = casting.by_channel(wrong)
    assert casting.recast(wrong, found, lambda one: one.channel) == said
    for clue in found.clues:
        speaker = said.utterances[clue.utterance].speaker
        assert clue.side is speaker
    assert len(found.clues) >= 2


def spoken(*lines: tuple[str, str]) -> Transcript:
    return Transcript("zh", tuple(Utterance(Speaker.UNKNOWN, text, float(i), i + 1.0, voice=who) for i, (who, text) in enumerate(lines)))


def test_voices_become_agent_and_customer() -> None:
    said = spoken(
        ("1", "喂你好"),
        ("2", "您好，很高兴为您服务"),
        ("1", "我要投诉，你们怎么又扣我钱"),
        ("2", "请您稍等，我帮您查一下"),
        ("2", "感谢您的来电"),
    )
    found = casting.by_voice(said)
    assert found.speakers == {"1": Speaker.CUSTOMER, "2": Speaker.AGENT}
    recast = casting.recast(said, found, lambda one: one.voice)
    assert [one.speaker for one in recast.utterances][:2] == [Speaker.CUSTOMER, Speaker.AGENT]


@pytest.mark.parametrize(
    "said",
    [
        spoken(("1", "喂"), ("2", "嗯"), ("1", "在吗")),
        spoken(("1", "您好，很高兴为您服务"), ("2", "您好，很高兴为您服务，请您稍等"), ("1", "请您稍等")),
        spoken(("1", "您好，很高兴为您服务，请您稍等，感谢您的来电")),
        spoken(("", "您好，很高兴为您服务"), ("", "请您稍等"), ("", "感谢您的来电")),
    ],
)
def test_nothing_is_claimed_where_it_is_not_clear(said: Transcript) -> None:
    assert casting.by_voice(said).speakers == {}


def test_invented_words_decide_nothing() -> None:
    said = spoken(("1", "喂你好"), ("2", "很高兴为您服务"), ("2", "请您稍等"), ("2", "感谢您的来电"))
    assert casting.by_voice(said).speakers
    doubted = replace(said, utterances=tuple(replace(one, doubt=Doubt.PHANTOM) for one in said.utterances))
    assert casting.by_voice(doubted).speakers == {}
