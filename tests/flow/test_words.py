"""Each language says everything that English says."""

from __future__ import annotations

from string import Formatter

import pytest

from study_app.flow._words import LANGUAGES, words

TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
SAME_AS_ENGLISH = {
    "de": {"scale_end"},
    "es": {"scale_end", "error_prefix"},
    "zh": set(),
}
"""Keys whose words happen to be the English ones."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_four_languages_are_spoken() -> None:
    assert sorted(LANGUAGES) == ["de", "en", "es", "zh"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_has_the_keys_of_english_in_their_order(language: str) -> None:
    assert list(LANGUAGES[language]) == list(LANGUAGES["en"])


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_english(language: str) -> None:
    differing = {
        key: text for key, text in LANGUAGES[language].items() if placeholders(text) != placeholders(words("en")[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_words_are_empty(language: str) -> None:
    assert [key for key, text in LANGUAGES[language].items() if not text.strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_left_in_english(language: str) -> None:
    left = {key for key, text in LANGUAGES[language].items() if text == words("en")[key]}
    assert left == SAME_AS_ENGLISH[language]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_stands_before_a_value_keeps_its_last_space_or_full_width_mark(language: str) -> None:
    assert LANGUAGES[language]["error_prefix"][-1] in " ："


def test_a_region_is_served_by_its_language_and_an_unknown_language_by_english() -> None:
    assert words("zh-CN") is LANGUAGES["zh"]
    assert words("fr") is LANGUAGES["en"]
