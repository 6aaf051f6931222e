"""Versions: frozen once, found again by fingerprint, moved only along the declared ways."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from db import VERSION_TRANSITIONS, Database, IllegalTransition, Record, Runtime, VersionRow, WrittenHead, verify_ledger
from protocols import Study, canonical_json
from tests.db.by_hand import edit
from tests.db.sessions import MINUTE, NOON, join

SECRET = bytes(range(32))


def _changed(study: Study, words: str) -> Study:
    return replace(study, texts={"en": {"landing": words, "sheet": "All about it"}})


def test_the_same_study_is_the_same_version(database: Database, pilot: VersionRow, study: Study) -> None:
    again = database.write(lambda record: record.register_version(study, "pilot", NOON + MINUTE))
    assert (again.id, again.number, again.registered_at) == (pilot.id, 1, NOON + MINUTE)
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
        change = text("UPDATE versions SET payload = :payload, fingerprint = :older")
        record.connection.execute(change, {"payload": frozen_text, "older": older})
        record.connection.execute(text("UPDATE chains SET head = :older"), {"older": older})

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


_STATES = ("draft", "pilot", "live", "paused", "closed")


@pytest.mark.parametrize(("before", "after"), [*itertools.product(_STATES, _STATES)])
def test_only_declared_transitions_happen(database: Database, live: VersionRow, before: str, after: str) -> None:
    edit(database, f"UPDATE versions SET state = '{before}'")
    action = VERSION_TRANSITIONS.get((before, after))
    if action not in {None, "launch"}:
        moved = database.write(lambda record: record.set_version_state(live.id, after, NOON + MINUTE))
        assert moved.state == after
        assert moved.closed_at == (NOON + MINUTE if after == "closed" else None)
        assert database.read(lambda record: record.audit_log())[-1].action == action
    else:
        with pytest.raises(IllegalTransition, match=f"is {before}, cannot become {after}"):
            database.write(lambda record: record.set_version_state(live.id, after, NOON))


def test_every_step_of_a_version_is_in_the_audit_log_with_who_when_and_why(
    database: Database, pilot: VersionRow, study: Study
) -> None:
    def live_and_die(record: Record) -> None:
        record.register_version(study, "live", NOON, secret=SECRET, actor="ann", reason="approved")
        record.set_version_state(pilot.id, "paused", NOON + MINUTE, actor="ben", reason="holidays")
        record.set_version_state(pilot.id, "live", NOON + 2 * MINUTE, actor="ben")
        record.set_version_state(pilot.id, "closed", NOON + 3 * MINUTE, actor="ann", reason="enough")

    database.write(live_and_die)
    log = database.read(lambda record: record.audit_log())
    assert [(row.actor, row.action, row.detail["reason"]) for row in log] == [
        ("server", "pilot", ""),
        ("ann", "launch", "approved"),
        ("ben", "pause", "holidays"),
        ("ben", "reopen", ""),
        ("ann", "close", "enough"),
    ]
    assert {(row.detail["study"], row.detail["version"]) for row in log} == {("small", 1)}
    assert [row.at for row in log] == [NOON, NOON, *(NOON + n * MINUTE for n in (1, 2, 3))]
    fingerprint, commitment = study.fingerprint, hashlib.sha256(SECRET).hexdigest()
    assert log[1].detail | {"reason": ""} == {
        "study": "small",
        "version": 1,
        "reason": "",
        "fingerprint": fingerprint,
        "secret_commitment": commitment,
        "heads": [f"1:live:allocations:0:{fingerprint}", f"1:live:answers:0:{fingerprint}"],
        "runtime": "",
        "changes": [],
    }
    assert SECRET.hex() not in str(log)


def test_a_state_that_somebody_else_changed_meanwhile_is_not_changed_again(
    database: Database, live: VersionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two commands may read the same state before either writes."""
    database.write(lambda record: record.set_version_state(live.id, "closed", NOON))
    monkeypatch.setattr(Record, "version", lambda record, version_id: live)
    with pytest.raises(IllegalTransition, match="is no longer live: somebody else changed it"):
        database.write(lambda record: record.set_version_state(live.id, "paused", NOON))


