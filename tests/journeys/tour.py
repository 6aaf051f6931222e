"""Photographs every kind of page of the built-in study, on a laptop and on a phone, in each language.

    python -m tests.journeys.tour

Writes `docs/tour.md` and one sheet of pictures a kind of page and language under `docs/images/tour/`.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from protocols import Study, load_study
from study_app.flow._words import words
from tests.conftest import FLAGS
from tests.journeys.ends import take_ends
from tests.journeys.server import Server
from tests.journeys.sheets import PICTURES, Sheets, names
from tests.journeys.walker import Walker, right_answers

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "protocols" / "skingen"
LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "zh": "Chinese"}
INTRODUCTION = """# A tour

Every kind of page of the built-in study as a participant meets it: on a laptop (1280 pixels) and on a phone (375 pixels),
at half their size. A page stands where its kind is first met; English also shows states of a page, such as a missing
answer. How a session can end early, or why it cannot begin, stands last. The pictures of skin are drawn by a program.
`python -m tests.journeys.tour` walks the study in each language and takes these pictures anew.

[English](#english) · [German](#german) · [Spanish](#spanish) · [Chinese](#chinese)
"""


@dataclass
class Tour:
    """One walk through the study in one language."""

    page: Page
    study: Study
    server: Server
    language: str
    sheets: Sheets
    kinds: set[str] = field(default_factory=set)

    def walk(self) -> None:
        """From the landing page to the completion code."""
        address = f"{self.server.url}?language={self.language}"
        self.page.goto(address)
        self.sheets.take("landing")
        walker = Walker(self.page, right_answers(self.study, self.language), words(self.language))
        walker.begin(address)
        while not walker.finished():
            view = self.page.request.get(f"{self.server.url}api/session", max_retries=3).json()
            kind = name_of(view)
            new = kind not in self.kinds
            self.kinds.add(kind)
            if new:
                expect(self.page.get_by_role("status").filter(has_text=walker.words["saved"])).to_have_count(0)
                self.sheets.take(kind)
            if new and self.language == "en" and kind == "questions":
                self.page.locator("button.submit").click()
                self.sheets.take("refused")
            walker.answer_page()
            if new and self.language == "en" and kind == "first-judgement":
                self._states(walker)
            if new and self.language == "en" and kind == "answer-with-pictures":
                self.page.locator("button.compare").first.click()
                self.sheets.take("compared", whole=False)
                self.page.keyboard.press("Escape")
            walker.submit()
        expect(self.page.get_by_role("status").filter(has_text=walker.words["saved"])).to_have_count(0)
        self.sheets.take("end")
        if self.language == "en":
            self._erase(walker)

    def _erase(self, walker: Walker) -> None:
        """The last screen of someone who has the answers erased after all: it keeps the debrief."""
        self.page.get_by_role("button", name=walker.words["late_withdraw"]).click()
        self.page.get_by_role("dialog").get_by_role("button", name=walker.words["late_withdraw"]).click()
        expect(self.page.get_by_text(walker.words["withdrawn_erased"])).to_be_visible()
        self.sheets.take("erased")

    def _states(self, walker: Walker) -> None:
        self.sheets.take("answered")
        self.page.locator("button.enlarge").first.click()
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.sheets.take("enlarged", whole=False)
        self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name=walker.words["withdraw"]).click()
        self.sheets.take("stopping", whole=False)
        self.page.keyboard.press("Escape")


def name_of(view: dict[str, Any]) -> str:
    """The kind of a page by what it shows, the same in every language."""
    blocks = view["blocks"]
    shown = [block["type"] for block in blocks]
    items = sorted({item["type"] for block in blocks for item in block.get("items", ())})
    if any(block.get("caption") for block in blocks):
        return "practice"
    if "panel" in shown:
        return "answer-with-pictures" if any(block.get("references") for block in blocks) else "answer-in-words"
    if "photo" in shown:
        photo = blocks[shown.index("photo")]
        if photo["size"] != "large":
            return "ratings"
        return "covered-picture" if photo["veil"] else "first-judgement"
    named = {"agreement": "consent", "likert": "questionnaire", "single": "questions", "text": "comment"}
    if items:
        return next((name for kind, name in named.items() if kind in items), "-".join(items))
    return "debrief" if "reveal" in shown else "instructions"


def take(browser: Browser, language: str) -> None:
    """One language on a server of its own, and how a session can end."""
    study = load_study(STUDY)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(STUDY, Path(folder))
        server.start()
        try:
            page = browser.new_page()
            Tour(page, study, server, language, Sheets(page, language)).walk()
            page.close()
        finally:
            server.stop()
    take_ends(browser, study, language)


def write() -> None:
    """`docs/tour.md`: English in full, the other languages below."""
    parts = [INTRODUCTION]
    for language, spoken in LANGUAGES.items():
        parts.append(f"## {spoken}\n")
        for name in names(language):
            title = name.split("-", 1)[1].replace("-", " ").capitalize()
            parts.append(
                f"### {title} ({language})\n\n![{title}, laptop and phone](images/tour/{language}/{name}.webp)\n"
            )
    (ROOT / "docs" / "tour.md").write_text("\n".join(parts))


def main() -> None:
    """Takes all pictures anew."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language in LANGUAGES:
            take(browser, language)
        browser.close()
    write()


if __name__ == "__main__":
    main()
