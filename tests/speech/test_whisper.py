"""Whisper itself, on a checkpoint made for tests (see tests/small_whisper)."""

from __future__ import annotations

import hashlib
import shutil
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
import whisper

from qa.errors import Invalid, ModelMissing
from qa.speech import engine
from qa.speech.engine import RATE, Heard, Stretch, Transcriber
from qa.speech.whisper import PROMPTS, _segments
from tests.small_whisper.checkpoint import Said, checkpoint, speech

SPEECH = speech()
ZH, EN = SPEECH[2], SPEECH[9]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoint(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def ears(small: Path) -> Iterator[Transcriber]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a network is slower on more
    yield engine.load("whisper", str(small), folder=small.parent)
    torch.set_num_threads(before)


def stretch(said: Said, start: float = 10.0) -> Stretch:
    return Stretch(said.samples, start, start + len(said.samples) / RATE, 0, "aa")


def test_the_checkpoint_is_one_for_whisper(small: Path) -> None:
    model = whisper.load_model(str(small), device="cpu")
    assert model.is_multilingual
    assert model.transcribe(EN.samples, language="en", fp16=False)["text"].strip() == EN.text


@pytest.mark.parametrize("said", SPEECH, ids=lambda said: said.file.stem)
def test_the_words_are_right_and_lie_inside_the_stretch(ears: Transcriber, said: Said) -> None:
    piece = stretch(said)
    heard = ears.transcribe(piece, language=said.language, prompt="")
    assert heard.language == said.language
    assert "".join(segment.text for segment in heard.segments) == said.text
    check(heard, piece)


@pytest.mark.parametrize("said", [said for said in SPEECH if said.language == "zh"], ids=lambda said: said.file.stem)
def test_the_words_are_right_after_the_engines_own_prompt(ears: Transcriber, said: Said) -> None:
    heard = ears.transcribe(stretch(said), language="zh", prompt=None)
    assert "".join(segment.text for segment in heard.segments) == said.text


def check(heard: Heard, piece: Stretch) -> None:
    now = piece.start
    for segment in heard.segments:
        assert segment.text == "".join(word.text for word in segment.words).strip()
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        for word in segment.words:
            assert now <= word.start <= word.end <= piece.end
            assert word.probability is None or 0 <= word.probability <= 1
            now = word.end
        assert segment.log_probability is not None
        assert segment.log_probability > -1
        assert segment.no_speech is not None
        assert segment.no_speech < 0.5


@pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])
def test_the_language_is_found_out(ears: Transcriber, said: Said) -> None:
    heard = ears.transcribe(stretch(said), language=None, prompt=None)
    assert heard.language == said.language
    assert "".join(segment.text for segment in heard.segments) == said.text


def test_the_same_sound_gives_the_same_words(ears: Transcriber) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE * 2).astype(np.float32)
    piece = Stretch(noise, 0.0, 2.0, 0, "aa")
    state = torch.random.get_rng_state()
    first = ears.transcribe(piece, language="zh", prompt="")
    again = ears.transcribe(piece, language="zh", prompt="")
    assert [segment.text for segment in again.segments] == [segment.text for segment in first.segments]
    assert torch.equal(torch.random.get_rng_state(), state)
    check_times(first, piece)


def check_times(heard: Heard, piece: Stretch) -> None:
    assert all(piece.start <= word.start <= word.end <= piece.end for segment in heard.segments for word in segment.words)


