"""One item of the quiz: heard, answered by click or key, told. What is right is in its data only once there is an answer.

Keys: ``1`` to ``4`` choose (``1`` marks the second that is being heard, where a place is asked for), space plays, arrows go back and on,
Enter confirms a place and goes on to the next item.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from qa import locales
from qa.desk.quiz_views import Heard, Question, Told
from qa.model.call import Speaker
from qa.model.library import ExcerptKind
from qa.model.quiz import ItemKind
from qa.model.text import Text
from qa.ui.parts import packed, script, style

Mode = Literal["play", "judge", "preview"]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the browser sends it; ``choice`` is a place among the options as shown. ``reason`` from a judge alone."""

    scope: str
    choice: int | None
    at: float | None
    reason: str
    refused: bool

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Answered:
        """Raises KeyError, TypeError or ValueError when that is none: only a tampered page sends such."""
        choice, at = value.get("choice"), value.get("at")
        if isinstance(choice, bool) or isinstance(at, bool):
            raise TypeError(f"no answer: {value!r}")
        return cls(
            str(value["scope"]),
            None if choice is None else int(choice),
            None if at is None else float(at),
            str(value.get("reason", "")),
            value.get("refused") is True,
        )


def labels(language: str) -> dict[str, str]:
    """The words of the part for a reader of ``language``."""
    return locales.area(language, "quiz.words")


def quizzing(
    key: str,
    *,
    scope: str,
    question: Question,
    told: Told | None,
    mode: Mode,
    language: str,
    sound: str,
    place: str = "",
    thread: str = "",
    last: bool = False,
    on_answer: Callable[[Answered], None] | None = None,
    on_next: Callable[[], None] | None = None,
) -> None:
    """Show an item. ``scope`` names it, so that an answer is never taken for another's; ``sound`` is its address, "" for none; ``place``
    says where in the round it stands; ``thread`` is where its excerpt is talked about. The callbacks run before the page's next run.
    """

    def answered() -> None:
        value = st.session_state[key]["answer"]
        if value is not None and on_answer is not None:
            given = Answered.read(value)
            if given.scope == scope:
                on_answer(given)

    def onward() -> None:
        value = st.session_state[key]["next"]
        if value is not None and value == scope and on_next is not None:
            on_next()

    _component(
        key=key,
        data=packed(shape(question, told, mode=mode, language=language, sound=sound, scope=scope, place=place, thread=thread, last=last)),
        on_answer_change=answered,
        on_next_change=onward,
    )


def shape(
    question: Question, told: Told | None, *, mode: Mode, language: str, sound: str, scope: str, place: str, thread: str, last: bool
) -> dict[str, Any]:
    """All that the browser gets of an item."""
    heard = told.heard if told else question.heard
    words = [one.to(language) for one in question.options]
    if question.kind is ItemKind.FACT:
        words = [locales.text(language, "quiz.fact.right"), locales.text(language, "quiz.fact.wrong")]
    return {
        "scope": scope,
        "mode": mode,
        "kind": question.kind.value,
        "place": place,
        "worth": question.worth,
        "ask": ask(question, language),
        "claim": question.claim,
        "options": words,
        "sound": sound if heard.has_sound else "",
        "seconds": heard.seconds,
        "lanes": _lanes(heard, language),
        "lines": [
            {
                "speaker": line["speaker"],
                "name": locales.text(language, f"callpage.speaker.{line['speaker']}"),
                "text": line["text"],
                "start": line["start"],
            }
            for line in heard.lines
        ],
        "told": None if told is None else _told(question, told, language, thread),
        "last": last,
        "labels": labels(language),
    }


def ask(question: Question, language: str) -> str:
    """The question in words: the maker's own, else the usual ones of its kind."""
    return question.question or usual(question.kind, question.shows, question.about, language)


def usual(kind: ItemKind, shows: ExcerptKind, about: Text, language: str) -> str:
    """How an item of a kind is asked where its maker has no words of the own."""
    name = f"place_{shows.value}" if kind is ItemKind.PLACE else kind.value
    return locales.text(language, f"quiz.ask.{name}", about=about.to(language))


def _told(question: Question, told: Told, language: str, thread: str) -> dict[str, Any]:
    verdict = "right" if told.right else "near" if told.share else "wrong"
    return {
        "verdict": verdict,
        "points": told.points,
        "chosen": told.chosen,
        "choice": told.choice,
        "at": told.at,
        "span": list(told.span) if told.span else None,
        "about": told.about.to(language),
        "title": told.title,
        "why": told.why,
        "better": told.better if question.kind is not ItemKind.REPLY else "",
        "row": told.row.to(language),
        "thread": thread,
    }


def _lanes(heard: Heard, language: str) -> list[dict[str, Any]]:
    """The agent above the customer, whichever channel they are on."""
    if not heard.channels or not heard.has_sound:
        return []
    length = len(heard.peaks) // heard.channels
    order = list(range(heard.channels))
    speakers = [Speaker.UNKNOWN] * heard.channels
    if heard.channels == 2:
        order = [heard.agent_channel, 1 - heard.agent_channel]
        speakers = [Speaker.AGENT, Speaker.CUSTOMER]
    return [
        {
            "speaker": speaker.value,
            "name": locales.text(language, f"callpage.speaker.{speaker.value}"),
            "peaks": base64.b64encode(heard.peaks[channel * length : (channel + 1) * length]).decode("ascii"),
        }
        for channel, speaker in zip(order, speakers, strict=True)
    ]


_component = st.components.v2.component(
    "hearback_quiz",
    css=style("quizzing/quizzing.css"),
    js=script("player/dom.js", "player/sound.js", "player/keys.js", "quizzing/stage.js", "quizzing/main.js"),
)
