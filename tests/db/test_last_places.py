"""A burst on the last places: nobody gets one too many, on both databases."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest

from db import AllocationRow, Database, Record, VersionRow, verify_ledger
from protocols import Study
from tests.db.sessions import NOON, join
from tests.db.small_study import small_study

STRATA = ("training=yes", "training=no")


def burst(database: Database, version: VersionRow, study: Study, people: int) -> list[AllocationRow | None]:
    """That many people, who ask for their first case at the same instant; what each one got."""
    start = threading.Barrier(people)
    got: list[AllocationRow | None] = []
    failures: list[BaseException] = []

    def arrive(number: int) -> None:
        def ask(record: Record) -> AllocationRow | None:
            person = join(record, version, f"p-{number}", "live")
            return record.allocate(person, study, STRATA[number % 2], NOON)

        start.wait()
        try:
            got.append(database.write(ask))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return got


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"target": 7}, 7),
        ({"target": 12, "quotas": {"training=yes": 2, "training=no": 10}}, 12),
        ({"target": 10, "target_per_sequence": 3}, 10),
        ({"method": "minimization", "target": 8, "target_per_sequence": 2}, 8),
        ({"method": "simple", "target": 9}, 9),
    ],
)
def test_a_burst_takes_exactly_the_places_that_are_left(
    database: Database, fields: dict[str, Any], places: int
) -> None:
    study = small_study(**fields)
    version = database.write(lambda record: record.register_version(study, "live", NOON, secret=bytes(range(32))))
    got = burst(database, version, study, 24)
    ledger = database.read(lambda record: record.ledger(version.id, "live"))
    assert len(ledger) == places
    assert sorted(row.number for row in got if row is not None) == [row.number for row in ledger]
    in_stratum = Counter(row.stratum for row in ledger)
    assert all(in_stratum[stratum] <= quota for stratum, quota in study.protocol.allocation.quotas.items())
    assert database.read(lambda record: verify_ledger(record, version, "live", study)) == ()
