"""The database under the desk: its tables, its settings, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError

from qa.desk.house import open_house
from qa.errors import Misconfigured
from qa.store.engine import MIGRATIONS, Database
from qa.store.tables import Base, ExcerptRow, FindingRow, JudgementRow, ReviewRow
from tests.desk.conftest import Cast, rubrics, settings


def test_the_migrations_make_the_tables_of_the_program(anywhere: Cast) -> None:
    with anywhere.house.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert anywhere.house.db.revision is not None


def test_sqlite_is_set_up_for_several_processes(cast: Cast) -> None:
    with cast.house.db.engine.connect() as connection:
        for pragma, value in (("foreign_keys", 1), ("journal_mode", "wal")):
            assert connection.exec_driver_sql(f"pragma {pragma}").scalar() == value
        assert connection.exec_driver_sql("pragma busy_timeout").scalar() >= 5000  # type: ignore[operator]


def test_a_row_that_points_nowhere_is_refused(anywhere: Cast) -> None:
    with pytest.raises(IntegrityError), anywhere.house.db.writing() as session:
        session.connection().exec_driver_sql("update call set agent_id = 999")


def test_a_verb_is_all_or_nothing(cast: Cast) -> None:
    def half() -> None:
        with cast.house.db.writing() as session:
            session.connection().exec_driver_sql("update call set title = 'half done'")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with cast.house.db.reading() as session:
        assert session.connection().exec_driver_sql("select title from call").scalar() != "half done"


def test_opening_twice_changes_nothing_and_a_newer_house_stays_shut(tmp_path: Path) -> None:
    rubrics(tmp_path)
    for _ in range(2):
        house = open_house(settings(tmp_path))
        revision = house.db.revision
        house.close()
    with Database(house.settings.database).engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(Misconfigured) as newer:
        open_house(settings(tmp_path))
    assert newer.value.code == "store.newer"
    assert revision != "9999"


@pytest.mark.parametrize("address", ["nonsense", "mysql://x/y", "postgresql://nobody:secret@127.0.0.1:1/none"])
def test_an_address_that_cannot_be_is_refused_without_its_password(tmp_path: Path, address: str) -> None:
    rubrics(tmp_path)
    with pytest.raises(Misconfigured) as refused:
        open_house(settings(tmp_path, database_url=address))
    for language in ("zh", "en"):
        assert "secret" not in refused.value.message(language)


def test_a_house_of_before_keeps_its_findings_and_judgements(tmp_path: Path) -> None:
    """Rows of version 0002 come through all later versions: on SQLite a table that is rebuilt would take with it what hangs on it."""
    rubrics(tmp_path)
    (tmp_path / "data").mkdir()
    database = Database(settings(tmp_path).database)
    with database.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    at = "2025-01-01 12:00:00"
    with database.engine.begin() as connection:
        for statement in (
            f"insert into person values (1, 'ines', 'Ines', 'inspector', '', '', null, 0, 0, null, 1, '{at}')",
            "insert into call (id, reference, title, language, team, agent_channel, fatal, state, attempt, progress, problem,"
            f" problem_params, created_at) values (1, '', 't', 'en', '', 0, 0, 'ready', 1, 1.0, '', '{{}}', '{at}')",
            f"insert into transcript values (1, 1, 1, 'f', 'en', 'import', 'm', '{{}}', '{{}}', null, '{at}')",
            f"insert into evaluation values (1, 1, 1, 'basic', 1, 'h', 'z', 'e', '0', '{at}')",
            "insert into finding values (1, 1, 0, 'greet', 'z', 'e', '', 'normal', 'met', 1, 1, 'z', 'e', 'z', 'e', '[]')",
            f"insert into review values (1, 1, 1, 1, 'published', 's', 90.0, null, 0, '{at}', '{at}')",
            f"insert into judgement values (1, 1, 1, 'met', '', 1, '{at}')",
            "insert into excerpt (id, call_id, transcript, starts_at, ends_at, kind, title, note, language, lines, sound, seconds,"
            " channels, agent_channel, peaks, state, author_id, created_at)"
            f" values (1, 1, 'f', 0, 2, 'good', 't', '', 'en', '[]', 's', 2, 2, 0, x'00', 'published', 1, '{at}')",
        ):
            connection.exec_driver_sql(statement)
    database.close()
    house = open_house(settings(tmp_path))
    with house.db.reading() as session:
        finding, review = session.get(FindingRow, 1), session.get(ReviewRow, 1)
        assert finding is not None
        assert review is not None
        assert (finding.verdict, finding.critical_to, review.state, review.evaluations) == ("met", "", "published", None)
        assert session.get(JudgementRow, 1) is not None
        excerpt = session.get(ExcerptRow, 1)
        assert excerpt is not None
        assert (excerpt.state, excerpt.title, excerpt.recipe) == ("draft", "t", ""), "what nobody masked is heard by nobody"
    house.close()
