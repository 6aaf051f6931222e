"""The recipe in docs/allocation.md derives every row of an export again, with nothing of ours but the files."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from db import Database, Record, export
from protocols import Study, strata_of
from tests.databases import only
from tests.db.sessions import NOON, join
from tests.db.small_study import small_study

DOCUMENT = Path(__file__).parents[2] / "docs" / "allocation.md"
FACTORS = [
    {"item": "training", "levels": {"yes": ["yes"], "no": ["no", "prefer_not"]}, "weight": 2},
    {"item": "attention", "levels": {"low": [1, 2], "high": [3, 4, 5]}},
]
STUDIES: dict[str, dict[str, Any]] = {
    "blocks": {"strata": FACTORS, "target": 40},
    "blocks to the brim": {"strata": FACTORS, "target": 20, "target_per_sequence": 5, "vacated": "replace"},
    "quotas": {"target": 20, "quotas": {"training=no": 8}, "vacated": "replace"},
    "simple": {"method": "simple", "target": 24, "target_per_sequence": 6, "vacated": "replace"},
    "minimization": {"method": "minimization", "strata": FACTORS, "target": 24, "vacated": "replace"},
    "minimized variance": {
        "method": "minimization",
        "strata": FACTORS,
        "target": 24,
        "target_per_sequence": 6,
        "minimization": {"imbalance": "variance", "probability": 0.65},
    },
}


def recipe() -> Any:
    """`first_disagreement`, as the page defines it."""
    scope: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, scope)
    return scope["first_disagreement"]


def recruit(record: Record, study: Study) -> None:
    """Seventy arrivals to a live study in all strata; two in three leave, some without a trace. Then it is closed."""
    version = record.register_version(study, "live", NOON, secret=bytes(range(32)))
    strata = strata_of(study.protocol.allocation)
    for number in range(70):
        person = join(record, version, f"p-{number}", "live")
        if record.allocate(person, study, strata[number * 7 % len(strata)], NOON) is None:
            record.set_status(person, "screened_out", NOON, code="FULL")
        elif number % 3:
            record.withdraw(record.participant(person.id), erase=number % 2 == 0, now=NOON)
    record.set_version_state(version.id, "closed", NOON)
    record.reveal_secret(version.id, NOON)
    record.unblind(version.id, NOON)


@pytest.mark.parametrize("fields", STUDIES.values(), ids=STUDIES)
@only("sqlite", "an export is the same of both")
def test_every_row_of_an_export_follows_from_the_secret(
    database: Database, tmp_path: Path, fields: dict[str, Any]
) -> None:
    study = small_study(**fields)
    database.write(lambda record: recruit(record, study))
    folder = tmp_path / "data"
    export(database, "small", folder)
    with (folder / "allocations.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert len(rows) >= min(fields["target"], 20)
    assert any(row[header.index("put_up")] for row in rows) == (fields.get("vacated") == "replace")
    assert recipe()(folder) is None


@pytest.mark.parametrize("fields", STUDIES.values(), ids=STUDIES)
@only("sqlite", "an export is the same of both")
def test_a_row_that_does_not_follow_is_named(database: Database, tmp_path: Path, fields: dict[str, Any]) -> None:
    study = small_study(**fields)
    database.write(lambda record: recruit(record, study))
    folder = tmp_path / "data"
    export(database, "small", folder)
    ledger = folder / "allocations.csv"
    header, *rows = [line.split(",") for line in ledger.read_text().splitlines()]
    place = header.index("sequence")
    rows[8][place] = {"s1": "s2", "s2": "s3", "s3": "s4", "s4": "s1"}[rows[8][place]]
    ledger.write_text("\n".join(",".join(row) for row in [header, *rows]))
    assert recipe()(folder) == 9
