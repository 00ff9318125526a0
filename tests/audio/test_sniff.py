"""What the bytes say where the decoder stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.audio import sniff


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ("fffb9064", 417),  # MPEG 1, layer 3, 128 kbit/s at 44.1 kHz
        ("fffb9264", 418),  # the same, padded
        ("fff380c4", 208),  # MPEG 2, layer 3, 64 kbit/s at 22.05 kHz
        ("ffe318c4", 72),  # MPEG 2.5, layer 3, 8 kbit/s at 8 kHz
        ("fffd9004", 522),  # MPEG 1, layer 2, 160 kbit/s at 44.1 kHz
        ("ffff9004", 312),  # MPEG 1, layer 1, 288 kbit/s at 44.1 kHz
        ("fffbf064", None),
        ("52494646", None),
        ("ff", None),
    ],
)
def test_the_size_of_an_mpeg_frame(head: str, size: int | None) -> None:
    assert sniff.mp3_frame_bytes(bytes.fromhex(head)) == size


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), mark=st.sampled_from([b"", b"RIFF\0\0\0\0WAVE", b"OggS", b"ID3\4\0\0", b"\xff\xfb"]))
def test_any_bytes_have_an_answer(tmp_path: Path, content: bytes, mark: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(mark + content)
    answers = (sniff.marked_as_sound(path), sniff.wav_is_whole(path), sniff.mp3_tells_length(path), sniff.ogg_is_whole(path))
    assert all(isinstance(answer, bool) for answer in answers)
    assert sniff.marked_as_sound(path) or not mark.startswith((b"RIFF", b"OggS", b"ID3"))
    size = sniff.mp3_frame_bytes(mark + content)
    assert size is None or size > 0
