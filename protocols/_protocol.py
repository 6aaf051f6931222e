"""The protocol: everything about a study that a researcher declares in `study.yaml`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from protocols._analysis_plan import AnalysisPlan
from protocols._design import Allocation, Design
from protocols._pages import Flow, TextFile, Trial
from protocols._part import Id, Part
from protocols._text import Text


class Contact(Part):
    """Who answers questions of participants."""

    name: Text
    """Person or group."""
    email: str
    """Address."""
    institution: str
    """Responsible institution."""
    ethics: str
    """Ethics approval: board and number, or "not submitted" for a demonstration."""


class Resume(Part):
    """What happens when a participant comes back. Absence counts from the last step forward."""

    policy: Literal["resume", "restart", "block"] = "resume"
    """`resume`: on the page where they left. `restart`: from the first page of the period, whose answers become events; outside of periods as `resume`. `block`: not at all."""
    grace_minutes: Annotated[float, Field(ge=0)] = 30
    """Minutes of absence up to which `restart` and `block` let anyone go on: a reload or a lost connection is none."""
    max_gap_hours: Annotated[float, Field(gt=0)] = 72
    """Hours of absence after which the session is timed out, whatever the policy."""


class Completion(Part):
    """How the session ends."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9_-]{4,24}$")]
    """Completion code of the recruitment service."""
    redirect: str | None = None
    """Address to which the participant returns; `{code}` stands for the code."""


class Protocol(Part):
    """A study."""

    id: Id
    """Name of the study's folder."""
    title: Text
    """Neutral public title; gives no hypothesis away."""
    description: str
    """What the study is about, for researchers."""
    version: str
    """The researcher's own version name."""
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    """BCP 47 tags; the first is the language of plain strings."""
    landing: TextFile = "landing"
    """Markdown text of the first page."""
    contact: Contact
    """Who answers questions."""
    stimuli: str = "stimuli"
    """Folder of the stimulus set, relative to the study's folder."""
    design: Design
    """Conditions and case sets."""
    allocation: Allocation
    """How participants are allocated."""
    trial: Trial
    """What happens with each case."""
    flow: Flow
    """All pages."""
    resume: Resume = Resume()
    """What happens when a participant comes back."""
    completion: Completion
    """How the session ends."""
    retention: date
    """Day after which personal data are removed."""
    analysis: AnalysisPlan
    """What was promised in advance."""
