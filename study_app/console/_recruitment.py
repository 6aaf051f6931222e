"""Recruitment over time, and whether allocation is in balance."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis.figures import TEMPLATE
from study_app.console._snapshot import Snapshot


def show_recruitment(snapshot: Snapshot) -> None:
    """Cumulative arrivals, allocations and completions by day."""
    st.subheader("Recruitment", anchor=False)
    if not snapshot.arrivals:
        st.caption("Nobody has arrived yet.")
        return
    days = pd.DataFrame([vars(day) for day in snapshot.arrivals]).set_index("day").cumsum()
    figure = go.Figure()
    lines = {"arrived": ("Arrived", "#6b7683", "dot"), "allocated": ("Allocated", "#d2762b", "dash")}
    lines["completed"] = ("Completed", "#0b5a87", "solid")
    for name, (label, colour, dash) in lines.items():
        line = {"color": colour, "dash": dash, "width": 2.5, "shape": "hv"}
        mode = "lines+markers" if len(days) < 40 else "lines"
        figure.add_scatter(x=days.index, y=days[name], name=label, mode=mode, line=line)
    if snapshot.mode == "live":
        figure.add_hline(y=snapshot.study.protocol.allocation.target, line_dash="dash", annotation_text="target")
    figure.update_xaxes(type="date" if len(days) > 1 else "category")
    figure.update_yaxes(rangemode="tozero", title="participants, cumulative")
    figure.update_layout(template=TEMPLATE, height=280, margin={"t": 24}, legend={"orientation": "h", "y": 1.15})
    st.plotly_chart(figure, width="stretch", config={"displayModeBar": False}, theme=None)
    with st.expander("The same as a table"):
        st.dataframe(days, width="stretch")


def show_balance(snapshot: Snapshot) -> None:
    """In or out of bounds, and the largest imbalance: never which arm."""
    st.subheader("Allocation", anchor=False)
    found = snapshot.balance
    if not found.allocated:
        st.caption("Nobody has been allocated yet.")
    elif found.bound is None:
        st.markdown(f"Largest imbalance within a stratum: **{found.largest_imbalance}**. This method sets no bound.")
    elif found.in_bounds:
        st.markdown(
            f":green[**In balance.**] Largest imbalance between two sequences within a stratum: "
            f"**{found.largest_imbalance}**; blocks allow up to {found.bound}."
        )
    else:
        st.markdown(
            f":red[**Out of bounds.**] Largest imbalance between two sequences within a stratum: "
            f"**{found.largest_imbalance}**, but blocks allow only {found.bound}. Run `study audit`."
        )
    strata: dict[str, int] = {}
    for session in snapshot.sessions:
        if session.stratum is not None:
            strata[session.stratum] = strata.get(session.stratum, 0) + 1
    if strata:
        table = pd.DataFrame({"stratum": list(strata), "allocated": list(strata.values())})
        st.dataframe(table, hide_index=True, width="stretch")
    _show_heads(snapshot)


def _show_heads(snapshot: Snapshot) -> None:
    """What to write down elsewhere, so that the record can be held to it later."""
    rows = ", ".join(f"{head.head.length} rows of {head.chain}" for head in snapshot.heads)
    st.caption(f"Hash chains: {rows}.")
    with st.expander("To write down elsewhere"):
        st.caption("`study audit --expect-head` tells later whether a chain was rewritten since.")
        for head in snapshot.heads:
            st.code(str(head), language=None, wrap_lines=True)
        if snapshot.version.secret_commitment is not None:
            st.caption("Fingerprint, and the commitment to the allocation secret:")
            st.code(snapshot.version.fingerprint, language=None, wrap_lines=True)
            st.code(snapshot.version.secret_commitment, language=None, wrap_lines=True)
