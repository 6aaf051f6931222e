"""The tables of the record."""

from db.tables._allocation import CHAINS, AllocationLinks, Allocations, Chains, Vacancies
from db.tables._answers import MISSING, AnswerChain, Events, Pages, Responses, Timings
from db.tables._base import MODES, Base, Json, Moment, from_words, in_words
from db.tables._participants import STATUSES, ErasedTokens, Participants, RecruitmentIds
from db.tables._studies import (
    ROLES,
    VERSION_STATES,
    AuditLog,
    ConsoleUsers,
    Runtimes,
    StimulusFiles,
    StorageChecks,
    Studies,
    Versions,
)

__all__ = [
    "CHAINS",
    "MISSING",
    "MODES",
    "ROLES",
    "STATUSES",
    "VERSION_STATES",
    "AllocationLinks",
    "Allocations",
    "AnswerChain",
    "AuditLog",
    "Base",
    "Chains",
    "ConsoleUsers",
    "ErasedTokens",
    "Events",
    "Json",
    "Moment",
    "Pages",
    "Participants",
    "RecruitmentIds",
    "Responses",
    "Runtimes",
    "StimulusFiles",
    "StorageChecks",
    "Studies",
    "Timings",
    "Vacancies",
    "Versions",
    "from_words",
    "in_words",
]
