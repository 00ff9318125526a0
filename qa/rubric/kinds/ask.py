"""What a language model is asked, and what its answer is worth: nothing but what it can quote."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from qa import locales
from qa.model.asking import Answer, Cited, Line, Question
from qa.model.call import Speaker
from qa.model.finding import Evidence, How, Severity, Verdict
from qa.model.text import LANGUAGES, NO_TEXT, Language, Text
from qa.rubric.condition import Role, Shape, fault, speakers
from qa.rubric.criterion import Criterion, Example, Outcome, Template, Words
from qa.rubric.quoting import find_quote, too_slight
from qa.rubric.scene import Scene

TURNS, MOST_TURNS = 300, 2_000
MOST_CHARACTERS = 40_000
"""Of the whole call: what models of today read with attention, and no more than a request should carry."""
SHOWN_QUOTE = 80
NOT_ASKED = "ask.not_asked"


class AnswerQuote(Shape):
    """A quote of an example's answer; turns count from 1, as the model is shown them."""

    turn: Annotated[int, Field(ge=1)]
    quote: str


class GivenAnswer(Shape):
    """What a model answers in an example, as it would come."""

    verdict: Literal["met", "missed", "not_applicable", "unsure"]
    quotes: Annotated[tuple[AnswerQuote, ...], Field(strict=False)] = ()
    reason: str = ""

    def answer(self) -> Answer:
        verdict = Verdict.UNSCORED if self.verdict == "unsure" else Verdict(self.verdict)
        return Answer("example", verdict, tuple(Cited(one.turn, one.quote) for one in self.quotes), self.reason)


class AskExample(Example):
    """An example may say what the model answered: what is tested is what we make of it, and no model is needed."""

    answer: GivenAnswer | None = None


@dataclass(frozen=True, slots=True)
class _Dropped:
    """A quote that was thrown away, and why."""

    why: str
    cited: Cited


MADE_UP = ("not_there", "no_turn")
"""What is wrong with a quote that its model made up: an answer with one of these is believed in nothing."""


