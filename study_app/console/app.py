"""The console's script: everything a researcher needs to see on one page."""

from __future__ import annotations

import os

import streamlit as st

from db import Database
from study_app.console._answers import show_answers, show_choices
from study_app.console._export import show_export
from study_app.console._header import show_header, show_numbers
from study_app.console._login import log_out, require_user
from study_app.console._participants import show_participants
from study_app.console._recruitment import show_balance, show_recruitment
from study_app.console._snapshot import modes_with_data, take_snapshot
from study_app.console._style import STYLE
from study_app.flow import end_absent_sessions, utc_now
from study_app.runtime import database_url, study_id


@st.cache_resource
def open_database() -> Database:
    """One database object a process."""
    return Database(database_url())


@st.cache_resource
def served_study(folder: str) -> str:
    """Name of the served study."""
    return study_id(open_database(), folder)


st.set_page_config(page_title="Researcher console", layout="wide", page_icon=":material/monitoring:")
st.html(STYLE)
database = open_database()
user = require_user(database)
study = served_study(os.environ["STUDY_FOLDER"])

end_absent_sessions(database, study, utc_now())
modes = modes_with_data(database, study)
title, actions = st.columns([3, 2], vertical_alignment="center")
with actions, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
    names = {"live": "Live", "pilot": "Pilot", "bot": "Bots"}
    mode = st.selectbox("Sessions", modes, format_func=names.__getitem__, label_visibility="collapsed", width=110)
    st.button("Refresh", icon=":material/refresh:")
    st.button("Log out", on_click=log_out)
snapshot = take_snapshot(database, study, mode, utc_now())
if snapshot is None:
    st.info("This study has not been served yet.")
    st.stop()
with title:
    show_header(snapshot)

show_numbers(snapshot)
left, right = st.columns([3, 2])
with left, st.container(border=True, height="stretch", key="card_answers"):
    show_answers(database, snapshot)
    show_choices(snapshot)
with right:
    with st.container(border=True, key="card_balance"):
        show_balance(snapshot)
    with st.container(border=True, key="card_recruitment"):
        show_recruitment(snapshot)
with st.container(border=True, key="card_participants"):
    show_participants(snapshot)
    show_export(database, snapshot, user)
