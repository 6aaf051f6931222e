"""The tidy tables of the sessions."""

from __future__ import annotations

from db._definitions import Definitions
from db._export._columns import TABLES
from db._export._long import event_columns, response_columns, timing_columns
from db._export._rows import allocation_rows, participant_rows, trial_rows
from db._export._sessions import Sessions
from db._export._tables import Table


def tidy_tables(sessions: Sessions) -> dict[str, Table]:
    """Every table by name, with what gives a condition away left out while it must be."""
    definitions = Definitions(sessions.study)
    tables = {
        "participants": Table.of_rows(TABLES["participants"], participant_rows(sessions, definitions)),
        "allocations": Table.of_rows(TABLES["allocations"], allocation_rows(sessions)),
        "trials": Table.of_rows(TABLES["trials"], trial_rows(sessions, definitions)),
        "responses": Table.of(TABLES["responses"], response_columns(sessions)),
        "timings": Table.of(TABLES["timings"], timing_columns(sessions)),
        "events": Table.of(TABLES["events"], event_columns(sessions)),
    }
    return {name: table.blinded() for name, table in tables.items()} if sessions.withheld else tables
