"""Transcripts as other tools write them: a file of each one's true shape."""

from __future__ import annotations

import copy
import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import UnreadableCall, UnreadableTranscript
from qa.model.call import Doubt, Speaker, Transcript, Utterance
from qa.speech import formats

A, C, U = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN

ANALYTICS = {
    "JobStatus": "COMPLETED",
    "LanguageCode": "en-US",
    "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
    "Transcript": [
        {
            "Id": "a1",
            "Content": "Thank you for calling.",
            "ParticipantRole": "AGENT",
            "BeginOffsetMillis": 440,
            "EndOffsetMillis": 1600,
            "Items": [
                {"Type": "pronunciation", "Content": "Thank", "Confidence": "0.99", "BeginOffsetMillis": 440, "EndOffsetMillis": 700},
                {"Type": "pronunciation", "Content": "you", "Confidence": "0.99", "BeginOffsetMillis": 700, "EndOffsetMillis": 800},
                {"Type": "pronunciation", "Content": "for", "Confidence": "0.99", "BeginOffsetMillis": 800, "EndOffsetMillis": 900},
                {"Type": "pronunciation", "Content": "calling", "Confidence": "0.9", "BeginOffsetMillis": 900, "EndOffsetMillis": 1600},
                {"Type": "punctuation", "Content": ".", "Confidence": "0.0"},
            ],
        },
        {"Id": "c1", "Content": "Hi.", "ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 2400, "Items": []},
    ],
}
LENS = {
    "Version": "1.1.0",
    "Channel": "VOICE",
    "LanguageCode": "en-US",
    "Participants": [{"ParticipantId": "CUSTOMER", "ParticipantRole": "CUSTOMER"}, {"ParticipantId": "p-7", "ParticipantRole": "AGENT"}],
    "Transcript": [
        {"Id": "1", "ParticipantId": "p-7", "Content": "Okay.", "BeginOffsetMillis": 0, "EndOffsetMillis": 500, "Sentiment": "NEUTRAL"},
        {"Id": "2", "ParticipantId": "CUSTOMER", "Content": "It broke.", "BeginOffsetMillis": 600, "EndOffsetMillis": 1500},
    ],
}
AZURE = {
    "source": "https://example.org/a.wav",
    "timestamp": "2026-01-01T00:00:00Z",
    "durationInTicks": 30000000,
    "combinedRecognizedPhrases": [],
    "recognizedPhrases": [
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 1,
            "offset": "PT0.07S",
            "duration": "PT1.59S",
            "offsetInTicks": 700000.0,
            "durationInTicks": 15900000.0,
            "nBest": [
                {
                    "confidence": 0.89,
                    "lexical": "您好 请讲",
                    "itn": "您好请讲",
                    "display": "您好，请讲。",
                    "words": [
                        {
                            "word": "您好",
                            "offset": "PT0.07S",
                            "duration": "PT0.5S",
                            "offsetInTicks": 700000.0,
                            "durationInTicks": 5000000.0,
                        },
                        {
                            "word": "请讲",
                            "offset": "PT0.8S",
                            "duration": "PT0.6S",
                            "offsetInTicks": 8000000.0,
                            "durationInTicks": 6000000.0,
                        },
                    ],
                }
            ],
            "locale": "zh-CN",
        },
        {
            "recognitionStatus": "Success",
            "channel": 1,
            "speaker": 2,
            "offset": "PT2S",
            "duration": "PT1S",
            "nBest": [{"confidence": 0.9, "display": "我要退订。"}],
        },
    ],
}
AZURE_LIVE = [
    {
        "Id": "x",
        "RecognitionStatus": "Success",
        "Offset": 10000000,
        "Duration": 15000000,
        "Channel": 0,
        "SpeakerId": "Guest-1",
        "DisplayText": "What's the weather like?",
        "NBest": [
            {
                "Confidence": 0.97,
                "Lexical": "what's the weather like",
                "Display": "What's the weather like?",
                "Words": [
                    {"Word": "what's", "Offset": 10000000, "Duration": 3000000},
                    {"Word": "the", "Offset": 13000000, "Duration": 1000000},
                    {"Word": "weather", "Offset": 14000000, "Duration": 5000000},
                    {"Word": "like", "Offset": 19000000, "Duration": 6000000},
                ],
            }
        ],
    }
]
ASSEMBLY = {
    "id": "1",
    "status": "completed",
    "language_code": "en_us",
    "audio_duration": 12,
    "text": "Hello. Hi there.",
    "words": [],
    "utterances": [
        {
            "speaker": "A",
            "text": "Hello.",
            "confidence": 0.9,
            "start": 250,
            "end": 650,
            "words": [{"text": "Hello.", "start": 250, "end": 650, "confidence": 0.97, "speaker": "A"}],
        },
        {"speaker": "B", "text": "Hi there.", "confidence": 0.9, "start": 900, "end": 1500, "words": []},
    ],
}
SPEECHMATICS = {
    "format": "2.9",
    "metadata": {"created_at": "2026-01-01T00:00:00Z", "transcription_config": {"language": "en", "diarization": "speaker"}},
    "results": [
        {"type": "word", "start_time": 0.1, "end_time": 0.5, "alternatives": [{"content": "Hello", "confidence": 0.9, "speaker": "S1"}]},
        {
            "type": "punctuation",
            "start_time": 0.5,
            "end_time": 0.5,
            "attaches_to": "previous",
            "alternatives": [{"content": ".", "confidence": 1.0, "speaker": "S1"}],
        },
        {"type": "word", "start_time": 1.0, "end_time": 1.4, "alternatives": [{"content": "Yes", "confidence": 0.8, "speaker": "S2"}]},
    ],
}
WATSON = {
    "result_index": 0,
    "results": [
        {
            "final": True,
            "alternatives": [
                {
                    "transcript": "hello yes ",
                    "confidence": 0.9,
                    "timestamps": [["hello", 0.1, 0.5], ["yes", 1.7, 2.0]],
                    "word_confidence": [["hello", 0.95], ["yes", 0.8]],
                }
            ],
        }
    ],
    "speaker_labels": [
        {"from": 0.1, "to": 0.5, "speaker": 0, "confidence": 0.6, "final": False},
        {"from": 1.7, "to": 2.0, "speaker": 1, "confidence": 0.6, "final": True},
    ],
}
VOSK = [
    {
        "result": [{"conf": 0.9, "start": 0.1, "end": 0.4, "word": "你好"}, {"conf": 1.0, "start": 0.5, "end": 0.9, "word": "请讲"}],
        "text": "你好 请讲",
    },
    {"result": [{"conf": 0.8, "start": 3.0, "end": 3.4, "word": "退订"}], "text": "退订"},
    {"text": ""},
]
GOOGLE_V2 = {
    "results": [
        {
            "alternatives": [
                {
                    "transcript": "hello yes",
                    "confidence": 0.9,
                    "words": [
                        {"startOffset": "0.100s", "endOffset": "0.500s", "word": "hello", "speakerLabel": "1"},
                        {"startOffset": "0.900s", "endOffset": "1.200s", "word": "yes", "speakerLabel": "2"},
                    ],
                }
            ],
            "languageCode": "en-US",
        }
    ]
}
WHISPERX = {
    "segments": [
        {
            "start": 0.0,
            "end": 1.0,
            "text": " Hello.",
            "speaker": "SPEAKER_00",
            "words": [{"word": "Hello.", "start": 0.0, "end": 0.9, "score": 0.9}],
        },
        {"start": 1.2, "end": 2.0, "text": " Yes?", "speaker": "SPEAKER_01", "words": [{"word": "Yes?"}]},
    ],
    "language": "en",
}
CTM = ";; made by a decoder\ncall1 1 0.10 0.40 hello 0.95\ncall1 1 0.60 0.20 <sil> 1.0\ncall1 2 1.00 0.50 yes\n"
TEXT_ZH = "[00:01] 客服：您好，请问有什么可以帮您？\n[00:05] 客户：我家宽带断了\n还没修好\n[00:12] 客服：请您稍等。\n"