def test_the_prompt_is_the_engines_own_unless_another_is_given(ears: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def transcribe(samples: object, **options: object) -> dict[str, object]:
        given.append(options["initial_prompt"])
        return {"segments": []}

    monkeypatch.setattr(ears, "_network", type("Network", (), {"is_multilingual": True, "transcribe": staticmethod(transcribe)}))
    for language, prompt in (("zh", None), ("en", None), ("zh", ""), ("en", "5G 套餐")):
        ears.transcribe(stretch(EN), language=language, prompt=prompt)
    assert given == [PROMPTS["zh"], None, None, "5G 套餐"]


def test_nothing_to_hear_and_other_languages(ears: Transcriber) -> None:
    assert ears.transcribe(Stretch(np.zeros(0, np.float32), 1.0, 1.0, 0, "aa"), language="en", prompt=None) == Heard("en", ())
    with pytest.raises(Invalid, match="fr"):
        ears.transcribe(stretch(EN), language="fr", prompt=None)


def test_options_tell_what_decided(ears: Transcriber, small: Path) -> None:
    options = ears.options()
    assert options["sha256"] == hashlib.sha256(small.read_bytes()).hexdigest()
    assert options["version"] == whisper.__version__
    assert options["condition_on_previous_text"] is False
    assert (ears.name, ears.model) == ("whisper", str(small))


def raw(text: str, start: float, end: float, *words: tuple[str, float, float]) -> dict[str, object]:
    timed = [{"word": word, "start": a, "end": b, "probability": 0.5} for word, a, b in words]
    return {"text": text, "start": start, "end": end, "words": timed, "avg_logprob": -0.1, "no_speech_prob": 0.0, "compression_ratio": 1.0}


def test_times_are_clamped_and_never_run_back() -> None:
    piece = Stretch(np.zeros(RATE, np.float32), 5.0, 6.0, 0, "aa")
    found = list(
        _segments(
            [
                raw(" a b", -0.2, 0.6, (" a", -0.2, 0.4), (" b", 0.3, 0.6)),
                raw("   ", 0.6, 0.7),
                raw(" the prompt", 0.6, 0.7),
                raw(" no words", 0.5, 9.0),
                raw(" other words", 0.8, 9.0, (" these", 0.8, 9.0)),
            ],
            piece,
            "the prompt",
        )
    )
    assert [segment.text for segment in found] == ["a b", "no words", "other words"]
    assert [(word.start, word.end) for segment in found for word in segment.words] == [(5, 5.4), (5.4, 5.6), (5.6, 6), (6, 6)]
    assert [len(segment.words) for segment in found] == [2, 1, 1]


# ---- models that are missing, damaged, or to be fetched


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "models"


def test_a_missing_model_says_what_to_do(nowhere: Path) -> None:
    with pytest.raises(ModelMissing) as problem:
        engine.load("whisper", "small", folder=nowhere)
    for words in (str(nowhere / "small.pt"), "QA_MODEL_DOWNLOAD=1", "transcript"):
        assert words in str(problem.value)
        assert words in problem.value.message("zh") or words == "transcript"
    with pytest.raises(ModelMissing, match=r"none\.pt, named by QA_MODEL, does not exist"):
        engine.load("whisper", str(nowhere / "none.pt"), folder=nowhere, download=True)
    with pytest.raises(ModelMissing, match="There is no speech model hughe"):
        engine.load("whisper", "hughe", folder=nowhere, download=True)


def test_names_are_looked_for_in_the_folder_and_in_whispers_cache(nowhere: Path, small: Path) -> None:
    cached = nowhere.parent / "cache" / "whisper" / "large-v3-turbo.pt"
    cached.parent.mkdir(parents=True)
    shutil.copy(small, cached)
    assert engine.availability("whisper", "turbo", nowhere).where == str(cached)
    nowhere.mkdir()
    own = shutil.copy(small, nowhere / "house.pt")
    assert engine.load("whisper", "house", folder=nowhere).model == "house"
    shutil.copy(own, nowhere / "turbo.pt")
    assert engine.availability("whisper", "turbo", nowhere).where == str(nowhere / "turbo.pt")


def damaged(folder: Path, small: Path) -> Iterator[tuple[str, Path, bool]]:
    """What it is, the file, and whether it shows without loading."""
    content = small.read_bytes()
    for what, data, shows in (
        ("empty", b"", True),
        ("cut off", content[: len(content) // 2], True),
        ("a page", b"<html>not found</html>", True),
        ("no pickle", b"\x80\x02junk", False),
        ("bits fell over", content[:200] + bytes(1000) + content[1200:], False),
    ):
        file = folder / f"{what}.pt"
        file.write_bytes(data)
        yield what, file, shows
    with zipfile.ZipFile(folder / "a zip.pt", "w") as archive:
        archive.writestr("hello.txt", "hello")
    yield "a zip", folder / "a zip.pt", False
    state = torch.load(small, weights_only=True)
    for what, value in (
        ("no dims", {"model_state_dict": {}}),
        ("other dims", {**state, "dims": {**state["dims"], "n_audio_state": 32}}),
        ("a list", [1, 2]),
        ("code", Path("x")),
    ):
        torch.save(value, folder / f"{what}.pt")
        yield what, folder / f"{what}.pt", False


def test_a_damaged_model_is_named(tmp_path: Path, small: Path) -> None:
    for what, file, shows in damaged(tmp_path, small):
        with pytest.raises(ModelMissing, match="damaged") as problem:
            engine.load("whisper", str(file), folder=tmp_path)
        assert str(file) in problem.value.message("zh"), what
        assert engine.availability("whisper", str(file), tmp_path).ok is not shows, what


def test_no_network_is_said(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    with pytest.raises(ModelMissing, match=r"could not be downloaded: .*no route"):
        engine.load("whisper", "tiny", folder=nowhere, download=True)
    assert list(nowhere.iterdir()) == []


def test_a_download_goes_into_the_folder(nowhere: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = nowhere.parent / hashlib.sha256(small.read_bytes()).hexdigest() / "tiny.pt"
    served.parent.mkdir()
    shutil.copy(small, served)
    monkeypatch.setitem(whisper._MODELS, "tiny", served.as_uri())
    assert engine.load("whisper", "tiny", folder=nowhere, download=True).model == "tiny"
    assert [file.name for file in nowhere.iterdir()] == ["tiny.pt"]


def test_a_download_that_is_not_what_it_should_be_is_dropped(nowhere: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = nowhere.parent / ("0" * 64) / "tiny.pt"
    served.parent.mkdir()
    shutil.copy(small, served)
    monkeypatch.setitem(whisper._MODELS, "tiny", served.as_uri())
    with pytest.raises(ModelMissing, match="SHA256"):
        engine.load("whisper", "tiny", folder=nowhere, download=True)
    assert list(nowhere.iterdir()) == []
