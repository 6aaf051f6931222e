"""What made the report: software and files."""

import platform
from importlib.metadata import version

from analysis.confirmatory import HypothesisResult, Results

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "plotly", "Jinja2")
"""Packages that shape the numbers and figures."""


def software() -> tuple[tuple[str, str], ...]:
    """Name and version of everything that shapes the numbers."""
    return (("Python", platform.python_version()), *((name, version(name)) for name in PACKAGES))


def deviations(results: Results) -> tuple[str, ...]:
    """Where this report does something else than the frozen plan, or the study ran differently, in words."""
    dataset = results.dataset
    protocol = dataset.study.protocol
    found = []
    fallen = [result.hypothesis.id.upper() for result in results.hypotheses if _fell_back(result)]
    if fallen:
        found.append(
            f"The declared model of {', '.join(fallen)} could not be used (the notes of the result say why); the design-based test decides "
            "there, as the plan foresees, and its conclusions are about these cases only."
        )
    allocated, target = len(dataset.allocations), protocol.allocation.target
    if allocated != target:
        found.append(
            f"The target was {target} participants; {allocated} {'was' if allocated == 1 else 'were'} allocated."
        )
    if dataset.simulation is None and dataset.mode != "live":
        found.append(f"These are {dataset.mode} sessions, not the confirmatory data.")
    return tuple(found)


def _fell_back(result: HypothesisResult) -> bool:
    promised = result.comparison.plan.decides == "model" and result.model is not None
    return promised and result.decided_by == "test"
