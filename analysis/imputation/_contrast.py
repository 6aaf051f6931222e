"""A contrast of conditions on completed data."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._gate import FloatArray
from analysis.imputation._impute import Imputations
from analysis.imputation._rubin import RubinResult, rubin


@dataclass(frozen=True, eq=False)
class Contrast:
    """Treatment minus reference by participant, in three parts: the contrast is linear in the values.

    >>> rows = pd.DataFrame({"participant": [1, 1, 2, 2], "condition": ["text", "visual"] * 2, "value": [1.0, 3, 2, np.nan]})
    >>> found = contrast(Imputations(rows, np.array([[2.0], [4.0]])), "text", "visual")
    >>> found.pooled(0.0).estimates()[0].estimate, found.pooled(-1.0).estimates()[0].estimate
    (1.5, 1.0)
    """

    observed: FloatArray
    """Part of the observed values, shape (n,)."""
    imputed: FloatArray
    """Part of the imputed values, shape (m, n)."""
    shifted: FloatArray
    """What a shift of the imputed values by one unit adds, shape (n,)."""
    treated: FloatArray | None
    """1 for the treatment and -1 for the reference where groups are compared; None for differences within participants."""

    def pooled(self, delta: float = 0.0, confidence: float = 0.95) -> RubinResult:
        """The contrast over imputations, with the imputed values under the treatment shifted by `delta`.

        Mean difference with the standard error of a paired t test (n - 1 degrees of freedom), or difference of two groups with
        their pooled variance (n - 2).
        """
        values = self.observed + self.imputed + delta * self.shifted
        n = values.shape[1]
        if self.treated is None:
            estimates, errors, df = values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(n), n - 1
        else:
            sides, df = [values[:, self.treated == sign] for sign in (1.0, -1.0)], n - 2
            squares = np.sum([side.shape[1] * side.var(axis=1) for side in sides], axis=0)
            estimates = np.sum([side.mean(axis=1) for side in sides], axis=0)
            errors = np.sqrt(squares / df * sum(1 / side.shape[1] for side in sides))
        return rubin(estimates, errors, df_complete=df, confidence=confidence, term="imputed")


def contrast(imputations: Imputations, reference: str, treatment: str, *, by_correctness: bool = False) -> Contrast:
    """Participants' mean under the treatment minus that under the reference, of everyone for whom both were planned.

    With `by_correctness` this difference over cases in which the AI was right, minus that over cases in which it was wrong; a
    shift then moves the cases in which it was right. Where nobody meets both conditions, groups are compared.

    References
    ----------
    Ratitch, O'Kelly and Tosiello 2013, Pharmaceutical Statistics 12:337 (shifted imputations and their tipping point).

    Examples
    --------
    >>> rows = pd.DataFrame({"participant": [1, 1, 2, 2], "condition": ["text", "visual"] * 2, "value": [1.0, 3, 2, np.nan]})
    >>> found = contrast(Imputations(rows, np.array([[2.0], [4.0]])), "text", "visual")
    >>> (found.observed + found.imputed).tolist(), found.shifted.tolist()
    ([[2.0, 0.0], [2.0, 2.0]], [0.0, 1.0])
    """
    rows = imputations.rows
    treated = (rows["condition"] == treatment).to_numpy()
    kept = treated | (rows["condition"] == reference).to_numpy()
    missing = imputations.missing.to_numpy()
    sign, moved, cell = np.where(treated, 1.0, -1.0), treated & missing, ["participant", "condition"]
    if by_correctness:
        right = rows["ai_correct"].astype(bool).to_numpy()
        sign, moved, cell = sign * np.where(right, 1.0, -1.0), moved & right, [*cell, "ai_correct"]
    size = rows.groupby(cell, observed=True)["condition"].transform("size").to_numpy(dtype=float)
    weight = np.where(kept, sign / size, 0.0)
    codes, people = pd.factorize(rows["participant"])
    n = len(people)
    met = rows[kept].drop_duplicates(cell).groupby("participant").size().reindex(people, fill_value=0).to_numpy()
    full = (met == met.max()) & (met > 0)
    side = np.zeros(n)
    side[codes[kept]] = np.where(treated[kept], 1.0, -1.0)
    return Contrast(
        observed=np.bincount(codes, np.where(missing, 0.0, weight * rows["value"].to_numpy(dtype=float)), n)[full],
        imputed=np.array(
            [np.bincount(codes[missing], weight[missing] * drawn, n)[full] for drawn in imputations.drawn]
        ).reshape(-1, int(full.sum())),
        shifted=np.bincount(codes, weight * moved, n)[full],
        treated=side[full] if met.max() == (2 if by_correctness else 1) else None,
    )
