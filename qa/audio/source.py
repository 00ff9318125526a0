"""Opening a recording somebody brought: nothing but the file itself is read, everything is bounded, every refusal says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePath
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer

from qa.audio import sniff
from qa.audio.raw import CODINGS, RAW_ENDINGS, Raw
from qa.errors import UnreadableSound

Samples = npt.NDArray[np.int16]

# Containers of sound alone: no playlists, no concatenations, nothing that names another file or address.
CONTAINERS = (
    *("aac", "aiff", "amr", "amrnb", "amrwb", "asf", "au", "avi", "caf", "flac", "flv", "gsm", "matroska", "mov", "mp3", "mpegts"),
    *("ogg", "w64", "wav"),
)
CODECS = (
    *(f"pcm_{kind}" for kind in ("u8", "s8", "alaw", "mulaw")),
    *(f"pcm_{kind}{order}" for kind in ("s16", "s24", "s32", "f32", "f64") for order in ("le", "be")),
    *(f"adpcm_{kind}" for kind in ("ima_wav", "ima_oki", "ima_qt", "ms", "yamaha", "g722", "g726", "g726le")),
    *("g722", "g726", "g726le", "g723_1", "g729", "gsm", "gsm_ms", "truespeech", "ilbc"),
    *("amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "opus", "libopus", "vorbis", "libvorbis", "speex", "libspeex"),
    *("mp3float", "mp3", "mp2float", "mp2", "aac", "aac_fixed", "aac_latm", "alac", "flac", "wmav1", "wmav2", "wmapro", "wmavoice"),
)
_OPTIONS = {
    "format_whitelist": ",".join(CONTAINERS),
    "codec_whitelist": ",".join(CODECS),
    "protocol_whitelist": "file",
    # Of a wav packet: the default makes a loop of tiny ones; with far more, opening is slow, for each is searched for DTS.
    "max_size": "4096",
}
_TELLS_LENGTH = {"w64", "flac", "aiff", "au", "caf", "mov", "matroska", "asf"}
_HOLE = 0.05
_RATES = range(2_000, 384_001)
_TOLERANCE = 1.0
_HOPELESS = 5_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken: seconds of sound, channels, bytes of the file, samples a second, bytes of 16-bit sound it decodes to."""

    max_seconds: float = 7200.0
    max_channels: int = 2
    max_bytes: int = 2 * 1024**3
    max_rate: int = 192_000
    max_decoded_bytes: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """What a recording is. ``duration`` in seconds, as its header says or its packets add up to; ``sample_rate`` in Hz."""

    codec: str
    container: str
    sample_rate: int
    channels: int
    duration: float


@contextmanager
def opened(path: Path, name: str, limits: Limits, raw: Raw | None = None) -> Iterator[Source]:
    """The recording at ``path``, opened, checked and its first sound decoded; ``raw`` says how to read one without a header.

    Raises UnreadableSound; ``name`` is the file in its words. What a headerless file holds is asked about, never guessed.
    """
    if not path.is_file():
        raise UnreadableSound("audio.missing", file=name)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableSound("audio.empty", file=name)
    if size > limits.max_bytes:
        raise UnreadableSound("audio.too_big", file=name, size=_megabytes(size), limit=_megabytes(limits.max_bytes))
    marked = sniff.marked_as_sound(path)
    if raw is None and not marked and PurePath(name).suffix.lower() in RAW_ENDINGS:
        raise UnreadableSound("audio.headerless", file=name)
    try:
        container = _open(path) if raw is None else _open_raw(path, raw)
    except av.FFmpegError as wrong:
        raise UnreadableSound("audio.broken" if marked else "audio.not_sound", file=name) from wrong
    with container:
        yield Source(container, path, name, limits, raw)


