"""Calls under way: who comes first, and who need not go on."""

from __future__ import annotations

from qa.access import authorize
from qa.desk import record
from qa.desk.house import House, author_id
from qa.desk.views import CallLine
from qa.errors import Conflict
from qa.model.call import CallState
from qa.model.people import Person
from qa.store import calls, rows
from qa.store.tables import CallRow

EVERY = 1_000_000
NOT_READY = (
    CallState.SCORING,
    CallState.TRANSCRIBING,
    CallState.DECODING,
    CallState.QUEUED,
    CallState.WAITING,
    CallState.FAILED,
    CallState.CANCELLED,
)


def listed(house: House, actor: Person) -> tuple[CallLine, ...]:
    """Calls that are not ready: those under way, the queue in its order, those that wait for a model, failed and cancelled ones."""
    authorize(actor, "call.mend")
    with house.db.reading() as session:
        found = {line.id: line for line in record.lines(session, calls.listed(session, states=tuple(NOT_READY), limit=EVERY))}
        queue = {call: place for place, (call, _) in enumerate(calls.waiting_for_work(session, EVERY))}
    return tuple(sorted(found.values(), key=lambda line: (NOT_READY.index(line.state), queue.get(line.id, 0), line.id)))


def cancel(house: House, actor: Person, call_id: int) -> None:
    """Stop working on a call: what is under way ends after the piece it is at. Raises Conflict where nothing is under way."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if not (CallState(call.state).moving or call.state == CallState.WAITING):
            raise Conflict("desk.not_under_way", call=call.title)
        # Another attempt: the job at work finds itself superseded when it next reports.
        call.state, call.attempt, call.progress, call.left_s = CallState.CANCELLED, call.attempt + 1, 0.0, None
        call.problem, call.problem_params = "", {}
        rows.note(session, author_id(actor), "call.cancel", f"call:{call_id}")


def hurry(house: House, actor: Person, call_id: int) -> None:
    """Put a queued call before all others. Raises Conflict where it does not queue."""
    authorize(actor, "call.mend")
    with house.db.writing() as session:
        call = rows.get(session, CallRow, call_id)
        if call.state != CallState.QUEUED:
            raise Conflict("desk.not_queued", call=call.title)
        call.priority = calls.highest_priority(session) + 1
        rows.note(session, author_id(actor), "call.hurry", f"call:{call_id}")
