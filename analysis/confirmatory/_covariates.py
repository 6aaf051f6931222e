"""Adjusted differences where two codes do not tell the design: three conditions and more, and groups of participants."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import OLS

from analysis._gate import FloatArray, counted
from analysis._result import Estimate
from analysis.between import Groups
from analysis.confirmatory._adjusted import AdjustedDifference

TERM = "adjusted_difference"


def adjusted_contrast(
    means: pd.DataFrame, places: pd.DataFrame, reference: str, treatment: str, *, confidence: float = 0.95
) -> AdjustedDifference:
    """Least squares of participants' means on participant, condition, period and case set.

    The standard analysis of a crossover with several conditions: participants as fixed effects, so everybody met under two
    conditions contributes, the third condition to the estimates of periods and case sets and to the residual variance.

    Parameters
    ----------
    means
        `participant, condition, value`; all conditions, one row each.
    places
        Period and case set by participant and condition, as `participant_design` gives them.
    reference, treatment
        The conditions to compare.
    confidence
        Level of the interval, from t with the residual degrees of freedom.

    References
    ----------
    Jones and Kenward 2014, Design and Analysis of Cross-Over Trials, ch. 5.

    Examples
    --------
    >>> people = [name for name in "abcdef" for _ in range(3)]
    >>> met = ["x", "y", "z", "y", "z", "x", "z", "x", "y"] * 2
    >>> means = pd.DataFrame({"participant": people, "condition": met, "value": [2, 4, 3, 3, 5, 5, 1, 3, 4] * 2})
    >>> places = means.assign(period=[1, 2, 3] * 6).set_index(["participant", "condition"])[["period"]]
    >>> result = adjusted_contrast(means, places, "x", "y")
    >>> result.adjusted_for, result.df
    (('period',), 8)
    """
    cells = (
        means.dropna(subset=["value"]).join(places, on=["participant", "condition"]).dropna(subset=list(places.columns))
    )
    met = cells.groupby("participant")["condition"].transform("nunique")
    cells = cells[met > 1]
    n = cells["participant"].nunique()
    known = [name for name in (reference, treatment) if (cells["condition"] == name).any()]
    if len(known) < 2:
        return _nothing(n, 0, "Nobody has values under both conditions: no adjusted estimate.")
    conditions = [name for name in sorted(cells["condition"].unique()) if name != reference]
    person = pd.factorize(cells["participant"])[0]
    columns = [_within((cells["condition"] == name).to_numpy(dtype=float), person) for name in conditions]
    kept = []
    for name in places.columns:
        before = len(columns)
        for level in sorted(cells[name].unique())[1:]:
            wider = [*columns, _within((cells[name] == level).to_numpy(dtype=float), person)]
            if np.linalg.matrix_rank(np.column_stack(wider)) == len(wider):
                columns = wider
        if len(columns) > before:
            kept.append(str(name))
    design = np.column_stack(columns)
    values = _within(cells["value"].to_numpy(dtype=float), person)
    df = len(cells) - n - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return _nothing(n, df, f"No adjusted estimate: {counted(n, 'participant')} are too few for this design.")
    coefficients, *_ = np.linalg.lstsq(design, values, rcond=None)
    squares = float(((values - design @ coefficients) ** 2).sum())
    place = conditions.index(treatment)
    std_error = float(np.sqrt(squares / df * np.linalg.inv(design.T @ design)[place, place]))
    if std_error < 1e-12:
        return _nothing(n, df, "No adjusted estimate: nothing varies within participants.")
    difference = _t_row(float(coefficients[place]), std_error, df, confidence)
    return AdjustedDifference(n=n, difference=difference, df=df, adjusted_for=tuple(kept))


def adjusted_groups(groups: Groups, strata: pd.Series, *, confidence: float = 0.95) -> AdjustedDifference:
    """Least squares of participants' means on condition and stratum: what stratified allocation asks for.

    Parameters
    ----------
    groups
        Values by condition.
    strata
        Stratum of each participant.
    confidence
        Level of the interval.

    References
    ----------
    Kahan and Morris 2012, Statistics in Medicine 31:328 (adjusting for what the allocation was stratified by).

    Examples
    --------
    >>> groups = Groups("trust", tuple("abcdef"), np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 5.0]), "text", "visual")
    >>> strata = pd.Series(["new", "new", "old", "new", "old", "old"], index=list("abcdef"))
    >>> round(adjusted_groups(groups, strata).difference.estimate, 3)
    1.25
    """
    df = groups.n - 2
    if min(groups.sizes) == 0:
        return _nothing(groups.n, 0)
    if groups.n and strata.reindex(list(groups.participants)).isna().any():
        return _nothing(groups.n, df, "The stratum of some participants is unknown, so no adjustment for it.")
    stratum = strata.reindex(list(groups.participants)).to_numpy()
    treated = np.repeat([0.0, 1.0], groups.sizes)
    dummies = [(stratum == level).astype(float) for level in sorted(set(stratum))[1:]]
    if not dummies:
        return _nothing(groups.n, df)
    design = np.column_stack([np.ones(groups.n), treated, *dummies])
    values = np.concatenate([groups.reference, groups.treatment])
    df = groups.n - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1] or np.ptp(values) == 0:
        return _nothing(
            groups.n, df, "No estimate adjusted for strata: too few participants in them, or nothing varies."
        )
    fit = OLS(values, design).fit()
    if not fit.bse[1] > 1e-12:
        return _nothing(groups.n, df, "No estimate adjusted for strata: nothing varies within them.")
    difference = _t_row(float(fit.params[1]), float(fit.bse[1]), df, confidence)
    return AdjustedDifference(n=groups.n, difference=difference, df=df, adjusted_for=("stratum",))


def _within(values: FloatArray, person: np.ndarray) -> FloatArray:
    """Values minus their mean over the participant."""
    return np.asarray(values - (np.bincount(person, values) / np.bincount(person))[person])


def _t_row(estimate: float, std_error: float, df: int, confidence: float) -> Estimate:
    t = estimate / std_error
    margin = float(stats.t.isf((1 - confidence) / 2, df)) * std_error
    return Estimate(
        TERM, estimate, std_error, t, 2 * float(stats.t.sf(abs(t), df)), estimate - margin, estimate + margin
    )


def _nothing(n: int, df: int, *messages: str) -> AdjustedDifference:
    return AdjustedDifference(n=n, difference=Estimate(TERM), df=max(df, 0), adjusted_for=(), messages=messages)
