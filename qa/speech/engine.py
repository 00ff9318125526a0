"""Which speech engines there are, whether one can work here, and loading it once."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from qa.errors import EngineMissing, HearbackError, Invalid, ModelMissing
from qa.speech.heard import RATE, Heard, Segment, Sound, Transcriber

__all__ = [
    "ENGINES",
    "RATE",
    "Availability",
    "EngineSpec",
    "Heard",
    "Segment",
    "Sound",
    "Transcriber",
    "availability",
    "engines",
    "load",
    "runs_on",
]


class EngineModule(Protocol):
    """What the file of an engine has to offer. Only ``fetch`` and ``open_model`` may import its library."""

    def locate(self, model: str, folder: Path) -> Path:
        """The model's file. Raises ModelMissing, saying what to do. Reads no more than the file's ends."""

    def place(self, model: str, folder: Path) -> Path | None:
        """Where a download of the model would lie; None where it cannot be downloaded."""

    def fetch(self, model: str, folder: Path) -> Path:
        """Download the model. Raises ModelMissing when that fails."""

    def runs_on(self, device: str, precision: str) -> tuple[str, str]:
        """The device and precision that ``auto`` or a wish come to here.

        Raises Misconfigured for a device that is not here, Invalid for a precision that the engine does not have there.
        """

    def open_model(self, model: str, file: Path, device: str, precision: str) -> Transcriber:
        """Load it. Raises ModelMissing for a file that is damaged or none."""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """An engine that can be chosen.

    ``module``: its file. ``library``: what has to be importable ("" for nothing). ``install``: the command that mends it.
    """

    name: str
    module: str
    library: str
    install: str


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can start with a model. ``where`` is the model's file, or where it would be put."""

    ok: bool
    where: str
    problem: HearbackError | None


ENGINES: Mapping[str, EngineSpec] = MappingProxyType(
    {
        "whisper": EngineSpec("whisper", "qa.speech.whisper", "whisper", "pip install openai-whisper==20250625"),
        "faster-whisper": EngineSpec("faster-whisper", "qa.speech.faster_whisper", "faster_whisper", "pip install faster-whisper==1.2.1"),
        "scripted": EngineSpec("scripted", "qa.speech.scripted", "", ""),
    }
)

_loaded: dict[tuple[str, str, int, str, str], Transcriber] = {}
_loading = threading.Lock()


def engines() -> tuple[str, ...]:
    """The names of all engines, the usual one first."""
    return tuple(ENGINES)


def availability(engine: str, model: str, folder: Path, download: bool = False) -> Availability:
    """Whether ``load`` would find all it needs. Cheap: loads no model and imports no speech library."""
    try:
        module = _module(engine)
    except HearbackError as problem:
        return Availability(False, "", problem)
    place = module.place(model, folder)
    try:
        return Availability(True, str(module.locate(model, folder)), None)
    except ModelMissing as problem:
        if download and place is not None:
            return Availability(True, str(place), None)
        return Availability(False, str(place or model), problem)


def runs_on(engine: str, device: str = "auto", precision: str = "auto") -> tuple[str, str]:
    """The device and precision that an engine would use. Raises as ``load``; may import its library, which takes seconds."""
    return _module(engine).runs_on(device, precision)


def load(engine: str, model: str, *, folder: Path, download: bool = False, device: str = "auto", precision: str = "auto") -> Transcriber:
    """The engine with its model in memory; the same one at every call in this process, until the model's file changes.

    ``folder`` is where models lie. Raises Invalid for an unknown engine or a precision it lacks, EngineMissing where its library is not
    installed, ModelMissing where the model is not here, is damaged or cannot be downloaded, Misconfigured where the memory is too small
    for it or the device is not here.
    """
    module = _module(engine)
    with _loading:
        file = _file(module, model, folder, download)
        where = module.runs_on(device, precision)
        key = (engine, str(file.resolve()), file.stat().st_mtime_ns, *where)
        if key not in _loaded:
            _loaded[key] = module.open_model(model, file, *where)
        return _loaded[key]


def _file(module: EngineModule, model: str, folder: Path, download: bool) -> Path:
    try:
        return module.locate(model, folder)
    except ModelMissing:
        if not download or module.place(model, folder) is None:
            raise
    return module.fetch(model, folder)


def _module(engine: str) -> EngineModule:
    spec = ENGINES.get(engine)
    if spec is None:
        raise Invalid("speech.unknown_engine", engine=engine, engines=", ".join(ENGINES))
    if spec.library and importlib.util.find_spec(spec.library) is None:
        raise EngineMissing("speech.engine_missing", engine=engine, install=spec.install)
    return cast(EngineModule, importlib.import_module(spec.module))
