"""The pages of a study that asks one item of every type, as the real flow would show them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from protocols import Plan, Study, load_study, plan, sequences
from study_app.flow._page_views import Scene, page_view
from study_app.flow._progress import Pace
from study_app.flow._views import View
from study_app.flow._words import direction_of

STUDY = Path(__file__).parents[1] / "protocols" / "data" / "every_item"
PAGES = ("choices", "entries", "ratings", "orders", "p1.t01.final")
"""Every page of the study that asks something after the consent."""
FORWARD, BACKWARD = b"s1", b"seed"
"""Seeds of a participant whose scales run from the first point to the last, and of one whose run back."""


@cache
def every_item() -> Study:
    return load_study(STUDY)


@cache
def planned(seed: bytes = FORWARD) -> Plan:
    return plan(every_item(), sequences(every_item().protocol.design)[0], seed)


def item_page(page_id: str, language: str = "en", seed: bytes = FORWARD) -> View:
    """One page, unanswered. A language that the study does not speak runs in its direction, in English words."""
    study, pages = every_item(), planned(seed)
    index = [page.id for page in pages.pages].index(page_id)
    view = page_view(
        Scene(study, pages, Pace(study, pages), index, language, {}, f"token-{page_id}", test_run=True, wrong={})
    )
    return view.model_copy(update={"direction": direction_of(language)})
