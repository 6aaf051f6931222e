"""A planned page as a view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from protocols import (
    Answers,
    Case,
    ConsentPage,
    DebriefPage,
    Plan,
    PlannedItem,
    PlannedPage,
    PracticePage,
    Step,
    Study,
    in_language,
    is_skippable,
    item_of,
    page_of,
    pages_of,
    step_of,
    visible_items,
)
from protocols import Page as PageDefinition
from study_app.flow._case_views import panel_block, photo_block, picture
from study_app.flow._item_views import item_view
from study_app.flow._markdown import nodes
from study_app.flow._progress import Pace
from study_app.flow._reveal import erasure_offer, reveal_block
from study_app.flow._views import (
    Block,
    Choice,
    DetailsBlock,
    ItemsBlock,
    ItemView,
    Notice,
    OptionView,
    PhotoBlock,
    Picture,
    TextBlock,
    View,
)
from study_app.flow._words import direction_of, words

AGREEMENT = "agreement"
"""Item id of the consent box."""
AGREED = "agreed"
"""Its only value."""


@dataclass(frozen=True)
class Scene:
    """Everything a page view is made from."""

    study: Study
    plan: Plan
    """The participant's plan."""
    pace: Pace
    """Length of the whole session, for the progress."""
    index: int
    """Position of the page in the plan."""
    language: str
    answers: Answers
    """Earlier answers by item id, for display logic."""
    page_token: str
    test_run: bool
    wrong: Mapping[str, str]
    """Feedback by item, after a failed comprehension check."""

    @property
    def page(self) -> PlannedPage:
        """The page."""
        return self.plan.pages[self.index]

    @property
    def labels(self) -> tuple[str, ...]:
        """Public names of the AI."""
        return tuple(self.text(label) for label in self.study.protocol.design.labels)

    @property
    def label(self) -> str:
        """Public name of the AI on this page."""
        number = self.page.label
        return words(self.language)["ai_assistant"] if number is None or not self.labels else self.labels[number]

    def text(self, text: str | dict[str, str]) -> str:
        """A text in the participant's language."""
        return in_language(text, self.language, self.study.protocol.languages[0])

    def markdown(self, name: str) -> str:
        """A Markdown text in the participant's language."""
        by_language = self.study.texts
        return by_language.get(self.language, by_language[self.study.protocol.languages[0]])[name]


def page_view(scene: Scene, notice: Notice | None = None) -> View:
    """The view of the page on which a participant stands."""
    definition = page_of(scene.study, scene.page)
    interface = words(scene.language)
    step = step_of(scene.study, scene.page)
    source: PageDefinition | Step = definition if step is None else step
    return View(
        kind="page",
        page_token=scene.page_token,
        language=scene.language,
        direction=direction_of(scene.language),
        study_title=scene.text(scene.study.protocol.title),
        title=_fill(scene, scene.text(source.title)),
        lead=None if step is None or step.lead is None else _fill(scene, scene.text(step.lead)),
        notice=notice,
        progress=scene.pace.progress(scene.page, scene.index, interface),
        mode_note=interface["test_run"] if scene.test_run else None,
        blocks=_blocks(scene, definition, step),
        submit=interface["continue"] if source.submit is None else scene.text(source.submit),
        decline=_decline(scene, definition),
        withdraw=definition.kind != "consent",
        preload=_preload(scene),
        words=interface,
    )


def _fill(scene: Scene, text: str) -> str:
    replacements = {"{case}": str(scene.page.position or ""), "{cases}": str(scene.pace.cases), "{label}": scene.label}
    for placeholder, value in replacements.items():
        text = text.replace(placeholder, value)
    return text


def _blocks(scene: Scene, definition: PageDefinition, step: Step | None) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if definition.text is not None and (step is None or scene.page.step == _first_step(definition, scene.study)):
        markdown = _fill(scene, scene.markdown(definition.text))
        blocks.append(TextBlock(nodes=nodes(markdown), framed=isinstance(definition, ConsentPage)))
    if step is not None:
        blocks.extend(_case_blocks(scene, definition, step))
    if isinstance(definition, ConsentPage):
        blocks.extend(_consent_blocks(scene, definition))
    if isinstance(definition, DebriefPage) and definition.cases:
        interface = words(scene.language)
        blocks.append(
            reveal_block(scene.study, scene.plan.pages[: scene.index], scene.language, scene.labels, interface)
        )
        blocks.append(erasure_offer(interface))
    blocks.extend(_item_blocks(scene))
    return tuple(blocks)


def _first_step(definition: PageDefinition, study: Study) -> str | None:
    steps = definition.steps if isinstance(definition, PracticePage) else ()
    return steps[0] if steps else study.protocol.trial.steps[0].id


