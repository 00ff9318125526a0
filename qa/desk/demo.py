"""A house to look around in: sample calls with their sound, scored, some reviewed, some learnt from. Nothing is invented at run time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from qa import locales
from qa.config import ROOT
from qa.desk import (
    demo_cases,
    demo_life,
    demo_month,
    demo_quiz,
    demo_talk,
    drafts,
    excerpts,
    intake,
    library,
    packs,
    people,
    process,
    review,
)
from qa.desk.house import SYSTEM, House, person_of
from qa.desk.intake import Details
from qa.errors import Conflict, Invalid
from qa.model.call import CallState, Speaker, Transcript, Utterance, Word
from qa.model.finding import Verdict
from qa.model.people import Person, Role
from qa.model.text import Text
from qa.store import people as accounts
from qa.store import settings

SAMPLES = ROOT / "data" / "samples"
LANES = {Speaker.AGENT: 0, Speaker.CUSTOMER: 1}
STAFF: tuple[tuple[str, Role, str], ...] = (
    ("chen", Role.AGENT, "one"),
    ("wang", Role.AGENT, "one"),
    ("li", Role.AGENT, "two"),
    ("emma", Role.AGENT, "two"),
    ("zhao", Role.LEAD, "one"),
    ("sun", Role.INSPECTOR, ""),
    ("zhou", Role.MANAGER, ""),
    ("admin", Role.ADMIN, ""),
)
"""Sign-in name, role, team. How they are shown stands under ``demo.people``; the first of a role is the one to sign in as."""

REVIEWED = ("zh-broadband-third-call", "zh-elderly-terms", "zh-gift-switched-on")
EXCERPTS: tuple[tuple[str, str, int, int, str, str], ...] = (
    ("situation", "zh-broadband-third-call", 1, 3, "good", "empathy/name-what-happened"),
    ("calm", "zh-calm-down-transferred", 9, 13, "bad", "banned_phrases/no-ordering"),
    ("bucket", "zh-elderly-terms", 6, 10, "good", "banned_phrases/no-jargon"),
    ("gift", "zh-gift-switched-on", 18, 22, "discuss", "service_standard/consent-first"),
)
"""Name, call, first and last turn, kind, criterion."""
PACK = ("situation", "calm", "bucket")

Say = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of the sample calls, with its sound."""

    id: str
    title: Text
    agent: str
    started_at: datetime
    transcript: Transcript
    sound: Path


def furnish(house: House, say: Say, language: str) -> None:
    """Make a demo of an empty house, or complete one; what is there stays as it is.

    ``language``: in which people, titles and comments are written; English calls keep English titles. Raises Conflict for a house where
    somebody has an account and that is no demo: a demo lets everybody in without a password. Raises Invalid where the samples are missing.
    """
    _open_doors(house)
    actors = _staff(house, language)
    calls = {}
    samples = list(_samples())
    for number, sample in enumerate(samples, 1):
        calls[sample.id] = _call(house, sample, language)
        say(locales.both("demo.call", number=number, count=len(samples), title=sample.title))
    for name in REVIEWED:
        _review(house, actors["sun"], calls[name], name, language)
    demo_life.furnish(house, actors, calls, language)
    demo_cases.furnish(house, actors, calls, language)
    say(locales.both("demo.reviewed", count=len(REVIEWED)))
    if not excerpts.listed(house, SYSTEM):
        _lessons(house, actors, {sample.id: sample for sample in samples}, calls, language)
    say(locales.both("demo.excerpted", count=len(EXCERPTS)))
    demo_month.furnish(house, actors, language)


def people_of(house: House) -> tuple[Person, ...]:
    """Whom one can sign in as."""
    return people.demo_people(house)


def _open_doors(house: House) -> None:
    if people.is_demo(house):
        return
    if not people.empty(house):
        raise Conflict("demo.occupied", folder=str(house.settings.data))
    with house.db.writing() as session:
        settings.write(session, people.DEMO, True, None)


def _staff(house: House, language: str) -> dict[str, Person]:
    with house.db.reading() as session:
        here = {row.name: person_of(row) for row in accounts.everyone(session)}
    for name, role, team in STAFF:
        if name not in here:
            shown = locales.text(language, f"demo.people.{name}")
            group = locales.text(language, f"demo.teams.{team}") if team else ""
            here[name] = people.add(house, SYSTEM, name=name, shown=shown, role=role, team=group, language="", password=None)
    return here


