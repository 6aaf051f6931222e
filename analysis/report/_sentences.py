"""Results and methods in sentences that can be copied into a paper."""

import math
from collections.abc import Iterator, Sequence

from analysis.between import Groups, MannWhitneyResult, WelchResult
from analysis.confirmatory import Comparison, HypothesisResult, default_link
from analysis.data import Dataset
from analysis.paired import WilcoxonResult
from analysis.report._models import model_clause
from analysis.report._numbers import DASH, Measure, bounded, bounded_interval, decimal, interval, p_value
from analysis.report._review import review_methods

CORRECTIONS = {"holm": "Holm", "bonferroni": "Bonferroni", "none": ""}
SIZES = {"dz": "dz", "hedges_gs": "Hedges’ g"}
"""What a standardised effect size is called, by term."""
_DESIGNS = {
    "crossover": "crossed over between conditions in periods",
    "within": "met all conditions, interleaved over cases",
    "between": "met one condition each",
    "single": "all met the same condition, with the cases in an order of their own",
}


_TESTS = {
    (
        "wilcoxon_pratt",
        False,
    ): "the exact Wilcoxon signed-rank test (zero differences ranked, then dropped: Pratt 1959) with the "
    "Hodges–Lehmann estimate",
    ("paired_t", False): "the paired t test",
    ("wilcoxon_pratt", True): "the exact Wilcoxon rank-sum test with the Hodges–Lehmann estimate",
    ("paired_t", True): "Welch’s t test",
}


def apa_sentence(result: HypothesisResult, dataset: Dataset) -> str:
    """The result in APA style: means, difference with interval, test, effect sizes.

    Source: Appelbaum, Cooper, Kline, Mayo-Wilson, Nezu and Rao 2018, American Psychologist 73:3 (JARS-Quant).

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=[])
    >>> print(apa_sentence(results[1], dataset).split(";")[0])
    “Trust in an answer” was higher under “Text and SkinGEN images” (M = 5.52, SD = 0.46) than under “Text only” (M = 4.60, SD = 0.50), mean difference 0.92 points, 95% CI [0.59, 1.24], n = 8
    """
    comparison = result.comparison
    if comparison.sample.n == 0:
        return f"{comparison.outcome.title} could not be analysed. {' '.join(comparison.messages)}"
    clause = model_clause(result)
    tests = [clause, _test(comparison)] if result.decided_by == "model" else [_test(comparison), clause]
    parts = [_difference(result, dataset), *_sizes(comparison), *(part for part in tests if part is not None)]
    correction = CORRECTIONS[comparison.plan.correction]
    if result.hypothesis.family == "primary" and correction and not math.isnan(result.p_value):
        whose = "" if clause is None else f" ({'model' if result.decided_by == 'model' else 'design-based test'})"
        parts.append(f"{correction}-adjusted {p_value(result.p_adjusted)}{whose}")
    return "; ".join(parts) + "."


def level(comparison: Comparison) -> str:
    """`95%`."""
    return f"{100 * comparison.plan.confidence:g}%"


def _difference(result: HypothesisResult, dataset: Dataset) -> str:
    """Means and their difference; which mean is higher is said only where a difference is shown."""
    comparison = result.comparison
    measure = Measure.of(comparison.outcome)
    reference, treatment = comparison.means
    bounds = measure.interval(comparison.t.ci_low, comparison.t.ci_high)
    estimate = f"{measure.value(comparison.t.mean)} {measure.difference_unit}{_within(comparison, bounds)}"
    title = comparison.outcome.title
    treated = dataset.conditions[comparison.treatment]
    if comparison.contrast == "condition":
        spread = ["" if math.isnan(sd) else f", SD = {measure.value(sd)}" for sd in comparison.sds]
        one = f"“{treated}” (M = {measure.value(treatment)}{measure.suffix}{spread[1]})"
        other = (
            f"“{dataset.conditions[comparison.reference]}” (M = {measure.value(reference)}{measure.suffix}{spread[0]})"
        )
        if result.verdict.kind not in ("supported", "small"):
            claim = f"No difference in “{title}” was shown between {one} and {other}"
        elif comparison.t.mean * result.effect.estimate > 0:
            claim = f"“{title}” was {'higher' if comparison.t.mean > 0 else 'lower'} under {one} than under {other}"
        else:
            claim = f"“{title}” differed between {one} and {other}"
        return f"{claim}, mean difference {estimate}, n = {comparison.sample.n}"
    if isinstance(comparison.sample, Groups):
        return (
            f"“{title}” was {measure.value(treatment, sign=True)} {measure.difference_unit} when the AI was right rather than wrong under "
            f"“{treated}”, and {measure.value(reference, sign=True)} under “{dataset.conditions[comparison.reference]}”, a difference of "
            f"{estimate}, n = {comparison.sample.n}"
        )
    return (
        f"The effect of “{treated}” on “{title}” was {measure.value(treatment)} when the AI was right and "
        f"{measure.value(reference)} when it was wrong, a difference of {estimate}, n = {comparison.sample.n}"
    )


