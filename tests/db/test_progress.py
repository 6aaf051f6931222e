"""Progress: what the console may know while conditions are concealed."""

from __future__ import annotations

from dataclasses import asdict

from db import (
    Arrivals,
    Balance,
    Database,
    VersionRow,
    arrivals,
    balance,
    distributions,
    session_progress,
    status_counts,
)
from protocols import Study
from tests.db.sessions import arrive, live_through


def test_every_status_is_counted(database: Database, pilot: VersionRow, study: Study) -> None:
    live_through(database, pilot, study, "p-1")
    live_through(database, pilot, study, "p-2", pages=1)
    counts = database.read(lambda record: status_counts(record, pilot.id, "pilot"))
    assert counts["completed"] == counts["consented"] == 1
    assert sum(counts.values()) == 2
    assert sum(database.read(lambda record: status_counts(record, pilot.id, "live")).values()) == 0


def test_arrivals_by_day(database: Database, pilot: VersionRow, study: Study) -> None:
    live_through(database, pilot, study, "p-1")
    live_through(database, pilot, study, "p-2", pages=1)
    assert database.read(lambda record: arrivals(record, pilot.id, "pilot")) == (Arrivals("2026-05-01", 2, 1, 1),)


def test_sessions_show_where_people_are_and_no_condition(database: Database, pilot: VersionRow, study: Study) -> None:
    live_through(database, pilot, study, "p-1", pages=5)
    (row,) = database.read(lambda record: session_progress(record, pilot.id, "pilot"))
    assert (row.participant, row.status, row.stratum, row.pages_saved) == ("p-1", "active", "training=yes", 5)
    assert row.page == "p1.t02.first"
    assert not {"sequence", "condition"} & set(asdict(row))


def test_distributions_pool_answers_and_leave_words_out(database: Database, pilot: VersionRow, study: Study) -> None:
    live_through(database, pilot, study, "p-1")
    live_through(database, pilot, study, "p-22")
    found = {row.item: row for row in database.read(lambda record: distributions(record, pilot.id, "pilot"))}
    assert found["training"].counts == (("no", 1), ("yes", 1))
    assert found["trust_1"].counts == ((2, 4),)
    assert found["trust_1"].instrument == "trust"
    assert found["final_confidence"].counts == ((70, 8),)
    assert "comment" not in found


def test_balance_tells_the_largest_imbalance_only(database: Database, pilot: VersionRow, study: Study) -> None:
    assert database.read(lambda record: balance(record, pilot, "pilot", study)) == Balance(0, 0, 2)
    arrive(database, pilot, study, "p-1")
    found = database.read(lambda record: balance(record, pilot, "pilot", study))
    assert (found.allocated, found.largest_imbalance, found.in_bounds) == (1, 1, True)
    assert not Balance(9, 3, 2).in_bounds
    assert Balance(9, 3, None).in_bounds