def _case_blocks(scene: Scene, definition: PageDefinition, step: Step) -> list[Block]:
    interface = words(scene.language)
    assert scene.page.case is not None, "a step always has a case"
    case = scene.study.stimuli.case(scene.page.case)
    blocks: list[Block] = []
    if step.photo != "none":
        blocks.append(_photo(scene, case, step))
    if not step.panel:
        return blocks
    conditions = {condition.id: condition for condition in scene.study.protocol.design.conditions}
    if not isinstance(definition, PracticePage):
        shows = conditions[str(scene.page.condition)].shows
        return [*blocks, panel_block(scene.study, case, shows, step, scene.language, scene.label, interface)]
    for number, condition in enumerate(definition.formats, start=1):
        caption = _format_caption(scene, definition, condition)
        panel = panel_block(
            scene.study, case, conditions[condition].shows, step, scene.language, scene.label, interface
        )
        repeated = number > 1 and "answer" in conditions[condition].shows
        paragraphs = (interface["same_words"],) if repeated else panel.paragraphs
        blocks.append(panel.model_copy(update={"caption": caption, "paragraphs": paragraphs}))
    return blocks


def _format_caption(scene: Scene, definition: PracticePage, condition: str) -> str | None:
    """Which of the formats of all practice pages this is; nothing if there is only one."""
    pages = [page for page in pages_of(scene.study.protocol) if isinstance(page, PracticePage)]
    formats = [(page.id, shown) for page in pages for shown in page.formats]
    if len(formats) == 1:
        return None
    number = formats.index((definition.id, condition)) + 1
    return words(scene.language)["format_heading"].format(number=number, count=len(formats))


def _photo(scene: Scene, case: Case, step: Step) -> PhotoBlock:
    skippable = is_skippable(scene.study, scene.page)
    return photo_block(
        case,
        large=step.photo == "large",
        skippable=skippable,
        labelled=scene.study.protocol.trial.origins == "labelled",
        words=words(scene.language),
    )


def _consent_blocks(scene: Scene, definition: ConsentPage) -> list[Block]:
    interface = words(scene.language)
    sheet = DetailsBlock(
        summary=interface["information_sheet"],
        nodes=nodes(scene.markdown(definition.sheet)),
        download_label=interface["download"],
        download_name=f"{scene.study.protocol.id}-information.txt",
    )
    agreement = ItemView(
        id=AGREEMENT,
        type="agreement",
        prompt=scene.text(definition.agreement),
        required=True,
        options=(OptionView(value=AGREED, label=scene.text(definition.agreement)),),
    )
    return [sheet, ItemsBlock(items=(agreement,))]


def _decline(scene: Scene, definition: PageDefinition) -> Choice | None:
    if not isinstance(definition, ConsentPage):
        return None
    return Choice(label=scene.text(definition.decline), value="decline")


def _item_blocks(scene: Scene) -> list[Block]:
    """Neighbouring items of one instrument stand under its lead."""
    groups: list[tuple[str | None, list[PlannedItem]]] = []
    for item in _items_on(scene):
        if not groups or groups[-1][0] != item.instrument:
            groups.append((item.instrument, []))
        groups[-1][1].append(item)
    blocks: list[Block] = []
    for instrument, items in groups:
        lead = None if instrument is None else scene.study.instruments[instrument].lead
        views = [_item(scene, item) for item in items]
        blocks.append(ItemsBlock(lead=None if lead is None else _fill(scene, scene.text(lead)), items=tuple(views)))
    return blocks


def _items_on(scene: Scene) -> list[PlannedItem]:
    """The items that earlier answers show, and those that an answer on the page itself may show."""
    shown = {item.id for item in visible_items(scene.page, scene.study, scene.answers)}
    asked_here = {item.id for item in scene.page.items}

    def may_show(planned: PlannedItem) -> bool:
        condition = item_of(scene.study, scene.page, planned).show_if
        return planned.id in shown or (condition is not None and condition.item in asked_here)

    return [planned for planned in scene.page.items if may_show(planned)]


def _item(scene: Scene, item: PlannedItem) -> ItemView:
    view = item_view(scene.study, scene.page, item, scene.language, words(scene.language), scene.label)
    wrong = scene.wrong.get(item.id)
    return view if wrong is None else view.model_copy(update={"wrong": wrong})


def _preload(scene: Scene) -> tuple[Picture, ...]:
    """The photo of the next case, which is the same in every condition."""
    current = scene.page.case
    for page in scene.plan.pages[scene.index + 1 :]:
        if page.case is not None and page.case != current:
            photo = scene.study.stimuli.case(page.case).photo
            labelled = scene.study.protocol.trial.origins == "labelled"
            return (picture(photo, "photo", "", words(scene.language), labelled=labelled),)
    return ()
