"""The part of the audit that looks at pictures: all there, and byte for byte what the manifest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from db._finding import Finding
from db._record import Record
from db._versions import VersionRow


def verify_pictures(record: Record, version: VersionRow) -> tuple[Finding, ...]:
    """Checks every picture of a version that ever showed one to a person; empty if all agree."""
    return () if version.state == "draft" else tuple(_findings(record, version))


def _findings(record: Record, version: VersionRow) -> Iterator[Finding]:
    for file, sha256 in record.study_of(version.id).stimuli.files().items():
        content = record.picture(sha256)
        if content is None:
            yield Finding("stimulus_files", file, f"the picture is missing, version {version.number} cannot be shown")
        elif hashlib.sha256(content).hexdigest() != sha256:
            yield Finding("stimulus_files", file, "the picture is not the one whose hash it carries")
