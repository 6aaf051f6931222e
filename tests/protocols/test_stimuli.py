"""A stimulus set finds another picture of a case's true diagnosis."""

from __future__ import annotations

from typing import Any

import pytest

from protocols import Case, Image, Smaller, StimulusSet, Study


@pytest.fixture
def stimuli(study: Study) -> StimulusSet:
    return study.stimuli


def changed(stimuli: StimulusSet, case: Case, **fields: Any) -> StimulusSet:
    """The set with one case changed."""
    cases = tuple(other.model_copy(update=fields) if other.id == case.id else other for other in stimuli.cases)
    return stimuli.model_copy(update={"cases": cases})


def shown(stimuli: StimulusSet, case_id: str) -> Image:
    found = stimuli.picture_of_truth(stimuli.case(case_id))
    assert found is not None
    return found


def test_of_a_right_answer_it_is_the_cases_own_reference(stimuli: StimulusSet) -> None:
    for case in (case for case in stimuli.cases if case.ai_correct):
        assert shown(stimuli, case.id) == case.references[0]


def test_of_a_wrong_answer_it_depicts_the_truth_on_the_nearest_skin_type(stimuli: StimulusSet) -> None:
    wrong = stimuli.case("case-a1")
    assert (wrong.skin_type, wrong.ai_correct) == ("I", False)
    found = shown(stimuli, "case-a1")
    assert (found.depicts, found.skin_type) == (wrong.truth, "III")


def test_a_declared_picture_comes_first_and_belongs_to_the_set(stimuli: StimulusSet) -> None:
    case = stimuli.case("case-a6")
    own = case.photo.model_copy(update={"file": "images/declared.webp"})
    declared = changed(stimuli, case, true_reference=own)
    assert shown(declared, "case-a6") == own
    assert own in declared.images()


def test_the_photo_itself_is_never_taken(stimuli: StimulusSet) -> None:
    case = stimuli.case("case-b3")
    assert shown(changed(stimuli, case, references=(case.photo,)), "case-b3").file != case.photo.file


def test_the_files_of_a_set_are_all_sizes_of_its_pictures(stimuli: StimulusSet) -> None:
    case = stimuli.case("case-a2")
    smaller = Smaller(file="images/small.webp", sha256="0" * 64, width=256)
    sized = changed(stimuli, case, photo=case.photo.model_copy(update={"sizes": (smaller,)}))
    assert sized.files() == stimuli.files() | {"images/small.webp": "0" * 64}


def test_a_set_without_the_truth_has_no_picture_of_it(stimuli: StimulusSet) -> None:
    case = stimuli.case("case-a1")
    assert stimuli.picture_of_truth(case.model_copy(update={"truth": "acne"})) is None
