"""What the bytes of a file say about themselves where the decoder stays silent: is this a sound at all, was its end lost."""

from __future__ import annotations

from pathlib import Path

_MARKS = (b"RIFF", b"RIFX", b"RF64", b"riff", b"fLaC", b"OggS", b"ID3", b"#!AMR", b"FORM", b".snd", b"caff", b"\x1aE\xdf\xa3", b"0&\xb2u")
_OGG_LAST = 0x04
_UNFILLED = 0x7FFF0000  # sizes from here on are what recorders write that cannot go back and fill the size in
_MP3_VERSION_1 = 3
_KBITS = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def marked_as_sound(path: Path) -> bool:
    """Whether the first bytes carry the mark of a sound container, however broken the rest may be."""
    with path.open("rb") as file:
        head = file.read(16)
    return head.startswith(_MARKS) or head[4:8] == b"ftyp"


def wav_is_whole(path: Path) -> bool:
    """Whether a RIFF file has all the sound its header announces; one that announces nothing believable is taken for whole."""
    end = path.stat().st_size
    at = 12
    with path.open("rb") as file:
        for _ in range(100):
            file.seek(at)
            head = file.read(8)
            if len(head) < 8:
                return True
            size = int.from_bytes(head[4:], "little")
            if head.startswith(b"data"):
                return size >= _UNFILLED or at + 8 + size <= end
            at += 8 + size + size % 2
    return True


def mp3_tells_length(path: Path) -> bool:
    """Whether an MP3 file carries the frame that holds its own length; without it the length is a guess from the bit rate."""
    with path.open("rb") as file:
        tag = file.read(10)
        at = 0
        if len(tag) == 10 and tag.startswith(b"ID3"):
            at = 10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9])
        file.seek(at)
        head = file.read(256)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def mp3_frame_bytes(head: bytes) -> int | None:
    """How many bytes the MPEG audio frame that begins with ``head`` must have; None where the head is not one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    bits, rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in _RATES or layer == 4 or bits in (0, 15) or rate == 3:
        return None
    first = version == _MP3_VERSION_1
    per_second = _KBITS[(1 if first else 2, layer)][bits - 1] * 1000
    if layer == 1:
        return (12 * per_second // _RATES[version][rate] + padding) * 4
    halves = 1 if layer == 3 and not first else 2
    return 72 * halves * per_second // _RATES[version][rate] + padding


def ogg_is_whole(path: Path) -> bool:
    """Whether the last page of an Ogg file is marked as the last one and is all there."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:] if at >= 0 else b""
    if len(page) < 27 or len(page) < 27 + page[26]:
        return False
    return bool(page[5] & _OGG_LAST) and len(page) >= 27 + page[26] + sum(page[27 : 27 + page[26]])
