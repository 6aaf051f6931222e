"""Pooled hypotheses as one page, in the look of the report."""

from collections.abc import Sequence

from analysis.figures import PageFigures, forest
from analysis.pooling._studies import PooledHypothesis
from analysis.report import Measure, decimal, p_value, page_template


def pooled_page(pooled: Sequence[PooledHypothesis]) -> str:
    """One self-contained HTML page with a forest plot a hypothesis; equal results give equal bytes.

    Parameters
    ----------
    pooled
        As `pool_studies` gives them.

    Examples
    --------
    >>> from analysis import Estimate
    >>> from analysis.pooling import PooledHypothesis, pool
    >>> from protocols import load_study
    >>> outcome = load_study("skingen").protocol.analysis.outcomes[1]
    >>> studies = {"first": Estimate("trust", 0.4, 0.2), "second": Estimate("trust", 0.6, 0.1)}
    >>> given = [0.4, 0.6], [0.2, 0.1]
    >>> pooled = {"fixed": pool(*given, method="fixed"), "random": pool(*given)}
    >>> page = pooled_page([PooledHypothesis(outcome, "condition", "skingen", "text", studies, **pooled, messages=())])
    >>> page[:15].lower(), "Pooled: first, second" in page
    ('<!doctype html>', True)
    """
    figures = PageFigures()
    names = sorted({name for found in pooled for name in found.studies})
    return page_template("pooled.html.j2", "analysis.pooling").render(
        studies=names,
        figures=figures,
        sections=[_section(found, figures, place) for place, found in enumerate(pooled)],
        decimal=decimal,
        p_value=p_value,
    )


def _section(found: PooledHypothesis, figures: PageFigures, place: int) -> dict[str, object]:
    measure = Measure.of(found.outcome)
    rows = found.table()
    shown = rows.assign(**{name: rows[name] * measure.factor for name in ("estimate", "ci_low", "ci_high")})
    figure = forest(shown, x_label=f"Difference, {measure.difference_unit}")
    return {
        "title": found.outcome.title + (" × AI right" if found.contrast != "condition" else ""),
        "pooled": found,
        "measure": measure,
        "rows": list(rows.itertuples()),
        "figure": figures.draw(figure, f"forest-{place}"),
    }
