"""The analysis of a table from elsewhere: nothing was promised, so everything is exploratory."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis._result import SUMMARY_COLUMNS
from analysis.foreign._table import ForeignTable
from analysis.linear import LmmResult, lmm
from analysis.ordinal import ClmmResult, clmm
from analysis.paired import (
    BootstrapResult,
    EffectSizes,
    PairedTResult,
    Pairs,
    WilcoxonResult,
    bootstrap_mean_difference,
    effect_sizes,
    pair,
    paired_t,
    wilcoxon,
)

SEED = 1
"""Seed of the bootstrap: equal tables give equal pages."""


@dataclass(frozen=True, eq=False)
class ForeignComparison:
    """One condition against the reference, within participants."""

    pairs: Pairs
    """Participants' means under both."""
    t: PairedTResult
    """Mean difference with its interval."""
    signed_rank: WilcoxonResult
    """Exact signed-rank test (Pratt) with Hodges-Lehmann estimate."""
    effects: EffectSizes
    """Standardised and ordinal effect sizes."""
    bootstrap: BootstrapResult
    """Bootstrap of the mean difference."""

    @property
    def messages(self) -> tuple[str, ...]:
        """Who was left out and what could not be computed, each once."""
        parts = (self.pairs, self.t, self.signed_rank, self.effects)
        return tuple(dict.fromkeys(message for part in parts for message in part.messages))


@dataclass(frozen=True, eq=False)
class ForeignResults:
    """What can be said of a table from elsewhere.

    >>> import tempfile, pathlib
    >>> from analysis.foreign import parse_map, read_csv
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "sleep.csv"
    >>> _ = path.write_text("id,drug,extra\\n1,a,0.7\\n1,b,1.9\\n2,a,-1.6\\n2,b,0.8\\n3,a,-0.2\\n3,b,1.1\\n")
    >>> found = analyse(read_csv(path, parse_map("participant=id,condition=drug,outcome=extra"))).summary()
    >>> found.loc[0, "term"], round(float(found.loc[0, "estimate"]), 3)
    ('mean_difference', 1.633)
    """

    table: ForeignTable
    """The data."""
    comparisons: tuple[ForeignComparison, ...]
    """Every other condition against the reference."""
    formula: str
    """Formula of the mixed model over all rows."""
    model: ClmmResult | LmmResult | None
    """The mixed model; None where it cannot be fitted."""
    messages: tuple[str, ...]
    """What a reader must know of the model, or why there is none."""
    confidence: float = 0.95
    """Level of the intervals."""

    @property
    def terms(self) -> pd.DataFrame:
        """Summary of the model, p values and intervals from t; empty where it cannot be fitted.

        Degrees of freedom are Satterthwaite's in a linear model, those of containment in the others.
        """
        if self.model is None:
            return pd.DataFrame(columns=[*SUMMARY_COLUMNS, "df"])
        if isinstance(self.model, LmmResult):
            return self.model.summary(self.confidence)
        return self.model.summary(self.confidence, df="containment")

    def summary(self) -> pd.DataFrame:
        """One row an estimate: `treatment, n` before the columns of every summary; the model's rows have no treatment."""
        rows = []
        for found in self.comparisons:
            for result in (found.t, found.signed_rank, found.effects):
                frame = result.summary()
                frame.insert(0, "treatment", found.pairs.treatment_condition)
                frame.insert(1, "n", found.pairs.n)
                rows.append(frame)
        if self.model is not None:
            frame = self.terms
            frame.insert(0, "treatment", "")
            frame.insert(1, "n", self.model.n_observations)
            rows.append(frame)
        return pd.concat(rows, ignore_index=True)


def analyse(table: ForeignTable, *, confidence: float = 0.95, resamples: int = 4000) -> ForeignResults:
    """Paired tests and effect sizes of every condition against the reference, and a mixed model over all rows.

    Binary and ordinal outcomes are fitted by a cumulative link mixed model with logit link, numeric ones by a linear mixed model with
    Satterthwaite's degrees of freedom. Participants and cases have random slopes where they have several answers under
    a condition and answers under more than one.

    Parameters
    ----------
    table
        As `read_csv` gives it.
    confidence
        Level of the intervals.
    resamples
        Bootstrap resamples of participants.

    References
    ----------
    Barr, Levy, Scheepers and Tily 2013, Journal of Memory and Language 68:255 (random slopes); the tests and models as
    in `analysis.paired`, `clmm` and `lmm`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from analysis.foreign import parse_map, read_csv
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "sleep.csv"
    >>> _ = path.write_text("id,drug,extra\\n1,a,0.7\\n1,b,1.9\\n2,a,-1.6\\n2,b,0.8\\n3,a,-0.2\\n3,b,1.1\\n")
    >>> found = analyse(read_csv(path, parse_map("participant=id,condition=drug,outcome=extra")))
    >>> round(found.comparisons[0].t.mean, 3), found.formula
    (1.633, 'extra ~ drug + (1 | id)')
    """
    comparisons = []
    for treatment in table.conditions[1:]:
        pairs = pair(table.frame, "outcome", reference=table.reference, treatment=treatment)
        comparisons.append(
            ForeignComparison(
                pairs,
                paired_t(pairs, confidence=confidence),
                wilcoxon(pairs, confidence=confidence),
                effect_sizes(pairs, confidence=confidence),
                bootstrap_mean_difference(
                    pairs, np.random.default_rng(SEED), resamples=resamples, confidence=confidence
                ),
            )
        )
    formula = _formula(table)
    model: ClmmResult | LmmResult | None = None
    try:
        model = _fitted(formula, table)
        messages = model.messages
    except (AnalysisError, np.linalg.LinAlgError) as error:
        messages = (f"The mixed model {formula} cannot be fitted: {error}",)
    return ForeignResults(table, tuple(comparisons), formula, model, tuple(messages), confidence)


def _formula(table: ForeignTable) -> str:
    """In the words of the file."""
    names = {role: _quoted(name) for role, name in table.names.items()}
    fixed = [names[role] for role in ("condition", "period") if role in names]
    random = [_random(table.frame, role, names) for role in ("participant", "case") if role in names]
    return f"{names['outcome']} ~ {' + '.join([*fixed, *random])}"


def _quoted(name: str) -> str:
    """The name as a formula takes it."""
    return name if re.fullmatch(r"[^\W\d][\w.]*", name) else f"`{name}`"


def _random(frame: pd.DataFrame, group: str, names: Mapping[str, str]) -> str:
    """A random intercept, with a slope where a group's answers can tell one from noise."""
    known = frame.dropna(subset=["outcome", "condition", group])
    counts = known.groupby([group, "condition"], observed=True).size()
    several = counts.groupby(level=0).size() > 1
    slope = bool(several.any()) and bool((counts > 1).any())
    return f"(1 + {names['condition']} | {names[group]})" if slope else f"(1 | {names[group]})"


def _fitted(formula: str, table: ForeignTable) -> ClmmResult | LmmResult:
    frame, outcome = table.frame.rename(columns=dict(table.names)), table.names["outcome"]
    if table.kind == "numeric":
        return lmm(formula, frame)
    categories = sorted(frame[outcome].dropna().unique())
    return clmm(formula, frame.assign(**{outcome: pd.Categorical(frame[outcome], categories=categories, ordered=True)}))
