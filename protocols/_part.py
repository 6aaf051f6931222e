"""The base of everything a researcher writes in YAML: frozen, and strict about unknown fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
"""A name used in code, tables and files: lower case, digits and underscores."""


class Part(BaseModel):
    """A part of a protocol, an instrument or a stimulus set."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
