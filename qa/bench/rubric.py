"""How fast calls are judged: all shipped rubrics on many calls through the command line, and one list of phrases as it grows."""

from __future__ import annotations

import itertools
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qa.bench import Figure
from qa.bench.labelled import SUPPORT, TALK
from qa.bench.material import SAMPLES
from qa.config import ROOT
from qa.desk.many import cores
from qa.errors import NotFound
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.rubric.evaluate import evaluate
from qa.rubric.load import load_rubric

Turns = Mapping[str, list[dict[str, Any]]]
"""Turns of calls as lines, by language."""
TURNS = 60
CALLS_A_SECOND, GROWTH, LOAD_S = 400.0, 1.5, 2.0
"""The first on two cores."""
FEW, MANY = 200, 10_000
_GROWN_CALLS, _PLAIN_CALLS = 400, 2
_COMMON = "我你您他们这那个有没不是的了在要会能可以说看到给对吗什么怎样都就也还很好多少元月天号码卡网机话费套餐办理投诉"
_SYLLABLES = ("bara", "nolu", "tem", "quist", "orva", "lim", "desta", "pook", "wren", "salf", "joma", "erk", "vint", "gado")


def run(calls: int, material: Path | None = None) -> list[Figure]:
    """Figures for so many calls of 60 turns. ``material``: a folder with dialogues of people, whose talk is measured too.

    Raises NotFound without the sample calls.
    """
    target = CALLS_A_SECOND * min(cores(), 2) / 2
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        turns = sample_turns()
        # One first: what starting takes is told apart from what a call takes.
        start = _judged(here, made_calls(1, turns))
        found = [
            Figure("rubric_calls", calls / _judged(here, made_calls(calls, turns)), "/s", target, True),
            Figure("rubric_start", start, "s"),
        ]
        if material is not None and (talk := talked(material)):
            found.append(Figure("rubric_talk", calls / _judged(here, made_calls(calls, talk)), "/s", target, True))
        return [*found, *_grown(here)]


def sample_turns() -> Turns:
    """The turns of the sample calls: nearly every one was written for some criterion. Raises NotFound without them."""
    if not (SAMPLES / "calls.jsonl").is_file():
        raise NotFound("bench.no_samples", folder=str(SAMPLES))
    samples = [json.loads(line) for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
    return {language: [turn for call in samples if call["language"] == language for turn in call["turns"]] for language in ("zh", "en")}


def talked(material: Path) -> Turns:
    """The turns of dialogues between people, as they talk when nobody writes for a criterion; nothing where they are not there."""
    files = {"zh": material / TALK, "en": material / SUPPORT}
    if not all(file.is_file() for file in files.values()):
        return {}
    found: dict[str, list[dict[str, Any]]] = {}
    for language, file in files.items():
        dialogues = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        sides = itertools.cycle(("agent", "customer"))
        found[language] = [{"speaker": next(sides), "text": turn["text"]} for one in dialogues for turn in one["turns"]]
    return found


def made_calls(count: int, turns: Turns | None = None) -> Iterator[dict[str, Any]]:
    """Calls as lines made of ``turns`` (those of the sample calls), three Chinese ones to an English one; no two turns are the same."""
    turns = turns or sample_turns()
    rng = random.Random(0)  # noqa: S311 - material, not a secret
    for number in range(count):
        language = "en" if number % 4 == 3 else "zh"
        said, at = [], 0.0
        for turn in rng.sample(turns[language], TURNS):
            text = _varied(turn["text"], rng, language)
            lasts = max(1.0, len(text) / (5 if language == "zh" else 15))
            said.append({"speaker": turn["speaker"], "text": text, "start": round(at, 2), "end": round(at + lasts, 2)})
            at += lasts + rng.uniform(0.2, 1.5)
        yield {"id": f"call-{number}", "language": language, "started_at": "2026-03-02T09:00:00", "turns": said}


def _varied(text: str, rng: random.Random, language: str) -> str:
    """A turn with a few words more in it, so that no call holds what was read before."""
    words = "".join(rng.choices(_COMMON, k=3)) if language == "zh" else " ".join(rng.choices(_SYLLABLES, k=2))
    at = text.find("，" if language == "zh" else " ") + 1 or len(text)
    return f"{text[:at]}{words}{'' if language == 'zh' else ' '}{text[at:]}"


def _judged(folder: Path, calls: Iterable[dict[str, Any]]) -> float:
    """Seconds that ``python -m qa evaluate`` takes with all shipped rubrics, from its start to its end."""
    file = folder / "calls.jsonl"
    with file.open("w", encoding="utf-8") as to:
        to.writelines(json.dumps(call, ensure_ascii=False) + "\n" for call in calls)
    command = [sys.executable, "-m", "qa", "evaluate", "--input", str(file), "--output", str(folder / "findings.jsonl")]
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603
    return time.perf_counter() - begun


def _grown(folder: Path) -> list[Figure]:
    """A list of 200 phrases and one of 10,000 on the same calls, and a plain loop over ``re`` for comparison."""
    calls = [_call(made) for made in made_calls(_GROWN_CALLS)]
    seconds, loads = [], []
    for size in (FEW, MANY):
        phrases = _phrases(size)
        begun = time.perf_counter()
        rubric = load_rubric(_rubric(folder, size, phrases))
        evaluate(rubric, calls[0])
        loads.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for call in calls:
            evaluate(rubric, call)
        seconds.append((time.perf_counter() - begun) / len(calls))
    patterns = [re.compile(re.escape(one)) for one in _phrases(MANY)]
    begun = time.perf_counter()
    for call in calls[:_PLAIN_CALLS]:
        for said in call.transcript.utterances:
            for pattern in patterns:
                pattern.search(said.text)
    plain = (time.perf_counter() - begun) / _PLAIN_CALLS
    return [
        Figure("rubric_growth", seconds[1] / seconds[0], "×", GROWTH),
        Figure("rubric_load", loads[1], "s", LOAD_S),
        Figure("rubric_plain", plain / seconds[1], "×"),
    ]


def _call(made: dict[str, Any]) -> Call:
    said = (Utterance(Speaker(turn["speaker"]), turn["text"], turn["start"], turn["end"]) for turn in made["turns"])
    return Call(made["id"], Transcript(made["language"], tuple(said)))


def _phrases(size: int) -> list[str]:
    """So many different phrases of four to seven characters, all made of characters that calls are full of."""
    rng = random.Random(1)  # noqa: S311 - material, not a secret
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(rng.choices(_COMMON, k=rng.randint(4, 7)))] = None
    return list(found)


def _rubric(folder: Path, size: int, phrases: list[str]) -> Path:
    home = folder / str(size)
    (home / "phrases").mkdir(parents=True)
    listed = "\n".join(f"  - {one}" for one in phrases)
    (home / "phrases" / "many.yaml").write_text(f"id: many\ntitle: Many\nzh:\n{listed}\n", encoding="utf-8")
    text = "id: one\nversion: 1\ntitle: One\ncriteria:\n  - {id: only, title: Only, kind: banned, points: 10, never: {any: ['@many']}}\n"
    (home / "one.yaml").write_text(text, encoding="utf-8")
    return home / "one.yaml"
