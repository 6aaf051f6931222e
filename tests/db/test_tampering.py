"""Every field on which allocation and answers rest, changed by hand in every row: the audit names the row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError

from db import Database, Finding, Record, VersionRow, verify_answers, verify_ledger
from db.tables import Base
from protocols import Study
from tests.db.sessions import NOON, live_through
from tests.db.small_study import small_study

SECRET = bytes(range(32))
MODE = "live"

UNPROTECTED = {
    "allocations.id": "leads from a link to its row, and means nothing else: the links are checked",
    "versions.id": "leads from other rows to the version, all of which are checked",
    "versions.study_id": "the name of the study is in the payload",
    "versions.number": "only numbers the versions of a study",
    "versions.state": "whether recruitment is open; every step is in the audit log",
    "versions.runtime": "says with which software a version was served, not what was asked or allocated",
    "versions.registered_at": "changes with every start of the server",
    "versions.launched_at": "in the audit log",
    "versions.closed_at": "in the audit log",
    "versions.unblinded_at": "in the audit log",
    "versions.revealed_at": "in the audit log",
    "participants.id": "leads from other rows to the person, all of which are checked",
    "participants.status": "where a session stands; changes as it goes on",
    "participants.token_hash": "a secret of the participant, for coming back",
    "participants.language": "of the screens",
    "participants.page_index": "where a session stands; changes as it goes on",
    "participants.screen_out_code": "why a session ended",
    "participants.last_period": "how far an erased session had come",
    "participants.created_at": "first contact",
    "participants.seen_at": "changes with every page",
    "participants.consented_at": "the answer to the consent page is chained",
    "participants.completed_at": "the answers up to the last page are chained",
    "participants.ended_at": "when a session ended",
}
"""Columns of the tables below that the audit lets be, with the reason. Nothing is derived from them."""
AUDITED = (
    "versions",
    "chains",
    "allocations",
    "vacancies",
    "allocation_links",
    "participants",
    "responses",
    "answer_chain",
)


@dataclass(frozen=True)
class Field:
    """A column of an audited table."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


COLUMNS = [Field(name, column.name) for name in AUDITED for column in Base.metadata.tables[name].c]
FIELDS = [field for field in COLUMNS if str(field) not in UNPROTECTED]


def recorded(database: Database) -> tuple[VersionRow, Study]:
    """A live study with every kind of row: vacated and replaced slots, kept and erased answers."""
    study = small_study(target=4, strata=[], vacated="replace")
    version = database.write(lambda record: record.register_version(study, MODE, NOON, secret=SECRET))
    for number in range(4):
        live_through(database, version, study, f"p-{number}", MODE, pages=4)
    for number in range(4):
        name = f"p-{number}"
        database.write(
            lambda record, name=name: record.withdraw(
                record.participant_by_pseudonym(name), erase=name == "p-1", now=NOON
            )
        )
    for number in range(4, 7):
        live_through(database, version, study, f"p-{number}", MODE)
    return version, study


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VersionRow]:
    """The file of such a record, whose guards against changes are gone."""
    file = tmp_path_factory.mktemp("record") / "study.sqlite3"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    version, _ = recorded(database)
    database.close()
    with sqlite3.connect(file) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    return file, version


