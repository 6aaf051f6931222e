"""Who may see the console; asked on every run of the script."""

from __future__ import annotations

import streamlit as st

from db import Database, LockedOut, UserRow, verify_user
from study_app.flow import utc_now

_USER = "console_user"


def require_user(database: Database) -> UserRow:
    """The account that is logged in; shows the login form and stops if there is none."""
    name = st.session_state.get(_USER)
    user = None if name is None else database.read(lambda record: record.user(name))
    if user is None:
        _form(database)
        st.stop()
    return user


def log_out() -> None:
    """Forgets who was logged in."""
    st.session_state.pop(_USER, None)


def _form(database: Database) -> None:
    _, middle, _ = st.columns([1, 1.2, 1])
    with middle:
        st.title("Researcher console", anchor=False)
        with st.form("login", enter_to_submit=True):
            name = st.text_input("Name", autocomplete="username")
            password = st.text_input("Password", type="password", autocomplete="current-password")
            if st.form_submit_button("Log in", type="primary", width="stretch"):
                _try(database, name.strip(), password)


def _try(database: Database, name: str, password: str) -> None:
    now = utc_now()
    try:
        user = verify_user(database, name, password, now)
    except LockedOut as locked:
        minutes = max(1, round((locked.until - now).total_seconds() / 60))
        st.error(f"Too many wrong passwords. Try again in about {minutes} minutes.")
        return
    if user is None:
        st.error("Name or password is wrong.")
        return
    st.session_state[_USER] = user.name
    database.write(lambda record: record.audit(user.name, "login", {}, now))
    st.rerun()
