"""Submits that no browser of ours would send: refused in plain words, and nothing in the record moves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from starlette.applications import Starlette
from starlette.testclient import TestClient

from db import Database
from protocols import Study
from study_app.flow import SessionFlow, utc_now
from study_app.participant.site import FRONTEND
from study_app.web import Assets, Site, participant_app_parts
from tests.endurance.bent_requests import bent_requests
from tests.endurance.cast import cast_of
from tests.endurance.request import Request
from tests.endurance.state_watch import StateWatch

SEED = 20261121


@contextmanager
def _browser(database: Database, flow: SessionFlow) -> Iterator[TestClient]:
    site = Site(flow, Assets(FRONTEND), "A study", database.check_writable)
    parts = participant_app_parts(site)
    app = Starlette(routes=parts.routes, middleware=parts.middleware, exception_handlers=parts.exception_handlers)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as browser:
        yield browser


@pytest.mark.slow
@pytest.mark.parametrize("requests", [2_000, pytest.param(20_000, marks=[pytest.mark.full, pytest.mark.timeout(3600)])])
def test_a_request_that_must_not_count_is_refused_plainly_and_changes_nothing(
    database_url: str, study: Study, requests: int
) -> None:
    with closing(Database(database_url)) as database:
        _fuzz(database, database_url, study, requests)


def _fuzz(database: Database, database_url: str, study: Study, requests: int) -> None:
    version = database.write(lambda record: record.register_version(study, "pilot", utc_now()))
    flow = SessionFlow(database, version, study, mode="pilot")
    cast = cast_of(flow, study)
    answered: Counter[int] = Counter()

    with closing(StateWatch(database_url)) as watch, _browser(database, flow) as browser:

        @seed(SEED)
        @settings(max_examples=requests, database=None, suppress_health_check=list(HealthCheck))
        @given(bent_requests(cast))
        def check(request: Request) -> None:
            browser.cookies.clear()
            kept = watch.events()
            reply = browser.request(
                request.method, request.path, content=request.bytes(), headers=_as_bytes(request.all_headers())
            )
            changed, new_events = watch.changed(), watch.events() - kept
            if changed:
                watch.restore()
            note(f"{reply.status_code} {reply.text[:500]}")
            assert changed == [], f"{reply.status_code} {reply.text[:300]}"
            assert new_events <= (1 if reply.status_code != 204 else 200)
            assert reply.status_code in request.allowed
            assert "Traceback" not in reply.text
            if request.method == "POST" and reply.status_code != 204:
                assert json.loads(reply.text).keys() <= {"message", "status", "errors", "view", "next"}
            answered[reply.status_code] += 1

        check()
    print(dict(sorted(answered.items())))
    assert answered.keys() >= {200, 401, 403, 404, 409, 410, 413, 415, 422}


def _as_bytes(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
