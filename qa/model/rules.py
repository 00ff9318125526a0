"""The texts that calls are judged by: rubrics, phrase sets, fact sheets, excuses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class RuleKind(StrEnum):
    """What a text is. ``folder`` and ``suffix`` say where its file lies in the folder of rubrics."""

    RUBRIC = "rubric"
    PHRASES = "phrases"
    FACTS = "facts"
    EXCUSES = "excuses"

    @property
    def folder(self) -> str:
        return "" if self is RuleKind.RUBRIC else self.value

    @property
    def suffix(self) -> str:
        return ".csv" if self is RuleKind.FACTS else ".yaml"


@dataclass(frozen=True, slots=True, order=True)
class RuleKey:
    """Which text: ``str()`` gives ``rubric:courtesy``, ``path`` what it is called in the folder: ``phrases/upset``.

    >>> str(RuleKey.of("phrases/upset.yaml")), RuleKey.of("courtesy").path
    ('phrases:upset', 'courtesy')
    """

    kind: RuleKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def path(self) -> str:
        return f"{self.kind.folder}/{self.name}" if self.kind.folder else self.name

    @property
    def file(self) -> str:
        return self.path + self.kind.suffix

    @classmethod
    def of(cls, written: str) -> RuleKey:
        """From any of its names: ``rubric:courtesy``, ``courtesy``, ``phrases/upset``, ``facts/plans.csv``."""
        kind, colon, name = written.partition(":")
        if colon and kind in set(RuleKind):
            return cls(RuleKind(kind), name)
        folder, slash, name = written.rpartition("/")
        name = name.removesuffix(".yaml").removesuffix(".csv")
        beside = {one.folder: one for one in RuleKind if one.folder}
        return cls(beside.get(folder, RuleKind.RUBRIC) if slash else RuleKind.RUBRIC, name)


def digest(text: str) -> str:
    """The SHA-256 of a text's UTF-8, in hexadecimal digits: under this a text is kept for good."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
