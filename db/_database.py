"""The database: one short transaction at a time, retried within bounds, or a plain sentence."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db._engine import begin, open_engine, parse_url, sqlite_file
from db._erasures import ErasureJournal, journal_of
from db._errors import Busy, StorageError
from db._failures import in_plain_words, is_busy
from db._record import Record
from db._schema import HEAD, require_known, require_present, revision_of, upgrade

T = TypeVar("T")

ATTEMPTS = 6
"""How often a transaction is tried before `Busy`."""
TURN_SECONDS = 10.0
"""How long a thread waits for the other writers of its process before `Busy`."""
_BUSY = "The database is busy. Nothing was stored; try again in a moment."


class Database:
    """A study database, SQLite or PostgreSQL. One object a process; safe to share between threads.

    >>> import tempfile
    >>> database = Database(f"sqlite:///{tempfile.mkdtemp()}/study.sqlite3")
    >>> database.migrate()
    0
    >>> database.read(lambda record: record.versions())
    ()
    """

    def __init__(
        self,
        url: str | URL,
        *,
        busy_seconds: float = 2.0,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        journal: Path | None = None,
    ) -> None:
        """Opens nothing yet.

        A try waits up to `busy_seconds` for a writer of another process; between tries it calls `sleep` with seconds,
        spread by `jitter`, which gives a number from 0 to 1. `journal` is the file of erasures of an SQLite database,
        where it is not the one beside it.
        """
        self.url = parse_url(url)
        self._engine = open_engine(self.url, busy_seconds)
        self._turn = threading.Lock()
        self._log_remembers = False
        file = sqlite_file(self.url)
        self._journal = None if file is None else ErasureJournal(journal or journal_of(file))
        self._sleep = sleep
        self._jitter = jitter

    def migrate(self) -> int:
        """Brings the tables to the present schema; does nothing if they are. Several processes may call it at once.

        Whoever was erased after this copy of an SQLite database was made is erased again, by the journal beside it:
        the number of them is returned.
        """

        def bring_up() -> None:
            with self._transaction(writes=False) as connection:
                current = revision_of(connection)
            require_known(current)
            if current != HEAD:
                with self._transaction(writes=True) as connection:
                    upgrade(connection)

        self._retried(bring_up)
        self._truncate_log()
        return self._erase_again()

    def check_writable(self) -> None:
        """Commits a count; `StorageError` says why that is impossible and what to do."""
        file = sqlite_file(self.url)
        if file is not None and "uri" not in self.url.query and not file.exists():
            missing = f"The folder {file.parent}" if not file.parent.exists() else f"The database {file}"
            raise StorageError(
                f"{missing} does not exist. Create it with `study migrate`, or correct STUDY_DATABASE_URL."
            )
        with self._my_turn():
            self._retried(self._count_check)

    def write(self, work: Callable[[Record], T]) -> T:
        """Runs `work` in one write transaction and commits it; what it returns has been stored durably.

        `work` may run more than once, so it must do nothing but use its record. `Busy` after bounded
        retries, `StorageError` if the database cannot be written; in both cases nothing was stored.
        """
        with self._my_turn():
            record, result = self._retried(lambda: self._write_once(work))
            if record.erased or self._log_remembers:
                self._log_remembers = not self._truncate_log()
            if record.erased:
                self._note_erasures()
            return result

    def read(self, work: Callable[[Record], T]) -> T:
        """Runs `work` on one unchanging view of the database; readers never wait for writers."""

        def once() -> T:
            with self._transaction(writes=False) as connection:
                return work(Record(connection))

        return self._retried(once)

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        # Threads of one process queue here, where waiting is fair and costs nothing.
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise Busy(_BUSY)
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            begin(connection, writes=writes)
            yield connection

    def _write_once(self, work: Callable[[Record], T]) -> tuple[Record, T]:
        with self._transaction(writes=True) as connection:
            record = Record(connection, writes=True)
            return record, work(record)

    def _count_check(self) -> None:
        with self._transaction(writes=True) as connection:
            require_present(connection)
            connection.execute(text("UPDATE storage_checks SET number = number + 1"))

    def _truncate_log(self) -> bool:
        """Empties SQLite's write-ahead log, which still holds what was erased; False while a reader needs it."""
        if self.url.get_backend_name() != "sqlite":
            return True
        with self._engine.connect() as connection:
            (busy, _, _) = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not busy

    def _note_erasures(self) -> None:
        """Notes in the journal whoever was erased and is not there, also where a crash came between."""
        if self._journal is not None:
            self._journal.note(self.read(lambda record: record.erasures()))

    def _erase_again(self) -> int:
        if self._journal is None:
            return 0
        self._note_erasures()
        again = self._journal.erased_among(self.read(lambda record: record.pseudonyms()))
        if again:
            self.write(lambda record: record.erase_again(again))
        return len(again)

    def _retried(self, transaction: Callable[[], T]) -> T:
        collided = False
        for attempt in range(ATTEMPTS):
            try:
                return transaction()
            except IntegrityError:
                # On PostgreSQL two first arrivals may insert the same row; the second try finds it.
                if collided:
                    raise
                collided = True
            except PoolTimeout as error:
                raise Busy(_BUSY) from error
            except DBAPIError as error:
                if not is_busy(error):
                    sentence = in_plain_words(error, self.url)
                    if sentence is None:
                        raise
                    raise sentence from error
            self._sleep(0.01 * 2**attempt * self._jitter())
        raise Busy(_BUSY)
