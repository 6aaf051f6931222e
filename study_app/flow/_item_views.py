"""Items as the browser draws them."""

from __future__ import annotations

from collections.abc import Mapping

from protocols import (
    PREFER_NOT,
    Case,
    ChoiceItem,
    ImageChoiceItem,
    JudgementItem,
    KeyedItem,
    LikertItem,
    NumberItem,
    PlannedItem,
    PlannedPage,
    ScaleItem,
    Study,
    TextItem,
    VisualAnalogueItem,
    allowed_values,
    in_language,
    item_of,
    scale_values,
)
from protocols import Item as ItemDefinition
from study_app.flow._case_views import picture
from study_app.flow._views import ItemType, ItemView, OptionView


def item_view(
    study: Study,
    page: PlannedPage,
    planned: PlannedItem,
    language: str,
    words: Mapping[str, str],
    label: str,
) -> ItemView:
    """One item in one language; `{label}` in its prompt stands for the AI's public name."""
    item = item_of(study, page, planned)
    case = None if page.case is None else study.stimuli.case(page.case)
    prompt = _text(item.prompt, language, study)
    if isinstance(item, KeyedItem) and case is not None:
        prompt = _text(case.keyed[0].prompt, language, study)
    opt_out = OptionView(value=PREFER_NOT, label=words["prefer_not"]) if item.opt_out else None
    base = ItemView(
        id=planned.id,
        type=_type_of(item),
        prompt=prompt.replace("{label}", label),
        help=None if item.help is None else _text(item.help, language, study),
        required=item.required,
        opt_out=opt_out,
        show_if=_show_if_on(page, item),
    )
    return base.model_copy(update=_specifics(study, item, planned, case, language, words))


def _type_of(item: ItemDefinition) -> ItemType:
    return "single" if isinstance(item, JudgementItem | KeyedItem) else item.type


def _show_if_on(page: PlannedPage, item: ItemDefinition) -> tuple[str, tuple[str | int, ...]] | None:
    if item.show_if is None or item.show_if.item not in {other.id for other in page.items}:
        return None
    return item.show_if.item, item.show_if.equals


def _specifics(
    study: Study,
    item: ItemDefinition,
    planned: PlannedItem,
    case: Case | None,
    language: str,
    words: Mapping[str, str],
) -> dict[str, object]:
    if isinstance(item, ScaleItem):
        return _scale(study, item, planned, language)
    if isinstance(item, ImageChoiceItem):
        return {"options": _pictures(study, item, planned, language, words)}
    if isinstance(item, NumberItem):
        unit = None if item.unit is None else _text(item.unit, language, study)
        return {"minimum": item.minimum, "maximum": item.maximum, "integer": item.integer, "unit": unit}
    if isinstance(item, TextItem):
        return {"max_length": item.max_length, "long": item.long}
    labels = _option_labels(study, item, case, language)
    return {"options": tuple(OptionView(value=value, label=labels[value]) for value in planned.options or ())}


def _scale(study: Study, item: ScaleItem, planned: PlannedItem, language: str) -> dict[str, object]:
    """The points in the direction shown; a visual analogue scale has its ends for points."""
    values = allowed_values(item, planned)
    assert values, "item_of merges the instrument's scale"
    given = item.labels if isinstance(item, LikertItem) else item.ends
    assert given is not None, "item_of merges the instrument's scale"
    texts = [_text(label, language, study) for label in given]
    labels = texts if values[0] == scale_values(item)[0] else texts[::-1]
    if isinstance(item, VisualAnalogueItem):
        values = (values[0], values[-1])
    if len(labels) == len(values):
        options = tuple(OptionView(value=value, label=label) for value, label in zip(values, labels, strict=True))
        return {"options": options, "show_value": isinstance(item, VisualAnalogueItem) and item.show_value}
    return {
        "options": tuple(OptionView(value=value, label=str(value)) for value in values),
        "ends": (labels[0], labels[-1]),
    }


def _pictures(
    study: Study, item: ImageChoiceItem, planned: PlannedItem, language: str, words: Mapping[str, str]
) -> tuple[OptionView, ...]:
    """Pictures in the order shown, numbered by it; their keys in the timings count the declared order."""
    images = {image.file: image for image in study.stimuli.images()}
    declared = {option.value: (key, option) for key, option in enumerate(item.options, start=1)}
    options = []
    for number, value in enumerate(planned.options or (), start=1):
        key, option = declared[value]
        name = words["picture_number"].format(number=number)
        label = name if option.label is None else _text(option.label, language, study)
        alt = "" if option.label is None else name
        labelled = study.protocol.trial.origins == "labelled"
        view = picture(images[option.image], f"choice_{item.id}_{key}", alt, words, labelled=labelled)
        options.append(OptionView(value=value, label=label, picture=view))
    return tuple(options)


def _option_labels(study: Study, item: ItemDefinition, case: Case | None, language: str) -> dict[str, str]:
    if isinstance(item, JudgementItem):
        return {key: _text(name, language, study) for key, name in study.stimuli.diagnoses.items()}
    if isinstance(item, KeyedItem) and case is not None:
        return {option.id: _text(option.label, language, study) for option in case.keyed[0].options}
    if isinstance(item, ChoiceItem) and not isinstance(item, ImageChoiceItem):
        return {option.value: _text(option.label, language, study) for option in item.options}
    return {}


def _text(text: str | dict[str, str], language: str, study: Study) -> str:
    return in_language(text, language, study.protocol.languages[0])