SHAPES: dict[str, tuple[str, Any, str, list[tuple[Speaker, str, str, str]]]] = {
    "analytics": ("a.json", ANALYTICS, "en", [(A, "Thank you for calling.", "amazon", ""), (C, "Hi.", "amazon", "")]),
    "lens": ("a.json", LENS, "en", [(A, "Okay.", "amazon", "p-7"), (C, "It broke.", "amazon", "CUSTOMER")]),
    "azure": ("a.json", AZURE, "zh", [(U, "您好，请讲。", "azure", "1"), (U, "我要退订。", "azure", "2")]),
    "azure live": ("a.json", AZURE_LIVE, "en", [(U, "What's the weather like?", "azure", "Guest-1")]),
    "assembly": ("a.json", ASSEMBLY, "en", [(U, "Hello.", "assemblyai", "A"), (U, "Hi there.", "assemblyai", "B")]),
    "speechmatics": ("a.json", SPEECHMATICS, "en", [(U, "Hello.", "speechmatics", "S1"), (U, "Yes", "speechmatics", "S2")]),
    "watson": ("a.json", WATSON, "en", [(U, "hello", "watson", "0"), (U, "yes", "watson", "1")]),
    "vosk": ("a.json", VOSK, "zh", [(U, "你好请讲", "kaldi", ""), (U, "退订", "kaldi", "")]),
    "google v2": ("a.json", GOOGLE_V2, "en", [(U, "hello", "google", "1"), (U, "yes", "google", "2")]),
    "whisperx": ("a.json", WHISPERX, "en", [(U, "Hello.", "json", "SPEAKER_00"), (U, "Yes?", "json", "SPEAKER_01")]),
    "ctm": ("a.ctm", CTM, "en", [(U, "hello", "ctm", ""), (U, "yes", "ctm", "")]),
    "text": (
        "a.txt",
        TEXT_ZH,
        "zh",
        [
            (A, "您好，请问有什么可以帮您？", "plain", "客服"),
            (C, "我家宽带断了 还没修好", "plain", "客户"),
            (A, "请您稍等。", "plain", "客服"),
        ],
    ),
}


