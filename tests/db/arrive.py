"""A process that lets participants arrive, all at once: `python -m tests.db.arrive URL NAME THREADS EACH`."""

from __future__ import annotations

import sys
import threading

from db import Database
from tests.db.sessions import arrive
from tests.db.small_study import small_study


def main(url: str, name: str, threads: int, each: int) -> None:
    database, study = Database(url), small_study()
    version = database.read(lambda record: record.versions()[0])
    failures: list[BaseException] = []

    def go(number: int) -> None:
        try:
            for turn in range(each):
                stratum = "training=yes" if (number + turn) % 2 else "training=no"
                arrive(database, version, study, f"p-{name}-{number}-{turn}", stratum=stratum)
        except BaseException as error:
            failures.append(error)

    workers = [threading.Thread(target=go, args=(number,)) for number in range(threads)]
    print("ready", flush=True)
    sys.stdin.readline()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    database.close()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
