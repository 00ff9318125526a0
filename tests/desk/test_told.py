"""Who is told of calls to review and of calibration: one notice a draw, and each leads to its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa.desk import assign, calibrate, coaching, notices
from qa.model.assignment import Wanted
from qa.store.engine import Database
from tests.desk.conftest import TURNS, Cast, scored
from tests.desk.earlier import taken_back
from tests.desk.published import notice, told


def several(cast: Cast, count: int) -> list[int]:
    return [scored(cast.house, f"c{i}", "ann", (*TURNS, ("agent", f"Number {i}.", 7.0, 8.0))) for i in range(count)]


def test_a_draw_is_told_once_however_many_calls_it_gives(anywhere: Cast) -> None:
    cast = anywhere
    several(cast, 4)
    here = datetime.now(UTC)
    wanted = Wanted(here - timedelta(days=1), here + timedelta(days=1), 5)
    shares = {cast.ines.id: 1, cast.igor.id: 1, cast.max.id: 1}
    plan = assign.make(cast.house, cast.max, wanted, title="March", shares=shares)
    given = {one.person: one.open for one in assign.one(cast.house, cast.max, plan).plan.shares}
    assert told(cast, cast.max) == [], "whoever drew knows"
    for who in (cast.ines, cast.igor):
        assert told(cast, who) == ["plan"]
        one = notice(cast, who, "plan")
        assert (one.count, one.about.en, one.author, one.href) == (given[who.id], "March", "Max", "/queue")
    before = given[cast.igor.id]
    assign.hand_over(cast.house, cast.max, plan, cast.ines.id, "ill")
    after = {one.person: one.open for one in assign.one(cast.house, cast.max, plan).plan.shares}
    assert [one.count for one in notices.listed(cast.house, cast.igor)] == [after[cast.igor.id] - before, before]
    assert told(cast, cast.ines) == ["plan"]


def test_who_is_asked_into_a_calibration_is_told_and_told_again_when_all_have_answered(anywhere: Cast) -> None:
    cast = anywhere
    people = [cast.ines.id, cast.igor.id]
    made = calibrate.make(cast.house, cast.max, title="March", call_ids=[cast.call], person_ids=people)
    for who in (cast.ines, cast.igor):
        one = notice(cast, who, "invited")
        assert (one.about.en, one.author, one.href, one.read) == ("March", "Max", f"/calibration?set={made}", False)
    notices.visited(cast.house, cast.ines, subject=f"calibration:{made}")
    assert (told(cast, cast.ines), told(cast, cast.igor)) == ([], ["invited"])
    calibrate.hand_in(cast.house, cast.ines, made, blanks=True)
    assert told(cast, cast.max) == [], "not all have answered"
    calibrate.hand_in(cast.house, cast.igor, made, blanks=True)
    assert (told(cast, cast.ines), told(cast, cast.max)) == (["meeting"], ["meeting"])
    assert notice(cast, cast.max, "meeting").href == f"/calibration?set={made}"
    early = calibrate.make(cast.house, cast.max, title="April", call_ids=[cast.call], person_ids=people)
    calibrate.close(cast.house, cast.ada, early, "holidays")
    assert {one.about.en for one in notices.listed(cast.house, cast.max) if one.kind == "meeting"} == {"March", "April"}


def test_notices_and_outcomes_of_before_are_there_after_the_upgrade(cast: Cast, tmp_path: Path) -> None:
    made = coaching.note(cast.house, cast.lea, cast.call, utterance=0, from_char=0, to_char=5, text="warmer")
    coaching.outcome(cast.house, cast.lea, made, "better")
    database = Database(cast.house.settings.database)
    taken_back(database, "0008", tmp_path)
    database.upgrade()
    database.close()
    (view,) = coaching.mine(cast.house, cast.ann)
    assert ([one.text for one in view.outcomes], view.withdrawn) == (["better"], None)
    assert told(cast, cast.ann) == ["outcome", "coached"]
