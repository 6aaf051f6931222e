"""Pictures travel in the size that a screen needs, at addresses that tell nothing, alike in every condition."""

from __future__ import annotations

import re
from collections.abc import Callable

from protocols import Study
from study_app.bots import Respondent
from study_app.flow import SessionFlow, View
from study_app.flow._views import Picture
from tests.flow.conftest import advance

Walk = Callable[[int], tuple[str, View]]
SRCSET = re.compile(r"/images/[0-9a-f]{16}\.webp 256w, (/images/[0-9a-f]{16}\.webp) 512w")


def pictures(view: View) -> list[Picture]:
    shown = list(view.preload)
    for block in view.blocks:
        if block.type == "photo":
            shown.append(block.picture)
        elif block.type == "panel":
            shown.extend(block.references)
    return shown


def test_every_picture_comes_in_the_same_widths(flow: SessionFlow, walk: Walk, respondent: Respondent) -> None:
    token, view = walk(0)
    seen = 0
    while view.kind == "page":
        for picture in pictures(view):
            sizes = SRCSET.fullmatch(picture.srcset or "")
            assert sizes, picture
            assert sizes[1] == picture.src
            seen += 1
        view = advance(flow, respondent, token, view)
    assert seen > 12 * 3


def test_the_photo_loaded_ahead_is_the_next_cases_in_the_same_sizes(
    flow: SessionFlow, walk: Walk, respondent: Respondent
) -> None:
    token, view = walk(0)
    ahead: Picture | None = None
    followed = 0
    while view.kind == "page":
        photo = next((block.picture for block in view.blocks if block.type == "photo"), None)
        if ahead is not None and photo is not None and photo.src == ahead.src:
            assert photo.srcset == ahead.srcset
            followed += 1
        ahead = view.preload[0] if view.preload else None
        view = advance(flow, respondent, token, view)
    assert followed >= 12


def test_a_smaller_version_is_served_like_the_picture_itself(flow: SessionFlow, walk: Walk, study: Study) -> None:
    token, _ = walk(0)
    (smaller,) = study.stimuli.cases[0].photo.sizes
    found = flow.image(token, smaller.file.rsplit("/", 1)[-1])
    assert found is not None
    content, sha256 = found
    assert sha256 == smaller.sha256
    assert content.startswith(b"RIFF")