def test_a_changed_study_closes_the_version_before_it_when_it_is_launched(
    database: Database, live: VersionRow, study: Study
) -> None:
    changed = _changed(study, "Hello again")
    newer = database.write(
        lambda record: record.register_version(changed, "live", NOON + MINUTE, secret=bytes(32), actor="ann")
    )
    older = database.read(lambda record: record.version(live.id))
    assert (older.state, newer.state, newer.number) == ("closed", "live", 2)
    assert database.read(lambda record: record.current_version("small", "live")) == newer
    *_, closing, launching = database.read(lambda record: record.audit_log())
    assert (closing.action, closing.detail["reason"]) == ("close", "version 2 was launched")
    assert launching.detail["changes"] == ["text landing (en): words changed"]


def test_the_secret_is_revealed_when_nobody_can_be_allocated_by_it_any_more(
    database: Database, live: VersionRow
) -> None:
    def reveal(record: Record) -> bytes:
        return record.reveal_secret(live.id, NOON + 2 * MINUTE, actor="ann")

    with pytest.raises(IllegalTransition, match="stays secret until it is closed"):
        database.write(reveal)
    waiting = database.write(lambda record: join(record, live, "p-1", "live"))
    database.write(lambda record: record.set_version_state(live.id, "closed", NOON + MINUTE))
    with pytest.raises(IllegalTransition, match="while 1 participants of version 1 may still be allocated"):
        database.write(reveal)
    assert database.read(lambda record: record.version(live.id)).revealed_at is None

    database.write(lambda record: record.set_status(record.participant(waiting.id), "timed_out", NOON + MINUTE))
    assert database.write(reveal) == SECRET
    assert database.write(lambda record: record.reveal_secret(live.id, NOON + 5 * MINUTE)) == SECRET
    assert database.read(lambda record: record.version(live.id)).revealed_at == NOON + 2 * MINUTE
    log = database.read(lambda record: record.audit_log())
    assert [row.actor for row in log if row.action == "reveal"] == ["ann"]
    assert SECRET.hex() not in str(log)


def test_whoever_was_away_for_too_long_does_not_keep_the_secret(database: Database, live: VersionRow) -> None:
    database.write(lambda record: join(record, live, "p-1", "live"))
    later = NOON + timedelta(hours=73)
    assert database.read(lambda record: record.awaiting_allocation(live.id, later - timedelta(hours=2))) == 1
    assert database.read(lambda record: record.awaiting_allocation(live.id, later)) == 0


def test_other_software_is_an_event_and_no_new_version(database: Database, live: VersionRow) -> None:
    old, new = Runtime(("app==1", "numpy==2.0")), Runtime(("app==1", "numpy==2.1"))
    for runtime in (old, old, new, new):
        database.write(lambda record, runtime=runtime: record.note_runtime(live.id, runtime, NOON, actor="ann"))
    assert database.read(lambda record: record.version(live.id)).runtime == new.hash
    [event] = [row for row in database.read(lambda record: record.audit_log()) if row.action == "runtime"]
    assert (event.detail["before"], event.detail["after"]) == (old.hash, new.hash)
    assert database.read(lambda record: record.runtime(new.hash)) == new
    assert len(database.read(lambda record: record.versions("small"))) == 1


def test_a_bot_leaves_the_software_of_a_version_as_it_was(database: Database, live: VersionRow, study: Study) -> None:
    runtime = Runtime(("app==1",))
    database.write(lambda record: record.note_runtime(live.id, runtime, NOON))
    database.write(lambda record: record.register_version(study, "bot", NOON))
    assert database.read(lambda record: record.version(live.id)).runtime == runtime.hash


def test_a_written_head_can_be_read_back(database: Database, live: VersionRow) -> None:
    heads = database.read(lambda record: record.heads(live, "live"))
    assert [WrittenHead.parse(str(head)) for head in heads] == list(heads)
    for broken in ("", "1:live:allocations:0", f"1:live:ledger:0:{'0' * 64}", f"x:live:answers:0:{'0' * 64}"):
        with pytest.raises(ValueError, match="is no head"):
            WrittenHead.parse(broken)


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
