"""A workspace of an earlier version, made of one of this version: what came later is taken out of its tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect

from qa.store.engine import MIGRATIONS, Database


def taken_back(database: Database, revision: str, folder: Path) -> None:
    """Takes out every table, index and column that an SQLite workspace of ``revision`` did not have. What else stands in it stays.

    ``folder``: where an empty workspace of that version can be made, to look at.
    """
    with create_engine(f"sqlite:///{folder / 'earlier.db'}").begin() as old, database.engine.begin() as new:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = old
        command.upgrade(config, revision)
        new.exec_driver_sql("PRAGMA foreign_keys = OFF")
        for table in sorted(_tables(new) - _tables(old)):
            new.exec_driver_sql(f'DROP TABLE "{table}"')
        for table in sorted(_tables(new)):
            for index in sorted(_indexes(new, table) - _indexes(old, table)):
                new.exec_driver_sql(f'DROP INDEX "{index}"')
            for column in sorted(_columns(new, table) - _columns(old, table)):
                new.exec_driver_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column}"')
        new.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _indexes(connection: Connection, table: str) -> set[str]:
    return {str(index["name"]) for index in inspect(connection).get_indexes(table)}


def _columns(connection: Connection, table: str) -> set[str]:
    return {column["name"] for column in inspect(connection).get_columns(table)}
