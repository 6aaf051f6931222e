"""From sessions to the rows of the tidy tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db._definitions import Definitions
from db._export._cells import Cell, answer_cell, detail_cell, guarded, moment_cell
from db._export._columns import TABLES, Column
from db._export._sessions import Session, Sessions
from db._export._trials import trial_row
from db._ledger import AllocationRow
from db._superseded import SUPERSEDED, exported_detail
from protocols import Study

Row = dict[str, Cell]

_UNANSWERABLE = {"not_shown", "skipped"}
"""Why an item was not there to be answered."""


def rows_of(sessions: Sessions) -> dict[str, list[Row]]:
    """The rows of every table, with what gives a condition away left out while it must be."""
    definitions = Definitions(sessions.study)
    built = {
        "participants": [_participant(sessions, session, definitions) for session in sessions.sessions],
        "allocations": [_allocation(row) for row in sessions.ledger],
        "trials": [row for session in sessions.sessions for row in _trials(sessions.study, session, definitions)],
        "responses": [row for session in sessions.sessions for row in _responses(session)],
        "timings": [row for session in sessions.sessions for row in _timings(session, sessions.withheld)],
        "events": [row for session in sessions.sessions for row in _events(session, sessions.withheld)],
    }
    if sessions.withheld:
        for table, rows in built.items():
            _withhold(rows, TABLES[table])
    return built


def recruitment_rows(sessions: Sessions) -> list[Row]:
    """Recruitment ids beside pseudonyms."""
    return [
        {"participant": session.participant.pseudonym, "source": row.source, "external_id": guarded(row.external_id)}
        for session in sessions.sessions
        for row in session.recruitment_ids
    ]


def _withhold(rows: list[Row], columns: tuple[Column, ...]) -> None:
    blinded = [column.name for column in columns if column.blinded]
    for row in rows:
        row.update(dict.fromkeys(blinded))


def _participant(sessions: Sessions, session: Session, definitions: Definitions) -> Row:
    person, allocation = session.participant, session.allocation
    last_page = next(reversed(session.pages), None)
    if last_page is None and person.last_period is not None:
        last_page = f"p{person.last_period}"
    duration = None
    if person.completed_at is not None and person.created_at is not None:
        duration = (person.completed_at - person.created_at).total_seconds()
    return {
        "participant": person.pseudonym,
        "study": sessions.version.study_id,
        "version": sessions.version.number,
        "fingerprint": sessions.version.fingerprint,
        "mode": person.mode,
        "status": person.status,
        "language": person.language,
        "stratum": None if allocation is None else allocation.stratum,
        "sequence": None if allocation is None else allocation.sequence,
        "created_at": moment_cell(person.created_at),
        "consented_at": moment_cell(person.consented_at),
        "allocated_at": None if allocation is None else moment_cell(allocation.at),
        "completed_at": moment_cell(person.completed_at),
        "last_page": last_page,
        "screen_out_code": person.screen_out_code,
        "duration_seconds": duration,
        "failed_attention_checks": None if person.erased else _failed_checks(session, definitions),
        "runtimes": _runtimes(session),
    }


def _runtimes(session: Session) -> str | None:
    used = dict.fromkeys(page.runtime[:12] for page in session.pages.values() if page.runtime is not None)
    return ";".join(used) or None


def _failed_checks(session: Session, definitions: Definitions) -> int:
    given = {(row.page_id, row.item): row.value for row in session.responses if row.missing not in _UNANSWERABLE}
    asked = (
        ((page_id, item.id), item.instructed)
        for page_id, opened in session.pages.items()
        for planned in opened.planned.items
        if (item := definitions.item(opened.planned, planned)).instructed is not None
    )
    return sum(place in given and given[place] != instructed for place, instructed in asked)


def _allocation(row: AllocationRow) -> Row:
    return {
        "row": row.number,
        "participant": row.pseudonym,
        "stratum": row.stratum,
        "block": row.block,
        "slot": row.slot,
        "sequence": row.sequence,
        "method": row.method,
        "stream_index": row.stream_index,
        "replaces": row.replaces,
        "put_up": ";".join(map(str, row.put_up)) or None,
        "allocated_at": moment_cell(row.at),
        "fingerprint": row.fingerprint,
        "nonce": row.nonce,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def _trials(study: Study, session: Session, definitions: Definitions) -> Iterator[Row]:
    positions: dict[int, list[str]] = {}
    for page_id, opened in session.pages.items():
        if opened.planned.kind == "trial" and opened.planned.position is not None:
            positions.setdefault(opened.planned.position, []).append(page_id)
    for position in sorted(positions):
        yield trial_row(study, session, positions[position], definitions)


def _responses(session: Session) -> Iterator[Row]:
    for row in session.responses:
        planned = session.pages[row.page_id].planned
        yield {
            "participant": session.participant.pseudonym,
            "page": row.page_id,
            "period": planned.period,
            "position": planned.position,
            "case": planned.case,
            "condition": planned.condition,
            "instrument": row.instrument,
            "item": row.item,
            "value": answer_cell(row.value),
            "missing": row.missing,
            "item_position": row.item_position,
            "option_order": None if row.option_order is None else ";".join(row.option_order),
            "first_answer_ms": row.first_answer_ms,
            "changes": row.changes,
            "answered_at": moment_cell(row.answered_at),
        }


def _timings(session: Session, withheld: bool) -> Iterator[Row]:
    for row in session.timings:
        if withheld and row.kind == "image" and _is_reference(row.key):
            continue
        yield {
            "participant": session.participant.pseudonym,
            "page": row.page_id,
            "kind": row.kind,
            "key": guarded(row.key),
            "measure": row.measure,
            "milliseconds": row.milliseconds,
        }


def _events(session: Session, withheld: bool) -> Iterator[Row]:
    for row in session.events:
        if withheld and any(_is_reference(value) for value in row.detail.values()):
            continue
        yield {
            "participant": session.participant.pseudonym,
            "page": row.page_id,
            "kind": row.kind,
            "client_ms": row.client_ms,
            "server_time": moment_cell(row.server_time),
            "detail": detail_cell(_event_detail(row, withheld)),
        }


def _event_detail(row: Any, withheld: bool) -> Any:
    """Only the server's own events have no browser's time, so nobody else can make a superseded page."""
    is_superseded = row.kind == SUPERSEDED and row.client_ms is None
    return exported_detail(row.detail, withheld=withheld) if is_superseded else row.detail


def _is_reference(key: Any) -> bool:
    return isinstance(key, str) and key.startswith("reference")
