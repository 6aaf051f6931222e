"""Items as the browser draws them."""

from __future__ import annotations

from collections.abc import Mapping

from protocols import (
    PREFER_NOT,
    Case,
    ConfidenceItem,
    JudgementItem,
    KeyedItem,
    LikertItem,
    NumberItem,
    PlannedItem,
    PlannedPage,
    Study,
    TextItem,
    in_language,
    item_of,
)
from protocols import Item as ItemDefinition
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
    return base.model_copy(update=_specifics(study, item, planned, case, language))


def _type_of(item: ItemDefinition) -> ItemType:
    return "single" if isinstance(item, JudgementItem | KeyedItem) else item.type


def _show_if_on(page: PlannedPage, item: ItemDefinition) -> tuple[str, tuple[str | int, ...]] | None:
    if item.show_if is None or item.show_if.item not in {other.id for other in page.items}:
        return None
    return item.show_if.item, item.show_if.equals


def _specifics(
    study: Study, item: ItemDefinition, planned: PlannedItem, case: Case | None, language: str
) -> dict[str, object]:
    if isinstance(item, LikertItem):
        return _likert(study, item, language)
    if isinstance(item, ConfidenceItem):
        options = tuple(OptionView(value=value, label=str(value)) for value in range(0, 101, item.step))
        return {"options": options, "ends": tuple(_text(end, language, study) for end in item.ends)}
    if isinstance(item, NumberItem):
        unit = None if item.unit is None else _text(item.unit, language, study)
        return {"minimum": item.minimum, "maximum": item.maximum, "integer": item.integer, "unit": unit}
    if isinstance(item, TextItem):
        return {"max_length": item.max_length, "long": item.long}
    labels = _option_labels(study, item, case, language)
    return {"options": tuple(OptionView(value=value, label=labels[value]) for value in planned.options or ())}


def _likert(study: Study, item: LikertItem, language: str) -> dict[str, object]:
    assert item.points is not None, "item_of merges the instrument's scale"
    assert item.labels is not None, "item_of merges the instrument's scale"
    values = range(item.first, item.first + item.points * item.step, item.step)
    labels = tuple(_text(label, language, study) for label in item.labels)
    if len(labels) == item.points:
        options = tuple(OptionView(value=value, label=label) for value, label in zip(values, labels, strict=True))
        return {"options": options}
    return {
        "options": tuple(OptionView(value=value, label=str(value)) for value in values),
        "ends": (labels[0], labels[-1]),
    }


def _option_labels(study: Study, item: ItemDefinition, case: Case | None, language: str) -> dict[str, str]:
    if isinstance(item, JudgementItem):
        return {key: _text(name, language, study) for key, name in study.stimuli.diagnoses.items()}
    if isinstance(item, KeyedItem) and case is not None:
        return {option.id: _text(option.label, language, study) for option in case.keyed[0].options}
    options = item.options if hasattr(item, "options") else ()
    return {option.value: _text(option.label, language, study) for option in options}


def _text(text: str | dict[str, str], language: str, study: Study) -> str:
    return in_language(text, language, study.protocol.languages[0])
