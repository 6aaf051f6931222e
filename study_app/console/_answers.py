"""Answers by item: diverging bars, pooled for a blinded study, by condition for open data."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis.figures import diverging_likert, likert_labels
from db import Database, frames
from protocols import LikertItem, Study, in_language
from study_app.console._snapshot import Snapshot


def show_answers(database: Database, snapshot: Snapshot) -> None:
    """One instrument at a time."""
    st.subheader("Answers", anchor=False)
    study = snapshot.study
    answered = {found.item for found in snapshot.distributions}
    rated = [key for key in _in_order(study) if answered & {item.id for item in _likert_items(study, key)}]
    if not rated:
        st.caption("Nothing has been answered yet." if _in_order(study) else "The study asks no instrument.")
        return
    names = {key: in_language(study.instruments[key].title, study.protocol.languages[0]) for key in rated}
    chosen = st.selectbox("Instrument", rated, format_func=lambda key: names[key])
    by_condition = not snapshot.is_blinded
    counts = _counts_by_condition(database, snapshot, chosen) if by_condition else _pooled_counts(snapshot, chosen)
    if counts.empty:
        st.caption("Nobody has answered this instrument yet.")
        return
    split = by_condition and counts["condition"].nunique() > 1
    figure = diverging_likert(
        counts, labels=_labels(study, chosen), item="item", condition="condition" if split else None
    )
    st.plotly_chart(figure, width="stretch", config={"displayModeBar": False}, theme=None)
    st.caption("By condition." if split else "Pooled over conditions.")
    with st.expander("The same as a table"):
        shape = counts.drop(columns=[] if split else ["condition"])
        st.dataframe(shape, hide_index=True, width="stretch")


def show_choices(snapshot: Snapshot) -> None:
    """Counts of every item that is not a rating, in one table."""
    ratings = {item.id for key in snapshot.study.instruments for item in _likert_items(snapshot.study, key)}
    rows = [
        {"item": found.item, "answer": str(value), "count": count}
        for found in snapshot.distributions
        if found.item not in ratings
        for value, count in (*found.counts, ("prefer not to answer", found.prefer_not))
        if count
    ]
    if rows:
        with st.expander("Other items, as counts"):
            st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _in_order(study: Study) -> list[str]:
    """Instruments asked at each case first, then those of a period, then the others."""
    flow, steps = study.protocol.flow, study.protocol.trial.steps
    asks = [ask for page in (*steps, *flow.period, *flow.after, *flow.before) for ask in page.ask]
    return list(dict.fromkeys(ask.instrument for ask in asks if ask.instrument is not None))


def _likert_items(study: Study, instrument: str) -> list[LikertItem]:
    return [item for item in study.instruments[instrument].items if isinstance(item, LikertItem)]


def _scale(study: Study, instrument: str) -> tuple[int, int, int, tuple[str, ...]]:
    """Points, first value, step and labels of an instrument's ratings."""
    declared, item = study.instruments[instrument].scale, _likert_items(study, instrument)[0]
    own = item.points is not None
    source: Any = item if own else declared
    labels = (item.labels if own else declared.labels if declared else None) or ()
    language = study.protocol.languages[0]
    return int(source.points), source.first, source.step, tuple(in_language(label, language) for label in labels)


def _labels(study: Study, instrument: str) -> list[str]:
    points, _, _, labels = _scale(study, instrument)
    return list(labels) if len(labels) == points else likert_labels(points, labels[0], labels[-1])


def _prompts(study: Study, instrument: str) -> dict[str, str]:
    language = study.protocol.languages[0]
    return {
        item.id: in_language(item.prompt, language).replace("{label}", "the assistant")
        for item in _likert_items(study, instrument)
    }


def _pooled_counts(snapshot: Snapshot, instrument: str) -> pd.DataFrame:
    _, first, step, _ = _scale(snapshot.study, instrument)
    prompts = _prompts(snapshot.study, instrument)
    rows = [
        {"item": prompts[found.item], "condition": "", "answer": (float(value) - first) / step + 1, "count": count}
        for found in snapshot.distributions
        if found.item in prompts
        for value, count in found.counts
    ]
    return pd.DataFrame(rows, columns=["item", "condition", "answer", "count"])


def _counts_by_condition(database: Database, snapshot: Snapshot, instrument: str) -> pd.DataFrame:
    _, first, step, _ = _scale(snapshot.study, instrument)
    prompts = _prompts(snapshot.study, instrument)
    responses = frames(database, snapshot.study.protocol.id, snapshot.mode, version=snapshot.version.number)[
        "responses"
    ]
    asked = responses[responses["item"].isin(list(prompts)) & responses["value"].notna()].copy()
    titles = {condition.id: condition.title for condition in snapshot.study.protocol.design.conditions}
    asked["answer"] = (pd.to_numeric(asked["value"]) - first) / step + 1
    if asked["condition"].notna().any():
        asked = asked[asked["condition"].notna()]  # practice is left out beside the cases
    asked["condition"] = asked["condition"].map(titles).fillna("")
    asked["item"] = asked["item"].map(prompts)
    return asked.groupby(["item", "condition", "answer"]).size().rename("count").reset_index()
