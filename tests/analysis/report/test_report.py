"""The report says what a referee must know, and needs nothing else."""

import re
from html import unescape
from itertools import pairwise

import pytest

from analysis.confirmatory import run_plan
from analysis.data import Dataset, load
from analysis.report import CLAIMS, claim_results, equivalence_forest, render_report, truth_rows, write_report
from tests.analysis.data.made_up import SIMULATION, made_up, made_up_frames, made_up_study, write_export


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    study = made_up_study()
    export = write_export(folder / "export", study, made_up_frames(study))
    return write_report(load(export), folder / "deep" / "report.html").read_text(encoding="utf-8")


def words(page: str) -> str:
    """The text of a page without scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def test_page_one_says_whose_data_these_are(page: str) -> None:
    text = words(page)
    assert "Bots made these data" in text
    assert "These pictures are drawn by a computer program; the effects here say nothing about SkinGEN." in text
    assert text.index("Bots made these data") < text.index("Primary results at a glance")
    assert made_up_study().fingerprint in text


def test_every_hypothesis_stands_in_its_declared_words_before_its_result(page: str) -> None:
    text = words(page)
    for hypothesis in made_up_study().protocol.analysis.hypotheses:
        assert hypothesis.statement in text
    statement = "Perceived comprehension is higher with reference images than with text alone."
    assert text.index("Primary results at a glance") < text.index(statement) < text.index("Flow")
    first = text.rindex(statement)
    assert (
        first
        < text.index("95% interval", first)
        < text.index("Holm-adjusted p", first)
        < text.index("Difference shown", first)
    )


def test_confirmatory_and_exploratory_are_apart(page: str) -> None:
    start = page.index('<section id="exploratory"')
    exploratory = words(page[start : page.index("</section>", start)])
    assert "Not promised in advance" in exploratory
    assert "Time per case" in exploratory
    assert not re.search(r"\bp [=<]", exploratory)


def test_the_page_needs_no_network(page: str) -> None:
    assert not re.findall(r"<(?:link|script|img|iframe)[^>]+(?:src|href)=[\"'](?:https?:)?//", page)
    assert "default-src 'none'" in page
    assert page.count("plotly.js v") == 1
    assert page.index("plotly.js v") < page.index("<figure")


def test_every_figure_has_a_text_alternative(page: str) -> None:
    figures = re.findall(r"<figure[^>]*>", page)
    assert len(figures) >= 3 + 1 + 4
    assert all(re.search(r'aria-label="[^"]{40,}"', figure) for figure in figures)
    assert not any("role=" in figure for figure in figures), "an image may hold nothing that takes the focus"


def test_effects_are_measured_by_the_smallest_that_matters() -> None:
    results = run_plan(made_up())
    figure = equivalence_forest(results.hypotheses)
    assert figure is not None
    bounded = [result for result in results.hypotheses if result.hypothesis.smallest_effect]
    assert [result.hypothesis.id for result in bounded] == ["h1", "h2", "h3"]
    assert list(figure.data[0].x) == [result.effect.estimate / result.hypothesis.smallest_effect for result in bounded]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (-1, 1)
    assert equivalence_forest(()) is None


def test_times_and_confidence_are_drawn_apart_from_what_was_promised(page: str) -> None:
    exploratory = page[page.index('<section id="exploratory"') :]
    assert "Distribution of median seconds a case. Text only: median" in exploratory
    assert "Calibration curves. Text only: calibration error" in exploratory


def test_headings_do_not_skip_levels(page: str) -> None:
    levels = [
        int(level) for level in re.findall(r"<h([1-6])[ >]", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    ]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_true_effects_stand_beside_their_estimates(page: str) -> None:
    assert "What is true in the simulation" in words(page)
    study = made_up_study()
    dataset = Dataset.from_frames(made_up_frames(study), study, simulation=SIMULATION)
    rows = truth_rows(run_plan(dataset))
    assert [(row.truth.outcome, row.truth.contrast) for row in rows] == [
        ("perceived_comprehension", "condition"),
        ("trust", "condition"),
        ("trust", "condition:ai_correct"),
        ("keyed_correct", "condition"),
    ]
    assert all(row.covered for row in rows)
    missed = SIMULATION | {"true_effects": [{"outcome": "trust", "contrast": "condition", "difference": 3.0}]}
    assert (
        truth_rows(run_plan(Dataset.from_frames(made_up_frames(study), study, simulation=missed)))[0].covered is False
    )


def test_the_claims_are_tested_by_the_outcomes_that_measure_them() -> None:
    found = claim_results(run_plan(made_up()))
    assert [result.claim.percent for result in found] == [38.2, 41.6]
    assert {claim.outcome for claim in CLAIMS} == {"perceived_comprehension", "trust", "ess"}
    assert found[1].words == "The claimed change lies above the interval."


@pytest.mark.slow
def test_equal_data_give_equal_bytes() -> None:
    assert render_report(run_plan(made_up(participants=8))) == render_report(run_plan(made_up(participants=8)))


@pytest.mark.slow
def test_words_of_the_study_cannot_become_markup() -> None:
    study = made_up_study()
    payload = study.payload()
    payload["protocol"]["title"] = "<script>alert(1)</script>"
    payload["protocol"]["analysis"]["hypotheses"][0]["statement"] = "A <b>bold</b> claim & more."
    hostile = type(study).from_payload(payload)
    page = render_report(run_plan(Dataset.from_frames(made_up_frames(hostile, participants=8), hostile)))
    assert "<script>alert" not in page
    assert "A &lt;b&gt;bold&lt;/b&gt; claim &amp; more." in page


def test_a_live_study_shows_no_condition_before_unblinding() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=8, mode="live")
    hidden = ("sequence", "condition", "label", "block", "slot", "stream_index")
    blind = {table: frame.assign(**{name: None for name in hidden if name in frame}) for table, frame in frames.items()}
    page = render_report(run_plan(Dataset.from_frames(blind, study)))
    text = words(page)
    assert "Conditions are withheld" in text
    assert "All sequences (withheld)" in text
    assert "Bots made these data" not in text
    start = page.index('<section id="primary"')
    assert "Not computable" in page[start : page.index("</section>", start)]
