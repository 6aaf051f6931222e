"""A Chromium without a window, spoken to through a pair of pipes.

Figures are drawn by plotly.js, so whatever prints a report must run it: WeasyPrint and its like leave the figures out. Kaleido
prints figures but no page, and needs the same Chromium. The DevTools protocol over pipes needs no package and opens no port.
"""

import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from analysis.printing._errors import BrowserError
from analysis.printing._page import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
FLAGS = (
    "--headless",
    # the page is our own and reaches no network, and containers often forbid a sandbox
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--remote-debugging-pipe",
)
PATIENCE = 120.0
"""Seconds until an answer that does not come is given up."""
READ_END, WRITE_END = 3, 4
"""Descriptors on which Chromium expects its pipes."""


def find_browser() -> str | None:
    """Path of a Chromium, Chrome or Edge of this machine; None if there is none.

    >>> found = find_browser()
    >>> found is None or os.path.exists(found)
    True
    """
    on_path = (shutil.which(name) for name in NAMES)
    return next((found for found in (*on_path, *filter(os.path.exists, APPLICATIONS)) if found), None)


class Browser:
    """A running Chromium, as a context manager.

    Parameters
    ----------
    executable
        Path of the program; by default one that `find_browser` finds.

    Raises
    ------
    BrowserError
        There is none, it cannot be started, or it stops.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "page.html"
    >>> _ = file.write_text("<!doctype html><title>A page</title>")
    >>> if find_browser():
    ...     with Browser() as browser:
    ...         assert browser.open(file).evaluate("document.title") == "A page"
    """

    def __init__(self, executable: str | None = None) -> None:
        found = executable or find_browser()
        if found is None:
            raise BrowserError(
                "PDF and SVG are drawn by a browser, and there is no Chromium or Chrome on this machine: install one "
                "(apt-get install chromium), or print the HTML page from any browser."
            )
        self._executable = found
        self._stack = ExitStack()
        self._buffer = b""
        self._last = 0

    def __enter__(self) -> Self:
        profile = self._stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        theirs_in, self._out = _pipe()
        self._in, theirs_out = _pipe()
        command = [self._executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        try:
            self._process = _start(command, theirs_in, theirs_out)
        except OSError as error:
            self._close()
            raise BrowserError(f"{self._executable} cannot be started: {error.strerror}.") from error
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # it holds nothing worth saving, and a polite farewell would be waited for
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        self._close()

    def open(self, path: Path) -> Page:
        """The HTML file in a tab of its own, loaded."""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = Page(self, session)
        page.load(path)
        return page

    def call(self, method: str, parameters: dict[str, Any] | None = None, session: str | None = None) -> dict[str, Any]:
        """The result of a command of the DevTools protocol."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters or {}}
        self._send(message | ({"sessionId": session} if session else {}))
        deadline = time.monotonic() + PATIENCE
        while (answer := self._receive(deadline)).get("id") != self._last:
            pass
        if "error" in answer:
            raise BrowserError(f"The browser refuses {method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _close(self) -> None:
        os.close(self._in)
        os.close(self._out)
        self._stack.close()

    def _send(self, message: dict[str, Any]) -> None:
        left = memoryview(json.dumps(message).encode() + b"\0")
        try:
            while left:
                left = left[os.write(self._out, left) :]
        except BrokenPipeError as error:
            raise BrowserError(f"{self._executable} stopped right after its start.") from error

    def _receive(self, deadline: float) -> dict[str, Any]:
        """The next message, ended by a zero byte."""
        while b"\0" not in self._buffer:
            readable, _, _ = select.select([self._in], [], [], max(deadline - time.monotonic(), 0.0))
            if not readable:
                raise BrowserError(f"The browser did not answer for {PATIENCE:g} seconds.")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise BrowserError(f"{self._executable} stopped while it was printing.")
            self._buffer += part
        message, self._buffer = self._buffer.split(b"\0", 1)
        parsed: dict[str, Any] = json.loads(message)
        return parsed


def _pipe() -> tuple[int, int]:
    """Read and write end, both above the descriptors that Chromium wants, and not inherited."""
    ends = os.pipe()
    try:
        return (fcntl.fcntl(ends[0], fcntl.F_DUPFD_CLOEXEC, 10), fcntl.fcntl(ends[1], fcntl.F_DUPFD_CLOEXEC, 10))
    finally:
        for end in ends:
            os.close(end)


def _start(command: list[str], read_end: int, write_end: int) -> int:
    """Process id of the command, with the pipes in their places and its chatter thrown away."""
    return os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, read_end, READ_END),
            (os.POSIX_SPAWN_DUP2, write_end, WRITE_END),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )
