"""The versions that have sessions: newcomers get the newest, and who began on one finishes on it."""

from __future__ import annotations

from functools import lru_cache

from db import ParticipantRow, Record, VersionRow, allocation_secret
from protocols import Plan, Planner, Study, page_seed, pages_of, sequences
from study_app.flow._images import PictureCache
from study_app.flow._progress import Pace


class ServedVersion:
    """One version in one mode: its study, its pictures, and the plans of its participants."""

    def __init__(self, version: VersionRow, study: Study, mode: str, runtime: str | None) -> None:
        self.version_id = version.id
        """Row of the version."""
        self.study = study
        self.runtime = runtime
        """Hash of the software that serves it; None if not known."""
        self.pictures = {file.rsplit("/", 1)[-1]: sha256 for file, sha256 in study.stimuli.files().items()}
        """SHA-256 by opaque file name."""
        self.display_logic = _uses_display_logic(study)
        """Whether any page or item is shown only after certain answers."""
        self._secret = allocation_secret(version, mode)
        self._planner = Planner(study)
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self._cached = lru_cache(maxsize=2048)(self._make)
        self.pace = Pace(study, self._make(next(iter(self._sequences)), "outline"))
        """Length and duration of a whole session."""

    def plan_of(self, participant: ParticipantRow) -> Plan:
        """The plan of a participant: without a sequence before allocation."""
        return self._cached(participant.sequence, participant.pseudonym)

    def _make(self, sequence: str | None, pseudonym: str) -> Plan:
        chosen = None if sequence is None else self._sequences[sequence]
        return self._planner.plan(chosen, page_seed(self._secret, pseudonym))


class ServedVersions:
    """The versions of one study, loaded from the record when the first participant comes to one."""

    def __init__(self, version: VersionRow, study: Study, mode: str, runtime: str | None) -> None:
        self._mode = mode
        self._runtime = runtime
        self._pictures = PictureCache()
        self._first = ServedVersion(version, study, mode, runtime)
        self._known = {(version.id, mode): self._first}

    def newest(self, record: Record) -> ServedVersion:
        """What newcomers get: of a live study, the version launched last, even after this process began."""
        if self._mode != "live":
            return self._first
        version = record.current_version(self._first.study.protocol.id, "live")
        return self._first if version is None else self._of(record, version.id, "live")

    def of(self, record: Record, participant: ParticipantRow) -> ServedVersion:
        """The version and mode in which a participant began."""
        return self._of(record, participant.version_id, participant.mode)

    def picture(self, record: Record, served: ServedVersion, file: str) -> tuple[bytes, str] | None:
        """Bytes and SHA-256 of a version's picture; None if it has none of that name."""
        sha256 = served.pictures.get(file)
        content = None if sha256 is None else self._pictures.get(record, sha256)
        return None if sha256 is None or content is None else (content, sha256)

    def _of(self, record: Record, version_id: int, mode: str) -> ServedVersion:
        key = (version_id, mode)
        if key not in self._known:
            version, study = record.version(version_id), record.study_of(version_id)
            self._known[key] = ServedVersion(version, study, mode, self._runtime)
        return self._known[key]


def _uses_display_logic(study: Study) -> bool:
    pages = tuple(pages_of(study.protocol))
    items = [item for instrument in study.instruments.values() for item in instrument.items]
    items += [ask.item for page in (*pages, *study.protocol.trial.steps) for ask in page.ask if ask.item is not None]
    return any(part.show_if is not None for part in (*pages, *items))
