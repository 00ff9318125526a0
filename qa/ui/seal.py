"""The sign-in cookie: who it is, signed, and good for twelve hours. Knows nothing of pages."""

from __future__ import annotations

import os
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "hearback"
LANGUAGE_COOKIE = "hearback_language"
HOURS = 12
LASTS_S = HOURS * 3600
SECRET = "secret.key"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class Pass:
    """What a cookie says: the person, the epoch of their account, and which sign-in it was."""

    person: int
    epoch: int
    sign_in: str


class Seal:
    """Makes and reads cookies. One a process: it remembers who signed out."""

    def __init__(self, secret: bytes) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="hearback.sign-in")
        self._out: dict[str, float] = {}
        self._lock = threading.Lock()

    def issue(self, person: int, epoch: int) -> str:
        return self._signer.dumps([person, epoch, secrets.token_urlsafe(9)])

    def read(self, cookie: str | None) -> Pass | None:
        """The pass in a cookie; None where there is none, or it is forged, too old, or signed out."""
        if not cookie:
            return None
        try:
            person, epoch, sign_in = self._signer.loads(cookie, max_age=LASTS_S)
        except (BadSignature, ValueError, TypeError):
            return None
        with self._lock:
            return None if sign_in in self._out else Pass(int(person), int(epoch), str(sign_in))

    def void(self, cookie: str | None) -> None:
        """Signed out: the cookie opens nothing any more, in no other tab either."""
        known = self.read(cookie)
        if known is None:
            return
        now = time.time()
        with self._lock:
            self._out = {sign_in: at for sign_in, at in self._out.items() if now - at < LASTS_S}
            self._out[known.sign_in] = now


def secret_of(data: Path) -> bytes:
    """The workspace's own secret, made on the first start and readable by its owner alone."""
    file = data / SECRET
    data.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_bytes(32))
    return file.read_bytes()
