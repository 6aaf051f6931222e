"""SIGKILL at any instant: whatever was acknowledged is there, once, and the next submit goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import Database, Record, VersionRow, verify_answers
from db._answers import responses
from tests.db.sessions import join, open_page

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_when_the_process_is_killed(
    database_url: str, database: Database, pilot: VersionRow
) -> None:
    database.write(lambda record: open_page(record, join(record, pilot, "p-1"), 0, "page_0"))
    instants = random.Random(5)
    acknowledged: list[str] = []
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.db.submit", database_url, "p-1"],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(instants.randrange(1, 40))]
        process.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()

    def saved(record: Record) -> list[tuple[str, int]]:
        person = record.participant_by_pseudonym("p-1")
        assert person is not None
        pages = [page.page_id for page in record.pages_of(person) if page.submitted_at is not None]
        given = [
            page_id
            for (page_id,) in record.connection.execute(responses.select().with_only_columns(responses.c.page_id))
        ]
        return [(page_id, given.count(page_id)) for page_id in pages]

    stored = database.read(saved)
    assert [page_id for page_id, _ in stored] == [f"page_{number}" for number in range(len(stored))]
    assert {count for _, count in stored} == {8}
    assert set(acknowledged) <= {page_id for page_id, _ in stored}
    assert len(acknowledged) > 6
    assert database.read(lambda record: verify_answers(record, pilot, "pilot")) == ()
    database.check_writable()
