"""A process in which participants arrive, all at once: `python -m tests.db.arrive URL NAME NUMBER`."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress

from db import Busy, Database
from tests.db.sessions import arrive

TRIES = 12
"""How often whoever is told that the server is busy comes again, as a browser does after a 503."""


def main(url: str, name: str, number: int) -> None:
    database = Database(url)
    version = database.read(lambda record: record.versions()[0])
    study = database.read(lambda record: record.study_of(version.id))
    failures: list[BaseException] = []

    def go(turn: int) -> None:
        try:
            arrive_whenever_possible(f"p-{name}-{turn}", f"training={'yes' if turn % 2 else 'no'}")
        except BaseException as error:
            failures.append(error)

    def arrive_whenever_possible(pseudonym: str, stratum: str) -> None:
        for _ in range(TRIES - 1):
            with suppress(Busy):
                arrive(database, version, study, pseudonym, stratum=stratum)
                return
        arrive(database, version, study, pseudonym, stratum=stratum)

    arriving = [threading.Thread(target=go, args=(turn,)) for turn in range(number)]
    print("ready", flush=True)
    sys.stdin.readline()
    for thread in arriving:
        thread.start()
    for thread in arriving:
        thread.join()
    database.close()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
