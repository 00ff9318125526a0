"""How well the shipped rubrics and the guard find what people have labelled: precision and recall, counted and not rounded.

The material is other people's and not part of the project: a folder with ``phrases/`` (lists of banned phrases, and of what Whisper
invents) and ``dialogues/`` (calls as lines whose turns carry ``labels``). What a figure rests on is told beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qa.bench import Figure
from qa.config import ROOT
from qa.errors import NotFound
from qa.model.call import Call, Speaker, Transcript, Utterance
from qa.rubric.book import Book
from qa.rubric.evaluate import evaluate_all
from qa.rubric.kinds.banned import Banned
from qa.rubric.load import load_book
from qa.rubric.match import Matcher
from qa.rubric.normal import normalise
from qa.speech.phantoms import phantom

BANNED, INVENTED = "phrases/banned_zh.json", "phrases/whisper_inventions.json"
SUPPORT, TALK = "dialogues/esconv_dev.jsonl", "dialogues/cped_valid_zh.jsonl"
HURTFUL = ("banned_phrases", "empathy")
KIND = frozenset({"strategy:Affirmation and Reassurance", "strategy:Reflection of feelings"})


@dataclass(frozen=True, slots=True)
class Counted:
    """Of some things that are so and some that are not: how many were found."""

    right: int
    are: int
    wrong: int
    are_not: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Counted:
        """``pairs``: whether it is so, whether it was found."""
        tally = {(so, found): 0 for so in (True, False) for found in (True, False)}
        for pair in pairs:
            tally[pair] += 1
        right, wrong = tally[True, True], tally[False, True]
        return cls(right, right + tally[True, False], wrong, wrong + tally[False, False])

    def figures(self, name: str) -> list[Figure]:
        return [share(f"{name}_precision", self.right, self.right + self.wrong), share(f"{name}_recall", self.right, self.are)]


def share(name: str, part: int, whole: int) -> Figure:
    return Figure(name, part / whole if whole else 0.0, "", counted=(part, whole))


def material() -> Path | None:
    """The folder where it lies beside the project, if it does."""
    return next((found for folder in ROOT.parents if (found := folder / "shared" / "data").is_dir()), None)


def run(folder: Path) -> list[Figure]:
    """All figures. Raises NotFound where the folder lacks one of the files."""
    book = load_book(ROOT / "rubrics")
    lists: dict[str, list[str]] = json.loads(_text(folder, BANNED))["banned_zh"]
    phrases = sorted({phrase for one in lists.values() for phrase in one})
    talk, support = list(_turns(folder, TALK)), [turn for turn in _turns(folder, SUPPORT) if turn["speaker"] == "agent"]
    kindly = [turn["text"] for turn in talk if "sentiment:positive" in turn["labels"]]
    so = [*((True, one) for one in phrases), *((False, one) for one in kindly)]
    banned = Counted.of((truly, _banned(book, one, "zh")) for truly, one in so)
    by_list = [Counted.of((True, _banned(book, one, "zh")) for one in listed) for listed in lists.values()]
    return [
        *(share(f"labelled_list_{at}", one.right, one.are) for at, one in enumerate(by_list, 1)),
        *banned.figures("labelled_banned"),
        share("labelled_polite", sum(_banned(book, turn["text"], "en") for turn in support), len(support)),
        *_said(book, "empathy", "en", support, lambda labels: bool(labels & KIND)).figures("labelled_empathy_en"),
        *_said(book, "empathy", "zh", talk, lambda labels: "DA:comfort" in labels).figures("labelled_empathy_zh"),
        *_said(book, "apology", "zh", talk, lambda labels: "DA:apology" in labels).figures("labelled_apology_zh"),
        *_inventions(folder),
    ]


def _banned(book: Book, text: str, language: str) -> bool:
    """Whether the rubrics against hurtful words hold something against an agent who says this alone."""
    call = Call("bench", Transcript(language, (Utterance(Speaker.AGENT, text),)))
    rubrics = [book.by_id[name] for name in HURTFUL]
    return any(
        isinstance(criterion, Banned) and finding.evidence
        for rubric, evaluation in zip(rubrics, evaluate_all(rubrics, call), strict=True)
        for criterion, finding in zip(rubric.criteria, evaluation.findings, strict=True)
    )


def _said(book: Book, set_: str, language: str, turns: Iterable[dict[str, Any]], so: Callable[[frozenset[str]], bool]) -> Counted:
    phrases = Matcher.of(phrase for phrase in book.phrases[set_].phrases if phrase.language == language)
    return Counted.of((so(frozenset(turn["labels"])), bool(phrases.scan([normalise(turn["text"])]).raw)) for turn in turns)


def _inventions(folder: Path) -> Iterator[Figure]:
    for language, known in json.loads(_text(folder, INVENTED)).items():
        yield share(f"labelled_invented_{language}", sum(map(phantom, known)), len(known))


@cache
def _text(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except OSError as missing:
        raise NotFound("bench.no_material", file=str(folder / name)) from missing


def _turns(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for line in _text(folder, name).splitlines():
        yield from json.loads(line)["turns"]
