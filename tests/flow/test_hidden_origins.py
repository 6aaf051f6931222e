"""In a blinded review nothing on screen depends on how a picture was made, until the debrief says it."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import Literal

import pytest

from protocols import Study, load_study, plan, sequences
from study_app.flow import LANGUAGES, View
from study_app.flow._page_views import Scene, page_view
from study_app.flow._progress import Pace
from study_app.flow._views import RevealBlock

Origin = Literal["photo", "generated", "drawn"]


@pytest.fixture(scope="module")
def study() -> Study:
    """The built-in review with its first six pictures."""
    study = load_study("image_review")
    design = study.protocol.design
    shown = {"pictures": design.case_sets["pictures"][:6]}
    return replace(
        study,
        protocol=study.protocol.model_copy(update={"design": design.model_copy(update={"case_sets": shown})}),
    )


def made_as(study: Study, *origins: Origin) -> Study:
    """The study with other origins, in turn over its cases."""
    cases = tuple(
        case.model_copy(update={"photo": case.photo.model_copy(update={"origin": origin})})
        for case, origin in zip(study.stimuli.cases, cycle(origins), strict=False)
    )
    return replace(study, stimuli=study.stimuli.model_copy(update={"cases": cases}))


def labelling(study: Study) -> Study:
    trial = study.protocol.trial.model_copy(update={"origins": "labelled"})
    return replace(study, protocol=study.protocol.model_copy(update={"trial": trial}))


def views(study: Study, language: str = "en") -> list[View]:
    """Every page of one session."""
    planned = plan(study, sequences(study.protocol.design)[0], b"seed")
    pace = Pace(study, planned)
    return [
        page_view(Scene(study, planned, pace, index, language, {}, "token", test_run=False, wrong={}))
        for index in range(len(planned.pages))
    ]


def reveal(study: Study, language: str = "en") -> RevealBlock:
    return next(block for block in views(study, language)[-1].blocks if isinstance(block, RevealBlock))


def test_no_page_before_the_debrief_depends_on_an_origin(study: Study) -> None:
    drawn, mixed = views(made_as(study, "drawn")), views(made_as(study, "photo", "generated", "drawn"))
    assert len(drawn) == 18
    assert [view.model_dump() for view in drawn[:-1]] == [view.model_dump() for view in mixed[:-1]]
    assert drawn[-1] != mixed[-1]


def test_where_origins_are_labelled_the_same_pages_do(study: Study) -> None:
    drawn, mixed = (views(labelling(made_as(study, *origins))) for origins in (("drawn",), ("photo", "drawn")))
    assert sum(one != other for one, other in zip(drawn[:-1], mixed[:-1], strict=True)) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_debrief_says_of_every_picture_how_it_was_made(study: Study, language: str) -> None:
    words = LANGUAGES[language]
    block = reveal(made_as(study, "photo", "generated", "drawn"), language)
    assert sorted(str(case.origin) for case in block.cases) == sorted(
        2 * [words["photo_label"], words["generated_label"], words["drawn_label"]]
    )
    assert block.summary == words["reveal_origins"].format(photos=2, cases=6)


def test_the_debrief_of_a_review_speaks_of_no_ai_answer(study: Study) -> None:
    block = reveal(study)
    assert all(case.answer is None and case.verdict is None and case.right is None for case in block.cases)
    assert all(case.truth.startswith("It was drawn as: ") for case in block.cases)


def test_labelled_pictures_without_answers_need_no_summary(study: Study) -> None:
    block = reveal(labelling(study))
    assert block.summary is None
    assert {case.origin for case in block.cases} == {None}
