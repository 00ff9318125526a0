"""An excerpt as a publisher makes one, begun, heard, confirmed; and a call in which a number is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from qa.desk import drafts, intake, process
from qa.desk.house import SYSTEM, House
from qa.desk.intake import Details
from qa.desk.views import ExcerptView
from qa.model.call import Speaker, Transcript, Utterance, Word
from qa.model.people import Person
from tests.audio import sounds
from tests.desk.conftest import Cast

SAID = (
    ("agent", "您好，我是Ann，请报一下手机号码", 0.5, 2.0),
    ("customer", "一三八零零一三", 2.5, 4.0),
    ("customer", "八零零六", 4.2, 5.0),
    ("agent", "好的，马上为您处理", 5.5, 7.5),
)


def called(cast: Cast, folder: Path, *, worded: bool = True) -> int:
    """A call of Ann's of eight seconds of noise in which a customer gives a number in two parts; words with times if ``worded``."""
    noise = np.random.default_rng(3).normal(0, 900, (2, 64_000)).astype(np.int16)
    with sounds.write(folder / "n.wav", noise).open("rb") as source:
        call = intake.load_recording(cast.house, SYSTEM, "n.wav", source, Details(agent="ann", language="zh")).call_id
    said = []
    for speaker, text, start, end in SAID:
        step = (end - start) / len(text)
        words = tuple(Word(c, start + step * n, start + step * (n + 1)) for n, c in enumerate(text)) if worded else ()
        said.append(Utterance(Speaker(speaker), text, start, end, words))
    intake.attach(cast.house, SYSTEM, call, "w.json", Transcript("zh", tuple(said)))
    attempt = process.attempt(cast.house, SYSTEM, call)
    process.prepare(cast.house, SYSTEM, call, attempt)
    process.score(cast.house, SYSTEM, call, attempt)
    return call


def excerpt(
    house: House, who: Person, call: int, *, start: float, end: float, kind: str = "good", title: str = "t", **more: Any
) -> ExcerptView:
    """Published with the masks that were proposed."""
    made = drafts.begin(house, who, call, start=start, end=end, kind=kind)
    return drafts.publish(house, who, made, heard=drafts.render(house, who, made).recipe, kind=kind, title=title, **more)
