"""The screen on which a participant stands, read from the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from db import PageRow, ParticipantRow, Record
from protocols import Answers, Plan, Study, Value, page_is_shown
from study_app.flow._debrief import debrief_blocks
from study_app.flow._end_views import end_view
from study_app.flow._page_views import Scene, page_view
from study_app.flow._served import ServedVersion
from study_app.flow._views import Notice, View
from study_app.flow._words import words

FINAL = {"screened_out", "completed", "withdrawn", "timed_out", "declined"}
"""States from which a session does not go on."""


def current_screen(
    record: Record,
    served: ServedVersion,
    participant: ParticipantRow,
    notice: Notice | None = None,
    wrong: Mapping[str, str] | None = None,
) -> View:
    """The page to be answered, or the end that was reached."""
    if participant.status in FINAL:
        return _end(served, participant)
    page = record.page(participant, served.plan_of(participant).pages[participant.page_index].id)
    if page is None:
        raise LookupError(f"participant {participant.pseudonym} stands on page {participant.page_index}, never opened")
    return page_screen(record, served, participant, page, notice, wrong)


def language_of(study: Study, participant: ParticipantRow) -> str:
    """The session's language; the study's first one after erasure."""
    return participant.language or study.protocol.languages[0]


def open_first_page(
    record: Record, served: ServedVersion, participant: ParticipantRow, token: Callable[[], str], now: datetime
) -> View:
    """Opens the first page of a new participant."""
    drawn = served.plan_of(participant)
    page = record.open_page(participant, 0, drawn.pages[0].id, token(), now)
    return page_screen(record, served, participant, page)


def next_index(plan: Plan, study: Study, index: int, answers: Answers) -> int:
    """The next page that is shown; the number of pages when there is none."""
    for candidate in range(index + 1, len(plan.pages)):
        if page_is_shown(plan.pages[candidate], study, answers):
            return candidate
    return len(plan.pages)


def page_screen(
    record: Record,
    served: ServedVersion,
    participant: ParticipantRow,
    page: PageRow,
    notice: Notice | None = None,
    wrong: Mapping[str, str] | None = None,
) -> View:
    """The page that a participant has opened and now stands on."""
    if notice is None and page.previous_token is not None and page.attempts == 0:
        notice = Notice(tone="info", text=words(language_of(served.study, participant))["restarted"])
    drawn = served.plan_of(participant)
    scene = Scene(
        study=served.study,
        plan=drawn,
        pace=served.pace,
        index=participant.page_index,
        language=language_of(served.study, participant),
        answers=earlier_answers(record, participant) if served.display_logic else {},
        page_token=page.token,
        test_run=participant.mode == "pilot",
        wrong=wrong or {},
    )
    return page_view(scene, notice)


def earlier_answers(record: Record, participant: ParticipantRow) -> dict[str, Value | None]:
    """The participant's latest answers by item."""
    kept = record.answers_of(participant)
    return {item: value if isinstance(value, str | int | float) else tuple(value) for item, value in kept.items()}


def _end(served: ServedVersion, participant: ParticipantRow) -> View:
    study, language, test_run = served.study, language_of(served.study, participant), participant.mode == "pilot"
    if participant.status == "completed":
        return end_view(study, "completed", language, code=study.protocol.completion.code, test_run=test_run)
    if participant.status == "screened_out":
        code = participant.screen_out_code
        if code == study.protocol.allocation.full_code:
            return end_view(study, "filled", language, code=code, test_run=test_run)
        failed = code in {page.code for page in study.protocol.flow.before if page.kind == "comprehension_check"}
        return end_view(study, "attempts_failed" if failed else "screened_out", language, code=code, test_run=test_run)
    if participant.status == "declined":
        return end_view(study, "declined", language)
    return early_end(served, participant, "withdrawn_kept" if participant.status == "withdrawn" else "timed_out")


def early_end(
    served: ServedVersion,
    participant: ParticipantRow,
    end: Literal["withdrawn_kept", "withdrawn_erased", "timed_out"],
) -> View:
    """The last screen of somebody who leaves early, with the debrief if they have seen a case.

    Whoever has completed the study keeps the completion code, also after erasure.
    """
    language = language_of(served.study, participant)
    code = served.study.protocol.completion.code if participant.status == "completed" else None
    debrief = debrief_blocks(served, participant, language, erasable=end != "withdrawn_erased")
    return end_view(served.study, end, language, code=code, debrief=debrief)
