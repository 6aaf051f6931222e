"""What a browser sends, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StringConstraints

from study_app.flow._views import View

Milliseconds = Annotated[float, Field(ge=0, le=7 * 24 * 3600 * 1000)]
Value = str | StrictInt | StrictFloat | tuple[str, ...]
Key = Annotated[str, StringConstraints(max_length=64)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PageTiming(_Body):
    """The page as the client's monotonic clock saw it."""

    duration_ms: Milliseconds
    """From shown to submit."""
    first_interaction_ms: Milliseconds | None = None
    """From shown to the first key press or pointer press on an item or image; None if there was none."""
    hidden_ms: Milliseconds = 0
    """Time with the tab hidden."""
    unfocused_ms: Milliseconds = 0
    """Time with the tab visible and the window without focus."""


class ItemTiming(_Body):
    """One item."""

    first_ms: Milliseconds
    """From shown to the first answer."""
    last_ms: Milliseconds
    """From shown to the final answer."""
    changes: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Changes after the first answer."""


class ImageTiming(_Body):
    """One image."""

    decoded_ms: Milliseconds | None = None
    """From shown to decoded; None if it never was."""
    visible_ms: Milliseconds = 0
    """Time with at least half of it in the viewport, tab visible, lightbox closed."""
    lightbox_ms: Milliseconds = 0
    """Time enlarged in the lightbox; of a reference image also beside the photo in the comparison."""
    revealed_ms: Milliseconds | None = None
    """From shown to the lifting of the veil; None without a veil."""


class Client(_Body):
    """The window."""

    width: Annotated[int, Field(ge=0, le=100_000)]
    """CSS pixels."""
    height: Annotated[int, Field(ge=0, le=100_000)]
    """CSS pixels."""
    modality: Literal["mouse", "touch", "pen", "keyboard", "none"] = "none"
    """Last input before the submit."""


class Timings(_Body):
    """Everything measured on a page."""

    page: PageTiming
    items: Annotated[dict[Name, ItemTiming], Field(max_length=64)] = Field(default_factory=dict)
    images: Annotated[dict[Name, ImageTiming], Field(max_length=32)] = Field(default_factory=dict)
    client: Client | None = None


class ClientEvent(_Body):
    """Something that happened in the browser."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]
    """`hidden`, `shown_again`, `offline`, `online`, `lightbox_opened`, `answer_changed`, …"""
    ms: Milliseconds
    """Since the page was shown."""
    detail: Annotated[dict[Name, Key | int | float | None], Field(max_length=8)] = Field(default_factory=dict)


class Submission(_Body):
    """The body of `POST /api/pages/{page_token}`."""

    answers: Annotated[dict[Key, Value], Field(max_length=64)] = Field(default_factory=dict)
    """Answers by item id; `prefer_not` for "Prefer not to answer"."""
    decision: Literal["submit", "decline", "skip"] = "submit"
    """`decline` on the consent page; `skip` on the first page of a case that can be skipped."""
    timings: Timings | None = None
    events: Annotated[tuple[ClientEvent, ...], Field(max_length=200)] = ()


Status = Literal["saved", "repeated", "conflict", "gone", "invalid", "unknown"]


@dataclass(frozen=True)
class Outcome:
    """What became of a submit."""

    status: Status
    """`saved` now, or `repeated` (the same body again): 200. `conflict`: 409, the token is spent and the body another.
    `gone`: 410, withdrawn or closed. `invalid`: 422. `unknown`: 404, no such token in this session."""
    view: View | None
    """The current view; None if invalid or unknown."""
    errors: dict[str, str] = field(default_factory=dict)
    """One message an item, in the participant's language, if invalid."""


@dataclass(frozen=True)
class Joined:
    """A new participant."""

    token: str
    """Secret of the cookie and of the personal link; kept nowhere but here."""
    view: View
    """The first page."""
