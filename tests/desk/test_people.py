"""Accounts: signing in, being locked out, being disabled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from qa.desk import people
from qa.desk.house import SYSTEM, House, open_house
from qa.errors import Conflict, Forbidden, Invalid
from qa.store.tables import now
from tests.desk.conftest import Cast, rubrics, settings

PASSWORD = "correct horse"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    rubrics(tmp_path)
    house = open_house(settings(tmp_path))
    yield house
    house.close()


def test_the_first_one_becomes_administrator_and_only_the_first(empty: House) -> None:
    assert people.empty(empty)
    first = people.first_admin(empty, "Root", "Root", PASSWORD, "zh")
    assert (first.name, first.role) == ("root", "admin")
    assert not people.empty(empty)
    with pytest.raises(Conflict):
        people.first_admin(empty, "second", "Second", PASSWORD, "zh")


def test_five_wrong_passwords_close_an_account_for_a_while(cast: Cast) -> None:
    people.set_password(cast.house, SYSTEM, "ann", PASSWORD)
    at = now()
    for _ in range(people.FAILURES_BEFORE_LOCK):
        with pytest.raises(Forbidden) as refused:
            people.sign_in(cast.house, "ann", "wrong", at)
        assert refused.value.code == "people.refused"
    with pytest.raises(Forbidden) as locked:
        people.sign_in(cast.house, "ann", PASSWORD, at + timedelta(seconds=1))
    assert (locked.value.code, locked.value.params) == ("people.locked", {"minutes": 5})
    person, _ = people.sign_in(cast.house, "ann", PASSWORD, at + people.LOCK + timedelta(seconds=1))
    assert person.name == "ann"


def test_a_right_password_forgives_the_wrong_ones(cast: Cast) -> None:
    people.set_password(cast.house, SYSTEM, "ann", PASSWORD)
    for _ in range(2):
        for _ in range(people.FAILURES_BEFORE_LOCK - 1):
            with pytest.raises(Forbidden):
                people.sign_in(cast.house, "ann", "wrong")
        people.sign_in(cast.house, " ANN ", PASSWORD)


def test_name_and_password_are_refused_alike(cast: Cast) -> None:
    people.set_password(cast.house, SYSTEM, "ann", PASSWORD)
    said = set()
    for name, password in (("ann", "wrong"), ("nobody", PASSWORD), ("bob", ""), ("bob", PASSWORD)):
        with pytest.raises(Forbidden) as refused:
            people.sign_in(cast.house, name, password)
        said.add(refused.value.message("en"))
    assert len(said) == 1


def test_a_disabled_account_is_out_at_once(cast: Cast) -> None:
    people.set_password(cast.house, SYSTEM, "ann", PASSWORD)
    person, epoch = people.sign_in(cast.house, "ann", PASSWORD)
    assert people.who(cast.house, person.id, epoch) == person
    people.set_active(cast.house, cast.ada, "ann", False)
    assert people.who(cast.house, person.id, epoch) is None
    with pytest.raises(Forbidden):
        people.sign_in(cast.house, "ann", PASSWORD)
    people.set_active(cast.house, cast.ada, "ann", True)
    assert people.who(cast.house, person.id, epoch) is None, "an old cookie came back to life"


def test_a_new_password_signs_out_everywhere(cast: Cast) -> None:
    people.set_password(cast.house, SYSTEM, "ann", PASSWORD)
    person, epoch = people.sign_in(cast.house, "ann", PASSWORD)
    with pytest.raises(Forbidden):
        people.set_own_password(cast.house, person, "wrong", "another one")
    people.set_own_password(cast.house, person, PASSWORD, "another one")
    assert people.who(cast.house, person.id, epoch) is None
    people.sign_in(cast.house, "ann", "another one")


def test_nobody_closes_the_own_account(cast: Cast) -> None:
    with pytest.raises(Invalid):
        people.set_active(cast.house, cast.ada, "ada", False)


@pytest.mark.parametrize(
    "wrong",
    [{"name": "A"}, {"name": "a b"}, {"name": "-ab"}, {"shown": " "}, {"role": "king"}, {"language": "fr"}, {"password": "short"}],
)
def test_a_field_that_cannot_be_is_named(cast: Cast, wrong: dict[str, str]) -> None:
    fields = {"name": "new.one", "shown": "New", "role": "agent", "password": PASSWORD, **wrong}
    with pytest.raises(Invalid) as refused:
        people.add(cast.house, cast.ada, **fields)
    assert refused.value.message("zh")
    assert "new.one" not in {person.name for person in people.listed(cast.house, SYSTEM)}


def test_a_name_is_taken_once(cast: Cast) -> None:
    with pytest.raises(Conflict):
        people.add(cast.house, cast.ada, name="ANN", shown="Other", role="agent", password=None)


def test_without_a_password_one_enters_a_demo_alone(cast: Cast) -> None:
    assert people.demo_people(cast.house) == ()
    with pytest.raises(Forbidden):
        people.sign_in_demo(cast.house, "ann")
