"""Does one effect fit all thresholds? Tests and estimates without the proportional-odds assumption."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.formula import ModelFrame
from analysis.ordinal._fit import maximum_without
from analysis.ordinal._fixed import fit_fixed
from analysis.ordinal._likelihood import LaplaceLikelihood
from analysis.ordinal._model import fit_frame
from analysis.ordinal._outcome import Outcome, read_outcome
from analysis.ordinal._result import ClmmResult


def nominal_test(model: ClmmResult) -> pd.DataFrame:
    """Likelihood-ratio test, term by term, of an effect that differs by threshold against one for all.

    The alternative is the partial proportional odds model P(y ≤ k) = F(θ_k − x′β − x_t′γ_k) for the columns x_t of
    term t. Random effects are left out of both models, so with repeated answers the test is a guide: it finds
    misfit too often; `binary_splits` keeps them. Columns: term, log_likelihood, chi_square, df, p_value.

    Source: Peterson & Harrell (1990), Applied Statistics 39:205; R's `ordinal::nominal_test`.

    >>> from analysis.ordinal import clm
    >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3, 1, 2], "x": [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]})
    >>> nominal_test(clm("y ~ x", data)).round(3)[["term", "chi_square", "df", "p_value"]]
      term  chi_square  df  p_value
    0    x        0.31   1    0.578
    """
    outcome = _outcome(model)
    x = model.frame.x - model.frame.x.mean(axis=0)
    x = x / x.std(axis=0)
    null = fit_fixed(outcome.codes, x, model.link).log_likelihood
    owner = np.array(model.frame.design.term_of_column)
    rows = []
    for k in sorted(set(owner)):
        own = owner == k
        free = fit_fixed(outcome.codes, x[:, ~own], model.link, nominal=x[:, own])
        df = int(own.sum()) * (len(model.categories) - 2)
        chi_square = 2 * (free.log_likelihood - null) if free.converged else np.nan
        rows.append(
            {
                "term": ":".join(model.frame.design.terms[k]),
                "log_likelihood": free.log_likelihood,
                "chi_square": chi_square,
                "df": df,
                "p_value": float(stats.chi2.sf(chi_square, df)),
            }
        )
    return pd.DataFrame(rows, columns=["term", "log_likelihood", "chi_square", "df", "p_value"])


def binary_splits(model: ClmmResult) -> pd.DataFrame:
    """The same model for each P(y ≥ k): under proportional odds the effects agree but for chance.

    Columns: term, split (`>=k`), estimate, std_error, statistic, p_value, ci_low, ci_high, messages.

    Source: Brant (1990), Biometrics 46:1171.

    >>> from analysis.ordinal import clm
    >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3, 1, 2], "x": [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]})
    >>> binary_splits(clm("y ~ x", data)).round(3)[["term", "split", "estimate", "std_error"]]
      term split  estimate  std_error
    0    x   >=2     0.981      1.443
    1    x   >=3     1.792      1.443
    """
    outcome = _outcome(model)
    parts = []
    for k, category in enumerate(model.categories[1:], start=1):
        above = Outcome((outcome.codes >= k).astype(np.intp), (f"<{category}", f">={category}"), ())
        split = fit_frame(model.frame, above, model.link, model.quadrature)
        table = split.summary().iloc[1:]
        table.insert(1, "split", f">={category}")
        parts.append(table.assign(messages=" ".join(split.messages)))
    return pd.concat(parts, ignore_index=True).sort_values("term", kind="stable", ignore_index=True)


def term_tests(model: ClmmResult, terms: Collection[str] | None = None) -> pd.DataFrame:
    """Likelihood-ratio test of each term that no other term contains (R's `drop1`): term, chi_square, df, p_value.

    `terms` limits the tests, and so the refits, to some of them, named as in the result.

    Source: McCullagh 1980, Journal of the Royal Statistical Society B 42:109 (cumulative link models); Wilks 1938,
    Annals of Mathematical Statistics 9:60.

    >>> from analysis.ordinal import clm
    >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3, 1, 2], "x": [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]})
    >>> term_tests(clm("y ~ x", data)).round(3)
      term  chi_square  df  p_value
    0    x       1.416   1    0.234
    """
    outcome = _outcome(model)
    design, owner = model.frame.design, np.array(model.frame.design.term_of_column, dtype=int)
    rows = []
    for k in sorted(set(owner)):
        term = design.terms[k]
        if any(set(term) < set(other) for other in design.terms):
            continue
        if terms is not None and ":".join(term) not in terms:
            continue
        kept = np.zeros(len(design.kept or ()), dtype=bool)
        kept[np.flatnonzero(design.kept or ())[owner != k]] = True
        reduced = replace(model.frame, x=model.frame.x[:, owner != k], design=replace(design, kept=tuple(kept)))
        chi_square = 2 * (model.log_likelihood - _maximum_without(model, reduced, outcome, owner == k))
        df = int((owner == k).sum())
        p_value = float(stats.chi2.sf(max(chi_square, 0.0), df))
        rows.append({"term": ":".join(term), "chi_square": chi_square, "df": df, "p_value": p_value})
    return pd.DataFrame(rows, columns=["term", "chi_square", "df", "p_value"])


def _maximum_without(model: ClmmResult, reduced: ModelFrame, outcome: Outcome, dropped: NDArray[np.bool_]) -> float:
    """ℓ of the model without some columns; a mixed one is sought from where the full model ended."""
    likelihood = model.likelihood
    if not isinstance(likelihood, LaplaceLikelihood) or not model.converged:
        return fit_frame(reduced, outcome, model.link, model.quadrature).log_likelihood
    without = LaplaceLikelihood(likelihood.y, likelihood.x[:, ~dropped], likelihood.blocks, model.link)
    return maximum_without(without, model.fit, likelihood.layout.thresholds + np.flatnonzero(dropped))


def _outcome(model: ClmmResult) -> Outcome:
    return read_outcome(model.frame.response, model.formula.split("~")[0].strip())
