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

    kind: Literal["single", "between", "within", "crossover"]
    """`single`: the one condition for everybody, who see the same in an order of their own. `between`: one condition a
    participant. `within`: conditions interleaved over trials. `crossover`: one condition a period."""
    conditions: tuple[Condition, ...] = Field(min_length=1)
    """The conditions, the reference condition first; one in `single`, two or more in every other design."""
    case_sets: dict[Id, tuple[str, ...]] = Field(min_length=1)
    """Cases by set. In `within` and `crossover`, as many sets of equal size as conditions; sets rotate over conditions and periods."""
    labels: tuple[Text, ...] = ()
    """Public name of the AI in each period (`Assistant A`, `Assistant B`), so that ratings have separate referents."""
    case_order: Literal["random", "fixed"] = "random"
    """Order of cases within a period."""

    @model_validator(mode="after")
    def _conditions_fit_the_kind(self) -> Design:
        if self.kind == "single" and len(self.conditions) > 1:
            raise ValueError("a single design has one condition; remove the others, or compare them in another design")
        if self.kind != "single" and len(self.conditions) < 2:
            raise ValueError(f"a {self.kind} design compares two conditions or more; add one, or use `kind: single`")
        return self


class Stratum(Part):
    """A stratification factor: an item and the coarse levels of its answers."""

    item: Id
    """Item asked before allocation."""
    levels: dict[Id, tuple[str | int, ...]] = Field(min_length=2)
    """Answers by level; every answer belongs to exactly one level, "prefer_not" too if offered."""
    weight: Annotated[int, Field(ge=1)] = 1
    """How much an imbalance in this factor counts in minimization, relative to the other factors."""


class Minimization(Part):
    """How minimization (Pocock and Simon 1975, doi 10.2307/2529712) chooses a sequence."""

    imbalance: Literal["range", "variance"] = "range"
    """Measure of imbalance within a factor, over the participants who share the newcomer's level: `range`, the most less the fewest in a sequence; `variance` of the numbers over the sequences."""
    probability: Annotated[float, Field(gt=0, le=1)] = 0.8
    """Probability of the sequence that leaves the least imbalance, in thousandths; the others share the rest."""


class Allocation(Part):
    """How participants are allocated to sequences."""

    method: Literal["permuted_blocks", "minimization", "simple"] = "permuted_blocks"
    """`permuted_blocks`: blocks of randomly chosen size, each a random permutation. `minimization`: the sequence that leaves the factors in `strata` most alike, by a biased coin. `simple`: independent draws."""
    block_sizes: tuple[Annotated[int, Field(ge=2)], ...] = ()
    """Sizes to draw from, each a multiple of the number of sequences."""
    strata: tuple[Stratum, ...] = ()
    """Stratification factors; every combination of levels is a stratum with a list of its own. Minimization balances each factor by itself."""
    minimization: Minimization = Minimization()
    """Measure and coin of minimization."""
    target: Annotated[int, Field(ge=1)]
    """Participants to be allocated; recruitment of a live study is full when they are."""
    target_per_sequence: Annotated[int, Field(ge=1)] | None = None
    """Most participants of a live study in one sequence (in `between`, one arm): list places of a sequence that has as many are passed over."""
    quotas: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """Most participants of a live study in a stratum, written as `item=level`, several factors joined by `;`; a stratum without a quota is bounded by `target` alone."""
    vacated: Literal["keep", "replace"] = "keep"
    """What becomes of the slot of somebody who leaves a live study after allocation: `keep`, nothing; `replace`, its sequence is put up again, unless the owner failed a check."""
    full_code: Annotated[str, Field(pattern=r"^[A-Z0-9_-]{3,24}$")] = "FULL"
    """Screen-out code of those who had begun when the last place was taken."""
    seed: int = 0
    """Seed of pilot and bot allocation; a live study uses a secret made at launch."""

    @model_validator(mode="after")
    def _methods_have_what_they_need(self) -> Allocation:
        if self.method == "permuted_blocks" and not self.block_sizes:
            raise ValueError("permuted blocks need `block_sizes`; add some, for example [4, 8]")
        if self.method == "minimization" and not self.strata:
            raise ValueError("minimization needs `strata`; name the factors that it balances")
        return self
