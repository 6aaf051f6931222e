"""Sheets of the tour: one kind of page on a laptop and on a phone, side by side."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.journeys.screen import CONTENT_HEIGHT

PICTURES = Path(__file__).parents[2] / "docs" / "images" / "tour"
LAPTOP, PHONE = 1280, 375
GAP, BACKGROUND = 40, (214, 220, 226)
SCALE = 0.5


class Sheets:
    """The sheets of one language, numbered in the order in which they are taken, after those that are there."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self._folder = PICTURES / language
        self._folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str, *, whole: bool = True) -> None:
        """Both widths side by side."""
        number = len(list(self._folder.glob("*.webp"))) + 1
        shots = [self._shot(width, whole) for width in (LAPTOP, PHONE)]
        sheet = Image.new(
            "RGB",
            (sum(shot.width for shot in shots) + 3 * GAP, max(shot.height for shot in shots) + 2 * GAP),
            BACKGROUND,
        )
        left = GAP
        for shot in shots:
            sheet.paste(shot, (left, GAP))
            left += shot.width + GAP
        sheet = sheet.resize((round(sheet.width * SCALE), round(sheet.height * SCALE)), Image.Resampling.LANCZOS)
        sheet.save(self._folder / f"{number:02}-{name}.webp", quality=72, method=6)

    def _shot(self, width: int, whole: bool) -> Image.Image:
        height = 800 if width == LAPTOP else 740
        self.page.set_viewport_size({"width": width, "height": height})
        if whole:
            self.page.set_viewport_size(
                {"width": width, "height": max(height, int(self.page.evaluate(CONTENT_HEIGHT)))}
            )
        self.page.evaluate(
            """() => { window.scrollTo(0, 0); document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0); return document.fonts.ready; }"""
        )
        self.page.mouse.move(0, 0)
        self.page.wait_for_load_state("networkidle")
        return Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")


def names(language: str) -> list[str]:
    """Names of the sheets of a language, in order: `01-landing`, …"""
    return sorted(sheet.stem for sheet in (PICTURES / language).glob("*.webp"))
