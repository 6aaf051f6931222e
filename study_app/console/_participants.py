"""The participants: who is where. Nothing here tells conditions apart."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from protocols import plan, sequences
from study_app.console._snapshot import Snapshot

_FILTERS = {
    "All": None,
    "Completed": {"completed"},
    "Under way": {"invited", "consented", "allocated", "active"},
    "Left": {"withdrawn", "timed_out", "declined", "screened_out"},
}


def show_participants(snapshot: Snapshot) -> None:
    """One row a participant, newest first."""
    st.subheader("Participants", anchor=False)
    if not snapshot.sessions:
        st.caption("Nobody has arrived yet.")
        return
    chosen = st.segmented_control("Show", list(_FILTERS), default="All", required=True)
    wanted = _FILTERS[chosen or "All"]
    study = snapshot.study
    total = len(plan(study, sequences(study.protocol.design)[0], b"console").pages)
    rows = [
        {
            "participant": session.participant,
            "status": session.status.replace("_", " "),
            "started": session.created_at,
            "last step": session.seen_at,
            "progress": session.pages_saved / total,
            "last page": session.page,
            "stratum": session.stratum,
            "code": session.screen_out_code,
        }
        for session in reversed(snapshot.sessions)
        if wanted is None or session.status in wanted
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "progress": st.column_config.ProgressColumn("pages saved", format="percent", min_value=0, max_value=1),
            "started": st.column_config.DatetimeColumn("started (UTC)", format="D MMM, HH:mm"),
            "last step": st.column_config.DatetimeColumn("last step (UTC)", format="D MMM, HH:mm"),
        },
    )
