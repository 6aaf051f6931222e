"""`python -m study_app.participant --port 8501`: one process of the participant app."""

from __future__ import annotations

import argparse
from pathlib import Path

import streamlit as st
import uvicorn
from streamlit.web import bootstrap

from study_app.participant.site import current_site
from study_app.streamlit_options import PARTICIPANT
from study_app.web import participant_app_parts

GRACE_SECONDS = 5
MEBIBYTE = 1024 * 1024


def main() -> None:
    """Serves until a signal ends it.

    uvicorn binds the port itself: the socket that `st.App.run` makes lacks TCP_NODELAY, and answers on a kept
    connection then wait 40 ms for the browser's delayed acknowledgement (measured).
    """
    parser = argparse.ArgumentParser(prog="python -m study_app.participant", description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    arguments = parser.parse_args()
    bootstrap.load_config_options(dict(PARTICIPANT))
    parts = participant_app_parts(current_site())
    app = st.App(
        Path(__file__).with_name("page.py"),
        routes=parts.routes,
        middleware=parts.middleware,
        exception_handlers=parts.exception_handlers,
    )
    uvicorn.run(
        app,
        host=arguments.address,
        port=arguments.port,
        ws="websockets-sansio",
        ws_max_size=int(PARTICIPANT["server.maxMessageSize"]) * MEBIBYTE,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
