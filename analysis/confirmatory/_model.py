"""The mixed model that a hypothesis declares, fitted as declared."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, FloatArray
from analysis._result import Estimate
from analysis.confirmatory._profiled import Scenarios, profiled
from analysis.data import Dataset
from analysis.linear import LmmResult, lmm
from analysis.ordinal import ClmmResult, clmm, nominal_test, term_tests
from analysis.paired import TostResult
from protocols import AnalysisPlan, Hypothesis, Outcome

Fit = ClmmResult | LmmResult

_RANDOM = re.compile(r"\(([^()|]*)(\|\|?)([^()|]*)\)")
BINARY = ("keyed_correct", "first_accuracy", "final_accuracy", "over_reliance", "under_reliance", "switched")
"""Measures that are right or wrong in a trial."""


@dataclass(frozen=True, eq=False)
class ModelResult:
    """A declared model at its estimates, or the reason why there are none."""

    declared: str
    """Formula in the protocol."""
    formula: str
    """Formula that was fitted: the declared one unless slopes were dropped by rule."""
    link: str
    """`identity` (linear mixed model), or the link of a cumulative link mixed model."""
    fit: Fit | None
    """The fitted model; None where data and formula do not fit."""
    coefficient: Estimate
    """The contrast on the scale of the link, with the declared interval (Wald or profile likelihood): log odds for `logit`."""
    test: str
    """`likelihood-ratio`, `Wald` or `t`."""
    statistic: float
    """Chi-squared, z or t."""
    df: float
    """Degrees of freedom of chi-squared or t; infinite for z."""
    p_value: float
    """Two-sided; NaN where the model gives no answer that may be used."""
    effect: Estimate
    """Average marginal effect in units of the outcome; interval by the delta method, or from t for a linear model."""
    agreement: Estimate | None
    """Average marginal effect on P(answer above the middle of the scale), as a share; None but for ratings."""
    means: pd.DataFrame
    """`condition, estimate, std_error, ci_low, ci_high`: expected outcome under each condition, over the cases and people here."""
    equivalence: TostResult | None
    """The effect against the smallest one of interest, where one is declared."""
    proportional_odds: float
    """P value of an effect that differs by threshold, without random effects; NaN for other models."""
    messages: tuple[str, ...]
    """What was dropped, and what a reader must know of the fit, in words."""

    @property
    def usable(self) -> bool:
        """Whether the model can decide."""
        return not math.isnan(self.p_value)

    @property
    def probabilities(self) -> pd.DataFrame:
        """`condition, category, estimate, ci_low, ci_high`: probability of every answer; empty for a linear model."""
        if not isinstance(self.fit, ClmmResult) or not self.usable:
            return pd.DataFrame(columns=["condition", "category", "estimate", "ci_low", "ci_high"])
        return self.fit.marginal_means("condition", mode="probability")


def declared_model(dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis) -> ModelResult | None:
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

    Nothing is raised for data that the model does not fit: the reason is in `messages`.
    """
    if hypothesis.model is None:
        return None
    plan = dataset.study.protocol.analysis
    outcome = next(declared for declared in plan.outcomes if declared.id == hypothesis.outcome)
    link = hypothesis.link or default_link(outcome)
    rows = model_rows(dataset, values, outcome)
    scores = sorted(rows[outcome.id].unique())
    if len(scores) < 2:
        reason = "all answers are equal" if scores else "nobody answered under a known condition"
        return _nothing(hypothesis, link, f"The declared model cannot be fitted: {reason}.")
    missing = [name for name in (plan.reference, hypothesis.treatment) if name not in set(rows["condition"])]
    if missing:
        return _nothing(hypothesis, link, f"The declared model cannot be fitted: no answer under '{missing[0]}'.")
    try:
        fit, dropped = _fitted(hypothesis.model, rows, outcome, link, plan)
        return _read(fit, dropped, hypothesis, link, scores, outcome, plan)
    except (AnalysisError, np.linalg.LinAlgError) as error:
        return _nothing(hypothesis, link, f"The declared model cannot be fitted: {error}")


def default_link(outcome: Outcome) -> str:
    """`logit` for a single rated item and for right or wrong, `identity` for means, scores and seconds."""
    return "logit" if outcome.measure in BINARY or len(outcome.items) == 1 else "identity"


