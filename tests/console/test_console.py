"""The console: locked without a password, and blind while a study is live."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db import Database, add_user
from protocols import Study, load_study
from study_app.bots import Effects, Temper, simulate
from study_app.flow import SessionFlow, utc_now

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
SCRIPT = Path(__file__).parents[2] / "study_app" / "console" / "app.py"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(STUDY)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path}/study.sqlite3"
    monkeypatch.setenv("STUDY_DATABASE_URL", url)
    monkeypatch.setenv("STUDY_FOLDER", str(STUDY))
    made = Database(url)
    made.migrate()
    add_user(made, "researcher", "researcher", PASSWORD, utc_now())
    return made


def opened() -> AppTest:
    st.cache_resource.clear()
    test = AppTest.from_file(str(SCRIPT), default_timeout=60)
    return test.run()


def log_in(test: AppTest, password: str) -> AppTest:
    test.text_input[0].set_value("researcher")
    test.text_input[1].set_value(password)
    return test.button[0].click().run()


def shown(test: AppTest) -> str:
    assert not test.exception, test.exception
    parts = [*test.title, *test.subheader, *test.markdown, *test.caption, *test.info, *test.error]
    return "\n".join(str(part.value) for part in parts)


def test_nothing_is_shown_without_a_password(database: Database) -> None:
    assert "Recruitment" not in shown(opened())
    wrong = log_in(opened(), "guess")
    assert "Name or password is wrong" in shown(wrong)
    assert "Recruitment" not in shown(wrong)


def test_repeated_wrong_passwords_lock_the_account(database: Database) -> None:
    test = opened()
    for _ in range(5):
        test = log_in(test, "guess")
    assert "Too many wrong passwords" in shown(log_in(test, PASSWORD))


def test_bot_data_are_shown_by_condition(database: Database, study: Study) -> None:
    simulate(database, study, participants=3, seed=1, effects=Effects(), temper=Temper())
    text = shown(log_in(opened(), PASSWORD))
    assert "By condition." in text
    assert "In balance." in text


def test_a_live_study_is_pooled_until_it_is_unblinded(
    database: Database, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = database.write(
        lambda record: record.register_version(study, "live", utc_now(), secret=secrets.token_bytes(32))
    )
    monkeypatch.setattr(
        "study_app.bots._simulate.SessionFlow",
        lambda *_, **kept: SessionFlow(database, live, study, **(kept | {"mode": "live"})),
    )
    simulate(database, study, participants=3, seed=1, effects=Effects(), temper=Temper())
    text = shown(log_in(opened(), PASSWORD))
    assert "Blinded" in text
    assert "Pooled over conditions." in text
    titles = [condition.title for condition in study.protocol.design.conditions]
    assert not any(title in text for title in titles)


def test_heads_and_commitment_are_shown_in_full_and_the_secret_never(database: Database, study: Study) -> None:
    secret = secrets.token_bytes(32)
    live = database.write(lambda record: record.register_version(study, "live", utc_now(), secret=secret))
    test = log_in(opened(), PASSWORD)
    text = shown(test) + "\n".join(str(code.value) for code in test.code)
    for line in (*(str(head) for head in database.read(lambda record: record.heads(live, "live"))), live.fingerprint):
        assert line in text
    assert str(live.secret_commitment) in text

    database.write(lambda record: record.set_version_state(live.id, "closed", utc_now()))
    database.write(lambda record: record.reveal_secret(live.id, utc_now()))
    again = log_in(opened(), PASSWORD)
    assert "Allocation secret revealed on" in shown(again)
    assert not any(secret.hex() in part for part in (text, shown(again), *(str(code.value) for code in again.code)))
