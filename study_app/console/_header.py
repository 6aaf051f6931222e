"""The top of the console: which study, in which state, and the numbers that matter at one glance."""

from __future__ import annotations

from statistics import median

import streamlit as st

from protocols import in_language
from study_app.console._snapshot import Snapshot

_STATES = {
    "draft": ("Draft", "gray"),
    "pilot": ("Pilot", "blue"),
    "live": ("Recruiting", "green"),
    "paused": ("Paused", "orange"),
    "closed": ("Closed", "gray"),
}
_NOTES = {
    "pilot": "Test sessions: open data, never part of the live study.",
    "bot": "Simulated participants: open data, never part of the live study.",
}


def show_header(snapshot: Snapshot) -> None:
    """Title, state, fingerprint, blinding."""
    state, colour = _STATES[snapshot.version.state] if snapshot.mode != "bot" else ("Simulated", "violet")
    st.title(in_language(snapshot.study.protocol.title, snapshot.study.protocol.languages[0]), anchor=False)
    taken = snapshot.taken.strftime("%d %b %Y, %H:%M:%S UTC")
    st.caption(
        f":{colour}-badge[{state}] `{snapshot.study.protocol.id}` version {snapshot.version.number} · "
        f"fingerprint `{snapshot.version.fingerprint[:12]}` · read {taken}. {_NOTES.get(snapshot.mode, '')}"
    )
    if snapshot.is_blinded:
        st.info("Blinded: answers are pooled over conditions until an audited `study unblind`.")
    if snapshot.version.revealed_at is not None and snapshot.mode == "live":
        st.caption(f"Allocation secret revealed on {snapshot.version.revealed_at:%d %b %Y, %H:%M UTC}.")


def show_numbers(snapshot: Snapshot) -> None:
    """Completed, under way, left, median duration."""
    target = snapshot.study.protocol.allocation.target
    allocated = snapshot.balance.allocated
    ended = sum(snapshot.statuses[status] for status in ("withdrawn", "timed_out"))
    turned = sum(snapshot.statuses[status] for status in ("screened_out", "declined"))
    minutes = _median_minutes(snapshot)
    numbers = (
        ("Completed", f"{snapshot.statuses['completed']}", f"{snapshot.arrived} arrived"),
        ("Allocated", f"{allocated} / {target}" if snapshot.mode == "live" else f"{allocated}", "slots of the ledger"),
        ("Under way", f"{snapshot.under_way}", "consented, not at the end"),
        ("Left early", f"{ended}", "withdrawn or timed out"),
        ("Turned away", f"{turned}", "declined or screened out"),
        ("Median time", "–" if minutes is None else f"{minutes:.0f} min", "first contact to completion"),
    )
    for column, (label, value, note) in zip(st.columns(len(numbers)), numbers, strict=True):
        with column, st.container(border=True, height="stretch", key=f"card_number_{label.replace(' ', '_')}"):
            st.metric(label, value)
            st.caption(note)


def _median_minutes(snapshot: Snapshot) -> float | None:
    durations = [
        (session.seen_at - session.created_at).total_seconds() / 60
        for session in snapshot.sessions
        if session.status == "completed" and session.seen_at is not None and session.created_at is not None
    ]
    return median(durations) if durations else None
