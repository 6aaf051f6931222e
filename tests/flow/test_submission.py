from __future__ import annotations

import pytest
from pydantic import ValidationError

from study_app.flow import Submission


@pytest.mark.parametrize("value", ["true", "false", "NaN", "Infinity", "null", '["a", 1]', "{}"])
def test_an_answer_is_a_word_a_finite_number_or_several_words_and_nothing_that_turns_into_one(value: str) -> None:
    with pytest.raises(ValidationError):
        Submission.model_validate_json(f'{{"answers": {{"trust": {value}}}}}')


@pytest.mark.parametrize(("sent", "read"), [("1", 1), ("1.5", 1.5), ('"yes"', "yes"), ('["a", "b"]', ("a", "b"))])
def test_an_answer_keeps_the_type_in_which_it_was_sent(sent: str, read: object) -> None:
    kept = Submission.model_validate_json(f'{{"answers": {{"trust": {sent}}}}}').answers["trust"]

    assert kept == read
    assert type(kept) is type(read)
