"""The photo, the AI panel and the debrief's list: what a case shows, and to whom nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocols import Answer, Case, PlannedPage, Step, Study, in_language
from protocols import Picture as PictureFile
from study_app.flow._views import PanelBlock, PhotoBlock, Picture, RevealBlock, RevealedCase

Words = Mapping[str, str]


def image_address(file: str) -> str:
    """Address of an image file; files are named by content, so it gives nothing away."""
    return "/images/" + file.rsplit("/", 1)[-1]


def picture(image: PictureFile, key: str, alt: str, words: Words) -> Picture:
    """An image with the label that says how it was made."""
    label = {"photo": None, "drawn": words["drawn_label"], "generated": words["generated_label"]}[image.origin]
    return Picture(
        src=image_address(image.file),
        srcset=_srcset(image),
        width=image.width,
        height=image.height,
        alt=alt,
        label=label,
        key=key,
    )


def _srcset(image: PictureFile) -> str | None:
    if not image.sizes:
        return None
    widths = {smaller.file: smaller.width for smaller in image.sizes} | {image.file: image.width}
    return ", ".join(f"{image_address(file)} {width}w" for file, width in widths.items())


def photo_block(case: Case, *, large: bool, skippable: bool, words: Words) -> PhotoBlock:
    """The photo, behind a veil if the case is sensitive; the veil is the same in every condition."""
    real = case.photo.origin == "photo"
    return PhotoBlock(
        heading=words["skin_photo" if real else "skin_picture"],
        picture=picture(case.photo, "photo", words["skin_photo_alt" if real else "skin_picture_alt"], words),
        size="large" if large else "thumbnail",
        veil=words["veil"] if case.sensitive else None,
        veil_button=words["show_photo"] if case.sensitive else None,
        skip=words["skip_case"] if skippable else None,
    )


def panel_block(
    study: Study, case: Case, shows: Iterable[str], step: Step, language: str, label: str, words: Words
) -> PanelBlock:
    """The AI's answer as a condition shows it on a step."""
    answer, first = case.answer, study.protocol.languages[0]
    diagnosis = in_language(study.stimuli.diagnoses[answer.diagnosis], language, first)
    panel = PanelBlock(
        name=label,
        note=words["recorded_note"] if answer.model == "recorded" else words["model_note"],
        heading=words["ai_heading"].format(diagnosis=diagnosis),
        paragraphs=_paragraphs(study, answer, language),
    )
    if "references" not in set(shows):
        return panel
    drawn = all(image.origin == "drawn" for image in case.references)
    return panel.model_copy(
        update={
            "references_heading": words["references_heading"].format(diagnosis=diagnosis),
            "references_note": words["references_drawn" if drawn else "references_generated"],
            "references": tuple(
                picture(image, f"reference_{number}", words["reference_alt"].format(number=number), words)
                for number, image in enumerate(case.references, start=1)
            ),
            "compare": step.compare,
        }
    )


def _paragraphs(study: Study, answer: Answer, language: str) -> tuple[str, ...]:
    first = study.protocol.languages[0]
    paragraphs = [part.strip() for part in in_language(answer.text, language, first).split("\n\n") if part.strip()]
    if answer.advice is not None:
        paragraphs.append(in_language(answer.advice, language, first))
    return tuple(paragraphs)


def reveal_block(
    study: Study, pages: Iterable[PlannedPage], language: str, labels: tuple[str, ...], words: Words
) -> RevealBlock:
    """Each case that was seen, what the AI named, what it really was, and what that looks like in another picture."""
    first = study.protocol.languages[0]
    shown: dict[str, RevealedCase] = {}
    for page in pages:
        if page.kind != "trial" or page.case is None or page.case in shown:
            continue
        case = study.stimuli.case(page.case)
        name = labels[page.label] if page.label is not None and labels else words["ai_assistant"]
        truth_words = "reveal_truth" if case.photo.origin == "drawn" else "reveal_truth_photo"
        truth = in_language(study.stimuli.diagnoses[case.truth], language, first)
        named = in_language(study.stimuli.diagnoses[case.answer.diagnosis], language, first)
        other = study.stimuli.picture_of_truth(case)
        caption = words["reveal_reference"].format(diagnosis=truth)
        shown[page.case] = RevealedCase(
            number=page.position or 0,
            picture=picture(case.photo, f"case_{page.position}", words["skin_photo_alt"], words),
            answer=words["reveal_answer"].format(label=name, diagnosis=named),
            truth=words[truth_words].format(diagnosis=truth),
            verdict=words["reveal_right" if case.ai_correct else "reveal_wrong"],
            right=case.ai_correct,
            reference=None if other is None else picture(other, f"truth_{page.position}", caption, words),
            captions=None if other is None else (words["reveal_seen"], caption),
            veil_button=words["show_photo"] if case.sensitive else None,
        )
    wrong = sum(not case.right for case in shown.values())
    return RevealBlock(
        heading=words["reveal_heading"],
        summary=words["reveal_summary"].format(wrong=wrong, cases=len(shown)),
        cases=tuple(shown.values()),
    )