def model_rows(dataset: Dataset, values: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Complete rows of one outcome as a model reads them: the value in a column of the outcome's name (rounded to nine decimals,
    so that equal means are equal), `condition` and periods beyond two as factors, the reference first."""
    rows = values[(values["outcome"] == outcome.id) & values["condition"].notna() & values["value"].notna()]
    rows = rows.drop(columns="outcome").rename(columns={"value": outcome.id})
    rows[outcome.id] = rows[outcome.id].astype(float).round(9)
    conditions = [name for name in dataset.conditions if name in set(rows["condition"])]
    rows["condition"] = pd.Categorical(rows["condition"], categories=conditions)
    periods = sorted(rows["period"].dropna().unique())
    rows["period"] = rows["period"].astype(float) if len(periods) < 3 else pd.Categorical(rows["period"], periods)
    members = dataset.allocations.set_index("participant")["sequence"]
    rows["sequence"] = rows["participant"].map(members)
    rows["ai_correct"] = rows["ai_correct"].astype(object) if rows["ai_correct"].isna().any() else rows["ai_correct"]
    return rows.astype({"ai_correct": bool} if not rows["ai_correct"].isna().any() else {}).reset_index(drop=True)


def _fitted(
    formula: str, rows: pd.DataFrame, outcome: Outcome, link: str, plan: AnalysisPlan
) -> tuple[Fit, tuple[str, ...]]:
    """The fit of the declared formula, or the first regular one as slopes are dropped by rule, with what was dropped in words."""
    fit = _fit(formula, rows, outcome, link, plan)
    dropped: list[str] = []
    while plan.slopes == "drop_if_singular" and (place := _droppable(fit)) is not None:
        part = list(_RANDOM.finditer(formula))[place]
        group = part[3].strip()
        formula = f"{formula[: part.start()]}(1 | {group}){formula[part.end() :]}"
        fit = _fit(formula, rows, outcome, link, plan)
        dropped.append(_dropped(group))
    return fit, tuple(dropped)


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


def _dropped(group: str) -> str:
    scope = " Its conclusions hold for these cases only, not for other cases." if group == "case" else ""
    return f"The slopes by {group} were dropped by the declared rule: the fit with them was singular or did not converge.{scope}"


def _fit(formula: str, rows: pd.DataFrame, outcome: Outcome, link: str, plan: AnalysisPlan) -> Fit:
    if link == "identity":
        return lmm(formula, rows, df=plan.degrees_of_freedom)
    answers = rows[outcome.id]
    ordered = pd.Categorical(answers, categories=sorted(answers.unique()), ordered=True)
    return clmm(formula, rows.assign(**{outcome.id: ordered}), link=link)  # type: ignore[arg-type]


def _read(
    fit: Fit,
    dropped: tuple[str, ...],
    hypothesis: Hypothesis,
    link: str,
    scores: list[float],
    outcome: Outcome,
    plan: AnalysisPlan,
) -> ModelResult:
    """Contrast, test and effects of a fit."""
    scenarios = _scenarios(hypothesis, plan.reference)
    confidence, agreement, proportional = plan.confidence, None, math.nan
    if isinstance(fit, LmmResult):
        table = fit.expected_contrast(scenarios, confidence)
        df = float(table["df"].iloc[0])
        effect = coefficient = _estimate(table, hypothesis.contrast)
        test, statistic, p_value = "t", effect.statistic, effect.p_value
    else:
        coefficient = _estimate(fit.expected_contrast(scenarios, None, confidence), hypothesis.contrast)
        effect = _estimate(fit.expected_contrast(scenarios, scores, confidence), hypothesis.contrast)
        if plan.model_intervals == "profile":
            coefficient = profiled(coefficient, fit, scenarios, confidence)
        test, statistic, df, p_value = _tested(fit, hypothesis, coefficient)
        if outcome.items and outcome.range is not None:
            above = [float(score > sum(outcome.range) / 2) for score in scores]
            agreement = _estimate(fit.expected_contrast(scenarios, above, confidence), "agreement")
        proportional = _proportional(fit, hypothesis)
    usable = fit.converged and math.isfinite(coefficient.std_error) and coefficient.std_error > 0
    return ModelResult(
        declared=hypothesis.model or "",
        formula=fit.formula,
        link=link,
        fit=fit,
        coefficient=coefficient,
        test=test,
        statistic=statistic,
        df=df,
        p_value=p_value if usable else math.nan,
        effect=effect,
        agreement=agreement,
        means=_means(fit, scores, confidence),
        equivalence=_equivalence(effect, df if test == "t" else math.inf, hypothesis, plan, fit) if usable else None,
        proportional_odds=proportional,
        messages=(*dropped, *fit.messages),
    )


def _scenarios(hypothesis: Hypothesis, reference: str) -> Scenarios:
    treated, untreated = {"condition": hypothesis.treatment}, {"condition": reference}
    if hypothesis.contrast == "condition":
        return [(1.0, treated), (-1.0, untreated)]
    return [
        (sign * side, {**condition, "ai_correct": right})
        for sign, right in ((1.0, True), (-1.0, False))
        for side, condition in ((1.0, treated), (-1.0, untreated))
    ]


def _tested(fit: ClmmResult, hypothesis: Hypothesis, coefficient: Estimate) -> tuple[str, float, float, float]:
    """Test, statistic, degrees of freedom and p value."""
    wanted = set(hypothesis.contrast.split(":"))
    labels = [":".join(term) for term in fit.frame.design.terms if set(term) == wanted]
    tests = term_tests(fit, labels)
    if len(tests) and tests["df"].iloc[0] == 1:
        row = tests.iloc[0]
        return "likelihood-ratio", float(row["chi_square"]), 1.0, float(row["p_value"])
    return "Wald", coefficient.statistic, math.inf, coefficient.p_value


def _proportional(fit: ClmmResult, hypothesis: Hypothesis) -> float:
    """P value of the test that the contrast's term has one effect at every threshold."""
    if len(fit.categories) < 3:
        return math.nan
    table = nominal_test(fit)
    own = table[table["term"].map(lambda term: set(term.split(":"))) == set(hypothesis.contrast.split(":"))]
    return float(own["p_value"].iloc[0]) if len(own) else math.nan


