"""What the page says from data and plan alone: it waits for no result, so another process can make it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from analysis.confirmatory import allocated_outcomes, allocation_test
from analysis.data import Dataset
from analysis.design import PermutationResult
from analysis.figures import figure_html
from analysis.imputation import MissingDataResult, missing_data
from analysis.report._decisions import calibration_figure, time_figure
from analysis.report._figures import item_figures
from analysis.report._people import baseline_rows
from analysis.report._trust import trust_rows
from analysis.sensitivity import LinearModels, PopulationAveraged, linear_models, population_averaged


@dataclass(frozen=True, eq=False)
class DataView:
    """Everything on the page that needs neither the promised tests nor the declared models; figures as HTML. Without a hypothesis
    the page shows the first two alone."""

    baseline: tuple[Mapping[str, Any], ...]
    """Rows of the baseline table."""
    items: tuple[tuple[str, str], ...]
    """Title of each instrument, and the answers to its items."""
    permutations: Mapping[str, PermutationResult] = field(default_factory=dict)
    """By hypothesis: the test that deals the sequences out again, on everyone allocated."""
    missing: tuple[MissingDataResult, ...] = ()
    """Each promised contrast with its gaps filled."""
    linear: LinearModels = field(default_factory=dict)
    """Declared models once more, as linear ones."""
    population: tuple[PopulationAveraged, ...] = ()
    """Promised contrasts of right or wrong, averaged over the population."""
    trust: tuple[Mapping[str, Any], ...] = ()
    """Rows of the table of ratings against correctness."""
    calibration: str | None = None
    """Final judgements against stated confidence."""
    times: str | None = None
    """Seconds a case."""


def data_view(dataset: Dataset, values: pd.DataFrame | None = None) -> DataView:
    """Computes it; `values` are the tidy outcomes of everyone allocated, where they are known already."""
    hypotheses = dataset.study.protocol.analysis.hypotheses
    baseline = tuple(baseline_rows(dataset))
    items = tuple(
        (title, figure_html(figure, name=f"items_{number}"))
        for number, (title, figure) in enumerate(item_figures(dataset), start=1)
    )
    if not hypotheses:
        return DataView(baseline, items)
    values = allocated_outcomes(dataset) if values is None else values
    return DataView(
        baseline,
        items,
        permutations={hypothesis.id: allocation_test(dataset, values, hypothesis) for hypothesis in hypotheses},
        missing=missing_data(dataset, values),
        linear=linear_models(dataset, values),
        population=population_averaged(dataset, values),
        trust=tuple(trust_rows(dataset, values)),
        calibration=_drawn(calibration_figure(dataset), "calibration"),
        times=_drawn(time_figure(dataset), "times"),
    )


def _drawn(figure: go.Figure | None, name: str) -> str | None:
    return None if figure is None else figure_html(figure, name=name)
