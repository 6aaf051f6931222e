"""The versions that have sessions: who began on one finishes on it, whatever is served to newcomers."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from db import ParticipantRow, Record, VersionRow, allocation_secret
from protocols import Plan, Study, page_seed, pages_of, plan, sequences
from study_app.flow._images import ImageStore
from study_app.flow._progress import Pace


class ServedVersion:
    """One version in one mode: its study, its images, and the plans of its participants."""

    def __init__(self, study: Study, secret: bytes) -> None:
        self.study = study
        self.images = ImageStore(study)
        self.display_logic = _uses_display_logic(study)
        """Whether any page or item is shown only after certain answers."""
        self._secret = secret
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self._cached = lru_cache(maxsize=2048)(self._make)
        self.pace = Pace(study, self._make(next(iter(self._sequences)), "outline"))
        """Length and duration of a whole session."""

    def plan_of(self, participant: ParticipantRow) -> Plan:
        """The plan of a participant: without a sequence before allocation."""
        return self._cached(participant.sequence, participant.pseudonym)

    def _make(self, sequence: str | None, pseudonym: str) -> Plan:
        chosen = None if sequence is None else self._sequences[sequence]
        return plan(self.study, chosen, page_seed(self._secret, pseudonym))


class ServedVersions:
    """Every version that a participant has come back to, loaded from the record when the first one does."""

    def __init__(self, version: VersionRow, study: Study, mode: str) -> None:
        self._folder = study.folder
        self.current = ServedVersion(study, allocation_secret(version, mode))
        self._known = {(version.id, mode): self.current}

    def of(self, record: Record, participant: ParticipantRow) -> ServedVersion:
        """The version and mode in which a participant began."""
        key = (participant.version_id, participant.mode)
        if key not in self._known:
            study = replace(record.study_of(participant.version_id), folder=self._folder)
            secret = allocation_secret(record.version(participant.version_id), participant.mode)
            self._known[key] = ServedVersion(study, secret)
        return self._known[key]


def _uses_display_logic(study: Study) -> bool:
    pages = tuple(pages_of(study.protocol))
    items = [item for instrument in study.instruments.values() for item in instrument.items]
    items += [ask.item for page in (*pages, *study.protocol.trial.steps) for ask in page.ask if ask.item is not None]
    return any(part.show_if is not None for part in (*pages, *items))
