"""The built-in study says the same in each of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import protocols
from protocols import Case, KeyedQuestion, Study, in_language, load_study

LANGUAGES = ("en", "de", "es", "zh")
TRANSLATED = LANGUAGES[1:]
HOME = Path(protocols.__file__).parent
FILES = sorted(
    path.relative_to(HOME).as_posix()
    for pattern in ("instruments/*.yaml", "skingen/instruments/*.yaml", "skingen/study.yaml", "skingen/stimuli/*.json")
    for path in HOME.glob(pattern)
)
TEXTS = sorted(path.name for path in (HOME / "skingen" / "texts" / "en").glob("*.md"))
STOP = {"de": "Teilnahme beenden", "es": "Dejar de participar", "zh": "停止参与"}
NAMES = {
    "en": ("English", "English"),
    "de": ("Deutsch", "Deutsch"),
    "es": ("español", "español"),
    "zh": ("中文", "中文"),
}
"""How the question and its help name the session's language."""


@cache
def built_in() -> Study:
    return load_study("skingen")


def texts(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text by language in a document, with its place."""
    if isinstance(value, dict) and "en" in value:
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, f"{place}.{key}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, f"{place}[{index}]")


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def numbers(text: str) -> list[str]:
    """The numbers of a text, but months, which only Chinese writes in digits."""
    return sorted(re.findall(r"\d+(?! 月)\b", text))


def markdown(language: str, name: str) -> str:
    return (HOME / "skingen" / "texts" / language / name).read_text("utf-8")


def structure(text: str) -> list[str]:
    """What each line of Markdown is, without its words."""
    kinds = {"#": "heading", "-": "item"}
    return [
        f"{'number' if line[0].isdigit() else kinds.get(line[0], 'text')}, {line.count('**') // 2} strong"
        for line in text.splitlines()
        if line
    ]


def said(case: Case, language: str) -> str:
    advice = "" if case.answer.advice is None else in_language(case.answer.advice, language)
    return f"{in_language(case.answer.text, language)} {advice}"


def units(text: str, language: str) -> list[str]:
    """Words; characters where words are not spaced apart."""
    bare = re.sub(r"\W+", " ", text.lower())
    return list(bare.replace(" ", "")) if language == "zh" else bare.split()


def test_the_study_offers_its_four_languages() -> None:
    assert built_in().protocol.languages == LANGUAGES
    assert sorted(built_in().texts) == sorted(LANGUAGES)


@pytest.mark.parametrize("file", FILES)
def test_every_text_is_there_in_every_language(file: str) -> None:
    found = list(texts(yaml.safe_load((HOME / file).read_text("utf-8"))))
    assert found
    assert [place for place, text in found if set(text) != set(LANGUAGES)] == []
    assert [place for place, text in found if not all(part.strip() for part in text.values())] == []


@pytest.mark.parametrize("file", FILES)
def test_placeholders_are_the_same_in_every_language(file: str) -> None:
    found = texts(yaml.safe_load((HOME / file).read_text("utf-8")))
    differing = [place for place, text in found if len({frozenset(placeholders(part)) for part in text.values()}) > 1]
    assert differing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_markdown_has_the_same_files_and_structure(language: str) -> None:
    assert sorted(path.name for path in (HOME / "skingen" / "texts" / language).glob("*")) == TEXTS
    for name in TEXTS:
        english, other = markdown("en", name), markdown(language, name)
        assert structure(other) == structure(english), name
        assert placeholders(other) == placeholders(english), name


@pytest.mark.parametrize("language", TRANSLATED)
def test_labels_of_a_scale_stay_different(language: str) -> None:
    for instrument in built_in().instruments.values():
        scales = [item.labels for item in instrument.items if item.type == "likert" and item.labels]
        scales += [instrument.scale.labels] if instrument.scale else []
        for labels in scales:
            assert len({in_language(label, language) for label in labels}) == len(labels), instrument.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_numbers_are_those_of_english(language: str) -> None:
    for name in TEXTS:
        assert numbers(markdown(language, name)) == numbers(markdown("en", name)), name
    for instrument in built_in().instruments.values():
        for place, text in texts(instrument.model_dump()):
            assert numbers(text[language]) == numbers(text["en"]), (instrument.id, place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screening_asks_for_the_language_of_the_session(language: str) -> None:
    (screening,) = (page for page in built_in().protocol.flow.before if page.kind == "screening")
    (item,) = (ask.item for ask in screening.ask if ask.item is not None and ask.item.id == "understands_language")
    assert item.help is not None
    for text, name in zip((item.prompt, item.help), NAMES[language], strict=True):
        assert name in in_language(text, language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_information_sheet_quotes_the_button_that_stops_as_it_reads(language: str) -> None:
    assert STOP[language] in built_in().texts[language]["information_sheet"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_attention_check_names_the_answer_as_it_reads(language: str) -> None:
    (item,) = built_in().instruments["attention_check"].items
    assert item.type == "likert"
    assert item.labels is not None
    assert item.instructed is not None
    assert re.search(
        rf"[„«“]{in_language(item.labels[int(item.instructed) - 1], language)}[“»”]", in_language(item.prompt, language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_answer_is_as_long_as_a_right_one(language: str) -> None:
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for case in built_in().stimuli.cases:
        lengths[case.ai_correct].append(len(units(said(case, language), language)))
    right, wrong = (sum(lengths[correct]) / len(lengths[correct]) for correct in (True, False))
    assert abs(right / wrong - 1) < 0.08


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_have_two_paragraphs_and_never_speak_of_pictures(language: str) -> None:
    picture = {
        "en": r"\b(image|picture|photo|illustration)",
        "de": r"\b(Bild|Foto|Abbildung|Zeichnung)",
        "es": r"\b([Ii]mag[eé]n|[Ff]oto|[Dd]ibujo|[Ii]lustraci)",
        "zh": r"图|照片|画",
    }
    for case in built_in().stimuli.cases:
        assert in_language(case.answer.text, language).strip().count("\n\n") == 1, case.id
        assert not re.search(picture[language], said(case, language)), case.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_keyed_question_cannot_be_read_off_the_panel(language: str) -> None:
    for case, question in keyed_questions():
        panel = units(said(case, language), language)
        read = {tuple(panel[start : start + 4]) for start in range(len(panel))}
        for option in question.options:
            words = units(in_language(option.label, language), language)
            runs = {tuple(words[start : start + 4]) for start in range(len(words) - 3)}
            assert not runs & read, (case.id, option.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_not_the_longest_option_throughout(language: str) -> None:
    longest = [
        max(question.options, key=lambda option: len(in_language(option.label, language))).id == question.key
        for _, question in keyed_questions()
    ]
    assert sum(longest) <= len(longest) // 2


def keyed_questions() -> list[tuple[Case, KeyedQuestion]]:
    return [(case, question) for case in built_in().stimuli.cases for question in case.keyed]
