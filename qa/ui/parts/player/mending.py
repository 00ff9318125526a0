"""Corrections of lines, as they travel between the player and the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qa.model.call import Speaker


@dataclass(frozen=True, slots=True)
class Mend:
    """What a person says of lines of revision ``revision``: other words (of the first line), who says them, whether they were said at all.

    ``voice``: the speaker says all lines of this voice.
    """

    revision: int
    utterances: tuple[int, ...]
    text: str | None = None
    speaker: Speaker | None = None
    voice: str = ""
    said: bool | None = None

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> Mend:
        """From what the browser sent. Raises KeyError, TypeError or ValueError when that is none: only a tampered page sends such."""
        revision, utterances = _index(value["revision"]), tuple(_index(each) for each in value["utterances"])
        if not utterances:
            raise ValueError("no line")
        match value["what"]:
            case "text":
                return cls(revision, utterances, text=str(value["text"]))
            case "speaker":
                return cls(revision, utterances, speaker=Speaker(value["speaker"]))
            case "voice":
                return cls(revision, utterances, speaker=Speaker(value["speaker"]), voice=str(value["voice"]))
            case "said":
                return cls(revision, utterances, said=bool(value["said"]))
            case other:
                raise ValueError(f"no correction: {other!r}")


@dataclass(frozen=True, slots=True)
class Mending:
    """How lines can be corrected: they are those of revision ``revision``.

    ``on_mend`` does what a person says and gives "" or, where it is refused, the reason; ``names`` are the speakers' in the reader's
    language; ``drafts`` names whose unsaved words these are (call and person): they are kept in the browser under it.
    """

    revision: int
    drafts: str
    names: Mapping[Speaker, str]
    on_mend: Callable[[Mend], str]

    def shape(self, answer: Mapping[str, str] | None) -> dict[str, Any]:
        names = {speaker.value: name for speaker, name in self.names.items()}
        return {"revision": self.revision, "drafts": self.drafts, "names": names, "answer": answer}


def _index(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise TypeError(f"not an index: {value!r}")
