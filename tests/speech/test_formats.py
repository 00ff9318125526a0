"""Transcripts of other tools, in and out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import BadInput, Invalid, UnreadableTranscript
from qa.model.call import Speaker, Transcript, Utterance
from qa.speech import formats
from qa.speech.formats.labels import parted, role
from qa.speech.wordwise import fit, language_of, spread

A, C, U = Speaker.AGENT, Speaker.CUSTOMER, Speaker.UNKNOWN
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats"
TALK = Transcript(
    "zh",
    (
        Utterance(A, "您好，很高兴为您服务。", 0.5, 2.5, spread("您好，很高兴为您服务。", 0.5, 2.5), 0),
        Utterance(C, "我家的宽带<b>又</b>断网了 & 很急。", 3.0, 5.25, (), 1),
        Utterance(U, "OK --> <script>alert(1)</script>", 6.0, 6.5),
    ),
)


def said(read: formats.Read) -> list[tuple[Speaker, str]]:
    return [(one.speaker, one.text) for one in read.transcript.utterances]


def srt(*cues: str) -> bytes:
    return "\n\n".join(f"{i}\n{cue}" for i, cue in enumerate(cues, 1)).encode()


# ---- there and back


def test_a_stored_transcript_keeps_everything() -> None:
    plain = json.loads(json.dumps(formats.transcript_to_dict(TALK)))
    assert formats.transcript_from_dict(plain) == TALK
    assert formats.read(json.dumps(plain).encode(), "t.json").transcript == TALK


@pytest.mark.parametrize("form", ["calls", "srt", "vtt", "json"])
def test_what_is_written_is_read_again(form: str) -> None:
    written = formats.write(TALK, form)
    again = formats.read(written.encode(), f"talk.{form}")
    expected = [(one.speaker, one.text) for one in TALK.utterances]
    if form == "srt":  # plain SubRip knows no escape for its arrow and looks
        expected[1] = (C, "我家的宽带又断网了 & 很急。")
        expected[2] = (U, "OK → <script>alert(1)</script>")
    assert said(again) == expected
    assert again.transcript.language == "zh"
    assert [(one.start, one.end) for one in again.transcript.utterances] == [(one.start, one.end) for one in TALK.utterances]
    assert not again.warnings


def test_words_survive_whisper_json() -> None:
    again = formats.read(formats.write(TALK, "json").encode(), "a.json").transcript.utterances[0]
    assert again.words == TALK.utterances[0].words
    assert again.channel == 0


def test_an_unknown_form_names_the_known_ones() -> None:
    with pytest.raises(Invalid, match="calls, srt, vtt, json, txt"):
        formats.write(TALK, "pdf")
    assert set(formats.WRITERS) == set(formats.SUFFIXES)


def test_plain_text() -> None:
    assert formats.write(TALK, "txt").splitlines()[:2] == [
        "[00:00:00] 客服：您好，很高兴为您服务。",
        "[00:00:03] 客户：我家的宽带<b>又</b>断网了 & 很急。",
    ]


VOICES = Transcript(
    "zh",
    (
        Utterance(U, "哪位？", 0.0, 1.0, voice="1"),
        Utterance(U, "我是小李，找张经理", 1.0, 3.0, voice="SPEAKER_01"),
        Utterance(U, "没有人知道是谁说的。", 3.0, 4.0),
    ),
)


@pytest.mark.parametrize("form", ["srt", "vtt", "txt"])
def test_voices_that_nobody_was_found_for_keep_their_names(form: str) -> None:
    again = formats.read(formats.write(VOICES, form).encode(), f"a.{form}").transcript.utterances
    assert [(one.voice, one.speaker, one.text) for one in again] == [
        ("说话人 1", U, "哪位？"),
        ("SPEAKER_01", U, "我是小李，找张经理"),
        ("", U, "没有人知道是谁说的。"),
    ]


@pytest.mark.parametrize("voices", [("", ""), ("agent", "customer"), ("agent", "")])
@pytest.mark.parametrize("lines", [1, 2])
def test_what_is_written_to_be_read_by_people_comes_in_again(voices: tuple[str, ...], lines: int) -> None:
    talk = Transcript(
        "en", tuple(Utterance(Speaker(by or "unknown"), f"Well, number {i}.", 3600.0 * i, 3600.0 * i + 2) for i, by in enumerate(voices))
    )
    talk = Transcript("en", talk.utterances[:lines])
    again = formats.read(formats.write(talk, "txt").encode(), "a.txt").transcript
    assert [(one.speaker, one.text, one.start) for one in again.utterances] == [
        (one.speaker, one.text, one.start) for one in talk.utterances
    ]


def test_names_before_the_lines_of_subtitles_are_voices() -> None:
    said_by = ("Anna: good morning, how are you?", "Bob: my line is down again.", "Anna: let me see what I can do.", "It takes a moment.")
    read = formats.read(srt(*(f"00:00:0{i},000 --> 00:00:0{i + 1},000\n{line}" for i, line in enumerate(said_by))), "a.srt")
    assert [(one.voice, one.text) for one in read.transcript.utterances] == [
        ("Anna", "good morning, how are you?"),
        ("Bob", "my line is down again."),
        ("Anna", "let me see what I can do."),
        ("", "It takes a moment."),
    ]
    assert "Anna, Bob" in read.warnings[0].to("en")


def test_a_chat_becomes_subtitles() -> None:
    chat = Transcript("en", (Utterance(A, "hi"), Utterance(C, "hello")))
    again = formats.read(formats.write(chat, "srt").encode(), "a.srt").transcript.utterances
    assert [(one.text, one.start, one.end) for one in again] == [("hi", 0, 2), ("hello", 2, 4)]


# ---- bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, ends: str) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n客服：您好\n\n2\n00:00:03,000 --> 00:00:04,000\n客户：宽带又断网了\n"
    read = formats.read(text.replace("\n", ends).encode(encoding), "a.srt")
    assert said(read) == [(A, "您好"), (C, "宽带又断网了")]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    for data, name in (
        (b"\xff\xfe\x00", "a.srt"),
        (bytes(range(256)) * 20, "a.vtt"),
        (b"\0\0\0\0", "a.json"),
        (b"", "a.srt"),
        (b" \n", "a.json"),
    ):
        with pytest.raises(UnreadableTranscript, match=name):
            formats.read(data, name)
    with pytest.raises(UnreadableTranscript, match=r"none\.srt"):
        formats.read(tmp_path / "none.srt")
    with pytest.raises(UnreadableTranscript, match="cannot be opened"):
        formats.read(tmp_path)


def test_size_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "huge.srt"
    with file.open("wb") as opened:
        opened.truncate(formats.LARGEST + 1)
    with pytest.raises(UnreadableTranscript, match="64 MiB"):
        formats.read(file)


def test_content_decides_where_the_ending_is_wrong() -> None:
    vtt = formats.write(TALK, "vtt").encode()
    assert formats.read(vtt, "a.txt").format == formats.read(vtt, "a.srt").format == "vtt"
    assert formats.read(srt("00:00:01,000 --> 00:00:02,000\nhi"), "a.txt").format == "srt"
    assert formats.read(formats.write(TALK, "calls").encode(), "a.json").format == "calls"
    assert formats.read(formats.write(TALK, "json").encode(), "a.srt").format == "json"
    with pytest.raises(UnreadableTranscript, match="first line must be WEBVTT"):
        formats.read(b"hello there", "a.vtt")
    with pytest.raises(UnreadableTranscript, match="no transcript"):
        formats.read(b"hello there", "a.txt")


# ---- subtitles


def test_labels_become_roles() -> None:
    cases = {
        "Agent: hello": (A, "hello"),
        "客服：您好": (A, "您好"),
        "坐席 1001: 您好": (A, "您好"),
        "【客户】我要投诉": (C, "我要投诉"),
        "- Caller: what?": (C, "what?"),
        "[Customer] why": (C, "why"),
        "Speaker 1: hm": (U, "hm"),
        "客服态度很差": (U, "客服态度很差"),
        "My agent: he said no": (U, "My agent: he said no"),
        "用户名：张三": (U, "用户名：张三"),
        "3:30 it is": (U, "3:30 it is"),
    }
    assert {line: (role(parted(line)[0]), parted(line)[1]) for line in cases} == cases
    assert [role(name) for name in ("客服", "CUSTOMER", "ch_0", "Ann")] == [A, C, U, U]


def test_two_speakers_in_a_cue_share_its_time() -> None:
    read = formats.read(srt("00:00:01,000 --> 00:00:03,000\n- Agent: four\n- Customer: five\nsix!"), "a.srt")
    assert [(one.speaker, one.text, one.start, one.end) for one in read.transcript.utterances] == [
        (A, "four", 1.0, 1.615),
        (C, "five six!", 1.615, 3.0),
    ]


def test_looks_are_dropped_and_markup_is_data() -> None:
    read = formats.read(srt('00:00:01,000 --> 00:00:02,000\n{\\an8}<font color="red"><i>hi</i></font> <script>x</script> <3'), "a.srt")
    assert said(read) == [(U, "hi <script>x</script> <3")]


def test_vtt_voices_notes_and_entities() -> None:
    text = (
        "WEBVTT - a call\nKind: captions\nLanguage: zh-CN\n\nNOTE nobody reads this\nnor this\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.500 align:start\n<v.loud 客服>Hi &amp; <c.red>bye</c> &lt;b&gt;\n\n"
        "01:00:00.000 --> 01:00:01.000\n<v Customer>no</v> <v Agent>why <00:00:01.500>not</v>\n\n"
        "01:00:02.000 --> 01:00:03.000\n<v Ann Lee>hm\n"
    )
    read = formats.read(text.encode(), "a.vtt")
    assert said(read) == [(A, "Hi & bye <b>"), (C, "no"), (A, "why not"), (U, "hm")]
    assert read.transcript.language == "zh"
    assert read.transcript.utterances[1].start == 3600.0
    assert [w.en for w in read.warnings] == ["These voices could not be told as agent or customer and stay unknown: Ann Lee."]


def test_broken_subtitles_give_what_can_be_saved() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:0x --> 00:00:05\ntwo\n\nthree\n\n"
        "4\n00:00:09,000 --> 00:00:08,000\nfour\n5\n00:00:10,000 --> 00:00:11,000\nfive"
    )
    read = formats.read(text.encode(), "a.srt")
    assert next((one.text, one.start, one.end) for one in read.transcript.utterances) == ("one", 1.0, 2.0)
    assert {one.text for one in read.transcript.utterances} == {"one", "two", "three", "four", "five"}
    assert all(w.zh and w.en for w in read.warnings)
    assert any("line 9" in w.en for w in read.warnings)
    with pytest.raises(UnreadableTranscript, match="no line with a usable time"):
        formats.read(b"1\nno time\nhello", "a.srt")


# ---- JSON


def test_broken_json_names_the_place() -> None:
    with pytest.raises(UnreadableTranscript, match="line 2, column 13"):
        formats.read(b'{"segments": [\n {"text": 1,}]}', "a.json")
    with pytest.raises(UnreadableTranscript, match=r"segments\[1\]\.start"):
        formats.read(b'{"segments": [{"text": "a", "start": 0, "end": 1}, {"text": "b", "start": "x", "end": 1}]}', "a.json")
    with pytest.raises(UnreadableTranscript, match=r"segments\[0\]\.text"):
        formats.read(b'{"segments": [{"text": 1}]}', "a.json")
    with pytest.raises(UnreadableTranscript, match="no known transcript"):
        formats.read(b'{"hello": 1}', "a.json")
    for deep in (b"[" * 100_000, b'{"segments": ' + b"[" * 100_000, b"[" + b"9" * 5000 + b"]"):
        with pytest.raises(UnreadableTranscript):
            formats.read(deep, "a.json")


def test_whisper_relatives() -> None:
    words = [
        {"word": " It", "start": 0, "end": 0.5, "probability": 0.9},
        {"word": " is", "start": 0.5, "end": 0.7},
        {"word": " 39", "score": 0.4},
        {"word": ".", "start": 0.9, "end": 1},
    ]
    segments = [{"start": 0, "end": 1, "text": " It is 39.", "speaker": "客服", "words": words}]
    for value in (segments, {"segments": segments}, {"segments": segments, "info": {"language": "en"}}):
        only = formats.read(json.dumps(value).encode(), "a.json").transcript.utterances[0]
        assert only.speaker is A
        assert [word.text for word in only.words] == ["It", " is", " 39", "."]
        assert only.words[2].start == 0.7
    cpp = {"result": {"language": "zh"}, "transcription": [{"offsets": {"from": 500, "to": 1500}, "text": "您好"}]}
    read = formats.read(json.dumps(cpp).encode(), "a.json")
    assert [(one.start, one.end, one.text) for one in read.transcript.utterances] == [(0.5, 1.5, "您好")]


def test_a_label_in_the_text_takes_its_words_along() -> None:
    words = [{"word": w, "start": i, "end": i + 1} for i, w in enumerate([" Agent", ":", " hello", " there"])]
    value = {"segments": [{"start": 0, "end": 4, "text": " Agent: hello there", "words": words}]}
    only = formats.read(json.dumps(value).encode(), "a.json").transcript.utterances[0]
    assert (only.speaker, only.text) == (A, "hello there")
    assert "".join(word.text for word in only.words).strip() == only.text
    assert only.words[0].start == 2


def test_call_analytics_has_roles() -> None:
    turn = {"ParticipantRole": "CUSTOMER", "Content": "Hi, you.", "BeginOffsetMillis": 1000, "EndOffsetMillis": 2000}
    turn["Items"] = [
        {"Type": "pronunciation", "Content": "Hi", "BeginOffsetMillis": 1000, "EndOffsetMillis": 1500, "Confidence": "0.9"},
        {"Type": "punctuation", "Content": ","},
        {"Type": "pronunciation", "Content": "you", "BeginOffsetMillis": 1500, "EndOffsetMillis": 2000},
    ]
    only = formats.read(json.dumps({"LanguageCode": "en-US", "Transcript": [turn]}).encode(), "a.json").transcript.utterances[0]
    assert (only.speaker, only.start, [word.text for word in only.words]) == (C, 1.0, ["Hi,", " you."])


def test_google_offsets_and_channels() -> None:
    words = [{"word": "您好", "startOffset": "0s", "endOffset": "1.500s"}, {"word": "请讲", "startOffset": "1.5s", "endOffset": "2s"}]
    value = {"results": [{"channelTag": 2, "languageCode": "cmn-Hans-CN", "alternatives": [{"transcript": "您好请讲", "words": words}]}]}
    read = formats.read(json.dumps(value).encode(), "a.json")
    only = read.transcript.utterances[0]
    assert (read.transcript.language, only.text, only.channel, only.end) == ("zh", "您好请讲", 1, 2.0)


# ---- words


def test_languages() -> None:
    assert [language_of(text) for text in ("您好", "hello", "我的 iPhone 坏了", "123", "Mr. 李 said no, never again")] == [
        "zh",
        "en",
        "zh",
        "en",
        "en",
    ]


def test_foreign_words_fit_their_text() -> None:
    timed = [("Yes", 0.0, 1.0, None), ("it's", 1.0, 2.0, 0.5)]
    assert [word.text for word in fit("“Yes”, (it's)!", timed)] == ["“Yes”,", " (it's)!"]
    assert fit("No, it's!", timed) == ()
    assert fit("Yes and it's", timed) == ()


@given(st.text(), st.floats(0, 1e4), st.floats(0, 100))
def test_spread_words_join_and_stay_inside(text: str, start: float, lasts: float) -> None:
    words = spread(text, start, start + lasts)
    assert "".join(word.text for word in words) == text
    assert all(start - 0.001 <= word.start <= word.end <= start + lasts + 0.001 for word in words)


# ---- anything at all

NAMES = st.sampled_from(["a.srt", "a.vtt", "a.json", "a.jsonl", "a.txt", ""])
LINES = st.sampled_from(
    [
        "1",
        "",
        "WEBVTT",
        "00:00:01,000 --> 00:00:02,000",
        "00:99.000 --> 1",
        "Agent: hi",
        "<v Bob>x",
        "-->",
        "客户：不",
        "NOTE",
        "</v>",
        "{",
        "\ufeff",
    ]
)
FIELDS = [
    "segments",
    "text",
    "start",
    "end",
    "words",
    "word",
    "results",
    "channels",
    "alternatives",
    "items",
    "Transcript",
    "Content",
    "turns",
    "id",
    "language",
    "utterances",
    "offsets",
    "speaker_labels",
    "channel_labels",
    "startTime",
    "type",
]
JSONS = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=20,
)


def check(data: bytes, name: str) -> None:
    try:
        found = formats.read_all(data, name)
    except BadInput as problem:
        problem.message("zh")  # raises where the sentence lacks something
        return
    for read in found:
        if isinstance(read, formats.Read):
            for one in read.transcript.utterances:
                assert not one.words or one.text == "".join(word.text for word in one.words).strip()
            assert read.transcript.fingerprint


@given(st.binary(max_size=200), NAMES)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    check(data, name)


@given(st.lists(LINES, max_size=14), NAMES)
@settings(max_examples=200)
def test_any_subtitles_are_read_or_refused(lines: list[str], name: str) -> None:
    check("\n".join(lines).encode(), name)
    check("\n".join(["WEBVTT", *lines]).encode(), name)


@given(JSONS, NAMES)
@settings(max_examples=400)
def test_any_json_is_read_or_refused(value: object, name: str) -> None:
    check(json.dumps(value).encode(), name)


# ---- true shapes

EXPECTED = {
    "amazon_transcribe.json": ("amazon", 115),
    "dg_speakers.json": ("deepgram", 29),
    "google_diarization.json": ("google", 106),
    "invalid_timeframe.srt": ("srt", 5),
    "missing_timeframe.vtt": ("vtt", 7),
    "openai_whisper_result.json": ("json", 2),
    "sample.srt": ("srt", 5),
    "sample.vtt": ("vtt", 16),
    "whisper_timestamped.json": ("json", 4),
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the transcripts of other tools are not on this machine")
@pytest.mark.parametrize("name", EXPECTED)
def test_files_of_other_tools(name: str) -> None:
    read = formats.read(SHARED / name)
    assert (read.format, len(read.transcript.utterances)) == EXPECTED[name]
    assert read.transcript.language == "en"
    assert bool(read.warnings) == name.startswith(("invalid", "missing"))
    for one in read.transcript.utterances:
        assert one.start is not None
        assert one.end is not None
        assert one.start <= one.end
        assert not one.words or one.text == "".join(word.text for word in one.words).strip()
