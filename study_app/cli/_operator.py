"""Who runs a command."""

from __future__ import annotations

import getpass
import os

from study_app.cli._database import ACTOR


def operator() -> str:
    """The command line and the account that uses it, for the audit log."""
    try:
        return f"{ACTOR} ({getpass.getuser()})"
    except (KeyError, OSError):  # a container may run under a number without a name
        return f"{ACTOR} ({os.getuid()})"
