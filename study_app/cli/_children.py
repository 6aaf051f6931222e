"""The app processes that `study serve` starts, watches and ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from study_app.cli._problems import CommandError

START_SECONDS = 60.0
END_SECONDS = 10.0
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class App:
    """One app process."""

    name: str
    """`participant` or `console`."""
    address: str
    """Interface that it listens on."""
    port: int
    command: Sequence[str]

    @property
    def url(self) -> str:
        """Where to open it."""
        return f"http://{self._reachable}:{self.port}/"

    @property
    def _reachable(self) -> str:
        return "127.0.0.1" if self.address == "0.0.0.0" else self.address  # noqa: S104 - compared, not bound

    def require_free_port(self) -> None:
        """`CommandError` if another program listens there."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.address, self.port))
            except OSError as error:
                option = "--port" if self.name == "participant" else "--console-port"
                raise CommandError(
                    f"Port {self.port} on {self.address} cannot be used for the {self.name} app "
                    f"({error.strerror}). Stop the other program, or choose another port with {option}."
                ) from error

    def answers(self) -> bool:
        """Whether it takes connections."""
        with socket.socket() as probe:
            probe.settimeout(LOOK_SECONDS)
            return probe.connect_ex((self._reachable, self.port)) == 0


def run_apps(apps: Sequence[App], ready: Callable[[], None]) -> None:
    """Runs the apps until SIGINT or SIGTERM; `ready` is called once all answer.

    `CommandError` if one of them ends by itself. Whatever happens, none of them outlives this call; commands of
    `python_module` do not even outlive a SIGKILL of this process.
    """
    with _signalled() as stop:
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for app in apps:
                running[app.name] = subprocess.Popen(  # noqa: S603 - our own interpreter
                    app.command, stdin=subprocess.PIPE, start_new_session=True
                )
            late = monotonic() + START_SECONDS
            waiting = list(apps)
            while not stop.wait(LOOK_SECONDS):
                for name, process in running.items():
                    if process.poll() is not None:
                        raise CommandError(
                            f"The {name} app ended by itself (exit code {process.returncode}); see above."
                        )
                if waiting:
                    waiting = [app for app in waiting if not app.answers()]
                    if not waiting:
                        ready()
                    elif monotonic() > late:
                        raise CommandError(
                            f"The {waiting[0].name} app did not start within {START_SECONDS:.0f} seconds."
                        )
        finally:
            _end(list(running.values()))


@contextmanager
def _signalled() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Asks each to end, then makes it."""
    for process in processes:
        process.terminate()
    late = monotonic() + END_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, late - monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()


def python_module(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter, for as long as its standard input is held open."""
    return [sys.executable, "-m", "study_app._attended", module, *arguments]
