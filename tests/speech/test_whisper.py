"""Whisper itself, on a checkpoint made for tests (see tests/small_whisper)."""

from __future__ import annotations

import hashlib
import shutil
import sys
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
import whisper
from numpy.typing import NDArray

from qa.errors import Invalid, Misconfigured, ModelMissing
from qa.speech import engine
from qa.speech import whisper as ours
from qa.speech.engine import RATE, Heard, Sound, Transcriber
from qa.speech.family import MOST_TOKENS, PROMPTS, Raw, prompted, segments
from qa.speech.fellows import fellow
from qa.speech.windows import pack
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


def sound(samples: NDArray[np.float32], start: float = 10.0) -> Sound:
    (window,) = pack(0, [(start, start + len(samples) / RATE)])
    return Sound(samples, window, "aa")


def hear(
    ears: Transcriber, samples: NDArray[np.float32], *, language: str | None = None, prompt: str | None = None, hotwords: Sequence[str] = ()
) -> Heard:
    (heard,) = ears.transcribe([sound(samples)], language=language, prompt=prompt, hotwords=hotwords)
    return heard


def test_the_checkpoint_is_one_for_whisper(small: Path) -> None:
    model = whisper.load_model(str(small), device="cpu")
    assert model.is_multilingual
    assert model.transcribe(EN.samples, language="en", fp16=False)["text"].strip() == EN.text


@pytest.mark.parametrize("said", SPEECH, ids=lambda said: said.file.stem)
def test_the_words_are_right_and_lie_inside_the_window(ears: Transcriber, said: Said) -> None:
    heard = hear(ears, said.samples, language=said.language, prompt="")
    assert heard.language == said.language
    assert "".join(segment.text for segment in heard.segments) == said.text
    check(heard, said)


@pytest.mark.parametrize("said", [said for said in SPEECH if said.language == "zh"], ids=lambda said: said.file.stem)
def test_the_words_are_right_after_the_engines_own_prompt(ears: Transcriber, said: Said) -> None:
    heard = hear(ears, said.samples, language="zh")
    assert "".join(segment.text for segment in heard.segments) == said.text


def test_several_sounds_are_heard_each_for_itself(ears: Transcriber) -> None:
    heard = ears.transcribe([sound(ZH.samples), sound(EN.samples, 90.0)], language=None, prompt=None)
    assert [(one.language, one.segments[0].text) for one in heard] == [("zh", ZH.text), ("en", EN.text)]


def check(heard: Heard, said: Said) -> None:
    now = 0.0
    for segment in heard.segments:
        assert segment.text == "".join(word.text for word in segment.words).strip()
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        for word in segment.words:
            assert now <= word.start <= word.end <= len(said.samples) / RATE
            assert word.probability is None or 0 <= word.probability <= 1
            now = word.end
        assert segment.log_probability is not None
        assert segment.log_probability > -1
        assert segment.no_speech is not None
        assert segment.no_speech < 0.5


@pytest.mark.parametrize("said", [ZH, EN], ids=["zh", "en"])
def test_the_language_is_found_out(ears: Transcriber, said: Said) -> None:
    heard = hear(ears, said.samples)
    assert heard.language == said.language
    assert "".join(segment.text for segment in heard.segments) == said.text


def test_the_same_sound_gives_the_same_words(ears: Transcriber) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE * 2).astype(np.float32)
    state = torch.random.get_rng_state()
    first = hear(ears, noise, language="zh", prompt="")
    again = hear(ears, noise, language="zh", prompt="")
    assert [segment.text for segment in again.segments] == [segment.text for segment in first.segments]
    assert torch.equal(torch.random.get_rng_state(), state)
    assert all(0 <= word.start <= word.end <= 2 for segment in first.segments for word in segment.words)


