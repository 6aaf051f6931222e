"""The experimental design: conditions, case sets, and the sequences to which participants are allocated."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from protocols._part import Id, Part
from protocols._text import Text

Element = Literal["answer", "references"]


class Condition(Part):
    """An experimental condition."""

    id: Id
    """Name in tables; never shown to a participant."""
    title: str
    """Name in reports."""
    shows: tuple[Element, ...]
    """What the AI panel shows: the `answer` in words, `references` for reference images."""


class Design(Part):
    """Which conditions a participant meets, and with which cases."""

    kind: Literal["between", "within", "crossover"]
    """`between`: one condition a participant. `within`: conditions interleaved over trials. `crossover`: one condition a period."""
    conditions: tuple[Condition, ...] = Field(min_length=2)
    """The conditions, the reference condition first."""
    case_sets: dict[Id, tuple[str, ...]] = Field(min_length=1)
    """Cases by set. In `within` and `crossover`, as many sets of equal size as conditions; sets rotate over conditions and periods."""
    labels: tuple[Text, ...] = ()
    """Public name of the AI in each period (`Assistant A`, `Assistant B`), so that ratings have separate referents."""
    case_order: Literal["random", "fixed"] = "random"
    """Order of cases within a period."""


class Stratum(Part):
    """A stratification factor: an item and the coarse levels of its answers."""

    item: Id
    """Item asked before allocation."""
    levels: dict[Id, tuple[str | int, ...]] = Field(min_length=2)
    """Answers by level; every answer belongs to exactly one level, "prefer_not" too if offered."""


class Allocation(Part):
    """How participants are allocated to sequences."""

    method: Literal["permuted_blocks", "simple"] = "permuted_blocks"
    """`permuted_blocks`: blocks of randomly chosen size, each a random permutation. `simple`: independent draws."""
    block_sizes: tuple[Annotated[int, Field(ge=2)], ...] = ()
    """Sizes to draw from, each a multiple of the number of sequences."""
    strata: tuple[Stratum, ...] = ()
    """Stratification factors; every combination of levels has its own list."""
    target: Annotated[int, Field(ge=1)]
    """Participants to be allocated."""
    seed: int = 0
    """Seed of pilot and bot allocation; a live study uses a secret made at launch."""

    @model_validator(mode="after")
    def _blocks_need_sizes(self) -> Allocation:
        if self.method == "permuted_blocks" and not self.block_sizes:
            raise ValueError("permuted blocks need `block_sizes`; add some, for example [4, 8]")
        return self
