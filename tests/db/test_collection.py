"""The garbage collector, held back and let go."""

from __future__ import annotations

import gc

import pytest

from db import nothing_collected


def test_the_collector_is_held_back_once_and_let_go_at_the_end() -> None:
    assert gc.isenabled()
    with nothing_collected():
        with nothing_collected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_is_let_go_after_an_error() -> None:
    with pytest.raises(LookupError), nothing_collected():
        raise LookupError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with nothing_collected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
