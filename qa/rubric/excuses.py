"""What takes the fault from a banned phrase: repeating somebody's words, asking about them, or saying that one does not say it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, model_validator

from qa.rubric.condition import Known, PhraseList, Phrases, Shape, fault
from qa.rubric.criterion import Name, Words
from qa.rubric.match import Hit
from qa.rubric.scene import Scene

Chars = Annotated[int, Field(ge=0, le=200)]
_BEGIN, _END = attrgetter("at"), attrgetter("to")


class Reach(Shape):
    """How many characters of the normal form may stand between, by the language of the call."""

    zh: Chars
    en: Chars

    def of(self, language: str) -> int:
        return self.zh if language == "zh" else self.en


def _both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, int) and not isinstance(value, bool) else value


class Excuse(Shape):
    """``rubrics/excuses/<id>.yaml``: words that stand ``before`` or ``after`` a phrase, in the same sentence, within ``reach``.

    ``over_pause``: also where a comma stands between. ``not_followed_by``: right after the words these take the excuse away again.
    """

    id: Name
    title: Words
    before: PhraseList | None = None
    after: PhraseList | None = None
    reach: Annotated[Reach, BeforeValidator(_both)] = Reach(zh=8, en=20)
    after_reach: Annotated[Reach, BeforeValidator(_both)] = Reach(zh=4, en=4)
    over_pause: bool = True
    not_followed_by: Annotated[tuple[str, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _has_words(self) -> Self:
        if self.before is None and self.after is None:
            raise fault("excuse_without_words")
        return self

    def holds(self, scene: Scene, hit: Hit) -> bool:
        """Whether it excuses a hit."""
        return self._stands_before(scene, hit) or self._stands_after(scene, hit)

    def _stands_before(self, scene: Scene, hit: Hit) -> bool:
        said = scene.said[hit.utterance]
        reach = self.reach.of(scene.language)
        for near in _near(scene, self.before, hit, hit.at - reach, hit.at):
            between = said.text[near.to : hit.at]
            if not (near.to <= hit.at and said.sentence(hit.at)[0] <= near.at):
                continue
            if between.startswith(self.not_followed_by) if self.not_followed_by else False:
                continue
            if self.over_pause or not scene.paused(hit.utterance, near.to, hit.at):
                return True
        return False

    def _stands_after(self, scene: Scene, hit: Hit) -> bool:
        reach = self.after_reach.of(scene.language)
        for near in _near(scene, self.after, hit, hit.to, hit.to + reach):
            end = scene.said[hit.utterance].sentence(hit.at)[1]
            if hit.to <= near.at <= hit.to + reach and near.at < max(end, hit.to + 1):
                return True
        return False


def _near(scene: Scene, words: Phrases | None, hit: Hit, at: int, to: int) -> Sequence[Hit]:
    """The hits of ``words`` in the utterance of a hit that touch the characters ``at`` to ``to``, or their edges."""
    if words is None:
        return ()
    # In order and none overlapping another: their ends are in order too.
    all_ = scene.hits.places(words.of(scene.language)).get(hit.utterance, ())
    return all_[bisect_left(all_, at, key=_END) : bisect_right(all_, to, key=_BEGIN)]


def excuse_for(scene: Scene, hit: Hit, excuses: Sequence[Excuse]) -> Excuse | None:
    """The first of some excuses that holds for a banned phrase; None where it was simply said."""
    return next((excuse for excuse in excuses if excuse.holds(scene, hit)), None)


def _chosen(value: Any, info: ValidationInfo) -> tuple[Excuse, ...]:
    """``true``: all that are known; ``false``: none; or a list of their names."""
    known: Mapping[str, Excuse] = info.context.excuses if isinstance(info.context, Known) else {}
    if isinstance(value, bool):
        return tuple(known.values()) if value else ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise fault("not_excuses", value=str(value), known=sorted(known))
    if unknown := [name for name in value if name not in known]:
        raise fault("no_excuse", value=str(unknown[0]), known=sorted(known))
    return tuple(known[name] for name in value)


Excuses = Annotated[tuple[Excuse, ...], PlainValidator(_chosen), Field(validate_default=True)]
