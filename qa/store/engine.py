"""One database, opened and brought up to date; short sessions, one a verb."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session as Session

from qa.errors import Misconfigured
from qa.store import (  # noqa: F401 with the database all its tables are known
    review_tables,
    tables_assignment,
    tables_calibration,
    tables_cases,
    tables_improve,
    tables_library,
    tables_masks,
    tables_packs,
    tables_quiz,
    tables_talk,
)

BUSY_MS = 15_000
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """An open database. Thread-safe; the sessions it hands out are not."""

    def __init__(self, url: str) -> None:
        """Raises Misconfigured for an address that cannot be used."""
        self.url = url
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
                parsed = parsed.set(drivername="postgresql+psycopg")
            self.lite = parsed.get_backend_name() == "sqlite"
            if self.lite and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(
                parsed, pool_pre_ping=not self.lite, json_serializer=partial(json.dumps, ensure_ascii=False)
            )
        except (ArgumentError, ImportError, OSError) as wrong:
            raise Misconfigured("store.address", why=str(wrong)) from wrong
        if self.lite:
            event.listen(self.engine, "connect", _sqlite_settings)

    def upgrade(self) -> None:
        """Bring the tables to this version. Does nothing where they are; raises Misconfigured where they are newer or unreachable."""
        try:
            with self.engine.connect() as connection:
                here = MigrationContext.configure(connection).get_current_revision()
            script = ScriptDirectory(str(MIGRATIONS))
            if here == script.get_current_head():
                return
            if here is not None and here not in {revision.revision for revision in script.walk_revisions()}:
                raise Misconfigured("store.newer", revision=here)
            with self.engine.begin() as connection:
                if self.lite:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                config = Config()
                config.set_main_option("script_location", str(MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as wrong:
            raise Misconfigured("store.unreachable", address=self.shown, why=str(wrong.orig)) from wrong

    @property
    def revision(self) -> str | None:
        """The version of the tables."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    @property
    def shown(self) -> str:
        """The address without its password."""
        return make_url(self.url).render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all of it or nothing."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_settings(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
