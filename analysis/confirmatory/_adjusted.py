"""The mean difference freed from period and case set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from analysis._gate import FloatArray
from analysis._result import Estimate, Result
from analysis.paired import Pairs


@dataclass(frozen=True, kw_only=True)
class AdjustedDifference(Result):
    """Mean difference at balanced order and case sets."""

    n: int
    """Number of participants."""
    difference: Estimate
    """The adjusted difference, treatment minus reference."""
    df: int
    """Residual degrees of freedom."""
    adjusted_for: tuple[str, ...]
    """What varied between participants: `period`, `case set`."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [self.difference]


def adjusted_difference(
    pairs: Pairs, codes: Mapping[str, pd.Series], *, confidence: float = 0.95
) -> AdjustedDifference:
    """Least squares of a participant's difference on codes of -1/2 and 1/2: the intercept is the effect at balance.

    With the period as the only code this is the standard analysis of a two-period crossover: the mean of both orders' mean
    differences, with their pooled variance.

    Parameters
    ----------
    pairs
        Values under both conditions.
    codes
        By name, a code for each participant: 1/2 where the treatment came in the second period (with the first case set),
        -1/2 where it came in the first (with the second). A code that does not vary, or follows from the others, is
        left out with a message.
    confidence
        Level of the interval.

    References
    ----------
    Hills and Armitage 1979, British Journal of Clinical Pharmacology 8:7.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> pairs = Pairs("trust", ("a", "b", "c", "d"), np.zeros(4), np.array([1.0, 2.0, 3.0, 5.0]), "text", "visual")
    >>> order = pd.Series([-0.5, -0.5, -0.5, 0.5], index=["a", "b", "c", "d"])
    >>> adjusted_difference(pairs, {"period": order}).difference.estimate
    3.5
    """
    design, kept, messages = _design(pairs, codes)
    df = pairs.n - design.shape[1]
    nothing = AdjustedDifference(
        n=pairs.n, difference=Estimate("adjusted_difference"), df=max(df, 0), adjusted_for=(), messages=tuple(messages)
    )
    if not kept:
        return nothing
    if df < 1 or np.ptp(pairs.differences) == 0:
        reason = "all differences are equal" if df >= 1 else f"{pairs.n} participants are too few"
        message = f"No estimate adjusted for {' and '.join(kept)}: {reason}."
        return AdjustedDifference(
            n=pairs.n, difference=nothing.difference, df=nothing.df, adjusted_for=(), messages=(*messages, message)
        )
    fit = OLS(pairs.differences, design).fit()
    low, high = fit.conf_int(alpha=1 - confidence)[0]
    difference = Estimate(
        "adjusted_difference",
        *(float(value) for value in (fit.params[0], fit.bse[0], fit.tvalues[0], fit.pvalues[0], low, high)),
    )
    return AdjustedDifference(
        n=pairs.n, difference=difference, df=df, adjusted_for=tuple(kept), messages=tuple(messages)
    )


def _design(pairs: Pairs, codes: Mapping[str, pd.Series]) -> tuple[FloatArray, list[str], list[str]]:
    """Intercept and the codes that vary independently of those before, the names of these, and messages."""
    design = np.ones((pairs.n, 1))
    kept: list[str] = []
    messages: list[str] = []
    for name, code in codes.items():
        values = code.reindex(list(pairs.participants)).to_numpy(dtype=float)
        wider = np.column_stack([design, values])
        if not pairs.n:
            continue
        if np.isnan(values).any():
            messages.append(f"The {name} of some participants is unknown, so no adjustment for it.")
        elif np.linalg.matrix_rank(wider) == wider.shape[1]:
            design, kept = wider, [*kept, name]
        else:
            messages.append(
                f"The {name} does not vary independently among these participants, so no adjustment for it."
            )
    return design, kept, messages
