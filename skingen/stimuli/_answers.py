"""What the AI says about each case: a recorded answer, or that of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from protocols import Answer, in_language
from skingen.data import ImageFolder, LabelledPicture
from skingen.diagnose import Opinion, diagnose, load_opinions
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._plan import PlannedCase, StimulusPlan


def answers_of(
    plan: StimulusPlan,
    folder: ImageFolder,
    photos: Mapping[str, LabelledPicture],
    on_progress: Callable[[int, int], None],
) -> dict[str, Answer]:
    """The answer to show by case id; `photos` by case id.

    The plan's model is asked, and its words are kept in `plan.work`. Only outside of a demonstration are they shown.
    `StimuliError` names the cases without an answer that could be understood; `skingen.diagnose.DiagnosisError`.
    """
    if plan.vlm is None:
        return {case.id: _recorded(case) for case in plan.cases}
    names = {key: in_language(name, "en") for key, name in plan.diagnoses.items()}
    file = plan.work / "diagnoses.jsonl"
    diagnose(folder, list(photos.values()), names, plan.vlm, file, on_progress)
    if plan.purpose == "demonstration":
        return {case.id: _recorded(case) for case in plan.cases}
    opinions = {opinion.file_name: opinion for opinion in load_opinions(file)}
    given = {case.id: _understood(opinions[case.photo]) for case in plan.cases}
    mute = [case_id for case_id, answer in given.items() if answer is None]
    if mute:
        raise StimuliError(f"No answer could be parsed for {', '.join(mute)}; {file} holds the model's own words.")
    return {case_id: answer for case_id, answer in given.items() if answer is not None}


def _recorded(case: PlannedCase) -> Answer:
    assert case.answer is not None
    return Answer(model="recorded", **dict(case.answer))


def _understood(opinion: Opinion) -> Answer | None:
    if opinion.diagnosis is None or opinion.description is None:
        return None
    return Answer(
        diagnosis=opinion.diagnosis,
        text=opinion.description,
        alternatives=opinion.alternatives,
        advice=opinion.advice,
        model=opinion.model,
        revision=opinion.revision,
    )
