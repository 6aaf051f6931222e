"""The page about a table from elsewhere, in the look of the report."""

import math
from typing import Any

from analysis.figures import PageFigures, paired_estimation
from analysis.foreign._analysis import ForeignComparison, ForeignResults
from analysis.report import decimal, degrees, interval, p_value, page_template

MODELS = {
    "binary": "mixed logistic regression, log odds of the larger value; t with containment degrees of freedom",
    "ordinal": "cumulative link mixed model with logit link, log odds of higher answers; t with containment degrees of freedom",
    "numeric": "linear mixed model; t with Satterthwaite's degrees of freedom",
}


def foreign_page(results: ForeignResults) -> str:
    """One self-contained HTML page; equal results give equal bytes.

    Parameters
    ----------
    results
        As `analyse` gives them.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from analysis.foreign import analyse, parse_map, read_csv
    >>> path = Path(tempfile.mkdtemp()) / "sleep.csv"
    >>> _ = path.write_text("id,drug,extra\\n1,a,0.7\\n1,b,1.9\\n2,a,-1.6\\n2,b,0.8\\n3,a,-0.2\\n3,b,1.1\\n")
    >>> page = foreign_page(analyse(read_csv(path, parse_map("participant=id,condition=drug,outcome=extra"))))
    >>> page[:15].lower()
    '<!doctype html>'
    """
    table, figures = results.table, PageFigures()
    return page_template("foreign.html.j2", "analysis.foreign").render(
        table=table,
        figures=figures,
        outcome=table.columns["outcome"],
        participants=table.frame["participant"].nunique(),
        comparisons=[
            _comparison(found, table.columns["outcome"], figures, place)
            for place, found in enumerate(results.comparisons)
        ],
        formula=results.formula,
        model=MODELS[table.kind],
        terms=list(results.terms.itertuples()),
        level=f"{100 * results.confidence:g}%",
        messages_of_model=results.messages,
        decimal=decimal,
        degrees=degrees,
        interval=interval,
        p_value=_p_cell,
    )


def _p_cell(p: float) -> str:
    """A p value; a dash where there is none."""
    return decimal(p) if math.isnan(p) else p_value(p)


def _comparison(found: ForeignComparison, outcome: str, figures: PageFigures, place: int) -> dict[str, Any]:
    t, ranked, sizes = found.t, found.signed_rank, found.effects
    figure = None
    if found.pairs.n > 1:
        drawn = paired_estimation(found.pairs, found.bootstrap, outcome_label=outcome)
        figure = figures.draw(drawn, f"pairs-{place}")
    return {
        "treatment": found.pairs.treatment_condition,
        "n": found.pairs.n,
        "rows": [
            ("Mean difference", decimal(t.mean), interval(t.ci_low, t.ci_high), _p_cell(t.p_value)),
            (
                "Hodges–Lehmann (exact signed-rank test)",
                decimal(ranked.estimate),
                interval(ranked.ci_low, ranked.ci_high),
                _p_cell(ranked.p_value),
            ),
            *(
                (title, decimal(size.estimate), interval(size.ci_low, size.ci_high), "")
                for title, size in (
                    ("dz", sizes.dz),
                    ("Rank-biserial correlation", sizes.rank_biserial),
                    ("Cliff's delta", sizes.cliffs_delta),
                )
            ),
        ],
        "figure": figure,
        "messages": found.messages,
    }