@pytest.fixture
def opened(written: tuple[Path, VersionRow]) -> Iterator[Connection]:
    """The record as somebody with a database tool has it: no foreign keys, no checks, and nothing is committed."""
    engine = create_engine(f"sqlite:///{written[0]}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()


def audit(connection: Connection, version_id: int) -> tuple[Finding, ...]:
    record = Record(connection)
    version = record.version(version_id)
    study = record.study_of(version.id)
    return (*verify_ledger(record, version, MODE, study), *verify_answers(record, version, MODE))


def test_the_record_holds_every_kind_of_row_and_passes(opened: Connection, written: tuple[Path, VersionRow]) -> None:
    assert audit(opened, written[1].id) == ()
    rows = Record(opened).ledger(written[1].id, MODE)
    assert [row.replaces is not None for row in rows] == [False] * 4 + [True] * 3
    assert [len(row.put_up) for row in rows] == [0, 0, 0, 0, 4, 0, 0]
    for table in AUDITED:
        assert opened.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() > 0


def test_every_column_is_protected_or_has_a_reason() -> None:
    assert UNPROTECTED.keys() <= {str(field) for field in COLUMNS}
    assert len(FIELDS) + len(UNPROTECTED) == len(COLUMNS)


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_change_of_any_field_in_any_row_is_found_where_it_was_made(
    opened: Connection, written: tuple[Path, VersionRow], field: Field
) -> None:
    tried = 0
    of_them = _OF.get(field.table, "true")
    rows = opened.exec_driver_sql(f"SELECT rowid AS place, * FROM {field.table} WHERE {of_them}").mappings().all()
    for row in rows:
        for value in _others(opened, field, row[field.column]):
            opened.exec_driver_sql("SAVEPOINT before")
            statement = f"UPDATE {field.table} SET {field.column} = ? WHERE rowid = ?"
            with suppress(IntegrityError):  # two rows of one name cannot be made by a change of one field
                opened.exec_driver_sql(statement, (value, row["place"]))
                findings = audit(opened, written[1].id)
                assert findings, (dict(row), value)
                assert _names(opened, findings[0], field, dict(row)), (dict(row), value, findings[0])
                tried += 1
            opened.exec_driver_sql("ROLLBACK TO before")
    assert tried > 0


_OF = {
    "chains": f"mode = '{MODE}'",
    "participants": "pseudonym IN (SELECT pseudonym FROM allocations)",
    "responses": "rowid % 7 = 1",
    "answer_chain": "number % 5 = 1",
}
"""Rows that are changed, where not all: those of the sessions under audit, and some of the many answers."""


def _others(connection: Connection, field: Field, value: Any) -> list[Any]:
    """Other values of the same kind: one that stands in another row, one that stands nowhere, and none."""
    if field == Field("versions", "payload"):
        return [value.replace("A small study", "A smart study"), value.replace('"target":4', '"target":5')]
    if field == Field("versions", "secret"):
        return [bytes(32)]
    column = Base.metadata.tables[field.table].c[field.column]
    elsewhere = connection.exec_driver_sql(
        f"SELECT DISTINCT {field.column} FROM {field.table} WHERE {field.column} IS NOT ? LIMIT 2", (value,)
    ).scalars()
    nowhere: Any
    if type(column.type).__name__ == "Json":
        nowhere = '["elsewhere"]' if field.column != "put_up" else "[1,2]"
    elif type(column.type).__name__ == "Moment":
        nowhere = "2026-12-24T12:00:00.000Z"
    elif type(column.type).__name__ == "Boolean":
        nowhere = 1 - value
    else:
        nowhere = value + 1000 if isinstance(value, int) else f"{value or ''}x"
    found = [*elsewhere, nowhere]
    return [other for other in [*found, None] if other is not None or column.nullable] if value is not None else found


def _names(connection: Connection, finding: Finding, field: Field, row: dict[str, Any]) -> bool:
    """Whether the finding leads to the row that was changed."""
    if field.table in {"allocations", "answer_chain", "vacancies"}:
        return finding.row == str(row["number"])
    if field.table == "versions":
        return (finding.table, finding.row) == ("versions", f"small {row['number']}")
    if field.table == "chains":
        chain = {"answers": "answer_chain"}.get(row["name"], row["name"])
        return chain in {finding.table, finding.row}
    if field.table == "responses":
        return row["page_id"] in finding.row or row["item"] in finding.row
    owner = "id" if field.table == "participants" else "participant_id"
    query = (
        "SELECT p.pseudonym, a.number FROM allocations a, participants p WHERE a.pseudonym = p.pseudonym AND p.id = ?"
    )
    known = connection.exec_driver_sql(query, (row[owner],)).one_or_none() or (row.get("pseudonym"), None)
    return finding.row in {str(part) for part in known} or str(row.get("pseudonym")) in finding.row + finding.problem
