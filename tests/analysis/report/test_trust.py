"""The tables on trust against correctness and on population-averaged odds ratios."""

import re
from functools import cache
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis import gee, trust_calibration
from analysis.confirmatory import Results, run_plan
from analysis.report._population import population_rows
from analysis.report._trust import trust_rows
from analysis.sensitivity import PopulationAveraged, population_averaged
from tests.analysis.confirmatory.test_model import MODELS, study_with
from tests.analysis.data.made_up import made_up


@cache
def results(participants: int = 24) -> Results:
    return run_plan(made_up(study_with({"s1": MODELS["s1"]}), participants=participants))


def averaged(participants: int = 24) -> tuple[PopulationAveraged, ...]:
    found = results(participants)
    return population_averaged(found.dataset, found.values)


def words(template: str, **shown: Any) -> str:
    environment = Environment(loader=PackageLoader("analysis.report"), autoescape=True, undefined=StrictUndefined)
    page = environment.get_template(template).render(**shown)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_ratings_are_shown_by_condition_with_their_difference() -> None:
    rows = list(trust_rows(results().dataset, results().values))
    assert [row["condition"] for row in rows[:3]] == [
        "Text only",
        "Text with images",
        "Text with images minus Text only",
    ]
    assert [row["title"] for row in rows if row["title"]] == [
        "Perceived comprehension, by AI right or wrong",
        "Trust in the answer, by AI right or wrong",
        "Confidence in the final judgement, by its being right or wrong",
    ]
    trust = results().values.query("outcome == 'trust' and condition == 'images'")
    expected = trust_calibration(trust.rename(columns={"value": "trust"})).summary().set_index("term").loc["auc"]
    assert rows[4]["auc"].startswith(f"{expected['estimate']:.2f}"[1:])
    people = trust_calibration(
        results().values.query("outcome == 'trust'").rename(columns={"value": "trust"}), by="condition"
    ).per_participant.pivot(index="participant", columns="condition", values="slope")
    difference = (people["images"] - people["text"]).dropna()
    assert rows[5]["n"] == len(difference)
    assert rows[5]["slope"].startswith(f"{difference.mean():+.2f}")


def test_the_population_contrast_is_the_coefficient_of_the_condition() -> None:
    found = {row.hypothesis.id: row for row in averaged()}
    assert list(found) == ["s1", "s2"]
    rows = results().values.query("outcome == 'keyed_correct'").dropna(subset=["value"])
    rows["condition"] = pd.Categorical(rows["condition"], categories=["text", "images"])
    expected = gee("value ~ condition + period", rows, covariance="bias_reduced").summary().set_index("term")
    assert found["s1"].log_odds_ratio.estimate == pytest.approx(expected.loc["conditionimages", "estimate"])
    assert found["s1"].log_odds_ratio.std_error == pytest.approx(expected.loc["conditionimages", "std_error"])


def test_the_populations_odds_stand_beside_those_of_the_declared_model() -> None:
    rows = {row["id"]: row for row in population_rows(results(), averaged())}
    ratio = float(np.exp(averaged()[0].log_odds_ratio.estimate))
    assert rows["s1"]["ratio"].startswith(f"{ratio:.2f} [")
    assert rows["s1"]["own"].endswith("]")
    assert rows["s2"]["own"] == "–"
    text = words("population.html.j2", population=list(rows.values()))
    assert "S1 Keyed questions correct" in text


@pytest.mark.parametrize("people", [0, 1])
def test_few_participants_leave_dashes_and_reasons(people: int) -> None:
    population = list(population_rows(results(people), averaged(people)))
    text = words("population.html.j2", population=population)
    text += words("trust.html.j2", trust=list(trust_rows(results(people).dataset, results(people).values)))
    assert "S1: No answer under" in text
    assert "nan" not in text.lower().split()
