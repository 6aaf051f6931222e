"""The photo and the AI panel: what a case shows, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocols import Answer, Case, Step, Study, in_language
from protocols import Picture as PictureFile
from study_app.flow._views import PanelBlock, PhotoBlock, Picture

Words = Mapping[str, str]


def image_address(file: str) -> str:
    """Address of an image file; files are named by content, so it gives nothing away."""
    return "/images/" + file.rsplit("/", 1)[-1]


def picture(image: PictureFile, key: str, alt: str, words: Words, *, labelled: bool = True) -> Picture:
    """An image, `labelled` with how it was made."""
    label = {"photo": None, "drawn": words["drawn_label"], "generated": words["generated_label"]}[image.origin]
    return Picture(
        src=image_address(image.file),
        srcset=_srcset(image),
        width=image.width,
        height=image.height,
        alt=alt,
        label=label if labelled else None,
        key=key,
    )


def _srcset(image: PictureFile) -> str | None:
    if not image.sizes:
        return None
    widths = {smaller.file: smaller.width for smaller in image.sizes} | {image.file: image.width}
    return ", ".join(f"{image_address(file)} {width}w" for file, width in widths.items())


def photo_block(case: Case, *, large: bool, skippable: bool, labelled: bool, words: Words) -> PhotoBlock:
    """The photo, behind a veil if the case is sensitive; the veil is the same in every condition.

    Only if `labelled` do words say whether it is a photo.
    """
    name = "skin_photo" if labelled and case.photo.origin == "photo" else "skin_picture"
    return PhotoBlock(
        heading=words[name],
        picture=picture(case.photo, "photo", words[f"{name}_alt"], words, labelled=labelled),
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
    assert answer is not None, "the linter asks for an answer to every case where a step shows the panel"
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
