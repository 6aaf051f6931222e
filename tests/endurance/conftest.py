"""The built-in study, and participant apps of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from protocols import Study, load_study
from tests.endurance.web_bot import WebBot
from tests.journeys.server import Server

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"

Start = Callable[..., Server]


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(STUDY)


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Start]:
    """Starts a participant app; `database_url` names another database than the file in the test's folder."""
    started: list[Server] = []

    def start(database_url: str = "") -> Server:
        server = Server(STUDY, tmp_path, database_url=database_url)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


def let_live(bots: list[WebBot], at_once: int) -> list[str]:
    """Lets all bots live through their sessions, so many at once; gives the titles of their last pages."""
    with ThreadPoolExecutor(at_once) as pool:
        return [view.title for view in pool.map(WebBot.run, bots)]
