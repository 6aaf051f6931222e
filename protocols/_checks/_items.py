"""Checks of what is asked: items that exist, once each, with answers that fit their rules."""

from __future__ import annotations

from collections.abc import Iterator

from protocols._checks._checked import AskedItem, Checked
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._items import (
    PREFER_NOT,
    ChoiceItem,
    ConfidenceItem,
    ImageChoiceItem,
    JudgementItem,
    KeyedItem,
    LikertItem,
    NumberItem,
    NumericItem,
    ScaleItem,
    ShowIf,
)
from protocols._load import asks_with_keys


def check_items(checked: Checked) -> Iterator[Finding]:
    """Findings about asks, items and scores."""
    yield from _asks(checked)
    yield from _unique(checked)
    yield from _display(checked)
    for place in checked.items:
        yield from _definition(checked, place)
        yield from _marked_answers(checked, place)
    yield from _comprehension_checks(checked)
    yield from _directions(checked)
    yield from _scores(checked)


def _asks(checked: Checked) -> Iterator[Finding]:
    for keys, ask in asks_with_keys(checked.study.protocol):
        if (ask.instrument is None) == (ask.item is None):
            yield checked.error(keys, "an `ask` names either an `instrument` or an `item`", "keep exactly one of them")
        if ask.items and ask.instrument is not None:
            known = [item.id for item in checked.study.instruments[ask.instrument].items]
            for number, name in enumerate(ask.items):
                if name not in known:
                    reason = f"instrument `{ask.instrument}` has no item `{name}`"
                    fix = did_you_mean(name, known, f"its items are {listed(known)}")
                    yield checked.error((*keys, "items", number), reason, fix)


def _unique(checked: Checked) -> Iterator[Finding]:
    first: dict[str, AskedItem] = {}
    for place in checked.items:
        earlier = first.setdefault(place.item.id, place)
        if earlier is not place:
            reason = f"item id `{place.item.id}` is asked on `{earlier.page}` and on `{place.page}`"
            keys = place.ask if place.instrument else (*place.keys, "id")
            yield checked.error(keys, reason, "ask each item once, or give it an id of its own")
    for name, instrument in checked.study.instruments.items():
        ids = [item.id for item in instrument.items]
        for number, item_id in enumerate(ids):
            if item_id in ids[:number]:
                document = checked.sources.instruments[name]
                reason = f"item id `{item_id}` is used twice"
                yield document.finding("error", ("items", number, "id"), reason, "give each item an id of its own")


def _display(checked: Checked) -> Iterator[Finding]:
    asked_before: list[AskedItem] = []
    for keys, _, page in checked.pages:
        if page.show_if is not None:
            earlier = [place for place in checked.items if _starts_before(checked, place, keys)]
            yield from _target(checked, page.show_if, (*keys, "show_if"), earlier)
    for place in checked.items:
        if place.item.show_if is not None:
            in_own_order = place.instrument is not None and place.instrument.randomize_items
            earlier = [other for other in asked_before if not (in_own_order and other.ask == place.ask)]
            yield from _target(checked, place.item.show_if, place.ask, earlier, place)
        asked_before.append(place)


def _starts_before(checked: Checked, place: AskedItem, page_keys: Keys) -> bool:
    order = [keys for keys, _, _ in checked.pages]
    trials = [keys for keys, _, page in checked.pages if page.kind == "trials"]
    own = trials[0] if place.phase == "trial" and trials else place.ask[:3]
    return order.index(own) < order.index(page_keys)


def _target(
    checked: Checked, show_if: ShowIf, keys: Keys, earlier: list[AskedItem], place: AskedItem | None = None
) -> Iterator[Finding]:
    target = next((other for other in earlier if other.item.id == show_if.item), None)
    if target is None:
        reason = f"`show_if` names `{show_if.item}`, which is not asked before"
        fix = did_you_mean(show_if.item, [other.item.id for other in earlier], "name an item that is asked earlier")
        yield checked.error(keys, reason, fix) if place is None else checked.at_item(place, "show_if", reason, fix)
        return
    for value in show_if.equals:
        if target.values is not None and value not in target.values:
            reason = f"`{value}` is no answer to `{show_if.item}`"
            fix = did_you_mean(str(value), map(str, target.values), f"its answers are {listed(target.values)}")
            yield checked.error(keys, reason, fix) if place is None else checked.at_item(place, "show_if", reason, fix)


