from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from study_app.web import COOKIE, Assets, Site, participant_app_parts
from tests.web.fake_flow import FakeFlow

FRONTEND = {
    "main.js": 'import { ask } from "./api.js";\n' + "export function mount() {}\n" * 50,
    "landing.js": 'import { ask } from "./api.js";\nimport {\n  run,\n} from "./pages/run.js";\n',
    "api.js": "export function ask() {}\n",
    "pages/run.js": 'export { ask as run } from "../api.js";\n/** @type {import("./types.js").Run} */\n',
    "pages/types.js": "export {};\n",
    "landing.css": "body { margin: 0 }\n",
    "styles/document.css": "html { margin: 0 }\n",
    "fonts/inter-latin-wght-normal.woff2": "font",
}


@pytest.fixture
def flow() -> FakeFlow:
    return FakeFlow()


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    for path, content in FRONTEND.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
    return Assets(tmp_path)


@pytest.fixture
def client(flow: FakeFlow, assets: Assets) -> Iterator[TestClient]:
    """A browser's view of the routes: requests from our own page, no session yet."""
    parts = participant_app_parts(Site(flow, assets, "Answers & pictures", flow.check_writable))
    app = Starlette(routes=parts.routes, middleware=parts.middleware, exception_handlers=parts.exception_handlers)
    with TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}, raise_server_exceptions=False) as browser:
        yield browser


@pytest.fixture
def joined(client: TestClient) -> TestClient:
    """The same browser with a session."""
    assert client.post("/api/join", json={}).status_code == 201
    return client


@pytest.fixture
def token(joined: TestClient) -> str:
    return joined.cookies[COOKIE]
