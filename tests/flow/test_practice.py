"""Practice shows every kind of answer, each on a page of its own or one below the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from protocols import PracticePage, Study, plan
from study_app.flow._page_views import Scene, page_view
from study_app.flow._progress import Pace
from study_app.flow._views import PanelBlock


def practising(study: Study, **fields: Any) -> Study:
    """The study with those fields of its first practice page, and no other one."""
    practice, *_ = (page for page in study.protocol.flow.before if isinstance(page, PracticePage))
    kept = [page for page in study.protocol.flow.before if page == practice or not isinstance(page, PracticePage)]
    changed = tuple(page.model_copy(update=fields) if page == practice else page for page in kept)
    flow = study.protocol.flow.model_copy(update={"before": changed})
    return replace(study, protocol=study.protocol.model_copy(update={"flow": flow}))


def panels(study: Study) -> list[list[PanelBlock]]:
    """The AI's answers of every practice page that shows one."""
    drawn = plan(study, None, b"seed")
    shown = []
    for index, page in enumerate(drawn.pages):
        if page.kind == "practice":
            scene = Scene(study, drawn, Pace(study, drawn), index, "en", {}, "token", test_run=False, wrong={})
            shown.append([block for block in page_view(scene).blocks if isinstance(block, PanelBlock)])
    return [blocks for blocks in shown if blocks]


def test_the_built_in_study_shows_both_kinds_on_a_page_each(study: Study) -> None:
    (words,), (pictures,) = panels(study)
    assert (words.caption, pictures.caption) == ("Kind of answer 1 of 2", "Kind of answer 2 of 2")
    assert words.paragraphs == pictures.paragraphs
    assert (len(words.references), len(pictures.references)) == (0, 4)


def test_two_kinds_on_one_page_say_the_words_once(study: Study) -> None:
    ((words, pictures),) = panels(practising(study, formats=("text", "skingen"), steps=()))
    assert (words.caption, pictures.caption) == ("Kind of answer 1 of 2", "Kind of answer 2 of 2")
    assert pictures.paragraphs == ("The same words as above, together with these pictures.",)


@pytest.mark.parametrize("format_shown", ["text", "skingen"])
def test_a_single_kind_is_not_numbered(study: Study, format_shown: str) -> None:
    ((panel,),) = panels(practising(study, formats=(format_shown,)))
    assert panel.caption is None
