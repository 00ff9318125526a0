"""A PostgreSQL server of our own for a test session, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def programs() -> Path | None:
    """The folder of ``initdb``, ``pg_ctl`` and ``postgres``."""
    beside = shutil.which("initdb")
    places = [*([Path(beside).resolve().parent] if beside else []), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return next((place for place in places if all((place / name).is_file() for name in ("initdb", "pg_ctl", "postgres"))), None)


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, without a database's name. Raises RuntimeError, saying why, where none can be started."""
    place = programs()
    if place is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = _somebody_else(folder)

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **user)
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip()[-300:]}")

    try:
        run(str(place / "initdb"), "-D", str(folder / "d"), "-U", "hearback", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        run(str(place / "pg_ctl"), "-D", str(folder / "d"), "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield f"postgresql://hearback@/%s?host={folder}"
        run(str(place / "pg_ctl"), "-D", str(folder / "d"), "-m", "immediate", "stop")
    except PermissionError as wrong:
        raise RuntimeError(str(wrong)) from wrong
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, who.pw_uid, who.pw_gid)
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "env": {**os.environ, "HOME": str(folder)}}
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no other user")
