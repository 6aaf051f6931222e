"""Concealment: whatever a blinded study shows is the same whichever list of sequences lies behind it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from db import Database, VersionRow, export, verify_ledger
from protocols import Study
from study_app.console._snapshot import Snapshot, take_snapshot
from tests.db.sessions import NOON, arrive
from tests.db.small_study import small_study

SECRETS = (bytes(range(32)), bytes(range(1, 33)))
DEPENDS_ON_THE_SECRET = {"previous_hash", "hash"}
"""Columns of the blinded ledger that differ; the nonce keeps anyone from guessing what they stand for."""


def recruited(folder: Path, secret: bytes, **allocation: Any) -> tuple[Database, VersionRow, Study]:
    """Eleven arrivals to eight places, then everybody leaves and five of the vacated places are taken again."""
    database = Database(f"sqlite:///{folder}/{secret[0]}.sqlite3")
    database.migrate()
    study = small_study(target=8, vacated="replace", strata=[], **allocation)
    version = database.write(lambda record: record.register_version(study, "live", NOON, secret=secret))
    for number in range(11):
        arrive(database, version, study, f"p-{number}", "live", stratum="all")
    for number in range(8):
        name = f"p-{number}"
        database.write(
            lambda record, name=name: record.withdraw(record.participant_by_pseudonym(name), erase=False, now=NOON)
        )
    for number in range(11, 16):
        arrive(database, version, study, f"p-{number}", "live", stratum="all")
    return database, version, study


FIELDS: list[dict[str, Any]] = [
    {},
    {"target_per_sequence": 2},
    {"quotas": {"all": 8}},
    {"method": "simple", "target_per_sequence": 2},
]


@pytest.mark.parametrize("fields", FIELDS, ids=str)
def test_the_console_shows_the_same_under_any_list(tmp_path: Path, fields: dict[str, Any]) -> None:
    seen, sequences = [], set()
    for secret in SECRETS:
        database, version, _ = recruited(tmp_path, secret, **fields)
        snapshot = take_snapshot(database, "small", "live", NOON)
        assert snapshot is not None
        assert snapshot.is_blinded
        seen.append(_without_hashes(snapshot))
        sequences.add(tuple(row.sequence for row in database.read(lambda r, v=version: r.ledger(v.id, "live"))))
        assert set(asdict(snapshot.balance)) == {"allocated", "largest_imbalance", "bound"}
        database.close()
    assert len(sequences) == 2
    assert seen[0] == seen[1]


def _without_hashes(snapshot: Snapshot) -> list[Any]:
    return [
        snapshot.statuses,
        snapshot.arrivals,
        snapshot.sessions,
        snapshot.distributions,
        snapshot.balance.allocated,
        snapshot.balance.bound,
    ]


@pytest.mark.parametrize("fields", FIELDS, ids=str)
def test_an_export_holds_the_same_under_any_list(tmp_path: Path, fields: dict[str, Any]) -> None:
    ledgers, others = [], []
    for secret in SECRETS:
        database, _, _ = recruited(tmp_path, secret, **fields)
        out = tmp_path / f"out-{secret[0]}"
        assert export(database, "small", out).withheld
        database.close()
        header, *rows = [line.split(",") for line in (out / "allocations.csv").read_text().splitlines()]
        kept = [place for place, name in enumerate(header) if name not in DEPENDS_ON_THE_SECRET]
        ledgers.append([[row[place] for place in kept] for row in rows])
        assert len(ledgers[-1]) > 8
        tables = ("participants", "trials", "responses", "timings", "events")
        others.append([(out / f"{table}.csv").read_text() for table in tables])
    assert ledgers[0] == ledgers[1]
    assert others[0] == others[1]


def test_the_audit_of_a_blinded_study_names_rows_and_no_sequence(tmp_path: Path) -> None:
    database, version, study = recruited(tmp_path, SECRETS[0])
    other = replace(version, secret=SECRETS[1])
    found = database.read(lambda record: verify_ledger(record, other, "live", study))
    assert "this is not the slot that came next" in {finding.problem for finding in found}
    words = {word.strip(",.") for finding in found for word in finding.problem.split()}
    assert not words & {"s1", "s2", "s3", "s4", "text", "images"}
    database.close()
