"""Checks of an image review: items that hold its results, and origins that stay hidden until the debrief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from protocols._checks._checked import AskedItem, Checked
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._pages import DebriefPage
from protocols._stimuli import Origin


def check_review(checked: Checked) -> Iterator[Finding]:
    """Findings about `analysis.review` and `trial.origins`."""
    yield from _items(checked)
    if checked.study.protocol.trial.origins == "hidden":
        yield from _hidden(checked)
    elif checked.study.protocol.analysis.review is not None:
        reason = "reviewers are told how each picture was made, so their guesses of it mean nothing"
        yield checked.warning(("trial",), reason, "add `origins: hidden`")


def _items(checked: Checked) -> Iterator[Finding]:
    review = checked.study.protocol.analysis.review
    if review is None:
        return
    in_trial = {place.item.id: place for place in checked.items if place.phase == "trial"}
    for field in ("relevance", "diagnosis", "origin", "realism"):
        name, keys = getattr(review, field), ("analysis", "review", field)
        if name is not None and name not in in_trial:
            fix = did_you_mean(name, in_trial, f"the trial asks {listed(in_trial)}")
            yield checked.error(keys, f"item `{name}` is not asked in the trial", fix)
        elif name is not None:
            yield from _item(checked, keys, field, in_trial[name])


def _item(checked: Checked, keys: Keys, field: str, place: AskedItem) -> Iterator[Finding]:
    name, origins = place.item.id, get_args(Origin)
    options = set() if place.item.type != "single" else {option.value for option in place.item.options}
    if field == "relevance" and options != {"yes", "no"}:
        yield checked.error(keys, f"item `{name}` does not choose between `yes` and `no`", "give it these two options")
    if field == "diagnosis" and place.item.type != "judgement":
        yield checked.error(keys, f"item `{name}` is no judgement", "use an item of type `judgement`")
    if field == "origin" and (len(options) < 2 or not options <= set(origins)):
        reason = f"the options of item `{name}` are not origins of pictures"
        yield checked.error(keys, reason, f"offer two or more of {listed(origins)}")
    if field == "realism" and not place.is_numeric:
        yield checked.error(keys, f"the answers to `{name}` are not numbers", "use a rating")


def _hidden(checked: Checked) -> Iterator[Finding]:
    protocol = checked.study.protocol
    keys = ("trial", "origins")
    if not any(isinstance(page, DebriefPage) and page.cases for page in protocol.flow.after):
        reason = "origins are hidden, and no debrief ever reveals them"
        yield checked.error(keys, reason, "add a page of kind `debrief` that shows the cases to `flow.after`")
    if any(step.panel for step in protocol.trial.steps):
        reason = "the AI panel says how its reference images were made, so origins cannot be hidden"
        yield checked.error(keys, reason, "show no panel, or label the pictures")
    shapes: dict[str, set[object]] = {}
    for members in protocol.design.case_sets.values():
        for case in checked.study.stimuli.cases:
            if case.id in members:
                photo = case.photo
                widths = tuple(smaller.width for smaller in photo.sizes)
                shape = (photo.width, photo.height, widths, Path(photo.file).suffix)
                shapes.setdefault(photo.origin, set()).add(shape)
    if len(shapes) > 1 and any(own != next(iter(shapes.values())) for own in shapes.values()):
        reason = "pictures of different origin differ in size or format, which gives the origin away"
        yield checked.warning(keys, reason, "bring all of them to the same sizes and format")
    reason = "participants are not told which pictures are photos, drawn or generated until the debrief"
    yield checked.note(keys, reason, "name this choice in your ethics application, or use `labelled`")
