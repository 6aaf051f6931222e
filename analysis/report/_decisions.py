"""What people decided, under each condition: reliance, calibration, times."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.data import Dataset
from analysis.decisions import CalibrationResult, RelianceResult, calibration, reliance
from analysis.figures import calibration_plot, raincloud
from analysis.quality import case_times

WITHHELD = "All conditions"
"""Stands for the condition where it is withheld."""


def reliance_by_condition(dataset: Dataset) -> RelianceResult:
    """Agreement, switching, RAIR, RSR, over- and under-reliance, d' and criterion of allocated participants, by title of the condition.

    Source: as in `reliance`: Schemmer et al. 2023, arXiv 2302.02187.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> reliance_by_condition(dataset).counts().query("name == 'agreement'")[["group", "denominator"]].to_dict("list")
    {'group': ['Text and SkinGEN images', 'Text only'], 'denominator': [48, 48]}
    """
    return reliance(_trials(dataset), by="condition", confidence=dataset.study.protocol.analysis.confidence)


def calibration_by_condition(dataset: Dataset) -> Mapping[str, CalibrationResult]:
    """Calibration of the final confidence, by title of the condition; empty where no confidence was asked for.

    Source: as in `calibration`: Brier 1950, Monthly Weather Review 78:1.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> {title: found.n for title, found in calibration_by_condition(dataset).items()}
    {'Text only': 48, 'Text and SkinGEN images': 48}
    """
    trials = _trials(dataset)
    stated = trials[trials["final_confidence"].notna() & trials["final_correct"].notna()]
    level = dataset.study.protocol.analysis.confidence
    parts = ((str(title), stated[stated["condition"] == title]) for title in stated["condition"].cat.categories)
    return {title: calibration(part, confidence=level) for title, part in parts if len(part)}


def calibration_figure(dataset: Dataset) -> go.Figure | None:
    """Share of right final judgements against stated confidence; None where no confidence was asked for.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> calibration_figure(dataset).layout.meta["alt"].split(".")[0]
    'Calibration curves'
    """
    found = calibration_by_condition(dataset)
    return calibration_plot(found) if found else None


def time_figure(dataset: Dataset) -> go.Figure | None:
    """Raincloud of each participant's median seconds a case under each condition; None without a case.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> time_figure(dataset).layout.meta["alt"].split(".")[0]
    'Distribution of median seconds a case'
    """
    times = case_times(dataset)
    if times.empty:
        return None
    # the generator only scatters dots, so that equal data give equal bytes
    rng = np.random.default_rng(dataset.study.protocol.analysis.seed)
    return raincloud(times, "seconds", rng, x_label="Median seconds a case", logarithmic=True)


def _trials(dataset: Dataset) -> pd.DataFrame:
    """The trials of allocated participants with titles for conditions, in declared order."""
    trials = dataset.trials[dataset.trials["participant"].isin(dataset.allocations["participant"])]
    withheld = bool(trials["condition"].isna().all())
    titles = [WITHHELD] if withheld else list(dataset.conditions.values())
    named = trials["condition"].map(dict(dataset.conditions)).fillna(WITHHELD)
    return trials.assign(condition=pd.Categorical(named, categories=titles))
