"""Two replicas on one database, and browsers that double, reload and hang up: rows exactly as expected."""

from __future__ import annotations

from collections import Counter

import pytest

from protocols import Study
from tests.endurance.conftest import STUDY, Start, let_live
from tests.endurance.proof import assert_everything_is_kept
from tests.endurance.web_bot import Mischief, crowd

MISCHIEF = Mischief(doubled=0.15, reloaded=0.05, dropped=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("sessions", [8, pytest.param(200, marks=[pytest.mark.full, pytest.mark.timeout(3600)])])
def test_doubled_reloaded_and_dropped_pages_leave_the_rows_of_a_quiet_session(
    start_server: Start, study: Study, database_url: str, sessions: int
) -> None:
    replicas = [start_server(database_url) for _ in range(2)]
    bots = crowd(study, [replica.port for replica in replicas], sessions, 3, mischief=MISCHIEF)

    titles = let_live(bots, at_once=8)

    happened = sum((bot.happened for bot in bots), Counter())
    print(f"{sessions} sessions: {dict(happened)}")
    assert min(happened[kind] for kind in ("doubled", "reloaded", "dropped in the body", "dropped behind the body")) > 0
    assert set(titles) == {titles[0]}
    assert_everything_is_kept(database_url, STUDY, bots)
    assert "Traceback" not in replicas[0].log.read_text()
