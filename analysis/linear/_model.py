"""`lmm`: the linear mixed model."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, one_of
from analysis.formula import FormulaError, ModelFrame, RandomBlocks, model_frame
from analysis.linear._criterion import Criterion
from analysis.linear._degrees import Degrees, Satterthwaite
from analysis.linear._fit import LinearFit, fit_linear
from analysis.linear._kenward_roger import KenwardRoger
from analysis.linear._result import LmmResult
from analysis.linear._saturated import refuse_saturated

DegreesMethod = Literal["satterthwaite", "kenward-roger"]


def lmm(
    formula: str,
    data: pd.DataFrame,
    df: DegreesMethod = "satterthwaite",
    reml: bool = True,
    start: LmmResult | None = None,
) -> LmmResult:
    """Linear mixed model of a numeric outcome (a time, a scale mean), random effects crossed or nested.

        y = Xβ + Σ Zu + ε,   u ~ N(0, Σ) for each random-effect term,   ε ~ N(0, σ²).

    `formula` as in lme4: `log(time) ~ condition + period + (1 + condition | participant) + (1 | case)`.
    `df="satterthwaite"` works at any size; `"kenward-roger"` also widens the standard errors in small samples, and
    needs REML. `start`, the same model of similar data, saves time. Rows with missing values are dropped and counted in `.messages`, which also name a singular fit.

    Raises FormulaError where formula and data do not fit, the model explains every value exactly, or a term has as many
    random effects as there are rows. Own code because the Python libraries either have no
    degrees of freedom, or do not widen the standard errors under Kenward-Roger.

    Source: Bates et al. (2015), Journal of Statistical Software 67(1); Kuznetsova et al. (2017), ibid. 82(13);
    Halekoh & Højsgaard (2014), ibid. 59(9).

    >>> rng = np.random.default_rng(1)
    >>> data = pd.DataFrame({"participant": np.repeat(np.arange(10), 4), "condition": ["text", "visual"] * 20})
    >>> data["seconds"] = rng.normal(30, 3, 10)[data.participant] + 2 * (data.condition == "visual")
    >>> data["seconds"] += rng.normal(0, 2, 40)
    >>> lmm("seconds ~ condition + (1 | participant)", data).summary().round(2)[["term", "estimate", "df"]]
                  term  estimate     df
    0      (Intercept)     30.47  12.37
    1  conditionvisual      2.00  29.00
    """
    one_of(df, ("satterthwaite", "kenward-roger"), "df")
    frame = model_frame(formula, data)
    if not frame.random:
        raise FormulaError(f"{formula!r} has no random effect: add one, such as (1 | participant).")
    return fit_frame(frame, df, reml, start)


def fit_frame(frame: ModelFrame, df: DegreesMethod, reml: bool, start: LmmResult | None = None) -> LmmResult:
    """Fits the model of a frame."""
    if df == "kenward-roger" and not reml:
        raise AnalysisError("Kenward-Roger degrees of freedom need reml=True.")
    y = _outcome(frame)
    for term in frame.random:
        if len(term.levels) < 2:
            raise FormulaError(f"{term.group} has a single level ({term.levels[0]}): it cannot be a random effect.")
    refuse_saturated(frame.random, len(y))
    terms = [term.scaled() for term in frame.random]
    criterion = Criterion(y, frame.x, RandomBlocks(terms), reml)
    usable = start is not None and start.criterion.layout == criterion.layout
    fit = fit_linear(criterion, start.fit.psi if start and usable else None)
    back = np.linalg.inv(criterion.r)
    degrees: Degrees = (
        KenwardRoger(fit, frame.x, terms, criterion.layout)
        if df == "kenward-roger"
        else Satterthwaite(fit, criterion.df, back)
    )
    messages = [*frame.messages, *_singular_messages(frame, criterion, fit)]
    if not fit.converged:
        messages.append("Not converged: the maximum of the likelihood was not found; do not use these estimates.")
    return LmmResult(
        formula=frame.formula.text,
        df_method=df,
        reml=reml,
        frame=frame,
        coefficients=back @ fit.solution.coefficients,
        degrees=degrees,
        sigma=float(np.sqrt(fit.solution.sigma2)),
        log_likelihood=-0.5 * fit.solution.deviance,
        converged=fit.converged,
        messages=tuple(messages),
        criterion=criterion,
        fit=fit,
    )


def _outcome(frame: ModelFrame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    label = frame.formula.text.split("~")[0].strip()
    if not pd.api.types.is_numeric_dtype(frame.response.dtype):
        raise FormulaError(f"{label} is not numeric: an ordered outcome belongs in clmm.")
    y: np.ndarray[tuple[int], np.dtype[np.float64]] = frame.response.to_numpy(dtype=np.float64)
    if not np.isfinite(y).all():
        raise FormulaError(f"{label} is not finite in {int((~np.isfinite(y)).sum())} rows.")
    if len(y) <= frame.x.shape[1]:
        raise FormulaError(f"{len(y)} rows are too few for {frame.x.shape[1]} effects.")
    if np.ptp(y) == 0:
        raise FormulaError(f"Every value of {label} is {y[0]:g}: there is nothing to explain.")
    return y


def _singular_messages(frame: ModelFrame, criterion: Criterion, fit: LinearFit) -> list[str]:
    messages = []
    for term, factor in zip(frame.random, criterion.layout.split(fit.psi)[2], strict=True):
        zero = [name for name, row in zip(term.names, factor, strict=True) if not row.any()]
        if zero:
            messages.append(f"Singular: the standard deviation of {', '.join(zero)} by {term.group} is zero.")
        if (np.diag(factor) == 0).sum() > len(zero):
            messages.append(
                f"Singular: the effects {', '.join(term.names)} by {term.group} determine each other (correlation ±1)."
            )
    return messages
