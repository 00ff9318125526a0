"""The same sentences through every engine of the Whisper family: same words, times inside the window, same promises."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest

from qa.errors import Invalid, ModelMissing
from qa.speech import engine
from qa.speech.heard import Heard, Sound, Transcriber
from qa.speech.windows import Piece, Window
from tests.small_whisper.checkpoint import RATE, Said, checkpoint, speech

SPEECH = {said.file.stem: said for said in speech()}
PRECISION = {"whisper": "auto", "faster-whisper": "float32"}


@pytest.fixture(scope="module", params=PRECISION)
def ear(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Transcriber:
    if request.param == "faster-whisper":
        pytest.importorskip("faster_whisper", reason="the optional fast engine is not installed")
    model = checkpoint(tmp_path_factory.mktemp("model"))
    return engine.load(request.param, str(model), folder=model.parent, device="cpu", precision=PRECISION[request.param])


def sound(samples: np.ndarray) -> Sound:
    return Sound(samples, Window(0, (Piece(0.0, 100.0, 100.0 + len(samples) / RATE),)), "x")


def hear(ear: Transcriber, said: Said, language: str | None = None) -> Heard:
    (heard,) = ear.transcribe([sound(said.samples)], language=language, prompt="", hotwords=())
    return heard


@pytest.mark.parametrize("name", sorted(SPEECH))
def test_the_words_are_right_and_lie_in_the_window(ear: Transcriber, name: str) -> None:
    said = SPEECH[name]
    heard = hear(ear, said)
    assert heard.language == said.language
    assert "".join(segment.text for segment in heard.segments) == said.text
    for segment in heard.segments:
        assert segment.text == "".join(word.text for word in segment.words).strip()
        assert all(0 <= word.start <= word.end <= len(said.samples) / RATE for word in segment.words)
        assert all(word.probability is not None and 0 <= word.probability <= 1 for word in segment.words)
        assert segment.log_probability is not None
        assert segment.compression is not None


def test_the_same_sound_gives_the_same_words(ear: Transcriber) -> None:
    said = SPEECH["00_zh"]
    assert hear(ear, said) == hear(ear, said)


def test_several_sounds_are_heard_each_for_itself(ear: Transcriber) -> None:
    names = ("00_zh", "01_zh")
    heard = ear.transcribe([sound(SPEECH[name].samples) for name in names], language="zh", prompt="")
    assert ["".join(segment.text for segment in one.segments) for one in heard] == [SPEECH[name].text for name in names]


def test_no_sound_has_no_words_and_other_languages_are_refused(ear: Transcriber) -> None:
    (nothing,) = ear.transcribe([sound(np.zeros(0, np.float32))], language="en", prompt=None)
    assert nothing == Heard("en", ())
    with pytest.raises(Invalid) as refused:
        ear.transcribe([sound(SPEECH["00_zh"].samples)], language="fr", prompt=None)
    assert refused.value.code == "speech.language"


def test_options_tell_what_decides_about_the_words(ear: Transcriber) -> None:
    told = ear.options()
    assert {"version", "sha256", "device", "precision", "beam_size"} <= set(told)
    assert told["device"] == "cpu"


@pytest.mark.parametrize("name", PRECISION)
def test_a_file_that_is_no_model_is_refused(name: str, tmp_path: Path) -> None:
    if name == "faster-whisper":
        pytest.importorskip("faster_whisper", reason="the optional fast engine is not installed")
    (tmp_path / "broken.pt").write_bytes(b"\x80 nothing of a model")
    with pytest.raises(ModelMissing) as refused:
        engine.load(name, str(tmp_path / "broken.pt"), folder=tmp_path)
    assert refused.value.code == "speech.model_damaged"


def test_a_converted_folder_without_its_tokenizer_is_refused_and_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faster_whisper", reason="the optional fast engine is not installed")

    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("somebody went out for something")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "model.bin").write_bytes(b"x")
    with pytest.raises(ModelMissing) as refused:
        engine.load("faster-whisper", "small", folder=tmp_path)
    assert refused.value.code == "speech.no_tokenizer"


def test_a_checkpoint_is_converted_once_and_again_when_it_changes(tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2", reason="the optional fast engine is not installed")
    from qa.speech import ct2

    model = checkpoint(tmp_path)
    folder = ct2.converted(model)
    first = (folder / "model.bin").stat().st_mtime_ns
    assert ct2.converted(model) == folder
    assert (folder / "model.bin").stat().st_mtime_ns == first
    (folder / "checkpoint.sha256").write_text("of another file", encoding="ascii")
    assert (ct2.converted(model) / "model.bin").stat().st_mtime_ns != first
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".converting")]