def content(value: Any) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_its_true_shape_is_read(shape: str) -> None:
    name, value, language, expected = SHAPES[shape]
    read = formats.read(content(value), name)
    assert [(one.speaker, one.text, read.format, one.voice) for one in read.transcript.utterances] == expected
    assert read.transcript.language == language
    for one in read.transcript.utterances:
        assert one.start is not None
        assert one.end is not None
        assert one.end >= one.start
        if one.words:
            assert "".join(word.text for word in one.words).strip() == one.text


def test_times_come_in_seconds_whatever_they_were_written_in() -> None:
    starts = {
        shape: [one.start for one in formats.read(content(SHAPES[shape][1]), SHAPES[shape][0]).transcript.utterances] for shape in SHAPES
    }
    assert starts["analytics"] == [0.44, 2.0]
    assert starts["azure"] == [0.07, 2.0]
    assert starts["azure live"] == [1.0]
    assert starts["assembly"] == [0.25, 0.9]
    assert starts["google v2"] == [0.1, 0.9]
    assert starts["text"] == [1.0, 5.0, 12.0]


def test_channels_of_azure_and_ctm_are_kept() -> None:
    assert [one.channel for one in formats.read(content(AZURE), "a.json").transcript.utterances] == [0, 1]
    assert [one.channel for one in formats.read(content(CTM), "a.ctm").transcript.utterances] == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir,\nthank you for your letter: it came today.\nYours",
        "买菜：白菜\n打电话\n交话费\n",
        "http://example.org: a link\nnothing: here\n",
        "just words",
    ],
)
def test_a_text_that_is_no_talk_is_no_transcript(text: str) -> None:
    with pytest.raises(UnreadableTranscript) as refused:
        formats.read(text.encode(), "a.txt")
    assert refused.value.code == "speech.no_format"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("客服：您好，很高興為您服務，請問有什麼可以幫您？\n客戶：我家的寬頻斷線了，麻煩幫我查一下。\n客服：請您稍等。\n", "big5"),
        ("客服：您好，很高兴为您服务，请问有什么可以帮您？\n客户：我家的宽带断线了，麻烦帮我查一下。\n客服：请您稍等。\n", "gb18030"),
        ("客服：您好\n客户：宽带断了\n客服：请稍等\n", "gb18030"),
        ("客服：您好\n客戶：寬頻斷了，麻煩幫我查\n客服：請稍等\n", "big5"),
        ("客服：您好\n客户：宽带断了\n客服：请稍等\n", "utf-16"),
        ("客服：您好\n客户：宽带断了\n客服：请稍等\n", "utf-32"),
    ],
)
def test_texts_come_in_the_encodings_of_chinese_hotlines(text: str, encoding: str) -> None:
    read = formats.read(text.encode(encoding), "a.txt")
    assert "\n".join(one.text for one in read.transcript.utterances) == "\n".join(line.split("：", 1)[1] for line in text.splitlines())