def _definition(checked: Checked, place: AskedItem) -> Iterator[Finding]:
    item = place.item
    if isinstance(item, JudgementItem | KeyedItem) and place.phase != "trial":
        reason = f"an item of type `{item.type}` needs a case"
        yield checked.error(place.ask, reason, "ask it in a step of `trial`")
    if isinstance(item, LikertItem):
        if item.points is None:
            yield checked.at_item(place, "points", "the item has no scale", "give `points` and `labels`, or a `scale`")
        elif len(item.labels or ()) not in (2, item.points):
            reason = f"{len(item.labels or ())} labels for {item.points} points"
            yield checked.at_item(place, "labels", reason, "give one label a point, or two for the ends")
    if isinstance(item, ImageChoiceItem):
        yield from _pictures(checked, place, item)
    if isinstance(item, ChoiceItem):
        values = [option.value for option in item.options]
        for number, value in enumerate(values):
            if value in values[:number]:
                reason = f"option `{value}` is given twice"
                yield checked.at_item(place, "options", reason, "give each option a value of its own")
        if PREFER_NOT in values:
            reason = f"`{PREFER_NOT}` is reserved"
            yield checked.at_item(place, "options", reason, "remove the option; `opt_out` offers it")
    if isinstance(item, ConfidenceItem) and 100 % item.step:
        yield checked.at_item(place, "step", f"100 is no multiple of the step {item.step}", "use 5, 10, 20, 25 or 50")
    if isinstance(item, NumberItem) and item.minimum > item.maximum:
        yield checked.at_item(place, "minimum", "the smallest value is above the largest", "swap them")


def _pictures(checked: Checked, place: AskedItem, item: ImageChoiceItem) -> Iterator[Finding]:
    known = [image.file for image in checked.study.stimuli.images()]
    files = [option.image for option in item.options]
    for number, file in enumerate(files):
        if file not in known:
            fix = did_you_mean(file, known, "add it to `pictures` of the stimulus set")
            yield checked.at_item(place, "options", f"the stimulus set has no picture `{file}`", fix)
        elif file in files[:number]:
            yield checked.at_item(place, "options", f"picture `{file}` is offered twice", "offer each picture once")


def _marked_answers(checked: Checked, place: AskedItem) -> Iterator[Finding]:
    item = place.item
    marked = [("correct", item.correct), ("instructed", item.instructed)]
    if item.screen_out is not None:
        marked += [("screen_out", value) for value in item.screen_out.unless]
        if place.phase != "before":
            reason = f"item `{item.id}` can screen out after allocation"
            yield checked.at_item(place, "screen_out", reason, "ask it in `flow.before`")
    for field, value in marked:
        if value is not None and place.values is not None and value not in place.values:
            reason = f"`{value}` is no answer to `{item.id}`"
            fix = did_you_mean(str(value), map(str, place.values), f"its answers are {listed(place.values)}")
            yield checked.at_item(place, field, reason, fix)


def _comprehension_checks(checked: Checked) -> Iterator[Finding]:
    for keys, _, page in checked.pages:
        if page.kind != "comprehension_check":
            continue
        asked_here = [place for place in checked.items if place.ask[:3] == keys]
        if not asked_here:
            yield checked.error((*keys, "ask"), "the check asks nothing", "add items with a `correct` answer")
        for place in asked_here:
            if place.item.correct is None:
                reason = f"item `{place.item.id}` of the comprehension check has no `correct` answer"
                yield checked.at_item(place, "correct", reason, "add `correct`")


def _directions(checked: Checked) -> Iterator[Finding]:
    for name, instrument in checked.study.instruments.items():
        if instrument.direction == "counterbalanced" and not any(
            isinstance(item, ScaleItem) for item in instrument.items
        ):
            reason = "there is no scale whose direction could be counterbalanced"
            yield checked.sources.instruments[name].finding("error", ("direction",), reason, "remove `direction`")


def _scores(checked: Checked) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, instrument in checked.study.instruments.items():
        document = checked.sources.instruments[name]
        for number, score in enumerate(instrument.scores):
            keys = ("scores", number)
            other = seen.setdefault(score.id, name)
            if other != name:
                reason = f"score `{score.id}` is also declared by instrument `{other}`"
                yield document.finding("error", (*keys, "id"), reason, "give each score an id of its own")
            items = {item.id: item for item in instrument.items}
            for place, item_id in enumerate(score.items):
                if item_id not in items:
                    reason = f"score `{score.id}` uses `{item_id}`, which is no item of the instrument"
                    fix = did_you_mean(item_id, items, f"its items are {listed(items)}")
                    yield document.finding("error", (*keys, "items", place), reason, fix)
                elif not isinstance(items[item_id], NumericItem):
                    reason = f"score `{score.id}` uses `{item_id}`, whose answers are not numbers"
                    fix = "score rating, confidence, visual analogue and number items only"
                    yield document.finding("error", (*keys, "items", place), reason, fix)
