"""Which engines there are, whether one can work, and that a model is loaded once."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from string import Formatter

import pytest

from qa.errors import EngineMissing, HearbackError, Invalid, ModelMissing
from qa.model.call import Word
from qa.speech import engine
from qa.speech.engine import Heard, Segment


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "said.jsonl"
    line = {"id": "1", "language": "zh", "turns": [{"speaker": "agent", "text": "您好。", "start": 0, "end": 1}]}
    file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    return file


def test_an_unknown_engine_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as problem:
        engine.load("vosk", "small", folder=tmp_path)
    assert "whisper, faster-whisper, scripted" in str(problem.value)
    found = engine.availability("vosk", "small", tmp_path)
    assert not found.ok
    assert isinstance(found.problem, Invalid)


def test_a_missing_library_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    found = engine.availability("whisper", "small", tmp_path)
    assert isinstance(found.problem, EngineMissing)
    assert "pip install openai-whisper" in found.problem.message("zh")


def test_every_engine_has_all_an_engine_needs() -> None:
    for name in engine.engines():
        module = importlib.import_module(engine.ENGINES[name].module)
        for verb in ("locate", "place", "fetch", "runs_on", "open_model"):
            assert callable(getattr(module, verb)), f"{name} lacks {verb}"


def test_asking_costs_no_library() -> None:
    asking = (
        "import sys; from pathlib import Path; from qa import speech;"
        "speech.availability('whisper', 'small', Path('nowhere'));"
        "print([m for m in ('torch', 'whisper', 'charset_normalizer') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_a_model_is_loaded_once_and_again_when_its_file_changes(script: Path) -> None:
    def load() -> engine.Transcriber:
        return engine.load("scripted", str(script), folder=script.parent)

    first = load()
    others: list[engine.Transcriber] = []
    threads = [threading.Thread(target=lambda: others.append(load())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(other is first for other in others)
    assert len(others) == 4
    os.utime(script, (1, 1))
    assert load() is not first


def test_the_same_device_is_the_same_model(script: Path) -> None:
    def load(**where: str) -> engine.Transcriber:
        return engine.load("scripted", str(script), folder=script.parent, **where)

    assert load(device="cpu", precision="int8") is load(device="auto") is load()


def test_each_device_and_precision_has_a_model_of_its_own(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.speech.scripted.runs_on", lambda device, precision: (device, precision))
    found = [
        engine.load("scripted", str(script), folder=script.parent, device=device, precision=precision)
        for device, precision in (("cpu", "float32"), ("cuda", "float32"), ("cuda", "float16"))
    ]
    assert len({id(one) for one in found}) == 3


def test_availability_says_where(script: Path) -> None:
    found = engine.availability("scripted", str(script), script.parent)
    assert (found.ok, found.where, found.problem) == (True, str(script), None)
    missing = engine.availability("scripted", "none.jsonl", script.parent)
    assert isinstance(missing.problem, ModelMissing)
    assert "none.jsonl" in str(missing.problem)


def test_a_named_model_may_be_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "models"
    refused = engine.availability("whisper", "turbo", folder)
    assert not refused.ok
    assert str(folder / "large-v3-turbo.pt") in str(refused.problem)
    assert "QA_MODEL_DOWNLOAD=1" in str(refused.problem)
    allowed = engine.availability("whisper", "turbo", folder, download=True)
    assert (allowed.ok, allowed.where) == (True, str(folder / "large-v3-turbo.pt"))
    assert not engine.availability("whisper", "somebody", folder, download=True).ok


def test_what_was_heard_survives_storage() -> None:
    words = (Word(" my", 0.5, 0.75, 0.9), Word(" plan", 0.75, 1.0))
    heard = Heard("en", (Segment("my plan", 0.5, 1.0, words, -0.2, 0.01, 1.1), Segment("yes", 2.0, 2.5, (Word("yes", 2.0, 2.5),))))
    assert Heard.from_json(json.loads(json.dumps(heard.to_json()))) == heard


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_has_its_sentence(language: str) -> None:
    from qa import locales

    sentences = {key: words for key, words in locales.catalogue(language).items() if key.startswith("speech.")}
    assert len(sentences) > 20
    for key, words in sentences.items():
        fields = {name for _, name, _, _ in Formatter().parse(words) if name}
        assert locales.text(language, key, **dict.fromkeys(fields, "x"))
    other = {key for key in locales.catalogue("en" if language == "zh" else "zh") if key.startswith("speech.")}
    assert set(sentences) == other


def test_codes_used_are_codes_written() -> None:
    import re

    from qa import locales

    root = Path(engine.__file__).parent
    source = "\n".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))
    used = set(re.findall(r'\w+\(\s*"speech\.(\w+)"', source))
    written = {key.rsplit(".", 1)[1] for key in locales.catalogue("en") if key.startswith("speech.errors.")}
    assert used == written
    assert issubclass(HearbackError, Exception)
