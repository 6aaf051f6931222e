"""Everyone at once: no slot twice, no block broken, nobody told that the database is locked."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from db import AllocationRow, Database, VersionRow, balance, verify_ledger
from protocols import Study
from tests.db.sessions import NOON, arrive
from tests.db.small_study import small_study

ROOT = Path(__file__).parents[2]


def _check(database: Database, version: VersionRow, study: Study, expected: int) -> None:
    ledger = database.read(lambda record: record.ledger(version.id, "pilot"))
    assert len(ledger) == expected
    assert len({row.pseudonym for row in ledger}) == expected
    places = Counter((row.stratum, row.stream_index) for row in ledger)
    assert set(places.values()) == {1}
    assert database.read(lambda record: verify_ledger(record, version, "pilot", study)) == ()
    assert database.read(lambda record: balance(record, version, "pilot", study)).in_bounds
    if study.protocol.allocation.method == "permuted_blocks":
        _check_blocks(ledger)


def _check_blocks(ledger: Sequence[AllocationRow]) -> None:
    """Every block but the last of a stratum holds each sequence equally often."""
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


def _arrive_from_processes(url: str, numbers: Sequence[int]) -> None:
    """Lets so many participants arrive in each process, all of them started at one signal."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.db.arrive", url, str(name), str(number)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name, number in enumerate(numbers)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in processes] == [""] * len(processes)


def test_processes_arriving_at_once(database_url: str, database: Database, pilot: VersionRow, study: Study) -> None:
    _arrive_from_processes(database_url, [20, 20])
    _check(database, pilot, study, 40)


@pytest.mark.slow
@pytest.mark.parametrize(
    "method",
    [
        "permuted_blocks",
        pytest.param("minimization", marks=pytest.mark.full),
        pytest.param("simple", marks=pytest.mark.full),
    ],
)
def test_five_hundred_arriving_at_once_from_eight_processes(database_url: str, database: Database, method: str) -> None:
    study = small_study(method=method)
    version = database.write(lambda record: record.register_version(study, "pilot", NOON))
    _arrive_from_processes(database_url, [63, 63, 63, 63, 62, 62, 62, 62])
    _check(database, version, study, 500)
