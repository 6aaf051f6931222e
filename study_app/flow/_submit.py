"""One submit: checked against the plan, committed once, answered with the next view."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime

from db import Page, Participant, Record
from protocols import Plan, PlannedItem, PlannedPage, Study, canonical_json, item_of, stratum_of, visible_items
from study_app.flow._answers import answer_rows, event_rows, problems, timing_rows
from study_app.flow._page_views import AGREED, AGREEMENT, definition_of
from study_app.flow._plans import Plans
from study_app.flow._screen import FINAL, current_screen, is_timed_out, next_index
from study_app.flow._submission import Outcome, Submission
from study_app.flow._views import Notice
from study_app.flow._words import words

Token = Callable[[], str]


def submit_page(
    record: Record,
    plans: Plans,
    participant: Participant,
    page_token: str,
    submission: Submission,
    token: Token,
    now: datetime,
) -> Outcome:
    """Runs inside one write transaction: either everything of it is kept, or nothing."""
    page = record.page_by_token(page_token)
    if page is None or page.participant_id != participant.id:
        return Outcome("unknown", None)
    digest = body_digest(submission)
    if page.submitted_at is not None:
        return _spent(record, plans, participant, page, digest, now)
    if participant.status in FINAL:
        return Outcome("gone", current_screen(record, plans, participant, now))
    if is_timed_out(plans.study, page, now):
        ended = record.set_status(participant.id, "timed_out", now=now)
        return Outcome("gone", current_screen(record, plans, ended, now))
    return _Turn(record, plans, participant, page, submission, digest, token, now).run()


def body_digest(submission: Submission) -> str:
    """What makes two submits the same: answers and decision, not the timings around them."""
    body = submission.model_dump(mode="json", include={"answers", "decision"})
    return hashlib.sha256(canonical_json(body)).hexdigest()


def _spent(record: Record, plans: Plans, participant: Participant, page: Page, digest: str, now: datetime) -> Outcome:
    if page.body_digest == digest:
        return Outcome("repeated", current_screen(record, plans, participant, now))
    record.add_events(participant.id, page.id, [("conflicting_submit", None, {"page": page.page_id})], now)
    notice = Notice(tone="info", text=words(participant.language)["moved_on"])
    return Outcome("conflict", current_screen(record, plans, participant, now, notice))


class _Turn:
    """A first submit of the page on which the participant stands."""

    def __init__(
        self,
        record: Record,
        plans: Plans,
        participant: Participant,
        page: Page,
        submission: Submission,
        digest: str,
        token: Token,
        now: datetime,
    ) -> None:
        self.record = record
        self.plans = plans
        self.participant = participant
        self.page = page
        self.submission = submission
        self.digest = digest
        self.token = token
        self.now = now
        self.study: Study = plans.study
        self.plan: Plan = plans.of(record, participant)
        self.planned: PlannedPage = self.plan.pages[page.index]

    def run(self) -> Outcome:
        definition = definition_of(self.study, self.planned)
        if self.planned.kind == "consent":
            return self._consent()
        if self.submission.decision == "decline":
            return Outcome("invalid", None, {})
        earlier = self.record.answers_of(self.participant.id)
        answers: dict[str, object] = {**earlier, **self.submission.answers}
        items = visible_items(self.planned, self.study, answers)
        errors = problems(self.study, self.planned, items, self.submission.answers, self.participant.language)
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
            message = words(self.participant.language)["agreement_required"]
            return Outcome("invalid", None, {AGREEMENT: message})
        self._keep(())
        self.participant = self.record.set_status(self.participant.id, "consented", now=self.now)
        return self._go_on({})

    def _wrong(self, items: tuple[PlannedItem, ...]) -> tuple[str, ...]:
        """Items answered differently from their key."""
        return tuple(
            planned.id
            for planned in items
            if (item := item_of(self.study, self.planned, planned)).correct is not None
            and self.submission.answers.get(planned.id) != item.correct
        )

    def _failed_attempt(self, wrong: tuple[str, ...], allowed: int, code: str) -> Outcome:
        """Counts a wrong try once, however often it arrives; the page stays open."""
        attempts = self.page.attempts
        if self.page.body_digest != self.digest:
            attempts = self.record.note_attempt(self.page.id, self.digest)
            detail: dict[str, str | int | float | None] = {"attempt": attempts, "wrong": ",".join(wrong)}
            self.record.add_events(self.participant.id, self.page.id, [("failed_check", None, detail)], self.now)
        if attempts >= allowed:
            self._close()
            return self._end("screened_out", code)
        message = words(self.participant.language)["try_again"]
        return Outcome("invalid", None, dict.fromkeys(wrong, message))

    def _screen_out_code(self, items: tuple[PlannedItem, ...]) -> str | None:
        for planned in items:
            rule = item_of(self.study, self.planned, planned).screen_out
            if rule is not None and self.submission.answers.get(planned.id) not in rule.unless:
                return rule.code
        return None

    def _close(self) -> None:
        if not self.record.close_page(self.page.id, self.digest, now=self.now):
            raise RuntimeError(f"page {self.page.page_id} was closed within the same transaction")

    def _keep(self, items: tuple[PlannedItem, ...]) -> None:
        """Closes the page and keeps what came with it."""
        self._close()
        timings = self.submission.timings
        self.record.add_answers(self.page, answer_rows(self.planned, items, self.submission), self.now)
        self.record.add_timings(self.page, timing_rows(timings))
        self.record.add_events(self.participant.id, self.page.id, event_rows(self.submission), self.now)

    def _go_on(self, answers: Mapping[str, object]) -> Outcome:
        """Opens the next page; allocates first if that page is the first case."""
        index = next_index(self.plan, self.study, self.page.index, answers)
        if self.plan.sequence is None and index >= self.plan.allocate_at:
            self._allocate(answers)
            index = next_index(self.plan, self.study, self.page.index, answers)
        elif self.planned.kind == "trial" and self.participant.status == "allocated":
            self.participant = self.record.set_status(self.participant.id, "active", now=self.now)
        if index >= len(self.plan.pages):
            return self._end("completed", None)
        page_id = self.plan.pages[index].id
        self.participant = self.record.move_to(self.participant.id, index)
        self.record.open_page(self.participant.id, index=index, page_id=page_id, token=self.token(), now=self.now)
        return Outcome("saved", current_screen(self.record, self.plans, self.participant, self.now))

    def _allocate(self, answers: Mapping[str, object]) -> None:
        self.record.allocate(
            self.participant.id, stratum=stratum_of(self.study, answers), study=self.study, now=self.now
        )
        self.participant = self.record.participant(self.participant.id)
        self.plan = self.plans.of(self.record, self.participant)

    def _end(self, status: str, code: str | None) -> Outcome:
        self.participant = self.record.set_status(self.participant.id, status, now=self.now, code=code)
        return Outcome("saved", current_screen(self.record, self.plans, self.participant, self.now))
