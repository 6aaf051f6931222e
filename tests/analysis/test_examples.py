"""Every example in a docstring of the package runs and prints what it says."""

import doctest
import importlib
import pkgutil

import pytest

import analysis

WHOLE = ("pooling", "power", "printing", "report", "sensitivity", "tables")
"""Packages whose examples run a whole analysis, or a browser."""

MODULES = [
    pytest.param(name, marks=[pytest.mark.slow] if name.split(".")[1] in WHOLE else [])
    for name in sorted(module.name for module in pkgutil.walk_packages(analysis.__path__, "analysis."))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_module_run(name: str) -> None:
    failures, _ = doctest.testmod(importlib.import_module(name))
    assert failures == 0
