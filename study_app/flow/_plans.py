"""Plans of participants, kept for a while, since a plan depends on nothing but study, sequence and seed."""

from __future__ import annotations

from functools import lru_cache

from db import Participant, Record
from protocols import Plan, Study, plan, sequences


class Plans:
    """The plans of one study's participants."""

    def __init__(self, study: Study, version_id: int) -> None:
        self.study = study
        self.version_id = version_id
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self._cached = lru_cache(maxsize=2048)(self._make)

    def of(self, record: Record, participant: Participant) -> Plan:
        """The plan of a participant: without a sequence before allocation."""
        return self.make(record.sequence_of(participant.id), participant.page_seed)

    def make(self, sequence: str | None, seed: bytes) -> Plan:
        """The plan of a sequence and a seed."""
        return self._cached(sequence, seed)

    def outline(self, drawn: Plan) -> Plan:
        """A plan of the same length with every page, for the progress before allocation."""
        return drawn if drawn.sequence is not None else self._cached(next(iter(self._sequences)), b"outline")

    @property
    def sequence_ids(self) -> tuple[str, ...]:
        """All sequences, in the order of the design."""
        return tuple(self._sequences)

    def _make(self, sequence: str | None, seed: bytes) -> Plan:
        return plan(self.study, None if sequence is None else self._sequences[sequence], seed)
