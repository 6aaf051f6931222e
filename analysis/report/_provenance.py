"""What made the report: software and files."""

import platform
from importlib.metadata import version

from analysis.data import Dataset

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "plotly", "Jinja2")
"""Packages that shape the numbers and figures."""


def software() -> tuple[tuple[str, str], ...]:
    """Name and version of everything that shapes the numbers."""
    return (("Python", platform.python_version()), *((name, version(name)) for name in PACKAGES))


def deviations(dataset: Dataset) -> tuple[str, ...]:
    """Where this report does something else than the frozen plan, or the study ran differently, in words."""
    protocol = dataset.study.protocol
    found = []
    modelled = [hypothesis.id.upper() for hypothesis in protocol.analysis.hypotheses if hypothesis.model]
    if modelled:
        found.append(
            f"The plan declares mixed models for {', '.join(modelled)}. This report tests participants’ differences; the models are "
            "not part of it. Its conclusions are about these cases only, not about other cases."
        )
    allocated, target = len(dataset.allocations), protocol.allocation.target
    if allocated != target:
        found.append(
            f"The target was {target} participants; {allocated} {'was' if allocated == 1 else 'were'} allocated."
        )
    if dataset.simulation is None and dataset.mode != "live":
        found.append(f"These are {dataset.mode} sessions, not the confirmatory data.")
    return tuple(found)