class Source:
    """One opened recording: ``info`` says what it is, ``blocks()`` gives its sound once, ``warnings`` what was wrong with it."""

    def __init__(self, container: InputContainer, path: Path, name: str, limits: Limits, raw: Raw | None = None) -> None:
        self._path, self._name, self._limits = path, name, limits
        # FFmpeg reads no vox files, but decodes them: their bytes are read as if they were samples.
        self._decoder = _vox(raw) if raw is not None and raw.coding == "vox" else None
        self._container = container
        if not container.streams.audio:
            raise UnreadableSound("audio.no_audio", file=name)
        self._stream = container.streams.audio[0]
        self._bad_in_a_row = 0
        self._damaged = 0
        self._ended_early = False
        self._reached = 0.0
        self._last: av.Packet[Any] | None = None
        self._bridges: dict[tuple[str, str, int], av.AudioResampler] = {}
        codec = self._stream.codec_context
        # PyAV gives no context where FFmpeg has no decoder, although its types deny it.
        known = getattr(codec if self._decoder is None else self._decoder, "name", None)
        if known not in CODECS:
            raise UnreadableSound("audio.codec", file=name, codec=known or "?")
        self._check_channels(codec.channels)
        self._declared = self._declared_seconds() if self._decoder is None else 2 * path.stat().st_size / raw.rate if raw else None
        duration = self._checked_length()
        frames = self._frames()
        first = next(frames, None)
        if first is None or first.sample_rate not in _RATES:
            raise self.broken()
        if first.sample_rate > limits.max_rate:
            raise UnreadableSound("audio.rate", file=name, rate=first.sample_rate, limit=limits.max_rate)
        self._check_channels(first.layout.nb_channels)
        self._check_size(duration * first.sample_rate * first.layout.nb_channels * 2)
        self._all_frames: Iterator[av.AudioFrame] = chain([first], frames)
        self.info = SoundInfo(known, container.format.name.split(",")[0], first.sample_rate, first.layout.nb_channels, duration)

    def blocks(self) -> Iterator[Samples]:
        """The sound in pieces of about a second at its own rate: int16 of shape (channels, samples).

        Raises UnreadableSound once more has come than the limit allows, whatever the header said.
        """
        most = (self._limits.max_seconds + _TOLERANCE) * self.info.sample_rate
        pending: list[Samples] = []
        held = total = 0
        for frame in self._all_frames:
            for piece in self._fitted(frame):
                pending.append(piece)
                held += piece.shape[1]
            if held >= self.info.sample_rate:
                total += held
                self._check_size(total * self.info.channels * 2)
                if total > most:
                    raise self._too_long(max(total / self.info.sample_rate, self._counted(4 * self._limits.max_seconds)))
                yield np.concatenate(pending, axis=1)
                pending, held = [], 0
        if held:
            yield np.concatenate(pending, axis=1)

    def blocks_near(self, sample: int) -> Iterator[tuple[int, Samples]]:
        """The sound from ``sample`` on or somewhat before, in pieces, each with the index of its first sample.

        Only where the container counts samples is it entered half-way; elsewhere a jump would land beside, so all before is decoded.
        """
        at: int | None = 0
        exact = self.info.container == "flac" or (self.info.container in ("wav", "w64") and self.info.codec.startswith("pcm_"))
        if exact and self._stream.time_base is not None and sample > self.info.sample_rate:
            per_tick = self._stream.time_base * self.info.sample_rate
            self._container.seek(int((sample - self.info.sample_rate // 2) / per_tick), stream=self._stream)
            self._all_frames = self._frames()
            at = None
        for frame in self._all_frames:
            if at is None:
                at = round((frame.pts or 0) * per_tick)
            for piece in self._fitted(frame):
                yield at, piece
                at += piece.shape[1]

    def warnings(self, seconds: float) -> tuple[str, ...]:
        """What was wrong though ``seconds`` of sound came out: ``truncated`` (the end is missing), ``damaged`` (parts were skipped)."""
        found = []
        if self._ended_early or self._bad_in_a_row or self._end_is_missing(seconds):
            found.append("truncated")
        # Only FLAC numbers its samples so truly that a hole shows; it skips what is broken without a word.
        if self._damaged or (self.info.container == "flac" and self._reached - seconds > _HOLE):
            found.append("damaged")
        return tuple(found)

    def broken(self) -> UnreadableSound:
        """The error for a recording that holds no usable sound."""
        return UnreadableSound("audio.broken", file=self._name)

    def _end_is_missing(self, seconds: float) -> bool:
        kind = self.info.container
        if kind == "ogg":
            return not sniff.ogg_is_whole(self._path)
        if kind == "wav":
            return not sniff.wav_is_whole(self._path)
        if kind == "mp3" and self._last is not None:
            whole = sniff.mp3_frame_bytes(bytes(self._last)[:4])
            if whole is not None and self._last.size < whole:
                return True
        if self._declared is None or not (kind in _TELLS_LENGTH or (kind == "mp3" and sniff.mp3_tells_length(self._path))):
            return False
        return self._declared - max(seconds, self._reached) > max(0.5, self._declared / 100)

    def _declared_seconds(self) -> float | None:
        if self._stream.duration is not None and self._stream.time_base is not None:
            seconds = float(self._stream.duration * self._stream.time_base)
        elif self._container.duration is not None:
            seconds = self._container.duration / av.time_base
        else:
            return None
        return seconds if seconds > 0 else None

    def _checked_length(self) -> float:
        """The length in seconds. A header that claims too much is believed only where its packets bear it out."""
        most = self._limits.max_seconds + _TOLERANCE
        if self._declared is not None and self._declared <= most:
            return self._declared
        counted = self._counted(4 * most)
        if counted > most:
            raise self._too_long(max(counted, self._declared or 0.0))
        return counted

    def _counted(self, enough: float) -> float:
        """The seconds the packets add up to, without decoding them; stops beyond ``enough``."""
        total = 0.0
        with _open(self._path) as container:
            stream = container.streams.audio[0]
            try:
                for packet in container.demux(stream):
                    if packet.duration and packet.time_base:
                        total += packet.duration * float(packet.time_base)
                    if total > enough:
                        break
            except av.FFmpegError:
                return total  # what could be read counts; decoding will say that the rest is broken
        return total

    def _frames(self) -> Iterator[av.AudioFrame]:
        packets = self._container.demux(self._stream)
        heard = False
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError:
                self._ended_early = True
                return
            if packet is None or (not heard and self._bad_in_a_row > _HOPELESS):
                return
            if packet.size:
                self._last = packet
            try:
                decoded = packet.decode() if self._decoder is None else self._decoder.decode(packet if packet.size else None)
                frames = [frame for frame in decoded if isinstance(frame, av.AudioFrame) and frame.samples]
            except av.FFmpegError:
                self._bad_in_a_row += 1
                continue
            if frames:
                # Before the first sound, unusable packets are how a stream that was cut out of another begins.
                self._damaged += self._bad_in_a_row if heard else 0
                self._bad_in_a_row, heard = 0, True
                self._reached = (frames[-1].time or 0.0) + frames[-1].samples / frames[-1].sample_rate
            yield from frames

    def _fitted(self, frame: av.AudioFrame) -> list[Samples]:
        """A frame as int16 of the recording's rate and channels, which a broken or joined file may leave half-way."""
        if (frame.sample_rate, frame.layout.nb_channels) == (self.info.sample_rate, self.info.channels):
            return [_int16(frame)]
        key = (frame.format.name, frame.layout.name, frame.sample_rate)
        try:
            if key not in self._bridges:
                self._bridges[key] = av.AudioResampler("s16p", "mono" if self.info.channels == 1 else "stereo", self.info.sample_rate)
            frame.pts = None
            return [_int16(fitted) for fitted in self._bridges[key].resample(frame)]
        except (av.FFmpegError, ValueError):
            self._damaged += 1
            return []

    def _check_channels(self, channels: int) -> None:
        if channels > self._limits.max_channels:
            raise UnreadableSound("audio.too_many_channels", file=self._name, channels=channels, limit=self._limits.max_channels)

    def _check_size(self, size: float) -> None:
        if size > self._limits.max_decoded_bytes:
            limit = _megabytes(self._limits.max_decoded_bytes)
            raise UnreadableSound("audio.too_much", file=self._name, size=_megabytes(int(size)), limit=limit)

    def _too_long(self, seconds: float) -> UnreadableSound:
        return UnreadableSound("audio.too_long", file=self._name, length=clock(seconds), limit=clock(self._limits.max_seconds))


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _open(path: Path) -> InputContainer:
    # The prefix keeps a name such as "concat:a.wav" from being taken for anything but a file.
    return av.open(f"file:{path.resolve()}", mode="r", options=dict(_OPTIONS), metadata_errors="replace")


def _open_raw(path: Path, raw: Raw) -> InputContainer:
    form = "s8" if raw.coding == "vox" else CODINGS[raw.coding]
    options = {"sample_rate": str(raw.rate), "ch_layout": "mono" if raw.channels == 1 else "stereo", "protocol_whitelist": "file"}
    return av.open(f"file:{path.resolve()}", mode="r", format=form, options=options)


def _vox(raw: Raw) -> av.AudioCodecContext:
    decoder = av.CodecContext.create(CODINGS["vox"], "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = raw.rate, "mono"
    return decoder


def _int16(frame: av.AudioFrame) -> Samples:
    """A frame's samples as int16 of shape (channels, samples), rounded and clipped."""
    raw: npt.NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    if raw.dtype == np.uint8:
        raw = (raw.astype(np.int16) - 128) * 256
    elif raw.dtype == np.int32:
        raw = np.minimum(np.right_shift(np.right_shift(raw, 15) + 1, 1), 32767)
    elif raw.dtype != np.int16:
        raw = np.clip(np.rint(np.nan_to_num(raw.astype(np.float64)) * 32768.0), -32768, 32767)
    samples: Samples = np.ascontiguousarray(raw, np.int16)
    return samples


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"
