"""The record: everything that can be kept or looked up, inside one transaction of `Database`."""

from __future__ import annotations

from db._answers import AnswerRecord
from db._ledger import LedgerRecord
from db._pages import PageRecord
from db._stimulus_files import StimulusRecord
from db._users import UserRecord
from db._withdrawal import WithdrawalRecord


class Record(LedgerRecord, AnswerRecord, PageRecord, WithdrawalRecord, StimulusRecord, UserRecord):
    """What `Database.write` and `Database.read` hand to their work; good only inside it."""
