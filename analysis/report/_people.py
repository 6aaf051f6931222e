"""Who took part, as the page's tables show it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.confirmatory import Results, baseline
from analysis.data import Dataset
from analysis.report._numbers import DASH, decimal


def groups(dataset: Dataset) -> list[tuple[str, str]]:
    """Sequences and `all`, with the number allocated."""
    members = dataset.allocations["sequence"].dropna()
    counted = [(str(name), f"{str(name).upper()} (n = {(members == name).sum()})") for name in sorted(members.unique())]
    return [*counted, ("all", f"All (n = {len(dataset.allocations)})")]


def analysed(results: Results) -> dict[str | None, str]:
    """On how many the deciding estimate of each primary hypothesis rests, by sequence; under None in all."""
    members = results.dataset.allocations.set_index("participant")["sequence"]
    entered = {result.hypothesis.id.upper(): list(result.participants) for result in results.family("primary")}
    found: dict[str | None, str] = {None: ", ".join(f"{name}: {len(people)}" for name, people in entered.items())}
    for lane in results.flow.sequences:
        if lane.sequence is not None:
            counts = {name: int((members.reindex(people) == lane.sequence).sum()) for name, people in entered.items()}
            found[lane.sequence] = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return found


def baseline_rows(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """One row a characteristic and level, one cell a group."""
    table = baseline(dataset)
    shown = [group for group, _ in groups(dataset)]
    for characteristic, block in table.groupby("characteristic", sort=False):
        levels = list(dict.fromkeys(block["level"]))
        for number, name in enumerate(levels):
            cells = block[block["level"] == name].set_index("group")
            yield {
                "characteristic": characteristic,
                "first": number == 0,
                "level": name,
                "cells": [_cell(cells.loc[group]) if group in cells.index else DASH for group in shown],
            }


def _cell(row: pd.Series) -> str:
    if row["level"]:
        return f"{int(row['count'])} ({decimal(row['percent'], 0)}%)" if row["n"] else DASH
    return f"{decimal(row['mean'], 1)} ({decimal(row['sd'], 1)})" if row["n"] else DASH
