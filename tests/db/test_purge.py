"""The end of retention: nothing of a person is left, and everything that was measured is."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import (
    Database,
    PersonalData,
    Record,
    StorageError,
    VersionRow,
    frames,
    personal_data,
    purge,
    retention_end,
    verify_answers,
    verify_ledger,
)
from protocols import Study
from tests.databases import only
from tests.db.sessions import MINUTE, NOON, live_through

OWN_WORDS = "what nobody else would ever write"


@pytest.fixture
def filled(database: Database, pilot: VersionRow, study: Study) -> Database:
    for name in ("p-1", "p-2", "p-3"):
        live_through(database, pilot, study, name, comment=f"{OWN_WORDS} {name}")
    return database


def purged(database: Database) -> PersonalData:
    return database.write(lambda record: purge(record, "small", NOON, actor="somebody", reason="it was time"))


def audit(database: Database, version: VersionRow, study: Study) -> tuple[object, ...]:
    def look(record: Record) -> tuple[object, ...]:
        return (*verify_ledger(record, version, "pilot", study), *verify_answers(record, version, "pilot"))

    return database.read(look)


def test_what_would_be_removed_is_counted_and_stays(filled: Database) -> None:
    expected = PersonalData(recruitment_ids=3, links=3, free_texts=3)
    assert filled.read(lambda record: personal_data(record, "small")) == expected
    assert filled.read(lambda record: personal_data(record, "small")) == expected


def test_the_audit_passes_after_a_purge(filled: Database, pilot: VersionRow, study: Study) -> None:
    assert purged(filled).total == 9
    assert audit(filled, pilot, study) == ()
    last = filled.read(lambda record: record.audit_log())[-1]
    assert (last.actor, last.action) == ("somebody", "purge")
    assert last.detail == {
        "study": "small",
        "reason": "it was time",
        "recruitment_ids": 3,
        "links": 3,
        "free_texts": 3,
    }


def test_a_second_purge_finds_nothing(filled: Database) -> None:
    purged(filled)
    assert purged(filled).total == 0
    assert [entry.action for entry in filled.read(lambda record: record.audit_log())].count("purge") == 1


@only("sqlite", "PostgreSQL needs a VACUUM")
def test_no_byte_of_it_is_left(filled: Database, file: Path) -> None:
    traces = [OWN_WORDS, "person behind p-1"]

    def found() -> list[str]:
        content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        return [trace for trace in traces if trace.encode() in content]

    assert found() == traces
    purged(filled)
    assert found() == []


def test_exports_differ_in_free_texts_alone(filled: Database) -> None:
    before = frames(filled, "small", mode="pilot", version=1)
    purged(filled)
    after = frames(filled, "small", mode="pilot", version=1)
    for name, table in before.items():
        if name != "responses":
            assert table.equals(after[name]), name
    differ = before["responses"].compare(after["responses"])
    items = before["responses"].loc[differ.index, "item"]
    assert set(items) == {"comment"}
    assert set(after["responses"].loc[differ.index, "missing"]) == {"purged"}


def test_superseded_free_texts_are_removed_too(filled: Database, pilot: VersionRow, study: Study) -> None:
    def supersede(record: Record) -> None:
        person = record.participant_by_pseudonym("p-2")
        assert person is not None
        record.supersede_pages([page for page in record.pages_of(person) if page.page_id == "comments"], NOON)

    filled.write(supersede)
    assert purged(filled).free_texts == 3
    assert OWN_WORDS not in frames(filled, "small", mode="pilot", version=1)["events"].to_csv()
    assert audit(filled, pilot, study) == ()


def test_an_old_link_leads_nowhere(filled: Database) -> None:
    person = filled.read(lambda record: record.participant_by_pseudonym("p-1"))
    assert person is not None
    purged(filled)
    assert filled.read(lambda record: record.participant_by_token_hash(str(person.token_hash))) is None


def test_whoever_is_left_can_still_be_erased(filled: Database, pilot: VersionRow, study: Study) -> None:
    purged(filled)
    person = filled.read(lambda record: record.participant_by_pseudonym("p-1"))
    assert person is not None
    filled.write(lambda record: record.withdraw(person, erase=True, now=NOON + MINUTE))
    assert audit(filled, pilot, study) == ()


def test_an_answer_that_only_says_it_was_purged_is_found(filled: Database, pilot: VersionRow, study: Study) -> None:
    with filled._engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE responses SET missing = 'purged', value = NULL, salt = '' WHERE item = 'training' "
        )
    (finding,) = audit(filled, pilot, study)
    assert "say they were purged, 0 were" in finding.problem  # type: ignore[attr-defined]


def test_a_live_study_is_not_purged(database: Database, live: VersionRow) -> None:
    with pytest.raises(StorageError, match="is live"):
        purged(database)


def test_retention_ends_as_the_protocol_says(database: Database, pilot: VersionRow, study: Study) -> None:
    assert database.read(lambda record: retention_end(record, "small")) == study.protocol.retention
    with pytest.raises(StorageError, match="holds no study"):
        database.read(lambda record: retention_end(record, "unknown"))
