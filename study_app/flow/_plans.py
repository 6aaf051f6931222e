"""Plans of participants, kept for a while, since a plan depends on nothing but study, sequence and seed."""

from __future__ import annotations

from functools import lru_cache

from db import ParticipantRow
from protocols import Plan, Study, pages_of, plan, sequences


class Plans:
    """The plans of one study's participants."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self.display_logic = _uses_display_logic(study)
        """Whether any page or item is shown only after certain answers."""
        self._cached = lru_cache(maxsize=2048)(self._make)

    def of(self, participant: ParticipantRow) -> Plan:
        """The plan of a participant: without a sequence before allocation."""
        if participant.page_seed is None:
            raise LookupError(f"participant {participant.pseudonym} was erased and has no plan")
        return self._cached(participant.sequence, participant.page_seed)

    def outline(self, drawn: Plan) -> Plan:
        """A plan of the same length with every page, for the progress before allocation."""
        return drawn if drawn.sequence is not None else self._cached(next(iter(self._sequences)), 0)

    def _make(self, sequence: str | None, seed: int) -> Plan:
        return plan(self.study, None if sequence is None else self._sequences[sequence], seed.to_bytes(8, "big"))


def _uses_display_logic(study: Study) -> bool:
    pages = tuple(pages_of(study.protocol))
    items = [item for instrument in study.instruments.values() for item in instrument.items]
    items += [ask.item for page in (*pages, *study.protocol.trial.steps) for ask in page.ask if ask.item is not None]
    return any(part.show_if is not None for part in (*pages, *items))
