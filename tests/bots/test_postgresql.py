"""A whole simulated study on PostgreSQL is the one on SQLite: equal tables, byte by byte, and both pass the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import Database, export, verify_answers, verify_ledger
from protocols import load_study
from study_app.bots import Effects, Temper, simulate

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


def _lived_through(url: str, out: Path) -> dict[str, bytes]:
    """The files of an export after a simulation with drop-outs, doubled submits and reloads."""
    study, database = load_study(STUDY), Database(url)
    temper = Temper(drop_out=0.3, double_submit=0.2, reload=0.2)
    simulate(database, study, participants=6, seed=3, effects=Effects(), temper=temper)
    export(database, study.protocol.id, out, mode="bot")

    def findings(record):  # type: ignore[no-untyped-def]
        (version,) = record.versions()
        return [*verify_ledger(record, version, "bot", study), *verify_answers(record, version, "bot")]

    assert database.read(findings) == []
    database.close()
    return {file.name: file.read_bytes() for file in sorted(out.iterdir()) if file.is_file()}


@pytest.mark.slow
def test_equal_seeds_give_equal_exports_on_both_databases(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    one = _lived_through(sqlite_url, tmp_path / "one")
    other = _lived_through(postgres_url, tmp_path / "other")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
