"""Load a study from its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from protocols._document import Document, Keys, read_document
from protocols._finding import Finding, ProtocolError, did_you_mean
from protocols._instrument import Instrument
from protocols._lookup import pages_of
from protocols._pages import Ask, ConsentPage
from protocols._protocol import Protocol
from protocols._stimuli import StimulusSet
from protocols._structure import parsed
from protocols._study import Study

_HOME = Path(__file__).parent


@dataclass(frozen=True)
class Sources:
    """The files that a study was read from, for lines in findings."""

    study: Document
    """`study.yaml`."""
    instruments: Mapping[str, Document]
    """Instrument files by id."""
    manifest: Document
    """The stimulus set's manifest."""


def study_folder(name: Path | str) -> Path:
    """The folder of a study: a path, or the name of a folder beside this module. `ProtocolError` if there is none."""
    for folder in (Path(name), _HOME / name):
        if (folder / "study.yaml").is_file():
            return folder.resolve()
    built_in = sorted(path.parent.name for path in _HOME.glob("*/study.yaml"))
    fix = did_you_mean(str(name), built_in, "give a folder that holds study.yaml")
    raise ProtocolError([Finding("error", str(name), None, "", "there is no study here", fix)])


def study_name(folder: Path | str) -> str:
    """What the study of a folder calls itself; the rest of it may be broken. `ProtocolError` if `study.yaml` is.

    >>> study_name("skingen")
    'skingen'
    """
    return parsed(Protocol, read_document(study_folder(folder) / "study.yaml", "study.yaml")).id


def read_study(folder: Path | str) -> tuple[Study, Sources]:
    """The study and its files after the structural check. `ProtocolError` with all that does not fit."""
    folder = study_folder(folder)
    document = read_document(folder / "study.yaml", "study.yaml")
    protocol = parsed(Protocol, document)
    findings: list[Finding] = []
    instruments: dict[str, Instrument] = {}
    documents: dict[str, Document] = {}
    for keys, ask in asks_with_keys(protocol):
        if ask.instrument is not None and ask.instrument not in documents:
            try:
                read = _instrument_document(folder, ask.instrument, document, (*keys, "instrument"))
                documents[ask.instrument] = read
                instruments[ask.instrument] = parsed(Instrument, read)
            except ProtocolError as error:
                findings += error.findings
    manifest = Document("", "", None)
    try:
        manifest = read_document(folder / protocol.stimuli / "manifest.json", f"{protocol.stimuli}/manifest.json")
        stimuli = parsed(StimulusSet, manifest)
    except ProtocolError as error:
        findings += error.findings
    if findings:
        raise ProtocolError(findings)
    texts = {language: _texts(folder, language, protocol) for language in protocol.languages}
    study = Study(protocol=protocol, instruments=instruments, texts=texts, stimuli=stimuli, folder=folder)
    return study, Sources(study=document, instruments=documents, manifest=manifest)


def asks_with_keys(protocol: Protocol) -> Iterator[tuple[Keys, Ask]]:
    """Every `ask` of the flow and of the trial, with its place in `study.yaml`."""
    for phase in ("before", "period", "after"):
        for number, page in enumerate(getattr(protocol.flow, phase)):
            for place, ask in enumerate(page.ask):
                yield ("flow", phase, number, "ask", place), ask
    for number, step in enumerate(protocol.trial.steps):
        for place, ask in enumerate(step.ask):
            yield ("trial", "steps", number, "ask", place), ask


def text_names(protocol: Protocol) -> tuple[str, ...]:
    """Names of all Markdown texts that the protocol mentions."""
    names = [protocol.landing]
    for page in pages_of(protocol):
        names += [page.text] if page.text else []
        names += [page.sheet] if isinstance(page, ConsentPage) else []
    return tuple(dict.fromkeys(names))


def _instrument_document(folder: Path, name: str, study: Document, keys: Keys) -> Document:
    """The study's own instrument of that name, else the built-in one."""
    for path, shown in (
        (folder / "instruments" / f"{name}.yaml", f"instruments/{name}.yaml"),
        (_HOME / "instruments" / f"{name}.yaml", f"protocols/instruments/{name}.yaml"),
    ):
        if path.is_file():
            return read_document(path, shown)
    known = {path.stem for home in (folder, _HOME) for path in (home / "instruments").glob("*.yaml")}
    fix = did_you_mean(name, sorted(known), f"add instruments/{name}.yaml to the study's folder")
    raise ProtocolError([study.finding("error", keys, f"there is no instrument `{name}`", fix)])


def _texts(folder: Path, language: str, protocol: Protocol) -> dict[str, str]:
    paths = {name: folder / "texts" / language / f"{name}.md" for name in text_names(protocol)}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}