TALK = Transcript(
    "zh",
    (
        Utterance(A, "您好。", 0.0, 1.0, voice="甲"),
        Utterance(U, "谢谢观看", 1.0, 2.0, doubt=Doubt.PHANTOM),
        Utterance(C, "我要退订。", 2.0, 3.0),
    ),
)


@pytest.mark.parametrize("form", ["calls", "json"])
def test_voices_and_doubts_go_out_and_come_in(form: str) -> None:
    written = formats.write(TALK, form)
    assert isinstance(written, str)
    again = formats.read(written.encode(), f"a.{form}").transcript
    assert [(one.speaker, one.text, one.voice, one.doubt) for one in again.utterances] == [
        (one.speaker, one.text, one.voice, one.doubt) for one in TALK.utterances
    ]


@pytest.mark.parametrize("form", ["srt", "vtt", "txt"])
def test_invented_words_are_not_shown_to_viewers(form: str) -> None:
    written = formats.write(TALK, form)
    assert isinstance(written, str)
    assert "谢谢观看" not in written
    assert "我要退订" in written


def test_text_goes_out_and_comes_in() -> None:
    written = formats.write(TALK, "txt")
    assert isinstance(written, str)
    again = formats.read(written.encode(), "a.txt").transcript
    assert [(one.speaker, one.text, one.start) for one in again.utterances] == [(A, "您好。", 0.0), (C, "我要退订。", 2.0)]


def test_a_word_document_has_names_times_and_what_was_struck_through() -> None:
    from docx import Document

    written = formats.write(TALK, "docx", "宽带\x00报修")
    assert isinstance(written, bytes)
    assert zipfile.is_zipfile(BytesIO(written))
    document = Document(BytesIO(written))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[0] == "宽带报修"
    assert lines[1] == "00:00:00  客服  您好。"
    struck = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.strike]
    assert struck == ["谢谢观看"]


def broken(value: Any, data: st.DataObject) -> Any:
    """A copy in which something somewhere is gone or is something else."""
    value = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        at = value
        while isinstance(at, dict | list) and at:
            key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
            if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
                wrong = data.draw(st.sampled_from([None, "x", -1, [], {}, True, 1e400, ["y"], {"z": 1}]))
                if data.draw(st.booleans()) and isinstance(at, dict):
                    del at[key]
                else:
                    at[key] = wrong
                break
            at = at[key]
    return value


def answered(given_: bytes, name: str) -> bool:
    """Whether a file is read, or refused with a sentence in both languages; anything else is raised."""
    try:
        return formats.read(given_, name).format != ""
    except (UnreadableTranscript, UnreadableCall) as problem:
        return bool(problem.message("zh") and problem.message("en"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if not isinstance(SHAPES[shape][1], str)])
@given(data=st.data())
def test_whatever_is_broken_gets_an_answer_in_words(shape: str, data: st.DataObject) -> None:
    name, value, _, _ = SHAPES[shape]
    assert answered(content(broken(value, data)), name)


@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("text", [CTM, TEXT_ZH])
@given(data=st.data())
def test_texts_that_were_cut_or_mixed_up_get_one_too(text: str, data: st.DataObject) -> None:
    at, until = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    mixed = text[:at] + data.draw(st.text("\x00\n:： 0.9<>", max_size=5)) + text[until:]
    assert answered(mixed.encode(), "a.ctm" if text is CTM else "a.txt")
