"""The linter: load a study with all its checks, or report everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from protocols._checks import BalanceRow, Checked, CheckedSet, balance_of, check_set, cross_check
from protocols._document import read_document
from protocols._finding import SEVERITIES, Finding, ProtocolError
from protocols._load import read_study
from protocols._stimuli import StimulusSet
from protocols._structure import parsed
from protocols._study import Study


@dataclass(frozen=True)
class Report:
    """What the linter found."""

    findings: tuple[Finding, ...]
    """Errors first, notes last."""
    balance: tuple[BalanceRow, ...]
    """How often each case is seen in each condition and period; empty if the study could not be read."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that do not, though something is doubtful."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")


def load_study(folder: Path | str) -> Study:
    """The study of a folder (a path, or the name of a built-in study), checked.

    `ProtocolError` with all findings if a file is missing or malformed, or if its parts do not fit together.

    >>> load_study("skingen").protocol.design.kind
    'crossover'
    """
    study, sources = read_study(folder)
    errors = [finding for finding in cross_check(Checked(study, sources)) if finding.severity == "error"]
    if errors:
        raise ProtocolError(errors)
    return study


def check_study(folder: Path | str, today: date | None = None) -> Report:
    """Everything that is wrong or doubtful, and the balance table.

    `today` is the day with which the end of retention is compared; the machine's date if absent.
    Structure comes first: what the files refer to is looked at only when they can be read.
    """
    try:
        study, sources = read_study(folder)
    except ProtocolError as error:
        return Report(findings=error.findings, balance=())
    checked = Checked(study, sources)
    findings = [*cross_check(checked), *_retention(checked, today or date.today())]
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return Report(findings=tuple(findings), balance=balance_of(study.protocol.design))


def _retention(checked: Checked, today: date) -> tuple[Finding, ...]:
    end = checked.study.protocol.retention
    if end > today:
        return ()
    reason = f"retention ended on {end.isoformat()}: personal data would be removed at once"
    return (checked.warning(("retention",), reason, "name a day in the future"),)


def check_stimulus_set(folder: Path) -> tuple[StimulusSet, tuple[Finding, ...]]:
    """The stimulus set of a folder, and what is wrong with it whatever study uses it; errors first.

    `ProtocolError` if `manifest.json` is missing or malformed.
    """
    manifest = read_document(folder / "manifest.json", "manifest.json")
    stimuli = parsed(StimulusSet, manifest)
    findings = check_set(CheckedSet(stimuli, manifest, folder))
    return stimuli, tuple(sorted(findings, key=lambda finding: finding.severity != "error"))
