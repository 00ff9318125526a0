"""Which decoders the installed PyAV has."""

from __future__ import annotations

import av

from qa.audio.source import CODECS

NEEDED = ("pcm_s16le", "pcm_alaw", "pcm_mulaw", "mp3float", "aac", "opus", "flac", "amrnb")
"""What recordings of hotlines are in. A published PyAV has them all."""


def version() -> str:
    """PyAV's own."""
    return av.__version__


def known() -> tuple[str, ...]:
    """The codecs that can be decoded."""
    return tuple(name for name in CODECS if name in av.codecs_available)


def lacking() -> tuple[str, ...]:
    """The needed codecs that cannot."""
    return tuple(name for name in NEEDED if name not in av.codecs_available)
