"""A check of lengths: a page of many screens of a phone tires people, and tired people answer carelessly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from protocols._checks._checked import Checked
from protocols._checks._ruler import Ruler
from protocols._document import Keys
from protocols._finding import Finding
from protocols._lookup import practised_steps
from protocols._pages import DebriefPage, Page, PracticePage, Step

SCREEN = 812
"""Height of a phone that is 375 pixels wide."""
LONGEST = 3.75
"""Screens beyond which a page is warned of: about three are meant, and an estimate may be a tenth off."""


def check_lengths(checked: Checked) -> Iterator[Finding]:
    """Warnings about pages that are too long for a phone; the study must be free of errors.

    The debrief's list of cases may be as long as it is: it is there to look things up in, after the last answer.
    """
    protocol = checked.study.protocol
    for number, step in enumerate(protocol.trial.steps):
        yield from _long(checked, ("trial", "steps", number), f"step `{step.id}`", _of_step(checked, step))
    for keys, _, page in checked.pages:
        if isinstance(page, PracticePage):
            for step in practised_steps(protocol, page):
                name = f"step `{step.id}` of page `{page.id}`"
                yield from _long(checked, (*keys, "formats"), name, _of_practice(page, step))
        elif page.kind != "trials" and not (isinstance(page, DebriefPage) and page.cases):
            yield from _long(checked, keys, f"page `{page.id}`", _of_page(page))


def _of_step(checked: Checked, step: Step) -> Callable[[Ruler], int]:
    stimuli, design = checked.study.stimuli, checked.study.protocol.design
    cases = [stimuli.case(name) for members in design.case_sets.values() for name in members]
    return lambda ruler: max(ruler.step(step, case, shown.shows) for case in cases for shown in design.conditions)


def _of_practice(page: PracticePage, step: Step) -> Callable[[Ruler], int]:
    return lambda ruler: ruler.practice(page, step)


def _of_page(page: Page) -> Callable[[Ruler], int]:
    return lambda ruler: ruler.page(page)


def _long(checked: Checked, keys: Keys, name: str, height: Callable[[Ruler], int]) -> Iterator[Finding]:
    languages = checked.study.protocol.languages
    longest, language = max((height(Ruler(checked.study, language)), language) for language in languages)
    screens = longest / SCREEN
    if screens > LONGEST:
        reason = (
            f"{name} is about {screens:.1f} screens of a phone long in `{language}`; about three are read with care"
        )
        yield checked.warning(keys, reason, "spread what it shows and asks over several pages")