def _samples() -> Iterator[Sample]:
    file = SAMPLES / "calls.jsonl"
    if not file.is_file():
        raise Invalid("demo.no_samples", folder=str(SAMPLES))
    for line in file.read_text(encoding="utf-8").splitlines():
        said: dict[str, Any] = json.loads(line)
        yield Sample(
            id=said["id"],
            title=Text(said["title"]["zh"], said["title"]["en"]),
            agent=said["agent"],
            started_at=datetime.fromisoformat(said["started_at"]),
            transcript=Transcript(said["language"], tuple(_turn(turn) for turn in said["turns"])),
            sound=SAMPLES / said["audio"],
        )


def _turn(turn: dict[str, Any]) -> Utterance:
    words = tuple(Word(word["text"], word["start"], word["end"]) for word in turn.get("words", ()))
    speaker = Speaker(turn["speaker"])
    return Utterance(speaker, turn["text"], turn["start"], turn["end"], words, LANES[speaker])


def _call(house: House, sample: Sample, language: str) -> int:
    """The call of a sample, in the house and scored. The sound is real, the words are the ones it was made from: no model is needed."""
    details = Details(
        title=sample.title.to("en" if sample.transcript.language == "en" else language),
        reference=sample.id,
        language=sample.transcript.language,
        agent=sample.agent,
        started_at=sample.started_at,
        agent_channel=0,
    )
    with sample.sound.open("rb") as source:
        call_id = intake.load_recording(house, SYSTEM, sample.sound.name, source, details).call_id
    if process.needs_hearing(house, SYSTEM, call_id):
        intake.attach(house, SYSTEM, call_id, "calls.jsonl", sample.transcript)
    if process.state(house, SYSTEM, call_id) is not CallState.READY:
        attempt = process.attempt(house, SYSTEM, call_id)
        process.prepare(house, SYSTEM, call_id, attempt)
        process.plan(house, SYSTEM, call_id, attempt)
        process.score(house, SYSTEM, call_id, attempt)
        process.tidy(house, SYSTEM, call_id)
    return call_id


def _review(house: House, inspector: Person, call_id: int, name: str, language: str) -> None:
    """Judge what the machine left to people, differ from it once where the sample says so, and publish."""
    page = intake.view(house, inspector, call_id)
    if page.line.review is not None:
        return
    words = locales.area(language, f"demo.reviews.{name}")
    for finding in (one for evaluation in page.evaluations for one in evaluation.findings):
        verdict = words.get(f"{finding.rubric}.{finding.criterion}.verdict")
        comment = words.get(f"{finding.rubric}.{finding.criterion}.comment", "")
        if verdict:
            review.decide(house, inspector, call_id, finding.id, verdict, comment)
        elif finding.verdict is Verdict.UNSCORED:
            review.decide(house, inspector, call_id, finding.id, Verdict(words["manual.verdict"]), words["manual.comment"])
    review.accept_all(house, inspector, call_id)
    at = int(words["remark.turn"])
    assert page.transcript is not None
    said = page.transcript.utterances[at].text
    review.remark(house, inspector, call_id, utterance=at, from_char=0, to_char=len(said), text=words["remark.text"])
    review.publish(house, inspector, call_id, words["summary"])


def _lessons(house: House, actors: dict[str, Person], samples: dict[str, Sample], calls: dict[str, int], language: str) -> None:
    made: dict[str, int] = {}
    for name, call, first, last, kind, criterion in EXCERPTS:
        words = locales.area(language, f"demo.excerpts.{name}")
        turns = samples[call].transcript.utterances[first : last + 1]
        sun = actors["sun"]
        start, end = max((turns[0].start or 0.0) - 0.3, 0.0), (turns[-1].end or 0.0) + 0.3
        about = samples[call].transcript.utterances[demo_quiz.FOCUS[name]]
        focus = (about.start or start, about.end or end)
        made[name] = drafts.begin(house, sun, calls[call], start=start, end=end, kind=kind, focus=focus)
        drafts.publish(
            house,
            sun,
            made[name],
            heard=drafts.render(house, sun, made[name]).recipe,
            kind=kind,
            title=words["title"],
            note=words["note"],
            better=words.get("better", ""),
            topic=words["topic"],
            criterion=criterion,
            score_first=name in demo_talk.SCORED,
        )
    library.favour(house, actors["chen"], made["situation"], True)
    demo_talk.furnish(house, actors, made, language)
    pack = packs.make(house, actors["zhao"], locales.text(language, "demo.pack.title"), locales.text(language, "demo.pack.note"))
    for name in PACK:
        packs.put_in(house, actors["zhao"], pack, made[name], locales.text(language, f"demo.pack.{name}"))
    demo_quiz.furnish(house, actors, made, language)
