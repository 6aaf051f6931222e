"""The debrief of those who leave early: whoever has seen a case learns what the study was about."""

from __future__ import annotations

from db import ParticipantRow
from protocols import in_language, pages_of
from study_app.flow._markdown import nodes
from study_app.flow._reveal import erasure_offer, reveal_block
from study_app.flow._served import ServedVersion
from study_app.flow._views import Block, TextBlock
from study_app.flow._words import words


def debrief_blocks(
    served: ServedVersion, participant: ParticipantRow, language: str, *, erasable: bool
) -> tuple[Block, ...]:
    """Texts of the debrief, every case that was on screen, and that answers can be erased if they are `erasable`.

    Nothing before the first case, or once the record no longer knows which cases were seen.
    """
    if participant.sequence is None or participant.erased:
        return ()
    study = served.study
    first = study.protocol.languages[0]
    seen = served.plan_of(participant).pages[: participant.page_index + 1]
    labels = tuple(in_language(label, language, first) for label in study.protocol.design.labels)
    texts = study.texts.get(language, study.texts[first])
    debriefs = [page for page in pages_of(study.protocol) if page.kind == "debrief"]
    blocks: list[Block] = [TextBlock(nodes=nodes(texts[page.text])) for page in debriefs if page.text is not None]
    blocks.append(reveal_block(study, seen, language, labels, words(language)))
    if erasable:
        blocks.append(erasure_offer(words(language)))
    return tuple(blocks)
