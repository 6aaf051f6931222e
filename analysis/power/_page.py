"""A power curve as one self-contained page."""

from analysis.figures import PageFigures, power_plot
from analysis.power._assumptions import SPREADS
from analysis.power._curve import PowerCurve
from analysis.report import decimal, page_template
from protocols import Study, in_language


def power_page(study: Study, curve: PowerCurve) -> str:
    """The curve, its table and what was assumed, as HTML that needs no network; equal curves give equal bytes.

    Parameters
    ----------
    study
        The study, for its title.
    curve
        As `power_curve` gives it.

    Examples
    --------
    >>> from analysis.power import power_curve
    >>> from protocols import load_study
    >>> study = load_study("skingen")
    >>> page = power_page(study, power_curve(study, [8], simulations=2, seed=1, models=False))
    >>> page[:15].lower()
    '<!doctype html>'
    """
    figures = PageFigures()
    return page_template("power.html.j2", "analysis.power").render(
        title=in_language(study.protocol.title, study.protocol.languages[0]),
        method=method_words(curve),
        curve=curve,
        figures=figures,
        figure=figures.draw(power_plot(curve.table), "power"),
        spreads=[(name, getattr(curve.assumptions, name)) for name in SPREADS],
        percent=lambda share: f"{share:.0%}" if share == share else "–",
        decimal=decimal,
    )


def method_words(curve: PowerCurve) -> str:
    """How the power was computed, in two sentences for a preregistration.

    >>> from analysis.power import power_curve
    >>> from protocols import load_study
    >>> print(method_words(power_curve(load_study("skingen"), [8], simulations=2, seed=1, models=False)).split(" and ")[0])
    2 studies of 8 participants each were simulated with seed 1
    """
    sizes = ", ".join(str(size) for size in sorted(set(curve.table["participants"])))
    correction = "without correction" if curve.correction == "none" else f"{curve.correction.capitalize()}-corrected"
    return (
        f"{int(curve.table['simulations'].min()):,} studies of {sizes} participants each were simulated with seed {curve.seed} and "
        f"analysed as declared (two-sided level {curve.alpha:g} over the primary family, {correction}). Answers follow cumulative logit "
        "models with normal participant, case and occasion effects; nobody drops out."
    )
