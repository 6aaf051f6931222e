"""Answers come back as they were given, the latest first in line, each under a digest of its own."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from db import Database, EventRow, Record, TimingRow, VersionRow, verify_answers
from db._answers import responses
from db._chain import link
from tests.db.by_hand import edit, rows
from tests.db.sessions import MINUTE, NOON, answer, join, open_page, salts

_values = st.one_of(
    st.text(max_size=40),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text(max_size=8), min_size=1, max_size=4),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=_values)
def test_any_answer_comes_back_and_its_digest_holds(database: Database, pilot: VersionRow, value: object) -> None:
    def work(record: Record) -> object:
        people = len(record.participants(pilot.id, "pilot"))
        page = open_page(record, join(record, pilot, f"p-{people}"), 0, "page")
        record.add_answers(page, [answer("item", value)], NOON, salts(str(people)))
        return record.answers_of(page.participant)["item"]

    assert database.write(work) == value
    assert database.read(lambda record: verify_answers(record, pilot, "pilot")) == ()


def test_the_latest_answer_to_an_item_counts(database: Database, pilot: VersionRow) -> None:
    def work(record: Record) -> dict[str, object]:
        person = join(record, pilot, "p-1")
        later, earlier = open_page(record, person, 5, "p2.after"), open_page(record, person, 1, "p1.after")
        record.add_answers(later, [answer("trust", 2), answer("gone", None)], NOON, salts("b"))
        record.add_answers(earlier, [answer("trust", 5), answer("gone", 3)], NOON + MINUTE, salts("a"))
        return dict(record.answers_of(person))

    assert database.write(work) == {"trust": 2}


def test_prefer_not_is_an_answer_and_not_shown_is_none(database: Database, pilot: VersionRow) -> None:
    def work(record: Record) -> dict[str, object]:
        page = open_page(record, join(record, pilot, "p-1"), 0, "page")
        rows = [
            answer("age", None, missing="prefer_not"),
            answer("hidden", None, missing="not_shown"),
            answer("left_empty", None),
            answer("zero", 0),
        ]
        record.add_answers(page, rows, NOON, salts("a"))
        assert record.answers_of(page.participant, {"zero", "hidden"}) == {"zero": 0}
        return dict(record.answers_of(page.participant))

    assert database.write(work) == {"age": "prefer_not", "zero": 0}


def test_an_item_is_answered_once_a_page(database: Database, pilot: VersionRow) -> None:
    page = database.write(lambda record: open_page(record, join(record, pilot, "p-1"), 0, "page"))
    database.write(lambda record: record.add_answers(page, [answer("item", 1)], NOON, salts("a")))
    with pytest.raises(IntegrityError):
        database.write(lambda record: record.add_answers(page, [answer("item", 2)], NOON, salts("b")))
    assert database.read(lambda record: record.answers_of(page.participant)) == {"item": 1}


def test_every_answer_has_a_salt_of_its_own(database: Database, pilot: VersionRow) -> None:
    def work(record: Record) -> list[str]:
        page = open_page(record, join(record, pilot, "p-1"), 0, "page")
        record.add_answers(page, [answer("a", 1), answer("b", 1, item_position=2)], NOON, salts("a"))
        return list(record.connection.execute(responses.select().with_only_columns(responses.c.salt)).scalars())

    one, other = database.write(work)
    assert len(one) == len(other) == 32
    assert one != other


def test_the_chain_starts_from_the_fingerprint(database: Database, pilot: VersionRow) -> None:
    page = database.write(lambda record: open_page(record, join(record, pilot, "p-1"), 0, "page"))
    database.write(lambda record: record.add_answers(page, [answer("item", 1)], NOON, salts("a")))
    (entry,) = rows(database, "SELECT number, digest, previous_hash, hash FROM answer_chain")
    assert (entry["number"], entry["previous_hash"]) == (1, pilot.fingerprint)
    assert entry["hash"] == link(pilot.fingerprint, entry["digest"])
    head = database.read(lambda record: record.chain_head(pilot.id, "pilot", "answers"))
    assert (head.length, head.hash) == (1, entry["hash"])


_EDITS = [
    "UPDATE responses SET value = '4' WHERE item = 'a'",
    "UPDATE responses SET missing = 'prefer_not' WHERE item = 'a'",
    "UPDATE responses SET changes = 9 WHERE item = 'a'",
    "UPDATE responses SET answered_at = '2026-05-01T12:00:01.000Z' WHERE item = 'a'",
    "UPDATE responses SET salt = 'ff' WHERE item = 'a'",
    "UPDATE responses SET item = 'c' WHERE item = 'a'",
    "UPDATE responses SET digest = 'ff' WHERE item = 'a'",
    "DELETE FROM responses WHERE item = 'a'",
    "DELETE FROM responses",
    "DELETE FROM answer_chain WHERE number = 2",
    "DELETE FROM answer_chain WHERE number = 1",
    "UPDATE answer_chain SET digest = 'ff' WHERE number = 1",
    "UPDATE answer_chain SET hash = 'ff' WHERE number = 2",
]


@pytest.mark.parametrize("change", _EDITS)
def test_an_answer_edited_by_hand_is_found(database: Database, pilot: VersionRow, change: str) -> None:
    def work(record: Record) -> None:
        page = open_page(record, join(record, pilot, "p-1"), 0, "page")
        record.add_answers(page, [answer("a", 3), answer("b", 3, item_position=2)], NOON, salts("a"))
        other = open_page(record, page.participant, 1, "other")
        record.add_answers(other, [answer("d", 3)], NOON, salts("b"))

    database.write(work)
    assert database.read(lambda record: verify_answers(record, pilot, "pilot")) == ()
    edit(database, change)
    assert database.read(lambda record: verify_answers(record, pilot, "pilot")) != ()


def test_timings_and_events_are_kept(database: Database, pilot: VersionRow) -> None:
    page = database.write(lambda record: open_page(record, join(record, pilot, "p-1"), 0, "page"))

    def work(record: Record) -> None:
        record.add_timings(page, [TimingRow("item", "a", "first", 12.5), TimingRow("page", "", "duration", 900.0)])
        record.add_events(page.participant, [EventRow(kind="hidden", page_id="page", client_ms=3.0)], NOON)
        record.add_events(page.participant, [EventRow(kind="resumed", detail={"gap": 7})], NOON)

    database.write(work)
    kept = rows(database, "SELECT kind, key, measure, milliseconds FROM timings ORDER BY kind")
    assert [tuple(row.values()) for row in kept] == [("item", "a", "first", 12.5), ("page", "", "duration", 900.0)]
    happened = rows(database, "SELECT page_id, kind, client_ms, detail FROM events ORDER BY id")
    assert [tuple(row.values()) for row in happened] == [
        ("page", "hidden", 3.0, "{}"),
        (None, "resumed", None, '{"gap":7}'),
    ]
