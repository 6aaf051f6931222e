"""A walker that knows only roles and visible labels, and, like a participant who has read them, the instructions."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from protocols import Study, in_language, pages_of
from study_app.bots import all_items
from study_app.flow._words import words
from tests.frontend.hands import mark


def right_answers(study: Study, language: str = "en") -> dict[str, str]:
    """Label to choose by prompt, for items that decide whether the session goes on."""
    scales = {item.id: instrument.scale for instrument in study.instruments.values() for item in instrument.items}
    found: dict[str, str] = {}
    for item in all_items(study):
        wanted = item.correct if item.correct is not None else item.instructed
        if item.screen_out is not None:
            wanted = item.screen_out.unless[0]
        if wanted is None:
            continue
        labels = {option.value: in_language(option.label, language) for option in getattr(item, "options", ())}
        scale = scales.get(item.id)
        worded = getattr(item, "labels", None) or (scale.labels if scale is not None else ())
        if isinstance(wanted, int):
            labels = {item.first + step: in_language(label, language) for step, label in enumerate(worded)}
        found[in_language(item.prompt, language)] = labels[wanted]
    return found


def send_labels(study: Study, language: str = "en") -> frozenset[str]:
    """Labels of the buttons that send a page: the study's own, and the interface's for the rest."""
    own = {in_language(page.submit, language) for page in pages_of(study.protocol) if page.submit is not None}
    return frozenset({words(language)["continue"], *own})


@dataclass
class Walker:
    """Walks the study in one browser page."""

    page: Page
    answers: dict[str, str]
    """Label to choose by prompt; elsewhere the first, second, third … option in turn."""
    words: dict[str, str] = field(default_factory=lambda: words("en"))
    """Words of the interface in the session's language."""
    turn: int = 0
    titles: list[str] = field(default_factory=list)
    """Headings seen, in order."""

    def heading(self) -> str:
        """The heading of the page, which has the focus when a page is new."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_be_focused(timeout=30_000)
        return heading.inner_text()

    def begin(self, url: str) -> None:
        """Opens the landing page and starts."""
        self.page.goto(url)
        self.page.get_by_role("button", name=self.words["begin"]).click()
        self.titles.append(self.heading())

    def finished(self) -> bool:
        """Whether the completion code is on screen."""
        return self.page.get_by_text(self.words["completion_code"]).count() > 0

    def answer_page(self) -> None:
        """Answers every item on the page by mouse."""
        veil = self.page.get_by_role("button", name=self.words["show_photo"], exact=True)
        if veil.count():
            veil.first.click()
        for box in self.page.get_by_role("checkbox").all():
            if self.words["prefer_not"] not in (box.evaluate("node => node.labels[0].textContent") or ""):
                box.check()
        for group in self.page.get_by_role("radiogroup").all():
            self._choose(group)
        for box in self.page.get_by_role("textbox").all():
            box.fill("20" if box.get_attribute("inputmode") else "It was clear to me.")
        for item in self.page.get_by_role("group").filter(has=self.page.get_by_role("slider")).all():
            mark(self.page, item, 0.25)
        without_place = self.page.get_by_role("group", name=self.words["ranking_open"]).get_by_role("button")
        while without_place.count():
            without_place.last.click()

    def submit(self) -> None:
        """Sends the page and waits for the next one, whose heading takes the focus from the button."""
        with self.page.expect_response(lambda reply: "/api/pages/" in reply.url and reply.status == 200):
            self.page.locator("button.submit").click()
        self.titles.append(self.heading())

    def _choose(self, group: Locator) -> None:
        prompt = group.locator("legend").inner_text().strip()
        wanted = self.answers.get(prompt)
        if wanted is not None:
            group.get_by_text(wanted, exact=True).first.click()
            return
        options = group.locator("label:not(.opt-out)")
        self.turn += 1
        options.nth(self.turn % options.count()).click()
