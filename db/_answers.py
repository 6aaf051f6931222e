"""Answers, each one salted and chained, and the latest ones for display logic."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from db._chain import ChainRecord, digest_of
from db._connected import table_of
from db._pages import PageRow, pages
from db._participants import ParticipantRow
from db.tables import Responses, in_words
from protocols import PREFER_NOT

Value = str | int | float | Sequence[str]
"""An answer: a word, a number, or several words."""

DIGESTED = (
    "item",
    "instrument",
    "value",
    "missing",
    "item_position",
    "option_order",
    "first_answer_ms",
    "changes",
)
"""Columns of a response that its digest covers, after salt, pseudonym, page and moment, in this order."""


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One item of a page, with what came back for it."""

    item: str
    """Item."""
    instrument: str | None = None
    """Instrument; None for an item of the page alone."""
    value: Value | None
    """The answer; None if it is missing."""
    missing: str = ""
    """`prefer_not`, `not_shown`, `skipped` (with its case) or, read after the end of retention, `purged`; empty if there
    is a value, or if an optional item was left empty."""
    item_position: int
    """Position on the page, from 1."""
    option_order: Sequence[str] | None = None
    """Options in the order shown."""
    first_answer_ms: float | None = None
    """From shown to first answer; kept in whole milliseconds."""
    changes: int = 0
    """Changes after the first answer."""


responses = table_of(Responses)
_insert = responses.insert()
_in_order = (
    select(responses.c.item, type_coerce(responses.c.value, Text), responses.c.missing)
    .join(pages, (pages.c.participant_id == responses.c.participant_id) & (pages.c.page_id == responses.c.page_id))
    .where(responses.c.participant_id == bindparam("participant_id"))
    .order_by(pages.c.page_index)
)


class AnswerRecord(ChainRecord):
    """Answers."""

    def add_answers(
        self, page: PageRow, answers: Sequence[AnswerRow], now: datetime, random_bytes: Callable[[int], bytes]
    ) -> None:
        """Stores the answers of a page and appends their common digest to the answer chain.

        `random_bytes` gives that many random bytes (`secrets.token_bytes`); each answer takes 16 as its salt.
        """
        if not answers:
            return
        owner = page.participant
        salts = random_bytes(16 * len(answers)).hex()
        rows: list[dict[str, Any]] = []
        for number, answer in enumerate(answers):
            row = _values(page, answer, now) | {"salt": salts[32 * number : 32 * number + 32]}
            rows.append(row | {"digest": answer_digest(owner.pseudonym, row)})
        self.connection.execute(_insert, rows)
        self._chain_answers(owner.version_id, owner.mode, page_digest([row["digest"] for row in rows]))

    def answers_of(self, participant: ParticipantRow, items: Collection[str] | None = None) -> dict[str, Value]:
        """The participant's latest answer to each item, or to each of `items`.

        "Prefer not to answer" reads `prefer_not`; items that were left empty, skipped or not shown are absent.
        """
        rows = self.connection.execute(_in_order, {"participant_id": participant.id})
        latest = {item: (value, missing) for item, value, missing in rows if items is None or item in items}
        return {
            item: PREFER_NOT if missing == PREFER_NOT else json.loads(value)
            for item, (value, missing) in latest.items()
            if missing == PREFER_NOT or value is not None
        }


def answer_digest(pseudonym: str, row: Mapping[str, Any]) -> str:
    """The digest of a response: over salt, pseudonym, page, moment and `DIGESTED`, in this order."""
    moment = in_words(row["answered_at"])
    return digest_of([row["salt"], pseudonym, row["page_id"], moment, *(row[name] for name in DIGESTED)])


def page_digest(digests: Sequence[str]) -> str:
    """The entry of a page in the answer chain: over the digests of its responses, by position on the page."""
    return digest_of(digests)


def _values(page: PageRow, answer: AnswerRow, now: datetime) -> dict[str, Any]:
    return {
        "participant_id": page.participant.id,
        "page_id": page.page_id,
        "item": answer.item,
        "instrument": answer.instrument,
        "value": answer.value,
        "missing": answer.missing,
        "item_position": answer.item_position,
        "option_order": answer.option_order,
        "first_answer_ms": None if answer.first_answer_ms is None else round(answer.first_answer_ms),
        "changes": answer.changes,
        "answered_at": now,
    }
