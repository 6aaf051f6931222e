"""What a test allows to be said, in words."""

import math
from dataclasses import dataclass

from analysis.paired import TostResult

_KINDS = {
    "supported": "Difference shown",
    "small": "Difference shown, but too small to matter",
    "equivalent": "No difference that matters",
    "open": "Undecided",
    "impossible": "Not computable",
}


@dataclass(frozen=True)
class Verdict:
    """The conclusion about one hypothesis."""

    kind: str
    """`supported`, `small` (a difference, shown to lie below the smallest effect of interest), `equivalent` (none, and
    equivalence shown), `open` (neither shown) or `impossible` (no test)."""
    words: str
    """The conclusion in one or two sentences."""

    @property
    def title(self) -> str:
        """The conclusion in a few words."""
        return _KINDS[self.kind]


def verdict(
    p_value: float,
    alpha: float,
    estimate: float,
    equivalence: TostResult | None,
    *,
    treatment: str,
    outcome: str,
    interaction: bool,
) -> Verdict:
    """The conclusion that a (corrected) p value and an equivalence test allow together (Lakens 2017, SPPS 8:355)."""
    if math.isnan(p_value):
        return Verdict("impossible", "The test could not be computed; the notes say why.")
    if interaction:
        subject = f"the effect of “{treatment}” on “{outcome}”"
        shown = f"The data show that {subject} is {'larger' if estimate > 0 else 'smaller'} when the AI is right than when it is wrong."
        hidden = f"The data do not show that {subject} depends on whether the AI is right."
    else:
        direction = "higher" if estimate > 0 else "lower"
        shown = f"The data show that “{outcome}” is {direction} under “{treatment}” than under the reference condition."
        hidden = f"The data do not show a difference in “{outcome}” between the conditions."
    equivalent = equivalence is not None and equivalence.equivalent
    if p_value < alpha:
        small = " The difference lies within the bounds declared too small to matter." if equivalent else ""
        return Verdict("small" if equivalent else "supported", shown + small)
    if equivalent:
        return Verdict(
            "equivalent", f"{hidden} They show that it is too small to matter, by the bounds declared in advance."
        )
    absence = " Nor do they show that it is too small to matter." if equivalence is not None else ""
    return Verdict("open", f"{hidden}{absence} Absence of evidence is not evidence of absence.")
