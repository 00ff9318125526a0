"""Sound without a header: what its coding, rate and channels are has to be said, for nothing in the file tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.errors import Invalid

CODINGS = {
    "ulaw": "mulaw",
    "alaw": "alaw",
    "s16": "s16le",
    "s16be": "s16be",
    "u8": "u8",
    "s8": "s8",
    "vox": "adpcm_ima_oki",
}
"""Our name of a coding: FFmpeg's. vox is Dialogic's four-bit ADPCM."""
RATES = range(4_000, 192_001)
RAW_ENDINGS = frozenset({".pcm", ".raw", ".vox", ".ul", ".ulaw", ".al", ".alaw", ".sln"})

_WRITTEN = re.compile(r"([a-z0-9]+):([0-9]{4,6})(?::([0-9]))?")


@dataclass(frozen=True, slots=True)
class Raw:
    """How headerless sound is to be read: ``coding`` one of ``CODINGS``, ``rate`` in Hz, ``channels`` 1 or 2 (interleaved)."""

    coding: str
    rate: int
    channels: int = 1

    @classmethod
    def parse(cls, written: str) -> Raw:
        """From ``ulaw:8000:1`` (coding, rate, channels; one channel where it is not said). Raises Invalid.

        >>> str(Raw.parse("vox:6000"))
        'vox:6000:1'
        """
        found = _WRITTEN.fullmatch(written.strip().lower())
        if found is None or found[1] not in CODINGS:
            raise Invalid("audio.raw", written=written, codings=", ".join(CODINGS))
        coding, rate, channels = found[1], int(found[2]), int(found[3] or 1)
        if rate not in RATES or channels not in (1, 2) or (coding == "vox" and channels != 1):
            raise Invalid("audio.raw_bounds", written=written, least=RATES.start, most=RATES.stop - 1)
        return cls(coding, rate, channels)

    def __str__(self) -> str:
        return f"{self.coding}:{self.rate}:{self.channels}"
