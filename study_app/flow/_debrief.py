"""The debrief of those who leave early: whoever has seen a case learns what the study was about."""

from __future__ import annotations

from db import ParticipantRow
from protocols import in_language, pages_of
from study_app.flow._markdown import nodes
from study_app.flow._reveal import reveal_block
from study_app.flow._served import ServedVersion
from study_app.flow._views import Block, TextBlock
from study_app.flow._words import words


def debrief_blocks(served: ServedVersion, participant: ParticipantRow, language: str) -> tuple[Block, ...]:
    """Text of the debrief and every case that was on screen; nothing before the first case, or after erasure."""
    if participant.sequence is None or participant.erased:
        return ()
    study = served.study
    first = study.protocol.languages[0]
    seen = served.plan_of(participant).pages[: participant.page_index + 1]
    labels = tuple(in_language(label, language, first) for label in study.protocol.design.labels)
    text = next((page.text for page in pages_of(study.protocol) if page.kind == "debrief"), None)
    revealed = reveal_block(study, seen, language, labels, words(language))
    if text is None:
        return (revealed,)
    return (TextBlock(nodes=nodes(study.texts.get(language, study.texts[first])[text])), revealed)
