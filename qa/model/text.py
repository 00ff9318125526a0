"""A text in both languages of the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words for a Chinese and for an English reader."""

    zh: str
    en: str

    def to(self, language: str) -> str:
        """The words for a reader of ``language``; anything but Chinese reads English."""
        return self.zh if language == "zh" else self.en

    @classmethod
    def same(cls, words: str) -> Text:
        """Words that need no translation, such as a name."""
        return cls(words, words)


NO_TEXT = Text("", "")
