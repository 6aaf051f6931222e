"""What the record holds, compared with what bots were told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db import Database, Record
from db.tables import Allocations, Events, Participants, Responses
from protocols import PREFER_NOT
from study_app.flow._page_views import AGREEMENT
from study_app.flow._tokens import token_hash
from tests.endurance.web_bot import WebBot

_AUDIT = [sys.executable, "-c", "from study_app.cli import main; main()", "audit"]


def assert_everything_is_kept(address: str, study: Path, bots: Sequence[WebBot], bystanders: int = 0) -> None:
    """Every acknowledged page with its values, once; nothing else; one slot each; the audit passes.

    Bystanders have come, and stand on the first page.
    """
    database = Database(address)
    for bot in bots:
        assert database.read(lambda record, bot=bot: kept_of(record, bot.token)) == told_to(bot), bot.name
    statuses, slots = database.read(_crowd)
    database.close()
    assert Counter(statuses) == Counter({"completed": len(bots)}) + Counter({"invited": bystanders})
    assert len(slots) == len(set(slots)) == len(bots)
    assert_audit_passes(address, study)


def assert_audit_passes(address: str, study: Path) -> None:
    """`study audit`, as a statistician would call it."""
    audit = subprocess.run(
        [*_AUDIT, str(study)],
        env=os.environ | {"STUDY_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert "as it was written" in audit.stdout


def told_to(bot: WebBot) -> dict[str, dict[str, Any]]:
    """Answers by page token, as the record should hold them: consent is a status, an empty answer no value."""
    return {
        token: {item: value for item, value in answers.items() if item != AGREEMENT and value not in ("", [])}
        for token, answers in bot.acknowledged.items()
    }


def kept_of(record: Record, token: str) -> dict[str, dict[str, Any]]:
    """Answers by page token of a participant's saved pages, each page with the one event that came with it."""
    person = record.participant_by_token_hash(token_hash(token))
    assert person is not None
    saved = {page.page_id: page.token for page in record.pages_of(person) if page.submitted_at is not None}
    kept: dict[str, dict[str, Any]] = {token: {} for token in saved.values()}
    answered = select(Responses.page_id, Responses.item, Responses.value, Responses.missing)
    for page_id, item, value, missing in record.connection.execute(
        answered.where(Responses.participant_id == person.id)
    ):
        if missing == PREFER_NOT or value is not None:
            kept[saved[page_id]][item] = PREFER_NOT if missing == PREFER_NOT else value
    came = select(Events.page_id).where(Events.participant_id == person.id, Events.kind == "client")
    pages = sorted(record.connection.execute(came).scalars())
    assert pages == sorted(saved), f"{person.pseudonym}: pages saved and events that came with them differ"
    return kept


def _crowd(record: Record) -> tuple[list[str], list[tuple[str, int]]]:
    statuses = record.connection.execute(select(Participants.status)).scalars()
    slots = record.connection.execute(select(Allocations.stratum, Allocations.stream_index))
    return list(statuses), [tuple(slot) for slot in slots]
