"""Random effects that nothing tells from the residual."""

from collections.abc import Sequence

from analysis.formula import FormulaError, RandomTerm


class SaturatedError(FormulaError):
    """A term has as many random effects as there are rows: its variances and that of the residual cannot be told apart.

    lme4 refuses these models too (`check.nobs.vs.nRE`).
    """

    def __init__(self, place: int, term: RandomTerm, rows: int) -> None:
        self.place, self.sloped = place, len(term.names) > 1
        count = len(term.levels) * len(term.names)
        what = f"the effects {', '.join(term.names)} by {term.group} are {count}"
        fix = f"Leave out the slopes: (1 | {term.group})." if self.sloped else f"Leave out {term.group}."
        super().__init__(f"{rows} rows are too few: {what}, and cannot be told from the residual. {fix}")


def refuse_saturated(terms: Sequence[RandomTerm], rows: int) -> None:
    """`SaturatedError` for the first such term."""
    for place, term in enumerate(terms):
        if len(term.levels) * len(term.names) >= rows:
            raise SaturatedError(place, term, rows)
