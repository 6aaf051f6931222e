"""Internal consistency of every scale, in this study's own data."""

from dataclasses import dataclass

from analysis.data import Dataset
from analysis.measurement import AlphaResult, alpha
from analysis.scoring import scale_answers


@dataclass(frozen=True, eq=False)
class ScaleReliability:
    """Cronbach's alpha of one set of items under one condition."""

    scale: str
    """Instrument and score, or the outcome made of trial items."""
    condition: str | None
    """Condition; None for a scale asked outside the periods, or where conditions are withheld."""
    n_items: int
    """Number of items."""
    result: AlphaResult
    """Alpha with Feldt's interval."""
    published: str | None
    """Published reliability, for comparison."""


def reliability(dataset: Dataset) -> tuple[ScaleReliability, ...]:
    """Alpha of each score with at least two items and each outcome made of trial items, by condition.

    Where a participant answered the items several times under one condition (once a case), each item is first averaged,
    so that every row is another person.

    Source: Cronbach 1951, Psychometrika 16:297; Feldt 1965, Psychometrika 30:357.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> [(each.scale, each.condition, each.n_items, round(each.result.alpha, 2)) for each in reliability(dataset)[:2]]
    [('Propensity to trust automation', None, 3, 0.53), ('Trust in the assistant (S-TIAS)', 'text', 3, 0.33)]
    """
    level = dataset.study.protocol.analysis.confidence
    return tuple(
        ScaleReliability(
            each.scale, each.condition, each.answers.shape[1], alpha(each.answers, confidence=level), each.published
        )
        for each in scale_answers(dataset)
    )
