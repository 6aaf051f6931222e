"""Console accounts: argon2id, five guesses, fifteen minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

import db._accounts
from db import Database, LockedOut, add_user, set_password, verify_user
from tests.db.by_hand import rows
from tests.db.sessions import NOON

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(db._accounts, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64))
    db._accounts._stand_in.cache_clear()


@pytest.fixture
def account(database: Database) -> Database:
    add_user(database, "ada", "researcher", PASSWORD, NOON)
    return database


def test_the_right_password_opens(account: Database) -> None:
    user = verify_user(account, "ada", PASSWORD, NOON)
    assert user is not None
    assert (user.name, user.role) == ("ada", "researcher")


def test_a_password_is_kept_as_argon2id_only(account: Database) -> None:
    (user,) = account.read(lambda record: record.users())
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(rows(account, "SELECT * FROM console_users"))
    assert user.password_hash not in repr(user)


@pytest.mark.parametrize(("name", "password"), [("ada", "another long password"), ("bob", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_look_the_same(account: Database, name: str, password: str) -> None:
    assert verify_user(account, name, password, NOON) is None


def test_five_wrong_passwords_lock_for_fifteen_minutes(account: Database) -> None:
    for _ in range(5):
        assert verify_user(account, "ada", "a wrong password", NOON) is None
    with pytest.raises(LockedOut, match=r"Try again after 12:15 UTC") as locked:
        verify_user(account, "ada", PASSWORD, NOON + timedelta(minutes=14, seconds=59))
    assert locked.value.until == NOON + timedelta(minutes=15)
    assert verify_user(account, "ada", PASSWORD, NOON + timedelta(minutes=15)) is not None


def test_a_lock_that_ran_out_counts_from_one_again(account: Database) -> None:
    for _ in range(5):
        verify_user(account, "ada", "a wrong password", NOON)
    later = NOON + timedelta(minutes=15)
    for _ in range(4):
        assert verify_user(account, "ada", "a wrong password", later) is None
    assert verify_user(account, "ada", PASSWORD, later) is not None


def test_a_right_password_forgets_the_wrong_ones(account: Database) -> None:
    for _ in range(4):
        verify_user(account, "ada", "a wrong password", NOON)
    verify_user(account, "ada", PASSWORD, NOON)
    (user,) = account.read(lambda record: record.users())
    assert user.failed_attempts == 0


def test_another_password_unlocks(account: Database) -> None:
    for _ in range(5):
        verify_user(account, "ada", "a wrong password", NOON)
    set_password(account, "ada", "quite another password")
    assert verify_user(account, "ada", PASSWORD, NOON) is None
    assert verify_user(account, "ada", "quite another password", NOON) is not None


@pytest.mark.parametrize(
    ("name", "role", "password", "problem"),
    [
        ("ada", "analyst", PASSWORD, "there is a console user 'ada' already"),
        ("bob", "king", PASSWORD, "role 'king' is none of researcher, analyst"),
        ("bob", "analyst", "short", "at least 12 characters"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(
    account: Database, name: str, role: str, password: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        add_user(account, name, role, password, NOON)