def _means(fit: Fit, scores: list[float], confidence: float) -> pd.DataFrame:
    parts = []
    for condition in fit.frame.data["condition"].cat.categories:
        scenario: Scenarios = [(1.0, {"condition": condition})]
        table = (
            fit.expected_contrast(scenario, confidence)
            if isinstance(fit, LmmResult)
            else fit.expected_contrast(scenario, scores, confidence)
        )
        parts.append(table.assign(condition=condition))
    return pd.concat(parts, ignore_index=True)[["condition", "estimate", "std_error", "ci_low", "ci_high"]]


def _equivalence(
    effect: Estimate, df: float, hypothesis: Hypothesis, plan: AnalysisPlan, fit: Fit
) -> TostResult | None:
    """Two one-sided tests of the effect in units of the outcome against the smallest one of interest."""
    bound = hypothesis.smallest_effect
    if bound is None or not effect.std_error > 0:
        return None
    alpha = min(plan.alpha, 0.49)
    lower, upper = (effect.estimate + bound) / effect.std_error, (effect.estimate - bound) / effect.std_error
    p_lower, p_upper = float(stats.t.sf(lower, df)), float(stats.t.cdf(upper, df))
    margin = float(stats.t.isf(alpha, df)) * effect.std_error
    return TostResult(
        n=fit.n_observations,
        mean=effect.estimate,
        std_error=effect.std_error,
        bounds=(-bound, bound),
        t_lower=lower,
        p_lower=p_lower,
        t_upper=upper,
        p_upper=p_upper,
        p_value=max(p_lower, p_upper),
        ci_low=effect.estimate - margin,
        ci_high=effect.estimate + margin,
        alpha=alpha,
    )


def _estimate(table: pd.DataFrame, term: str) -> Estimate:
    names = ("estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high")
    return Estimate(term, *(float(table[name].iloc[0]) for name in names))


def _nothing(hypothesis: Hypothesis, link: str, reason: str) -> ModelResult:
    return ModelResult(
        declared=hypothesis.model or "",
        formula=hypothesis.model or "",
        link=link,
        fit=None,
        coefficient=Estimate(hypothesis.contrast),
        test="",
        statistic=math.nan,
        df=math.nan,
        p_value=math.nan,
        effect=Estimate(hypothesis.contrast),
        agreement=None,
        means=pd.DataFrame(columns=["condition", "estimate", "std_error", "ci_low", "ci_high"]),
        equivalence=None,
        proportional_odds=math.nan,
        messages=(reason,),
    )
