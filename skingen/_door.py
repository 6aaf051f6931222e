"""Doors of packages whose modules import torch: a name loads its module when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from skingen._errors import MissingPackageError

_PACKAGES = ("torch", "transformers", "diffusers", "accelerate", "peft", "safetensors", "tensorboard")


@contextmanager
def needed_packages() -> Iterator[None]:
    """Turns the absence of a package of requirements/skingen.txt into a `MissingPackageError`."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _PACKAGES:
            raise
        raise MissingPackageError(
            f"{package} is not installed; run: pip install -r requirements/skingen.txt"
        ) from error


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of `package`: `homes` maps each public name to the private module that defines it."""

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        with needed_packages():
            return getattr(import_module(f"{package}.{homes[name]}"), name)

    return load
