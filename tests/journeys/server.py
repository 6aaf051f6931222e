"""A participant server of a test's own: its database, its port, and the right to kill it."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import Database


@dataclass
class Server:
    """`python -m study_app.participant` on a free port."""

    study: Path
    folder: Path
    """Where its log and its SQLite file lie."""
    port: int = 0
    database_url: str = ""
    """Another database than the SQLite file."""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "study.sqlite3"

    @property
    def address(self) -> str:
        """Address of the database."""
        return self.database_url or f"sqlite:///{self.database}"

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.folder / "server.log"

    @property
    def url(self) -> str:
        """Address of the landing page."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Serves; returns when the health check answers. The port stays the same after a restart."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        database = Database(self.address)
        database.migrate()
        database.close()
        environment = os.environ | {
            "STUDY_DATABASE_URL": self.address,
            "STUDY_FOLDER": str(self.study),
            "OMP_NUM_THREADS": "1",
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "study_app.participant", "--port", str(self.port)],
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._await_port()

    def kill(self) -> None:
        """SIGKILL: no goodbye to anyone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ends the server if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database holds now."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(statement).fetchall()

    def _await_port(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text()[-4000:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"no server on port {self.port} after a minute")
