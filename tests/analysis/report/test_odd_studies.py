"""Studies that went wrong: the report says what cannot be computed, and computes the rest."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from analysis.confirmatory import run_plan
from analysis.data import Dataset
from analysis.report import render_report
from analysis.tables import write_tables
from protocols import Study
from tests.analysis.data.made_up import made_up_frames, made_up_study

Frames = dict[str, pd.DataFrame]
MODEL = "trust ~ condition * ai_correct + (1 | participant)"
LIKERT = r"comp_|trust_|stias_|umux_|tia_"


def people(number: int) -> Callable[[], Frames]:
    return lambda: made_up_frames(study(), participants=number)


def nobody_completed() -> Frames:
    """Everyone leaves after the first period."""
    frames = made_up_frames(study(), participants=8)
    gone = {table: frames[table][frames[table]["period"].fillna(1) == 1] for table in ("trials", "responses")}
    ended = frames["participants"].assign(completed_at=None)
    return frames | gone | {"participants": ended.assign(status=ended["status"].replace("completed", "timed_out"))}


def all_answers_equal() -> Frames:
    frames = made_up_frames(study(), participants=8)
    trials, responses = frames["trials"], frames["responses"]
    rated = responses["item"].str.contains(LIKERT) & responses["missing"].eq("")
    same = {
        "first_judgement": "eczema",
        "final_judgement": "eczema",
        "keyed_correct": True,
        "final_confidence": 50.0,
        "duration_seconds": 40.0,
    }
    right = (trials["truth"] == "eczema").astype(bool)
    return frames | {
        "responses": responses.assign(value=responses["value"].where(~rated, 3)),
        "trials": trials.assign(**same, first_correct=right, final_correct=right),
    }


def a_condition_missing() -> Frames:
    """Nothing was recorded under the treatment."""
    frames = made_up_frames(study(), participants=8)
    kept = {table: frames[table][frames[table]["condition"] != "images"] for table in ("trials", "responses")}
    return frames | kept


def study() -> Study:
    """The made-up study with a declared model for its second hypothesis."""
    declared = made_up_study().protocol.analysis
    hypotheses = [hypothesis.model_dump(exclude_none=True) for hypothesis in declared.hypotheses]
    modelled = [row | ({"model": MODEL} if row["id"] == "h3" else {}) for row in hypotheses]
    return made_up_study(hypotheses=modelled, resamples=200)


ODD = {
    "nobody": (people(0), "The declared model cannot be fitted: nobody answered under a known condition."),
    "one participant": (people(1), "1 timed out"),
    "two participants": (people(2), "n = 1; rank-biserial r = 1.00; Hodges–Lehmann estimate 0.72, exact"),
    "nobody completed": (nobody_completed, "8 participants without 'trust' in both conditions are left out"),
    "equal answers": (
        all_answers_equal,
        "mean difference 0.00 points, n = 7; the promised test could not be computed.",
    ),
    "a condition missing": (a_condition_missing, "The declared model cannot be fitted: no answer under 'images'."),
}


@pytest.mark.slow
@pytest.mark.parametrize(("frames", "said"), ODD.values(), ids=ODD)
def test_an_odd_study_gives_a_page_that_says_what_it_lacks(
    frames: Callable[[], Frames], said: str, tmp_path: Path
) -> None:
    results = run_plan(Dataset.from_frames(frames(), study()))
    text = words(render_report(results))
    page_one = text[: text.index("1 Participants")]
    assert [word for word in ("Difference shown", "too small") if word in page_one] == []
    assert "CI –" not in text
    assert said in text
    assert not re.search(r"\b(nan|NaN|inf|None)\b|<NA>", text)
    assert not re.search(r"\b1 participants|[.?],|SD = –", text)
    write_tables(results, tmp_path)
    assert (tmp_path / "tables.docx").is_file()


@pytest.mark.slow
def test_a_model_that_decides_without_a_single_pair_is_shown_with_the_people_it_rests_on() -> None:
    """Everyone left after the first period: no pair, but a comparison between people."""
    plan = study().protocol.analysis.model_copy(update={"decides": "model"})
    decided = replace(study(), protocol=study().protocol.model_copy(update={"analysis": plan}))
    results = run_plan(Dataset.from_frames(relabelled(nobody_completed(), decided), decided))
    [shown] = [result for result in results.hypotheses if result.decided_by == "model"]
    assert (shown.comparison.sample.n, len(shown.participants)) == (0, 8)
    text = words(render_report(results))
    assert "Declared model decides" in text


def relabelled(frames: Frames, other: Study) -> Frames:
    """The same data as if another protocol had been frozen."""
    return {
        name: frame.assign(fingerprint=other.fingerprint) if "fingerprint" in frame else frame
        for name, frame in frames.items()
    }


@pytest.mark.slow
def test_what_can_be_computed_is_computed() -> None:
    """Without the treatment: flow, baseline, scales and the outcomes under the other condition."""
    text = words(render_report(run_plan(Dataset.from_frames(a_condition_missing(), study()))))
    reliability = text[text.index("Reliability") :]
    assert re.search(r"Propensity to trust – 3 8 [−.\d]+ \[", reliability)
    assert "Text only: median" in text
    assert "8 allocated when the first case was asked for" in text


def words(page: str) -> str:
    """The text of a page and of its figures, without scripts, styles and tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    shown = re.sub(r'<figure aria-label="([^"]*)">', r" \1 ", bare)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown)))
