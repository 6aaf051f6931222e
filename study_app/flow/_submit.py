"""One submit: checked against the plan, committed once, answered with the next view."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from db import EventRow, PageRow, ParticipantRow, Record
from protocols import (
    Answers,
    Plan,
    PlannedItem,
    PlannedPage,
    Study,
    Value,
    canonical_json,
    is_skippable,
    item_of,
    page_of,
    stratum_of,
    visible_items,
)
from study_app.flow._absence import is_timed_out, time_out
from study_app.flow._answers import answer_rows, event_rows, problems, timing_rows
from study_app.flow._page_views import AGREED, AGREEMENT
from study_app.flow._refusals import keep_refusal
from study_app.flow._screen import (
    FINAL,
    current_screen,
    earlier_answers,
    language_of,
    next_index,
    page_screen,
)
from study_app.flow._served import ServedVersion
from study_app.flow._submission import Outcome, Submission
from study_app.flow._tokens import Entropy, token_of
from study_app.flow._views import Notice
from study_app.flow._words import words


def submit_page(
    record: Record,
    served: ServedVersion,
    page: PageRow,
    page_token: str,
    submission: Submission,
    entropy: Entropy,
    now: datetime,
) -> Outcome:
    """Runs inside one write transaction: either everything of it is kept, or nothing."""
    participant, digest = page.participant, body_digest(submission)
    if page.submitted_at is not None or page.token != page_token:
        return _spent(record, served, participant, page, digest, now)
    resume = served.study.protocol.resume
    if participant.status not in FINAL and is_timed_out(resume, participant, now):
        participant = time_out(record, participant, timedelta(hours=resume.max_gap_hours))
    if participant.status in FINAL:
        return Outcome("gone", current_screen(record, served, participant))
    outcome = _Turn(record, served, page, submission, digest, entropy, now).run()
    if outcome.status == "invalid":
        keep_refusal(record, participant, page.page_id, "answers", now, tuple(outcome.errors))
    return outcome


def body_digest(submission: Submission) -> str:
    """What makes two submits the same: answers and decision, not the timings around them."""
    body = submission.model_dump(mode="json", include={"answers", "decision"})
    return hashlib.sha256(canonical_json(body)).hexdigest()


def _spent(
    record: Record, served: ServedVersion, participant: ParticipantRow, page: PageRow, digest: str, now: datetime
) -> Outcome:
    if page.body_digest == digest:
        return Outcome("repeated", current_screen(record, served, participant))
    if participant.status not in FINAL:
        record.add_unasked_events(participant, [EventRow(kind="conflicting_submit", page_id=page.page_id)], now)
    notice = Notice(tone="info", text=words(language_of(served.study, participant))["moved_on"])
    return Outcome("conflict", current_screen(record, served, participant, notice))


class _Turn:
    """A first submit of the page on which the participant stands."""

    def __init__(
        self,
        record: Record,
        served: ServedVersion,
        page: PageRow,
        submission: Submission,
        digest: str,
        entropy: Entropy,
        now: datetime,
    ) -> None:
        self.record = record
        self.served = served
        self.participant = participant = page.participant
        self.page = page
        self.submission = submission
        self.digest = digest
        self.entropy = entropy
        self.now = now
        self.study: Study = served.study
        self.language = language_of(served.study, participant)
        self.plan: Plan = served.plan_of(participant)
        self.planned: PlannedPage = self.plan.pages[page.page_index]

    def run(self) -> Outcome:
        definition = page_of(self.study, self.planned)
        if self.planned.kind == "consent":
            return self._consent()
        if self.submission.decision == "skip":
            return self._skip_case()
        if self.submission.decision == "decline":
            return Outcome("invalid", None, {})
        answers = self._answers_so_far()
        items = visible_items(self.planned, self.study, answers)
        errors = problems(self.study, self.planned, items, self.submission.answers, self.language)
        if errors:
            return Outcome("invalid", None, errors)
        if definition.kind == "comprehension_check":
            wrong = self._wrong(items)
            if wrong:
                return self._failed_attempt(wrong, definition.max_attempts, definition.code)
        self._keep(items)
        code = self._screen_out_code(items)
        if code is not None:
            return self._end("screened_out", code)
        return self._go_on(answers)

    def _consent(self) -> Outcome:
        if self.submission.decision == "decline":
            self._close()
            return self._end("declined", None)
        if self.submission.answers != {AGREEMENT: AGREED}:
            message = words(self.language)["agreement_required"]
            return Outcome("invalid", None, {AGREEMENT: message})
        self._keep(())
        self.participant = self.record.set_status(self.participant, "consented", self.now)
        return self._go_on({})

    def _skip_case(self) -> Outcome:
        """Goes on to the next case; the items of this page are missing as `skipped`, its other pages never open."""
        if not is_skippable(self.study, self.planned):
            return Outcome("invalid", None, {})
        self._keep(())
        earlier = earlier_answers(self.record, self.participant) if self.served.display_logic else {}
        pages = enumerate(self.plan.pages)
        return self._go_on(earlier, after=max(n for n, page in pages if page.position == self.planned.position))

    def _answers_so_far(self) -> dict[str, Value | None]:
        """By item: what is asked on this page counts as it is answered here, not as it was in an earlier period."""
        earlier = earlier_answers(self.record, self.participant) if self.served.display_logic else {}
        asked_here = {item.id for item in self.planned.items}
        return {item: value for item, value in earlier.items() if item not in asked_here} | self.submission.answers

    def _wrong(self, items: tuple[PlannedItem, ...]) -> tuple[str, ...]:
        """Items answered differently from their key."""
        return tuple(
            planned.id
            for planned in items
            if (item := item_of(self.study, self.planned, planned)).correct is not None
            and self.submission.answers.get(planned.id) != item.correct
        )

    def _failed_attempt(self, wrong: tuple[str, ...], allowed: int, code: str) -> Outcome:
        """Counts a wrong try; the page goes out again under a new token, until the tries are used up."""
        detail = {"attempt": self.page.attempts + 1, "wrong": list(wrong)}
        event = EventRow(kind="failed_check", page_id=self.page.page_id, detail=detail)
        self.record.add_events(self.participant, [event], self.now)
        if self.page.attempts + 1 >= allowed:
            self._close()
            return self._end("screened_out", code)
        self.record.retry_page(self.page, self.digest, token_of(self.entropy))
        self.participant = self.record.move_to(self.participant, self.page.page_index, self.now)
        feedback = dict.fromkeys(wrong, words(self.language)["try_again"])
        return Outcome("saved", current_screen(self.record, self.served, self.participant, wrong=feedback))

    def _screen_out_code(self, items: tuple[PlannedItem, ...]) -> str | None:
        for planned in items:
            rule = item_of(self.study, self.planned, planned).screen_out
            if rule is not None and self.submission.answers.get(planned.id) not in rule.unless:
                return rule.code
        return None

    def _close(self) -> None:
        if not self.record.close_page(self.page, self.digest, self.now, self.served.runtime):
            raise RuntimeError(f"page {self.page.page_id} was closed within the same transaction")

    def _keep(self, items: tuple[PlannedItem, ...]) -> None:
        """Closes the page and keeps what came with it."""
        self._close()
        rows = answer_rows(self.planned, items, self.submission)
        self.record.add_answers(self.page, rows, self.now, self.entropy)
        self.record.add_timings(self.page, timing_rows(self.submission.timings))
        self.record.add_events(self.participant, event_rows(self.page.page_id, self.submission), self.now)

    def _go_on(self, answers: Answers, after: int | None = None) -> Outcome:
        """Opens the page after this one, or after the index given; allocates first if that page is the first case."""
        index = next_index(self.plan, self.study, self.page.page_index if after is None else after, answers)
        if self.plan.sequence is None:
            if not self._finds_place(at_first_case=index >= self.plan.allocate_at):
                return self._end("screened_out", self.study.protocol.allocation.full_code)
            index = next_index(self.plan, self.study, self.page.page_index, answers)
        elif self.planned.kind == "trial" and self.participant.status == "allocated":
            self.participant = self.record.set_status(self.participant, "active", self.now)
        if index >= len(self.plan.pages):
            return self._end("completed", None)
        page_id = self.plan.pages[index].id
        self.participant = self.record.move_to(self.participant, index, self.now)
        page = self.record.open_page(self.participant, index, page_id, token_of(self.entropy), self.now)
        return Outcome("saved", page_screen(self.record, self.served, self.participant, page))

    def _finds_place(self, *, at_first_case: bool) -> bool:
        """Whether a place is left: taken at the first case, and looked for before, so that nobody answers in vain."""
        factors = [factor.item for factor in self.study.protocol.allocation.strata]
        earlier = earlier_answers(self.record, self.participant)
        stratum = stratum_of(self.study, earlier) if all(item in earlier for item in factors) else None
        if not at_first_case:
            return self.record.has_place(self.participant.version_id, self.participant.mode, self.study, stratum)
        if stratum is None:
            raise LookupError(
                f"participant {self.participant.pseudonym} asks for a case, but not every factor was asked"
            )
        if self.record.allocate(self.participant, self.study, stratum, self.now) is None:
            return False
        self.participant = self.record.participant(self.participant.id)
        self.plan = self.served.plan_of(self.participant)
        return True

    def _end(self, status: str, code: str | None) -> Outcome:
        self.participant = self.record.set_status(self.participant, status, self.now, code=code)
        return Outcome("saved", current_screen(self.record, self.served, self.participant))
