"""Every public function and method shows an example, and every function that computes a statistic names its source."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import analysis

PACKAGES = ["analysis", *(f"analysis.{found.name}" for found in pkgutil.iter_modules(analysis.__path__) if found.ispkg)]

SOURCE = re.compile(r"(Source: |References\n\s+-{10}\n)[\s\S]*?(\b(1[89]|20)\d\d\b|arXiv|Psych-DS)")

PLUMBING = {
    "example data, and names and numbers as they are printed": {
        "alt_text", "data_label", "decimal", "degrees", "example_dataset", "interval", "level_name", "likert_labels", "p_value",
    },
    "reading, counting and reshaping answers": {
        "allocated_outcomes", "asked_items", "bounds_of", "case_times", "keyed_answers", "likert_counts", "missing_answers",
        "model_frame", "model_rows", "numeric_answers", "outcomes", "parse_formula", "parse_map", "participant_quality",
        "read_csv", "review_ratings", "scale_answers", "undefined",
    },
    "parts of a search for a maximum": {"lower_triangle", "positive_inverse", "surroundings"},
    "figures of results computed elsewhere": {
        "calibration_figure", "calibration_plot", "category_probabilities", "comparison_figure", "figure_html", "figure_svg",
        "item_figures", "power_plot", "probability_figure", "stacked_likert", "standardized_forest", "time_figure",
    },
    "sentences and tables of results computed elsewhere": {
        "claim_results", "latex", "method_words", "model_clause", "model_kind", "model_test",
        "notices", "random_effects_table", "review_sentence", "truth_rows", "truth_table", "word",
    },
    "pages and files": {
        "find_browser", "foreign_page", "page_template", "pooled_page", "power_page", "run_report", "show_static", "write_figures", "write_pdf",
        "write_report", "write_tables",
    },
}  # fmt: skip
"""What computes no statistic of its own, and so has none to cite, by what it does instead."""


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function, by package and name."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in module.__all__:
            found = inspect.unwrap(getattr(module, name)) if callable(getattr(module, name)) else None
            if inspect.isfunction(found):
                yield f"{package}.{name}", found


def methods() -> Iterator[tuple[str, str]]:
    """Every method that a public class defines itself, but for the rows of a summary, with what is written about it and its class."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for known in (getattr(module, name) for name in module.__all__):
            for name, found in vars(known).items() if inspect.isclass(known) else ():
                found = getattr(found, "__func__", found)
                if inspect.isfunction(found) and not name.startswith("_") and name != "estimates":
                    yield f"{package}.{known.__name__}.{name}", f"{known.__doc__}{found.__doc__}"


@pytest.mark.parametrize("name", [name for name, _ in functions()])
def test_a_function_shows_an_example(name: str) -> None:
    assert ">>> " in (dict(functions())[name].__doc__ or "")


def test_all_that_compute_name_their_source_and_no_others_are_excused() -> None:
    without = {name.rpartition(".")[2] for name, found in functions() if not SOURCE.search(found.__doc__ or "")}
    assert without == set().union(*PLUMBING.values())


@pytest.mark.parametrize("name", [name for name, _ in methods()])
def test_a_method_or_its_class_shows_an_example(name: str) -> None:
    assert ">>> " in dict(methods())[name]
