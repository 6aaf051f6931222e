"""Views: what the browser shows. Typed, JSON, complete in one language, free of condition names and of the truth.

The component draws exactly this and knows nothing else about the study. Texts written by the researcher
arrive as trees of a few allowed elements, texts of a model as plain strings, so that no HTML ever travels.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Tag = Literal["p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "code", "hr"]


ItemType = Literal[
    "likert",
    "single",
    "multiple",
    "ranking",
    "image_choice",
    "confidence",
    "visual_analogue",
    "number",
    "text",
    "agreement",
]


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(_View):
    """An element of rendered Markdown."""

    tag: Tag
    """Element."""
    children: tuple[Node | str, ...] = ()
    """Elements and text."""
    href: str | None = None
    """Address of an `a` element: https or mailto."""


class Picture(_View):
    """An image on screen."""

    src: str
    """Opaque address of the image, same origin."""
    srcset: str | None = None
    """Smaller versions and the image itself as an HTML `srcset`; None if there are no smaller ones."""
    width: int
    """Pixels of the file."""
    height: int
    """Pixels of the file."""
    alt: str
    """Neutral alternative text; gives no diagnosis away."""
    label: str | None
    """Visible text on the image that says how it was made, or None for a photo."""
    key: str
    """Name of the image in the timings of this page: `photo`, `reference_1`, …"""


class TextBlock(_View):
    """A text of the researcher."""

    type: Literal["text"] = "text"
    nodes: tuple[Node, ...]
    framed: bool = False
    """Set off in a box, as the consent summary is."""


class DetailsBlock(_View):
    """A text that unfolds, with a download."""

    type: Literal["details"] = "details"
    summary: str
    nodes: tuple[Node, ...]
    download_label: str | None = None
    download_name: str | None = None
    """File name of the plain-text download that the component makes from the nodes."""


class PhotoBlock(_View):
    """The photo of a case."""

    type: Literal["photo"] = "photo"
    heading: str
    picture: Picture
    size: Literal["large", "thumbnail"]
    """`thumbnail`: only in the sticky progress bar, enlarged on request."""
    veil: str | None = None
    """Text on the veil, or None for no veil."""
    veil_button: str | None = None
    """Label of the button that lifts the veil."""
    skip: str | None = None
    """Label of the button that skips the case; submits `{"decision": "skip"}`."""


class PanelBlock(_View):
    """The AI's answer, with reference images if the condition shows them."""

    type: Literal["panel"] = "panel"
    caption: str | None = None
    """A line above the card: "Kind of answer 1 of 2", in practice."""
    name: str
    """Public name: "Assistant A"."""
    note: str
    """"Recorded answer. Not medical advice.\""""
    heading: str
    """"Most likely: plaque psoriasis"."""
    paragraphs: tuple[str, ...]
    """Plain text of the model."""
    references_heading: str | None = None
    references_note: str | None = None
    references: tuple[Picture, ...] = ()
    compare: Literal["none", "side_by_side", "slider"] = "none"
    """How each reference image can be compared with the photo."""


class RevealedCase(_View):
    """One line of the debrief."""

    number: int
    picture: Picture
    answer: str | None
    """"Assistant A named: …"; None where no AI was asked."""
    truth: str
    """"It really was: …"."""
    verdict: str | None
    """"The AI was right." or "The AI was wrong."; None where no AI was asked."""
    right: bool | None
    origin: str | None = None
    """How the picture was made, where that was hidden until now."""
    reference: Picture | None = None
    """Another picture of the true diagnosis; None if the set has none."""
    captions: tuple[str, str] | None = None
    """Words below the two pictures; None if there is only the participant's own."""
    veil_button: str | None = None
    """Label of the button that lifts the veil from the pictures of a sensitive case; None for no veil."""


class RevealBlock(_View):
    """The debrief's list of cases, the same in every condition."""

    type: Literal["reveal"] = "reveal"
    heading: str
    summary: str | None
    """"Wrong answers of the AI: 4 of 12"; "Photos of persons: 8 of 24" where origins were hidden; else None."""
    cases: tuple[RevealedCase, ...]


class CodeBlock(_View):
    """The completion or screen-out code."""

    type: Literal["code"] = "code"
    heading: str
    code: str
    copy_label: str
    copied_label: str
    redirect: str | None = None
    redirect_label: str | None = None


class OptionView(_View):
    """One option."""

    value: str | int
    label: str
    picture: Picture | None = None
    """Of `image_choice`."""


class ItemView(_View):
    """One item."""

    id: str
    type: ItemType
    """`agreement` is the consent box; `judgement` and `keyed` items arrive as `single`."""
    prompt: str
    help: str | None = None
    required: bool
    options: tuple[OptionView, ...] = ()
    """In the order shown; of `visual_analogue` its two ends; empty of `number` and `text`."""
    ends: tuple[str, str] | None = None
    """Labels of the first and last option where only the ends are labelled."""
    opt_out: OptionView | None = None
    """"Prefer not to answer", set apart."""
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    unit: str | None = None
    show_value: bool = False
    """Whether the number beside a `visual_analogue` line is shown."""
    max_length: int | None = None
    long: bool = False
    wrong: str | None = None
    """Feedback at the item after a wrong answer in a comprehension check."""
    show_if: tuple[str, tuple[str | int, ...]] | None = None
    """Item above on the same page, and the answers that show this one."""


class ItemsBlock(_View):
    """A group of items under one heading."""

    type: Literal["items"] = "items"
    heading: str | None = None
    lead: str | None = None
    items: tuple[ItemView, ...]


class Notice(_View):
    """A sentence above the heading: what just happened."""

    tone: Literal["info", "problem"]
    text: str


Block = Annotated[
    TextBlock | DetailsBlock | PhotoBlock | PanelBlock | RevealBlock | CodeBlock | ItemsBlock,
    Field(discriminator="type"),
]


class Progress(_View):
    """Where the participant is."""

    label: str
    """"Case 3 of 12" or "Before the cases"."""
    note: str | None
    """"About 14 minutes left"."""
    share: float = Field(ge=0, le=1)
    """Share of pages done, equal steps."""


class Choice(_View):
    """A labelled button."""

    label: str
    value: str


class View(_View):
    """One screen."""

    kind: Literal["page", "end"]
    """`end`: nothing more to submit."""
    page_token: str | None
    """Token of the submit; None at an end."""
    language: str
    direction: Literal["ltr", "rtl"]
    study_title: str
    title: str
    """Heading, and the title of the browser window."""
    lead: str | None = None
    notice: Notice | None = None
    progress: Progress | None = None
    mode_note: str | None = None
    """"Test run: …" in pilot mode."""
    blocks: tuple[Block, ...]
    submit: str | None
    """Label of the button that submits."""
    decline: Choice | None = None
    """Second button of the consent page; submits `{"decision": "decline"}`."""
    withdraw: bool = False
    """Whether "Stop taking part" is offered (everywhere but at an end)."""
    preload: tuple[Picture, ...] = ()
    """Images of the page that follows in every condition alike."""
    words: dict[str, str]
    """Words of the interface in this language, by key (`required`, `saving`, `not_saved`, `enlarge`, …)."""
