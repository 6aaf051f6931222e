"""The linter's checks, one file a subject."""

from __future__ import annotations

from protocols._checks._allocation import check_allocation
from protocols._checks._analysis import check_analysis
from protocols._checks._balance import BalanceRow, balance_of
from protocols._checks._checked import Checked
from protocols._checks._design import check_design
from protocols._checks._items import check_items
from protocols._checks._lengths import check_lengths
from protocols._checks._pages import check_pages
from protocols._checks._review import check_review
from protocols._checks._stimuli import CheckedSet, check_set, check_stimuli
from protocols._checks._texts import check_texts
from protocols._finding import Finding

__all__ = ["BalanceRow", "Checked", "CheckedSet", "balance_of", "check_set", "cross_check"]


def cross_check(checked: Checked) -> tuple[Finding, ...]:
    """Every finding about how the parts of a study fit together; of lengths only if they do."""
    checks = (
        check_pages,
        check_items,
        check_design,
        check_allocation,
        check_stimuli,
        check_texts,
        check_analysis,
        check_review,
    )
    findings = tuple(finding for check in checks for finding in check(checked))
    if any(finding.severity == "error" for finding in findings):
        return findings
    return (*findings, *check_lengths(checked))
