"""`python -m study_app.participant --port 8501`: one process of the participant app."""

from __future__ import annotations

import argparse
from pathlib import Path

import streamlit as st

from study_app.streamlit_options import PARTICIPANT
from study_app.participant.site import current_site
from study_app.web import participant_app_parts


def main() -> None:
    """Serves until a signal ends it."""
    parser = argparse.ArgumentParser(prog="python -m study_app.participant", description=__doc__)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    arguments = parser.parse_args()
    parts = participant_app_parts(current_site())
    app = st.App(
        Path(__file__).with_name("page.py"),
        routes=parts.routes,
        middleware=parts.middleware,
        exception_handlers=parts.exception_handlers,
    )
    app.run(config={**PARTICIPANT, "server.address": arguments.address, "server.port": arguments.port})


if __name__ == "__main__":
    main()
