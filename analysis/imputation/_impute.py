"""Completed data sets of one outcome."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray, column, counted, generator, levels, numeric_column, one_of
from analysis.imputation._sampler import Cells, Sampler

IMPUTATIONS = 50
"""Completed data sets; with half of the information missing, more would change a standard error by about a hundredth."""
FEWEST = 3
"""Participants with values that every condition needs."""
SCALES = ("linear", "log")


@dataclass(frozen=True, eq=False)
class Imputations:
    """The rows of a design with several fillings of their gaps.

    >>> rows = pd.DataFrame({"participant": [1, 1], "condition": ["text", "visual"], "value": [1.0, np.nan]})
    >>> made = Imputations(rows, np.array([[2.0], [4.0]]))
    >>> made.missing.tolist(), made.completed(1)["value"].tolist()
    ([False, True], [1.0, 4.0])
    """

    rows: pd.DataFrame
    """As given, with NaN where a value is missing."""
    drawn: FloatArray
    """The missing values of each completed data set, shape (m, missing); m is 0 where nothing can be drawn."""
    messages: tuple[str, ...] = ()
    """Why nothing was drawn, in words."""

    @property
    def missing(self) -> pd.Series:
        """Whether the value of a row is missing."""
        return self.rows["value"].isna()

    def completed(self, number: int) -> pd.DataFrame:
        """The rows of completed data set `number`, from 0."""
        values = self.rows["value"].to_numpy(dtype=float, copy=True)
        values[self.missing.to_numpy()] = self.drawn[number]
        return self.rows.assign(value=values)


def impute(
    rows: pd.DataFrame,
    rng: np.random.Generator,
    *,
    imputations: int = IMPUTATIONS,
    scale: Literal["linear", "log"] = "linear",
) -> Imputations:
    """Fill the gaps of an outcome from what was seen of the participant, the case, the condition and the period.

    The model is linear and mixed: value = condition + period + AI correctness + condition x AI correctness + case + participant
    + residual. Participants vary in every condition of their own, with any correlation, where they have several values under
    one condition, else in their level alone; cases vary in their level. It assumes that gaps depend on what was seen and
    not, beyond that, on the missing value itself (missing at random). Values are neither rounded nor cut off: both would bias
    means (Horton, Lipsitz and Parzen 2003). Each completed data set comes from another draw of all effects and
    variances, so that uncertainty about the model counts.

    Parameters
    ----------
    rows
        One row a planned value: `participant, condition, value`, where they apply `period, case, ai_correct`; `value` is
        NaN where missing.
    rng
        Seeded generator.
    imputations
        Number of completed data sets.
    scale
        `log` for times: drawn on the scale of the logarithm, so that they are positive.

    References
    ----------
    Rubin 1987, Multiple Imputation for Nonresponse in Surveys. Schafer and Yucel 2002, Journal of Computational and Graphical
    Statistics 11:437. Horton, Lipsitz and Parzen 2003, The American Statistician 57:229.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "participant": list("aabbccddee"), "condition": ["text", "visual"] * 5,
    ...     "value": [1.0, 2, 2, 3, 3, 5, 4, 5, 2, np.nan],
    ... })
    >>> filled = impute(rows, np.random.default_rng(1), imputations=200)
    >>> filled.drawn.shape, bool(2 < filled.drawn.mean() < 5)
    ((200, 1), True)
    """
    generator(rng)
    one_of(scale, SCALES, "scale")
    if imputations < 2:
        raise AnalysisError(f"imputations={imputations}: give at least 2.")
    for name in ("participant", "condition"):
        if column(rows, name, name).isna().any():
            raise AnalysisError(
                f"Column '{name}' has empty cells: a planned value belongs to somebody and a condition."
            )
    values = numeric_column(rows, "value", "value").to_numpy(dtype=float)
    if scale == "log":
        if (values <= 0).any():
            raise AnalysisError("A value is not above 0: with scale='log' all must be.")
        values = np.log(values)
    rows, missing = rows.reset_index(drop=True), np.isnan(values)
    reason = _impossible(rows[~missing], levels(rows["condition"])) if missing.any() else ""
    if reason or not missing.any():
        return Imputations(rows, np.empty((0, int(missing.sum()))), (reason,) if reason else ())
    centre, spread = float(values[~missing].mean()), float(values[~missing].std())
    cells = _cells(rows, ~missing)
    people = int(cells.person.max()) + 1
    sampler = Sampler(cells.at(~missing), (values[~missing] - centre) / spread, people, rng)
    drawn = centre + spread * sampler.draws(cells.at(missing), imputations)
    return Imputations(rows, np.exp(drawn) if scale == "log" else drawn)


def _impossible(seen: pd.DataFrame, conditions: list[object]) -> str:
    """Why nothing can be drawn, in words; empty where it can."""
    if seen["value"].nunique() < 2:
        return "Missing values cannot be imputed: all observed values are equal, or there are none."
    for condition in conditions:
        people = seen.loc[seen["condition"] == condition, "participant"].nunique()
        if people < FEWEST:
            return (
                f"Missing values cannot be imputed: {counted(people, 'participant')} with a value under '{condition}'."
            )
    return ""


def _cells(rows: pd.DataFrame, seen: np.ndarray) -> Cells:
    """The design of the model in `impute`; participant effects by condition need several values under one condition."""
    condition = _indicators(rows["condition"])
    fixed = [condition]
    if "period" in rows:
        fixed.append(_indicators(rows["period"])[:, 1:])
    if "ai_correct" in rows and rows.loc[seen, "ai_correct"].nunique() == 2:
        right = rows["ai_correct"].astype("Float64").fillna(0.5).to_numpy(dtype=float) - 0.5
        fixed.append(condition * right[:, None])
    cases = _indicators(rows["case"]) if "case" in rows else np.empty((len(rows), 0))
    observed = rows[seen]
    meets_several = observed.groupby("participant")["condition"].nunique().max() > 1
    repeated = observed.groupby(["participant", "condition"], observed=True).size().max() > 1
    own = condition if meets_several and repeated else np.ones((len(rows), 1))
    width = sum(part.shape[1] for part in fixed)
    return Cells(np.hstack([*fixed, cases]), width, own, pd.factorize(rows["participant"])[0])


def _indicators(values: pd.Series) -> FloatArray:
    """One column a level, shape (rows, levels); a row without a level has zeros."""
    return (
        np.column_stack([(values == level).fillna(False).to_numpy(dtype=float) for level in levels(values)])
        if (values.notna().any())
        else np.empty((len(values), 0))
    )
