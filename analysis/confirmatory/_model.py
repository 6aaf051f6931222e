"""The mixed model that a hypothesis declares, fitted as declared."""

import math

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis.confirmatory._model_fit import Fit, fitted
from analysis.confirmatory._model_result import ModelResult, contrast_scenarios, estimate, expected
from analysis.confirmatory._model_rows import default_link, model_rows
from analysis.data import Dataset
from analysis.linear import LmmResult
from analysis.ordinal import term_tests
from protocols import AnalysisPlan, Hypothesis, Outcome

_FEW = (
    "The effect is an average over so few cases or participants that nothing tells how far it varies between them: the model gives neither "
    "an interval nor a p value."
)


def declared_model(
    dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis, near: ModelResult | None = None
) -> ModelResult | None:
    """Fit the model of a hypothesis on every answered trial of everyone in `values`; None where it declares none.

    Ratings and right-or-wrong outcomes are fitted by a cumulative link mixed model (logistic for two categories), means,
    scores and seconds by a linear one; `link` overrules. The contrast is averaged over the rows of the data with their
    condition set, the random effects integrated out. The likelihood-ratio test drops the contrast's only term; where there
    is no such term (an interaction contains it, or it has several degrees of freedom) the Wald test stands in. Wald tests and
    intervals take their degrees of freedom from `degrees_of_freedom` in a linear model, and are those of containment in the others.

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
    effect, effect_df = estimate(table, hypothesis.contrast), float(table["df"].iloc[0])
    wald = (
        effect
        if isinstance(fit, LmmResult)
        else estimate(expected(fit, scenarios, None, plan.confidence), hypothesis.contrast)
    )
    test, statistic, df, p_value = _likelihood_ratio(fit, hypothesis) or ("t", wald.statistic, effect_df, wald.p_value)
    few = (_FEW,) if math.isnan(effect_df) and not isinstance(fit, LmmResult) else ()
    usable = fit.converged and not few and math.isfinite(wald.std_error) and wald.std_error > 0
    return ModelResult(
        hypothesis,
        outcome,
        plan,
        fit.formula,
        link,
        (*dropped, *fit.messages, *few),
        fit=fit,
        wald=wald,
        test=test,
        statistic=statistic,
        df=df,
        p_value=p_value if usable else math.nan,
        effect=effect,
        effect_df=effect_df,
        scores=tuple(scores),
    )


def _likelihood_ratio(fit: Fit, hypothesis: Hypothesis) -> tuple[str, float, float, float] | None:
    """Test, statistic, degrees of freedom and p value; None for a linear model, and where no single term is the contrast."""
    if isinstance(fit, LmmResult):
        return None
    wanted = set(hypothesis.contrast.split(":"))
    labels = [":".join(term) for term in fit.frame.design.terms if set(term) == wanted]
    tests = term_tests(fit, labels)
    if not len(tests) or tests["df"].iloc[0] != 1:
        return None
    row = tests.iloc[0]
    return "likelihood-ratio", float(row["chi_square"]), 1.0, float(row["p_value"])