class Ask(Criterion):
    """Scored only where the model's verdict rests on words that stand in the call; never decides a fatal criterion.

    Without an answer it is unscored: to ask is not the evaluator's affair.
    """

    kind: Literal["ask"]
    question: Words
    met_when: Words | None = None
    missed_when: Words | None = None
    not_applicable_when: Words | None = None
    speaker: Role = "any"
    at_most_turns: Annotated[int, Field(ge=1, le=MOST_TURNS)] = TURNS
    examples: Annotated[tuple[AskExample, ...], Field(strict=False)] = ()

    @field_validator("severity")
    @classmethod
    def _no_model_is_fatal(cls, severity: Severity) -> Severity:
        if severity is Severity.FATAL:
            raise fault("ask_fatal")
        return severity

    @field_validator("on_met", "on_miss")
    @classmethod
    def _the_reason_is_the_models(cls, words: Template | None) -> Template | None:
        if words is not None:
            raise fault("ask_own_words")
        return words

    @property
    def may_not_apply(self) -> bool:
        return self.when is not None or self.not_applicable_when is not None

    def judge(self, scene: Scene) -> Outcome:
        if (refused := self._cannot_be_asked(scene)) is not None:
            return refused
        answer = scene.answers.get(self.id)
        if answer is None:
            return Outcome(Verdict.UNSCORED, NOT_ASKED)
        if answer.problem != NO_TEXT:
            return Outcome(Verdict.UNSCORED, "ask.failed", {"why": answer.problem})
        return self._judged(scene, answer)

    def asks(self, scene: Scene) -> Question:
        """What a model is to be asked about a call, in the call's own language."""
        language: Language = "zh" if scene.language == "zh" else "en"

        def said(words: Text | None) -> str:
            return words.to(language) if words else ""

        return Question(
            language=language,
            asked=said(self.question),
            met_when=said(self.met_when),
            missed_when=said(self.missed_when),
            not_applicable_when=said(self.not_applicable_when),
            cites=None if self.speaker == "any" else Speaker(self.speaker),
            lines=tuple(Line(i + 1, scene.utterances[i].speaker, _visible(scene.utterances[i].text)) for i in scene.by(Speaker)),
        )

    def _cannot_be_asked(self, scene: Scene) -> Outcome | None:
        if not scene.knows(self.speaker):
            return Outcome(Verdict.UNSCORED, "unknown_speakers")
        shown = scene.by(Speaker)
        if len(shown) > self.at_most_turns:
            return Outcome(Verdict.UNSCORED, "ask.too_many_turns", {"count": len(shown), "limit": self.at_most_turns})
        if (length := sum(len(scene.utterances[i].text) for i in shown)) > MOST_CHARACTERS:
            return Outcome(Verdict.UNSCORED, "ask.too_long", {"count": length, "limit": MOST_CHARACTERS})
        return None

    def _judged(self, scene: Scene, answer: Answer) -> Outcome:
        stands, dropped = self._looked_up(scene, answer.quotes)
        details: dict[str, Any] = {
            "model": answer.model,
            "verdict": _verdict(answer.verdict),
            "answer": answer.reason or None,
            "dropped": _dropped(dropped),
        }
        if answer.verdict is Verdict.UNSCORED:
            return Outcome(Verdict.UNSCORED, "ask.unsure", details, stands)
        made_up = next((one for one in dropped if one.why in MADE_UP), None)
        if answer.verdict is Verdict.NOT_APPLICABLE and made_up is None:
            known = self.not_applicable_when is not None
            return Outcome(
                answer.verdict if known else Verdict.UNSCORED, "ask.not_applicable" if known else "ask.not_offered", details, stands
            )
        if stands and made_up is None:
            return Outcome(answer.verdict, f"ask.{answer.verdict.value}", details, stands)
        if not dropped:
            return Outcome(Verdict.UNSCORED, "ask.no_quote", details)
        first = made_up or dropped[0]
        named = {**details, "quote": _short(first.cited.quote), "turn": first.cited.turn}
        return Outcome(Verdict.UNSCORED, f"ask.dropped.{first.why}", named, stands)

    def _looked_up(self, scene: Scene, quotes: tuple[Cited, ...]) -> tuple[tuple[Evidence, ...], list[_Dropped]]:
        """The quotes that stand, in the order of the call, each place once; and those that do not."""
        allowed = speakers(self.speaker)
        places: set[tuple[int, int, int]] = set()
        dropped: list[_Dropped] = []
        for cited in quotes:
            turn = cited.turn - 1
            if not 0 <= turn < len(scene.said):
                dropped.append(_Dropped("no_turn", cited))
            elif (place := find_quote(scene.said[turn], cited.quote)) is None:
                dropped.append(_Dropped("not_there", cited))
            elif scene.utterances[turn].speaker not in allowed:
                dropped.append(_Dropped("other_speaker", cited))
            elif too_slight(scene.said[turn], cited.quote):
                dropped.append(_Dropped("too_slight", cited))
            else:
                places.add((turn, *place))
        return tuple(scene.quote(*place, how=How.LITERAL) for place in sorted(places)), dropped


def _visible(text: str) -> str:
    """A turn's words without characters that nobody sees and a model would read all the same."""
    return "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs"))


def _verdict(verdict: Verdict) -> Text:
    return Text(*(locales.text(language, f"rubric.verdict.{verdict.value}") for language in LANGUAGES))


def _dropped(quotes: list[_Dropped]) -> Text:
    if not quotes:
        return NO_TEXT
    return locales.both("rubric.part.dropped", count=len(quotes), quote=_short(quotes[0].cited.quote))


def _short(quote: str) -> str:
    shown = " ".join(quote.split())
    return shown if len(shown) <= SHOWN_QUOTE else shown[: SHOWN_QUOTE - 1] + "…"
