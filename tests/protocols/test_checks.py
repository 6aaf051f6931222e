"""The linter: each way in which the parts of a study can fail to fit is found, at its place, with a fix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from protocols import ProtocolError, Report, check_study, load_study

TODAY = date(2026, 6, 1)
Damage = Callable[[str, Callable[[Any], None]], Report]


def setting(*keys: str | int, to: Any) -> Callable[[Any], None]:
    """A change that sets one value."""

    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        value[keys[-1]] = to

    return change


def removing(*keys: str | int) -> Callable[[Any], None]:
    """A change that removes one value."""

    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        del value[keys[-1]]

    return change


def appending(*keys: str | int, what: Any) -> Callable[[Any], None]:
    """A change that appends to a list."""

    def change(value: Any) -> None:
        for key in keys:
            value = value[key]
        value.append(what)

    return change


def swapping(first: tuple[str, int], second: tuple[str, int]) -> Callable[[Any], None]:
    """A change that exchanges two cases of the case sets."""

    def change(value: Any) -> None:
        sets = value["design"]["case_sets"]
        (one, i), (two, j) = first, second
        sets[one][i], sets[two][j] = sets[two][j], sets[one][i]

    return change


def test_a_sound_study_has_no_findings(folder: Path) -> None:
    report = check_study(folder, TODAY)
    assert report.findings == ()


def test_a_balanced_design_shows_each_case_once_in_each_condition_and_period(folder: Path) -> None:
    rows = check_study(folder, TODAY).balance
    assert len(rows) == 12 * 2 * 2
    assert {row.sequences for row in rows} == {1}


BEFORE = ("flow", "before")
TRAINING = (*BEFORE, 1, "ask", 0, "item")
STUDY_ERRORS = [
    (
        "case of the design",
        setting("design", "case_sets", "two", 1, to="case-b9"),
        "design.case_sets.two[1]",
        "case `case-b9` is not in the stimulus set",
        "did you mean `case-b",
    ),
    (
        "case in two sets",
        setting("design", "case_sets", "two", 1, to="case-a2"),
        "design.case_sets.two[1]",
        "already in case set `one`",
        "show each case once",
    ),
    (
        "sizes",
        removing("design", "case_sets", "two", 5),
        "design.case_sets",
        "unbalanced in size: `one` 6, `two` 5",
        "same size",
    ),
    (
        "number of sets",
        removing("design", "case_sets", "two"),
        "design.case_sets",
        "1 case sets for 2 conditions",
        "as many case sets as conditions",
    ),
    (
        "wrong answers",
        swapping(("one", 0), ("two", 2)),
        "design.case_sets",
        "unbalanced in wrong AI answers: `one` 1, `two` 3",
        "exchange cases",
    ),
    ("skin types", swapping(("one", 2), ("two", 3)), "design.case_sets.one", "`IV` 2", "each of the six skin types"),
    (
        "same conditions",
        setting("design", "conditions", 1, "shows", to=["answer"]),
        "design.conditions[1].shows",
        "`text` and `images` show the same",
        "let them differ",
    ),
    (
        "condition twice",
        setting("design", "conditions", 1, "id", to="text"),
        "design.conditions[1].id",
        "declared twice",
        "an id of its own",
    ),
    (
        "labels",
        setting("design", "labels", to=["Assistant"]),
        "design.labels",
        "1 public names for 2 periods",
        "one name a period",
    ),
    (
        "same labels",
        setting("design", "labels", to=["Assistant", "Assistant"]),
        "design.labels",
        "same public name",
        "differ",
    ),
    (
        "block size",
        setting("allocation", "block_sizes", to=[4, 6]),
        "allocation.block_sizes[1]",
        "6 is no multiple of the 4 sequences",
        "multiples of 4",
    ),
    (
        "stratum item",
        setting("allocation", "strata", 0, "item", to="trainng"),
        "allocation.strata[0].item",
        "`trainng` is not asked before allocation",
        "did you mean `training`?",
    ),
    (
        "stratum item asked too late",
        setting("allocation", "strata", 0, "item", to="attention"),
        "allocation.strata[0].item",
        "not asked before allocation",
        "name an item of `flow.before`",
    ),
    (
        "stratum level",
        setting("allocation", "strata", 0, "levels", "any", to=["yess"]),
        "allocation.strata[0].levels.any",
        "`yess` is no answer",
        "did you mean `yes`?",
    ),
    (
        "stratum gap",
        setting("allocation", "strata", 0, "levels", "none", to=["no", "unsure"]),
        "allocation.strata[0].levels",
        "belong to no level: `prefer_not`",
        "add them",
    ),
    (
        "stratum overlap",
        setting("allocation", "strata", 0, "levels", "any", to=["yes", "no"]),
        "allocation.strata[0].levels.any",
        "more than one level",
        "keep it in one",
    ),
    (
        "stratum unanswered",
        setting(*TRAINING, "required", to=False),
        "allocation.strata[0].item",
        "may stay unanswered",
        "make it `required`",
    ),
    (
        "page twice",
        setting("flow", "after", 0, "id", to="about"),
        "flow.after[0].id",
        "page id `about` is used twice",
        "an id of its own",
    ),
    (
        "page named as a period",
        setting("flow", "after", 0, "id", to="p1"),
        "flow.after[0].id",
        "looks like the number of a period",
        "choose a word",
    ),
    (
        "step twice",
        setting("trial", "steps", 1, "id", to="first"),
        "trial.steps[1].id",
        "step id `first` is used twice",
        "an id of its own",
    ),
    (
        "item twice",
        setting(*BEFORE, 2, "ask", 0, "item", "id", to="years"),
        "flow.before[2].ask[0].item.id",
        "item id `years` is asked on `about` and on `trained`",
        "an id of its own",
    ),
    ("no consent", removing(*BEFORE, 0), "flow.before", "does not begin with consent", "kind `consent` first"),
    (
        "late consent",
        lambda value: value["flow"]["before"].insert(0, value["flow"]["before"].pop(3)),
        "flow.before[1].kind",
        "consent is not the first page",
        "move it",
    ),
    (
        "no trials page",
        removing("flow", "period", 0),
        "flow.period",
        "has 0 pages of kind `trials`",
        "exactly one page",
    ),
    (
        "two trials pages",
        appending("flow", "period", what={"kind": "trials", "id": "more", "title": "More"}),
        "flow.period",
        "has 2 pages of kind `trials`",
        "exactly one page",
    ),
    (
        "trials outside the period",
        appending("flow", "after", what={"kind": "trials", "id": "more", "title": "More"}),
        "flow.after[1].kind",
        "stands in `flow.after`",
        "move it to `flow.period`",
    ),
    (
        "practice case unknown",
        setting(*BEFORE, 4, "case", to="case-p2"),
        "flow.before[4].case",
        "`case-p2` is not in the stimulus set",
        "did you mean `case-p1`?",
    ),
    (
        "practice case in a set",
        setting(*BEFORE, 4, "case", to="case-a1"),
        "flow.before[4].case",
        "also in case set `one`",
        "in no case set",
    ),
    (
        "practice format",
        setting(*BEFORE, 4, "formats", 1, to="image"),
        "flow.before[4].formats[1]",
        "no condition `image`",
        "did you mean `images`?",
    ),
    (
        "practice step",
        setting(*BEFORE, 4, "steps", 0, to="finale"),
        "flow.before[4].steps[0]",
        "no trial step `finale`",
        "did you mean `final`?",
    ),
    (
        "label outside a period",
        setting(*BEFORE, 2, "title", to="{label}"),
        "flow.before[2].title",
        "known only within a period",
        "write the name out",
    ),
    (
        "label in an early item",
        setting(*BEFORE, 2, "ask", 0, "item", "prompt", to="Is {label} good?"),
        "flow.before[2].ask[0]",
        "known only within a period",
        "ask it in `flow.period`",
    ),
    (
        "ask of nothing",
        setting("flow", "period", 1, "ask", 0, to={}),
        "flow.period[1].ask[0]",
        "either an `instrument` or an `item`",
        "exactly one",
    ),
    (
        "item of an instrument",
        setting("flow", "period", 1, "ask", 0, "items", to=["mood_clam"]),
        "flow.period[1].ask[0].items[0]",
        "`mood` has no item `mood_clam`",
        "did you mean `mood_calm`?",
    ),
    (
        "show_if of a page",
        setting(*BEFORE, 2, "show_if", "item", to="trainin"),
        "flow.before[2].show_if",
        "`trainin`, which is not asked before",
        "did you mean `training`?",
    ),
    (
        "show_if of a later item",
        setting(*TRAINING, "show_if", to={"item": "years", "equals": [1]}),
        "flow.before[1].ask[0].item.show_if",
        "`years`, which is not asked before",
        "asked earlier",
    ),
    (
        "show_if answer",
        setting(*BEFORE, 2, "show_if", "equals", to=["yep"]),
        "flow.before[2].show_if",
        "`yep` is no answer to `training`",
        "did you mean `yes`?",
    ),
    (
        "judgement without a case",
        setting(*BEFORE, 2, "ask", 0, "item", to={"type": "judgement", "id": "j", "prompt": "?"}),
        "flow.before[2].ask[0]",
        "needs a case",
        "step of `trial`",
    ),
    (
        "no scale",
        setting("trial", "steps", 1, "ask", 3, "item", to={"type": "likert", "id": "trust", "prompt": "?"}),
        "trial.steps[1].ask[3].item.points",
        "has no scale",
        "give `points`",
    ),
    (
        "labels of a scale",
        setting("trial", "steps", 1, "ask", 3, "item", "labels", to=["a", "b", "c"]),
        "trial.steps[1].ask[3].item.labels",
        "3 labels for 7 points",
        "one label a point",
    ),
    (
        "option twice",
        setting(*TRAINING, "options", 1, "value", to="yes"),
        "flow.before[1].ask[0].item.options",
        "option `yes` is given twice",
        "a value of its own",
    ),
    (
        "reserved option",
        setting(*TRAINING, "options", 2, "value", to="prefer_not"),
        "flow.before[1].ask[0].item.options",
        "`prefer_not` is reserved",
        "remove the option",
    ),
    (
        "confidence step",
        setting("trial", "steps", 1, "ask", 1, "item", "step", to=30),
        "trial.steps[1].ask[1].item.step",
        "100 is no multiple of the step 30",
        "use 5, 10",
    ),
    (
        "number range",
        setting(*BEFORE, 1, "ask", 2, "item", "minimum", to=70),
        "flow.before[1].ask[2].item.minimum",
        "above the largest",
        "swap",
    ),
    (
        "no correct answer",
        removing(*BEFORE, 3, "ask", 0, "item", "correct"),
        "flow.before[3].ask[0].item.correct",
        "has no `correct` answer",
        "add `correct`",
    ),
    (
        "impossible correct answer",
        setting(*BEFORE, 3, "ask", 0, "item", "correct", to="cann"),
        "flow.before[3].ask[0].item.correct",
        "`cann` is no answer",
        "did you mean `can",
    ),
    ("empty comprehension check", removing(*BEFORE, 3, "ask"), "flow.before[3].ask", "asks nothing", "add items"),
    (
        "impossible instruction",
        setting("flow", "period", 1, "ask", 1, "item", "instructed", to=6),
        "flow.period[1].ask[1].item.instructed",
        "`6` is no answer",
        "its answers are",
    ),
    (
        "late screen-out",
        setting("flow", "period", 1, "ask", 1, "item", "screen_out", to={"unless": [2], "code": "OUT"}),
        "flow.period[1].ask[1].item.screen_out",
        "screen out after allocation",
        "ask it in `flow.before`",
    ),
    (
        "text file",
        setting(*BEFORE, 0, "sheet", to="shet"),
        "flow.before[0].sheet",
        "there is no texts/en/shet.md",
        "did you mean `sheet`?",
    ),
    (
        "landing",
        setting("landing", to="welcome"),
        "landing",
        "there is no texts/en/welcome.md",
        "add texts/en/welcome.md",
    ),
    (
        "consent in every language",
        setting("languages", to=["en", "de"]),
        "flow.before[0].text",
        "text `consent` has no `de` version",
        "remove `de` from `languages`",
    ),
    (
        "reference condition",
        setting("analysis", "reference", to="images"),
        "analysis.reference",
        "not the reference condition",
        "use the first condition, `text`",
    ),
    (
        "outcome twice",
        setting("analysis", "outcomes", 1, "id", to="trust"),
        "analysis.outcomes[1].id",
        "`trust` is declared twice",
        "an id of its own",
    ),
    (
        "outcome two ways",
        setting("analysis", "outcomes", 0, "score", to="mood"),
        "analysis.outcomes[0]",
        "2 ways to compute it",
        "exactly one",
    ),
    (
        "outcome item",
        setting("analysis", "outcomes", 0, "items", to=["trst"]),
        "analysis.outcomes[0].items[0]",
        "`trst` is not asked in the trial",
        "did you mean `trust`?",
    ),
    (
        "outcome without numbers",
        setting("analysis", "outcomes", 0, "items", to=["keyed"]),
        "analysis.outcomes[0].items[0]",
        "are not numbers",
        "rating",
    ),
    (
        "outcome score",
        setting("analysis", "outcomes", 1, "score", to="moood"),
        "analysis.outcomes[1].score",
        "no instrument has a score `moood`",
        "did you mean `mood`?",
    ),
    (
        "score asked in part",
        setting("flow", "period", 1, "ask", 0, "items", to=["mood_calm"]),
        "analysis.outcomes[1].score",
        "not all asked in each period",
        "ask the instrument",
    ),
    (
        "measure",
        removing("trial", "steps", 0),
        "analysis.outcomes[2].measure",
        "needs 2 judgements a case, the trial asks 1",
        "add items of type `judgement`",
    ),
    (
        "empty range",
        setting("analysis", "outcomes", 0, "range", to=[7, 1]),
        "analysis.outcomes[0].range",
        "the range is empty",
        "smallest value first",
    ),
    (
        "hypothesis outcome",
        setting("analysis", "hypotheses", 0, "outcome", to="trusst"),
        "analysis.hypotheses[0].outcome",
        "`trusst` is not declared",
        "did you mean `trust`?",
    ),
    (
        "hypothesis treatment",
        setting("analysis", "hypotheses", 0, "treatment", to="text"),
        "analysis.hypotheses[0].treatment",
        "`text` is no treatment",
        "use one of `images`",
    ),
    (
        "contrast",
        setting(
            "analysis",
            "hypotheses",
            0,
            to={
                "id": "h1",
                "statement": "So.",
                "outcome": "mood",
                "treatment": "images",
                "family": "secondary",
                "contrast": "condition:ai_correct",
            },
        ),
        "analysis.hypotheses[0].contrast",
        "rated once a period",
        "for each case",
    ),
    (
        "model",
        setting("analysis", "hypotheses", 0, "model", to="mood ~ condition"),
        "analysis.hypotheses[0].model",
        "does not explain the outcome `trust`",
        "write `trust ~",
    ),
    (
        "model variable",
        setting("analysis", "hypotheses", 0, "model", to="trust ~ log(periods) + (1 | participant)"),
        "analysis.hypotheses[0].model",
        "the model uses `periods`",
        "did you mean `period`?",
    ),
    (
        "too few checks",
        setting("analysis", "exclusions", 0, "limit", to=3),
        "analysis.exclusions[0].limit",
        "needs 3 failed checks, the session has 2",
        "lower the limit",
    ),
]


@pytest.mark.parametrize(
    ("edit", "path", "reason", "fix"), [row[1:] for row in STUDY_ERRORS], ids=[row[0] for row in STUDY_ERRORS]
)
def test_study_errors_are_found(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str) -> None:
    found = damaged("study.yaml", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and reason in finding.reason]
    assert fix in finding.fix
    assert finding.line is not None


CASE = ("cases", 3)
MANIFEST_ERRORS = [
    ("case twice", setting(*CASE, "id", to="case-a1"), "cases[3].id", "used twice", "its own id"),
    (
        "unknown diagnosis",
        setting(*CASE, "options", 2, to="acme"),
        "cases[3].options[2]",
        "diagnosis `acme` is not declared",
        "did you mean `acne`?",
    ),
    (
        "truth not offered",
        setting(*CASE, "options", to=["eczema", "acne"]),
        "cases[3].options",
        "do not hold the truth, `psoriasis`",
        "add it",
    ),
    (
        "answer not offered",
        setting("cases", 1, "options", to=["psoriasis", "acne"]),
        "cases[1].options",
        "do not hold the AI's answer, `eczema`",
        "add it",
    ),
    ("option twice", setting(*CASE, "options", 3, to="acne"), "cases[3].options", "given twice", "once"),
    (
        "ai_correct",
        setting(*CASE, "ai_correct", to=False),
        "cases[3].ai_correct",
        "the AI named `psoriasis`",
        "correct whichever is wrong",
    ),
    (
        "photo of something else",
        setting(*CASE, "photo", "depicts", to="acne"),
        "cases[3].photo.depicts",
        "depicts `acne`, but the truth is `psoriasis`",
        "correct",
    ),
    (
        "skin type",
        setting(*CASE, "photo", "skin_type", to="VI"),
        "cases[3].skin_type",
        "shows skin type VI, the case says III",
        "correct",
    ),
    (
        "reference of something else",
        setting("cases", 1, "references", 0, "depicts", to="psoriasis"),
        "cases[1].references[0].depicts",
        "but the AI named `eczema`",
        "references show what the AI named",
    ),
    (
        "true reference of something else",
        lambda value: value["cases"][3].update(true_reference={**value["cases"][3]["photo"], "depicts": "acne"}),
        "cases[3].true_reference.depicts",
        "depicts `acne`, but the truth is `psoriasis`",
        "a picture of the truth",
    ),
    ("no references", setting(*CASE, "references", to=[]), "cases[3].references", "there are none", "add"),
    ("no keyed question", setting(*CASE, "keyed", to=[]), "cases[3].keyed", "the case has none", "add"),
    (
        "key",
        setting(*CASE, "keyed", 0, "key", to="z"),
        "cases[3].keyed[0].key",
        "`z` is not among the options",
        "the options are `a`, `b`, `c`",
    ),
    (
        "keyed option twice",
        setting(*CASE, "keyed", 0, "options", 1, "id", to="a"),
        "cases[3].keyed[0].options",
        "given twice",
        "an id of its own",
    ),
    (
        "image outside",
        setting(*CASE, "photo", "file", to="../../secret.webp"),
        "cases[3].photo.file",
        "lies outside the set",
        "copy it",
    ),
]


@pytest.mark.parametrize(
    ("edit", "path", "reason", "fix"), [row[1:] for row in MANIFEST_ERRORS], ids=[row[0] for row in MANIFEST_ERRORS]
)
def test_stimulus_errors_are_found(
    damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str
) -> None:
    found = damaged("stimuli/manifest.json", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and reason in finding.reason]
    assert finding.file == "stimuli/manifest.json"
    assert fix in finding.fix


@pytest.mark.parametrize("edit", [{"photo": "thumbnail"}, {"panel": True}, {"ask": []}])
def test_skipping_needs_a_first_page_that_shows_the_photo_and_not_the_ai(damaged: Damage, edit: dict[str, Any]) -> None:
    def change(value: Any) -> None:
        value["trial"]["skippable"] = True
        value["trial"]["steps"][0].update(edit)

    assert "trial.skippable" in [finding.path for finding in damaged("study.yaml", change).errors]
    assert damaged("study.yaml", lambda value: value["trial"].update(skippable=True)).errors == ()


@pytest.mark.parametrize("edit", [{"photo": "thumbnail"}, {"panel": False}])
def test_comparing_needs_a_step_with_photo_and_panel(damaged: Damage, edit: dict[str, Any]) -> None:
    def change(value: Any) -> None:
        (step,) = (step for step in value["trial"]["steps"] if step.get("panel"))
        step.update({"compare": "slider", "photo": "large"} | edit)

    paths = [finding.path for finding in damaged("study.yaml", change).errors]
    assert [path for path in paths if path.endswith(".compare")]


def test_a_truth_that_no_picture_shows_to_a_debrief_is_a_warning(damaged: Damage) -> None:
    def change(value: Any) -> None:
        wrong = value["cases"][1]
        wrong["truth"] = wrong["photo"]["depicts"] = "acne"

    report = damaged("stimuli/manifest.json", change)
    assert report.errors == ()
    (finding,) = report.warnings
    assert finding.path == "cases[1].true_reference"
    assert "no reference image of the set depicts `acne`" in finding.reason


def test_a_missing_image_is_found(folder: Path) -> None:
    (folder / "stimuli/images/case-a3-photo.webp").unlink()
    (finding,) = check_study(folder, TODAY).errors
    assert (finding.path, finding.reason) == (
        "cases[3].photo.file",
        "image `images/case-a3-photo.webp` is missing",
    )


def test_an_image_altered_by_one_byte_is_found(folder: Path) -> None:
    image = folder / "stimuli/images/case-a3-reference.webp"
    image.write_bytes(image.read_bytes()[:-1] + b"!")
    (finding,) = check_study(folder, TODAY).errors
    assert finding.path == "cases[3].references[0].file"
    assert "was altered" in finding.reason
    with pytest.raises(ProtocolError, match="was altered"):
        load_study(folder)


INSTRUMENT_ERRORS = [
    ("item twice", setting("items", 1, "id", to="mood_calm"), "items[1].id", "used twice", "an id of its own"),
    (
        "score item",
        setting("scores", 0, "items", 2, to="mood_lod"),
        "scores[0].items[2]",
        "`mood_lod`, which is no item",
        "did you mean `mood_l",
    ),
    (
        "display within a random order",
        setting("items", 1, "show_if", to={"item": "mood_calm", "equals": [1]}),
        "items[1].show_if",
        "not asked before",
        "asked earlier",
    ),
]


@pytest.mark.parametrize(
    ("edit", "path", "reason", "fix"),
    [row[1:] for row in INSTRUMENT_ERRORS],
    ids=[row[0] for row in INSTRUMENT_ERRORS],
)
def test_instrument_errors_are_found(
    damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str
) -> None:
    found = damaged("instruments/mood.yaml", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and finding.file == "instruments/mood.yaml"]
    assert reason in finding.reason
    assert fix in finding.fix


def test_a_score_of_words_is_found(damaged: Damage) -> None:
    def change(value: Any) -> None:
        value["items"].append({"type": "text", "id": "mood_words", "prompt": "Words"})
        value["scores"][0]["items"].append("mood_words")

    (finding,) = damaged("instruments/mood.yaml", change).errors
    assert finding.path == "scores[0].items[3]"
    assert "not numbers" in finding.reason


WARNINGS = [
    ("retention", setting("retention", to=date(2020, 1, 1)), "retention", "retention ended on 2020-01-01"),
    ("small target", setting("allocation", "target", to=31), "allocation.strata", "2 strata with blocks of up to 8"),
    ("no debrief", setting("flow", "after", to=[]), "flow.after", "never told what the study was about"),
    (
        "no smallest effect",
        removing("analysis", "hypotheses", 0, "smallest_effect"),
        "analysis.hypotheses[0]",
        "no smallest effect of interest",
    ),
    (
        "no primary hypothesis",
        setting("analysis", "hypotheses", 0, "family", to="secondary"),
        "analysis.hypotheses",
        "no hypothesis is primary",
    ),
]


@pytest.mark.parametrize(("edit", "path", "reason"), [row[1:] for row in WARNINGS], ids=[row[0] for row in WARNINGS])
def test_warnings_do_not_stop(
    damaged: Damage, folder: Path, edit: Callable[[Any], None], path: str, reason: str
) -> None:
    report = damaged("study.yaml", edit)
    assert report.errors == ()
    (finding,) = report.warnings
    assert finding.path == path
    assert reason in finding.reason
    load_study(folder)


def test_missing_translations_are_errors(folder: Path, damaged: Damage) -> None:
    (folder / "texts/de").mkdir()
    for name in ("consent", "sheet"):
        (folder / f"texts/de/{name}.md").write_text("Ein Text.\n")
    report = damaged("study.yaml", setting("languages", to=["en", "de"]))
    reasons = {(finding.file, finding.path): finding.reason for finding in report.errors}
    assert reasons["study.yaml", "landing"].startswith("text `landing` has no `de` version")
    assert reasons["study.yaml", "title"] == "the text has no `de` version"
    assert reasons["study.yaml", "contact.name"] == "the text has no `de` version"
    assert reasons["instruments/mood.yaml", "items[0].prompt"] == "the text has no `de` version"
    assert reasons["stimuli/manifest.json", "cases[0].answer.text"] == "the text has no `de` version"
    assert reasons["stimuli/manifest.json", "diagnoses.acne"] == "the text has no `de` version"


def test_a_text_without_the_first_language_is_an_error(damaged: Damage) -> None:
    (finding,) = damaged("study.yaml", setting("title", to={"de": "Eine Studie"})).errors
    assert (finding.path, finding.reason) == ("title", "the text has no `en` version")


def test_errors_come_before_warnings(damaged: Damage) -> None:
    def change(value: Any) -> None:
        value["flow"]["after"] = []
        value["analysis"]["reference"] = "images"

    assert [finding.severity for finding in damaged("study.yaml", change).findings] == ["error", "warning"]


def test_an_unreadable_study_is_reported_without_a_balance_table(folder: Path) -> None:
    (folder / "study.yaml").write_text("id: [")
    report = check_study(folder, TODAY)
    assert len(report.errors) == 1
    assert report.balance == ()
