"""What is kept: tables, store, allocation ledger, export, migrations."""

from db._accounts import add_user, set_password, verify_user
from db._answers import AnswerRow, Value
from db._audit import AuditRow
from db._backup import Restored, back_up, restore
from db._chain import Head, WrittenHead
from db._collection import nothing_collected
from db._database import Database
from db._errors import Busy, IllegalTransition, LockedOut, StorageError
from db._events import EventRow, TimingRow
from db._export import ExportSummary, Package, codebook, export, frames, read_package
from db._finding import Finding
from db._freeze import freeze, store_pictures
from db._ledger import AllocationRow
from db._pages import PageRow
from db._participants import TRANSITIONS, ParticipantRow
from db._progress import (
    Arrivals,
    Balance,
    Distribution,
    SessionProgress,
    arrivals,
    balance,
    distributions,
    session_progress,
    status_counts,
)
from db._purge import PersonalData, personal_data, purge, retention_end
from db._record import Record
from db._runtimes import Runtime
from db._slots import allocation_secret
from db._users import UserRow
from db._verify import verify_answers, verify_ledger
from db._verify_pictures import verify_pictures
from db._versions import VERSION_TRANSITIONS, VersionRow

__all__ = [
    "TRANSITIONS",
    "VERSION_TRANSITIONS",
    "AllocationRow",
    "AnswerRow",
    "Arrivals",
    "AuditRow",
    "Balance",
    "Busy",
    "Database",
    "Distribution",
    "EventRow",
    "ExportSummary",
    "Finding",
    "Head",
    "IllegalTransition",
    "LockedOut",
    "Package",
    "PageRow",
    "ParticipantRow",
    "PersonalData",
    "Record",
    "Restored",
    "Runtime",
    "SessionProgress",
    "StorageError",
    "TimingRow",
    "UserRow",
    "Value",
    "VersionRow",
    "WrittenHead",
    "add_user",
    "allocation_secret",
    "arrivals",
    "back_up",
    "balance",
    "codebook",
    "distributions",
    "export",
    "frames",
    "freeze",
    "nothing_collected",
    "personal_data",
    "purge",
    "read_package",
    "restore",
    "retention_end",
    "session_progress",
    "set_password",
    "status_counts",
    "store_pictures",
    "verify_answers",
    "verify_ledger",
    "verify_pictures",
    "verify_user",
]
