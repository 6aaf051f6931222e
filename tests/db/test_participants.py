"""Participants: found by what they hold, moved only along the declared ways."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from db import TRANSITIONS, Database, IllegalTransition, ParticipantRow, Record, VersionRow
from db._participants import participants
from db.tables import STATUSES
from protocols import Study
from tests.db.sessions import MINUTE, NOON, join

WAYS = {
    "invited": (),
    "declined": ("declined",),
    "screened_out": ("screened_out",),
    "timed_out": ("timed_out",),
    "withdrawn": ("withdrawn",),
    "consented": ("consented",),
    "allocated": ("consented", "allocated"),
    "active": ("consented", "allocated", "active"),
    "completed": ("consented", "allocated", "active", "completed"),
}
"""A legal way to every status."""


def _put(record: Record, version: VersionRow, study: Study, status: str) -> ParticipantRow:
    person = record.add_participant(
        version.id, "pilot", pseudonym=f"p-{status}", token_hash=status, language="en", now=NOON
    )
    for step in WAYS[status]:
        if step == "allocated":
            record.allocate(person, study, "training=no", NOON)
        person = record.set_status(person, step, NOON)
    return person


def test_every_status_has_its_ways(database: Database) -> None:
    assert set(TRANSITIONS) == set(STATUSES)
    assert set().union(*TRANSITIONS.values()) <= set(STATUSES)


@pytest.mark.parametrize(("before", "after"), [*itertools.product(STATUSES, STATUSES)])
def test_only_declared_transitions_happen(
    database: Database, pilot: VersionRow, study: Study, before: str, after: str
) -> None:
    person = database.write(lambda record: _put(record, pilot, study, before))
    if after in TRANSITIONS[before] or after == before:
        moved = database.write(lambda record: record.set_status(person, after, NOON))
        assert moved.status == after
    else:
        with pytest.raises(IllegalTransition, match=f"is {before}, cannot become {after}"):
            database.write(lambda record: record.set_status(person, after, NOON))
        assert database.read(lambda record: record.participant(person.id)) == person


class Undone(Exception):
    """Takes a change back."""


@pytest.mark.parametrize("before", STATUSES)
def test_nor_do_others_happen_by_hand(database: Database, pilot: VersionRow, study: Study, before: str) -> None:
    person = database.write(lambda record: _put(record, pilot, study, before))

    def jump(record: Record, after: str) -> None:
        mine = participants.c.id == person.id
        record.connection.execute(participants.update().where(mine).values(status=after))
        raise Undone

    for after in STATUSES:
        expected = Undone if after in TRANSITIONS[before] or after == before else DBAPIError
        with pytest.raises(expected):
            database.write(lambda record, after=after: jump(record, after))  # type: ignore[misc]


def test_an_erased_person_keeps_nothing_even_by_hand(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))

    def half(record: Record) -> None:
        record.connection.execute(participants.update().where(participants.c.id == person.id).values(erased=True))

    with pytest.raises(IntegrityError, match="erased_is_empty"):
        database.write(half)


def test_a_stale_row_cannot_be_used_to_go_back(database: Database, pilot: VersionRow) -> None:
    stale = database.write(lambda record: join(record, pilot, "p-1"))
    database.write(lambda record: record.set_status(stale, "withdrawn", NOON))
    with pytest.raises(IllegalTransition):
        database.write(lambda record: record.set_status(stale, "screened_out", NOON, code="LATE"))


def test_statuses_are_stamped_once(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    again = database.write(lambda record: record.set_status(person, "consented", NOON + MINUTE))
    assert again.consented_at == NOON


def test_a_screen_out_keeps_its_code(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    out = database.write(lambda record: record.set_status(person, "screened_out", NOON, code="NOT-ADULT"))
    assert (out.status, out.screen_out_code, out.ended_at) == ("screened_out", "NOT-ADULT", NOON)


def test_participants_are_found_by_token_pseudonym_and_recruitment_id(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    assert person.token_hash is not None

    def look(record: Record) -> list[ParticipantRow | None]:
        return [
            record.participant_by_token_hash(str(person.token_hash)),
            record.participant_by_pseudonym("p-1"),
            record.participant_by_external(pilot.id, "prolific", "person behind p-1"),
            record.participant(person.id),
        ]

    assert database.read(look) == [person] * 4
    assert database.read(lambda record: record.participant_by_token_hash("another")) is None
    assert database.read(lambda record: record.participant_by_external(pilot.id, "sona", "person behind p-1")) is None


def test_a_new_token_ends_the_old_one(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    renewed = database.write(lambda record: record.renew_token(person, "another"))
    assert database.read(lambda record: record.participant_by_token_hash("another")) == renewed
    assert database.read(lambda record: record.participant_by_token_hash(str(person.token_hash))) is None


def test_a_recruitment_id_takes_part_once_in_a_version(database: Database, pilot: VersionRow) -> None:
    database.write(lambda record: join(record, pilot, "p-1"))

    def again(record: Record) -> None:
        record.add_participant(
            pilot.id,
            "pilot",
            pseudonym="p-2",
            token_hash="other",
            language="en",
            now=NOON,
            external=("prolific", "person behind p-1"),
        )

    with pytest.raises(IntegrityError):
        database.write(again)
    assert len(database.read(lambda record: record.participants(pilot.id, "pilot"))) == 1


def test_moving_on_is_remembered(database: Database, pilot: VersionRow) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    moved = database.write(lambda record: record.move_to(person, 3, NOON + MINUTE))
    assert (moved.page_index, moved.seen_at) == (3, NOON + MINUTE)
    assert database.read(lambda record: record.participant(person.id)) == moved


def test_nobody_is_not_somebody(database: Database) -> None:
    with pytest.raises(KeyError, match="no participant 7"):
        database.read(lambda record: record.participant(7))
