"""The mixed model that a hypothesis declares, fitted as declared."""

import math

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis._result import Estimate
from analysis.confirmatory._model_fit import Fit, fitted
from analysis.confirmatory._model_result import ModelResult, contrast_scenarios, estimate, expected
from analysis.confirmatory._model_rows import default_link, model_rows
from analysis.data import Dataset
from analysis.linear import LmmResult
from analysis.ordinal import ClmmResult, term_tests
from protocols import AnalysisPlan, Hypothesis, Outcome


def declared_model(
    dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis, near: ModelResult | None = None
) -> ModelResult | None:
    """Fit the model of a hypothesis on every answered trial of everyone in `values`; None where it declares none.

    Ratings and right-or-wrong outcomes are fitted by a cumulative link mixed model (logistic for two categories), means,
    scores and seconds by a linear one; `link` overrules. The contrast is averaged over the rows of the data with their
    condition set, the random effects integrated out. The likelihood-ratio test drops the contrast's only term; where there
    is no such term (an interaction contains it, or it has several degrees of freedom) the Wald test stands in.

    Parameters
    ----------
    dataset
        For the plan, the conditions and the sequences.
    values
        Tidy outcomes, as `outcomes` gives them.
    hypothesis
        The hypothesis.
    near
        Its model on similar data: the search begins there.

    Nothing is raised for data that the model does not fit: the reason is in `messages`.

    References
    ----------
    Agresti 2010, Analysis of Ordinal Categorical Data, ch. 10 (cumulative link mixed models); Barr, Levy, Scheepers
    and Tily 2013, Journal of Memory and Language 68:255 (random slopes).

    Examples
    --------
    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> hypothesis = dataset.study.protocol.analysis.hypotheses[1]
    >>> model = declared_model(dataset, outcomes(dataset), hypothesis)
    >>> model.link, model.test, round(model.effect.estimate, 2), model.p_value < 0.05
    ('logit', 'likelihood-ratio', 0.88, True)
    """
    if hypothesis.model is None:
        return None
    plan = dataset.study.protocol.analysis
    outcome = next(declared for declared in plan.outcomes if declared.id == hypothesis.outcome)
    link = hypothesis.link or default_link(outcome)

    def nothing(reason: str) -> ModelResult:
        return ModelResult(hypothesis, outcome, plan, hypothesis.model or "", link, (reason,))

    rows = model_rows(dataset, values, outcome)
    scores = sorted(rows[outcome.id].unique())
    if len(scores) < 2:
        reason = "all answers are equal" if scores else "nobody answered under a known condition"
        return nothing(f"The declared model cannot be fitted: {reason}.")
    present = rows["condition"].cat.categories
    missing = [name for name in (plan.reference, hypothesis.treatment) if name not in present]
    if missing:
        return nothing(f"The declared model cannot be fitted: no answer under '{missing[0]}'.")
    try:
        fit, dropped = fitted(hypothesis.model, rows, outcome, link, plan, None if near is None else near.fit)
        return _read(fit, dropped, hypothesis, link, scores, outcome, plan)
    except (AnalysisError, np.linalg.LinAlgError) as error:
        return nothing(f"The declared model cannot be fitted: {error}")


def _read(
    fit: Fit,
    dropped: tuple[str, ...],
    hypothesis: Hypothesis,
    link: str,
    scores: list[float],
    outcome: Outcome,
    plan: AnalysisPlan,
) -> ModelResult:
    """Contrast, test and effect of a fit."""
    scenarios = contrast_scenarios(hypothesis, plan.reference)
    table = expected(fit, scenarios, scores, plan.confidence)
    effect = estimate(table, hypothesis.contrast)
    if isinstance(fit, LmmResult):
        wald = effect
        test, statistic, df, p_value = "t", effect.statistic, float(table["df"].iloc[0]), effect.p_value
    else:
        wald = estimate(fit.expected_contrast(scenarios, None, plan.confidence), hypothesis.contrast)
        test, statistic, df, p_value = _tested(fit, hypothesis, wald)
    usable = fit.converged and math.isfinite(wald.std_error) and wald.std_error > 0
    return ModelResult(
        hypothesis,
        outcome,
        plan,
        fit.formula,
        link,
        (*dropped, *fit.messages),
        fit=fit,
        wald=wald,
        test=test,
        statistic=statistic,
        df=df,
        p_value=p_value if usable else math.nan,
        effect=effect,
        scores=tuple(scores),
    )


def _tested(fit: ClmmResult, hypothesis: Hypothesis, wald: Estimate) -> tuple[str, float, float, float]:
    """Test, statistic, degrees of freedom and p value."""
    wanted = set(hypothesis.contrast.split(":"))
    labels = [":".join(term) for term in fit.frame.design.terms if set(term) == wanted]
    tests = term_tests(fit, labels)
    if len(tests) and tests["df"].iloc[0] == 1:
        row = tests.iloc[0]
        return "likelihood-ratio", float(row["chi_square"]), 1.0, float(row["p_value"])
    return "Wald", wald.statistic, math.inf, wald.p_value
