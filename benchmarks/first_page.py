"""How long a participant waits: for the first control that can be used, and from a submit to the next page.

    python -m benchmarks.first_page [--rounds 5] [--otree /path/to/bin/otree]

In Chromium, with an empty cache (cold), again in the same browser (warm), at 1.6 Mbit/s with 150 ms of latency, and
with a processor four times slower; next to oTree with the same two pages, where oTree is installed (in an environment of
its own: `pip install otree`). Ratios hold within one run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks._otree_app import write_project
from db import Database

STUDY = Path(__file__).parents[1] / "protocols" / "skingen"
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""Bytes a second and milliseconds: the slow connection of Lighthouse."""
SITUATIONS = {"cold": (False, 1), "warm": (False, 1), "1.6 Mbit/s": (True, 1), "4x slower CPU": (False, 4)}
"""Whether the line is slow, and by how much the processor is."""


@dataclass(frozen=True)
class Platform:
    """One of the two, as the script meets it."""

    name: str
    address: str
    """Opens a new session; its first page asks for consent."""
    begin: Callable[[Page], None]
    """From there to the consent page."""
    submit: str
    """Name of the button that sends a page."""


@dataclass(frozen=True)
class Waits:
    """Milliseconds."""

    first_control: float
    """From opening the address of the page to a box that can be ticked."""
    next_page: float
    """From the click that submits to the controls of the next page."""


def main() -> None:
    """Prints a table, and how often oTree takes as long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="sessions a situation; the median counts")
    parser.add_argument("--otree", default=shutil.which("otree"), help="the otree command")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with _ours(Path(folder)) as ours:
            _report(browser, ours, arguments.rounds)
        if arguments.otree is None:
            print("oTree is not installed, so there is nothing to compare with; name its command with --otree.")
            return
        with _otree(Path(folder) / "otree", arguments.otree) as other:
            _report(browser, other, arguments.rounds)


def _report(browser: Browser, platform: Platform, rounds: int) -> None:
    """Rows of the table: platform, situation, and the two waits in milliseconds."""
    for situation, (slow_line, slowdown) in SITUATIONS.items():
        waits = [_measure(browser, platform, situation == "warm", slow_line, slowdown) for _ in range(rounds)]
        first = statistics.median(wait.first_control for wait in waits)
        following = statistics.median(wait.next_page for wait in waits)
        print(f"| {platform.name} | {situation} | {first:.0f} | {following:.0f} |", flush=True)


def _measure(browser: Browser, platform: Platform, warm: bool, slow_line: bool, slowdown: int) -> Waits:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    if warm:
        _session(context, platform, slow_line, slowdown)
        context.clear_cookies()
    waits = _session(context, platform, slow_line, slowdown)
    context.close()
    return waits


def _session(context: BrowserContext, platform: Platform, slow_line: bool, slowdown: int) -> Waits:
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    if slow_line:
        client.send("Network.emulateNetworkConditions", LINE)
    client.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    started = time.perf_counter()
    page.goto(platform.address, wait_until="commit")
    platform.begin(page)
    box = page.get_by_role("checkbox").first
    box.check()
    first = _since(started)
    started = time.perf_counter()
    page.get_by_role("button", name=platform.submit).click()
    page.get_by_role("radio").first.wait_for()
    following = _since(started)
    page.close()
    return Waits(first, following)


def _already_there(_page: Page) -> None:
    """oTree's link opens the consent page itself."""


def _since(started: float) -> float:
    return 1000 * (time.perf_counter() - started)


@contextmanager
def _ours(folder: Path) -> Iterator[Platform]:
    database, port = f"sqlite:///{folder}/study.sqlite3", _free_port()
    kept = Database(database)
    kept.migrate()
    kept.close()
    settings = {"STUDY_DATABASE_URL": database, "STUDY_FOLDER": str(STUDY), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "study_app.participant", "--port", str(port)]

    def begin(page: Page) -> None:
        page.get_by_role("button", name="Begin").click()

    with _served(command, folder, settings, f"http://127.0.0.1:{port}/healthz"):
        yield Platform("this platform", f"http://127.0.0.1:{port}/?language=en", begin, "Start the study")


@contextmanager
def _otree(folder: Path, command: str) -> Iterator[Platform]:
    """oTree in production mode; a session for everyone who opens its link."""
    port = _free_port()
    write_project(folder)
    path = f"{Path(command).resolve().parent}:{os.environ['PATH']}"  # it starts itself a second time, by name
    settings = {"OTREE_PRODUCTION": "1", "OTREE_ADMIN_PASSWORD": "benchmark", "PATH": path}
    root = f"http://127.0.0.1:{port}"
    with _served([command, "prodserver", str(port)], folder, settings, f"{root}/"):
        body = json.dumps({"session_config_name": "same_page", "num_participants": 500}).encode()
        asked = urllib.request.Request(f"{root}/api/sessions", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked) as reply:
            code = json.load(reply)["code"]
        session = json.load(urllib.request.urlopen(f"{root}/api/sessions/{code}"))
        yield Platform("oTree", session["session_wide_url"], _already_there, "Start the study")


@contextmanager
def _served(command: list[str], folder: Path, settings: dict[str, str], ready: str) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        directory = None if "study_app.participant" in command else folder
        process = subprocess.Popen(
            command, cwd=directory, env=os.environ | settings, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _await(ready, process, folder / "server.log")
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _await(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(address)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server ended: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
