"""Every example in a docstring of the image pipeline's light modules runs and prints what it says."""

import doctest
import importlib

import pytest

MODULES = [
    "skingen.data._captions",
    "skingen.lora._shapes",
    "skingen.quality._diversity",
    "skingen.quality._kid",
    "skingen.quality._tone",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_the_module_run(name):
    module = importlib.import_module(name)
    failures, tried = doctest.testmod(module, extraglobs={"np": importlib.import_module("numpy")})
    assert failures == 0
    assert tried > 0
