"""What a browser page looks like from outside: does it fit, where is it scrolled to, can everyone use it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCROLLER = "(document.querySelector('[data-testid=stMain]') ?? document.scrollingElement)"
"""Streamlit scrolls its main element; the landing page scrolls as a whole."""

CONTENT_HEIGHT = f"Math.max(document.documentElement.scrollHeight, {SCROLLER}.scrollHeight)"
"""CSS pixels that the whole page is tall."""


def sideways(page: Page) -> int:
    """CSS pixels by which the page is wider than the window."""
    return int(
        page.evaluate(
            f"""() => Math.max(document.scrollingElement.scrollWidth - innerWidth,
                               {SCROLLER}.scrollWidth - {SCROLLER}.clientWidth)"""
        )
    )


def scrolled(page: Page) -> int:
    """CSS pixels by which the page is scrolled down."""
    return int(page.evaluate(f"Math.max(scrollY, {SCROLLER}.scrollTop)"))


def unfold(page: Page) -> bool:
    """Opens everything that unfolds; whether there was anything."""
    return bool(
        page.locator("details").evaluate_all("(all) => { for (const one of all) one.open = true; return all.length }")
    )


def violations(page: Page) -> list[str]:
    """Broken rules of WCAG 2.2 A and AA, with the whole page in the window, since axe skips what is off screen."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate(CONTENT_HEIGHT)
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    report = Axe().run(page, options={"runOnly": RULES}).response
    page.set_viewport_size(size)
    assert len(report["passes"]) > 5, "axe saw next to nothing"
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in report["violations"]]
