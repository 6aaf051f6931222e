"""The participant app's routes in this process, on a port, without Streamlit: for faults that only a connection knows."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.applications import Starlette

from db import Database
from study_app.participant.site import FRONTEND
from study_app.runtime import open_study
from study_app.web import Assets, Site, participant_app_parts
from tests.endurance.conftest import STUDY


class PlainApp:
    """Serves while it is entered."""

    def __init__(self, database: Database) -> None:
        flow = open_study(database, STUDY).flow()
        parts = participant_app_parts(Site(flow, Assets(FRONTEND), "A study", database.check_writable))
        app = Starlette(routes=parts.routes, middleware=parts.middleware, exception_handlers=parts.exception_handlers)
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self.port = int(self._socket.getsockname()[1])
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> PlainApp:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
