"""An instrument: one questionnaire, its items, scale, scoring, missing rule and source, in one YAML file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from protocols._items import Item, LikertItem
from protocols._part import Id, Part
from protocols._text import Text


class Scale(Part):
    """The rating scale shared by an instrument's Likert items."""

    points: Annotated[int, Field(ge=2, le=21)]
    """Number of points."""
    labels: tuple[Text, ...]
    """One label a point, or two labels for the ends."""
    first: int = 1
    """Stored value of the first point."""
    step: int = 1
    """Difference between stored values of neighbouring points."""


class Score(Part):
    """One score of an instrument."""

    id: Id
    """Name of the score in the tables."""
    title: Text
    """Name of the score in the report."""
    items: tuple[Id, ...] = Field(min_length=1)
    """Items that enter."""
    method: Literal["mean", "sum"] = "mean"
    """How items are combined after reversal."""
    min_answered: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Smallest share of items answered; below it the score is missing. A sum is the mean of the answered items times their number."""
    range: tuple[float, float] | None = None
    """Range onto which the score is rescaled linearly; the items' own range if absent."""


class Source(Part):
    """Where an instrument comes from."""

    citation: str
    """Full reference."""
    doi: str | None = None
    """DOI without address."""
    licence: str
    """Licence or terms under which the items may be used."""
    reliability: str | None = None
    """Published reliability with sample, for comparison."""
    notes: str | None = None
    """What was changed, and what is uncertain."""


class Instrument(Part):
    """A questionnaire: the page, the codebook, the scoring and the report all read this one definition."""

    id: Id
    """Name of the file."""
    title: Text
    """Full name."""
    version: str
    """Version of the instrument, since wordings differ between versions."""
    lead: Text | None = None
    """A sentence above the items."""
    scale: Scale | None = None
    """Scale of the Likert items that declare none."""
    items: tuple[Item, ...] = Field(min_length=1)
    """The items."""
    randomize_items: bool = False
    """Whether each participant sees the items in an order of their own (stored)."""
    direction: Literal["fixed", "counterbalanced"] = "fixed"
    """Direction of the scales. `counterbalanced`: for half of the participants, by chance, every scale of every such
    instrument runs from its last point to its first (stored); the stored values stay the same."""
    scores: tuple[Score, ...] = ()
    """How the answers become scores."""
    source: Source
    """Reference and licence."""


def complete_items(instrument: Instrument) -> tuple[Item, ...]:
    """The items with the instrument's scale, where a Likert item declares no points of its own.

    An item may keep labels of its own on the instrument's points, as the items of the NASA-TLX do.
    """
    return tuple(_with_scale(item, instrument.scale) for item in instrument.items)


def _with_scale(item: Item, scale: Scale | None) -> Item:
    if not isinstance(item, LikertItem) or item.points is not None or scale is None:
        return item
    labels = item.labels or scale.labels
    return item.model_copy(update={"points": scale.points, "labels": labels, "first": scale.first, "step": scale.step})
