"""Failures of storage: which may pass if the transaction is run again, and what to say about the others."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from db._engine import sqlite_file
from db._errors import StorageError

NO_TABLES = "The tables of the database are missing or out of date. Run `study migrate`."
"""Sentence for a database without the present schema."""

_UNREACHABLE = (
    "The PostgreSQL server at {host} does not answer. Check that it runs and that STUDY_DATABASE_URL is right."
)
_BUSY_STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available
_SQLITE = {
    sqlite3.SQLITE_READONLY: (
        "The database {file} is read-only. Give the user who runs the app write permission for the file and its folder."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {file} cannot be opened. "
        "Check that its folder exists and that the user who runs the app may write there."
    ),
    sqlite3.SQLITE_FULL: "The disk that holds {file} is full. Free some space; nothing that was saved is lost.",
    sqlite3.SQLITE_IOERR: "The disk that holds {file} reports an error. Check the disk and its free space.",
    sqlite3.SQLITE_CORRUPT: "{file} is not a healthy SQLite database. Restore the last backup.",
    sqlite3.SQLITE_NOTADB: "{file} is not a healthy SQLite database. Restore the last backup.",
}
_POSTGRESQL = {
    "25006": "The PostgreSQL database {database} is read-only. Point STUDY_DATABASE_URL to the primary server.",
    "42501": "The PostgreSQL user {user} may not use the tables of {database}. Make that user the owner of the database.",
    "42P01": NO_TABLES,
    "42703": NO_TABLES,
    "53100": "The disk of the PostgreSQL server is full. Free some space; nothing that was saved is lost.",
    "57014": "The PostgreSQL server took too long. Nothing was stored; see what it is busy with.",
}
_REFUSALS = {
    r"too many|connection slots": (
        "The PostgreSQL server at {host} takes no more connections. Raise its max_connections, or start fewer processes."
    ),
    r"password authentication failed": (
        "The PostgreSQL server at {host} refuses the password of {user}. Correct it in STUDY_DATABASE_URL."
    ),
    r"no password supplied": "The PostgreSQL server at {host} wants a password for {user}. Add it to STUDY_DATABASE_URL.",
    r'role ".*" does not exist': "The PostgreSQL server at {host} knows no user {user}. Make one with `createuser`, or correct STUDY_DATABASE_URL.",
    r'database ".*" does not exist': (
        "The PostgreSQL server at {host} has no database {database}. "
        "Make it with `createdb {database}`, or correct STUDY_DATABASE_URL."
    ),
}
"""By patterns in the server's message, in English: of a refused connection, libpq hands on no code."""


def is_busy(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed if it is run again."""
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return getattr(error.orig, "sqlstate", None) in _BUSY_STATES


def in_plain_words(error: DBAPIError, url: URL) -> StorageError | None:
    """Cause and remedy of a failure of storage; None for any other failure."""
    if isinstance(error.orig, sqlite3.Error):
        if str(error.orig).startswith(("no such table", "no such column")):
            return StorageError(NO_TABLES)
        sentence = _SQLITE.get(_sqlite_code(error.orig))
        return None if sentence is None else StorageError(sentence.format(file=sqlite_file(url)))
    sentence = _POSTGRESQL.get(str(getattr(error.orig, "sqlstate", None)))
    if sentence is None and isinstance(error, OperationalError):
        message = str(error.orig)
        sentence = next((said for pattern, said in _REFUSALS.items() if re.search(pattern, message)), _UNREACHABLE)
    if sentence is None:
        return None
    return StorageError(sentence.format(host=url.host or "localhost", user=url.username, database=url.database))


def _sqlite_code(error: sqlite3.Error) -> int:
    """The primary result code; 0 where Python itself raised the error."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
