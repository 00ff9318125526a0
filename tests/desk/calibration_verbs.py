"""Who may do what in calibration: lines for the table of ``test_access``. Ines and Igor are asked to take part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa import access
from qa.access import About
from qa.desk import calibrate, gold, intake, meeting
from qa.desk.calibration_views import Answer
from qa.desk.house import SYSTEM
from qa.model.finding import Verdict
from qa.model.people import Person
from tests.desk.conftest import Cast


def _asked(cast: Cast) -> About:
    """Ines and Igor are asked to take part, and nobody else."""
    return About(members=frozenset({cast.ines.id, cast.igor.id}))


def _set(cast: Cast) -> int:
    found = calibrate.listed(cast.house, SYSTEM)
    people_ = [cast.ines.id, cast.igor.id]
    return found[0].id if found else calibrate.make(cast.house, cast.max, title="t", call_ids=[cast.call], person_ids=people_)


def _finding(cast: Cast) -> int:
    return intake.view(cast.house, SYSTEM, cast.call).evaluations[0].findings[0].id


CALIBRATION: dict[str, tuple[str, Callable[[Cast], About], Callable[[Cast, Person], Any]]] = {
    "make_calibration": (
        "calibration.run",
        lambda c: access.NOTHING,
        lambda c, who: calibrate.make(c.house, who, title="t", call_ids=[c.call], person_ids=[c.ines.id, c.igor.id]),
    ),
    "draw_calls": ("calibration.run", lambda c: access.NOTHING, lambda c, who: calibrate.drawn(c.house, who, 2)),
    "judges": ("calibration.run", lambda c: access.NOTHING, lambda c, who: calibrate.judges(c.house, who)),
    "close_calibration": ("calibration.run", lambda c: access.NOTHING, lambda c, who: calibrate.close(c.house, who, _set(c), "why")),
    "agree": ("calibration.run", lambda c: access.NOTHING, lambda c, who: meeting.agree(c.house, who, _set(c), _finding(c), "met")),
    "agree_all": ("calibration.run", lambda c: access.NOTHING, lambda c, who: meeting.agree_all(c.house, who, _set(c))),
    "calibrations": ("calibration.list", lambda c: access.NOTHING, lambda c, who: calibrate.listed(c.house, who)),
    "waiting": ("calibration.list", lambda c: access.NOTHING, lambda c, who: calibrate.waiting(c.house, who)),
    "gold": ("calibration.list", lambda c: access.NOTHING, lambda c, who: gold.standing(c.house, who)),
    "gold_today": ("calibration.list", lambda c: access.NOTHING, lambda c, who: gold.today(c.house, who)),
    "calibration": ("calibration.see", _asked, lambda c, who: calibrate.one(c.house, who, _set(c))),
    "result": ("calibration.see", _asked, lambda c, who: meeting.result(c.house, who, _set(c))),
    "meeting": ("calibration.see", _asked, lambda c, who: meeting.meeting(c.house, who, _set(c))),
    "stage": ("calibration.see", _asked, lambda c, who: meeting.stage(c.house, who, _set(c), c.call)),
    "sheet": ("calibration.answer", _asked, lambda c, who: calibrate.sheet(c.house, who, _set(c), c.call)),
    "answer": (
        "calibration.answer",
        _asked,
        lambda c, who: calibrate.answer(c.house, who, _set(c), c.call, {_finding(c): Answer(Verdict.MET)}),
    ),
    "hand_in": ("calibration.answer", _asked, lambda c, who: calibrate.hand_in(c.house, who, _set(c), blanks=True)),
    "export_calibration": ("export", lambda c: access.NOTHING, lambda c, who: meeting.exported(c.house, who)),
}
