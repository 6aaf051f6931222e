"""A study may change while it runs: newcomers get what was launched last, everyone else what they began with."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db import Database, VersionRow, freeze
from protocols import Study, load_study
from study_app.bots import Respondent
from study_app.bots._clock import SimulatedClock
from study_app.flow import Joined, SessionFlow, View
from study_app.flow._images import PictureCache
from tests.flow.conftest import STUDY, advance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in study, to change under running sessions."""
    return Path(shutil.copytree(STUDY, tmp_path / "skingen"))


@pytest.fixture
def launch(database: Database, clock: SimulatedClock) -> Callable[[Study], VersionRow]:
    return lambda study: freeze(database, study, "live", clock(), secret=secrets.token_bytes(32))


def live_flow(database: Database, version: VersionRow, study: Study, clock: SimulatedClock) -> SessionFlow:
    return SessionFlow(database, version, study, mode="live", clock=clock)


def retitled(study: Study, title: str) -> Study:
    return replace(study, protocol=study.protocol.model_copy(update={"title": title}))


def join(flow: SessionFlow, recruitment: tuple[str, str] | None = None) -> Joined:
    joined = flow.join(recruitment=recruitment)
    assert isinstance(joined, Joined)
    return joined


def pictures(view: View) -> list[str]:
    return [block.picture.src.rsplit("/", 1)[-1] for block in view.blocks if block.type == "photo"]


def to_the_first_picture(flow: SessionFlow, respondent: Respondent, joined: Joined) -> str:
    view = joined.view
    while not pictures(view):
        view = advance(flow, respondent, joined.token, view)
    return pictures(view)[0]


def test_pictures_are_shown_when_the_folder_is_gone(
    database: Database,
    folder: Path,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
) -> None:
    study = load_study(folder)
    flow = live_flow(database, launch(study), study, clock)
    shutil.rmtree(folder)
    joined = join(flow)
    file = to_the_first_picture(flow, respondent, joined)
    [sha256] = [image.sha256 for image in study.stimuli.images() if image.file.endswith(file)]
    found = flow.image(joined.token, file)
    assert found is not None
    assert (found[1], found[0]) == (sha256, (STUDY / "stimuli" / "images" / file).read_bytes())
    assert flow.image("nobody", file) is None
    assert flow.image(joined.token, "0000000000000000.webp") is None


def test_another_process_shows_the_same_pictures(
    database: Database,
    study: Study,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
) -> None:
    version = launch(study)
    joined = join(live_flow(database, version, study, clock))
    frozen = database.read(lambda record: record.study_of(version.id))
    with closing(Database(database.url)) as other:
        replica = live_flow(other, version, frozen, clock)
        assert replica.image(joined.token, to_the_first_picture(replica, respondent, joined)) is not None


def test_a_running_server_takes_newcomers_to_the_version_launched_meanwhile(
    database: Database,
    study: Study,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
) -> None:
    first = launch(study)
    flow = live_flow(database, first, study, clock)
    early = join(flow)
    second = launch(retitled(study, "Another title"))
    assert "Another title" in flow.landing().model_dump_json()
    late = join(flow)
    assert database.read(lambda record: [len(record.participants(v.id, "live")) for v in (first, second)]) == [1, 1]
    for joined in (early, late):
        view = joined.view
        while view.kind == "page":
            view = advance(flow, respondent, joined.token, view)
    rows = database.read(lambda record: [record.ledger(version.id, "live") for version in (first, second)])
    assert [[row.fingerprint for row in ledger] for ledger in rows] == [[first.fingerprint], [second.fingerprint]]


def test_whoever_was_recruited_for_the_version_before_goes_on_with_it(
    database: Database,
    study: Study,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
) -> None:
    flow = live_flow(database, launch(study), study, clock)
    early = join(flow, ("prolific", "5f2a"))
    view = advance(flow, respondent, early.token, early.view)
    second = launch(retitled(study, "Another title"))
    assert join(flow, ("prolific", "5f2a")).view == view
    assert database.read(lambda record: record.participants(second.id, "live")) == ()


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_nobody_begins_while_recruitment_rests_but_whoever_has_begun_goes_on(
    database: Database,
    study: Study,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
    state: str,
) -> None:
    version = launch(study)
    flow = live_flow(database, version, study, clock)
    joined = join(flow)
    database.write(lambda record: record.set_version_state(version.id, state, clock()))
    shown = flow.landing()
    assert shown.kind == "end"
    refused = flow.join()
    assert isinstance(refused, View)
    assert refused.title == shown.title
    view = joined.view
    while view.kind == "page":
        view = advance(flow, respondent, joined.token, view)
    assert study.protocol.completion.code in view.model_dump_json()


def test_pages_carry_the_software_that_saved_them(
    database: Database,
    study: Study,
    launch: Callable[[Study], VersionRow],
    clock: SimulatedClock,
    respondent: Respondent,
) -> None:
    version = launch(study)
    before = SessionFlow(database, version, study, mode="live", clock=clock, runtime="a" * 64)
    joined = join(before)
    view = advance(before, respondent, joined.token, joined.view)
    after = SessionFlow(database, version, study, mode="live", clock=clock, runtime="b" * 64)
    advance(after, respondent, joined.token, view)
    [person] = database.read(lambda record: record.participants(version.id, "live"))
    saved = [page.runtime for page in database.read(lambda record: record.pages_of(person))]
    assert saved == ["a" * 64, "b" * 64, None]


def test_a_cache_of_pictures_is_bounded_and_keeps_the_ones_asked_for_last(database: Database) -> None:
    cache, asked = PictureCache(limit=25), []

    class Counting:
        def picture(self, sha256: str) -> bytes | None:
            asked.append(sha256)
            return None if sha256 == "none" else sha256.encode().ljust(10, b".")

    record = Counting()
    for sha256 in ("one", "two", "one", "three", "one", "two", "none", "none"):
        content = cache.get(record, sha256)  # type: ignore[arg-type]
        assert content == (None if sha256 == "none" else sha256.encode().ljust(10, b"."))
    assert asked == ["one", "two", "three", "two", "none", "none"]
