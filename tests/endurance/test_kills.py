"""SIGKILL in the middle of everything: no acknowledged answer is lost, none is kept twice, every session ends."""

from __future__ import annotations

from collections import Counter

import pytest

from protocols import Study
from tests.endurance.conftest import STUDY, Start, let_live
from tests.endurance.proof import assert_everything_is_kept
from tests.endurance.reaper import Reaper
from tests.endurance.web_bot import crowd

REQUESTS_EACH = 40
"""A session of the built-in study makes more requests than that."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sessions", "kills"), [(8, 20), pytest.param(50, 200, marks=[pytest.mark.full, pytest.mark.timeout(3600)])]
)
def test_a_server_that_is_killed_again_and_again_loses_nothing_that_was_acknowledged(
    start_server: Start, study: Study, sessions: int, kills: int
) -> None:
    server = start_server()
    reaper = Reaper(server, kills, sessions * REQUESTS_EACH, seed=1)
    bots = crowd(study, [server.port], sessions, 2, on_sent=reaper.on_sent, on_failure=reaper.on_failure)

    titles = let_live(bots, at_once=4)

    happened = sum((bot.happened for bot in bots), Counter())
    print(f"killed {dict(reaper.killed)}; requests {dict(happened)}")
    assert reaper.killed.total() == kills
    assert set(titles) == {titles[0]}
    assert_everything_is_kept(server.address, STUDY, bots)
