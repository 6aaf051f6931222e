"""Versions: frozen once, found again by fingerprint, moved only along the declared ways."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace

import pytest

from db import VERSION_TRANSITIONS, Database, IllegalTransition, Record, VersionRow, verify_ledger
from protocols import Study, canonical_json
from tests.db.sessions import MINUTE, NOON

SECRET = bytes(range(32))


def _changed(study: Study, words: str) -> Study:
    return replace(study, texts={"en": {"landing": words, "sheet": "All about it"}})


def test_the_same_study_is_the_same_version(database: Database, pilot: VersionRow, study: Study) -> None:
    again = database.write(lambda record: record.register_version(study, "pilot", NOON + MINUTE, runtime="r"))
    assert (again.id, again.number, again.runtime) == (pilot.id, 1, "r")
    assert len(database.read(lambda record: record.versions("small"))) == 1


def test_a_changed_study_is_the_next_version(database: Database, pilot: VersionRow, study: Study) -> None:
    changed = _changed(study, "Hello again")
    version = database.write(lambda record: record.register_version(changed, "pilot", NOON))
    assert (version.number, version.fingerprint) == (2, changed.fingerprint)
    assert pilot.fingerprint == study.fingerprint != changed.fingerprint


def test_a_version_gives_back_the_study_it_froze(database: Database, pilot: VersionRow, study: Study) -> None:
    frozen = database.read(lambda record: record.study_of(pilot.id))
    assert frozen.payload() == study.payload()
    assert frozen.fingerprint == pilot.fingerprint


def test_a_version_frozen_by_older_software_keeps_its_fingerprint(
    database: Database, pilot: VersionRow, study: Study
) -> None:
    payload = study.payload()
    del payload["protocol"]["resume"]  # as if the field had not existed yet
    older = hashlib.sha256(canonical_json(payload)).hexdigest()
    frozen_text = canonical_json(payload).decode()

    def freeze(record: Record) -> None:
        change = "UPDATE versions SET payload = ?, fingerprint = ?"
        record.connection.exec_driver_sql(change, (frozen_text, older))
        record.connection.exec_driver_sql("UPDATE chains SET head = ?", (older,))

    database.write(freeze)
    version = database.read(lambda record: record.version(pilot.id))
    frozen = database.read(lambda record: record.study_of(pilot.id))
    assert frozen.fingerprint == study.fingerprint != older == version.fingerprint
    assert database.read(lambda record: verify_ledger(record, version, "bot", frozen)) == ()


def test_launching_keeps_a_secret_and_publishes_its_commitment(live: VersionRow) -> None:
    assert (live.state, live.launched_at, live.secret) == ("live", NOON, SECRET)
    assert live.secret_commitment == hashlib.sha256(SECRET).hexdigest()
    assert str(SECRET) not in repr(live)


@pytest.mark.parametrize("secret", [None, b"short"])
def test_launching_needs_a_whole_secret(database: Database, study: Study, secret: bytes | None) -> None:
    with pytest.raises(ValueError, match="needs a secret of 32 random bytes"):
        database.write(lambda record: record.register_version(study, "live", NOON, secret=secret))


def test_a_launched_version_keeps_its_secret_and_state(database: Database, live: VersionRow, study: Study) -> None:
    database.write(lambda record: record.set_version_state(live.id, "paused", NOON))
    again = database.write(lambda record: record.register_version(study, "live", NOON + MINUTE, secret=bytes(32)))
    assert (again.state, again.secret, again.launched_at) == ("paused", SECRET, NOON)


def test_bots_do_not_change_the_state(database: Database, study: Study) -> None:
    version = database.write(lambda record: record.register_version(study, "bot", NOON))
    assert version.state == "draft"


_STATES = tuple(VERSION_TRANSITIONS)


@pytest.mark.parametrize(("before", "after"), [*itertools.product(_STATES, _STATES)])
def test_only_declared_transitions_happen(database: Database, live: VersionRow, before: str, after: str) -> None:
    database.write(
        lambda record: record.connection.exec_driver_sql("UPDATE versions SET state = ?", (before,)).rowcount
    )
    if after in VERSION_TRANSITIONS[before]:
        moved = database.write(lambda record: record.set_version_state(live.id, after, NOON + MINUTE))
        assert moved.state == after
        assert moved.closed_at == (NOON + MINUTE if after == "closed" else None)
    else:
        with pytest.raises(IllegalTransition, match=f"is {before}, cannot become {after}"):
            database.write(lambda record: record.set_version_state(live.id, after, NOON))


def test_nothing_goes_live_without_a_secret(database: Database, pilot: VersionRow) -> None:
    with pytest.raises(IllegalTransition):
        database.write(lambda record: record.set_version_state(pilot.id, "live", NOON))


def test_newcomers_get_the_newest_launched_version_and_pilots_the_last_served(
    database: Database, live: VersionRow, study: Study
) -> None:
    draft = database.write(lambda record: record.register_version(_changed(study, "New"), "pilot", NOON + MINUTE))
    current = {
        mode: database.read(lambda record, mode=mode: record.current_version("small", mode))
        for mode in ("live", "pilot")
    }
    assert {mode: version and version.id for mode, version in current.items()} == {"live": live.id, "pilot": draft.id}
    served = database.write(lambda record: record.register_version(study, "pilot", NOON + 2 * MINUTE))
    assert served.state == "live"
    assert database.read(lambda record: record.current_version("small", "bot")) == served
    assert database.read(lambda record: record.current_version("other", "live")) is None


def test_unblinding_happens_once_and_opens_live_sessions(database: Database, live: VersionRow) -> None:
    assert live.is_blinded("live")
    assert not live.is_blinded("pilot")
    database.write(lambda record: record.unblind(live.id, NOON))
    version = database.write(lambda record: record.unblind(live.id, NOON + MINUTE))
    assert version.unblinded_at == NOON
    assert not version.is_blinded("live")
