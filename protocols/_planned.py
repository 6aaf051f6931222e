"""What `plan` gives: the ordered pages of one session, independent of language and machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "consent",
    "screening",
    "instructions",
    "comprehension_check",
    "questionnaire",
    "break",
    "practice",
    "trial",
    "debrief",
]


@dataclass(frozen=True)
class PlannedItem:
    """One item as this participant meets it."""

    id: str
    """Item id."""
    instrument: str | None
    """Instrument that the item belongs to, or None for an item of the page alone."""
    options: tuple[str, ...] | None
    """Option values in the order shown; of a scale its two ends in the order shown; None of a number or a text."""


@dataclass(frozen=True)
class PlannedPage:
    """One page of a session. A trial step is a page."""

    id: str
    """Unique within the session, gives no condition away: `consent`, `p1.after_block`, `p2.t08.final`, `practice.first`."""
    spec: str
    """Id of the page in the protocol's flow (`consent`, `after_block`, `cases`, `practice`)."""
    kind: Kind
    """Kind of page; the steps of a `trials` page are `trial`."""
    step: str | None
    """Trial step, of `trial` and `practice` pages."""
    period: int | None
    """Period, from 1; None before and after."""
    position: int | None
    """Number of the case in the session, from 1; 0 in practice; None on other pages."""
    case: str | None
    """Case of the stimulus set."""
    condition: str | None
    """Condition; on practice pages None."""
    label: int | None
    """Index into `design.labels` of the AI's public name; None where no AI is named."""
    items: tuple[PlannedItem, ...]
    """Items in the order shown, `show_if` not yet applied."""


@dataclass(frozen=True)
class Period:
    """One period of a sequence: which case set is seen under which condition."""

    number: int
    """From 1."""
    cells: tuple[tuple[str, str], ...]
    """Pairs (case set, condition); one pair in `crossover`, several interleaved in `within`."""


@dataclass(frozen=True)
class Sequence:
    """One order of conditions and case sets, the unit of allocation."""

    id: str
    """Opaque name: `s1`, `s2`, …"""
    periods: tuple[Period, ...]
    """The periods, in order."""


@dataclass(frozen=True)
class Plan:
    """The ordered pages of one session."""

    sequence: Sequence | None
    """None before allocation."""
    pages: tuple[PlannedPage, ...]
    """The pages; without a sequence only those before allocation."""
    allocate_at: int
    """Index of the first page that needs a sequence; the number of pages when there is no sequence yet."""

    def page(self, page_id: str) -> PlannedPage:
        """The page of that id; `KeyError` if the plan has none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(f"the plan has no page {page_id!r}")
