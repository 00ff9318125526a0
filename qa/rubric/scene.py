"""A call prepared for judging: its words in normal form, every hit of the rubric in it, and who spoke when."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from qa.model.asking import Answer
from qa.model.call import Call, Speaker, Utterance
from qa.model.finding import Evidence, How
from qa.model.measures import LEAST_AT_ONCE_S, Measures, measure
from qa.rubric.condition import Condition, Expectation, Phrases, Role
from qa.rubric.match import Hit, Hits, Matcher, Phrase
from qa.rubric.normal import Normal, normalised
from qa.rubric.sound_syllables import Tolerance

PAUSES = frozenset(",，、:：")

UNLESS_REACH = 12
"""How many characters of the normal form may lie between a hit and the words that excuse it."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An utterance in which a condition holds, with the hits that make it hold."""

    utterance: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Scene:
    """What the evaluators look at. Immutable; indexes are those of the transcript's utterances.

    ``answers``: what a language model said, by criterion.
    """

    call: Call
    said: tuple[Normal, ...]
    hits: Hits
    answers: Mapping[str, Answer] = field(default_factory=dict)
    _heard: dict[Tolerance, Mapping[str, tuple[Hit, ...]]] = field(default_factory=dict, compare=False, repr=False)
    _ranges: dict[tuple[int, Role], tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, call: Call, matcher: Matcher) -> Scene:
        # Words held for invented are silence to every evaluator.
        said = normalised(["" if utterance.doubt else utterance.text for utterance in call.transcript.utterances])
        return cls(call, said, matcher.scan(said))

    @cached_property
    def language(self) -> str:
        return self.call.transcript.language

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        return self.call.transcript.utterances

    @cached_property
    def timed(self) -> bool:
        """Whether every utterance has its seconds."""
        return bool(self.utterances) and all(u.start is not None and u.end is not None for u in self.utterances)

    @cached_property
    def duration(self) -> float | None:
        """The end of the last timed utterance, in seconds."""
        return self.call.transcript.duration

    @cached_property
    def measures(self) -> Measures:
        """What the sound says of a timed call; without it, the times of its words."""
        return self.call.measures or measure(self.utterances, self.duration or 0.0, None, {})

    @cached_property
    def _by_speaker(self) -> dict[Speaker, tuple[int, ...]]:
        counted = [(i, said.speaker) for i, said in enumerate(self.utterances) if said.text.strip() and not said.doubt]
        return {who: tuple([i for i, speaker in counted if speaker is who]) for who in Speaker}

    @cached_property
    def _by_all(self) -> tuple[int, ...]:
        return tuple(sorted(i for places in self._by_speaker.values() for i in places))

    def by(self, speakers: Iterable[Speaker]) -> tuple[int, ...]:
        """The utterances of these speakers in which anything was said, in order."""
        chosen = tuple(speakers)
        if len(chosen) == 1:
            return self._by_speaker[chosen[0]]
        if len(chosen) == len(self._by_speaker):
            return self._by_all
        return tuple(sorted(i for who in chosen for i in self._by_speaker[who]))

    def knows(self, role: Role) -> bool:
        """Whether it can be told who of ``role`` said what: not where all or some speakers are unknown and this one never appears."""
        if role == "any":
            return bool(self.by(Speaker))
        return bool(self._by_speaker[Speaker(role)]) or not self._by_speaker[Speaker.UNKNOWN]

    def range(self, condition: Condition, default: Role) -> tuple[int, ...]:
        """The utterances a condition looks at: its speaker's, the first or last of them, in its seconds."""
        key = id(condition), default
        if key not in self._ranges:
            self._ranges[key] = self._range(condition, default)
        return self._ranges[key]

    def _range(self, condition: Condition, default: Role) -> tuple[int, ...]:
        if condition.language and self.language in ("zh", "en") and condition.language != self.language:
            return ()
        chosen = self.by(condition.speakers(default))
        if condition.first:
            chosen = chosen[: condition.first]
        if condition.last:
            chosen = chosen[-condition.last :]
        if not condition.ranged:
            return chosen
        chosen = tuple([i for i in chosen if self._in_seconds(i, condition) and self._in_share(i, condition)])
        if condition.near is None:
            return chosen
        anchors = self.occasions(condition.near, "any")
        close: dict[int, None] = {}
        covered = 0
        for anchor in anchors:
            # Of anchors in order the stretches are in order too: what lies in the one before is not gone through again.
            begin, end = self._stretch(condition.near, chosen, anchor.utterance, "around", None)
            if condition.near.within_s is None or not self.timed:
                close |= dict.fromkeys(chosen[max(begin, covered) : end])
                covered = max(covered, end)
            else:
                close |= dict.fromkeys(self._in_time(condition.near.within_s, chosen[begin:end], anchor.utterance))
        return tuple(sorted(close))

    def _in_seconds(self, utterance: int, condition: Condition) -> bool:
        said = self.utterances[utterance]
        if said.start is None or said.end is None:
            return True
        if condition.first_s is not None and said.start >= condition.first_s:
            return False
        return condition.last_s is None or said.end > (self.duration or 0.0) - condition.last_s

    def _in_share(self, utterance: int, condition: Condition) -> bool:
        """Whether an utterance begins in the first, or ends in the last per cent of the call: of its seconds, or of its utterances."""
        if condition.first_pct is None and condition.last_pct is None:
            return True
        said = self.utterances[utterance]
        whole = self.duration
        if said.start is None or said.end is None or not whole:
            begins, ends = utterance / len(self.utterances), (utterance + 1) / len(self.utterances)
        else:
            begins, ends = said.start / whole, said.end / whole
        if condition.first_pct is not None and 100 * begins >= condition.first_pct:
            return False
        return condition.last_pct is None or 100 * ends > 100 - condition.last_pct

    def find(self, phrases: Phrases, within: Sequence[int], unless: Phrases | None = None) -> tuple[Hit, ...]:
        """The hits of a list in these utterances, the excused ones left out."""
        hits = self.hits.of(phrases.of(self.language), within)
        return tuple([hit for hit in hits if not self.excused(hit, unless)]) if hits and unless else hits

    def _each(self, phrases: frozenset[Phrase], within: Sequence[int], unless: Phrases | None) -> Iterator[Hit]:
        """The hits of some phrases in these utterances, the excused ones left out, one by one."""
        return (hit for hit in self.hits.each(phrases, within) if not self.excused(hit, unless))

    def heard(self, tolerance: Tolerance) -> Mapping[str, tuple[Hit, ...]]:
        """What sounds like a phrase that is sought by its sound, by the text of the phrase; Chinese only."""
        if self.language == "en":
            return {}
        if tolerance not in self._heard:
            self._heard[tolerance] = self.hits.matcher.listen(self.said, tolerance)
        return self._heard[tolerance]

    def excused(self, hit: Hit, unless: Phrases | None, reach: int = UNLESS_REACH, after: bool = True) -> bool:
        """Whether words of ``unless`` overlap a hit or stand near it in its sentence (before it, and after it too by default)."""
        if unless is None:
            return False
        close = self.hits.places(unless.of(self.language)).get(hit.utterance, ())
        if not close:
            return False
        begin, end = self.said[hit.utterance].sentence(hit.at)
        # In order and none overlapping another, so their ends are in order too: the first that reaches near enough tells.
        first = bisect_left(close, max(begin + 1, hit.at - reach), key=attrgetter("to"))
        return first < len(close) and close[first].at < max(end, hit.to) and close[first].at - hit.to <= (reach if after else -1)

    def held(self, condition: Condition, within: Sequence[int]) -> tuple[Hit, ...] | None:
        """The hits by which a condition holds over all of ``within``; None when it does not.

        Enough hits to show it: the first one, or the first of each phrase, entry or condition that had to be there.
        """
        if condition.none is not None and next(self._each(condition.none.of(self.language), within, condition.unless), None):
            return None
        shown: list[Hit] = []
        if condition.all is not None:
            for entry in condition.all.entries(self.language):
                first = next(self._each(entry, within, condition.unless), None)
                if first is None:
                    return None
                shown.append(first)
        if condition.any is not None:
            different: dict[str, Hit] = {}
            needed = condition.at_least or 1
            for hit in self._each(condition.any.of(self.language), within, condition.unless):
                different.setdefault(hit.phrase.sought, hit)
                if len(different) == needed:
                    break
            else:
                return None
            shown += different.values()
        joined = self._joined(condition, within)
        if joined is None:
            return None
        return tuple(sorted(dict.fromkeys([*shown, *joined]), key=lambda hit: (hit.utterance, hit.at)))

    def _joined(self, condition: Condition, within: Sequence[int]) -> tuple[Hit, ...] | None:
        """The hits of the conditions that a condition joins; None where they do not hold together."""
        if any(self._held_inside(part, within) is not None for part in condition.none_of):
            return None
        shown: list[Hit] = []
        for part in condition.all_of:
            hits = self._held_inside(part, within)
            if hits is None:
                return None
            shown += hits
        if condition.any_of:
            held = [hits for part in condition.any_of if (hits := self._held_inside(part, within)) is not None]
            needed = condition.at_least or 1
            if len(held) < needed:
                return None
            shown += [hit for hits in held[:needed] for hit in hits]
        return tuple(shown)

    def _held_inside(self, part: Condition, within: Sequence[int]) -> tuple[Hit, ...] | None:
        """A joined condition over the stretch of the call that the whole looks at: its own speaker's utterances there, else the whole's."""
        if not within:
            return None
        own = self.range(part, "any")
        if own is self._by_all:
            return self.held(part, within)
        inside = own[bisect_left(own, within[0]) : bisect_right(own, within[-1])]
        if part.speaker is None:
            wanted = frozenset(within)
            inside = tuple(i for i in inside if i in wanted)
        return self.held(part, inside)

    def occasions(self, condition: Condition, default: Role) -> tuple[Occasion, ...]:
        """Each utterance in which a condition holds by itself, with all its hits there."""
        found = []
        for utterance in self._candidates(condition, self.range(condition, default)):
            within = (utterance,)
            if condition.any is not None and condition.plain:
                if hits := self.find(condition.any, within, condition.unless):
                    found.append(Occasion(utterance, hits))
            elif (held := self.held(condition, within)) is not None:
                found.append(Occasion(utterance, self._all_hits(condition, utterance) or held))
        if condition.nth is None:
            return tuple(found)
        at = condition.nth - 1 if condition.nth > 0 else condition.nth + len(found)
        return (found[at],) if 0 <= at < len(found) else ()

    def _all_hits(self, condition: Condition, utterance: int) -> tuple[Hit, ...]:
        lists = [phrases for phrases in (condition.any, condition.all) if phrases is not None]
        if not lists:
            return ()
        sought = lists[0].of(self.language) if len(lists) == 1 else lists[0].of(self.language) | lists[1].of(self.language)
        return tuple(hit for hit in self.hits.of(sought, (utterance,)) if not self.excused(hit, condition.unless))

    def _candidates(self, condition: Condition, within: tuple[int, ...]) -> tuple[int, ...]:
        """Where looking is worth while: with a list that must be hit, only where it is."""
        needed = condition.any or condition.all
        if needed is None:
            return within
        hit = self.hits.places(needed.of(self.language))
        return tuple(i for i in within if i in hit) if hit else ()

    def near(self, expect: Expectation, anchor: int, default_place: str, default_turns: int | None) -> tuple[int, ...]:
        """The utterances in which an answer to what was said in ``anchor`` counts."""
        allowed = self.range(expect, "agent")
        begin, end = self._stretch(expect, allowed, anchor, default_place, default_turns)
        close = allowed[begin:end]
        return close if expect.within_s is None or not self.timed else self._in_time(expect.within_s, close, anchor)

    def _stretch(
        self, expect: Expectation, allowed: Sequence[int], anchor: int, default_place: str, default_turns: int | None
    ) -> tuple[int, int]:
        """From which and up to which (excluded) of the utterances ``allowed``, in order, any can be near enough to another."""
        place = expect.place or default_place
        turns = expect.within_turns
        if turns is None and (expect.within_s is None or not self.timed):
            turns = default_turns
        # By halving, not by going through them: a long call may have thousands of anchors.
        low, high = bisect_left(allowed, anchor), bisect_right(allowed, anchor)
        first, last = (0, len(allowed)) if turns is None else (max(0, low - turns), high + turns)
        if expect.within_s is not None and self.timed:
            earliest, latest = self._in_reach(anchor, expect.within_s)
            first, last = max(first, bisect_left(allowed, earliest)), min(last, bisect_left(allowed, latest))
        return {"before": (first, low), "after": (high, last)}.get(place, (first, last))

    def _in_time(self, within_s: float, near: Sequence[int], anchor: int) -> tuple[int, ...]:
        return tuple(i for i in near if i == anchor or self._gap(min(i, anchor), max(i, anchor)) <= within_s)

    def _in_reach(self, anchor: int, seconds: float) -> tuple[int, int]:
        """The utterances of a timed call from which and up to which (excluded) any can lie within ``seconds`` of another."""
        ended, began = self._clock
        said, seconds = self.utterances[anchor], seconds + 1e-6
        return bisect_left(ended, (said.start or 0.0) - seconds), bisect_right(began, (said.end or 0.0) + seconds)

    @cached_property
    def _clock(self) -> tuple[list[float], list[float]]:
        """Of each utterance of a timed call: when the last of those up to it has ended, and when the first of those from it on begins."""
        ended = list(accumulate((u.end or 0.0 for u in self.utterances), max))
        began = list(accumulate((u.start or 0.0 for u in reversed(self.utterances)), min))
        return ended, began[::-1]

    def breaks_in(self, utterance: int, other: int) -> bool:
        """Whether an utterance began while ``other`` still had more than a moment to go."""
        start, end = self.utterances[utterance].start, self.utterances[other].end
        return start is not None and end is not None and utterance > other and end - start > LEAST_AT_ONCE_S

    def _gap(self, earlier: int, later: int) -> float:
        end, start = self.utterances[earlier].end, self.utterances[later].start
        return 0.0 if end is None or start is None else start - end

    def evidence(self, hits: Iterable[Hit]) -> tuple[Evidence, ...]:
        """The hits as evidence, in the order of the call, each place once."""
        places = {(hit.utterance, *hit.place): hit for hit in hits}
        return tuple(self.quote(*place, places[place].how, sought=places[place].phrase.written) for place in sorted(places))

    def quote(
        self, utterance: int, start: int, end: int, how: How, seconds: tuple[float, float] | None = None, sought: str = ""
    ) -> Evidence:
        """A piece of evidence: exactly the characters ``start`` to ``end`` (excluded) of an utterance."""
        at = seconds or self.call.transcript.seconds(utterance, start, end) or (None, None)
        return Evidence(utterance, start, end, self.utterances[utterance].text[start:end], at[0], at[1], how, sought)

    def paused(self, utterance: int, at: int, to: int) -> bool:
        """Whether a comma or the like was written among the characters ``at`` to ``to`` (excluded) of the normal form or at their edges."""
        said = self.said[utterance]
        begin = said.ends[at - 1] if at else 0
        end = said.starts[to] if to < len(said.starts) else len(self.utterances[utterance].text)
        return any(char in PAUSES for char in self.utterances[utterance].text[begin:end])

    def moment(self, hits: Sequence[Hit]) -> float | None:
        """When the first of some hits was said."""
        if not hits:
            return None
        seconds = self.call.transcript.seconds(hits[0].utterance, *hits[0].place)
        return seconds[0] if seconds else None

    def words(self, hit: Hit) -> str:
        """A hit as it was said."""
        return self.utterances[hit.utterance].text[slice(*hit.place)]
