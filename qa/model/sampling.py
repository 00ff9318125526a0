"""Drawing calls for review: how many it takes, which ones chance picks, and who gets them. Pure and the same for the same seed."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import ceil, sqrt
from statistics import NormalDist
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)


def needed(population: int, margin: float, confidence: float = 0.95, share: float = 0.5) -> int:
    """How many of a population to draw so that a share is known to within ``margin``.

    Cochran 1977, "Sampling Techniques", third edition, section 4.4: n0 = z² p (1 - p) / e², then the correction for a finite population,
    n = n0 / (1 + (n0 - 1) / N). ``share``: what it is expected to be; 0.5 asks for the most. It is meant for a simple random sample.

    >>> needed(10_000, 0.05), needed(400, 0.05), needed(0, 0.05)
    (370, 197, 0)
    """
    if not population:
        return 0
    most = _z(confidence) ** 2 * share * (1 - share) / margin**2
    return min(population, ceil(most / (1 + (most - 1) / population) - 1e-9))


def margin(population: int, drawn: int, confidence: float = 0.95, share: float = 0.5) -> float | None:
    """To within how much a share is known from a simple random sample; None of nothing, 0 of all.

    e = z √(p (1 - p) / n · (N - n) / (N - 1)), the same formula the other way round.
    """
    if not drawn or not population:
        return None
    if drawn >= population:
        return 0.0
    return _z(confidence) * sqrt(share * (1 - share) / drawn * (population - drawn) / (population - 1))


def place(seed: str, call: int) -> int:
    """Where chance puts a call in the order of drawing: of BLAKE2b, keyed with the seed. Whoever has the seed can draw again."""
    return int.from_bytes(hashlib.blake2b(call.to_bytes(8, "big"), key=seed.encode(), digest_size=8).digest(), "big")


def drawn(calls: Iterable[tuple[int, int]], each: int, seed: str) -> dict[int, list[int]]:
    """Of ``calls`` (call, agent) the first ``each`` of every agent in the order of drawing; a stream is read once and not kept."""
    heaps: dict[int, list[tuple[int, int]]] = {}
    for call, agent in calls:
        heap = heaps.setdefault(agent, [])
        entry = (-place(seed, call), -call)
        if len(heap) < each:
            heapq.heappush(heap, entry)
        elif entry > heap[0]:
            heapq.heapreplace(heap, entry)
    return {agent: [-call for _, call in sorted(heap, reverse=True)] for agent, heap in sorted(heaps.items())}


def quotas(count: int, weights: Mapping[Person, int]) -> dict[Person, int]:
    """``count`` shared out by weights, in whole numbers: the largest remainders first (Hamilton's method), the earlier one where they tie.

    >>> quotas(10, {"a": 1, "b": 1, "c": 1}), quotas(10, {"a": 3, "b": 1})
    ({'a': 4, 'b': 3, 'c': 3}, {'a': 8, 'b': 2})
    """
    total = sum(weights.values())
    exact = {person: count * weight / total for person, weight in weights.items()}
    found = {person: int(share) for person, share in exact.items()}
    by_rest = sorted(weights, key=lambda person: found[person] - exact[person])
    for person in by_rest[: count - sum(found.values())]:
        found[person] += 1
    return found


def shared(calls: Sequence[tuple[int, int]], weights: Mapping[int, int], seed: str) -> dict[int, int | None]:
    """Who gets which of ``calls`` (call, agent): by weights, each inspector a part of every agent's, nobody their own (None: nobody can).

    The numbers are those of ``quotas`` wherever nobody's own call is in the way. Ties fall by the seed.
    """
    able = {person: weight for person, weight in weights.items() if weight > 0}
    # what few may take is given first, while they still have room
    order = sorted(calls, key=lambda one: (one[1] not in able, place(seed, one[0])))
    room = Counter(quotas(len(order), able)) if able else Counter[int]()
    of_agent: Counter[tuple[int, int]] = Counter()
    found: dict[int, int | None] = {}
    for call, agent in order:
        others = [person for person in able if person != agent]
        if not others:
            found[call] = None
            continue
        fewest = min(others, key=lambda who: (room[who] <= 0, of_agent[who, agent] / able[who], -room[who] / able[who], place(seed, who)))
        room[fewest] -= 1
        of_agent[fewest, agent] += 1
        found[call] = fewest
    return found


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
