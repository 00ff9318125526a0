"""How quick the library is with 20,000 excerpts: a page by filters, by words, by sound, favourites, the most discussed, what is to be
scored or new, the last page."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from qa import config
from qa.bench import Figure
from qa.bench.machine import BUSY, Machine
from qa.bench.material import SAMPLES
from qa.desk import library, people, stocking, voting
from qa.desk.house import SYSTEM, open_house
from qa.desk.stocking import Stock
from qa.errors import Conflict, NotFound
from qa.model.library import ExcerptKind, Sort, Wanted
from qa.model.people import Role
from qa.model.text import Text

FOUND_MS = 250.0
"""On two cores that nobody else is at: from asking the desk to a page with all that it shows."""
ROUNDS = 20
TOPICS, CRITERIA, TEAMS = 40, 60, 12
LINES, SECONDS = 6, 30
LAST = 10**6
ASKED: dict[str, tuple[Wanted, int]] = {
    "newest": (Wanted(), 1),
    "filter": (Wanted(kind=ExcerptKind.BAD, topic="主题 7"), 1),
    "criterion": (Wanted(criterion="r/c5", team="三班"), 1),
    "words": (Wanted(words="“流量 套餐”"), 1),
    "sound": (Wanted(words="淘餐 留量"), 1),
    "pinyin": (Wanted(words="kuan dai", kind=ExcerptKind.GOOD), 1),
    "favourites": (Wanted(favourites=True), 1),
    "discussed": (Wanted(sort=Sort.DISCUSSED), 1),
    "to_score": (Wanted(waiting=True), 1),
    "news": (Wanted(news=True), 1),
    "last": (Wanted(), LAST),
}


def run(count: int, url: str = "") -> list[Figure]:
    """Figures of so many excerpts, in a workspace of its own or in an empty database.

    Raises NotFound without the sample calls, Conflict for a database in which somebody works.
    """
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load(data=Path(folder), database_url=url, files="")
        house = open_house(settings)
        try:
            if not people.empty(house):
                raise Conflict("bench.occupied", database=house.db.shown)
            author, reader = (
                people.add(house, SYSTEM, name=name, shown=name.title(), role=Role.INSPECTOR, team="", language="zh", password=None)
                for name in ("ines", "igor")
            )
            stocking.fill(house, SYSTEM, author, stock(count), reader)
        finally:
            house.close()
        machine = Machine()
        house = open_house(settings)
        try:
            took: dict[str, list[float]] = {name: [] for name in ("first", *ASKED)}
            for number in range(ROUNDS):
                for name, (wanted, page) in ASKED.items():
                    begun = time.perf_counter()
                    library.page(house, reader, wanted, page)
                    voting.waiting(house, reader)
                    took[name if number or name != "newest" else "first"].append(1000 * (time.perf_counter() - begun))
        finally:
            house.close()
        # a server's own work is another program's: then none is told from the others
        return figures(took, 0.0 if url else machine.others())


def figures(took: dict[str, list[float]], others: float) -> list[Figure]:
    """The median and the worst of each against the target; on a busy machine nothing is judged."""
    target = None if others >= BUSY else FOUND_MS
    found = [Figure("others", 100 * others, "%", 100 * BUSY)]
    for name, times in took.items():
        found.append(Figure(f"library_{name}", median(times), "ms", target))
        if len(times) > 1:
            found.append(Figure(f"library_{name}_worst", max(times), "ms", target))
    return found


def stock(count: int) -> Iterator[Stock]:
    """Excerpts of turns of the Chinese sample calls, no two alike. Raises NotFound without them."""
    if not (SAMPLES / "calls.jsonl").is_file():
        raise NotFound("bench.no_samples", folder=str(SAMPLES))
    samples = [json.loads(line) for line in (SAMPLES / "calls.jsonl").read_text(encoding="utf-8").splitlines()]
    turns = [{"speaker": turn["speaker"], "text": turn["text"]} for call in samples if call["language"] == "zh" for turn in call["turns"]]
    rng = random.Random(0)  # noqa: S311 - material, not a secret
    for number in range(count):
        criterion = rng.randrange(CRITERIA)
        yield Stock(
            kind=list(ExcerptKind)[number % 3],
            title=f"{rng.choice(turns)['text'][:12]} {number}",
            note=rng.choice(turns)["text"],
            topic=f"主题 {rng.randrange(TOPICS)}",
            criterion=f"r/c{criterion}",
            criterion_title=Text(f"第 {criterion} 项", f"Criterion {criterion}"),
            team=f"{'一二三四五六七八九十'[number % 10]}班" if number % TEAMS else "投诉组",
            lines=tuple(rng.sample(turns, LINES)),
            peaks=rng.randbytes(2 * 25 * SECONDS),
            posts=rng.choice((0, 0, 0, 1, 3, 9)),
            favourite=not number % 97,
            score_first=number % 3 < 2,
            scored=number % 3 < 2 and number % 5 < 4,
        )
