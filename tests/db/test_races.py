"""Everyone at once: no slot twice, no block broken, nobody told that the database is locked."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from db import Database, VersionRow, balance, verify_ledger
from protocols import Study
from tests.db.sessions import arrive

ROOT = Path(__file__).parents[2]


def _check(database: Database, version: VersionRow, study: Study, expected: int) -> None:
    ledger = database.read(lambda record: record.ledger(version.id, "pilot"))
    assert len(ledger) == expected
    assert len({row.pseudonym for row in ledger}) == expected
    places = Counter((row.stratum, row.stream_index) for row in ledger)
    assert set(places.values()) == {1}
    assert database.read(lambda record: verify_ledger(record, version, "pilot", study)) == ()
    assert database.read(lambda record: balance(record, version, "pilot", study)).in_bounds
    blocks: dict[tuple[str, int], Counter[str]] = {}
    for row in ledger:
        blocks.setdefault((row.stratum, row.block), Counter())[row.sequence] += 1
    last = {stratum: max(block for name, block in blocks if name == stratum) for stratum, _ in blocks}
    for (stratum, block), sequences in blocks.items():
        if block != last[stratum]:
            assert len(set(sequences.values())) == 1
            assert len(sequences) == 4


def test_threads_arriving_at_once(database: Database, pilot: VersionRow, study: Study) -> None:
    start = threading.Barrier(16)
    failures: list[BaseException] = []

    def go(number: int) -> None:
        start.wait()
        try:
            for turn in range(4):
                arrive(database, pilot, study, f"p-{number}-{turn}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    _check(database, pilot, study, 64)


@pytest.mark.slow
def test_processes_arriving_at_once(database: Database, pilot: VersionRow, study: Study, file: Path) -> None:
    arguments = [sys.executable, "-m", "tests.db.arrive", f"sqlite:///{file}"]
    processes = [
        subprocess.Popen(
            [*arguments, str(number), "4", "5"],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(8)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * 8
    _check(database, pilot, study, 160)
