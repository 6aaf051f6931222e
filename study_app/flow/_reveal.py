"""The debrief's list: what every case really was, what the AI made of it, and where its picture came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocols import Case, PlannedPage, Study, in_language
from study_app.flow._case_views import picture
from study_app.flow._markdown import nodes
from study_app.flow._views import RevealBlock, RevealedCase, TextBlock

Words = Mapping[str, str]

_TRUTHS = {"photo": "reveal_truth_photo", "drawn": "reveal_truth", "generated": "reveal_truth_generated"}
_ORIGINS = {"photo": "photo_label", "drawn": "drawn_label", "generated": "generated_label"}


def reveal_block(
    study: Study, pages: Iterable[PlannedPage], language: str, labels: tuple[str, ...], words: Words
) -> RevealBlock:
    """Each case that was seen: what it really was, what that looks like in another picture, what the AI named if it was
    asked, and how the picture was made if that was hidden."""
    seen: dict[str, PlannedPage] = {}
    for page in pages:
        if page.kind == "trial" and page.case is not None:
            seen.setdefault(page.case, page)
    cases = [study.stimuli.case(name) for name in seen]
    return RevealBlock(
        heading=words["reveal_heading"],
        summary=_summary(study, cases, words),
        cases=tuple(
            _revealed(study, case, page, language, labels, words)
            for case, page in zip(cases, seen.values(), strict=True)
        ),
    )


def erasure_offer(words: Words) -> TextBlock:
    """That answers can still be erased, now that their owner knows what the study was about."""
    return TextBlock(nodes=nodes(words["erasure_offer"]))


def _summary(study: Study, cases: list[Case], words: Words) -> str | None:
    """How many answers of the AI were wrong; where there are none, how many pictures with a hidden origin are photos."""
    answered = [case for case in cases if case.answer is not None]
    if answered:
        wrong = sum(not case.ai_correct for case in answered)
        return words["reveal_summary"].format(wrong=wrong, cases=len(answered))
    if study.protocol.trial.origins == "hidden":
        photos = sum(case.photo.origin == "photo" for case in cases)
        return words["reveal_origins"].format(photos=photos, cases=len(cases))
    return None


def _revealed(
    study: Study, case: Case, page: PlannedPage, language: str, labels: tuple[str, ...], words: Words
) -> RevealedCase:
    def diagnosis(name: str) -> str:
        return in_language(study.stimuli.diagnoses[name], language, study.protocol.languages[0])

    label = labels[page.label] if page.label is not None and labels else words["ai_assistant"]
    truth = diagnosis(case.truth)
    other = study.stimuli.picture_of_truth(case)
    caption = words["reveal_reference"].format(diagnosis=truth)
    named = None if case.answer is None else diagnosis(case.answer.diagnosis)
    hidden = study.protocol.trial.origins == "hidden"
    alt = words["skin_photo_alt" if case.photo.origin == "photo" else "skin_picture_alt"]
    return RevealedCase(
        number=page.position or 0,
        picture=picture(case.photo, f"case_{page.position}", alt, words),
        answer=None if named is None else words["reveal_answer"].format(label=label, diagnosis=named),
        truth=words[_TRUTHS[case.photo.origin]].format(diagnosis=truth),
        verdict=None if named is None else words["reveal_right" if case.ai_correct else "reveal_wrong"],
        right=case.ai_correct,
        origin=words[_ORIGINS[case.photo.origin]] if hidden else None,
        reference=None if other is None else picture(other, f"truth_{page.position}", caption, words),
        captions=None if other is None else (words["reveal_seen"], caption),
        veil_button=words["show_photo"] if case.sensitive else None,
    )
