from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import AnalysisError
from analysis.foreign import analyse, foreign_page, parse_map, read_csv
from analysis.foreign._table import ForeignTable
from analysis.ordinal import ClmmResult


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Forty answers of each of twelve people: ordinal, one condition half a point higher, in two periods, over ten cases."""
    rng = np.random.default_rng(5)
    people = np.repeat(np.arange(12), 20)
    arm = np.where((np.arange(240) // 10 + people) % 2 == 0, "text", "pictures")
    latent = rng.normal(0, 1, 12)[people] + 1.2 * (arm == "pictures") + rng.logistic(size=240)
    frame = pd.DataFrame(
        {
            "id": people,
            "arm": arm,
            "half": 1 + np.arange(240) // 10 % 2,
            "photo": np.arange(240) % 10,
            "rating": 1 + np.digitize(latent, [-1, 0, 1, 2]),
            "seconds": np.exp(latent / 4 + 3),
        }
    )
    path = tmp_path / "answers.csv"
    frame.to_csv(path, index=False)
    return path


def read(path: Path, outcome: str, more: str = ",period=half,case=photo", **options: str) -> ForeignTable:
    return read_csv(path, parse_map(f"participant=id,condition=arm,outcome={outcome}{more}"), **options)


def test_sleep_data_equal_r(tmp_path: Path, golden_data: Callable[[str], pd.DataFrame]) -> None:
    path = tmp_path / "sleep.csv"
    golden_data("sleep.csv").melt("ID", var_name="group", value_name="extra").to_csv(path, index=False)
    [found] = analyse(read_csv(path, parse_map("participant=ID,condition=group,outcome=extra"))).comparisons
    # t.test(sleep$extra[11:20], sleep$extra[1:10], paired = TRUE): t = 4.0621, p = 0.002833
    assert found.t.t == pytest.approx(4.0621, abs=5e-5)
    assert found.t.p_value == pytest.approx(0.002833, abs=5e-7)
    assert found.t.mean == pytest.approx(1.58)


def test_ordered_answers_get_a_cumulative_link_model(answers: Path) -> None:
    table = read(answers, "rating", reference="text")
    found = analyse(table)
    assert (table.kind, table.conditions) == ("ordinal", ["text", "pictures"])
    assert found.formula == "rating ~ arm + half + (1 + arm | id) + (1 + arm | photo)"
    terms = found.summary().set_index("term")["estimate"]
    assert 0.6 < terms["armpictures"] < 1.8
    assert "1|2" in terms.index


def test_its_terms_have_intervals_from_t_at_the_level_asked_for(answers: Path) -> None:
    found = analyse(read(answers, "rating", reference="text"), confidence=0.9, resamples=50)
    assert isinstance(found.model, ClmmResult)
    terms = found.terms.set_index("term")
    assert terms["df"].to_dict() == dict.fromkeys(["1|2", "2|3", "3|4", "4|5", "armpictures"], 9) | {"half": np.inf}
    half = (terms["ci_high"] - terms["ci_low"]) / 2 / terms["std_error"]
    assert half.to_numpy() == pytest.approx(stats.t(terms["df"]).ppf(0.95))
    page = foreign_page(found)
    assert "with 90% intervals; infinite degrees of freedom" in page
    assert "95% interval" not in page
    summary = found.summary().set_index("term").loc["armpictures"]
    assert summary["ci_low"] == terms.loc["armpictures", "ci_low"]


def test_quantities_get_a_linear_model(answers: Path) -> None:
    table = read(answers, "seconds", more="")
    found = analyse(table)
    assert table.kind == "numeric"
    assert table.reference == "pictures"
    assert found.formula == "seconds ~ arm + (1 + arm | id)"
    assert found.comparisons[0].t.mean < 0


def test_a_model_that_cannot_be_fitted_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "equal.csv"
    path.write_text("id,arm,y\n1,a,2\n1,b,2\n2,a,2\n2,b,2\n")
    found = analyse(read_csv(path, parse_map("participant=id,condition=arm,outcome=y")))
    assert found.model is None
    assert "cannot be fitted" in found.messages[0]
    assert found.comparisons[0].t.mean == 0
    assert "cannot be fitted" in foreign_page(found)


def of_people(path: Path, answers: str) -> ForeignTable:
    """`answers` under text and under pictures of one person a word."""
    people = enumerate(answers.split())
    lines = [f"{who},{arm},{y}" for who, pair in people for arm, y in zip(("text", "pictures"), pair, strict=True)]
    path.write_text("id,arm,rating\n" + "\n".join(lines) + "\n")
    return read_csv(path, parse_map("participant=id,condition=arm,outcome=rating"), reference="text")


def test_a_model_names_the_answers_as_they_are_in_the_file(tmp_path: Path) -> None:
    model = analyse(of_people(tmp_path / "skips.csv", "24 48 22 44 28 84 48 42 24 88"), resamples=50).model
    assert model is not None
    assert model.summary()["term"].tolist() == ["2|4", "4|8", "armpictures"]
    found = analyse(of_people(tmp_path / "equal.csv", "33 33 33"), resamples=50)
    assert "Every answer of rating is 3" in found.messages[0]


def test_columns_with_any_names_are_modelled_under_them(tmp_path: Path, answers: Path) -> None:
    frame = pd.read_csv(answers).rename(columns={"rating": "Rating (1–5)", "arm": "the arm", "id": "outcome"})
    path = tmp_path / "names.csv"
    frame.to_csv(path, index=False)
    table = read_csv(path, parse_map("participant=outcome,condition=the arm,outcome=Rating (1–5)"), reference="text")
    found = analyse(table, resamples=50)
    assert found.formula == "`Rating (1–5)` ~ `the arm` + (1 + `the arm` | outcome)"
    plain = analyse(read(answers, "rating", more="", reference="text"), resamples=50)
    assert found.terms["estimate"].tolist() == pytest.approx(plain.terms["estimate"].tolist())
    assert "Rating (1–5)" in foreign_page(found)


def test_a_column_that_plays_two_parts_leaves_the_parts_their_names(answers: Path) -> None:
    found = analyse(read(answers, "rating", more=",case=id", reference="text"), resamples=50)
    assert found.formula == "outcome ~ condition + (1 + condition | participant) + (1 + condition | case)"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("33 33 33", "stand to each other alike for everyone: Cliff's delta and A12 have no interval"),
        ("15 26 37", "do not overlap: Cliff's delta and A12 have no interval"),
        ("12 24 36", "have one sign: the rank-biserial correlation has no interval"),
    ],
    ids=["equal", "apart", "one sign"],
)
def test_the_page_gives_no_interval_without_width(tmp_path: Path, answers: str, sentence: str) -> None:
    page = foreign_page(analyse(of_people(tmp_path / "few.csv", answers), resamples=50))
    assert sentence in page.replace("&#39;", "'")
    for value in ("0.00", "1.00"):
        assert f"[{value}, {value}]" not in page
    assert "p –" not in page


def test_the_page_is_self_contained_and_equal_for_equal_tables(answers: Path) -> None:
    found = analyse(read(answers, "rating"), resamples=500)
    page = foreign_page(found)
    assert "nothing here is confirmatory" in page
    assert "text against pictures" in page
    assert "cumulative link mixed model" in page
    assert page == foreign_page(analyse(read(answers, "rating"), resamples=500))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("participant", "'participant' is not PART=COLUMN"),
        ("person=id", "'person' is no part"),
        ("participant=a,participant=b", "Two columns are named for participant"),
        ("participant=a,condition=b", "No column is named for outcome"),
    ],
)
def test_a_wrong_map_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(AnalysisError, match=sentence):
        parse_map(text)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no table in CSV form"),
        (b"id,arm\n1,a\n", "no column 'y' for outcome"),
        (b"id,arm,y\n1,a,often\n", "holds 'often' in row 0"),
        (b"id,arm,y\n1,a,1\n", "1 condition: at least two"),
        (b"id,arm,y\n1,\xff,1\n", "not UTF-8"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(AnalysisError, match=sentence):
        read_csv(path, parse_map("participant=id,condition=arm,outcome=y"))


def test_an_absent_file_and_an_unknown_reference_are_named(tmp_path: Path, answers: Path) -> None:
    with pytest.raises(AnalysisError, match="cannot be read: No such file"):
        read(tmp_path / "none.csv", "rating")
    with pytest.raises(AnalysisError, match="no condition 'words': the conditions are pictures, text"):
        read(answers, "rating", reference="words")


def test_the_first_figure_is_drawn_also_where_the_first_comparison_has_none(tmp_path: Path) -> None:
    rows = [f"{person},{arm},{value}" for person, value in enumerate([3, 5, 4, 6]) for arm in ("b", "c")]
    path = tmp_path / "three.csv"
    path.write_text("\n".join(["id,arm,rating", "0,a,2.5", *rows]), encoding="utf-8")
    page = foreign_page(
        analyse(read_csv(path, parse_map("participant=id,condition=arm,outcome=rating"), reference="b"), resamples=50)
    )
    assert [page.count('id="pairs-0"'), page.count('id="pairs-1"')] == [0, 1]
    assert page.count("plotly.js v") == 1
    assert page.index("plotly.js v") < page.index("<figure")
