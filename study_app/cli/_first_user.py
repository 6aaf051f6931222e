"""The first console account."""

from __future__ import annotations

import secrets

from db import Database, add_user
from study_app.flow import utc_now

FIRST_USER = "researcher"
PASSWORD_BYTES = 12


def ensure_console_user(database: Database) -> str | None:
    """Makes the account `researcher` if there is no account yet, and gives its password, kept nowhere else."""
    if database.read(lambda record: record.users()):
        return None
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    add_user(database, FIRST_USER, "researcher", password, utc_now())
    return password
