"""The pages of a study as the researcher declares them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from protocols._items import Item, ShowIf
from protocols._part import Id, Part
from protocols._text import Text

TextFile = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
"""Name of a Markdown text: `texts/<language>/<name>.md` in the study's folder."""


class Ask(Part):
    """Items on a page: an instrument or some of its items, or one item written here."""

    instrument: Id | None = None
    """Instrument, of the study or built in."""
    items: tuple[Id, ...] = ()
    """Which of its items; all if empty."""
    item: Item | None = None
    """An item of this page alone, instead of an instrument."""


class _Page(Part):
    id: Id
    """Unique within the study; the `page` column of the exported tables."""
    title: Text
    """Heading of the page and of the browser window."""
    text: TextFile | None = None
    """Markdown text above the items; `{cases}` stands for the number of cases."""
    ask: tuple[Ask, ...] = ()
    """Items, in order."""
    submit: Text | None = None
    """Label of the button; "Continue" if absent."""
    show_if: ShowIf | None = None
    """Condition for showing the page."""
    minutes: Annotated[float, Field(gt=0)] | None = None
    """Expected duration, for the estimate of minutes left."""


class ConsentPage(_Page):
    """Summary, full information sheet, agreement, and a real choice to decline."""

    kind: Literal["consent"] = "consent"
    sheet: TextFile
    """Full information sheet, folded out and downloadable."""
    agreement: Text
    """Statement next to the box that must be ticked."""
    decline: Text
    """Label of the button that declines."""


class ScreeningPage(_Page):
    """Eligibility; items with `screen_out` end the session."""

    kind: Literal["screening"] = "screening"


class InstructionsPage(_Page):
    """Text to read."""

    kind: Literal["instructions"] = "instructions"


class ComprehensionCheckPage(_Page):
    """Items with a `correct` answer; feedback and another try after a wrong one."""

    kind: Literal["comprehension_check"] = "comprehension_check"
    max_attempts: Annotated[int, Field(ge=1, le=10)] = 3
    """Tries before the session ends."""
    code: Annotated[str, Field(pattern=r"^[A-Z0-9_-]{3,24}$")]
    """Screen-out code when all tries failed."""


class QuestionnairePage(_Page):
    """Instruments and items."""

    kind: Literal["questionnaire"] = "questionnaire"


class BreakPage(_Page):
    """A rest."""

    kind: Literal["break"] = "break"


class PracticePage(_Page):
    """One unscored case that shows every listed condition's format; asks the items of its trial steps."""

    kind: Literal["practice"] = "practice"
    case: str
    """Case of the stimulus set that is in no case set."""
    formats: tuple[Id, ...] = Field(min_length=1)
    """Conditions whose formats are shown on the step that shows the AI panel, one below the other. Several of them make
    a long page on a phone: give each a practice page of its own, which may repeat the case."""
    steps: tuple[Id, ...] = ()
    """Trial steps to practise; all if empty."""


class TrialsPage(_Page):
    """The cases of a period: stands for `trial.steps`, repeated for each case."""

    kind: Literal["trials"] = "trials"


class DebriefPage(_Page):
    """What the study was about, what the diagnoses really were, and which AI answers were wrong or where the pictures
    came from."""

    kind: Literal["debrief"] = "debrief"
    cases: bool = True
    """Whether the page shows the cases; on a page of text alone, another debrief page does."""


Page = Annotated[
    ConsentPage
    | ScreeningPage
    | InstructionsPage
    | ComprehensionCheckPage
    | QuestionnairePage
    | BreakPage
    | PracticePage
    | TrialsPage
    | DebriefPage,
    Field(discriminator="kind"),
]


class Step(Part):
    """One page of a trial."""

    id: Id
    """Name of the step, the last part of its page id."""
    title: Text
    """Heading; `{case}` and `{cases}` stand for the number of the case and of all cases, `{label}` for the AI's public name."""
    lead: Text | None = None
    """A sentence below the heading; same placeholders."""
    photo: Literal["large", "thumbnail", "none"] = "large"
    """How the photo is shown."""
    panel: bool = False
    """Whether the AI panel is shown, as the condition says."""
    compare: Literal["none", "side_by_side", "slider"] = "none"
    """How each reference image can be compared with the photo, where the condition shows any: next to it, or laid over
    it behind a line that moves, which asks for pictures of the same view."""
    ask: tuple[Ask, ...]
    """Items, in order."""
    submit: Text | None = None
    """Label of the button; "Continue" if absent."""
    minutes: Annotated[float, Field(gt=0)] | None = None
    """Expected duration, for the estimate of minutes left."""


class Trial(Part):
    """What happens with each case."""

    steps: tuple[Step, ...] = Field(min_length=1)
    """The pages of a trial, in order."""
    skippable: bool = False
    """Whether a case with a sensitive photo can be skipped: offered on its first page alone, before the AI answers, so
    that no condition is skipped more than another because of what it shows."""
    origins: Literal["labelled", "hidden"] = "labelled"
    """Whether each picture says on screen how it was made. `hidden`, for a blinded review: photos, drawn and generated
    pictures carry the same heading and alternative text and no label until the debrief reveals the origin of each."""


class Flow(Part):
    """All pages, in three phases around allocation."""

    before: tuple[Page, ...]
    """Before allocation: consent comes first."""
    period: tuple[Page, ...]
    """Once a period; holds one `trials` page. A `break` is left out after the last period."""
    after: tuple[Page, ...]
    """After the last period."""
