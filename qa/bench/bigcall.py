"""A workspace with one big call in it: 800 turns with their sound, and rubrics that find 200 things in it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa import config
from qa.bench.material import SAMPLES, TURN_S, call, write_mulaw
from qa.desk import drafts, intake, people, process
from qa.desk.house import SYSTEM, House, open_house
from qa.desk.intake import Details
from qa.errors import NotFound
from qa.model.call import Speaker, Transcript, Utterance, Word
from qa.model.library import ExcerptKind
from qa.model.people import Role

TURNS, FINDINGS = 800, 200
RUBRICS = 8
SPREAD = (
    ("said",) * 9 + ("clean",) * 3 + ("answered",) * 4 + ("banned",) * 3 + ("unsaid",) * 2 + ("unanswered", "no_cue", "no_cue", "manual")
)
"""What the criteria of one rubric find: met 16, missed 6, not applicable 2, left to a person 1."""
NAME, PASSWORD = "ines", "correct horse battery"
OTHER_CALLS, EXCERPTS = 60, 12
_SPOKEN_S = 10 * TURN_S
"""So much sound, again and again; an even number of turns."""


@dataclass(frozen=True, slots=True)
class Made:
    """The workspace: its folder, that of its rubrics, and the big call in it."""

    data: Path
    rubrics: Path
    call: int


def make(folder: Path) -> Made:
    """Make the workspace in an empty folder. Raises NotFound without the sample calls."""
    said = transcript(TURNS)
    rubrics = folder / "rubrics"
    rubrics.mkdir()
    for number in range(RUBRICS):
        (rubrics / f"r{number}.yaml").write_text(rubric(number, said), encoding="utf-8")
    house = open_house(config.load(data=folder, rubrics=rubrics))
    try:
        inspector = people.add(house, SYSTEM, name=NAME, shown="Ines", role=Role.INSPECTOR, team="", language="zh", password=PASSWORD)
        call_id = _big_call(house, said, folder)
        for number in range(EXCERPTS):
            kind, start = list(ExcerptKind)[number % 3], 40.0 * number
            draft = drafts.begin(house, inspector, call_id, start=start, end=start + 20, kind=kind)
            heard = drafts.render(house, inspector, draft).recipe
            drafts.publish(house, inspector, draft, heard=heard, kind=kind, title=f"片段 {number + 1}")
        for number in range(OTHER_CALLS):
            _small_call(house, said, number)
    finally:
        house.close()
    return Made(folder, rubrics, call_id)


def transcript(turns: int) -> Transcript:
    """Turns of the Chinese sample calls in any order, by turns of ``TURN_S``, every character with its time, as an engine writes them."""
    if not (SAMPLES / "calls.jsonl").is_file():
        raise NotFound("bench.no_samples", folder=str(SAMPLES))
    samples = [json.loads(line) for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
    texts: dict[Speaker, list[str]] = {Speaker.AGENT: [], Speaker.CUSTOMER: []}
    for turn in (turn for sample in samples if sample["language"] == "zh" for turn in sample["turns"]):
        texts[Speaker(turn["speaker"])].append(turn["text"])
    rng = random.Random(0)  # noqa: S311 - material, not a secret
    return Transcript("zh", tuple(_turn(i, rng.choice(texts[list(texts)[i % 2]])) for i in range(turns)))


def _turn(number: int, text: str) -> Utterance:
    start, lasts = number * TURN_S, min(TURN_S - 0.3, len(text) / 5)
    ends = [start + lasts * (i + 1) / len(text) for i in range(len(text))]
    words = tuple(Word(one, round(end - lasts / len(text), 2), round(end, 2)) for one, end in zip(text, ends, strict=True))
    speaker = (Speaker.AGENT, Speaker.CUSTOMER)[number % 2]
    return Utterance(speaker, text, round(start, 2), round(start + lasts, 2), words, number % 2)


def rubric(number: int, said: Transcript) -> str:
    """A rubric of 25 criteria, which finds things all over the call: after YAML 1.2, as JSON."""
    rng = random.Random(number)  # noqa: S311 - material, not a secret
    spread = rng.sample(SPREAD, len(SPREAD))
    criteria = [_criterion(f"c{at}", kind, said.utterances, rng) for at, kind in enumerate(spread)]
    for at, severity in ((3, "critical"), (9, "critical"), (20, "critical")):
        criteria[at] |= {"severity": severity, "critical_to": ("customer", "business", "compliance")[at % 3]}
    title = {"zh": f"评分标准 {number + 1}", "en": f"Rubric {number + 1}"}
    return json.dumps({"id": f"r{number}", "version": 1, "title": title, "criteria": criteria}, ensure_ascii=False, indent=1)


def _criterion(name: str, kind: str, said: Sequence[Utterance], rng: random.Random) -> dict[str, Any]:
    at = 2 * rng.randrange(len(said) // 2 - 1)
    agent, customer, answer = _phrase(said[at].text, rng), _phrase(said[at + 1].text, rng), _phrase(said[at + 2].text, rng)
    never = f"甲乙丙丁{name}"
    own: dict[str, Any] = {
        "said": {"kind": "required", "expect": {"any": [agent]}},
        "unsaid": {"kind": "required", "expect": {"any": [never]}},
        "clean": {"kind": "banned", "never": {"any": [never]}},
        "banned": {"kind": "banned", "never": {"any": [agent, answer]}},
        "answered": {"kind": "reply", "cue": {"speaker": "customer", "any": [customer]}, "expect": {"any": [answer]}, "owed": "once"},
        "unanswered": {"kind": "reply", "cue": {"speaker": "customer", "any": [customer]}, "expect": {"any": [never]}},
        "no_cue": {"kind": "reply", "cue": {"speaker": "customer", "any": [never]}, "expect": {"any": [answer]}},
        "manual": {"kind": "manual", "guide": {"zh": "听语气是否真诚。", "en": "Listen whether the tone is sincere."}},
    }[kind]
    title = {"zh": f"第 {name[1:]} 项：{agent}", "en": f"Criterion {name[1:]}: {agent}"}
    why = {"zh": "客户只打一次电话就该得到答复。", "en": "One call should be enough for a customer."}
    return {"id": name, "title": title, "points": 5, "why": why, **own}


def _phrase(text: str, rng: random.Random) -> str:
    """Some characters of a turn that stand between its punctuation."""
    plain = "".join(one if one.isalpha() and not one.isascii() else " " for one in text).split()
    longest = max(plain, key=len, default="好的")
    at = rng.randrange(max(len(longest) - 6, 0) + 1)
    return longest[at : at + 6]


def _big_call(house: House, said: Transcript, folder: Path) -> int:
    """The call through the whole house, as the worker takes it; no model is asked."""
    file = folder / "big.wav"
    piece = call(_SPOKEN_S)
    write_mulaw(piece, file, repeat=round(len(said.utterances) * TURN_S / _SPOKEN_S))
    details = Details(title="八百句的通话", reference="big", language="zh", agent_channel=0)
    with file.open("rb") as source:
        call_id = intake.load_recording(house, SYSTEM, file.name, source, details).call_id
    file.unlink()
    intake.attach(house, SYSTEM, call_id, "calls.jsonl", said)
    attempt = process.attempt(house, SYSTEM, call_id)
    process.prepare(house, SYSTEM, call_id, attempt)
    process.plan(house, SYSTEM, call_id, attempt)
    process.score(house, SYSTEM, call_id, attempt)
    process.tidy(house, SYSTEM, call_id)
    return call_id


def _small_call(house: House, said: Transcript, number: int) -> None:
    turns = [{"speaker": one.speaker, "text": one.text} for one in said.utterances[number : number + 6]]
    content = json.dumps({"id": f"small-{number}", "language": "zh", "turns": turns}, ensure_ascii=False).encode()
    call_id = intake.load_transcript(house, SYSTEM, f"small-{number}.jsonl", content, Details(title=f"通话 {number + 1}")).call_id
    process.score(house, SYSTEM, call_id, process.attempt(house, SYSTEM, call_id))
