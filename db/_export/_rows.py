"""From sessions to the rows of the short tables: participants, allocations, trials."""

from __future__ import annotations

from collections.abc import Iterator

from db._definitions import Definitions
from db._export._cells import Cell, guarded, moment_cell
from db._export._sessions import OpenedPage, Session, Sessions
from db._export._trials import Trials
from db._ledger import AllocationRow

Row = dict[str, Cell]

_UNANSWERABLE = {"not_shown", "skipped"}
"""Why an item was not there to be answered."""


def participant_rows(sessions: Sessions, definitions: Definitions) -> list[Row]:
    """One row a participant, in the order of arrival."""
    return [_participant(sessions, session, definitions) for session in sessions.sessions]


def allocation_rows(sessions: Sessions) -> list[Row]:
    """One row a row of the ledger."""
    return [_allocation(row) for row in sessions.ledger]


def trial_rows(sessions: Sessions, definitions: Definitions) -> list[Row]:
    """One row a case that a participant saw."""
    trials = Trials(sessions.study, definitions)
    return [row for session in sessions.sessions for row in _trials(trials, session)]


def recruitment_rows(sessions: Sessions) -> list[Row]:
    """Recruitment ids beside pseudonyms."""
    return [
        {"participant": session.participant.pseudonym, "source": source, "external_id": guarded(external_id)}
        for session in sessions.sessions
        for source, external_id in session.recruitment_ids
    ]


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
    return sum(_fails_checks(opened, definitions) for opened in session.pages.values())


def _fails_checks(opened: OpenedPage, definitions: Definitions) -> int:
    items = (definitions.item(opened.planned, planned) for planned in opened.planned.items)
    checks = {item.id: item.instructed for item in items if item.instructed is not None}
    if not checks:
        return 0
    given = [row.item for row in opened.responses if row.missing not in _UNANSWERABLE and row.item in checks]
    return sum(opened.answers[item] != checks[item] for item in given)


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


def _trials(trials: Trials, session: Session) -> Iterator[Row]:
    positions: dict[int, list[str]] = {}
    for page_id, opened in session.pages.items():
        if opened.planned.kind == "trial" and opened.planned.position is not None:
            positions.setdefault(opened.planned.position, []).append(page_id)
    for position in sorted(positions):
        yield trials.row(session, positions[position])
