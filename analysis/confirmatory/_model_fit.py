"""The fit of a declared formula, and the rule by which slopes may be dropped."""

import re

import numpy as np
import pandas as pd

from analysis._gate import FloatArray
from analysis.linear import LmmResult, SaturatedError, lmm
from analysis.ordinal import ClmmResult, clmm
from protocols import AnalysisPlan, Outcome

Fit = ClmmResult | LmmResult

_RANDOM = re.compile(r"\(([^()|]*)(\|\|?)([^()|]*)\)")


def fitted(
    formula: str, rows: pd.DataFrame, outcome: Outcome, link: str, plan: AnalysisPlan, near: Fit | None
) -> tuple[Fit, tuple[str, ...]]:
    """The fit of the declared formula, or the first regular one as slopes are dropped by rule, with what was dropped in words.

    A fit `near`, of similar data, saves time.
    """
    may_drop = plan.slopes == "drop_if_singular"
    dropped: list[str] = []
    while True:
        try:
            fit = _fit(formula, rows, outcome, link, plan, near)
        except SaturatedError as error:
            if not (may_drop and error.sloped):
                raise
            place, why = error.place, "with them there are as many random effects as answers"
        else:
            droppable = _droppable(fit) if may_drop else None
            if droppable is None:
                return fit, tuple(dropped)
            place, why = droppable, "the fit with them was singular or did not converge"
        part = list(_RANDOM.finditer(formula))[place]
        group = part[3].strip()
        formula = f"{formula[: part.start()]}(1 | {group}){formula[part.end() :]}"
        dropped.append(_dropped(group, why))


def _droppable(fit: Fit) -> int | None:
    """Place of the random-effect term whose slopes go next: the first with a singular covariance, else the last with slopes if the
    search did not converge; None where the fit is regular or no slope is left."""
    covariances = [covariance.to_numpy() for covariance in fit.random_covariances]
    sloped = [place for place, covariance in enumerate(covariances) if len(covariance) > 1]
    singular = [place for place in sloped if _is_singular(covariances[place])]
    if singular:
        return singular[0]
    return sloped[-1] if sloped and not fit.converged else None


def _is_singular(covariance: FloatArray) -> bool:
    spread = np.sqrt(np.diag(covariance))
    if spread.min() < 1e-3 * spread.max() or spread.max() == 0:
        return True
    return bool(np.linalg.eigvalsh(covariance / np.outer(spread, spread)).min() < 1e-5)


def _dropped(group: str, why: str) -> str:
    scope = " Its conclusions hold for these cases only, not for other cases." if group == "case" else ""
    return f"The slopes by {group} were dropped by the declared rule: {why}.{scope}"


def _fit(formula: str, rows: pd.DataFrame, outcome: Outcome, link: str, plan: AnalysisPlan, near: Fit | None) -> Fit:
    if link == "identity":
        return lmm(formula, rows, df=plan.degrees_of_freedom, start=near if isinstance(near, LmmResult) else None)
    answers = rows[outcome.id]
    ordered = pd.Categorical(answers, categories=sorted(answers.unique()), ordered=True)
    start = near if isinstance(near, ClmmResult) else None
    return clmm(formula, rows.assign(**{outcome.id: ordered}), link=link, start=start)  # type: ignore[arg-type]
