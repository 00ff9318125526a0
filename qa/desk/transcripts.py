"""The words of a call as a file."""

from __future__ import annotations

from qa.access import allowed
from qa.desk import record
from qa.desk.house import House
from qa.desk.intake import seen_as
from qa.desk.views import CallLine
from qa.errors import NotFound
from qa.model.people import Person
from qa.speech.formats import SUFFIXES, write
from qa.store import reviews
from qa.store.tables import CallRow

FORMS = ("docx", "txt", "srt", "vtt", "json", "calls")


def download(house: House, actor: Person, call_id: int, form: str) -> tuple[str, bytes]:
    """(file name, content) of a call's words as the reader sees them. Raises NotFound; Invalid for a form that is not written."""
    with house.db.reading() as session:
        call = session.get(CallRow, call_id)
        found = reviews.of_call(session, call_id) if call else []
        if call is None or not allowed(actor, "call.see", seen_as(session, call, found)):
            raise NotFound("desk.no_call", call=call_id)
        view = record.view(session, actor, call, found)
    if view.transcript is None:
        raise NotFound("desk.no_transcript", call=call_id)
    content = write(view.transcript, form, view.line.reference or view.line.title or str(call_id))
    return file_name(view.line, form), content.encode() if isinstance(content, str) else content


def file_name(line: CallLine, form: str) -> str:
    """A name for the file that every system takes."""
    name = line.reference or line.title or str(line.id)
    plain = "".join("_" if char in '\\/:*?"<>|' or ord(char) < 32 else char for char in name).strip(". ")[:80]
    return f"{plain or 'call'}{SUFFIXES[form]}"
