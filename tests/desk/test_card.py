"""The scorecard is read again after each decision: quickly, whatever the size of the call, and the same as the whole page says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from qa.desk import correct, intake, review
from qa.desk.house import House
from qa.errors import Conflict, NotFound
from qa.model.finding import Verdict
from qa.model.people import Person
from tests.desk.conftest import TURNS, Cast, scored

WIDE = 40
CRITERION = "  - {{id: c{n}, title: {{zh: 第{n}项, en: Item {n}}}, kind: required, points: 1, expect: {{any: [hello]}}}}\n"
LONG = tuple(("agent" if n % 2 else "customer", f"Hello, this is line {n}.", 3.0 * n, 3.0 * n + 2) for n in range(300))


def asked(house: House, verb: Any) -> list[str]:
    """What a verb asks the database."""
    found: list[str] = []

    def listen(*args: Any) -> None:
        found.append(args[2])

    event.listen(house.db.engine, "before_cursor_execute", listen)
    try:
        verb()
    finally:
        event.remove(house.db.engine, "before_cursor_execute", listen)
    return found


def findings(house: House, actor: Person, call: int) -> list[Any]:
    return [one for evaluation in intake.card(house, actor, call).evaluations for one in evaluation.findings]


def decision(house: House, actor: Person, call: int, finding: int) -> list[str]:
    """What one decision asks: saving it, and reading the card again."""

    def verb() -> None:
        review.decide(house, actor, call, finding, Verdict.MET, "heard")
        intake.card(house, actor, call)

    return asked(house, verb)


def test_what_a_decision_asks_grows_with_neither_turns_nor_findings_nor_decisions(cast: Cast) -> None:
    house, ines = cast.house, cast.ines
    small = scored(house, "small")
    ids = [one.id for one in findings(house, ines, small)]
    decision(house, ines, small, ids[0])  # begins the review
    of_small = decision(house, ines, small, ids[1])
    wide = "id: wide\nversion: 1\ntitle: Wide\ncriteria:\n" + "".join(CRITERION.format(n=n) for n in range(WIDE))
    (house.settings.rubrics / "wide.yaml").write_text(wide, encoding="utf-8")
    big = scored(house, "big", turns=LONG)
    ids = [one.id for one in findings(house, ines, big)]
    assert len(ids) > WIDE
    for finding in ids[:30]:
        review.decide(house, ines, big, finding, Verdict.MET, "heard")
    of_big = decision(house, ines, big, ids[-1])
    assert len(of_big) == len(of_small) <= 25
    assert not [query for query in of_big if "transcript.content" in query or "recording.peaks" in query]


def test_the_card_says_what_the_page_says(cast: Cast) -> None:
    house, ines = cast.house, cast.ines
    call = scored(house, "told")
    first = findings(house, ines, call)[0]
    review.decide(house, ines, call, first.id, Verdict.MET)
    review.remark(house, ines, call, utterance=0, from_char=0, to_char=5, text="warm")
    correct.line(house, ines, call, revision=1, utterance=2, text="I will look into that.")
    card, page = intake.card(house, ines, call), intake.view(house, ines, call)
    assert card.evaluations[0].findings[0].judgement is not None  # carried over to the new words
    assert page.transcript is not None
    without = {"transcript": None, "sound": None, "measures": None, "recast": None, "voices": (), "original": {}}
    assert replace(card, **without) == replace(page, **without)


def test_saying_the_same_again_after_a_correction_adds_nothing(cast: Cast) -> None:
    house, ines = cast.house, cast.ines
    call = scored(house, "again")
    for one in findings(house, ines, call)[:2]:
        review.decide(house, ines, call, one.id, one.verdict)
    correct.line(house, ines, call, revision=1, utterance=2, text="I will look into that.")
    anew = findings(house, ines, call)[:2]
    review.decide(house, ines, call, anew[0].id, anew[0].verdict)
    assert [len(one.judgements) for one in findings(house, ines, call)[:2]] == [1, 1]


def test_a_finding_of_another_call_or_revision_is_none_of_this_one(cast: Cast) -> None:
    house, ines = cast.house, cast.ines
    one, other = scored(house, "one"), scored(house, "other", turns=(*TURNS, ("agent", "Goodbye.", 7.0, 8.0)))
    foreign = findings(house, ines, other)[0].id
    with pytest.raises(NotFound):
        review.decide(house, ines, one, foreign, Verdict.MET)
    with pytest.raises(NotFound):
        intake.card(house, cast.ann, one)  # not published: not for the agent's eyes
    review.accept_all(house, ines, one)
    review.decide(house, ines, one, findings(house, ines, one)[-1].id, Verdict.MET)
    review.publish(house, ines, one)
    assert not {"review.judge", "review.publish"} & intake.card(house, ines, one).may
    with pytest.raises(Conflict):
        review.decide(house, ines, one, findings(house, ines, one)[0].id, Verdict.MET)
