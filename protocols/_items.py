"""The item types: what one question looks like, which values it stores, and how it is scored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from protocols._part import Id, Part
from protocols._text import Text

PREFER_NOT = "prefer_not"
"""Stored value of "Prefer not to answer"."""


class Option(Part):
    """One option of a choice."""

    value: Id
    """Stored value."""
    label: Text
    """Shown text."""


class ImageOption(Part):
    """One picture to choose."""

    value: Id
    """Stored value."""
    image: str
    """File of the picture in the stimulus set: a photo, a reference image, or one of its `pictures`."""
    label: Text | None = None
    """Shown below the picture; "Picture 1", "Picture 2", … in the order shown if absent."""


class ShowIf(Part):
    """Shows a page or an item only if an earlier answer is one of these."""

    item: Id
    """Item that was asked earlier in the session, or on the same page above."""
    equals: tuple[str | int, ...]
    """Answers that show it."""


class ScreenOut(Part):
    """Ends the session when the answer is not acceptable."""

    unless: tuple[str | int, ...]
    """Answers that let the participant go on."""
    code: Annotated[str, Field(pattern=r"^[A-Z0-9_-]{3,24}$")]
    """Screen-out code, shown to the participant and recorded."""


class _Item(Part):
    id: Id
    """Unique within the study; the `item` column of the exported tables."""
    prompt: Text
    """The question or statement."""
    help: Text | None = None
    """A sentence below the prompt."""
    required: bool = True
    """Whether the page asks for an answer before it can be submitted."""
    opt_out: bool = True
    """Whether "Prefer not to answer" is offered."""
    show_if: ShowIf | None = None
    """Condition for showing the item."""
    correct: str | int | None = None
    """Right answer of a comprehension-check or knowledge item."""
    instructed: str | int | None = None
    """Answer that an attention check tells the participant to give."""
    screen_out: ScreenOut | None = None
    """Ends the session for other answers."""


class LikertItem(_Item):
    """A rating with every point in words, or with only its ends labelled where the instrument was validated so."""

    type: Literal["likert"] = "likert"
    points: Annotated[int, Field(ge=2, le=21)] | None = None
    """Number of points; the instrument's scale if absent."""
    labels: tuple[Text, ...] | None = None
    """One label a point, or two labels for the ends; the instrument's scale if absent."""
    first: int = 1
    """Stored value of the first point."""
    step: int = 1
    """Difference between stored values of neighbouring points."""
    reverse: bool = False
    """Whether the item is reversed before scoring."""


class SingleItem(_Item):
    """One option of several."""

    type: Literal["single"] = "single"
    options: tuple[Option, ...] = Field(min_length=2)
    """Options in declared order."""
    randomize: bool = False
    """Whether each participant sees the options in an order of their own (stored)."""


class MultipleItem(_Item):
    """Any number of options."""

    type: Literal["multiple"] = "multiple"
    options: tuple[Option, ...] = Field(min_length=2)
    """Options in declared order."""
    randomize: bool = False
    """Whether each participant sees the options in an order of their own (stored)."""


class ConfidenceItem(_Item):
    """Confidence from 0 to 100 % in steps; nothing is preselected."""

    type: Literal["confidence"] = "confidence"
    step: Annotated[int, Field(ge=1, le=50)] = 10
    """Percentage points between neighbouring answers."""
    ends: tuple[Text, Text] = (
        {
            "en": "Not at all confident",
            "de": "Überhaupt nicht sicher",
            "es": "Ninguna seguridad",
            "zh": "完全没有把握",
        },
        {
            "en": "Completely confident",
            "de": "Völlig sicher",
            "es": "Seguridad total",
            "zh": "完全有把握",
        },
    )
    """Labels of 0 and 100."""


class VisualAnalogueItem(_Item):
    """A mark on a line, stored as a whole number from 0 to 100; the line is empty until the participant places it."""

    type: Literal["visual_analogue"] = "visual_analogue"
    ends: tuple[Text, Text]
    """Labels of 0 and 100."""
    show_value: bool = False
    """Whether the number is shown beside the line once the mark is placed."""


class RankingItem(_Item):
    """Options put in order, all of them, from the first place to the last; none has a place beforehand."""

    type: Literal["ranking"] = "ranking"
    options: tuple[Option, ...] = Field(min_length=2, max_length=9)
    """Options in declared order."""
    randomize: bool = False
    """Whether each participant sees the options in an order of their own (stored)."""


class ImageChoiceItem(_Item):
    """One picture of several."""

    type: Literal["image_choice"] = "image_choice"
    options: tuple[ImageOption, ...] = Field(min_length=2, max_length=8)
    """Pictures in declared order."""
    randomize: bool = False
    """Whether each participant sees the pictures in an order of their own (stored)."""


class NumberItem(_Item):
    """A number."""

    type: Literal["number"] = "number"
    minimum: float
    """Smallest accepted value."""
    maximum: float
    """Largest accepted value."""
    integer: bool = True
    """Whether only whole numbers are accepted."""
    unit: Text | None = None
    """Shown behind the field."""


class TextItem(_Item):
    """Words of the participant's own."""

    type: Literal["text"] = "text"
    max_length: Annotated[int, Field(ge=1, le=5000)] = 1000
    """Largest number of characters."""
    long: bool = True
    """Several lines rather than one."""


class JudgementItem(_Item):
    """The participant's diagnosis: one of the case's fixed answer options (forced choice)."""

    type: Literal["judgement"] = "judgement"
    opt_out: bool = False
    """Forced choice by default."""


class KeyedItem(_Item):
    """The case's keyed question; prompt and options come from the stimulus set."""

    type: Literal["keyed"] = "keyed"
    prompt: Text = ""
    """Taken from the stimulus set."""


Item = Annotated[
    LikertItem
    | SingleItem
    | MultipleItem
    | RankingItem
    | ImageChoiceItem
    | ConfidenceItem
    | VisualAnalogueItem
    | NumberItem
    | TextItem
    | JudgementItem
    | KeyedItem,
    Field(discriminator="type"),
]

ScaleItem = LikertItem | ConfidenceItem | VisualAnalogueItem
"""Items answered on a scale with two ends, which may be shown in either direction."""

NumericItem = ScaleItem | NumberItem
"""Items whose answers are numbers that can be averaged."""

ChoiceItem = SingleItem | MultipleItem | RankingItem | ImageChoiceItem
"""Items that declare options of their own."""


def scale_values(item: ScaleItem) -> range:
    """Stored values of the points, in ascending order; of a Likert item with its instrument's scale.

    >>> scale_values(ConfidenceItem(id="sure", prompt="How sure?", step=50))
    range(0, 101, 50)
    """
    if isinstance(item, LikertItem):
        return range(item.first, item.first + (item.points or 0) * item.step, item.step)
    return range(0, 101, item.step if isinstance(item, ConfidenceItem) else 1)