def test_hard_places_are_heard_the_same_alone_and_beside_others(ears: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(ears, ours.Whisper)
    usual = ears._decoding()
    # Nothing is good enough: each window is tried again and again, and sampled from the second time on.
    monkeypatch.setattr(ears, "_decoding", lambda: {**usual, "logprob_threshold": 0.0, "no_speech_threshold": None})
    alone = [hear(ears, said.samples, language=said.language, prompt="") for said in SPEECH[:2]]
    beside = ears.transcribe([sound(said.samples) for said in SPEECH[:2]], language="zh", prompt="")
    assert {said.language for said in SPEECH[:2]} == {"zh"}
    assert [[segment.text for segment in one.segments] for one in beside] == [[segment.text for segment in one.segments] for one in alone]
    monkeypatch.setattr(ears, "_fellows", [ears._network, *(fellow(ears._network) for _ in range(2))])
    assert ears.transcribe([sound(said.samples) for said in SPEECH[:2]], language="zh", prompt="") == beside


def test_a_window_is_encoded_once(ears: Transcriber) -> None:
    assert isinstance(ears, ours.Whisper)
    computed: list[object] = []
    hook = ears._network.encoder.blocks[0].register_forward_hook(lambda *given: computed.append(given))
    try:
        assert hear(ears, 0.9 * ZH.samples).segments[0].text == ZH.text
        assert len(computed) == 1, "to find the language, to decode and to time the words"
        both = ears.transcribe([sound(0.8 * ZH.samples), sound(0.8 * EN.samples)], language=None, prompt=None)
        assert [one.segments[0].text for one in both] == [ZH.text, EN.text]
        assert len(computed) == 3
    finally:
        hook.remove()


def test_the_spectrogram_of_a_window_is_made_once_to_decode(ears: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    log_mel = whisper.audio.log_mel_spectrogram

    def counted(*given: object, **named: object) -> object:
        made.append(given)
        return log_mel(*given, **named)

    monkeypatch.setattr(sys.modules["whisper.transcribe"], "log_mel_spectrogram", counted)
    heard = ears.transcribe([sound(one.samples) for one in SPEECH[:3]], language="zh", prompt="")
    assert [one.segments[0].text for one in heard] == [one.text for one in SPEECH[:3]]
    assert len(made) == 3


def test_threads_may_share_it(ears: Transcriber) -> None:
    found: dict[str, str] = {}

    def listen(said: Said) -> None:
        found[said.file.stem] = hear(ears, said.samples, language=said.language, prompt="").segments[0].text

    threads = [threading.Thread(target=listen, args=(said,)) for said in SPEECH[:4]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {said.file.stem: said.text for said in SPEECH[:4]}


def test_the_prompt_is_the_engines_own_unless_another_is_given(ears: Transcriber, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def transcribe(network: object, samples: object, **options: object) -> dict[str, object]:
        given.append(options["initial_prompt"])
        return {"segments": []}

    monkeypatch.setattr("whisper.transcribe", transcribe)
    for language, prompt in (("zh", None), ("en", None), ("zh", ""), ("en", "5G 套餐")):
        hear(ears, EN.samples, language=language, prompt=prompt)
    hear(ears, EN.samples, language="zh", prompt="宽带报修。", hotwords=["光猫", " ", "畅享套餐"])
    hear(ears, EN.samples, language="en", hotwords=["FTTH"])
    assert given == [PROMPTS["zh"], None, None, "5G 套餐", "宽带报修。常用词：光猫、畅享套餐。", "Words: FTTH."]


def test_no_more_words_are_told_than_whisper_remembers(ears: Transcriber) -> None:
    assert isinstance(ears, ours.Whisper)
    words = [f"畅享融合套餐{number}号" for number in range(200)]
    told = prompted("zh", "先说这一句。", words, ears._tokens)
    kept = told.removesuffix("。").split("、")
    assert told.startswith("先说这一句。常用词：畅享融合套餐0号、")
    assert 5 < len(kept) < 200
    assert kept[-1] == words[len(kept) - 1], "a word was cut"
    assert ears._tokens(told) <= MOST_TOKENS < ears._tokens(prompted("zh", "先说这一句。", words[: len(kept) + 1], lambda text: 0))


def test_nothing_to_hear_and_other_languages(ears: Transcriber) -> None:
    assert hear(ears, np.zeros(0, np.float32), language="en") == Heard("en", ())
    with pytest.raises(Invalid, match="fr"):
        hear(ears, EN.samples, language="fr")


def test_options_tell_what_decided(ears: Transcriber, small: Path) -> None:
    options = ears.options()
    assert options["sha256"] == hashlib.sha256(small.read_bytes()).hexdigest()
    assert options["version"] == whisper.__version__
    assert options["condition_on_previous_text"] is False
    assert (options["device"], options["precision"]) == ours.runs_on("auto", "auto")
    assert (ears.name, ears.model) == ("whisper", str(small))


def test_the_device_is_an_accelerator_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert ours.runs_on("auto", "auto") == ("cuda", "float16")
    assert ours.runs_on("cuda", "float32") == ("cuda", "float32")
    assert ours.runs_on("cpu", "auto") == ("cpu", "float32")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert engine.runs_on("whisper") == ("cpu", "float32")
    with pytest.raises(Misconfigured, match="QA_DEVICE asks for cuda"):
        ours.runs_on("cuda", "auto")
    with pytest.raises(Invalid, match="“float16” on cpu; it has float32") as wrong:
        ours.runs_on("auto", "float16")
    assert "QA_PRECISION" in wrong.value.message("zh")


def raw(text: str, start: float, end: float, *words: tuple[str, float, float]) -> Raw:
    return Raw(text, start, end, tuple((word, a, b, 0.5) for word, a, b in words), -0.1, 0.0, 1.0)


def test_times_are_clamped_and_never_run_back() -> None:
    given = [
        raw(" a b", -0.2, 0.6, (" a", -0.2, 0.4), (" b", 0.3, 0.6)),
        raw("   ", 0.6, 0.7),
        raw(" the prompt", 0.6, 0.7),
        raw(" no words", 0.5, 9.0),
        raw(" other words", 0.8, 9.0, (" these", 0.8, 9.0)),
    ]
    found = list(segments(given, 1.0, "the prompt"))
    assert [segment.text for segment in found] == ["a b", "no words", "other words"]
    assert [(word.start, word.end) for segment in found for word in segment.words] == [(0, 0.4), (0.4, 0.6), (0.6, 1), (1, 1)]
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
