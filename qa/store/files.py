"""Where sound lives: files under the name of their content's SHA-256, so that the same sound is kept once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa.errors import NotFound

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    sha256: str
    size: int


class Files:
    """A folder of recordings, playable copies and clips."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, source: BinaryIO) -> Kept:
        """Copy a stream in. Atomic: a name in the store always has its whole content."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                while block := source.read(BLOCK):
                    digest.update(block)
                    size += len(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            kept = Kept(digest.hexdigest(), size)
            self._place(incoming, self.path(kept.sha256))
        finally:
            incoming.unlink(missing_ok=True)
        return kept

    def adopt(self, path: Path, key: str) -> None:
        """Move a finished file in under ``key``."""
        self._place(path, self.path(key))

    def path(self, key: str) -> Path:
        """Where the file of a key is, or would be."""
        return self.folder / key[:2] / key

    def find(self, key: str) -> Path:
        """The file of a key. Raises NotFound where it is gone."""
        path = self.path(key)
        if not key or not path.is_file():
            raise NotFound("store.file_gone", name=key[:12])
        return path

    def drop(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the same disk for work in progress; gone afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self.folder, prefix=".work-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @staticmethod
    def _place(incoming: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(incoming, target)
