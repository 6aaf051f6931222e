"""Hands on the keyboard only: Tab, Space, arrow keys, letters and Enter; eyes for roles and labels only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

FOCUS = """() => {
  let node = document.activeElement;
  while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement;
  if (!node) return null;
  const group = node.closest('fieldset');
  const legend = group ? group.querySelector('legend') : null;
  const label = node.labels && node.labels[0] ? node.labels[0].textContent.trim() : '';
  return {
    tag: node.tagName.toLowerCase(),
    type: node.getAttribute('type') || '',
    name: label || node.getAttribute('aria-label') || node.textContent.trim(),
    group: legend ? legend.textContent.trim() : '',
    checked: Boolean(node.checked),
    numeric: Boolean(node.inputMode),
    list: node.closest('[role=group]')?.getAttribute('aria-label') ?? '',
  };
}"""


@dataclass
class Typist:
    """Finishes pages without a pointer."""

    page: Page
    answers: dict[str, str]
    """Label to choose by prompt."""
    buttons: frozenset[str]
    """Labels of the buttons that send a page."""
    titles: list[str] = field(default_factory=list)

    def focused(self) -> dict[str, Any]:
        """What has the focus."""
        nobody = {"tag": "body", "type": "", "name": "", "group": "", "checked": False, "list": ""}
        return dict(self.page.evaluate(FOCUS) or nobody)

    def begin(self) -> None:
        """From the landing page to the first page."""
        for _ in range(20):
            self.page.keyboard.press("Tab")
            if self.focused()["name"] == "Begin":
                break
        self.page.keyboard.press("Enter")
        self.titles.append(self.heading())

    def heading(self) -> str:
        """The heading of a new page, which has the focus."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_be_focused(timeout=30_000)
        return heading.inner_text()

    def answer_and_submit(self) -> None:
        """From the heading through every item to the button that submits."""
        for _ in range(200):
            self.page.keyboard.press("Tab")
            at = self.focused()
            if at["tag"] == "button" and at["name"] in self.buttons:
                with self.page.expect_response(lambda reply: "/api/pages/" in reply.url and reply.status == 200):
                    self.page.keyboard.press("Enter")
                self.titles.append(self.heading())
                return
            self._answer(at)
        raise AssertionError(f"200 times Tab did not reach the submit button of {self.heading()!r}")

    def _answer(self, at: dict[str, Any]) -> None:
        if at["tag"] == "button" and at["name"] == "Show the picture":
            self.page.keyboard.press("Enter")
        elif at["type"] == "checkbox" and "Prefer not" not in at["name"] and not at["checked"]:
            self.page.keyboard.press("Space")
        elif at["type"] == "radio":
            self._choose(self.answers.get(at["group"]))
        elif at["tag"] in {"textarea", "input"} and at["type"] in {"", "text"}:
            self.page.keyboard.type("20" if at["numeric"] else "I typed this.")
        elif at["type"] == "range":
            self.page.keyboard.press("PageUp")
        while self.focused()["list"] == "Without a place yet":
            self.page.keyboard.press("Enter")

    def _choose(self, wanted: str | None) -> None:
        """Space takes the option with the focus, the arrow keys the ones after it."""
        self.page.keyboard.press("Space")
        for _ in range(40):
            if wanted is None or self.focused()["name"] == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no option {wanted!r} in reach of the arrow keys")