def _sizes(comparison: Comparison) -> Iterator[str]:
    """Effect sizes with their intervals, as far as they can be computed."""
    size, ranks = comparison.effects.standardized, comparison.effects.rank_biserial
    if not math.isnan(size.estimate):
        bounds = interval(size.ci_low, size.ci_high)
        yield f"{SIZES[size.term]} = {decimal(size.estimate)}{_within(comparison, bounds)}"
    if not math.isnan(ranks.estimate):
        bounds = bounded_interval(ranks.ci_low, ranks.ci_high)
        yield f"rank-biserial r = {bounded(ranks.estimate)}{_within(comparison, bounds)}"


def _within(comparison: Comparison, bounds: str) -> str:
    """`, 95% CI [0.1, 0.3]`; nothing where the interval is unknown."""
    return "" if bounds == DASH else f", {level(comparison)} CI {bounds}"


def _test(comparison: Comparison) -> str:
    """The promised test, its estimate before its p value."""
    test = comparison.test
    if math.isnan(test.p_value):
        return "the promised test could not be computed"
    if isinstance(test, WilcoxonResult):
        kind = "exact" if test.method == "exact" else "asymptotic"
        shift = _shift(comparison, test)
        return f"{shift}, {kind} Wilcoxon signed-rank test (Pratt), W+ = {test.statistic:g}, {p_value(test.p_value)}"
    if isinstance(test, MannWhitneyResult):
        shift = _shift(comparison, test)
        return f"{shift}, {test.method} Wilcoxon rank-sum test, U = {test.statistic:g}, {p_value(test.p_value)}"
    if isinstance(test, WelchResult):
        return f"Welch’s t test, t({decimal(test.df, 1)}) = {decimal(test.t)}, {p_value(test.p_value)}"
    return f"paired t test, t({test.df}) = {decimal(test.t)}, {p_value(test.p_value)}"


def _shift(comparison: Comparison, test: WilcoxonResult | MannWhitneyResult) -> str:
    measure = Measure.of(comparison.outcome)
    bounds = measure.interval(test.ci_low, test.ci_high)
    return f"Hodges–Lehmann estimate {measure.value(test.estimate)}{_within(comparison, bounds)}"


def methods(dataset: Dataset) -> tuple[str, ...]:
    """The paragraphs of a methods section that follow from protocol and plan.

    Source: Dwan et al. 2019, BMJ 366:l4378 (what a report of a crossover trial says).

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> print(methods(dataset)[0][:60])
    Participants crossed over between conditions in periods (“Te
    """
    protocol = dataset.study.protocol
    plan, design, allocation = protocol.analysis, protocol.design, protocol.allocation
    conditions = " and ".join(f"“{title}”" for title in dataset.conditions.values())
    cases = sum(len(cases) for cases in design.case_sets.values())
    method = {
        "permuted_blocks": f"permuted blocks of randomly chosen size ({', '.join(map(str, allocation.block_sizes))})",
        "minimization": f"minimization (Pocock and Simon 1975; {allocation.minimization.imbalance} of marginal counts, the "
        f"preferred sequence with probability {allocation.minimization.probability:g})",
        "simple": "independent draws",
    }[allocation.method]
    factors = " and ".join(factor.item.replace("_", " ") for factor in allocation.strata)
    link = "over" if allocation.method == "minimization" else "stratified by"
    strata = f", {link} {factors}" if factors else ""
    test = _TESTS[plan.test, design.kind == "between"]
    entered = (
        "each has one value under the one condition met"
        if design.kind == "between"
        else "participants with a value under both conditions enter a comparison"
    )
    correction = CORRECTIONS[plan.correction]
    family = (
        f"The primary hypotheses share one {correction} correction at a two-sided level of {plan.alpha:g}."
        if correction
        else f"Primary hypotheses are tested at a two-sided level of {plan.alpha:g} without correction."
    )
    met = (
        f"Participants {_DESIGNS[design.kind]} ({conditions}; {cases} cases). The target was {allocation.target} participants."
        if design.kind == "single"
        else f"Participants {_DESIGNS[design.kind]} ({conditions}; {cases} cases in {len(design.case_sets)} sets that rotate over "
        f"conditions and periods). They were allocated to sequences by {method}{strata}, only when the first case was asked for; "
        f"the target was {allocation.target}."
    )
    if not plan.hypotheses:
        nothing = f"No hypothesis was declared: nothing is tested, everything describes. Intervals have a level of {100 * plan.confidence:g}%."
        return (met, nothing, *review_methods(dataset))
    return (
        met,
        "The primary set is everyone allocated, in the condition in which each answer was given, with every answered case and no "
        "exclusions. Answers are averaged over a participant’s cases under each condition; "
        f"{entered}. Differences were tested with {test}. {family} Secondary hypotheses are reported with "
        f"unadjusted p values. Intervals have a level of {100 * plan.confidence:g}% and are not adjusted for multiplicity; those "
        "of mean differences come from the t distribution.",
        *_models(dataset),
        "Where a smallest effect of interest was declared, equivalence was tested with two one-sided tests of the deciding estimate at "
        f"level {plan.alpha:g} (Schuirmann 1987). {_adjustment(dataset)} Percent changes over the reference condition have bias-corrected and accelerated "
        f"bootstrap intervals ({plan.resamples} resamples of participants, seed {plan.seed}) and are descriptive: on a rating "
        "scale the zero is arbitrary. Internal consistency is Cronbach’s alpha with Feldt’s interval, on participants’ item means.",
    )


