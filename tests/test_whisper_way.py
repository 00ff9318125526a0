"""openai-whisper itself, on the small checkpoint, all the way: from a two-channel recording to turns, roles, times and a score."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa import cli, config
from qa.desk import intake
from qa.desk.house import SYSTEM, open_house
from qa.jobs.worker import Worker
from qa.model.call import CallState, Speaker
from tests.small_whisper.checkpoint import RATE, Said, checkpoint, speech

SPEECH = {said.file.stem: said for said in speech()}
DIALOGUE = (
    ("agent", "00_zh", 0.4),
    ("customer", "01_zh", 5.6),
    ("agent", "02_zh", 9.8),
    ("agent", "05_zh", 17.2),
)
"""Who says which sentence, and when its sound begins, in seconds of the call."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoint(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dialogue as a telephone recorder leaves it: agent left, customer right, 8 kHz."""
    lanes = np.zeros((2, 24 * RATE), np.float32)
    for who, name, begins in DIALOGUE:
        samples = SPEECH[name].samples
        at = int(begins * RATE)
        lanes[int(who == "customer"), at : at + len(samples)] += samples
    file = tmp_path_factory.mktemp("sound") / "call.wav"
    soundfile.write(file, lanes[:, ::2].T, RATE // 2, subtype="PCM_16")
    return file


def test_a_recording_becomes_turns_with_roles_times_and_a_score(tmp_path: Path, small: Path, recording: Path) -> None:
    # The small checkpoint knows one sentence a window.
    settings = config.load(data=tmp_path, database_url="", files="", engine="whisper", model=str(small), language="auto", window=1)
    house = open_house(settings)
    try:
        with recording.open("rb") as source:
            call = intake.load_recording(house, SYSTEM, recording.name, source).call_id
        worker = Worker(house)
        assert worker.run(until=worker.idle)
        page = intake.view(house, SYSTEM, call)
    finally:
        house.close()
    assert page.line.state is CallState.READY, page.line.problem
    assert page.transcript is not None
    assert page.transcript.language == "zh"
    said = [(turn.speaker, turn.text) for turn in page.transcript.utterances]
    assert said == [(Speaker(who), SPEECH[name].text) for who, name, _ in DIALOGUE]
    for turn, (_, name, begins) in zip(page.transcript.utterances, DIALOGUE, strict=True):
        assert turn.start == pytest.approx(begins + SPEECH[name].start, abs=0.5)
        assert "".join(word.text for word in turn.words).strip() == turn.text
        assert all(begins <= word.start <= word.end <= begins + len(SPEECH[name].samples) / RATE + 0.5 for word in turn.words)
    assert page.evaluations
    assert page.score.total.percent is not None


@pytest.mark.parametrize("name", sorted(SPEECH))
def test_the_command_line_hears_each_sentence(
    name: str, small: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_LANGUAGE", "auto")
    said: Said = SPEECH[name]
    assert cli.main(["transcribe", str(said.file), "--model", str(small)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    call = json.loads(line)
    assert (call["language"], [turn["text"] for turn in call["turns"]]) == (said.language, [said.text])
