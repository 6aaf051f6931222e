"""`study audit`: is the record as it was written?"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from db import Finding, Record, VersionRow, WrittenHead

MODES = ("live", "pilot", "bot")


@dataclass(frozen=True)
class Audited:
    """One version's sessions of one mode, checked."""

    version: int
    """Number of the version."""
    mode: str
    """live, pilot or bot."""
    participants: int
    """How many arrived."""
    heads: tuple[str, ...]
    """Where its chains end, as `--expect-head` takes them; none if anything is not as it was written."""
    findings: tuple[Finding, ...]
    """What is not as it was written."""


def audit(
    study: Study,
    expect_head: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VERSION:MODE:CHAIN:ROWS:HASH",
            help="A head that was written down earlier, which must still lie on its chain; may be given several times.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Re-derive every allocation, verify the hash chains of ledger and answers, and look at every picture."""
    from study_app.cli._database import existing_database
    from study_app.runtime import study_id

    expected, database = _parsed(expect_head or []), existing_database()
    name = study_id(database, study)
    audited = database.read(lambda record: _audit(record, name, expected))
    if as_json:
        typer.echo(json.dumps([asdict(part) for part in audited], ensure_ascii=False, indent=2))
    else:
        _show(audited)
        if not audited:
            typer.echo(f"Nobody has taken part in {name} yet.")
    if any(part.findings for part in audited):
        raise typer.Exit(1)


def _parsed(written: list[str]) -> tuple[WrittenHead, ...]:
    from db import WrittenHead

    try:
        return tuple(WrittenHead.parse(text) for text in written)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--expect-head") from error


def _audit(record: Record, study_id: str, expected: tuple[WrittenHead, ...]) -> list[Audited]:
    from study_app.cli._problems import CommandError

    versions = record.versions(study_id)
    unknown = {head.version for head in expected} - {version.number for version in versions}
    if unknown:
        raise CommandError(
            f"A head of version {min(unknown)} of {study_id} was written down, but there is no such version."
        )
    return [
        part
        for version in versions
        for mode in MODES
        if (part := _audit_mode(record, version, mode, [head for head in expected if head.version == version.number]))
    ]


def _audit_mode(record: Record, version: VersionRow, mode: str, expected: list[WrittenHead]) -> Audited | None:
    """None where nobody took part and nothing is wrong or expected."""
    from db import verify_answers, verify_ledger, verify_pictures

    mine = [head for head in expected if head.mode == mode]
    allocations = [head.head for head in mine if head.chain == "allocations"] or [None]
    answers = [head.head for head in mine if head.chain == "answers"] or [None]
    frozen, people = record.study_of(version.id), len(record.participants(version.id, mode))
    found = [
        *(finding for head in allocations for finding in verify_ledger(record, version, mode, frozen, expect=head)),
        *(finding for head in answers for finding in verify_answers(record, version, mode, expect=head)),
        *(verify_pictures(record, version) if people else ()),
    ]
    findings = tuple(dict.fromkeys(found))
    if not people and not findings and not mine:
        return None
    heads = () if findings else tuple(str(head) for head in record.heads(version, mode))
    return Audited(version.number, mode, people, heads, findings)


def _show(audited: list[Audited]) -> None:
    for part in audited:
        state = f"{len(part.findings)} findings" if part.findings else "as it was written"
        typer.echo(f"version {part.version}, {part.mode}, {part.participants} participants: {state}")
        for finding in part.findings:
            typer.echo(f"  {finding.table} {finding.row}: {finding.problem}")
        for head in part.heads:
            typer.echo(f"  head {head}")