def _adjustment(dataset: Dataset) -> str:
    """Where adjusted estimates come from, and what else the allocation allows to be tested."""
    design = dataset.study.protocol.design
    several = len(design.conditions) > 2
    if design.kind == "between":
        words = "Estimates adjusted for strata come from least squares on participants’ means (Kahan and Morris 2012)."
    elif several:
        words = (
            "Estimates adjusted for period and case set come from least squares on participants’ means, participants as fixed effects "
            "(Jones and Kenward 2014)."
        )
    else:
        words = (
            "Estimates adjusted for period and case set come from least squares on participants’ differences (Hills and Armitage "
            "1979)."
        )
    if several:
        omnibus = "Kruskal and Wallis" if design.kind == "between" else "Friedman"
        words += f" All conditions together were compared by the test of {omnibus}."
    return f"{words} The randomisation test deals sequences out again within strata and blocks (Edgington and Onghena 2007)."


def _models(dataset: Dataset) -> Iterator[str]:
    """The paragraph on the declared models, if there are any."""
    plan = dataset.study.protocol.analysis
    modelled = [hypothesis for hypothesis in plan.hypotheses if hypothesis.model]
    if not modelled:
        return
    outcomes = {outcome.id: outcome for outcome in plan.outcomes}
    linear = [h.id.upper() for h in modelled if (h.link or default_link(outcomes[h.outcome])) == "identity"]
    ordered = [h.id.upper() for h in modelled if h.id.upper() not in linear]
    intervals = {"wald": "Wald", "profile": "profile-likelihood"}[plan.model_intervals]
    kinds = []
    if ordered:
        kinds.append(
            f"{_listed(ordered)} with cumulative link mixed models (Laplace approximation; logistic for right or wrong; coefficients with "
            f"{intervals} intervals)"
        )
    if linear:
        df = {"satterthwaite": "Satterthwaite", "kenward-roger": "Kenward–Roger"}[plan.degrees_of_freedom]
        kinds.append(f"{_listed(linear)} with linear mixed models (REML, {df} degrees of freedom)")
    slopes = (
        "Random slopes were kept as declared, also at the boundary of a singular fit"
        if plan.slopes == "keep"
        else "Random slopes were removed one grouping factor at a time where nothing told them from the residual, their covariance was singular, or the fit did not converge"
    )
    decides = (
        "The model’s p value decides (likelihood ratio for cumulative link models), with the test of participants’ means beside it; a model "
        "without a usable p value leaves the decision to that test."
        if plan.decides == "model"
        else "The test of participants’ means decides; the models stand beside it."
    )
    yield (
        f"The declared models analyse every answered case: {' and '.join(kinds)}. {slopes}. {decides} Average effects are differences of the "
        "expected outcome over the cases and people of the data, integrated over the random effects, with Wald intervals by the delta method. "
        f"{_DEGREES if ordered else ''}"
        "Models with slopes by case speak of cases like these; tests of participants’ means speak of these cases only."
    )


_DEGREES = (
    "Those of cumulative link models come from the t distribution with containment degrees of freedom: the smallest number of cases or "
    "participants over which a random effect lets the effect vary, or within which it is constant, less the number of effects estimated "
    "among them (SAS/STAT, GLIMMIX procedure; for effects that are constant within participants this is the between-within rule of Li "
    "and Redden 2015); from the normal distribution where there is none. "
)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
